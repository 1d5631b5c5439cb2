"""Rows that cards share whose windows slide over signals, images and volumes."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from cards.card import LayerCard, PositiveInt, param
from cards.library.activation import ActivationName
from cards.library.constraints import Constraint
from cards.library.initializers import GlorotUniform, Initializer, Zeros
from cards.library.regularizers import Regularizer

Pair = tuple[PositiveInt, PositiveInt]
Triple = tuple[PositiveInt, PositiveInt, PositiveInt]
FromZero = Annotated[int, Field(ge=0)]
Padding = Literal["valid", "same"]
CausalPadding = Literal["valid", "same", "causal"]
DataFormat = Literal["channels_last", "channels_first"]

DATA_FORMAT_1D = (
    "Where the channels of a signal stand: channels_last is steps, channels; "
    "channels_first is channels, steps."
)
DATA_FORMAT = (
    "Where the channels of an image stand: channels_last is rows, columns, channels; "
    "channels_first is channels, rows, columns."
)
DATA_FORMAT_3D = (
    "Where the channels of a volume stand: channels_last is planes, rows, columns, channels; "
    "channels_first is channels, planes, rows, columns."
)
FILTERS = "Number of filters: the channels of the output."
SAME = (
    "With valid, windows stay inside the input; with same, zeros are added around it, so that "
    "strides of 1 keep its size."
)
CAUSAL = SAME + " With causal, zeros come before it only, and no step sees a later one."
OUTPUT_SIZE = (
    "\nx has its padding around it; size of y = ⌈(size of x - extent + 1) / stride⌉ with valid,\n"
    "⌈size of x / stride⌉ otherwise"
)
EXTENT = f"{OUTPUT_SIZE},  extent = (kernel size - 1) · dilation + 1"
MULTIPLIER = "Number of filters for each channel of the input."


class OneAxis(LayerCard):
    """Keras writes lists of one number where these cards have the number."""

    @classmethod
    def keras_rows(cls, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments of a Keras config, numbers in place of lists of one."""
        return {
            name: value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
            for name, value in super().keras_rows(config).items()
        }


class Special(LayerCard):
    """Keras 2 writes what plain convolutions have for special ones, which do not use it."""

    @classmethod
    def keras_rows(cls, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments of a Keras config, without those of plain convolutions."""
        unused = {"kernel_initializer", "kernel_regularizer", "kernel_constraint"}
        if config.get("groups") == 1:
            unused.add("groups")
        unused -= cls.model_fields.keys()
        return {n: v for n, v in super().keras_rows(config).items() if n not in unused}


class OverSteps(OneAxis):
    """A kernel over a signal."""

    sample: ClassVar[tuple[tuple[int, ...], ...]] = ((2, 6, 3),)

    kernel_size: PositiveInt = param(3, "Steps of a filter's window.")
    strides: PositiveInt = param(1, "Steps that the window moves on by.")
    data_format: DataFormat = param("channels_last", DATA_FORMAT_1D)


class OverRows(LayerCard):
    """A kernel over an image."""

    sample: ClassVar[tuple[tuple[int, ...], ...]] = ((2, 6, 5, 3),)

    kernel_size: Pair = param((3, 3), "Rows and columns of a filter's window, in pixels.")
    strides: Pair = param((1, 1), "Rows and columns that the window moves on by.")
    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class OverPlanes(LayerCard):
    """A kernel over a volume."""

    sample: ClassVar[tuple[tuple[int, ...], ...]] = ((2, 4, 5, 4, 2),)

    kernel_size: Triple = param((3, 3, 3), "Planes, rows and columns of a filter's window.")
    strides: Triple = param((1, 1, 1), "Planes, rows and columns that the window moves on by.")
    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)


class DilatedSteps(OverSteps):
    """A kernel over a signal whose places may have gaps between them."""

    dilation_rate: PositiveInt = param(1, "Distance of a window's steps; 1 leaves no gaps.")


class DilatedRows(OverRows):
    """A kernel over an image whose pixels may have gaps between them."""

    dilation_rate: Pair = param(
        (1, 1), "Distance of a window's pixels, in rows and columns; 1 leaves no gaps."
    )


class DilatedPlanes(OverPlanes):
    """A kernel over a volume whose places may have gaps between them."""

    dilation_rate: Triple = param(
        (1, 1, 1), "Distance of a window's places, in planes, rows and columns; 1 leaves no gaps."
    )


class BiasThenActivation(LayerCard):
    """Rows in the order of Conv2D and Conv3D."""

    use_bias: bool = param(True, "Whether a learned offset is added to each channel.")
    activation: ActivationName = param("linear", "Function that is applied to each result.")


class ActivationThenBias(LayerCard):
    """Rows in the order of all the others."""

    activation: ActivationName = param("linear", "Function that is applied to each result.")
    use_bias: bool = param(True, "Whether a learned offset is added to each channel.")


class KernelParts(LayerCard):
    """How the filters and the offsets start, are penalized and kept in bounds."""

    kernel_initializer: Initializer = param(GlorotUniform(), "First value of the filters.")
    bias_initializer: Initializer = param(Zeros(), "First value of the offsets.")
    kernel_regularizer: Regularizer | None = param(None, "Penalty on the filters.")
    bias_regularizer: Regularizer | None = param(None, "Penalty on the offsets.")
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.")
    kernel_constraint: Constraint | None = param(None, "Bounds of the filters.")
    bias_constraint: Constraint | None = param(None, "Bounds of the offsets.")
