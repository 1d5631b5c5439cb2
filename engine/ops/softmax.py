"""Activation functions that look along an axis: softmax and its relatives."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, ShapeError, Spec, Tensor, constant, primitive
from engine.ops.elementwise import add, cast, exp, log, scale, select, shift, subtract
from engine.ops.reduce import Axis, reduce_max, reduce_sum
from engine.ops.rules import axis_index, axis_indices, fits, quietly
from engine.refusals import NoSuchAxisError, SettingTypeError


def _softmax_shape(x: Spec, *, axis: Axis = -1) -> Spec:
    axis_indices(axis, x.ndim)
    return x


def _exponentials(x: Array, axes: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """``x`` less its maximum, its exponentials, and their sums."""
    moved = x - np.max(x, axis=axes, keepdims=True, initial=-np.inf)
    powers = np.exp(moved)
    return moved, powers, np.sum(powers, axis=axes, keepdims=True)


@quietly
def _softmax_backward(saved: Any, g: Array) -> Gradients:
    y, axes = saved
    g_y = g * y
    return (g_y - y * np.sum(g_y, axis=axes, keepdims=True),)


@primitive(shape=_softmax_shape, backward=_softmax_backward)
@quietly
def softmax(x: Array, *, axis: Axis = -1) -> tuple[Any, Any]:
    """Exponentials divided by their sum over ``axis``; over several axes jointly."""
    axes = axis_indices(axis, x.ndim)
    _, y, total = _exponentials(x, axes)
    y /= total
    return y, (y, axes)


def masked_softmax(x: Tensor, axis: Axis, *, replaces: bool, empties: bool) -> Tensor:
    """``softmax`` of ``x`` where its mask holds; the result has no mask.

    What the mask leaves out is replaced by a large negative number, or lowered by it.
    ``empties`` then makes its shares 0, which they are not where all are left out; else
    rounding is that of Keras 2.

    Raises:
        ShapeError: an axis is not there or named twice, or the mask does not fit ``x``.
    """
    axes = _distinct(axis, x)
    if x.mask is None:
        whole: Tensor = softmax(x, axis=axes)
        return whole
    if not fits(x.mask.shape, x.shape):
        raise ShapeError(f"a mask of shape {x.mask.spec} does not fit the input {x.spec}")
    kept = Tensor(cast(x.mask, "bool").data, wanted=False)
    # The largest numbers of float16 are near 65504.
    low = -1e9 if x.dtype != "float16" else -3e4 if empties else -32752.0
    if replaces:
        lowered = select(kept, x, np.array(low, x.dtype))
    else:
        lowered = add(x, shift(scale(cast(kept, x.dtype), factor=-low), offset=low))
    if empties:
        y: Tensor = select(kept, softmax(lowered, axis=axes), np.array(0, x.dtype))
        return y
    return softmax(lowered, axis=axes) if len(axes) == 1 else _rounded_softmax(lowered, axes)


def _rounded_softmax(x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """``softmax`` as Keras 2 computes it over several axes.

    Beside a large maximum the logarithm is lost: equal values of -1e9 all give 1.
    """
    top = constant(reduce_max(x, axis=axes, keepdims=True))
    total = reduce_sum(exp(subtract(x, top)), axis=axes, keepdims=True)
    y: Tensor = exp(subtract(x, add(log(total), top)))
    return y


def _distinct(axis: Axis, x: Tensor) -> tuple[int, ...]:
    if axis is None:
        return axis_indices(None, x.ndim)
    given = [axis] if isinstance(axis, int) else axis
    if not isinstance(given, (list, tuple)) or not all(isinstance(a, int) for a in given):
        raise SettingTypeError(f"axis must be a whole number or a list of them, not {axis!r}")
    if not given:
        raise NoSuchAxisError("axis is empty: name at least one axis")
    axes = axis_indices(given, x.ndim)
    if len(axes) < len(given):
        raise ShapeError(f"the axes {list(given)} name one axis twice", "axis")
    return axes


@quietly
def _log_softmax_backward(saved: Any, g: Array) -> Gradients:
    y, axes = saved
    return (g - np.exp(y) * np.sum(g, axis=axes, keepdims=True),)


@primitive(shape=_softmax_shape, backward=_log_softmax_backward)
@quietly
def log_softmax(x: Array, *, axis: Axis = -1) -> tuple[Any, Any]:
    """Logarithm of ``softmax``, without its rounding."""
    axes = axis_indices(axis, x.ndim)
    moved, _, total = _exponentials(x, axes)
    y = moved - np.log(total)
    return y, (y, axes)


@quietly
def _sparsemax_backward(saved: Any, g: Array) -> Gradients:
    passed, slope, axis = saved
    g_passed = g * passed
    return (g_passed - slope * np.sum(g_passed, axis=axis, keepdims=True),)


@primitive(shape=_softmax_shape, backward=_sparsemax_backward)
@quietly
def sparsemax(x: Array, *, axis: int = -1) -> tuple[Any, Any]:
    """What Keras 3 computes under this name: ``x`` above a bound, 0 below it.

    The bound adds up the *running* sums of the largest values, where algorithm 1 of
    arXiv:1602.02068 takes the last of them, so that the result sums to 1 only where a
    single value is kept.
    """
    at = axis_index(axis, x.ndim)
    order = np.argsort(-x, axis=at, kind="stable")
    falling = np.take_along_axis(x, order, axis=at)
    total = np.cumsum(falling, axis=at)
    shape = [-1 if i == at else 1 for i in range(x.ndim)]
    rank = np.arange(1, x.shape[at] + 1).reshape(shape).astype(x.dtype)
    kept = falling - (total - 1) / rank > 0
    count = np.sum(kept, axis=at, keepdims=True).astype(x.dtype)
    bound = (np.sum(np.where(kept, total, 0), axis=at, keepdims=True) - 1) / count
    moved = x - bound
    # The i-th largest value stands in count - i + 1 of the running sums.
    slope = np.empty_like(x)
    np.put_along_axis(slope, order, kept * (count - rank + 1) / np.maximum(count, 1), axis=at)
    return np.maximum(moved, 0), (moved >= 0, slope, at)


def _glu_shape(x: Spec, *, axis: int = -1) -> Spec:
    at = axis_index(axis, x.ndim)
    length = x.shape[at]
    if length is not None and length % 2:
        raise ShapeError(f"glu halves axis {axis} of {x}, whose length is odd", "activation")
    sizes = [*x.shape]
    sizes[at] = None if length is None else length // 2
    return Spec(tuple(sizes), x.dtype)


@quietly
def _glu_backward(saved: Any, g: Array) -> Gradients:
    values, gates, axis = saved
    g_gates = g * values * gates * (1 - gates)
    return (np.concatenate((g * gates, g_gates), axis),)


@primitive(shape=_glu_shape, backward=_glu_backward)
@quietly
def glu(x: Array, *, axis: int = -1) -> tuple[Any, Any]:
    """The first half of ``axis`` times the sigmoid of the second. Source: arXiv:1612.08083."""
    if x.shape[axis] % 2:
        _glu_shape(Spec(x.shape), axis=axis)
    values, raw = np.split(x, 2, axis)
    # Half precision would lose the small gates.
    gates = 0.5 * np.tanh(0.5 * raw.astype(np.promote_types(x.dtype, np.float32))) + 0.5
    gates = gates.astype(x.dtype, copy=False)
    return values * gates, (values, gates, axis)
