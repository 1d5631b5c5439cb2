"""Larger frames: repeated places, and places between those that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import ceil, prod
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive

_BLOCK = 32
"""Places whose copies are computed together, by one product of matrices."""

_FEW = 16
"""Copies that are summed one by one."""

_STEPS = 1024
"""TensorFlow looks bicubic weights up in a table with so many steps from place to place."""


def _grown(x: Spec, *, factors: Sequence[int], **_: Any) -> Spec:
    """The sizes after the batch's times ``factors``."""
    sizes = (None if n is None else n * f for n, f in zip(x.shape[1:], factors, strict=False))
    return Spec((x.shape[0], *sizes, *x.shape[1 + len(factors) :]), x.dtype)


def _repeat_backward(saved: Any, g: Array) -> Gradients:
    factors, shape = saved
    for axis in range(len(factors), 0, -1):
        factor = factors[axis - 1]
        rows, grown, columns = _around(g, axis)
        copies = g.reshape(rows, grown // factor if factor else shape[axis], factor, columns)
        summed = _sum_of_few(copies) if 0 < factor <= _FEW else copies.sum(axis=2, dtype=g.dtype)
        g = summed.reshape(*g.shape[:axis], shape[axis], *g.shape[axis + 1 :])
    return (g,)


def _sum_of_few(copies: Array) -> Array:
    """The sum over the third axis; several times faster than NumPy's over a short axis."""
    total = copies[:, :, 0].copy()
    for i in range(1, copies.shape[2]):
        total += copies[:, :, i]
    return total


@primitive(shape=_grown, backward=_repeat_backward)
def repeat(x: Array, *, factors: Sequence[int]) -> tuple[Any, Any]:
    """Each place of ``x (batch, *spatial, …)`` as often as ``factors`` has it, axis by axis."""
    batch, spatial, rest = x.shape[0], x.shape[1 : 1 + len(factors)], x.shape[1 + len(factors) :]
    pairs = tuple(zip(spatial, factors, strict=True))
    single = (batch, *(size for n in spatial for size in (n, 1)), *rest)
    apart = (batch, *(size for pair in pairs for size in pair), *rest)
    spread = np.broadcast_to(x.reshape(single), apart)
    return spread.reshape(batch, *(n * f for n, f in pairs), *rest), (factors, x.shape)


def _resize_backward(saved: Any, g: Array) -> Gradients:
    factors, kernel = saved
    for axis in range(len(factors), 0, -1):
        g = _shrunk(g, axis, factors[axis - 1], kernel)
    return (g,)


@primitive(shape=_grown, backward=_resize_backward)
def resize(x: Array, *, factors: Sequence[int], kernel: str) -> tuple[Any, Any]:
    """``x (batch, *spatial, …)`` with ``factors`` times as many places along each axis.

    A new place is a weighted mean of old ones; the weights follow from the distance
    between the centres by the curve called ``kernel`` (one of ``KERNELS``), and beyond
    the edges there is nothing. These are the weights of TensorFlow's kernels
    ResizeBilinear, ResizeBicubic (half-pixel centres) and ScaleAndTranslate.
    """
    for axis, factor in enumerate(factors, 1):
        x = _larger(x, axis, factor, kernel)
    return x, (tuple(factors), kernel)


def _rounded_shape(x: Spec, *, dtype: str) -> Spec:
    return Spec(x.shape, dtype)


@primitive(shape=_rounded_shape)
def rounded(x: Array, *, dtype: str) -> tuple[Any, Any]:
    """``x`` to the nearest whole numbers that ``dtype`` holds; ties to the even one."""
    limits = np.iinfo(dtype)
    return np.clip(np.rint(x), float(limits.min), float(limits.max)).astype(dtype), None


def _larger(x: Array, axis: int, factor: int, kernel: str) -> Array:
    rows, size, columns = _around(x, axis)
    y = np.empty((rows, size * factor, columns), x.dtype)
    source = x.reshape(rows, size, columns)
    for here, there, weights in _blocks(size, factor, kernel, x.dtype.name):
        np.matmul(weights, source[:, here], out=y[:, there])
    return y.reshape(*x.shape[:axis], size * factor, *x.shape[axis + 1 :])


def _shrunk(g: Array, axis: int, factor: int, kernel: str) -> Array:
    """The gradient before ``_larger``: the same matrices, transposed."""
    rows, grown, columns = _around(g, axis)
    size = grown // factor
    arrived = g.reshape(rows, grown, columns)
    blocks = list(_blocks(size, factor, kernel, g.dtype.name))
    if len(blocks) == 1:
        g_x = blocks[0][2].T @ arrived
    else:
        g_x = np.zeros((rows, size, columns), g.dtype)
        for here, there, weights in blocks:
            g_x[:, here] += weights.T @ arrived[:, there]
    return g_x.reshape(*g.shape[:axis], size, *g.shape[axis + 1 :])


def _around(x: Array, axis: int) -> tuple[int, int, int]:
    """How many values lie before the axis, along it and behind it."""
    return prod(x.shape[:axis]), x.shape[axis], prod(x.shape[axis + 1 :])


def _blocks(
    size: int, factor: int, kernel: str, dtype: str
) -> Iterator[tuple[slice, slice, Array]]:
    """Old places, new places, and the matrix that leads from these to those."""
    reach = ceil(KERNELS[kernel][1])
    for start in range(0, size, _BLOCK):
        stop = min(start + _BLOCK, size)
        before, after = min(start, reach), min(size - stop, reach)
        weights = _weights(stop - start, before, after, factor, kernel, dtype)
        yield slice(start - before, stop + after), slice(start * factor, stop * factor), weights


@lru_cache(maxsize=64)
def _weights(count: int, before: int, after: int, factor: int, kernel: str, dtype: str) -> Array:
    """Weights ``(count * factor, before + count + after)`` of old places for new ones."""
    curve, _ = KERNELS[kernel]
    centres = (2 * np.arange(count * factor) + 1) / (2 * factor) - 0.5
    if kernel == "bicubic":
        whole = np.floor(centres)
        centres = whole + np.rint((centres - whole) * _STEPS) / _STEPS
    distances = np.abs(np.arange(-before, count + after) - centres[:, None])
    shares = curve(distances)
    weights: Array = (shares / shares.sum(axis=1, keepdims=True)).astype(dtype)
    weights.flags.writeable = False
    return weights


# Weights by distance, in places


def _triangle(d: Array) -> Array:
    return np.asarray(np.maximum(1 - d, 0))


def _cubic(d: Array) -> Array:
    """Keys, 1981, with a = -0.5."""
    near, far = (1.5 * d - 2.5) * d * d + 1, ((-0.5 * d + 2.5) * d - 4) * d + 2
    return np.where(d < 1, near, np.where(d < 2, far, 0))


def _mitchell(d: Array) -> Array:
    """Mitchell and Netravali, 1988, with b = c = 1/3."""
    near = (7 / 6 * d - 2) * d * d + 8 / 9
    far = ((-7 / 18 * d + 2) * d - 10 / 3) * d + 16 / 9
    return np.where(d < 1, near, np.where(d < 2, far, 0))


def _gaussian(d: Array) -> Array:
    """A bell of deviation 0.5, cut off at 1.5."""
    return np.where(d < 1.5, np.exp(-2 * d * d), 0)


def _lanczos(lobes: int) -> Callable[[Array], Array]:
    def curve(d: Array) -> Array:
        return np.where(d < lobes, np.sinc(d) * np.sinc(d / lobes), 0)

    return curve


KERNELS: Mapping[str, tuple[Callable[[Array], Array], float]] = MappingProxyType(
    {
        "bilinear": (_triangle, 1),
        "bicubic": (_cubic, 2),
        "lanczos3": (_lanczos(3), 3),
        "lanczos5": (_lanczos(5), 5),
        "gaussian": (_gaussian, 1.5),
        "mitchellcubic": (_mitchell, 2),
    }
)
"""The curve of weights and the largest distance that counts, by the names of Keras."""
