"""What recurrent cells share: the walk over the steps, and the product with the state.

Arrays of a sequence have time first, so that each step is one contiguous part of them,
and stand in the order in which the steps are walked. Between the batch and the features
there may be spatial axes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Protocol

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.convolution import convolve, kernel_gradient, scattered
from engine.ops.gates import Gates
from engine.ops.windows import Windows


class Cell(Protocol):
    """One step forward. ``states (steps + 1, batch, …, units)`` are those around the steps."""

    @property
    def states(self) -> tuple[Array, ...]: ...

    def step(self, at: int) -> None:
        """Fill place ``at + 1`` of each state."""

    def pullback(self) -> Pullback:
        """What goes back through the steps."""
        ...


class Pullback(Protocol):
    """One step back; keeps what the gradients of inputs and weights are made of."""

    def step(self, at: int, gs: list[Array]) -> None:
        """Turn gradients of the states after a step into those before it, in place."""

    def gradients(self) -> dict[str, Array]:
        """Those of ``z``, of the recurrent ``kernel``, and of its ``bias`` if there is one."""
        ...


@dataclass(frozen=True)
class Walk:
    """Which steps count: ``skipped`` and ``shown`` are ``(steps, batch)``, or None.

    A skipped step keeps the states. Its output is the one before it; where nothing is
    ``shown`` it is zero.
    """

    steps: int
    skipped: Array | None = None
    shown: Array | None = None

    @classmethod
    def over(cls, steps: int, mask: Array | None, order: Order) -> Walk:
        """The walk over a sequence with a ``mask (steps, batch)``, true where a step counts."""
        if mask is None:
            return cls(steps)
        live = order.walked(mask)
        shown = np.logical_or.accumulate(live, axis=0)
        if order.zeros:
            # Unrolled, Keras forgets to turn the mask round for the zeros.
            shown = shown & mask if order.unrolled else live
        return cls(steps, ~live, shown)

    def forward(self, cell: Cell) -> None:
        """Run the cell over all steps."""
        skipping = _skipping(self.skipped)
        for at in range(self.steps):
            cell.step(at)
            if self.skipped is not None and skipping[at]:
                for state in cell.states:
                    where = _spread(self.skipped[at], state[at])
                    np.copyto(state[at + 1], state[at], where=where)

    def outputs(self, state: Array, whole: bool) -> Array:
        """The outputs, of all steps or the last, from the state that a cell puts out."""
        after = state[1:] if whole else state[-1]
        if self.shown is None:
            return after
        return _where(self.shown if whole else self.shown[-1], after)

    def backward(self, pullback: Pullback, g_outputs: Array | None, gs: list[Array]) -> None:
        """Run the cell back over all steps.

        ``gs``, of the states after the last step, become those of the first states.
        ``g_outputs`` are of all steps, or of the last one.
        """
        g = None if g_outputs is None else self._shown(g_outputs)
        first = self.steps - (0 if g is None else len(g))
        skipping = _skipping(self.skipped)
        for at in reversed(range(self.steps)):
            if g is not None and at >= first:
                gs[0] += g[at - first]
            if self.skipped is not None and skipping[at]:
                _back_where_live(pullback, at, gs, self.skipped[at])
            else:
                pullback.step(at, gs)

    def _shown(self, g_outputs: Array) -> Array:
        if self.shown is None:
            return g_outputs
        return _where(self.shown[-len(g_outputs) :], g_outputs)


@dataclass(frozen=True)
class Order:
    """How a sequence is walked: ``backwards``, and with what outputs of skipped steps.

    With ``zeros`` these are zero; ``unrolled`` matters to them alone.
    """

    backwards: bool = False
    zeros: bool = False
    unrolled: bool = False

    def walked(self, x: Array) -> Array:
        """A sequence in the order in which it is walked, or put back from it."""
        return x[::-1] if self.backwards else x


def _back_where_live(pullback: Pullback, at: int, gs: list[Array], skipped: Array) -> None:
    """One step back, in which skipped sequences keep the gradients of their states."""
    passed = [_where(skipped, g) for g in gs]
    for g in gs:
        np.copyto(g, 0, where=_spread(skipped, g))
    pullback.step(at, gs)
    for g, kept in zip(gs, passed, strict=True):
        g += kept


def _skipping(skipped: Array | None) -> list[bool]:
    return [] if skipped is None else [bool(step.any()) for step in skipped]


def _spread(rows: Array, like: Array) -> Array:
    """``rows`` with as many axes as ``like``."""
    return rows.reshape(rows.shape + (1,) * (like.ndim - rows.ndim))


def _where(rows: Array, values: Array) -> Array:
    """``values`` where ``rows`` hold, zero elsewhere, even in place of what is no number."""
    return np.where(_spread(rows, values), values, values.dtype.type(0))


class StateProduct:
    """The state before a step times the recurrent kernel ``(units, gates * units)``.

    A kernel with spatial axes is slid over the state. ``kept (gates, batch, …, units)`` are
    the factors of a dropout of the state: a draw for each gate, which holds for all steps.
    """

    def __init__(self, kernel: Array, kept: Array | None) -> None:
        self.kernel = kernel
        self.kept = kept
        self.kernels = [kernel] if kept is None else np.split(kernel, len(kept), axis=-1)
        # Turned round in memory, too: BLAS goes through it at every step back.
        self.turned = [np.ascontiguousarray(k.T) if k.ndim == 2 else k for k in self.kernels]

    def forward(self, h: Array, out: Array) -> None:
        """Write the product of ``h (batch, …, units)`` into ``out (batch, …, gates * units)``."""
        if self.kept is None:
            _times(h, self.kernel, out)
            return
        for part, kernel, kept in zip(self._parts(out), self.kernels, self.kept, strict=True):
            _times(h * kept, kernel, part)

    def backward(self, h: Array, g: Array, out: Array) -> None:
        """Write the gradient of ``h`` into ``out``; ``g (batch, …, gates * units)``."""
        if self.kept is None:
            _times_back(h, self.turned[0], g, out)
            return
        out[...] = 0
        one = np.empty_like(out)
        for part, kernel, kept in zip(self._parts(g), self.turned, self.kept, strict=True):
            _times_back(h, kernel, part, one)
            one *= kept
            out += one

    def kernel_gradient(self, states: Array, g: Array) -> Array:
        """From the states before all steps and ``g`` of all steps, in one product a gate."""
        if self.kept is None:
            return _kernel_gradient(states, self.kernel, g)
        parts = zip(self._parts(g), self.kernels, self.kept, strict=True)
        found = [_kernel_gradient(states * kept, kernel, part) for part, kernel, kept in parts]
        return np.concatenate(found, axis=-1)

    def _parts(self, x: Array) -> list[Array]:
        return np.split(x, len(self.kernels), axis=-1)


def _times(h: Array, kernel: Array, out: Array) -> None:
    if kernel.ndim == 2:
        np.matmul(h, kernel, out=out)
    else:
        windows = _windows(kernel)
        out[...] = convolve.forward(h, kernel, strides=windows.strides, padding="same")[0]


def _times_back(h: Array, kernel: Array, g: Array, out: Array) -> None:
    if kernel.ndim == 2:
        np.matmul(g, kernel, out=out)
    else:
        out[...] = scattered(h.shape, g, kernel, _windows(kernel), 1)


def _kernel_gradient(states: Array, kernel: Array, g: Array) -> Array:
    h, g = _steps_joined(states), _steps_joined(g)
    if kernel.ndim == 2:
        return np.asarray(h.T @ g)
    return kernel_gradient(h, np.ascontiguousarray(g), kernel, _windows(kernel), 1)


def _windows(kernel: Array) -> Windows:
    ones = (1,) * (kernel.ndim - 2)
    return Windows(kernel.shape[:-2], ones, "same", ones)


def _steps_joined(x: Array) -> Array:
    """All steps of all sequences, one behind the other."""
    return x.reshape(prod(x.shape[:2]), *x.shape[2:])


def room(first: Array | None, z: Array, units: int) -> Array:
    """Places for a state around each step of ``z``; the first one is filled, with 0 if None."""
    states = np.empty((len(z) + 1, *z.shape[1:-1], units), z.dtype)
    states[0] = 0 if first is None else first
    return states


class Simple:
    """A cell of one gate, which is its output and its state."""

    def __init__(
        self, z: Array, kernel: Array, given: Mapping[str, Array], activation: Gates
    ) -> None:
        self.z = z
        self.product = StateProduct(kernel, given.get("kept"))
        self.activation = activation
        self.states = (room(given.get("h"), z, len(kernel)),)
        self.saved: list[Any] = []

    def step(self, at: int) -> None:
        (h,) = self.states
        self.product.forward(h[at], h[at + 1])
        h[at + 1] += self.z[at]
        self.saved.append(self.activation.apply(h[at + 1]))

    def pullback(self) -> SimplePullback:
        """What goes back through these steps."""
        return SimplePullback(self)


class SimplePullback:
    """Back through the steps of a cell."""

    def __init__(self, cell: Simple) -> None:
        self.cell = cell
        self.g_z = np.empty(cell.z.shape, cell.z.dtype)

    def step(self, at: int, gs: list[Array]) -> None:
        cell, (g_h,) = self.cell, gs
        cell.activation.pull(cell.saved[at], g_h)
        self.g_z[at] = g_h
        cell.product.backward(cell.states[0][at], self.g_z[at], g_h)

    def gradients(self) -> dict[str, Array]:
        """Of the inputs of the gate, and of the recurrent kernel."""
        h = self.cell.states[0][:-1]
        return {"z": self.g_z, "kernel": self.cell.product.kernel_gradient(h, self.g_z)}


def _factors_shape(z: Spec, *, rate: float, gates: int, units: int, rng: Any) -> Spec:
    return Spec((gates, *z.shape[1:-1], units), z.dtype)


@primitive(shape=_factors_shape)
def state_factors(
    z: Array, *, rate: float, gates: int, units: int, rng: np.random.Generator
) -> tuple[Any, Any]:
    """Factors of a dropout of the state, for a sequence ``z (time, batch, …, features)``.

    One draw a gate: 0 with probability ``rate``, otherwise ``1 / (1 - rate)``. Source: Gal &
    Ghahramani, 2016, arXiv:1512.05287.
    """
    kept = rng.random((gates, *z.shape[1:-1], units), np.float32) >= rate
    return kept * z.dtype.type(1 / (1 - rate) if rate < 1 else 0), None


def _folded(x: Spec) -> Spec:
    time, batch = x.shape[:2]
    return Spec((None if time is None or batch is None else time * batch, *x.shape[2:]), x.dtype)


def _unfold(shape: Any, g: Array) -> Gradients:
    return (g.reshape(shape),)


@primitive(shape=_folded, backward=_unfold)
def fold_steps(x: Array) -> tuple[Any, Any]:
    """All steps ``(time, batch, …)`` as one batch."""
    return _steps_joined(x), x.shape


def _unfolded(y: Spec, like: Spec) -> Spec:
    return Spec((*like.shape[:2], *y.shape[1:]), y.dtype)


def _fold(_: Any, g: Array) -> Gradients:
    return _steps_joined(g), None


@primitive(shape=_unfolded, backward=_fold)
def unfold_steps(y: Array, like: Array) -> tuple[Any, Any]:
    """A batch of steps with time and batch as ``like`` has them; undoes ``fold_steps``."""
    return y.reshape(*like.shape[:2], *y.shape[1:]), None
