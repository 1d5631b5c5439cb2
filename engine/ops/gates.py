"""Activations within a sequence: applied in place at each step, and undone in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Primitive, ShapeError, Spec, Tensor, propagate
from engine.ops import curves


class Gates:
    """Activations of arrays ``(…, gates * units)``, one for each gate; None is linear.

    Softmax and its like look along ``axis``. What ``apply`` gives is what ``pull`` needs.
    """

    def __init__(self, activations: Sequence[Primitive | None], axis: int = -1) -> None:
        self.count = len(activations)
        self.axis = axis
        self.runs: list[tuple[slice, Primitive]] = []
        start = 0
        for activation, run in groupby(activations):
            stop = start + len(list(run))
            if activation is not None:
                self.runs.append((slice(start, stop), activation))
            start = stop

    def apply(self, x: Array) -> Any:
        """Replace ``x`` by its activation."""
        parts, kept = self._parts(x), []
        for place, activation in self.runs:
            # A copy, because the activation may keep what it is given.
            value, saved = activation.forward(parts[place].copy())
            parts[place] = value
            kept.append(saved)
        return kept

    def pull(self, saved: Any, g: Array) -> None:
        """Replace ``g``, a gradient of the activation, by that of its input."""
        parts = self._parts(g)
        for (place, activation), kept in zip(self.runs, saved, strict=True):
            if activation.backward is not None:
                parts[place] = activation.backward(kept, parts[place])[0]

    def _parts(self, x: Array) -> Array:
        """A view with the gates first, and last what the activations look along."""
        parts = np.moveaxis(x.reshape(*x.shape[:-1], self.count, x.shape[-1] // self.count), -2, 0)
        return np.moveaxis(parts, self.axis, -1)


class _Squashing(Gates):
    """Only tanh and sigmoid: one pass over all gates, as ``sigmoid(x)`` is a moved ``tanh``."""

    def __init__(
        self, activations: Sequence[Primitive | None], units: int, dtype: np.dtype[Any]
    ) -> None:
        super().__init__(activations)
        tanh = np.repeat([activation is curves.tanh for activation in activations], units)
        self.factor = np.where(tanh, 1, 0.5).astype(dtype)
        self.offset = np.where(tanh, 0, 0.5).astype(dtype)
        self.top = tanh.astype(dtype)

    def apply(self, x: Array) -> Any:
        x *= self.factor
        np.tanh(x, out=x)
        x *= self.factor
        x += self.offset
        return x

    def pull(self, saved: Any, g: Array) -> None:
        # (1 + y) (1 - y) of tanh, y (1 - y) of sigmoid.
        slope = saved + self.top
        g *= slope
        np.subtract(1, saved, out=slope)
        g *= slope


class _Tanh(Gates):
    """One gate, or several alike: nothing to scale."""

    def apply(self, x: Array) -> Any:
        return np.tanh(x, out=x)

    def pull(self, saved: Any, g: Array) -> None:
        slope = saved * saved
        np.subtract(1, slope, out=slope)
        g *= slope


def gates(
    activations: Sequence[Primitive | None], units: int, dtype: np.dtype[Any], axis: int = -1
) -> Gates:
    """The gates of a cell with as many ``units`` in each, for arrays of ``dtype``."""
    used = set(activations)
    if used == {curves.tanh}:
        return _Tanh(activations)
    if used <= {curves.tanh, curves.sigmoid}:
        return _Squashing(activations, units, dtype)
    return Gates(activations, axis)


def as_primitive(function: Callable[[Tensor], Tensor]) -> Primitive:
    """A function of one tensor as a primitive, with a tape of its own."""
    if isinstance(function, Primitive):
        return function

    def shape(x: Spec) -> Spec:
        return function(Tensor(x)).spec

    def forward(x: Array) -> tuple[Array, tuple[Tensor, Tensor]]:
        leaf = Tensor(x)
        y = function(leaf)
        return y.array, (leaf, y)

    def backward(saved: tuple[Tensor, Tensor], g: Array) -> Gradients:
        leaf, y = saved
        leaf.grad = None
        propagate([(y, g)])
        return (leaf.grad,)

    return Primitive(shape, forward, backward)


def check_gate(activation: Primitive | None, units: int, parameter: str) -> None:
    """Refuse an activation that gives another shape than it is given.

    Raises:
        ShapeError: it does, or it cannot take so many ``units``.
    """
    spec = Spec((None, units))
    made = activation.shape(spec) if activation is not None else spec
    if made != spec:
        raise ShapeError(
            f"the activation makes {made} of {spec}, but a state keeps its size", parameter
        )
