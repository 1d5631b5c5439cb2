"""Transposed convolution: what a convolution does to the gradient of its input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Shape, Spec, primitive
from engine.ops.convolution import convolve, kernel_gradient, scattered
from engine.ops.rules import column_sums, volume
from engine.ops.shaping import padded
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


def _products(_: Spec, x: Spec, kernel: Spec, *__: Spec, **___: Any) -> int | None:
    """At each place of the input all of the kernel."""
    return volume(*x.shape[:-1], *kernel.shape)


@primitive(shape=_transposed_shape, backward=_transposed_backward, frugal=True, products=_products)
def convolve_transposed(
    x: Array, kernel: Array, *bias: Array, windows: Windows, extra: Sizes | None = None
) -> tuple[Any, Any]:
    """Each place of ``x (batch, *spatial, channels)`` paints a window of the result.

    ``kernel (*size, filters, channels)``; for the sizes see ``transposed_lengths``.
    """
    sizes = [n for n in transposed_lengths(x.shape[1:-1], windows, extra) if n is not None]
    # Many channels make wide windows over x; of nothing there are none.
    if set(windows.strides) == {1} and x.shape[-1] <= 2 * kernel.shape[-2] and x.size:
        y = _turned(x, kernel, windows, sizes)
    else:
        y = scattered((len(x), *sizes, kernel.shape[-2]), x, kernel, windows)
    if bias:
        y += bias[0]
    return y, (x, kernel, windows, bool(bias))


def _turned(x: Array, kernel: Array, windows: Windows, sizes: Sequence[int]) -> Array:
    """For steps of 1: the convolution of ``x`` with the kernel turned round."""
    axes = tuple(range(len(sizes)))
    widths = zip(windows.extent, windows.widths(tuple(sizes)), strict=True)
    around = [(0, 0), *((e - 1 - low, e - 1 - high) for e, (low, high) in widths), (0, 0)]
    turned = np.ascontiguousarray(np.flip(kernel, axes).swapaxes(-1, -2))
    settings = {"strides": windows.strides, "dilation": windows.spacing}
    y: Array = convolve.forward(padded(x, around)[0], turned, **settings)[0]
    return y
