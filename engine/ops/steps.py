"""Sequences taken apart into steps, put together again, turned round."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, ShapeError, Spec, primitive
from engine.ops.rules import axis_index, unchanged


def _unstack_shape(x: Spec, *, axis: int = 1) -> tuple[Spec, ...]:
    at = axis_index(axis, x.ndim)
    count = x.shape[at]
    if count is None:
        raise ShapeError(f"{x} has an unknown number of steps along axis {axis}")
    return (Spec((*x.shape[:at], *x.shape[at + 1 :]), x.dtype),) * count


def _unstack_backward(saved: Any, g: Any) -> Gradients:
    # One step alone arrives without a tuple around it.
    shape, axis = saved
    parts = g if isinstance(g, tuple) else (g,)
    full = np.zeros(shape, next(p.dtype for p in parts if p is not None))
    steps = np.moveaxis(full, axis, 0)
    for i, part in enumerate(parts):
        if part is not None:
            steps[i] = part
    return (full,)


@primitive(shape=_unstack_shape, backward=_unstack_backward)
def unstack(x: Array, *, axis: int = 1) -> tuple[Any, Any]:
    """The steps along ``axis``, one result each."""
    return tuple(np.moveaxis(x, axis, 0)), (x.shape, axis)


def _stack_shape(*xs: Spec, axis: int = 1) -> Spec:
    first = xs[0]
    for x in xs:
        if x.shape != first.shape:
            raise ShapeError(f"steps of {first} and {x} make no sequence")
    at = axis_index(axis, first.ndim + 1)
    return Spec((*first.shape[:at], len(xs), *first.shape[at:]), first.dtype)


def _stack_backward(axis: Any, g: Array) -> Gradients:
    return tuple(np.moveaxis(g, axis, 0))


@primitive(shape=_stack_shape, backward=_stack_backward)
def stack(*xs: Array, axis: int = 1) -> tuple[Any, Any]:
    """Tensors of one shape as the steps along a new axis ``axis``."""
    return np.stack(xs, axis), axis


def _reverse_backward(axis: Any, g: Array) -> Gradients:
    return (np.flip(g, axis),)


@primitive(shape=unchanged, backward=_reverse_backward)
def reverse(x: Array, *, axis: int = 1) -> tuple[Any, Any]:
    """The steps along ``axis`` in the opposite order."""
    return np.flip(x, axis), axis
