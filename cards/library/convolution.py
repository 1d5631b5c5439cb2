"""Convolution layer cards."""

from typing import Any

from cards.card import LayerCard, PositiveInt, param
from cards.library.constraints import Constraint
from cards.library.initializers import GlorotUniform, Initializer, Zeros
from cards.library.regularizers import Regularizer
from cards.library.sliding import (
    CAUSAL,
    EXTENT,
    FILTERS,
    MULTIPLIER,
    SAME,
    ActivationThenBias,
    BiasThenActivation,
    CausalPadding,
    DilatedPlanes,
    DilatedRows,
    DilatedSteps,
    FromZero,
    KernelParts,
    Padding,
    Special,
)
from cards.library.sliding import DATA_FORMAT as DATA_FORMAT
from cards.library.sliding import DataFormat as DataFormat
from engine.layers import convolution, separable_convolution, transposed_convolution

OUTPUT_PADDING = (
    "Places added at the end of the output, fewer than the strides; empty: the output has "
    "the size that Padding tells."
)

_GROWN = (
    "\nthen y ← activation(y + b[f])\n"
    "size of y = (size of x - 1) · stride + max(extent, stride) with valid,\n"
    "size of x · stride with same; with an output padding p: (size of x - 1) · stride + p +\n"
    "extent (valid) or extent - 2 ⌊extent / 2⌋ (same),  extent = (kernel size - 1) · dilation + 1"
)
_MULTIPLIED = "\nm is the depth multiplier, j = 0, …, m - 1"


class _Convolution(LayerCard):
    """The order of rows; those that are Any here come with the rank."""

    group = "Layers / Convolution layers"

    filters: PositiveInt = param(32, FILTERS)
    kernel_size: Any
    strides: Any
    padding: Any
    data_format: Any
    dilation_rate: Any


class _NotCausal(_Convolution):
    padding: Padding = param("valid", SAME)


class _Grouped(LayerCard):
    groups: PositiveInt = param(
        1,
        "Number of groups into which the channels are divided, each with filters of its own; "
        "it must divide the channels and the filters.",
        advanced=True,
    )


class Conv1D(_Grouped, KernelParts, ActivationThenBias, DilatedSteps, _Convolution):
    """Slides small learned filters along a signal; each gives one channel of the output.

    A filter is a weighted sum of the steps under its window, the same at every place. In
    Keras 2 a window that is a little longer than the signal gives no steps at all; here it
    is refused, as in Keras 3. Source: Waibel et al., 1989, "Phoneme recognition using
    time-delay neural networks".
    """

    title = "Convolution 1D layer"
    engine = convolution.conv_1d
    formula = "y[t, f] = activation(b[f] + Σᵢ Σ꜀ x[t·stride + i·dilation, c] · w[i, c, f])" + EXTENT

    padding: CausalPadding = param("valid", CAUSAL)


class Conv2D(_Grouped, KernelParts, BiasThenActivation, DilatedRows, _NotCausal):
    """Slides small learned filters over an image; each gives one channel of the output.

    A filter is a weighted sum of the pixels under its window, the same at every place. In
    Keras 2 a window that is a little larger than the image gives an image without pixels;
    here it is refused, as in Keras 3. Source: LeCun et al., 1998, "Gradient-based learning
    applied to document recognition".
    """

    title = "Convolution 2D layer"
    engine = convolution.conv_2d
    formula = (
        "y[r, c, f] = activation(b[f]\n"
        "    + Σᵢ Σⱼ Σₖ x[r·stride + i·dilation, c·stride + j·dilation, k] · w[i, j, k, f])"
        + EXTENT
    )


class Conv3D(_Grouped, KernelParts, BiasThenActivation, DilatedPlanes, _NotCausal):
    """Slides small learned filters through a volume; each gives one channel of the output.

    A filter is a weighted sum of the places in its window, the same everywhere. The planes
    of a volume may be slices of a body or the images of a film. In Keras 2 a window that is
    a little larger than the volume gives a volume without places; here it is refused, as in
    Keras 3. Source: Tran et al., 2015, arXiv:1412.0767.
    """

    title = "Convolution 3D layer"
    engine = convolution.conv_3d
    formula = (
        "y[p, f] = activation(b[f] + Σᵢ Σₖ x[p·stride + i·dilation, k] · w[i, k, f])\n"
        "p and i stand for a plane, a row and a column" + EXTENT
    )


class _Transposed(Special):
    group = "Layers / Convolution layers"

    filters: PositiveInt = param(32, FILTERS)
    kernel_size: Any
    strides: Any
    padding: Padding = param(
        "valid",
        "With valid, the output holds all that the windows reach; with same, its size is that "
        "of the input times the strides.",
    )
    output_padding: Any
    data_format: Any
    dilation_rate: Any


class Conv1DTranspose(KernelParts, ActivationThenBias, DilatedSteps, _Transposed):
    """Makes a signal longer: each step adds a learned window to the output.

    It leads from the output of a 1D convolution back to the size of its input. Keras 2 and 3
    refuse dilation here on a processor; this card computes it.
    Source: Zeiler et al., 2010, "Deconvolutional networks".
    """

    title = "Convolution 1D transpose layer"
    engine = transposed_convolution.conv_1d_transpose
    formula = "y[t·stride + i·dilation, f] += Σ꜀ x[t, c] · w[i, f, c]" + _GROWN

    output_padding: FromZero | None = param(None, OUTPUT_PADDING)


class Conv2DTranspose(KernelParts, ActivationThenBias, DilatedRows, _Transposed):
    """Makes an image larger: each pixel adds a learned window to the output.

    It leads from the output of a 2D convolution back to the size of its input. Keras 3 on a
    processor refuses dilation here; this card computes it, as Keras 2 does.
    Source: Zeiler et al., 2010, "Deconvolutional networks".
    """

    title = "Convolution 2D transpose layer"
    engine = transposed_convolution.conv_2d_transpose
    formula = (
        "y[r·stride + i·dilation, c·stride + j·dilation, f] += Σₖ x[r, c, k] · w[i, j, f, k]"
        + _GROWN
    )

    output_padding: tuple[FromZero, FromZero] | None = param(None, OUTPUT_PADDING)


class Conv3DTranspose(KernelParts, ActivationThenBias, DilatedPlanes, _Transposed):
    """Makes a volume larger: each place adds a learned window to the output.

    It leads from the output of a 3D convolution back to the size of its input. Keras 2
    ignores the dilation rate of this layer; here it counts, as in Keras 3.
    Source: Zeiler et al., 2010, "Deconvolutional networks".
    """

    title = "Convolution 3D transpose layer"
    engine = transposed_convolution.conv_3d_transpose
    formula = (
        "y[p·stride + i·dilation, f] += Σₖ x[p, k] · w[i, f, k]\n"
        "p and i stand for a plane, a row and a column" + _GROWN
    )

    output_padding: tuple[FromZero, FromZero, FromZero] | None = param(None, OUTPUT_PADDING)


class _DepthwiseParts(LayerCard):
    depthwise_initializer: Initializer = param(GlorotUniform(), "First value of the filters.")
    bias_initializer: Initializer = param(Zeros(), "First value of the offsets.")
    depthwise_regularizer: Regularizer | None = param(None, "Penalty on the filters.")
    bias_regularizer: Regularizer | None = param(None, "Penalty on the offsets.")
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.")
    depthwise_constraint: Constraint | None = param(None, "Bounds of the filters.")
    bias_constraint: Constraint | None = param(None, "Bounds of the offsets.")


class _Depthwise(Special):
    group = "Layers / Convolution layers"

    kernel_size: Any
    strides: Any
    padding: Padding = param("valid", SAME)
    depth_multiplier: PositiveInt = param(1, MULTIPLIER)
    data_format: Any
    dilation_rate: Any


class DepthwiseConv1D(_DepthwiseParts, ActivationThenBias, DilatedSteps, _Depthwise):
    """Slides filters along a signal that see one channel each and mix nothing.

    Every channel has filters of its own, whose results stand side by side in the output. In
    Keras 2 strides and dilation cannot both be above 1; here they can, as in Keras 3.
    Source: Sifre & Mallat, 2014, arXiv:1403.1687.
    """

    title = "Depthwise convolution 1D layer"
    engine = separable_convolution.depthwise_conv_1d
    formula = (
        "y[t, c·m + j] = activation(b[c·m + j] + Σᵢ x[t·stride + i·dilation, c] · w[i, c, j])"
        + _MULTIPLIED
        + EXTENT
    )


class DepthwiseConv2D(_DepthwiseParts, ActivationThenBias, DilatedRows, _Depthwise):
    """Slides filters over an image that see one channel each and mix nothing.

    Every channel has filters of its own, whose results stand side by side in the output. In
    Keras 2 strides and dilation cannot both be above 1; here they can, as in Keras 3.
    Source: Sifre & Mallat, 2014, arXiv:1403.1687.
    """

    title = "Depthwise convolution 2D layer"
    engine = separable_convolution.depthwise_conv_2d
    formula = (
        "y[p, c·m + j] = activation(b[c·m + j] + Σᵢ x[p·stride + i·dilation, c] · w[i, c, j])\n"
        "p and i stand for a row and a column" + _MULTIPLIED + EXTENT
    )


class _Separable(Special, _NotCausal):
    depth_multiplier: PositiveInt = param(1, MULTIPLIER)


class _SeparableParts(LayerCard):
    depthwise_initializer: Initializer = param(
        GlorotUniform(), "First value of the filters that see one channel."
    )
    pointwise_initializer: Initializer = param(
        GlorotUniform(), "First value of the weights that mix the channels."
    )
    bias_initializer: Initializer = param(Zeros(), "First value of the offsets.")
    depthwise_regularizer: Regularizer | None = param(
        None, "Penalty on the filters that see one channel."
    )
    pointwise_regularizer: Regularizer | None = param(
        None, "Penalty on the weights that mix the channels."
    )
    bias_regularizer: Regularizer | None = param(None, "Penalty on the offsets.")
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.")
    depthwise_constraint: Constraint | None = param(
        None, "Bounds of the filters that see one channel."
    )
    pointwise_constraint: Constraint | None = param(
        None, "Bounds of the weights that mix the channels."
    )
    bias_constraint: Constraint | None = param(None, "Bounds of the offsets.")


class SeparableConv1D(_SeparableParts, ActivationThenBias, DilatedSteps, _Separable):
    """Slides filters along each channel of a signal, then mixes the channels at each step.

    It needs far fewer weights than a convolution. In Keras 2 the padding may be causal, and
    strides and dilation cannot both be above 1; here it is as in Keras 3.
    Source: Chollet, 2017, arXiv:1610.02357.
    """

    title = "Separable convolution 1D layer"
    engine = separable_convolution.separable_conv_1d
    formula = (
        "d[t, c·m + j] = Σᵢ x[t·stride + i·dilation, c] · v[i, c, j]\n"
        "y[t, f] = activation(b[f] + Σₖ d[t, k] · w[k, f])" + _MULTIPLIED + EXTENT
    )


class SeparableConv2D(_SeparableParts, ActivationThenBias, DilatedRows, _Separable):
    """Slides filters over each channel of an image, then mixes the channels at each pixel.

    It needs far fewer weights than a convolution. In Keras 2 strides and dilation cannot
    both be above 1; here they can, as in Keras 3. Source: Chollet, 2017, arXiv:1610.02357.
    """

    title = "Separable convolution 2D layer"
    engine = separable_convolution.separable_conv_2d
    formula = (
        "d[p, c·m + j] = Σᵢ x[p·stride + i·dilation, c] · v[i, c, j]\n"
        "y[p, f] = activation(b[f] + Σₖ d[p, k] · w[k, f])\n"
        "p and i stand for a row and a column" + _MULTIPLIED + EXTENT
    )
