"""Depthwise convolution layers, and separable ones: those followed by a mixing of channels."""

from __future__ import annotations

from engine.autodiff import Tensor
from engine.initializers import glorot_uniform
from engine.layers.images import Sizes
from engine.layers.sliding import Sliding, check_positive, sliding
from engine.ops.convolution import convolve
from engine.ops.depthwise_convolution import convolve_depthwise
from engine.ops.elementwise import cast
from engine.scope import Scope


def depthwise_conv_1d(
    scope: Scope,
    x: Tensor,
    *,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: str = "valid",
    depth_multiplier: int = 1,
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """As ``depthwise_conv_2d`` for a signal ``x (batch, steps, channels)``."""
    settings = sliding(
        scope,
        1,
        "depthwise convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
        exclusive=dialect == "tf_keras",
    )
    return _depthwise(scope, x, settings, depth_multiplier)


def depthwise_conv_2d(
    scope: Scope,
    x: Tensor,
    *,
    kernel_size: Sizes,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    depth_multiplier: int = 1,
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """Each channel of an image through ``depth_multiplier`` filters of its own.

    ``x (batch, rows, columns, channels)``, or channels before rows with the format
    ``channels_first``; the results of a channel stand side by side. The kernel is
    called ``depthwise_kernel`` in the dialect ``tf_keras``, where strides and dilation
    exclude each other.

    Raises:
        ShapeError: a setting is out of range, settings exclude each other, or they do
            not fit the image.
    """
    settings = sliding(
        scope,
        2,
        "depthwise convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
        exclusive=dialect == "tf_keras",
    )
    return _depthwise(scope, x, settings, depth_multiplier)


def separable_conv_1d(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
    depth_multiplier: int = 1,
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """As ``separable_conv_2d`` for a signal ``x (batch, steps, channels)``.

    In the dialect ``tf_keras`` the padding may be ``causal``: no step sees a later one.
    """
    settings = sliding(
        scope,
        1,
        "separable convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
        causal=dialect == "tf_keras",
        exclusive=dialect == "tf_keras",
    )
    return _separable(scope, x, settings, filters, depth_multiplier)


def separable_conv_2d(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
    depth_multiplier: int = 1,
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """A depthwise convolution whose channels are then mixed into ``filters`` of them.

    ``x (batch, rows, columns, channels)``, or channels before rows with the format
    ``channels_first``. In the dialect ``tf_keras`` strides and dilation exclude each
    other.

    Raises:
        ShapeError: a setting is out of range, settings exclude each other, or they do
            not fit the image.
    """
    settings = sliding(
        scope,
        2,
        "separable convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
        exclusive=dialect == "tf_keras",
    )
    return _separable(scope, x, settings, filters, depth_multiplier)


def _depthwise(scope: Scope, x: Tensor, settings: Sliding, multiplier: int) -> Tensor:
    image, channels = _image(scope, x, settings, multiplier)
    if multiplier < 0:
        check_positive(multiplier, "depth_multiplier")
    name = "depthwise_kernel" if settings.older else "kernel"
    kernel = _depthwise_kernel(scope, settings, name, channels, multiplier)
    weights = settings.with_bias(scope, kernel, channels * multiplier)
    return settings.finish(convolve_depthwise(image, *weights, windows=settings.windows))


def _separable(scope: Scope, x: Tensor, settings: Sliding, filters: int, multiplier: int) -> Tensor:
    check_positive(filters, "filters")
    image, channels = _image(scope, x, settings, multiplier)
    check_positive(multiplier, "depth_multiplier")
    kernel = _depthwise_kernel(scope, settings, "depthwise_kernel", channels, multiplier)
    ones = (1,) * len(settings.windows.size)
    mixing = scope.weight(
        "pointwise_kernel",
        (*ones, channels * multiplier, filters),
        default=glorot_uniform,
        policy="pointwise",
    )
    weights = settings.with_bias(scope, mixing, filters)
    apart = convolve_depthwise(image, cast(kernel, scope.dtype), windows=settings.windows)
    return settings.finish(convolve(apart, *weights, strides=ones))


def _image(scope: Scope, x: Tensor, settings: Sliding, multiplier: int) -> tuple[Tensor, int]:
    """The image and the number of its channels.

    Raises:
        ShapeError: the image does not fit, or in Keras 3 the multiplier is not positive.
    """
    if not settings.older:
        check_positive(multiplier, "depth_multiplier")
    image = settings.image(scope, x)
    settings.check(image, [2 * s - 1 for s in settings.windows.strides])
    return image, image.shape[-1] or 0


def _depthwise_kernel(
    scope: Scope, settings: Sliding, name: str, channels: int, multiplier: int
) -> Tensor:
    shape = (*settings.windows.size, channels, multiplier)
    return scope.weight(name, shape, default=glorot_uniform, policy="depthwise")
