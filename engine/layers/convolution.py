"""Convolution layers."""

from __future__ import annotations

from engine.activations import activate, activation_named
from engine.autodiff import ShapeError, Tensor
from engine.initializers import glorot_uniform, zeros
from engine.layers.images import (
    DATA_FORMATS,
    PADDINGS,
    Sizes,
    channels_moved_back,
    channels_moved_last,
    choice,
    sizes,
)
from engine.ops.convolution import convolve
from engine.ops.elementwise import cast
from engine.ops.windows import Windows, check_windows
from engine.scope import Scope


def conv_2d(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
    groups: int = 1,
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """``filters`` channels, each a weighted sum over windows of an image.

    ``x (batch, rows, columns, channels)``, or channels before rows with the format
    ``channels_first``. In the dialect ``tf_keras`` a kernel larger than the image
    gives an image without rows, and penalties of a frozen layer still count.

    Raises:
        ShapeError: a setting is out of range, settings exclude each other, or they do
            not fit the image.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    windows = _windows(kernel_size, strides, padding, dilation_rate)
    order = choice(data_format, DATA_FORMATS, "data_format")
    activation_named(activation, dialect)
    _check_filters(filters, groups)
    image = channels_moved_last(cast(x, scope.dtype), order, 2, "a 2D convolution")
    channels = _channels(image, groups)
    least = 0 if dialect == "tf_keras" else 1
    check_windows(image.spec, windows, "a kernel", "kernel_size", least)
    shape = (*windows.size, channels // groups, filters)
    weights = [scope.weight("kernel", shape, default=glorot_uniform)]
    if use_bias:
        weights.append(scope.weight("bias", (filters,), default=zeros))
    y: Tensor = convolve(
        image,
        *(cast(w, scope.dtype) for w in weights),
        strides=windows.strides,
        padding=windows.padding,
        dilation=windows.dilation,
        groups=groups,
    )
    # Softmax and its like look along the last axis of the output, wherever the channels are.
    return activate(activation, channels_moved_back(y, order), dialect)


def _windows(kernel_size: Sizes, strides: Sizes, padding: str, dilation_rate: Sizes) -> Windows:
    windows = Windows(
        sizes(kernel_size, 2, "kernel_size"),
        sizes(strides, 2, "strides"),
        choice(padding, PADDINGS, "padding"),
        sizes(dilation_rate, 2, "dilation_rate"),
    )
    if max(windows.strides) > 1 and max(windows.dilation) > 1:
        raise ShapeError(
            f"strides {windows.strides} and dilation rate {windows.dilation} exclude each other: "
            "one of them must be 1",
            "dilation_rate",
        )
    return windows


def _check_filters(filters: int, groups: int) -> None:
    if filters < 1:
        raise ShapeError(f"the number of filters must be positive, not {filters}", "filters")
    if groups < 1:
        raise ShapeError(f"the number of groups must be positive, not {groups}", "groups")
    if filters % groups:
        raise ShapeError(f"{filters} filters do not divide into {groups} groups", "groups")


def _channels(image: Tensor, groups: int) -> int:
    channels = image.shape[-1]
    if channels is None:
        raise ShapeError("a 2D convolution needs to know the number of channels of its input")
    if channels % groups:
        raise ShapeError(
            f"the {channels} channels of the input do not divide into {groups} groups", "groups"
        )
    return channels
