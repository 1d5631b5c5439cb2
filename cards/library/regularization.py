"""Regularization layer cards."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from cards.card import (
    DRAWS,
    TRAINABLE,
    Context,
    Fraction,
    Inference,
    LayerCard,
    NonNegativeFloat,
    PositiveInt,
    Seed,
    param,
)
from cards.library.regularizers import ON_SIZES, ON_SQUARES
from cards.library.sliding import DATA_FORMAT, DATA_FORMAT_3D, DataFormat
from engine.layers import regularization

_AFTERWARDS = "\nafterwards: y = x"
_SHAPE = (
    "Shape of the random choice, the batch included: 1 on an axis makes the same choice "
    "along it; empty: a choice for every number."
)

NoiseShape = tuple[PositiveInt | None, ...]
BelowOne = Annotated[float, Field(ge=0, lt=1)]


class _Regularization(LayerCard):
    group = "Layers / Regularization layers"
    samples = (((3, 4, 2),), ((2, 3, 4, 2),))


class _Dropping(_Regularization):
    """A dropout whose draws can be shared along axes."""

    rate: Fraction = param(0.5, "Share of the numbers that are set to zero.")
    noise_shape: NoiseShape | None = param(None, _SHAPE)
    seed: Seed | None = param(None, DRAWS)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """As every layer; a noise shape that will not do in training is told at once."""
        if self.noise_shape is not None:
            regularization.check_noise_shape(arriving["input"], self.noise_shape)
        return super().infer(context, arriving)


class Dropout(_Dropping):
    """Sets randomly chosen numbers to zero while training, so that none is relied on alone.

    The others are enlarged to keep the mean. Afterwards everything passes unchanged.
    Keras 2 does not train with rate 1.
    Source: Srivastava et al., 2014, "Dropout: a simple way to prevent neural networks
    from overfitting".
    """

    title = "Dropout layer"
    engine = regularization.dropout
    formula = "training: y = x / (1 - rate) with probability 1 - rate, else 0" + _AFTERWARDS


class AlphaDropout(_Dropping):
    """Sets randomly chosen numbers to the lowest value of selu while training.

    All are then scaled and shifted so that mean 0 and deviation 1 stay, as selu layers
    need it. Afterwards everything passes unchanged. In Keras 2 a rate outside 0 to 1 does
    nothing.
    Source: Klambauer et al., 2017, arXiv:1706.02515.
    """

    title = "Alpha dropout layer"
    engine = regularization.alpha_dropout
    formula = (
        "training: y = s (x - rate · f) with probability 1 - rate, else s (f - rate · f)\n"
        "f = -1.7581, s = 1 / √((1 - rate) (1 + rate f²))" + _AFTERWARDS
    )

    rate: BelowOne = param(0.5, "Share of the numbers that take the lowest value.")
    noise_shape: NoiseShape | None = param(None, _SHAPE, advanced=True)


class GaussianDropout(_Regularization):
    """Multiplies each number by a random one around 1 while training.

    The random numbers deviate as much as those of a Dropout layer of this rate.
    Afterwards everything passes unchanged. In Keras 2 a rate outside 0 to 1 does nothing.
    Source: Srivastava et al., 2014, "Dropout: a simple way to prevent neural networks
    from overfitting", section 10.
    """

    title = "Gaussian dropout layer"
    engine = regularization.gaussian_dropout
    formula = "training: y = x · n,  n ~ N(1, rate / (1 - rate))" + _AFTERWARDS

    rate: BelowOne = param(0.5, "Share of numbers that a Dropout layer as strong sets to zero.")
    seed: Seed | None = param(None, DRAWS, advanced=True)


class GaussianNoise(_Regularization):
    """Adds a random number around 0 to each number while training.

    Afterwards everything passes unchanged. Keras 2 also takes deviations above 1.
    Source: Bishop, 1995, "Training with noise is equivalent to Tikhonov regularization".
    """

    title = "Gaussian noise layer"
    engine = regularization.gaussian_noise
    formula = "training: y = x + n,  n ~ N(0, stddev²)" + _AFTERWARDS

    stddev: Fraction = param(0.1, "Standard deviation of what is added, in units of the input.")
    seed: Seed | None = param(None, DRAWS, advanced=True)


class _SpatialDropout(LayerCard):
    group = "Layers / Regularization layers"
    formula = (
        "training: y = x / (1 - rate) in a channel with probability 1 - rate, else 0" + _AFTERWARDS
    )

    # Keras 3 does not take it for these.
    trainable: bool = param(True, TRAINABLE, keras="", advanced=True)
    rate: Fraction = param(0.5, "Share of the channels that are set to zero.")
    seed: Seed | None = param(None, DRAWS, advanced=True)


class SpatialDropout1D(_SpatialDropout):
    """Sets randomly chosen channels of a signal to zero while training, all steps of them.

    The others are enlarged to keep the mean. Afterwards everything passes unchanged.
    Keras 2 does not train with rate 1.
    Source: Tompson et al., 2015, arXiv:1411.4280.
    """

    title = "Spatial dropout 1D layer"
    engine = regularization.spatial_dropout_1d
    sample = ((3, 4, 2),)


class SpatialDropout2D(_SpatialDropout):
    """Sets randomly chosen channels of an image to zero while training, all pixels of them.

    The others are enlarged to keep the mean. Afterwards everything passes unchanged.
    Keras 2 does not train with rate 1.
    Source: Tompson et al., 2015, arXiv:1411.4280.
    """

    title = "Spatial dropout 2D layer"
    engine = regularization.spatial_dropout_2d
    sample = ((2, 4, 3, 2),)

    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class SpatialDropout3D(_SpatialDropout):
    """Sets randomly chosen channels of a volume to zero while training, all places of them.

    The others are enlarged to keep the mean. Afterwards everything passes unchanged.
    Keras 2 does not train with rate 1.
    Source: Tompson et al., 2015, arXiv:1411.4280.
    """

    title = "Spatial dropout 3D layer"
    engine = regularization.spatial_dropout_3d
    sample = ((2, 3, 2, 4, 2),)

    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)


class ActivityRegularization(_Regularization):
    """Passes its input on and adds a penalty on its size to the loss, the mean over the batch.

    Keras 2 also takes negative factors.
    """

    title = "Activity regularization layer"
    engine = regularization.activity_regularization
    formula = "penalty = (l1 · Σ |x| + l2 · Σ x²) / batch size"

    l1: NonNegativeFloat = param(0.0, ON_SIZES)
    l2: NonNegativeFloat = param(0.0, ON_SQUARES)
