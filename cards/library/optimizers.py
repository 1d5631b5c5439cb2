"""Optimizer cards: how weights change by their gradients."""

from functools import cache
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from cards.card import (
    CardError,
    Fraction,
    NonNegativeFloat,
    Part,
    PositiveFloat,
    PositiveInt,
    Socket,
    param,
)
from cards.kinds import OPTIMIZER
from engine import optimizers

Decay = Annotated[float, Field(ge=0, lt=1)]

_EPSILON = "Added to a divisor, so that nothing is divided by zero."
_CLIPPING = ("clipnorm", "clipvalue")


class Optimizer(Part):
    """Changes the weights of a network a little after each batch."""

    kind = OPTIMIZER
    group = "Models / Neural networks / Optimizers"
    outputs = (
        Socket("instance", OPTIMIZER, "This optimizer, for a card that trains.", "Optimizer"),
    )

    learning_rate: NonNegativeFloat = param(0.001, "Size of the steps.")
    clipnorm: PositiveFloat | None = param(
        None, "Largest norm of the gradient of one weight; empty: no bound.", label="Clip norm"
    )
    clipvalue: PositiveFloat | None = param(
        None, "Largest size of each number of a gradient; empty: no bound.", label="Clip value"
    )
    global_clipnorm: PositiveFloat | None = param(
        None,
        "Largest norm of all gradients together; empty: no bound.",
        label="Global clip norm",
        advanced=True,
    )
    weight_decay: NonNegativeFloat | None = param(
        None,
        "Share of the learning rate by which weights shrink at each step, apart from their "
        "gradients; empty: none.",
        advanced=True,
    )
    use_ema: bool = param(
        False,
        "Whether moving averages of the weights take their place after training.",
        label="Average weights",
        advanced=True,
    )
    ema_momentum: Fraction = param(
        0.99,
        "Share of the past that the averages keep at each step.",
        label="Average momentum",
        advanced=True,
    )
    ema_overwrite_frequency: PositiveInt | None = param(
        None,
        "Number of steps after which the averages take the weights' place; empty: at the end.",
        label="Average overwrite frequency",
        advanced=True,
    )

    @classmethod
    @cache
    def parameters(cls) -> tuple[Socket, ...]:
        """Rows of each optimizer's own stand above the clipping that all share."""
        return tuple(sorted(super().parameters(), key=lambda s: (s.advanced, s.name in _CLIPPING)))

    @model_validator(mode="after")
    def _clips_one_way(self) -> Self:
        ways = [n for n in (*_CLIPPING, "global_clipnorm") if getattr(self, n) is not None]
        if len(ways) > 1:
            labels = {s.name: s.title for s in self.parameters()}
            raise CardError(
                f"{labels[ways[0]]} and {labels[ways[1]]} exclude each other; empty one of them.",
                ways[1],
            )
        return self

    def build(self) -> Any:
        """A new optimizer of the engine, which has not taken a step yet."""
        return type(self).engine(**self.values())


class SGD(Optimizer):
    """Steps against the gradient of each batch (stochastic gradient descent).

    With momentum the direction of earlier steps is kept for a while.
    Source: Sutskever et al., 2013, "On the importance of initialization and momentum".
    """

    title = "SGD optimizer"
    engine = optimizers.SGD

    learning_rate: NonNegativeFloat = param(0.01, "Size of the steps.")
    momentum: Fraction = param(0.0, "Share of the last step that is taken again.")
    nesterov: bool = param(
        False,
        "Whether the gradient is looked at where momentum leads.",
        label="Apply Nesterov momentum",
    )


class _Adaptive(Optimizer):
    beta_1: Decay = param(0.9, "Share of the past in the mean of gradients, below 1.")
    beta_2: Decay = param(0.999, "Share of the past in the mean of squared gradients, below 1.")
    epsilon: NonNegativeFloat = param(1e-7, _EPSILON)


class Adam(_Adaptive):
    """Steps by the mean of the gradients, divided by their usual size. A good first choice.

    Source: Kingma & Ba, 2015, arXiv:1412.6980.
    """

    title = "Adam optimizer"
    engine = optimizers.Adam

    amsgrad: bool = param(
        False,
        "Whether the largest of the past sizes divides, not the present one "
        "(Reddi, Kale & Kumar, 2018).",
        label="AMSGrad",
        advanced=True,
    )


class AdamW(Adam):
    """Adam with weights that shrink a little at every step.

    Source: Loshchilov & Hutter, 2019, arXiv:1711.05101.
    """

    title = "AdamW optimizer"
    engine = optimizers.AdamW

    weight_decay: NonNegativeFloat = param(
        0.004, "Share of the learning rate by which weights shrink at each step."
    )


class Adamax(_Adaptive):
    """Adam with the largest gradient of the past in the place of the mean of squares.

    Source: Kingma & Ba, 2015, arXiv:1412.6980, section 7.
    """

    title = "Adamax optimizer"
    engine = optimizers.Adamax


class Nadam(_Adaptive):
    """Adam with Nesterov momentum. Source: Dozat, 2016, ICLR workshop."""

    title = "Nadam optimizer"
    engine = optimizers.Nadam


class RMSprop(Optimizer):
    """Divides each gradient by its usual size.

    Source: Tieleman & Hinton, 2012, Coursera lecture 6e.
    """

    title = "RMSprop optimizer"
    engine = optimizers.RMSprop

    rho: Decay = param(0.9, "Share of the past in the mean of squared gradients, below 1.")
    momentum: Fraction = param(0.0, "Share of the last step that is taken again.")
    epsilon: NonNegativeFloat = param(1e-7, _EPSILON)
    centered: bool = param(
        False, "Whether gradients are divided by their deviation, not by their size."
    )


class Adagrad(Optimizer):
    """Makes steps smaller for weights that have changed much.

    Source: Duchi, Hazan & Singer, 2011, JMLR 12.
    """

    title = "Adagrad optimizer"
    engine = optimizers.Adagrad

    initial_accumulator_value: NonNegativeFloat = param(
        0.1, "What the sum of squared gradients starts with."
    )
    epsilon: NonNegativeFloat = param(1e-7, _EPSILON)


class Adadelta(Optimizer):
    """Steps by the ratio of the usual change of a weight to its usual gradient.

    Source: Zeiler, 2012, arXiv:1212.5701.
    """

    title = "Adadelta optimizer"
    engine = optimizers.Adadelta

    rho: Decay = param(0.95, "Share of the past in both means, below 1.")
    epsilon: NonNegativeFloat = param(1e-7, _EPSILON)


class Ftrl(Optimizer):
    """Follows the regularized leader, which keeps many weights at exactly zero.

    Source: McMahan et al., 2013, "Ad click prediction: a view from the trenches".
    """

    title = "Ftrl optimizer"
    engine = optimizers.Ftrl

    learning_rate_power: Annotated[float, Field(le=0)] = param(
        -0.5, "Power by which the learning rate falls; 0 keeps it as it is."
    )
    initial_accumulator_value: NonNegativeFloat = param(
        0.1, "What the sum of squared gradients starts with."
    )
    l1_regularization_strength: NonNegativeFloat = param(
        0.0, "Strength of the penalty on absolute values.", label="L1 regularization strength"
    )
    l2_regularization_strength: NonNegativeFloat = param(
        0.0, "Strength of the penalty on squares.", label="L2 regularization strength"
    )
    l2_shrinkage_regularization_strength: NonNegativeFloat = param(
        0.0,
        "Strength of the penalty on squares that enters through the gradient.",
        label="L2 shrinkage regularization strength",
    )
    beta: NonNegativeFloat = param(0.0, "Makes the first steps smaller; 0 does not.")
