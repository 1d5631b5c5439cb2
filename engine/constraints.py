"""Bounds of weights: projections that follow each step of the optimizer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from engine.autodiff import Array, ShapeError, Spec
from engine.ops.rules import axis_indices

Axis = int | Sequence[int]

# Keeps the division by a norm of zero away, as in Keras.
_FUZZ = 1e-7


def max_norm(w: Array, *, max_value: float = 2.0, axis: Axis = 0) -> Array:
    """Shrink vectors that lie along ``axis`` to a length of at most ``max_value``."""
    return min_max_norm(w, min_value=0.0, max_value=max_value, axis=axis)


def min_max_norm(
    w: Array,
    *,
    min_value: float = 0.0,
    max_value: float = 1.0,
    rate: float = 1.0,
    axis: Axis = 0,
) -> Array:
    """Bring the length of vectors along ``axis`` between two values.

    ``rate`` is the part of the way that is gone at once.
    """
    norm = _norm(w, axis)
    # Where the bounds contradict each other the lower one holds, as in Keras.
    goal = rate * np.maximum(np.minimum(norm, max_value), min_value)
    if rate != 1:
        goal += (1 - rate) * norm
    return np.asarray(w * (goal / (_FUZZ + norm)))


def non_neg(w: Array) -> Array:
    """Replace negative values by 0; Keras 2 makes nan of minus infinity."""
    return np.asarray(np.maximum(w, 0))


def unit_norm(w: Array, *, axis: Axis = 0) -> Array:
    """Give vectors along ``axis`` length 1."""
    return np.asarray(w / (_FUZZ + _norm(w, axis)))


def radial_constraint(w: Array) -> Array:
    """Make each kernel equal along square rings, each taking its value from the diagonal.

    On odd sizes the diagonal is read one place too early: the innermost value is that
    of the place above and left of the middle. Keras does so, and so does this.

    Raises:
        ShapeError: ``w`` is no stack of square kernels (height, width, channels, filters).
    """
    if w.ndim != 4 or w.shape[0] != w.shape[1]:
        given = Spec(w.shape)
        raise ShapeError(f"RadialConstraint needs square kernels of a 2D convolution, not {given}")
    size, middle = len(w), len(w) // 2
    if size == 1:
        return w
    distance = np.abs(np.arange(size) - (size - 1) / 2).astype(int)
    ring = np.maximum(distance[:, None], distance)
    read = np.where(ring == 0, middle - 1, middle + ring - size % 2)
    return np.asarray(w[read, read])


def _norm(w: Array, axis: Axis) -> Array:
    axes = axis_indices(axis, w.ndim)
    return np.asarray(np.sqrt(np.sum(w * w, axis=axes, keepdims=True)))


CONSTRAINTS: Mapping[str, Callable[..., Array]] = MappingProxyType(
    {
        "MaxNorm": max_norm,
        "MinMaxNorm": min_max_norm,
        "NonNeg": non_neg,
        "UnitNorm": unit_norm,
        "RadialConstraint": radial_constraint,
    }
)
"""By Keras class name."""
