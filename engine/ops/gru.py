"""The cells of a gated recurrent unit, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.autodiff import Array
from engine.ops.gates import Gates
from engine.ops.recurrence import StateProduct, room


class GruCell:
    """Two gates, update and reset, and the candidate; the state is the output h.

    What the state gives to the candidate is told by the two kinds of cell. Source: Cho et
    al., 2014, arXiv:1406.1078.
    """

    def __init__(
        self, z: Array, kernel: Array, given: Mapping[str, Array], pair: Gates, squash: Gates
    ) -> None:
        self.units = kernel.shape[0]
        self.z = z
        self.kernel, self.kept, self.bias = kernel, given.get("kept"), given.get("bias")
        self.pair, self.squash = pair, squash
        self.states = (room(given.get("h"), z, self.units),)
        steps = z.shape[:-1]
        self.gates = np.empty((*steps, 2 * self.units), z.dtype)
        self.candidates = np.empty((*steps, self.units), z.dtype)
        self.inner = np.empty((*steps, self.units), z.dtype)
        self.saved: list[tuple[Any, Any]] = []

    def mix(self, at: int) -> None:
        """The new state: the update gate times the old one, the rest of it the candidate."""
        (h,), candidate = self.states, self.candidates[at]
        out = h[at + 1]
        np.subtract(h[at], candidate, out=out)
        out *= self.gates[at][:, : self.units]
        out += candidate


class GruAfter(GruCell):
    """The reset gate acts on the product of the state with the recurrent kernel."""

    def __init__(
        self, z: Array, kernel: Array, given: Mapping[str, Array], pair: Gates, squash: Gates
    ) -> None:
        super().__init__(z, kernel, given, pair, squash)
        self.product = StateProduct(kernel, self.kept)
        self._all = np.empty(z.shape[1:], z.dtype)

    def step(self, at: int) -> None:
        made, z, gates, two = self._all, self.z[at], self.gates[at], 2 * self.units
        candidate = self.candidates[at]
        self.product.forward(self.states[0][at], made)
        if self.bias is not None:
            made += self.bias
        np.add(z[:, :two], made[:, :two], out=gates)
        first = self.pair.apply(gates)
        self.inner[at] = made[:, two:]
        np.multiply(gates[:, self.units :], self.inner[at], out=candidate)
        candidate += z[:, two:]
        self.saved.append((first, self.squash.apply(candidate)))
        self.mix(at)

    def pullback(self) -> GruAfterPullback:
        """What goes back through these steps."""
        return GruAfterPullback(self)


class GruBefore(GruCell):
    """The reset gate acts on the state before it meets the recurrent kernel."""

    def __init__(
        self, z: Array, kernel: Array, given: Mapping[str, Array], pair: Gates, squash: Gates
    ) -> None:
        super().__init__(z, kernel, given, pair, squash)
        two, kept = 2 * self.units, self.kept
        self.product = StateProduct(kernel[:, :two], None if kept is None else kept[:2])
        self.candidate = StateProduct(kernel[:, two:], None if kept is None else kept[2:])

    def step(self, at: int) -> None:
        z, gates, candidate = self.z[at], self.gates[at], self.candidates[at]
        h, two = self.states[0][at], 2 * self.units
        self.product.forward(h, gates)
        gates += z[:, :two]
        first = self.pair.apply(gates)
        np.multiply(gates[:, self.units :], h, out=self.inner[at])
        self.candidate.forward(self.inner[at], candidate)
        candidate += z[:, two:]
        self.saved.append((first, self.squash.apply(candidate)))
        self.mix(at)

    def pullback(self) -> GruBeforePullback:
        """What goes back through these steps."""
        return GruBeforePullback(self)


class _GruPullback:
    def __init__(self, cell: GruCell) -> None:
        z = cell.z
        self.cell = cell
        self.g_z = np.empty(z.shape, z.dtype)
        self._pair = np.empty((z.shape[1], 2 * cell.units), z.dtype)
        self._candidate = np.empty((z.shape[1], cell.units), z.dtype)
        self._h = np.empty_like(self._candidate)

    def unmix(self, at: int, g_h: Array) -> None:
        """Gradients of the update gate and of what the candidate is squashed from.

        ``g_h`` keeps what reaches the old state without them.
        """
        cell, units = self.cell, self.cell.units
        update, candidate = cell.gates[at][:, :units], self._candidate
        np.subtract(cell.states[0][at], cell.candidates[at], out=candidate)
        np.multiply(candidate, g_h, out=self._pair[:, :units])
        np.subtract(1, update, out=candidate)
        candidate *= g_h
        cell.squash.pull(cell.saved[at][1], candidate)
        g_h *= update

    def gathered(self, at: int) -> None:
        """Put the gradients of what goes into the gates where they belong."""
        two = 2 * self.cell.units
        self.cell.pair.pull(self.cell.saved[at][0], self._pair)
        self.g_z[at][:, :two] = self._pair
        self.g_z[at][:, two:] = self._candidate


class GruAfterPullback(_GruPullback):
    """Back through the steps of a cell."""

    def __init__(self, cell: GruAfter) -> None:
        super().__init__(cell)
        self.after = cell
        self.g_inner = np.empty(cell.z.shape, cell.z.dtype)

    def step(self, at: int, gs: list[Array]) -> None:
        cell, (g_h,), g_inner = self.after, gs, self.g_inner[at]
        units, two = cell.units, 2 * cell.units
        self.unmix(at, g_h)
        np.multiply(self._candidate, cell.inner[at], out=self._pair[:, units:])
        np.multiply(self._candidate, cell.gates[at][:, units:], out=g_inner[:, two:])
        self.gathered(at)
        g_inner[:, :two] = self._pair
        cell.product.backward(cell.states[0][at], g_inner, self._h)
        g_h += self._h

    def gradients(self) -> dict[str, Array]:
        """Of the inputs of the gates, of the recurrent kernel and of its bias."""
        cell, inner = self.after, self.g_inner
        found = {"z": self.g_z, "kernel": cell.product.kernel_gradient(cell.states[0][:-1], inner)}
        if cell.bias is not None:
            found["bias"] = inner.sum(axis=(0, 1))
        return found


class GruBeforePullback(_GruPullback):
    """Back through the steps of a cell."""

    def __init__(self, cell: GruBefore) -> None:
        super().__init__(cell)
        self.before = cell

    def step(self, at: int, gs: list[Array]) -> None:
        cell, (g_h,), units = self.before, gs, self.cell.units
        h = cell.states[0][at]
        self.unmix(at, g_h)
        cell.candidate.backward(cell.inner[at], self._candidate, self._h)
        np.multiply(self._h, h, out=self._pair[:, units:])
        self._h *= cell.gates[at][:, units:]
        g_h += self._h
        self.gathered(at)
        cell.product.backward(h, self._pair, self._h)
        g_h += self._h

    def gradients(self) -> dict[str, Array]:
        """Of the inputs of the gates, and of the recurrent kernel."""
        cell, two = self.before, 2 * self.cell.units
        first = cell.product.kernel_gradient(cell.states[0][:-1], self.g_z[..., :two])
        second = cell.candidate.kernel_gradient(cell.inner, self.g_z[..., two:])
        return {"z": self.g_z, "kernel": np.concatenate((first, second), axis=1)}
