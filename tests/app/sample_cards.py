"""A few cards and documents for the tests of the canvas."""

from typing import Literal

from cards.card import (
    Card,
    Fraction,
    Inference,
    LayerCard,
    Part,
    PositiveFloat,
    Socket,
    TaskCard,
    param,
)
from cards.document import Document, Node
from cards.kinds import CONSTRAINT, FLOAT, INITIALIZER, NETWORK, TENSOR
from engine.autodiff import Spec


def first(scope, x, *others, **params):
    """A layer that gives its first input."""
    return x


def made(*args, **params):
    """What a part is for the engine; nothing here runs it."""
    return


class Initializer(Part):
    """Sets the first values of a weight."""

    engine = made

    kind = INITIALIZER


class Constraint(Part):
    """Keeps a weight within bounds."""

    engine = made

    kind = CONSTRAINT


class Zeros(Initializer):
    """Starts at zero."""

    title = "Zeros initializer"
    group = "Initializers"


class Ones(Initializer):
    """Starts at one."""

    title = "Ones initializer"
    group = "Initializers"


class NonNeg(Constraint):
    """Keeps a weight at zero or above."""

    title = "Non-negative constraint"
    group = "Constraints"


class Float(Part):
    """A number that several cards can share."""

    kind = FLOAT
    title = "Float"
    engine = made
    group = "Parameters"

    value: float = param(0.0, "The number.")


class Input(Card):
    """Where samples enter the network."""

    title = "Input"
    group = "Inputs"
    outputs = (Socket("output", TENSOR, "The samples."),)

    shape: tuple[int, ...] = param((8,), "Sizes of one sample, without the batch.")

    def infer(self, context, arriving):
        return Inference({"output": Spec((None, *self.shape))})


class Norm(LayerCard):
    """Keeps the activations of each channel near mean 0 and deviation 1."""

    title = "Batch normalization layer"
    group = "Layers / Normalization layers"
    engine = first

    axis: int | tuple[int, ...] = param(-1, "Axis of the channels.")
    momentum: Fraction = param(0.99, "Share of the past kept at each batch.")
    epsilon: PositiveFloat = param(1e-3, "Added to the variance.")
    center: bool = param(True, "Add the learned offset beta.")
    mode: Literal["same", "valid"] = param("valid", "How borders are treated.")
    beta_initializer: Initializer = param(Zeros(), "First values of beta.")
    beta_constraint: Constraint | None = param(None, "Bounds of beta.")
    sizes: tuple[int, int] | None = param(None, "Two sizes.", advanced=True)
    virtual_batch: int | None = param(None, "Size of a part of the batch.", advanced=True)


class Add(LayerCard):
    """Adds tensors of one shape."""

    title = "Add layer"
    group = "Layers / Merging layers"
    engine = first
    inputs = (Socket("input", TENSOR, "What is added.", many=True),)


class Output(Card):
    """Where the network ends."""

    title = "Output"
    group = "Inputs"
    inputs = (Socket("input", TENSOR, "What the network gives."),)
    outputs = (Socket("network", NETWORK, "The whole network."),)


class Train(TaskCard):
    """Trains a network."""

    title = "Train neural network"
    group = "Training"
    inputs = (Socket("network", NETWORK, "The network to train."),)

    starts: tuple[Initializer, ...] = param((), "Several initializers, to have a list of parts.")
    epochs: int = param(10, "How often all samples are seen.")
    path: str = param("data.csv", "A file.")


TYPES: dict[str, type[Card]] = {
    card.__name__: card for card in (Zeros, Ones, NonNeg, Float, Input, Norm, Add, Output, Train)
}

CHAIN = Document(
    nodes={
        "input_1": Node(card="Input", position=(0, 0)),
        "norm_1": Node(card="Norm", params={"momentum": 0.9}, position=(320, 0)),
        "output_1": Node(card="Output", position=(720, 0)),
        "zeros_1": Node(card="Zeros", position=(0, 240)),
    },
    wires={
        "norm_1.input": ("input_1.output",),
        "output_1.input": ("norm_1.output",),
    },
)


def at_card(canvas, node, dx, dy):
    """The point of the window at (dx, dy) of a card."""
    geometry = canvas.scene.geometry
    x, y = geometry.xy[geometry.index[node]].tolist()
    return canvas.to_screen(x + dx, y + dy).toPoint()
