"""Same values, other places: reshape, transpose, join, pad."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Shape, ShapeError, Spec, primitive
from engine.ops.rules import axis_index, broadcast_shapes, summed_to


def reshaped(old: Shape, shape: Sequence[int | None]) -> Shape:
    """The shape that ``reshape`` gives.

    Raises:
        ShapeError: the numbers of values differ.
    """
    target = [old[i] if n is None else n for i, n in enumerate(shape)]
    # Sizes kept in place count on neither side, so that they may be unknown.
    kept = {i for i, n in enumerate(shape) if n is None}
    source = [n for i, n in enumerate(old) if i not in kept]
    goal = [n for i, n in enumerate(target) if i not in kept]
    known = prod(n for n in goal if n is not None and n != -1)
    if goal.count(-1) > 1:
        raise ShapeError(f"{_told(shape)} has more than one -1")
    if None in source:
        return tuple(None if n == -1 else n for n in target)
    total = prod(n for n in source if n is not None)
    if -1 not in goal:
        if known != total:
            raise ShapeError(f"{Spec(old)} has {total} values, {_told(shape)} has {known}")
    elif known == 0 or total % known:
        raise ShapeError(f"{total} values do not divide into {_told(shape)}")
    return tuple(total // known if n == -1 else n for n in target)


def _told(shape: Sequence[int | None]) -> str:
    return "(" + ", ".join(str(n) for n in shape if n is not None) + ")"


def _reshape_shape(x: Spec, *, shape: Sequence[int | None]) -> Spec:
    return Spec(reshaped(x.shape, shape), x.dtype)


def _reshape_backward(shape: Any, g: Array) -> Gradients:
    return (g.reshape(shape),)


@primitive(shape=_reshape_shape, backward=_reshape_backward)
def reshape(x: Array, *, shape: Sequence[int | None]) -> tuple[Any, Any]:
    """The same values in another shape: None keeps the size of that axis, -1 takes the rest."""
    target = reshaped(x.shape, shape)
    return x.reshape([n for n in target if n is not None]), x.shape


def _transpose_shape(x: Spec, *, axes: Sequence[int]) -> Spec:
    if sorted(axes) != list(range(x.ndim)):
        raise ShapeError(f"{tuple(axes)} does not reorder the {x.ndim} axes of {x}")
    return Spec(tuple(x.shape[i] for i in axes), x.dtype)


def _transpose_backward(axes: Any, g: Array) -> Gradients:
    return (g.transpose(np.argsort(axes)),)


@primitive(shape=_transpose_shape, backward=_transpose_backward)
def transpose(x: Array, *, axes: Sequence[int]) -> tuple[Any, Any]:
    """Axis ``i`` of the result is axis ``axes[i]`` of ``x``."""
    return x.transpose(axes), tuple(axes)


def _expand_shape(x: Spec, *, axis: int) -> Spec:
    at = axis_index(axis, x.ndim + 1)
    return Spec((*x.shape[:at], 1, *x.shape[at:]), x.dtype)


@primitive(shape=_expand_shape, backward=_reshape_backward)
def expand_dims(x: Array, *, axis: int) -> tuple[Any, Any]:
    """A new axis of length 1 at place ``axis``."""
    return np.expand_dims(x, axis), x.shape


def _broadcast_shape(x: Spec, *, shape: Shape) -> Spec:
    return Spec(broadcast_shapes([x.shape, shape]), x.dtype)


def _broadcast_backward(shape: Any, g: Array) -> Gradients:
    return (summed_to(g, shape),)


@primitive(shape=_broadcast_shape, backward=_broadcast_backward)
def broadcast_to(x: Array, *, shape: Shape) -> tuple[Any, Any]:
    """``x`` repeated along axes of length 1 until it has ``shape``; None keeps a size."""
    lead = len(shape) - x.ndim
    sizes = [x.shape[i - lead] if n is None else n for i, n in enumerate(shape)]
    return np.broadcast_to(x, sizes), x.shape


def _concatenate_shape(*xs: Spec, axis: int = -1) -> Spec:
    at = axis_index(axis, xs[0].ndim)
    others = [tuple(n for i, n in enumerate(s.shape) if i != at) for s in xs]
    for other, spec in zip(others, xs, strict=True):
        if len(other) != len(others[0]) or any(
            n != m and None not in (n, m) for n, m in zip(other, others[0], strict=True)
        ):
            what = "other sizes" if len(other) == len(others[0]) else "numbers of dimensions"
            message = f"{xs[0]} and {spec} cannot be joined along axis {axis}"
            raise ShapeError(f"{message}: their {what} differ", "axis")
    lengths = [s.shape[at] for s in xs]
    joined = None if None in lengths else sum(n for n in lengths if n is not None)
    sizes = [_known([s.shape[i] for s in xs]) for i in range(xs[0].ndim)]
    sizes[at] = joined
    return Spec(tuple(sizes), str(np.result_type(*(s.dtype for s in xs))))


def _known(sizes: Sequence[int | None]) -> int | None:
    return next((n for n in sizes if n is not None), None)


def _concatenate_backward(saved: Any, g: Array) -> Gradients:
    stops, axis = saved
    return np.split(g, stops, axis)


@primitive(shape=_concatenate_shape, backward=_concatenate_backward)
def concatenate(*xs: Array, axis: int = -1) -> tuple[Any, Any]:
    """The tensors one behind the other along ``axis``."""
    stops = np.cumsum([x.shape[axis] for x in xs])[:-1]
    return np.concatenate(xs, axis), (stops, axis)


Widths = Sequence[tuple[int, int]]


def _pad_shape(x: Spec, *, widths: Widths, value: float = 0.0) -> Spec:
    sizes = zip(x.shape, widths, strict=True)
    return Spec(tuple(None if n is None else n + low + high for n, (low, high) in sizes), x.dtype)


def _pad_backward(slices: Any, g: Array) -> Gradients:
    return (g[slices],)


@primitive(shape=_pad_shape, backward=_pad_backward)
def pad(x: Array, *, widths: Widths, value: float = 0.0) -> tuple[Any, Any]:
    """``x`` surrounded by ``value``: ``widths`` before and after, for each axis."""
    return padded(x, widths, value)


def padded(x: Array, widths: Widths, value: float = 0.0) -> tuple[Array, tuple[slice, ...]]:
    """The padded array, and where in it ``x`` lies."""
    inside = tuple(slice(low, low + n) for n, (low, _) in zip(x.shape, widths, strict=True))
    sizes = [n + low + high for n, (low, high) in zip(x.shape, widths, strict=True)]
    y = np.full(sizes, value, x.dtype) if value else np.zeros(sizes, x.dtype)
    y[inside] = x
    return y, inside


def _kept(widths: Widths) -> tuple[slice, ...]:
    return tuple(slice(low, -high if high else None) for low, high in widths)


def _crop_shape(x: Spec, *, widths: Widths) -> Spec:
    sizes = zip(x.shape, _kept(widths), strict=True)
    return Spec(tuple(None if n is None else _length(n, kept) for n, kept in sizes), x.dtype)


def _length(size: int, kept: slice) -> int:
    # Not len(): sizes may be larger than an array can be.
    left = range(size)[kept]
    return max(left.stop - left.start, 0)


def _crop_backward(saved: Any, g: Array) -> Gradients:
    shape, kept = saved
    g_x = np.zeros(shape, g.dtype)
    g_x[kept] = g
    return (g_x,)


@primitive(shape=_crop_shape, backward=_crop_backward)
def crop(x: Array, *, widths: Widths) -> tuple[Any, Any]:
    """``x`` without its outer places: ``widths`` before and after, for each axis."""
    kept = _kept(widths)
    return x[kept], (x.shape, kept)
