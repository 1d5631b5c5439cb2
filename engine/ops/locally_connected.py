"""Convolutions that share no weights: every place of the result has a kernel of its own.

Keras keeps the weights in three ways. Either each place has a row of them, or they are
a matrix of all values to all results of which most entries are not used, or only the
entries that are used, in a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.rules import volume
from engine.ops.windows import Sizes, Windows


def _local_shape(x: Spec, kernel: Spec, *, windows: Windows, channels_first: bool = False) -> Spec:
    counts = windows.counts(x.shape[1:-1])
    return Spec((x.shape[0], *counts, kernel.shape[-1]), str(np.result_type(x.dtype, kernel.dtype)))


def _local_backward(saved: Any, g: Array, *, inputs_too: bool = True) -> Gradients:
    x, kernel, windows, channels_first = saved
    rows = _rows(x, windows, channels_first)
    placed = g.reshape(len(g), len(kernel), kernel.shape[-1]).transpose(1, 0, 2)
    g_kernel = rows.transpose(0, 2, 1) @ placed
    if not inputs_too:
        return None, g_kernel
    parts = (placed @ kernel.transpose(0, 2, 1)).transpose(1, 0, 2)
    size, channels = windows.size, x.shape[-1]
    counts = g.shape[1:-1]
    if channels_first:
        apart = np.moveaxis(parts.reshape(len(g), *counts, channels, prod(size)), -2, -1)
    else:
        apart = parts.reshape(len(g), *counts, prod(size), channels)
    g_x = np.zeros(x.shape, g.dtype)
    for i, place in enumerate(windows.places(counts)):
        g_x[place] += apart[..., i, :]
    return g_x, g_kernel


def _products(_: Spec, x: Spec, kernel: Spec, **__: Any) -> int | None:
    """For each example all of the kernel, which holds every place."""
    return volume(x.shape[0], *kernel.shape)


@primitive(shape=_local_shape, backward=_local_backward, frugal=True, products=_products)
def convolve_locally(
    x: Array, kernel: Array, *, windows: Windows, channels_first: bool = False
) -> tuple[Any, Any]:
    """``x (batch, *spatial, channels)``, each window through the kernel of its place.

    ``kernel (places, values of a window, filters)``: the values of a window in order,
    channels last, or all places of one channel after another with ``channels_first``.
    """
    rows = _rows(x, windows, channels_first)
    counts = [n for n in windows.counts(x.shape[1:-1]) if n is not None]
    y = (rows @ kernel).transpose(1, 0, 2).reshape(len(x), *counts, kernel.shape[-1])
    return y, (x, kernel, windows, channels_first)


def _rows(x: Array, windows: Windows, channels_first: bool) -> Array:
    """``(places, batch, values of a window)``."""
    axes = len(windows.size)
    view = windows.view(x)
    # From (batch, *counts, channels, *size).
    if not channels_first:
        view = np.moveaxis(view, 1 + axes, -1)
    places = prod(view.shape[1 : 1 + axes])
    values = prod(view.shape[1 + axes :])
    return view.reshape(len(x), places, values).transpose(1, 0, 2)


@dataclass(frozen=True)
class Links:
    """Which value of a sample goes into which result, counted as they lie in memory.

    With the padding ``same`` a window reaches half its size to the left of its place,
    which for even sizes and for steps is not where a convolution has it.
    """

    spatial: Sizes
    windows: Windows
    channels: int
    filters: int
    channels_first: bool = False

    @property
    def counts(self) -> Sizes:
        return tuple(n or 0 for n in self.windows.counts(self.spatial))

    @property
    def shape(self) -> tuple[int, int]:
        """How many values and how many results a sample has."""
        return prod(self.spatial) * self.channels, prod(self.counts) * self.filters

    @property
    def number(self) -> int:
        """How many links there are."""
        number = self.channels * self.filters
        for n, k, start in zip(self.spatial, self.windows.size, self._starts(), strict=True):
            number *= int((np.minimum(start + k, n) - np.maximum(start, 0)).sum())
        return number

    def matrix(self) -> Array:
        """True at ``(values, results)`` that are linked."""
        rank = len(self.spatial)
        whole = reduce(np.multiply.outer, self._axes())
        whole = whole.transpose(*range(0, 2 * rank, 2), *range(1, 2 * rank, 2))
        added = (0, rank + 1) if self.channels_first else (rank, 2 * rank + 1)
        whole = np.expand_dims(whole, added)
        sizes = list(whole.shape)
        sizes[added[0]], sizes[added[1]] = self.channels, self.filters
        return np.broadcast_to(whole, sizes).reshape(self.shape)

    def _axes(self) -> list[Array]:
        """For each axis, true at ``(places, windows)`` where a window sees a place."""
        found = []
        for n, k, start in zip(self.spatial, self.windows.size, self._starts(), strict=True):
            place = np.arange(n)[:, None]
            found.append((place >= start) & (place < start + k))
        return found

    def _starts(self) -> list[Array]:
        """For each axis, where its windows begin, which may be before the first place."""
        before = [0 if self.windows.padding == "valid" else k // 2 for k in self.windows.size]
        steps = zip(self.counts, self.windows.strides, before, strict=True)
        return [np.arange(count) * s - left for count, s, left in steps]


def _matrix_shape(kernel: Spec, *, links: Links) -> Spec:
    return Spec(links.shape, kernel.dtype)


def _used_backward(saved: Any, g: Array) -> Gradients:
    matrix, shape = saved
    return ((g * matrix).reshape(shape),)


@primitive(shape=_matrix_shape, backward=_used_backward)
def used(kernel: Array, *, links: Links) -> tuple[Any, Any]:
    """The matrix ``(values, results)`` that ``kernel`` is, with 0 where nothing is linked."""
    matrix = links.matrix()
    return kernel.reshape(matrix.shape) * matrix, (matrix, kernel.shape)


def _spread_backward(matrix: Any, g: Array) -> Gradients:
    return (g.T[matrix.T],)


@primitive(shape=_matrix_shape, backward=_spread_backward)
def spread(kernel: Array, *, links: Links) -> tuple[Any, Any]:
    """A matrix ``(values, results)`` of the weights in ``kernel``, result after result."""
    matrix = links.matrix()
    turned = np.zeros(matrix.shape[::-1], kernel.dtype)
    turned[matrix.T] = kernel
    return turned.T, matrix
