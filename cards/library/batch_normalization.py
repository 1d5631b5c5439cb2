"""The batch normalization card, and the parts that plug into it."""

from typing import Any, Literal, Self

from pydantic import model_validator

from cards.card import (
    DRAWS,
    CardError,
    Fraction,
    LayerCard,
    NonNegativeFloat,
    Part,
    PositiveInt,
    Seed,
    param,
)
from cards.kinds import ADJUSTMENT, CLIPPING
from cards.library.constraints import Constraint
from cards.library.initializers import Initializer, Ones, Zeros
from cards.library.regularizers import Regularizer
from engine.layers import adjustment
from engine.layers.batch_normalization import batch_normalization


class RenormClipping(Part):
    """Bounds of the two corrections of batch renormalization, r and d.

    An empty row sets no bound. Keras 2 and TensorFlow 1 also take a smallest factor above the
    largest, which then decides, and negative shifts; this card, as Keras 3, does not.
    Source: Ioffe, 2017, arXiv:1702.03275.
    """

    title = "Renorm clipping"
    formula = (
        "r = √(σ² + epsilon) / D, kept within rmin and rmax\n"
        "d = (μ - renorm mean) / D, kept within -dmax and dmax\n"
        "D = max(renorm stddev, √epsilon);  μ, σ²: mean and variance of the batch"
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
    formula = (
        "y = gamma · (a · x̂ + b) + beta,  x̂ being the normalized values\n"
        "a ~ U(scale range), b ~ U(shift range), for each channel"
    )
    engine = adjustment.UniformAdjustment

    scale_range: tuple[float, float] = param((0.9, 1.1), "Lowest and highest factor.")
    shift_range: tuple[float, float] = param((-0.1, 0.1), "Lowest and highest shift.")
    seed: Seed | None = param(None, DRAWS)

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

    While training it uses the mean and variance of the batch, and keeps moving averages of both;
    afterwards it uses the moving averages. The result is multiplied by a learned factor, gamma,
    and moved by a learned offset, beta. The moving variance follows the variance of the batch as
    it is, as in Keras 3; where Keras 2 and TensorFlow 1 fuse the computation, for images and
    volumes, that variance of n values is multiplied by n / (n - 1) first. While the layer is not
    trainable, it uses the moving averages, as in Keras 2 and 3; TensorFlow 1 then still uses the
    batch. A mask keeps what it leaves out of the statistics, NaN too, as in Keras 3; in Keras 2 a
    masked NaN spoils them.
    Source: Ioffe & Szegedy, 2015, arXiv:1502.03167.
    """

    title = "Batch normalization layer"
    group = "Layers / Normalization layers"
    formula = (
        "y = gamma · (x - μ) / √(σ² + epsilon) + beta\n"
        "training:   μ, σ² = mean and variance of the channel in the batch\n"
        "            moving mean     ← momentum · moving mean + (1 - momentum) · μ\n"
        "            moving variance ← momentum · moving variance + (1 - momentum) · σ²\n"
        "afterwards: μ, σ² = moving mean, moving variance\n"
        "renorm, training, with s = √(σ² + epsilon):\n"
        "            y = gamma · (r · (x - μ) / s + d) + beta\n"
        "            moving stddev   ← momentum · moving stddev + (1 - momentum) · s\n"
        "            moving variance ← max(moving stddev² - epsilon, 0)\n"
        "            renorm mean, renorm stddev: as the moving ones, with renorm momentum\n"
        "            r and d: see the card Renorm clipping"
    )
    samples = (((3, 5, 4),),)
    engine = batch_normalization

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
        "The system whose behaviour is followed where they differ: Keras 3, Keras 2 (tf_keras), "
        "TensorFlow 1 (tf1) or Polyaxon.",
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
