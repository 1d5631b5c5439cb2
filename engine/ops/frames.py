"""How an array is cut into channels and samples: the geometry of normalization."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.autodiff import Array, Shape

BLOCK_BYTES = 1 << 18
"""Work is done in blocks of about this size, which stay in a core's cache."""

LONG_ROW = 1024
"""Rows shorter than this are laid side by side: NumPy is slow on short inner loops."""


@dataclass(frozen=True)
class Frame:
    """The shape in which an array is normalized, and what is summed there.

    ``view`` is the shape worked in and ``reduced`` its axes that hold the samples; a
    statistic has the shape ``statistic``, a weight the shape ``weight``. Where
    channels come last, ``fold`` rows lie side by side in one row of the view.
    """

    view: tuple[int, ...]
    reduced: tuple[int, ...]
    statistic: tuple[int, ...]
    weight: tuple[int, ...]
    samples: int
    fold: int = 1
    rows: bool = False

    def total(self, values: Array) -> Array:
        """Sums over the samples of ``values`` (any part of the view), in float64."""
        if not self.rows:
            return np.asarray(values.sum(self.reduced, keepdims=True), np.float64)
        # A product with ones is several times faster than a sum over rows.
        sums = np.ones(len(values), values.dtype) @ values
        return np.asarray(sums.reshape(self.fold, -1).sum(0, dtype=np.float64, keepdims=True))

    def spread(self, statistic: Array) -> Array:
        """A statistic as it is combined with the view."""
        return np.tile(statistic, self.fold) if self.fold > 1 else statistic

    def folded(self, statistic: Array) -> Array:
        """Sums of statistics of ghost batches, in the shape of the weights."""
        if self.statistic == self.weight:
            return statistic
        return np.asarray(statistic.sum(1, keepdims=True))

    def parts(self) -> Iterator[tuple[slice, int]]:
        """Slices of the view's first axis that fit the cache, with their numbers of samples."""
        if not self.rows:
            yield slice(None), self.samples
            return
        step = max(1, BLOCK_BYTES // max(1, 4 * self.view[1]))
        for start in range(0, self.view[0], step):
            stop = min(start + step, self.view[0])
            yield slice(start, stop), (stop - start) * self.fold


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
    small = channel_shape(shape, axes)
    return Frame(shape, reduced, small, small, math.prod(shape[i] for i in reduced))


def channel_shape(shape: Shape, axes: tuple[int, ...]) -> tuple[int, ...]:
    """``shape`` with 1 where there are no channels."""
    return tuple((n or 0) if i in axes else 1 for i, n in enumerate(shape))


def _row_frame(shape: tuple[int, ...]) -> Frame:
    rows, channels = math.prod(shape[:-1]), shape[-1]
    fold = 1
    while rows and rows % (2 * fold) == 0 and 2 * fold * channels <= LONG_ROW:
        fold *= 2
    small = (1, channels)
    return Frame((rows // fold, fold * channels), (0,), small, small, rows, fold, rows=True)


def _ghost_frame(shape: tuple[int, ...], axes: tuple[int, ...], ghost: int) -> Frame:
    groups = shape[0] // ghost
    view = (ghost, groups, *shape[1:])
    kept = {axis + 1 for axis in axes}
    reduced = tuple(i for i in range(len(view)) if i not in kept and i != 1)
    weight = tuple(n if i in kept else 1 for i, n in enumerate(view))
    statistic = (1, groups, *weight[2:])
    return Frame(view, reduced, statistic, weight, math.prod(view[i] for i in reduced))
