"""How an array is cut into channels and samples: the geometry of normalization."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from engine.autodiff import Array, Shape

BLOCK_BYTES = 1 << 18
"""Work is done in blocks of about this size, which stay in a core's cache."""

LONG_ROW = 512
"""Shorter rows are laid side by side up to this size: NumPy is slow on short inner loops."""

FEW_VALUES = 1 << 14
"""Arrays of fewer values are not worth the trouble."""


@dataclass(frozen=True)
class Frame:
    """The shape in which an array is normalized, and what is summed there.

    ``view`` is the shape worked in and ``reduced`` its axes that hold the samples; a
    statistic has the shape ``statistic``, a weight the shape ``weight``. With channels
    last the view is a matrix of ``rows``, ``fold`` of them side by side; with channels
    second it is a stack of ``planes``.
    """

    kind: Literal["rows", "planes", "any"]
    view: tuple[int, ...]
    reduced: tuple[int, ...]
    statistic: tuple[int, ...]
    weight: tuple[int, ...]
    samples: int
    fold: int = 1

    def total(self, values: Array) -> Array:
        """Sums over the samples of ``values`` (any part of the view), in float64."""
        # Products with ones are several times faster than sums along short axes.
        if self.kind == "rows":
            sums = _ones(len(values), values.dtype.char) @ values
            if self.fold > 1:
                sums = sums.reshape(self.fold, -1).sum(0, dtype=np.float64)
        elif self.kind == "planes":
            sums = (values @ _ones(values.shape[2], values.dtype.char)).sum(0, dtype=np.float64)
        else:
            sums = values.sum(self.reduced)
        return sums.astype(np.float64, copy=False).reshape(self.statistic)

    def spread(self, statistic: Array) -> Array:
        """A statistic as it is combined with the view."""
        if self.fold == 1:
            return statistic
        wide = np.empty((self.fold, statistic.size), statistic.dtype)
        wide[:] = statistic
        return wide.reshape(1, -1)

    def folded(self, statistic: Array) -> Array:
        """Sums of statistics of ghost batches, in the shape of the weights."""
        if self.statistic == self.weight:
            return statistic
        return np.asarray(statistic.sum(1, keepdims=True))

    @cached_property
    def parts(self) -> tuple[tuple[slice, int], ...]:
        """Slices of the view's first axis that fit the cache, with their numbers of samples."""
        length = self.view[0] if self.view else 0
        if self.kind == "any" or not length:
            return ((slice(None), self.samples),)
        step = max(1, BLOCK_BYTES * length // max(1, 4 * math.prod(self.view)))
        if step >= length:
            return ((slice(None), self.samples),)
        share = self.samples // length
        stops = [*range(step, length, step), length]
        starts = [0, *stops]
        return tuple((slice(a, b), (b - a) * share) for a, b in zip(starts, stops, strict=False))


@lru_cache(maxsize=64)
def _ones(count: int, dtype: str) -> Array:
    ones = np.ones(count, dtype)
    ones.flags.writeable = False
    return ones


@lru_cache(maxsize=1024)
def frame(
    shape: tuple[int, ...], axes: tuple[int, ...], *, ghost: int | None = None, whole: bool = False
) -> Frame:
    """The frame of arrays of ``shape`` whose channels lie along ``axes``.

    ``ghost`` is the size of a ghost batch: example i belongs to ghost batch
    i modulo (batch / ghost). ``whole`` keeps the array's own shape as view.
    """
    if ghost is not None:
        return _ghost_frame(shape, axes, ghost)
    if axes == (len(shape) - 1,) and len(shape) > 1 and not whole:
        return _row_frame(shape)
    reduced = tuple(i for i in range(len(shape)) if i not in axes)
    samples = math.prod(shape[i] for i in reduced)
    if axes == (1,) and len(shape) > 2 and not whole:
        small = (1, shape[1], 1)
        view = (shape[0], shape[1], math.prod(shape[2:]))
        return Frame("planes", view, (0, 2), small, small, samples)
    kept = channel_shape(shape, axes)
    return Frame("any", shape, reduced, kept, kept, samples)


def channel_shape(shape: Shape, axes: tuple[int, ...]) -> tuple[int, ...]:
    """``shape`` with 1 where there are no channels."""
    return tuple((n or 0) if i in axes else 1 for i, n in enumerate(shape))


def _row_frame(shape: tuple[int, ...]) -> Frame:
    rows, channels = math.prod(shape[:-1]), shape[-1]
    fold, worth = 1, rows * channels >= FEW_VALUES
    while worth and rows % (2 * fold) == 0 and 2 * fold * channels <= LONG_ROW:
        fold *= 2
    small = (1, channels)
    return Frame("rows", (rows // fold, fold * channels), (0,), small, small, rows, fold)


def _ghost_frame(shape: tuple[int, ...], axes: tuple[int, ...], ghost: int) -> Frame:
    groups = shape[0] // ghost
    view = (ghost, groups, *shape[1:])
    kept = {axis + 1 for axis in axes}
    reduced = tuple(i for i in range(len(view)) if i not in kept and i != 1)
    weight = tuple(n if i in kept else 1 for i, n in enumerate(view))
    statistic = (1, groups, *weight[2:])
    return Frame("any", view, reduced, statistic, weight, math.prod(view[i] for i in reduced))
