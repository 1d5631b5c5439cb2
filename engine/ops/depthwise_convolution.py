"""Depthwise convolution: each channel is seen through kernels of its own."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.rules import column_sums, volume
from engine.ops.windows import Windows

_TILE = 1 << 19
"""Bytes of the result that are worked at together: they should stay in the cache."""


def _depthwise_shape(x: Spec, kernel: Spec, *_: Spec, windows: Windows) -> Spec:
    known = [n for n in kernel.shape[-2:] if n is not None]
    channels = prod(known) if len(known) == 2 else None
    counts = windows.counts(x.shape[1:-1])
    return Spec((x.shape[0], *counts, channels), str(np.result_type(x.dtype, kernel.dtype)))


def _depthwise_backward(saved: Any, g: Array, *, inputs_too: bool = True) -> Gradients:
    x, kernel, windows, biased = saved
    bias = (column_sums(g.reshape(prod(g.shape[:-1]), g.shape[-1])),) if biased else ()
    surrounded, inside = windows.surround(x)
    places, weights = list(windows.places(g.shape[1:-1])), _rows(kernel)
    g_kernel = np.zeros_like(weights)
    g_x = np.zeros(surrounded.shape if inputs_too else (0,), g.dtype)
    for images in _tiles(g):
        seen, given = _repeated(surrounded[images], kernel), g[images]
        back = np.zeros(seen.shape if inputs_too else (0,), g.dtype)
        part = np.empty_like(given)
        for i, place in enumerate(places):
            np.multiply(seen[place], given, out=part)
            g_kernel[i] += column_sums(part.reshape(prod(part.shape[:-1]), part.shape[-1]))
            if inputs_too:
                back[place] += np.multiply(given, weights[i], out=part)
        if inputs_too:
            g_x[images] = back.reshape(*back.shape[:-1], *kernel.shape[-2:]).sum(-1)
    found = (g_x[inside] if inside else g_x) if inputs_too else None
    return found, g_kernel.reshape(kernel.shape), *bias


def _products(y: Spec, _: Spec, kernel: Spec, *__: Spec, **___: Any) -> int | None:
    return volume(*y.shape[:-1], *kernel.shape)


@primitive(shape=_depthwise_shape, backward=_depthwise_backward, frugal=True, products=_products)
def convolve_depthwise(x: Array, kernel: Array, *bias: Array, windows: Windows) -> tuple[Any, Any]:
    """``x (batch, *spatial, channels)``, each channel seen through ``multiplier`` kernels.

    ``kernel (*size, channels, multiplier)``; the results of a channel stand side by side.
    """
    surrounded, _ = windows.surround(x)
    counts = tuple(n for n in windows.counts(x.shape[1:-1]) if n is not None)
    weights = _rows(kernel)
    y = np.zeros((len(x), *counts, weights.shape[-1]), np.result_type(x, kernel))
    for images in _tiles(y):
        seen, part = _repeated(surrounded[images], kernel), np.empty_like(y[images])
        for weight, place in zip(weights, windows.places(counts), strict=True):
            y[images] += np.multiply(seen[place], weight, out=part)
    if bias:
        y += bias[0]
    return y, (x, kernel, windows, bool(bias))


def _rows(kernel: Array) -> Array:
    """``(places, channels * multiplier)``."""
    return kernel.reshape(prod(kernel.shape[:-2]), prod(kernel.shape[-2:]))


def _repeated(x: Array, kernel: Array) -> Array:
    """Each channel as often as it has kernels."""
    return x if kernel.shape[-1] == 1 else np.repeat(x, kernel.shape[-1], -1)


def _tiles(y: Array) -> Iterator[slice]:
    images = max(_TILE // max(y.itemsize * prod(y.shape[1:]), 1), 1)
    for i in range(0, len(y), images):
        yield slice(i, i + images)
