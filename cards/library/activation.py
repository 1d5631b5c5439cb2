"""Activation layer cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cards.card import LayerCard, param
from engine.activations import ACTIVATIONS
from engine.layers import activation

if TYPE_CHECKING:
    ActivationName = str
else:
    # The engine's names are the list; a type checker cannot read a list made at run time.
    ActivationName = Literal[tuple(sorted(ACTIVATIONS))]


class Activation(LayerCard):
    """Applies a function to each number: a curve such as relu, or softmax along the last axis."""

    title = "Activation layer"
    group = "Layers"
    engine = activation.activation

    activation: ActivationName = param("relu", "The function that is applied.")
