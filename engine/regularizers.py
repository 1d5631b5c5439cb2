"""Penalties on the size of weights and outputs, added to the loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.autodiff import Tensor
from engine.ops.elementwise import absolute, add, scale, square
from engine.ops.reduce import reduce_sum


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


REGULARIZERS: Mapping[str, Callable[..., Tensor]] = MappingProxyType(
    {"L1": l1, "L2": l2, "L1L2": l1_l2}
)
"""By Keras class name."""
