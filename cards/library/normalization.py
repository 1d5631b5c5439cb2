"""Normalization layer cards."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from cards.card import (
    CardError,
    Fraction,
    LayerCard,
    NonNegativeFloat,
    Part,
    PositiveInt,
    Seed,
    Socket,
    param,
)
from cards.kinds import ADJUSTMENT, CLIPPING
from cards.library.constraints import Constraint
from cards.library.initializers import Initializer, Ones, Zeros
from cards.library.regularizers import Regularizer
from engine.layers import adjustment, normalization


class RenormClipping(Part):
    """Bounds of the two corrections of batch renormalization, r and d.

    An empty row sets no bound. Keras 2 and TensorFlow 1 also take a smallest factor above the
    largest, which then decides, and negative shifts; this card, as Keras 3, does not.
    Source: Ioffe, 2017, arXiv:1702.03275.
    """

    title = "Renorm clipping"
    formula = (
        "r = σ(batch) / σ(moving), kept within rmin and rmax\n"
        "d = (μ(batch) - μ(moving)) / σ(moving), kept within -dmax and dmax"
    )
    group = "Layers / Normalization layers"
    kind = CLIPPING

    rmin: NonNegativeFloat | None = param(None, "Smallest factor r.")
    rmax: NonNegativeFloat | None = param(None, "Largest factor r; not below the smallest.")
    dmax: NonNegativeFloat | None = param(None, "Largest shift d, in either direction.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.rmin is not None and self.rmax is not None and self.rmax < self.rmin:
            text = f"The largest factor, {self.rmax:g}, is below the smallest, {self.rmin:g}."
            raise CardError(text, "rmax")
        return self

    def build(self) -> dict[str, float]:
        """The bounds that are set, by name."""
        return {name: value for name, value in self.values().items() if value is not None}

    def keras(self) -> dict[str, Any]:
        """The bounds that are set: Keras has no class for them."""
        return dict(self.build())


class Adjustment(Part):
    """Changes the normalized values while training."""

    kind = ADJUSTMENT
    group = "Layers / Normalization layers"


class UniformAdjustment(Adjustment):
    """Multiplies and shifts the normalized values by random numbers while training.

    Every batch draws one factor and one shift for each channel, evenly from the given
    intervals. Keras 3 has no adjustment: it works in the other dialects of the batch
    normalization, in training and without a virtual batch size.
    """

    title = "Uniform adjustment"
    formula = "y = gamma · (a · x̂ + b) + beta,  a and b drawn for each channel"
    engine = adjustment.UniformAdjustment

    scale_range: tuple[float, float] = param((0.9, 1.1), "Lowest and highest factor.")
    shift_range: tuple[float, float] = param((-0.1, 0.1), "Lowest and highest shift.")
    seed: Seed | None = param(
        None, "Makes the draws repeat themselves; empty: follow the document's seed."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name, (low, high) in (("Scale", self.scale_range), ("Shift", self.shift_range)):
            if high < low:
                text = f"{name} range must go upwards; {high:g} is below {low:g}."
                raise CardError(text, f"{name.lower()}_range")
        return self

    def build(self) -> Any:
        """The function of the engine."""
        return type(self).engine(**self.values())


class BatchNormalization(LayerCard):
    """Keeps the activations of each channel near mean 0 and deviation 1.

    While training it uses the mean and variance of the batch, and keeps moving averages
    of both; afterwards it uses the moving averages. The result is multiplied by a learned
    factor, gamma, and moved by a learned offset, beta. The moving variance follows the variance
    of the batch as it is, as in Keras 3; where Keras 2 and TensorFlow 1 fuse the computation,
    for images and volumes, it follows the estimate for more samples. While the layer is not
    trainable, it uses the moving averages, as in Keras 2 and 3; TensorFlow 1 then still uses
    the batch. A mask keeps what it leaves out of the statistics, NaN too, as in Keras 3; in
    Keras 2 a masked NaN spoils them.
    Source: Ioffe & Szegedy, 2015, arXiv:1502.03167.
    """

    title = "Batch normalization layer"
    group = "Layers / Normalization layers"
    formula = (
        "y = gamma · (x - μ) / √(σ² + epsilon) + beta\n"
        "training:   μ, σ² = mean and variance of the channel in the batch\n"
        "            moving mean     ← momentum · moving mean + (1 - momentum) · μ\n"
        "            moving variance ← momentum · moving variance + (1 - momentum) · σ²\n"
        "afterwards: μ, σ² = moving mean, moving variance"
    )
    samples = (((3, 5, 4),),)
    engine = normalization.batch_normalization

    axis: int | tuple[int, ...] = param(
        -1,
        "Axis of the channels, counted from 0 with the batch: -1 is the last one, "
        "1 the channels of channels-first images. With several axes, each combination of "
        "their places has statistics of its own.",
    )
    momentum: Fraction = param(
        0.99, "Share of the past that the moving averages keep at each batch."
    )
    epsilon: NonNegativeFloat = param(
        1e-3, "Added to the variance, so that nothing is divided by zero."
    )
    center: bool = param(True, "Whether the learned offset beta is added.")
    scale: bool = param(True, "Whether the result is multiplied by the learned factor gamma.")
    beta_initializer: Initializer = param(Zeros(), "First value of beta.")
    gamma_initializer: Initializer = param(Ones(), "First value of gamma.")
    moving_mean_initializer: Initializer = param(Zeros(), "First value of the moving mean.")
    moving_variance_initializer: Initializer = param(Ones(), "First value of the moving variance.")
    beta_regularizer: Regularizer | None = param(None, "Penalty on beta.")
    gamma_regularizer: Regularizer | None = param(None, "Penalty on gamma.")
    beta_constraint: Constraint | None = param(None, "Bounds of beta.")
    gamma_constraint: Constraint | None = param(None, "Bounds of gamma.")
    renorm: bool = param(
        False,
        "Whether training corrects the batch's statistics towards the moving ones "
        "(batch renormalization; Ioffe, 2017, arXiv:1702.03275). It helps with small batches.",
        advanced=True,
    )
    renorm_clipping: RenormClipping | None = param(
        None, "Bounds of the corrections of renorm; empty: none.", advanced=True
    )
    renorm_momentum: Fraction = param(
        0.99, "Share of the past that the averages of renorm keep.", advanced=True
    )
    fused: bool | None = param(
        None,
        "Whether the fused computation of TensorFlow is used, which corrects the moving "
        "variance for the batch's size; empty: where it can be. Not in the dialect keras3.",
        advanced=True,
        keras="",
    )
    virtual_batch_size: PositiveInt | None = param(
        None,
        "Number of examples that are normalized together, which must divide the batch; "
        "empty: the whole batch. Not in the dialect keras3.",
        advanced=True,
        keras="",
    )
    adjustment: Adjustment | None = param(
        None,
        "Random change of the normalized values while training; empty: none. "
        "Not in the dialect keras3.",
        advanced=True,
        keras="",
    )
    synchronized: bool = param(
        False,
        "Whether statistics are computed as on several devices at once; on one device "
        "this changes the rounding only.",
        advanced=True,
    )
    dialect: Literal["keras3", "tf_keras", "tf1", "polyaxon"] = param(
        "keras3",
        "The system whose behaviour is followed where they differ.",
        advanced=True,
        keras="",
    )

    def keras(self) -> dict[str, Any]:
        """The Keras config; arguments of Keras 2 stand in it where they are used."""
        found = super().keras()
        if self.dialect != "keras3":
            found["config"]["fused"] = self.fused
            found["config"]["virtual_batch_size"] = self.virtual_batch_size
        return found


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
        "μ, σ²: mean and variance of the example over the axes"
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

    It works with small batches, as each example is normalized on its own. A mask is handed
    on and changes nothing, as in Keras 3; in Keras 2 it weighs the values.
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
        32, "Number of groups, which divides the channels; -1: each channel is a group of its own."
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

    In Keras it is a GroupNormalization with groups of -1, which is how a Keras config has it.
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
    Keras 2 those below 1e-6 do.
    """

    title = "Unit normalization layer"
    group = "Layers / Normalization layers"
    formula = "y = x / √(Σ x²), the sum being over the axes"
    engine = normalization.unit_normalization
    samples = (((2, 3, 4),),)

    axis: int | Annotated[tuple[int, ...], Field(min_length=1)] = param(
        -1,
        "Axis or axes over which the length is taken, counted from 0 with the batch; "
        "-1 is the last one.",
    )
