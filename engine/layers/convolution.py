"""Convolution layers."""

from __future__ import annotations

from math import prod

from engine.autodiff import ShapeError, Tensor
from engine.initializers import glorot_uniform
from engine.layers.images import Sizes
from engine.layers.sliding import Sliding, check_positive, sliding
from engine.ops.convolution import convolve
from engine.ops.shaping import reshape
from engine.scope import Scope


def conv_1d(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
    groups: int = 1,
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """As ``conv_2d`` for a signal ``x (batch, steps, channels)``.

    With the padding ``causal`` no step sees a later one.
    """
    settings = sliding(
        scope,
        1,
        "convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
        causal=True,
    )
    return _convolution(scope, x, settings, filters, groups)


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
    ``channels_first``. In the dialect ``tf_keras`` a kernel a little larger than the
    image gives an image without rows, penalties of a frozen layer still count, and
    there may be further axes behind the batch.

    Raises:
        ShapeError: a setting is out of range, settings exclude each other, or they do
            not fit the image.
    """
    settings = sliding(
        scope,
        2,
        "convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
    )
    return _convolution(scope, x, settings, filters, groups)


def conv_3d(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1, 1),
    groups: int = 1,
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """As ``conv_2d`` for a volume ``x (batch, planes, rows, columns, channels)``."""
    settings = sliding(
        scope,
        3,
        "convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
    )
    return _convolution(scope, x, settings, filters, groups)


def _convolution(scope: Scope, x: Tensor, settings: Sliding, filters: int, groups: int) -> Tensor:
    check_positive(filters, "filters")
    groups = groups or 1 if settings.older else groups
    if not settings.older:
        check_positive(groups, "groups")
    if filters % groups:
        raise ShapeError(f"{filters} filters do not divide into {groups} groups", "groups")
    extra = _axes_before(x, settings)
    image = settings.image(scope, _folded(x, extra))
    channels = image.shape[-1] or 0
    check_positive(groups, "groups")
    if channels % groups:
        raise ShapeError(
            f"the {channels} channels of the input do not divide into {groups} groups", "groups"
        )
    windows = settings.windows
    settings.check(image, windows.strides)
    shape = (*windows.size, channels // groups, filters)
    kernel = scope.weight("kernel", shape, default=glorot_uniform)
    y = convolve(
        image,
        *settings.with_bias(scope, kernel, filters),
        strides=windows.strides,
        padding=windows.padding,
        dilation=windows.dilation,
        groups=groups,
    )
    return settings.finish(_unfolded(y, extra))


def _axes_before(x: Tensor, settings: Sliding) -> tuple[int, ...]:
    """Sizes of the axes between the batch and the image, which Keras 2 takes as part of the batch.

    Raises:
        ShapeError: a size other than the batch's is unknown.
    """
    count = x.ndim - 2 - len(settings.windows.size)
    if count < 1 or not settings.older or settings.data_format == "channels_first":
        return ()
    if None in x.shape[1:]:
        what = f"{settings.name} of more than one image"
        raise ShapeError(f"{what} needs to know each size of {x.spec}")
    return tuple(n for n in x.shape[1 : 1 + count] if n is not None)


def _folded(x: Tensor, extra: tuple[int, ...]) -> Tensor:
    if not extra:
        return x
    batch = -1 if x.shape[0] is None else x.shape[0] * prod(extra)
    folded: Tensor = reshape(x, shape=(batch, *x.shape[1 + len(extra) :]))
    return folded


def _unfolded(y: Tensor, extra: tuple[int, ...]) -> Tensor:
    if not extra:
        return y
    batch = -1 if y.shape[0] is None else y.shape[0] // prod(extra)
    unfolded: Tensor = reshape(y, shape=(batch, *extra, *y.shape[1:]))
    return unfolded
