"""Sums, means and extremes over axes; without ``axis`` over all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.rules import axis_indices

Axis = int | Sequence[int] | None


def reduced_shape(x: Spec, *, axis: Axis = None, keepdims: bool = False) -> Spec:
    """The shape rule of a reduction."""
    axes = axis_indices(axis, x.ndim)
    sizes = [1 if i in axes else n for i, n in enumerate(x.shape) if keepdims or i not in axes]
    return Spec(tuple(sizes), x.dtype)


def _truth_shape(x: Spec, *, axis: Axis = None, keepdims: bool = False) -> Spec:
    return Spec(reduced_shape(x, axis=axis, keepdims=keepdims).shape, "bool")


def _over(
    function: Callable[..., Any], x: Array, axes: tuple[int, ...], keepdims: bool, **more: Any
) -> Array:
    """``function`` of ``x`` over ``axes``; NumPy's stubs know ``keepdims`` as a literal only."""
    result: Array = function(x, axis=axes, keepdims=keepdims, **more)
    return result


def _restored(g: Array, axes: tuple[int, ...], shape: tuple[int, ...]) -> Array:
    """``g`` with the reduced axes back in place, with length 1."""
    return g.reshape([1 if i in axes else n for i, n in enumerate(shape)])


def _sum_backward(saved: Any, g: Array) -> Gradients:
    axes, shape, count = saved
    spread = np.broadcast_to(_restored(g, axes, shape), shape)
    return (spread if count == 1 else spread / count,)


@primitive(shape=reduced_shape, backward=_sum_backward)
def reduce_sum(x: Array, *, axis: Axis = None, keepdims: bool = False) -> tuple[Any, Any]:
    """Sum over ``axis``."""
    axes = axis_indices(axis, x.ndim)
    return _over(np.sum, x, axes, keepdims, dtype=x.dtype), (axes, x.shape, 1)


@primitive(shape=reduced_shape, backward=_sum_backward)
def reduce_mean(x: Array, *, axis: Axis = None, keepdims: bool = False) -> tuple[Any, Any]:
    """Mean over ``axis``; nan if there is nothing to average."""
    axes = axis_indices(axis, x.ndim)
    count = int(np.prod([x.shape[i] for i in axes], dtype=np.int64))
    total = _over(np.sum, x, axes, keepdims, dtype=x.dtype)
    mean = total / count if count else np.full_like(total, np.nan)
    return mean, (axes, x.shape, max(count, 1))


def _extreme_backward(saved: Any, g: Array) -> Gradients:
    hit, axes = saved
    ties = np.sum(hit, axis=axes, keepdims=True).astype(g.dtype)
    return (hit * (_restored(g, axes, hit.shape) / ties),)


@primitive(shape=reduced_shape, backward=_extreme_backward)
def reduce_max(x: Array, *, axis: Axis = None, keepdims: bool = False) -> tuple[Any, Any]:
    """Largest value over ``axis``; equal ones share the gradient."""
    axes = axis_indices(axis, x.ndim)
    top = np.max(x, axis=axes, keepdims=True)
    return top if keepdims else np.squeeze(top, axes), (x == top, axes)


@primitive(shape=reduced_shape, backward=_extreme_backward)
def reduce_min(x: Array, *, axis: Axis = None, keepdims: bool = False) -> tuple[Any, Any]:
    """Smallest value over ``axis``; equal ones share the gradient."""
    axes = axis_indices(axis, x.ndim)
    low = np.min(x, axis=axes, keepdims=True)
    return low if keepdims else np.squeeze(low, axes), (x == low, axes)


@primitive(shape=_truth_shape)
def reduce_all(x: Array, *, axis: Axis = None, keepdims: bool = False) -> tuple[Any, Any]:
    """True where all of ``x`` over ``axis`` are true."""
    return _over(np.all, x, axis_indices(axis, x.ndim), keepdims), None


@primitive(shape=_truth_shape)
def reduce_any(x: Array, *, axis: Axis = None, keepdims: bool = False) -> tuple[Any, Any]:
    """True where one of ``x`` over ``axis`` is true."""
    return _over(np.any, x, axis_indices(axis, x.ndim), keepdims), None
