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
_RATE = "Size of the steps: the factor of what each weight changes by."
_MOMENTUM = "Share of the last step that is taken again."
_DECAY = "Share by which weights shrink at each step, as a multiple of the learning rate"
_STARTS = "What the sum of squared gradients starts with."
_SYMBOLS = (
    "\nw is a weight, g its gradient after clipping, rate the learning rate;\n"
    "what else is kept from step to step starts with 0"
)
_STEPS = _SYMBOLS + "; t counts the steps from 1"
_ADAM = (
    "m ← beta 1 · m + (1 - beta 1) · g\n"
    "v ← beta 2 · v + (1 - beta 2) · g²;  AMSGrad: the largest v so far counts\n"
    "w ← w - rate · √(1 - beta 2ᵗ) / (1 - beta 1ᵗ) · m / (√v + epsilon)" + _STEPS
)
_CLIPPING = ("clipnorm", "clipvalue")


class Optimizer(Part):
    """Changes the weights of a network a little after each batch."""

    kind = OPTIMIZER
    group = "Models / Neural networks / Optimizers"
    outputs = (
        Socket("instance", OPTIMIZER, "This optimizer, for a card that trains.", "Optimizer"),
    )

    learning_rate: NonNegativeFloat = param(0.001, _RATE)
    clipnorm: PositiveFloat | None = param(
        None,
        "Largest norm of the gradient of one weight; longer ones are shortened; empty: no bound.",
        label="Clip norm",
    )
    clipvalue: PositiveFloat | None = param(
        None,
        "Largest size of each number of a gradient; larger ones are cut; empty: no bound. "
        "The three bounds exclude each other; Keras 2 leaves this one aside beside another.",
        label="Clip value",
    )
    global_clipnorm: PositiveFloat | None = param(
        None,
        "Largest norm of all gradients together; longer ones are shortened; empty: no bound.",
        label="Global clip norm",
        advanced=True,
    )
    weight_decay: NonNegativeFloat | None = param(
        None,
        f"{_DECAY}, apart from their gradients; empty: none.",
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
    formula = (
        "m ← momentum · m + rate · g\n"
        "w ← w - m\n"
        "Nesterov: w ← w - momentum · m - rate · g" + _SYMBOLS
    )

    learning_rate: NonNegativeFloat = param(0.01, _RATE)
    momentum: Fraction = param(0.0, _MOMENTUM)
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
    formula = _ADAM

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
    formula = "w ← (1 - weight decay · rate) · w, then the step of Adam:\n" + _ADAM

    # Cards are frozen, so that a narrower field does no harm.
    weight_decay: NonNegativeFloat = param(  # pyright: ignore[reportIncompatibleVariableOverride]
        0.004, f"{_DECAY}."
    )


class Adamax(_Adaptive):
    """Adam with the largest gradient of the past in the place of the mean of squares.

    Source: Kingma & Ba, 2015, arXiv:1412.6980, section 7.
    """

    title = "Adamax optimizer"
    engine = optimizers.Adamax
    formula = (
        "m ← beta 1 · m + (1 - beta 1) · g\n"
        "u ← max(beta 2 · u, |g|)\n"
        "w ← w - rate / (1 - beta 1ᵗ) · m / (u + epsilon)" + _STEPS
    )


class Nadam(_Adaptive):
    """Adam with Nesterov momentum. Source: Dozat, 2016, ICLR workshop."""

    title = "Nadam optimizer"
    engine = optimizers.Nadam
    formula = (
        "m ← beta 1 · m + (1 - beta 1) · g\n"
        "v ← beta 2 · v + (1 - beta 2) · g²\n"
        "a = μₜ₊₁ · m / (1 - μ₁ · … · μₜ₊₁) + (1 - μₜ) · g / (1 - μ₁ · … · μₜ)\n"
        "μₜ = beta 1 · (1 - 0.5 · 0.96ᵗ)\n"
        "w ← w - rate · a / (√(v / (1 - beta 2ᵗ)) + epsilon)" + _STEPS
    )


class RMSprop(Optimizer):
    """Divides each gradient by its usual size.

    Source: Tieleman & Hinton, 2012, Coursera lecture 6e.
    """

    title = "RMSprop optimizer"
    engine = optimizers.RMSprop
    formula = (
        "v ← rho · v + (1 - rho) · g²\n"
        "a ← rho · a + (1 - rho) · g;  a = 0 if not centered\n"
        "m ← momentum · m + rate · g / √(v - a² + epsilon)\n"
        "w ← w - m" + _SYMBOLS
    )

    rho: Decay = param(0.9, "Share of the past in the mean of squared gradients, below 1.")
    momentum: Fraction = param(0.0, _MOMENTUM)
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
    formula = (
        "v ← v + g², from the initial accumulator value on\n"
        "w ← w - rate · g / √(v + epsilon)" + _SYMBOLS
    )

    initial_accumulator_value: NonNegativeFloat = param(0.1, _STARTS)
    epsilon: NonNegativeFloat = param(1e-7, _EPSILON)


class Adadelta(Optimizer):
    """Steps by the ratio of the usual change of a weight to its usual gradient.

    Source: Zeiler, 2012, arXiv:1212.5701.
    """

    title = "Adadelta optimizer"
    engine = optimizers.Adadelta
    formula = (
        "v ← rho · v + (1 - rho) · g²\n"
        "s = g · √((d + epsilon) / (v + epsilon))\n"
        "d ← rho · d + (1 - rho) · s²\n"
        "w ← w - rate · s" + _SYMBOLS
    )

    rho: Decay = param(0.95, "Share of the past in both means, below 1.")
    epsilon: NonNegativeFloat = param(1e-7, _EPSILON)


class Ftrl(Optimizer):
    """Follows the regularized leader, which keeps many weights at exactly zero.

    Source: McMahan et al., 2013, "Ad click prediction: a view from the trenches".
    """

    title = "Ftrl optimizer"
    engine = optimizers.Ftrl
    formula = (
        "n ← n + g², from the initial accumulator value on\n"
        "z ← z + g + 2 · L2 shrinkage · w - (nᵖ - its last value) / rate · w\n"
        "w ← (z kept within -L1 and L1, less z) / ((nᵖ + beta) / rate + 2 · L2)\n"
        "p is minus the learning rate power" + _SYMBOLS
    )

    learning_rate_power: Annotated[float, Field(le=0)] = param(
        -0.5, "Power by which the learning rate falls; 0 keeps it as it is."
    )
    initial_accumulator_value: NonNegativeFloat = param(0.1, _STARTS)
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
