"""Transposed convolution layers, which make images larger."""

from __future__ import annotations

from dataclasses import replace

from engine.autodiff import ShapeError, Tensor
from engine.initializers import glorot_uniform
from engine.layers.images import Sizes, sizes
from engine.layers.sliding import Sliding, check_positive, sliding
from engine.ops.transposed_convolution import convolve_transposed
from engine.scope import Scope


def conv_1d_transpose(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: str = "valid",
    output_padding: Sizes | None = None,
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """As ``conv_2d_transpose`` for a signal ``x (batch, steps, channels)``."""
    settings = sliding(
        scope,
        1,
        "transposed convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
    )
    return _transposed(scope, x, settings, filters, output_padding)


def conv_2d_transpose(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    output_padding: Sizes | None = None,
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """Each pixel of an image adds a weighted window to a larger one, of ``filters`` channels.

    ``x (batch, rows, columns, channels)``, or channels before rows with the format
    ``channels_first``. A size n becomes, with step s and kernel k (dilated):
    ``valid`` (n-1)s + max(k, s), ``same`` ns; with ``output_padding`` p ``valid``
    (n-1)s + k + p, ``same`` (n-1)s + k - 2(k//2) + p. In the dialect ``tf_keras`` both
    dilation rates must be equal.

    Raises:
        ShapeError: a setting is out of range, settings exclude each other, or they do
            not fit the image.
    """
    settings = sliding(
        scope,
        2,
        "transposed convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
    )
    return _transposed(scope, x, settings, filters, output_padding)


def conv_3d_transpose(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1, 1),
    padding: str = "valid",
    output_padding: Sizes | None = None,
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1, 1),
    activation: str | None = None,
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """As ``conv_2d_transpose`` for a volume ``x (batch, planes, rows, columns, channels)``.

    In the dialect ``tf_keras`` the dilation rate is checked and then forgotten.
    """
    settings = sliding(
        scope,
        3,
        "transposed convolution",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
    )
    if settings.older:
        settings = replace(settings, windows=replace(settings.windows, dilation=(1, 1, 1)))
    return _transposed(scope, x, settings, filters, output_padding)


def _transposed(
    scope: Scope, x: Tensor, settings: Sliding, filters: int, output_padding: Sizes | None
) -> Tensor:
    check_positive(filters, "filters")
    windows, extra = settings.windows, None
    if output_padding is not None:
        extra = sizes(output_padding, len(windows.size), "output_padding", 0)
        if any(p >= s for p, s in zip(extra, windows.strides, strict=True)):
            raise ShapeError(
                f"the output padding {extra} must be smaller than the strides {windows.strides}",
                "output_padding",
            )
    image = settings.image(scope, x)
    if settings.older and len(windows.size) == 2 and len(set(windows.spacing)) > 1:
        raise ShapeError("Keras 2 has one dilation rate for rows and columns", "dilation_rate")
    if extra and windows.padding == "same":
        _check_covered(extra, windows.extent)
    shape = (*windows.size, filters, image.shape[-1])
    kernel = scope.weight("kernel", shape, default=glorot_uniform)
    weights = settings.with_bias(scope, kernel, filters)
    return settings.finish(convolve_transposed(image, *weights, windows=windows, extra=extra))


def _check_covered(extra: tuple[int, ...], extent: tuple[int, ...]) -> None:
    """Refuse sizes that a convolution with this padding would not lead back to the input's.

    Raises:
        ShapeError: a kernel of even size has no output padding.
    """
    if any(p == 0 and e % 2 == 0 for p, e in zip(extra, extent, strict=True)):
        raise ShapeError(
            f"with the padding same, a kernel of even size ({extent}) needs an output padding "
            "of 1 or more, or none given",
            "output_padding",
        )
