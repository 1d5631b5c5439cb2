"""Recurrent cells over whole sequences: forward, and back through time.

A sequence comes as ``z (time, batch, …, gates * units)``: the inputs of all gates, already
multiplied by the kernel. After the recurrent kernel follows what a cell can do without, and
``names`` tells what is there: ``h`` and ``c``, the states before the first step; ``bias``
of the recurrent product; ``mask (time, batch)``; ``kept``, the factors of a dropout of the
state. Results are the outputs of the ``whole`` sequence, time first, or the last one, and
the states after the last step. An activation that is None is linear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Primitive, ShapeError, Spec, primitive
from engine.ops.gates import gates
from engine.ops.gru import GruAfter, GruBefore
from engine.ops.lstm import LstmCell
from engine.ops.recurrence import Cell, Order, Simple, Walk
from engine.ops.rules import volume

Names = Sequence[str]
_FORWARDS = Order()


def _specs(z: Spec, kernel: Spec, gates: int, states: int, whole: bool) -> tuple[Spec, ...]:
    units = kernel.shape[-2]
    if z.shape[-1] != kernel.shape[-1] or z.shape[-1] != gates * (units or 0):
        raise ShapeError(f"the gates of {z} and {kernel} are not {gates} of {units} units")
    state = Spec((*z.shape[1:-1], units), z.dtype)
    output = Spec((z.shape[0], *state.shape), z.dtype) if whole else state
    return (output, *(state for _ in range(states)))


def _forward(
    make: Callable[[Array, Mapping[str, Array]], Cell],
    z: Array,
    others: Sequence[Array],
    names: Names,
    order: Order,
    whole: bool,
) -> tuple[Any, Any]:
    given = dict(zip(names, others, strict=True))
    walk = Walk.over(len(z), given.get("mask"), order)
    cell = make(order.walked(z), given)
    with np.errstate(over="ignore", invalid="ignore"):
        walk.forward(cell)
    outputs = walk.outputs(cell.states[0], whole)
    # Copies: what a layer remembers must not hold the whole sequence.
    last = [s[-1].copy() for s in cell.states]
    return (outputs, *last), (cell, walk, names, order, whole)


def _backward(saved: Any, g: Sequence[Array | None]) -> Gradients:
    cell, walk, names, order, whole = saved
    g_outputs, *g_last = g
    if g_outputs is not None and not whole:
        g_outputs = g_outputs[None]
    pairs = zip(cell.states, g_last, strict=True)
    gs = [np.zeros_like(s[-1]) if one is None else one.copy() for s, one in pairs]
    pullback = cell.pullback()
    with np.errstate(over="ignore", invalid="ignore"):
        walk.backward(pullback, g_outputs, gs)
        gradients = pullback.gradients()
    found = {**gradients, **dict(zip(("h", "c"), gs, strict=False))}
    return (order.walked(found["z"]), found["kernel"], *(found.get(name) for name in names))


def _products(_: Any, z: Spec, kernel: Spec, *__: Spec, **___: Any) -> int | None:
    """At each step, and each place of a state that has some, all of the recurrent kernel."""
    return volume(*z.shape[:-1], *kernel.shape)


def _simple_shape(
    z: Spec, kernel: Spec, *_: Spec, whole: bool = True, **__: Any
) -> tuple[Spec, ...]:
    return _specs(z, kernel, 1, 1, whole)


@primitive(shape=_simple_shape, backward=_backward, products=_products)
def simple_rnn(
    z: Array,
    kernel: Array,
    *others: Array,
    names: Names = (),
    activation: Primitive | None = None,
    order: Order = _FORWARDS,
    whole: bool = True,
) -> tuple[Any, Any]:
    """``h = activation(z + h_before @ kernel)``."""

    def make(z: Array, given: Mapping[str, Array]) -> Cell:
        return Simple(z, kernel, given, gates([activation], len(kernel), z.dtype))

    return _forward(make, z, others, names, order, whole)


def _lstm_shape(z: Spec, kernel: Spec, *_: Spec, whole: bool = True, **__: Any) -> tuple[Spec, ...]:
    return _specs(z, kernel, 4, 2, whole)


@primitive(shape=_lstm_shape, backward=_backward, products=_products)
def lstm(
    z: Array,
    kernel: Array,
    *others: Array,
    names: Names = (),
    activation: Primitive | None = None,
    recurrent_activation: Primitive | None = None,
    order: Order = _FORWARDS,
    whole: bool = True,
    axis: int = -1,
) -> tuple[Any, Any]:
    """``c = f * c_before + i * candidate`` and ``h = o * activation(c)``; gates i, f, c, o.

    Each gate is an activation of its part of ``z + h_before @ kernel``. A kernel with spatial
    axes is slid over the state: a convolutional cell (Shi et al., 2015, arXiv:1506.04214).
    Softmax and its like look along ``axis``.
    """

    def make(z: Array, given: Mapping[str, Array]) -> Cell:
        units, gate = kernel.shape[-2], recurrent_activation
        four = gates([gate, gate, activation, gate], units, z.dtype, axis)
        return LstmCell(z, kernel, given, four, gates([activation], units, z.dtype, axis))

    return _forward(make, z, others, names, order, whole)


def _gru_shape(z: Spec, kernel: Spec, *_: Spec, whole: bool = True, **__: Any) -> tuple[Spec, ...]:
    return _specs(z, kernel, 3, 1, whole)


@primitive(shape=_gru_shape, backward=_backward, products=_products)
def gru(
    z: Array,
    kernel: Array,
    *others: Array,
    names: Names = (),
    activation: Primitive | None = None,
    recurrent_activation: Primitive | None = None,
    reset_after: bool = True,
    order: Order = _FORWARDS,
    whole: bool = True,
) -> tuple[Any, Any]:
    """``h = z * h_before + (1 - z) * candidate``; gates z, r and the candidate.

    The reset gate r acts on the product of the state with its kernel, or before that.
    """
    cell = GruAfter if reset_after else GruBefore

    def make(z: Array, given: Mapping[str, Array]) -> Cell:
        pair = gates([recurrent_activation] * 2, len(kernel), z.dtype)
        return cell(z, kernel, given, pair, gates([activation], len(kernel), z.dtype))

    return _forward(make, z, others, names, order, whole)
