"""Penalties on the size of weights and outputs, added to the loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from engine.autodiff import ShapeError, Tensor
from engine.ops.elementwise import absolute, add, clip, multiply, power, scale, square
from engine.ops.matmul import matmul
from engine.ops.reduce import reduce_sum
from engine.ops.shaping import transpose

# The square of the length below which a row does not get length 1.
_SHORTEST = 1e-14


def l1(w: Tensor, *, l1: float = 0.01) -> Tensor:
    """``l1`` times the sum of absolute values; the slope at 0 is 0."""
    penalty: Tensor = scale(reduce_sum(absolute(w)), factor=l1)
    return penalty


def l2(w: Tensor, *, l2: float = 0.01) -> Tensor:
    """``l2`` times the sum of squares."""
    penalty: Tensor = scale(reduce_sum(square(w)), factor=l2)
    return penalty


def l1_l2(w: Tensor, *, l1: float = 0.0, l2: float = 0.0) -> Tensor:
    """``l1`` times the sum of absolute values plus ``l2`` times the sum of squares."""
    by_size = scale(reduce_sum(absolute(w)), factor=l1)
    penalty: Tensor = add(by_size, scale(reduce_sum(square(w)), factor=l2))
    return penalty


def orthogonal_regularizer(w: Tensor, *, factor: float = 0.01, mode: str = "rows") -> Tensor:
    """``factor`` times the mean size of the cosines between the rows, or the columns.

    A matrix of one row has no such mean: the penalty is nan, as in Keras.

    Raises:
        ShapeError: ``w`` is no matrix.
        ValueError: ``mode`` is neither ``rows`` nor ``columns``.
    """
    if mode not in ("rows", "columns"):
        raise ValueError(f"the mode of OrthogonalRegularizer is rows or columns, not '{mode}'")
    if w.ndim != 2:
        raise ShapeError(f"OrthogonalRegularizer needs a matrix, not {w.spec}")
    rows = w if mode == "rows" else transpose(w, axes=(1, 0))
    squared = reduce_sum(square(rows), axis=1, keepdims=True)
    # Keras multiplies by at most 1e7, so that rows of zeros stay.
    unit = multiply(rows, power(clip(squared, low=_SHORTEST, high=np.inf), exponent=-0.5))
    cosines = matmul(unit, transpose(unit, axes=(1, 0)))
    count = w.shape[0 if mode == "rows" else 1] or 0
    between = multiply(absolute(cosines), Tensor(1 - np.eye(count, dtype=w.dtype), wanted=False))
    pairs = count * (count - 1)
    penalty: Tensor = scale(reduce_sum(between), factor=factor / pairs if pairs else np.nan)
    return penalty


REGULARIZERS: Mapping[str, Callable[..., Tensor]] = MappingProxyType(
    {"L1": l1, "L2": l2, "L1L2": l1_l2, "OrthogonalRegularizer": orthogonal_regularizer}
)
"""By Keras class name."""
