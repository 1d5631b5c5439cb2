"""Pooling layers."""

from __future__ import annotations

from engine.autodiff import Primitive, Tensor
from engine.layers.images import (
    DATA_FORMATS,
    PADDINGS,
    Sizes,
    channels_moved_back,
    channels_moved_last,
    choice,
    sizes,
)
from engine.ops.elementwise import cast
from engine.ops.pooling import average_pool, max_pool
from engine.ops.reduce import reduce_mean
from engine.ops.windows import Windows, check_windows
from engine.scope import Scope


def max_pooling_2d(
    scope: Scope,
    x: Tensor,
    *,
    pool_size: Sizes = (2, 2),
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """The largest value of each window, channel by channel; see ``average_pooling_2d``.

    Of equal values the first, row by row, gets the gradient.
    """
    windows = _windows(pool_size, strides, padding)
    return _pooled(scope, x, max_pool, windows, data_format, dialect)


def average_pooling_2d(
    scope: Scope,
    x: Tensor,
    *,
    pool_size: Sizes = (2, 2),
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """The mean of each window, channel by channel; padding does not count.

    Windows lie side by side without ``strides``. In the dialect ``tf_keras`` a window
    larger than the image gives an image without rows.

    Raises:
        ShapeError: a setting is out of range, or the window does not fit the image.
    """
    windows = _windows(pool_size, strides, padding)
    return _pooled(scope, x, average_pool, windows, data_format, dialect)


def global_average_pooling_2d(
    scope: Scope, x: Tensor, *, data_format: str | None = None, keepdims: bool = False
) -> Tensor:
    """The mean of each channel: ``(batch, channels)``; ``keepdims`` keeps two axes of length 1.

    Raises:
        ShapeError: ``x`` is no image.
    """
    order = choice(data_format, DATA_FORMATS, "data_format")
    channels_moved_last(x, order, 2, "2D pooling")
    axes = (1, 2) if order == "channels_last" else (2, 3)
    mean: Tensor = reduce_mean(cast(x, scope.dtype), axis=axes, keepdims=keepdims)
    return mean


def _windows(pool_size: Sizes, strides: Sizes | None, padding: str) -> Windows:
    size = sizes(pool_size, 2, "pool_size")
    steps = size if strides is None else sizes(strides, 2, "strides")
    return Windows(size, steps, choice(padding, PADDINGS, "padding"))


def _pooled(
    scope: Scope,
    x: Tensor,
    pool: Primitive,
    windows: Windows,
    data_format: str | None,
    dialect: str,
) -> Tensor:
    order = choice(data_format, DATA_FORMATS, "data_format")
    image = channels_moved_last(cast(x, scope.dtype), order, 2, "2D pooling")
    least = 0 if dialect == "tf_keras" else 1
    check_windows(image.spec, windows, "a window", "pool_size", least)
    return channels_moved_back(pool(image, windows=windows), order)
