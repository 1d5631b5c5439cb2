"""Products of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, TypeVar

import numpy as np

from engine.autodiff import Array, Gradients, ShapeError, Spec, primitive
from engine.ops.rules import broadcast_shapes, column_sums, summed_to, volume

_Size = TypeVar("_Size", int, int | None)


def _matmul_shape(a: Spec, b: Spec) -> Spec:
    if a.ndim < 2 or b.ndim < 2:
        raise ShapeError(f"a product of matrices needs two dimensions each, not {a} and {b}")
    inner, outer = a.shape[-1], b.shape[-2]
    if inner is not None and outer is not None and inner != outer:
        raise ShapeError(f"{a} times {b}: {inner} columns do not meet {outer} rows")
    lead = broadcast_shapes([a.shape[:-2], b.shape[:-2]])
    return Spec((*lead, a.shape[-2], b.shape[-1]), str(np.result_type(a.dtype, b.dtype)))


def _matmul_backward(saved: Any, g: Array) -> Gradients:
    a, b = saved
    g_a = summed_to(g @ np.swapaxes(b, -1, -2), a.shape)
    return g_a, summed_to(np.swapaxes(a, -1, -2) @ g, b.shape)


def _matmul_products(y: Spec, a: Spec, _: Spec) -> int | None:
    return volume(*y.shape, a.shape[-1])


@primitive(shape=_matmul_shape, backward=_matmul_backward, products=_matmul_products)
def matmul(a: Array, b: Array) -> tuple[Any, Any]:
    """``a (…, n, k)`` times ``b (…, k, m)``; leading axes broadcast."""
    return a @ b, (a, b)


def _linear_shape(x: Spec, kernel: Spec, *_: Spec) -> Spec:
    inner, outer = x.shape[-1], kernel.shape[0]
    if inner is not None and outer is not None and inner != outer:
        raise ShapeError(f"the input {x} has {inner} features, the kernel {kernel} takes {outer}")
    return Spec((*x.shape[:-1], kernel.shape[1]), str(np.result_type(x.dtype, kernel.dtype)))


def _linear_backward(saved: Any, g: Array, *, inputs_too: bool = True) -> Gradients:
    rows, kernel, shape, biased = saved
    g_rows = g.reshape(len(rows), kernel.shape[1])
    g_x = (g_rows @ kernel.T).reshape(shape) if inputs_too else None
    g_kernel = rows.T @ g_rows
    return (g_x, g_kernel, column_sums(g_rows)) if biased else (g_x, g_kernel)


def _linear_products(_: Spec, x: Spec, kernel: Spec, *__: Spec) -> int | None:
    return volume(*x.shape, kernel.shape[-1])


@primitive(shape=_linear_shape, backward=_linear_backward, frugal=True, products=_linear_products)
def linear(x: Array, kernel: Array, *bias: Array) -> tuple[Any, Any]:
    """``x (…, k)`` times ``kernel (k, m)``, plus one ``bias (m,)`` if it is given."""
    rows = x.reshape(prod(x.shape[:-1]), kernel.shape[0])
    y = rows @ kernel
    if bias:
        y += bias[0]
    return y.reshape(*x.shape[:-1], kernel.shape[1]), (rows, kernel, x.shape, bool(bias))


def _contracted(a: Spec, b: Spec, *, axes: tuple[int, int]) -> Spec:
    n, m = a.shape[axes[0]], b.shape[axes[1]]
    if None not in (n, m) and n != m:
        raise ShapeError(f"axis {axes[0]} of {a} has {n} places, axis {axes[1]} of {b} has {m}")
    batch = b.shape[0] if a.shape[0] is None else a.shape[0]
    free = (*_without(a.shape, axes[0]), *_without(b.shape, axes[1]))
    return Spec((batch, *(free or (1,))), str(np.result_type(a.dtype, b.dtype)))


def _without(shape: Sequence[_Size], axis: int) -> tuple[_Size, ...]:
    """The sizes but the first and that of ``axis``."""
    return tuple(n for i, n in enumerate(shape) if i not in (0, axis))


def _batch_dot_backward(saved: Any, g: Array) -> Gradients:
    left, right, axes, shapes = saved
    g = g.reshape(len(left), left.shape[1], right.shape[2])
    g_left, g_right = g @ np.swapaxes(right, 1, 2), np.swapaxes(left, 1, 2) @ g
    kept = [(len(left), *_without(shape, axis)) for shape, axis in zip(shapes, axes, strict=True)]
    g_a = g_left.reshape(*kept[0], left.shape[2])
    g_b = g_right.reshape(len(right), right.shape[1], *kept[1][1:])
    return np.moveaxis(g_a, -1, axes[0]), np.moveaxis(g_b, 1, axes[1])


def _batch_dot_products(y: Spec, a: Spec, _: Spec, *, axes: tuple[int, int]) -> int | None:
    return volume(*y.shape, a.shape[axes[0]])


@primitive(shape=_contracted, backward=_batch_dot_backward, products=_batch_dot_products)
def batch_dot(a: Array, b: Array, *, axes: tuple[int, int]) -> tuple[Any, Any]:
    """Sums of products along one axis of each, sample by sample: ``(batch, *rest of a, *of b)``.

    A single number for each sample is ``(batch, 1)``.
    """
    free_a, free_b = _without(a.shape, axes[0]), _without(b.shape, axes[1])
    left = np.moveaxis(a, axes[0], -1).reshape(len(a), prod(free_a), a.shape[axes[0]])
    right = np.moveaxis(b, axes[1], 1).reshape(len(b), b.shape[axes[1]], prod(free_b))
    y = (left @ right).reshape(len(a), *((*free_a, *free_b) or (1,)))
    return y, (left, right, axes, (a.shape, b.shape))
