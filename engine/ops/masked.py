"""Reductions over the steps that a mask counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.reduce import reduced_shape
from engine.ops.rules import broadcast


def _mean_shape(
    x: Spec, mask: Spec, *, axis: int, keepdims: bool = False, strict: bool = True
) -> Spec:
    """The mask has as many dimensions as ``x``, and 1 where all share it."""
    return reduced_shape(Spec(broadcast(x, mask).shape, x.dtype), axis=axis, keepdims=keepdims)


def _mean_backward(saved: Any, g: Array) -> Gradients:
    mask, count, axis, keepdims, strict = saved
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (g if keepdims else np.expand_dims(g, axis)) / count
        return np.where(mask, share, share.dtype.type(0)) if strict else share * mask, None


@primitive(shape=_mean_shape, backward=_mean_backward)
def masked_mean(
    x: Array, mask: Array, *, axis: int, keepdims: bool = False, strict: bool = True
) -> tuple[Any, Any]:
    """Mean over ``axis`` of what ``mask`` counts; nan where it counts nothing.

    If ``strict``, nothing goes from what is not counted into the mean, and nothing back;
    else what is not finite there makes the mean nan.
    """
    weights = mask.astype(x.dtype)
    count = weights.sum(axis=axis, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(mask, x, np.zeros((), x.dtype)) if strict else x * weights
        mean = kept.sum(axis=axis, keepdims=True) / count
    return mean if keepdims else mean.squeeze(axis), (weights, count, axis, keepdims, strict)
