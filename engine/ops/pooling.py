"""Pooling: one value for each window, in each channel."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.windows import Windows


def _pool_shape(x: Spec, *, windows: Windows, all_equal: bool = False) -> Spec:
    return Spec((x.shape[0], *windows.counts(x.shape[1:-1]), x.shape[-1]), x.dtype)


def _max_backward(saved: Any, g: Array) -> Gradients:
    x, inside, y, windows, all_equal = saved
    g_x = np.zeros_like(x)
    apart = all(s >= k for k, s in zip(windows.size, windows.strides, strict=True))
    waiting = np.ones(y.shape, bool)
    for place in windows.places(y.shape[1:-1]):
        hit = np.equal(x[place], y)
        if not all_equal:
            hit &= waiting
            waiting ^= hit
        if apart:
            np.multiply(g, hit, out=g_x[place])
        else:
            g_x[place] += g * hit
    return (g_x[inside],)


@primitive(shape=_pool_shape, backward=_max_backward)
def max_pool(x: Array, *, windows: Windows, all_equal: bool = False) -> tuple[Any, Any]:
    """The largest value of each window of ``x (batch, *spatial, channels)``.

    Of equal ones the first, row by row, gets the gradient; with ``all_equal`` each of
    them gets all of it.
    """
    least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    surrounded, inside = windows.surround(x, least)
    first, *others = windows.places(_counts(x, windows))
    y = surrounded[first].copy()
    for place in others:
        np.maximum(y, surrounded[place], out=y)
    return y, (surrounded, inside, y, windows, all_equal)


def _average_backward(saved: Any, g: Array) -> Gradients:
    shape, inside, divisor, windows = saved
    share = g / divisor
    g_x = np.zeros(shape, g.dtype)
    for place in windows.places(g.shape[1:-1]):
        g_x[place] += share
    return (g_x[inside],)


@primitive(shape=_pool_shape, backward=_average_backward)
def average_pool(x: Array, *, windows: Windows) -> tuple[Any, Any]:
    """The mean of each window of ``x (batch, *spatial, channels)``; padding does not count."""
    surrounded, inside = windows.surround(x)
    counts = _counts(x, windows)
    total = _sums(surrounded, counts, windows)
    divisor: Any = prod(windows.size)
    if inside:
        here = np.ones((1, *x.shape[1:-1], 1), x.dtype)
        divisor = _sums(windows.surround(here)[0], counts, windows)
    return total / divisor, (surrounded.shape, inside, divisor, windows)


def _sums(x: Array, counts: tuple[int, ...], windows: Windows) -> Array:
    first, *others = windows.places(counts)
    total = x[first].copy()
    for place in others:
        total += x[place]
    return total


def _counts(x: Array, windows: Windows) -> tuple[int, ...]:
    return tuple(n for n in windows.counts(x.shape[1:-1]) if n is not None)
