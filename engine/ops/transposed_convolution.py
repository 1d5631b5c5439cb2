"""Transposed convolution: what a convolution does to the gradient of its input."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Shape, Spec, primitive
from engine.ops.convolution import convolve, kernel_gradient, scattered
from engine.ops.rules import column_sums
from engine.ops.windows import Sizes, Windows


def transposed_lengths(spatial: Shape, windows: Windows, extra: Sizes | None) -> Shape:
    """Sizes of the result of a transposed convolution.

    ``extra`` places are added at the end of each axis; without it, ``valid`` covers all
    that a window reaches or steps over, and ``same`` multiplies the size by the step.
    """
    same = windows.padding == "same"
    lengths: list[int | None] = []
    for i, (n, e, s) in enumerate(zip(spatial, windows.extent, windows.strides, strict=True)):
        if n is None:
            lengths.append(None)
        elif extra is None:
            lengths.append(n * s + (0 if same else max(e - s, 0)))
        else:
            lengths.append((n - 1) * s + (e % 2 if same else e) + extra[i])
    return tuple(lengths)


def _transposed_shape(
    x: Spec, kernel: Spec, *_: Spec, windows: Windows, extra: Sizes | None = None
) -> Spec:
    sizes = transposed_lengths(x.shape[1:-1], windows, extra)
    return Spec((x.shape[0], *sizes, kernel.shape[-2]), str(np.result_type(x.dtype, kernel.dtype)))


def _transposed_backward(saved: Any, g: Array, *, inputs_too: bool = True) -> Gradients:
    x, kernel, windows, biased = saved
    bias = (column_sums(g.reshape(-1, g.shape[-1])),) if biased else ()
    g_kernel = kernel_gradient(g, x, kernel, windows, 1)
    if not inputs_too:
        return None, g_kernel, *bias
    settings = {"padding": windows.padding, "dilation": windows.spacing}
    g_x, _ = convolve.forward(g, kernel, strides=windows.strides, **settings)
    return g_x, g_kernel, *bias


@primitive(shape=_transposed_shape, backward=_transposed_backward, frugal=True)
def convolve_transposed(
    x: Array, kernel: Array, *bias: Array, windows: Windows, extra: Sizes | None = None
) -> tuple[Any, Any]:
    """Each place of ``x (batch, *spatial, channels)`` paints a window of the result.

    ``kernel (*size, filters, channels)``; for the sizes see ``transposed_lengths``.
    """
    sizes = transposed_lengths(x.shape[1:-1], windows, extra)
    shape = (len(x), *(n for n in sizes if n is not None), kernel.shape[-2])
    y = scattered(shape, x, kernel, windows)
    if bias:
        y += bias[0]
    return y, (x, kernel, windows, bool(bias))
