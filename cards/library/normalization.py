"""Cards of layers that normalize each example by itself."""

from functools import cache
from typing import Annotated, Any

from pydantic import Field, field_validator

from cards.card import CardError, LayerCard, NonNegativeFloat, Socket, param
from cards.library.constraints import Constraint
from cards.library.initializers import Initializer, Ones, Zeros
from cards.library.regularizers import Regularizer
from engine.layers import normalization


class Normalization(LayerCard):
    """Normalizes each example by itself, with a learned factor and offset.

    A card's own rows stand above those that they have in common.
    """

    group = "Layers / Normalization layers"

    epsilon: NonNegativeFloat = param(
        1e-3, "Added to the variance, so that nothing is divided by zero."
    )
    center: bool = param(True, "Whether the learned offset beta is added.")
    scale: bool = param(True, "Whether the result is multiplied by the learned factor gamma.")
    beta_initializer: Initializer = param(Zeros(), "First value of beta.")
    gamma_initializer: Initializer = param(Ones(), "First value of gamma.")
    beta_regularizer: Regularizer | None = param(None, "Penalty on beta.")
    gamma_regularizer: Regularizer | None = param(None, "Penalty on gamma.")
    beta_constraint: Constraint | None = param(None, "Bounds of beta.")
    gamma_constraint: Constraint | None = param(None, "Bounds of gamma.")

    @classmethod
    @cache
    def parameters(cls) -> tuple[Socket, ...]:
        """Sockets of the fields: the card's own first, advanced ones last."""
        own = cls.__annotations__
        return tuple(sorted(super().parameters(), key=lambda s: s.advanced or s.name not in own))


class LayerNormalization(Normalization):
    """Gives the numbers of each example mean 0 and deviation 1, on its own.

    Unlike batch normalization it does the same in training and afterwards, and does not
    depend on the batch. With several axes, the axes of gamma and beta stand in rising order of
    the numbers as written, as in Keras 3; Keras 2 keeps the order in which they are given, and
    rounds the input of mixed_float16 first.
    Source: Ba, Kiros & Hinton, 2016, arXiv:1607.06450.
    """

    title = "Layer normalization layer"
    formula = (
        "y = gamma · (x - μ) / √(σ² + epsilon) + beta\n"
        "μ, σ²: mean and variance of the example over the axes\n"
        "with RMS scaling: y = gamma · x / √(σ² + epsilon)"
    )
    engine = normalization.layer_normalization
    samples = (((2, 3, 4),), ((2, 3, 2, 4),))

    axis: Annotated[tuple[int, ...], Field(min_length=1)] = param(
        (-1,),
        "Axes that are normalized together, counted from 0 with the batch; -1 is the last one.",
        label="Axes",
    )
    rms_scaling: bool = param(
        False,
        "Whether the numbers are divided by the root of the variance without being moved, and "
        "beta is left out. Keras 3 has this setting and advises against it; Keras 2 has it not.",
        advanced=True,
    )


class GroupNormalization(Normalization):
    """Gives each group of channels of an example mean 0 and deviation 1.

    It works with small batches, as each example is normalized on its own. A mask is handed on and
    changes nothing, as in Keras 3; in Keras 2 it weighs the values, and the input of
    mixed_float16 is rounded first.
    Source: Wu & He, 2018, arXiv:1803.08494.
    """

    title = "Group normalization layer"
    formula = (
        "y = gamma · (x - μ) / √(σ² + epsilon) + beta\n"
        "μ, σ²: mean and variance of the channels of a group, at all places of the example"
    )
    engine = normalization.group_normalization
    sample = ((2, 3, 32),)
    samples = (((2, 32),), ((2, 2, 3, 32),))

    groups: int = param(
        32,
        "Number of groups, at least 1, which divides the channels; -1: each channel is a group "
        "of its own.",
    )
    axis: int = param(
        -1,
        "Axis of the channels, counted from 0 with the batch: -1 is the last one, "
        "1 the channels of channels-first images.",
    )

    @field_validator("groups")
    @classmethod
    def _some(cls, groups: int) -> int:
        if groups < 1 and groups != -1:
            raise CardError(f"Groups must be at least 1, or -1, not {groups}.", "groups")
        return groups


class InstanceNormalization(Normalization):
    """Gives each channel of an example mean 0 and deviation 1.

    In Keras it is a GroupNormalization with groups of -1, which is how a Keras config has it. A
    mask is handed on and changes nothing, as in Keras 3; in Keras 2 it weighs the values, and the
    input of mixed_float16 is rounded first.
    Source: Ulyanov, Vedaldi & Lempitsky, 2016, arXiv:1607.08022.
    """

    title = "Instance normalization layer"
    formula = (
        "y = gamma · (x - μ) / √(σ² + epsilon) + beta\n"
        "μ, σ²: mean and variance of a channel, at all places of the example"
    )
    keras_class = "GroupNormalization"
    engine = normalization.instance_normalization
    sample = ((2, 5, 3),)
    samples = (((2, 4, 5, 3),),)

    axis: int = param(
        -1,
        "Axis of the channels, counted from 0 with the batch: -1 is the last one, "
        "1 the channels of channels-first images.",
    )

    def keras(self) -> dict[str, Any]:
        """The config of a GroupNormalization with a group for each channel."""
        found = super().keras()
        found["config"]["groups"] = -1
        return found


class RMSNormalization(LayerCard):
    """Divides the numbers of each example by their root mean square.

    A learned factor for each element of the axes, scale, follows. As in Keras 3 it always goes
    along the last axes of the input, and a mask ends here. Keras 2 does not have this layer.
    Source: Zhang & Sennrich, 2019, arXiv:1910.07467.
    """

    title = "RMS normalization layer"
    group = "Layers / Normalization layers"
    formula = "y = scale · x / √(mean of x² over the axes + epsilon)"
    engine = normalization.rms_normalization
    samples = (((2, 3, 4),),)

    axis: int | Annotated[tuple[int, ...], Field(min_length=1)] = param(
        -1,
        "Axis or axes that are normalized together, counted from 0 with the batch; "
        "they should be the last ones.",
    )
    epsilon: NonNegativeFloat = param(
        1e-6, "Added to the mean square, so that nothing is divided by zero."
    )


class UnitNormalization(LayerCard):
    """Divides the numbers of each example by their length, so that it becomes 1.

    An example of zeros stays as it is. Lengths below 1e-12 count as that, as in Keras 3; in
    Keras 2 those below 1e-6 do, in float16 those below 1e-4.
    """

    title = "Unit normalization layer"
    group = "Layers / Normalization layers"
    formula = "y = x / max(√(Σ x²), 1e-12), the sum being over the axes"
    engine = normalization.unit_normalization
    samples = (((2, 3, 4),),)

    axis: int | Annotated[tuple[int, ...], Field(min_length=1)] = param(
        -1,
        "Axis or axes over which the length is taken, counted from 0 with the batch; "
        "-1 is the last one.",
    )
