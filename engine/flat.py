"""Weights of one type side by side in one vector, so that an optimizer needs few calls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from engine.autodiff import Array, Tensor

BLOCK = 1 << 16
"""Numbers worked on at a time: a block of weights, gradients and slots stays in the cache."""


class Block:
    """A stretch of the vectors: weights ``w``, gradients ``g``, the step to take ``out``."""

    def __init__(self, flat: Flat, stretch: slice) -> None:
        self._flat = flat
        self._stretch = stretch
        self._slots: dict[str, Array] = {}
        self.w = flat.base[stretch]
        self.g = flat.g[stretch]
        self.out = flat.out[stretch]

    def slot(self, name: str, first: float = 0.0) -> Array:
        """What the optimizer keeps under ``name`` for these weights; ``first`` to begin with."""
        if name not in self._slots:
            self._slots[name] = self._flat.slot(name, first)[self._stretch]
        return self._slots[name]


class Flat:
    """The vectors behind some tensors of one type; their arrays become views of ``w``.

    ``places`` are the positions of the tensors among all that the optimizer changes.
    ``base`` is where a step starts from: ``w`` itself, or a vector ``apart``.
    """

    def __init__(
        self, tensors: Sequence[Tensor], places: Sequence[int], *, apart: bool = False
    ) -> None:
        self.tensors = list(tensors)
        self.places = list(places)
        dtype = self.tensors[0].array.dtype
        sizes = [t.array.size for t in self.tensors]
        ends = np.cumsum(sizes).tolist()
        self.slices = [slice(end - size, end) for size, end in zip(sizes, ends, strict=True)]
        self.w, self.g, self.out = (np.zeros(ends[-1], dtype) for _ in range(3))
        self.base = np.zeros(ends[-1], dtype) if apart else self.w
        self.views = [
            self.w[s].reshape(t.array.shape) for s, t in zip(self.slices, self.tensors, strict=True)
        ]
        self.slots: dict[str, Array] = {}
        self._first: dict[str, float] = {}
        starts = range(0, max(ends[-1], 1), BLOCK)
        self.blocks = [Block(self, slice(start, start + BLOCK)) for start in starts]

    def bind(self) -> None:
        """Take over arrays that somebody else has given the tensors since."""
        for tensor, view in zip(self.tensors, self.views, strict=True):
            if tensor.data is not view:
                view[...] = tensor.data
                tensor.data = view

    def gather(self, grads: Sequence[Array | None]) -> list[int]:
        """Put the gradients side by side; gives the tensors that have none, as if it were 0."""
        missing = [i for i, place in enumerate(self.places) if grads[place] is None]
        found = (grads[place] for place in self.places)
        rows = [
            np.zeros(s.stop - s.start) if g is None else g
            for s, g in zip(self.slices, found, strict=True)
        ]
        np.concatenate([g.ravel() for g in rows], out=self.g, casting="same_kind")
        return missing

    def slot(self, name: str, first: float = 0.0) -> Array:
        """One number a weight, kept under ``name``; ``first`` to begin with."""
        if name not in self.slots:
            self.slots[name] = np.full(self.w.shape, first, self.w.dtype)
            self._first[name] = first
        return self.slots[name]

    def kept(self, tensors: Iterable[int]) -> dict[tuple[int, str], Array]:
        """Copies of the slots of some tensors."""
        return {
            (i, name): values[self.slices[i]].copy()
            for i in tensors
            for name, values in self.slots.items()
        }

    def leave_out(self, tensors: Iterable[int], kept: dict[tuple[int, str], Array]) -> None:
        """Undo the coming step for some tensors: nothing to subtract, slots as they were."""
        for i in tensors:
            s = self.slices[i]
            self.base[s], self.out[s] = self.w[s], 0
            for name, values in self.slots.items():
                values[s] = kept.get((i, name), self._first.get(name, 0.0))


def finite(x: Array) -> bool:
    """Whether every number of a vector is finite."""
    # One pass in BLAS; only an overflow of the squares asks for the slow test.
    return math.isfinite(float(np.dot(x, x))) or bool(np.isfinite(x).all())
