"""Merge layer cards: they join two branches of a network."""

from __future__ import annotations

from cards.card import LayerCard, Socket, param
from cards.kinds import TENSOR
from engine.layers import merging


class _Merge2(LayerCard):
    group = "Layers / Merge layers"
    inputs = (
        Socket("input_a", TENSOR, "The first branch.", "Input A"),
        Socket("input_b", TENSOR, "The second branch.", "Input B"),
    )
    sample = ((4, 8), (4, 8))


class Add(_Merge2):
    """Adds two tensors number by number; sizes of 1 are repeated to fit."""

    title = "Add layer (2 inputs)"
    engine = merging.add


class Concatenate(_Merge2):
    """Puts two tensors behind one another along an axis; their other axes must agree."""

    title = "Concatenate layer (2 inputs)"
    engine = merging.concatenate

    axis: int = param(
        -1, "Axis along which they are joined, counted from 0 with the batch; -1 is the last one."
    )
