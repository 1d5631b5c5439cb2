"""Products of matrices."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, ShapeError, Spec, primitive
from engine.ops.rules import broadcast_shapes, column_sums, summed_to


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


@primitive(shape=_matmul_shape, backward=_matmul_backward)
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


@primitive(shape=_linear_shape, backward=_linear_backward, frugal=True)
def linear(x: Array, kernel: Array, *bias: Array) -> tuple[Any, Any]:
    """``x (…, k)`` times ``kernel (k, m)``, plus one ``bias (m,)`` if it is given."""
    rows = x.reshape(prod(x.shape[:-1]), kernel.shape[0])
    y = rows @ kernel
    if bias:
        y += bias[0]
    return y.reshape(*x.shape[:-1], kernel.shape[1]), (rows, kernel, x.shape, bool(bias))
