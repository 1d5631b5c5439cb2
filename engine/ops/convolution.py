"""Convolution: windows gathered into rows of a matrix, which is multiplied by the kernel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, ShapeError, Spec, primitive
from engine.ops.rules import column_sums, volume
from engine.ops.shaping import padded
from engine.ops.windows import Windows

_TILE = 1 << 20
"""Bytes of gathered windows that are multiplied at once: they should stay in the cache."""


def _windows(kernel: Any, strides: Sequence[int], padding: str, dilation: Sequence[int]) -> Windows:
    return Windows(tuple(kernel.shape[:-2]), tuple(strides), padding, tuple(dilation))


def _convolve_shape(
    x: Spec,
    kernel: Spec,
    *_: Spec,
    strides: Sequence[int],
    padding: str = "valid",
    dilation: Sequence[int] = (),
    groups: int = 1,
) -> Spec:
    channels, taken = x.shape[-1], kernel.shape[-2]
    if channels is not None and taken is not None and channels != taken * groups:
        raise ShapeError(f"{x} has {channels} channels, the kernel takes {taken} x {groups}")
    counts = _windows(kernel, strides, padding, dilation).counts(x.shape[1:-1])
    dtype = str(np.result_type(x.dtype, kernel.dtype))
    return Spec((x.shape[0], *counts, kernel.shape[-1]), dtype)


def _convolve_backward(saved: Any, g: Array, *, inputs_too: bool = True) -> Gradients:
    x, kernel, windows, groups, biased = saved
    bias = (column_sums(g.reshape(prod(g.shape[:-1]), g.shape[-1])),) if biased else ()
    if not inputs_too:
        return None, kernel_gradient(x, g, kernel, windows, groups), *bias
    # Many filters make wide windows over g; where nothing came out there are none.
    if set(windows.strides) == {1} and kernel.shape[-1] <= 2 * x.shape[-1] and g.size:
        return *_gathered_gradients(x, g, kernel, windows, groups), *bias
    g_x = scattered(x.shape, g, kernel, windows, groups)
    return g_x, kernel_gradient(x, g, kernel, windows, groups), *bias


def _products(y: Spec, _: Spec, kernel: Spec, *__: Spec, **___: Any) -> int | None:
    """At each place all of the kernel, which has only the channels of a filter's own group."""
    return volume(*y.shape[:-1], *kernel.shape)


@primitive(shape=_convolve_shape, backward=_convolve_backward, frugal=True, products=_products)
def convolve(
    x: Array,
    kernel: Array,
    *bias: Array,
    strides: Sequence[int],
    padding: str = "valid",
    dilation: Sequence[int] = (),
    groups: int = 1,
) -> tuple[Any, Any]:
    """``x (batch, *spatial, channels)`` seen through a kernel at each place.

    ``kernel (*size, channels / groups, filters)``: channels and filters fall into
    ``groups``, and filters see the channels of their own only.
    """
    windows = _windows(kernel, strides, padding, dilation)
    matrices = _matrices(kernel, groups)
    rows = _rows(windows.surround(x)[0], windows, groups)
    counts = rows.shape[1 : 2 + len(windows.size)]
    y = np.empty((*counts, kernel.shape[-1]), np.result_type(x, kernel))
    for tile in _tiles(rows):
        part = _gathered(rows[:, *tile], len(windows.size))
        np.matmul(part, matrices, out=_split(y[tile], groups))
    if bias:
        y += bias[0]
    return y, (x, kernel, windows, groups, bool(bias))


def kernel_gradient(x: Array, g: Array, kernel: Array, windows: Windows, groups: int) -> Array:
    """The gradient of the kernel from that of the result, ``g``."""
    rows = _rows(windows.surround(x)[0], windows, groups)
    total = np.zeros_like(_matrices(kernel, groups))
    for tile in _tiles(rows):
        part = _gathered(rows[:, *tile], len(windows.size))
        total += part.transpose(0, 2, 1) @ _split(g[tile], groups)
    return total.transpose(1, 0, 2).reshape(kernel.shape)


def _gathered_gradients(
    x: Array, g: Array, kernel: Array, windows: Windows, groups: int
) -> tuple[Array, Array]:
    """Both gradients for steps of 1, from windows over ``g`` that are gathered once.

    That of the input is a convolution of ``g`` with the kernel turned round, and that of
    the kernel the product of the input with the same windows.
    """
    axes, shape = len(windows.size), (groups, kernel.shape[-2], *windows.size, -1)
    widths = zip(windows.extent, windows.widths(x.shape[1:-1]), strict=True)
    around = [(0, 0), *((e - 1 - low, e - 1 - high) for e, (low, high) in widths), (0, 0)]
    rows = _rows(padded(g, around)[0], windows, groups)
    # Turned round, with groups and channels first: as ``total`` below.
    turned = np.flip(kernel, tuple(range(axes)))
    turned = turned.reshape(*turned.shape[:-1], groups, -1)
    back = np.moveaxis(turned, (-2, -3), (0, 1)).reshape(*shape[:2], -1).transpose(0, 2, 1)
    g_x = np.empty(x.shape, np.result_type(g, kernel))
    total = np.zeros((*shape[:2], back.shape[1]), g_x.dtype)
    for tile in _tiles(rows):
        part = _gathered(rows[:, *tile], axes)
        np.matmul(part, back, out=_split(g_x[tile], groups))
        total += _split(x[tile], groups).transpose(0, 2, 1) @ part
    found = np.moveaxis(total.reshape(shape), (0, 1), (-2, -3)).reshape(kernel.shape)
    return g_x, np.flip(found, tuple(range(axes)))


def scattered(
    shape: tuple[int, ...], g: Array, kernel: Array, windows: Windows, groups: int = 1
) -> Array:
    """What each window gives back, added up: ``shape (batch, *spatial, channels)``.

    It is the gradient of the input of a convolution whose result has the gradient ``g``.
    """
    widths = windows.widths(shape[1:-1])
    sizes = [n + low + high for n, (low, high) in zip(shape[1:-1], widths, strict=True)]
    g_x, channels = np.zeros((shape[0], *sizes, shape[-1]), g.dtype), shape[-1]
    grouped = g_x.reshape(*g_x.shape[:-1], groups, channels // groups)
    line = g.itemsize * prod(g.shape[1:-1]) * prod(windows.size) * channels
    images = max(_TILE // max(line, 1), 1)
    for i in range(0, len(g), images):
        _scatter(g[i : i + images], kernel, windows, grouped[i : i + images])
    inside = (slice(low, low + n) for n, (low, _) in zip(shape[1:-1], widths, strict=True))
    return g_x[:, *inside]


def _scatter(g: Array, kernel: Array, windows: Windows, g_x: Array) -> None:
    """Add to ``g_x (batch, *spatial, groups, channels / groups)`` what each window gives back."""
    groups, channels = g_x.shape[-2:]
    parts = _split(g, groups) @ _matrices(kernel, groups).transpose(0, 2, 1)
    apart = parts.reshape(groups, *g.shape[:-1], prod(windows.size), channels)
    for i, place in enumerate(windows.places(g.shape[1:-1])):
        g_x[place] += np.moveaxis(apart[..., i, :], 0, -2)


def _matrices(kernel: Array, groups: int) -> Array:
    """``(groups, places * channels / groups, filters / groups)``."""
    filters = kernel.shape[-1]
    return kernel.reshape(prod(kernel.shape[:-1]), groups, filters // groups).transpose(1, 0, 2)


def _rows(x: Array, windows: Windows, groups: int) -> Array:
    """A view ``(groups, batch, *counts, *size, channels / groups)``."""
    axes = len(windows.size)
    view = windows.view(x.reshape(*x.shape[:-1], groups, x.shape[-1] // groups))
    # From (batch, *counts, groups, channels / groups, *size).
    counts, size = range(1, 1 + axes), range(3 + axes, 3 + 2 * axes)
    return view.transpose(1 + axes, 0, *counts, *size, 2 + axes)


def _gathered(rows: Array, axes: int) -> Array:
    """A part of the rows as matrices ``(groups, places, *size * channels / groups)``."""
    shape = (len(rows), prod(rows.shape[1 : 2 + axes]), prod(rows.shape[2 + axes :]))
    return np.ascontiguousarray(rows).reshape(shape)


def _tiles(rows: Array) -> Iterator[tuple[slice, ...]]:
    """Parts of (batch, first spatial axis) whose windows are small enough together."""
    batch, length = rows.shape[1:3]
    line = max(rows.itemsize * prod(rows.shape[3:]) * len(rows), 1)
    images, lines = _TILE // (line * max(length, 1)), max(_TILE // line, 1)
    if images:
        for i in range(0, batch, images):
            yield (slice(i, i + images),)
        return
    for i in range(batch):
        for j in range(0, length, lines):
            yield slice(i, i + 1), slice(j, j + lines)


def _split(g: Array, groups: int) -> Array:
    """``(…, filters)`` as ``(groups, rows, filters / groups)``."""
    filters = g.shape[-1] // groups
    return g.reshape(prod(g.shape[:-1]), groups, filters).transpose(1, 0, 2)
