"""Convolution layer cards."""

from __future__ import annotations

from typing import Literal

from cards.card import LayerCard, PositiveInt, param
from cards.library.activation import ActivationName
from cards.library.constraints import Constraint
from cards.library.initializers import GlorotUniform, Initializer, Zeros
from cards.library.regularizers import Regularizer
from engine.layers import convolution

Pair = tuple[PositiveInt, PositiveInt]
Padding = Literal["valid", "same"]
DataFormat = Literal["channels_last", "channels_first"]

DATA_FORMAT = (
    "Where the channels of an image stand: channels_last is rows, columns, channels; "
    "channels_first is channels, rows, columns."
)


class Conv2D(LayerCard):
    """Slides small learned filters over an image; each gives one channel of the output.

    A filter is a weighted sum of the pixels under its window, the same at every place.
    Source: LeCun et al., 1998, "Gradient-based learning applied to document recognition".
    """

    title = "Convolution 2D layer"
    group = "Layers / Convolution layers"
    engine = convolution.conv_2d
    sample = ((2, 6, 5, 3),)

    filters: PositiveInt = param(32, "Number of filters: the channels of the output.")
    kernel_size: Pair = param((3, 3), "Rows and columns of a filter's window, in pixels.")
    strides: Pair = param((1, 1), "Rows and columns that the window moves on by.")
    padding: Padding = param(
        "valid",
        "With valid, windows stay inside the image; with same, zeros are added around it, so "
        "that steps of 1 give as many rows and columns.",
    )
    data_format: DataFormat = param("channels_last", DATA_FORMAT)
    dilation_rate: Pair = param(
        (1, 1), "Distance of a window's pixels, in rows and columns; 1 leaves no gaps."
    )
    use_bias: bool = param(True, "Whether a learned offset is added to each channel.")
    activation: ActivationName = param("linear", "Function that is applied to each result.")
    kernel_initializer: Initializer = param(GlorotUniform(), "First value of the filters.")
    bias_initializer: Initializer = param(Zeros(), "First value of the offsets.")
    kernel_regularizer: Regularizer | None = param(None, "Penalty on the filters.")
    bias_regularizer: Regularizer | None = param(None, "Penalty on the offsets.")
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.")
    kernel_constraint: Constraint | None = param(None, "Bounds of the filters.")
    bias_constraint: Constraint | None = param(None, "Bounds of the offsets.")
    groups: PositiveInt = param(
        1,
        "Number of groups into which the channels are divided, each with filters of its own; "
        "it must divide the channels and the filters.",
        advanced=True,
    )
