"""The cell of a long short-term memory, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.autodiff import Array
from engine.ops.gates import Gates
from engine.ops.recurrence import StateProduct, room


class LstmCell:
    """Gates i, f, c and o; ``states`` are the output h and the carry c.

    Source: Hochreiter & Schmidhuber, 1997; forget gate of Gers et al., 2000.
    """

    def __init__(
        self, z: Array, kernel: Array, given: Mapping[str, Array], gates: Gates, squash: Gates
    ) -> None:
        units = kernel.shape[-2]
        self.z = z
        self.product = StateProduct(kernel, given.get("kept"))
        self.activations, self.squash = gates, squash
        self.states = (room(given.get("h"), z, units), room(given.get("c"), z, units))
        self.gates = np.empty(z.shape, z.dtype)
        self.parts = _parts(self.gates)
        self.squashed = np.empty((*z.shape[:-1], units), z.dtype)
        self.saved: list[tuple[Any, Any]] = []
        self._one = np.empty((*z.shape[1:-1], units), z.dtype)

    def step(self, at: int) -> None:
        (h, c), gates, parts = self.states, self.gates[at], self.parts[at]
        self.product.forward(h[at], gates)
        gates += self.z[at]
        first = self.activations.apply(gates)
        np.multiply(parts[..., 1, :], c[at], out=c[at + 1])
        np.multiply(parts[..., 0, :], parts[..., 2, :], out=self._one)
        c[at + 1] += self._one
        squashed = self.squashed[at]
        squashed[...] = c[at + 1]
        second = self.squash.apply(squashed)
        np.multiply(parts[..., 3, :], squashed, out=h[at + 1])
        self.saved.append((first, second))

    def pullback(self) -> LstmPullback:
        """What goes back through these steps."""
        return LstmPullback(self)


class LstmPullback:
    """Back through the steps of a cell."""

    def __init__(self, cell: LstmCell) -> None:
        self.cell = cell
        self.g_z = np.empty(cell.z.shape, cell.z.dtype)
        self.parts = _parts(self.g_z)

    def step(self, at: int, gs: list[Array]) -> None:
        cell, (g_h, g_c) = self.cell, gs
        (h, c), parts, g = cell.states, cell.parts[at], self.parts[at]
        first, second = cell.saved[at]
        np.multiply(g_h, cell.squashed[at], out=g[..., 3, :])
        g_h *= parts[..., 3, :]
        cell.squash.pull(second, g_h)
        g_c += g_h
        np.multiply(g_c, parts[..., 2, :], out=g[..., 0, :])
        np.multiply(g_c, c[at], out=g[..., 1, :])
        np.multiply(g_c, parts[..., 0, :], out=g[..., 2, :])
        cell.activations.pull(first, self.g_z[at])
        g_c *= parts[..., 1, :]
        cell.product.backward(h[at], self.g_z[at], g_h)

    def gradients(self) -> dict[str, Array]:
        """Of the inputs of the gates, and of the recurrent kernel."""
        h = self.cell.states[0][:-1]
        return {"z": self.g_z, "kernel": self.cell.product.kernel_gradient(h, self.g_z)}


def _parts(gates: Array) -> Array:
    """The gates along an axis of their own, before the units."""
    return gates.reshape(*gates.shape[:-1], 4, gates.shape[-1] // 4)
