"""Pooling layers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.autodiff import ShapeError, Tensor
from engine.layers.images import (
    DATA_FORMATS,
    PADDINGS,
    Sizes,
    channels_moved_back,
    channels_moved_last,
    check_rank,
    choice,
    sizes,
)
from engine.ops.elementwise import cast, cast_floats
from engine.ops.masked import masked_mean
from engine.ops.pooling import average_pool, max_pool
from engine.ops.reduce import reduce_max, reduce_mean
from engine.ops.shaping import expand_dims
from engine.ops.windows import Windows, check_windows
from engine.scope import Scope


def max_pooling_1d(
    scope: Scope,
    x: Tensor,
    *,
    pool_size: Sizes = 2,
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """As ``max_pooling_2d`` for a signal ``x (batch, steps, channels)``."""
    settings = (pool_size, strides, padding, data_format)
    return _pooled(cast_floats(x, scope.dtype), 1, max_pool, settings, dialect)


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

    Of equal values the first, row by row, gets the gradient. Integers stay integers.
    """
    settings = (pool_size, strides, padding, data_format)
    return _pooled(cast_floats(x, scope.dtype), 2, max_pool, settings, dialect)


def max_pooling_3d(
    scope: Scope,
    x: Tensor,
    *,
    pool_size: Sizes = (2, 2, 2),
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """As ``max_pooling_2d`` for a volume ``x (batch, planes, rows, columns, channels)``.

    Unlike there, each of equal values gets all of the gradient.
    """
    settings = (pool_size, strides, padding, data_format)
    pool = partial(max_pool, all_equal=True)
    return _pooled(cast_floats(x, scope.dtype), 3, pool, settings, dialect)


def average_pooling_1d(
    scope: Scope,
    x: Tensor,
    *,
    pool_size: Sizes = 2,
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """As ``average_pooling_2d`` for a signal ``x (batch, steps, channels)``."""
    settings = (pool_size, strides, padding, data_format)
    return _pooled(cast(x, scope.dtype), 1, average_pool, settings, dialect)


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

    Windows lie side by side without ``strides``. A window that is larger than the image
    by less than two steps gives an image without rows; a card refuses it.

    Raises:
        ShapeError: a setting is out of range, or the window does not fit the image.
    """
    settings = (pool_size, strides, padding, data_format)
    return _pooled(cast(x, scope.dtype), 2, average_pool, settings, dialect)


def average_pooling_3d(
    scope: Scope,
    x: Tensor,
    *,
    pool_size: Sizes = (2, 2, 2),
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """As ``average_pooling_2d`` for a volume ``x (batch, planes, rows, columns, channels)``."""
    settings = (pool_size, strides, padding, data_format)
    return _pooled(cast(x, scope.dtype), 3, average_pool, settings, dialect)


def global_max_pooling_1d(
    scope: Scope,
    x: Tensor,
    *,
    data_format: str | None = None,
    keepdims: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """The largest value of each channel of a signal; see ``global_max_pooling_2d``."""
    return _globally(cast_floats(x, scope.dtype), 1, reduce_max, data_format, keepdims, dialect)


def global_max_pooling_2d(
    scope: Scope,
    x: Tensor,
    *,
    data_format: str | None = None,
    keepdims: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """The largest value of each channel; equal ones share the gradient.

    ``(batch, channels)``; ``keepdims`` keeps axes of length 1. Integers stay integers.

    Raises:
        ShapeError: ``x`` is no image, or one without pixels.
    """
    return _globally(cast_floats(x, scope.dtype), 2, reduce_max, data_format, keepdims, dialect)


def global_max_pooling_3d(
    scope: Scope,
    x: Tensor,
    *,
    data_format: str | None = None,
    keepdims: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """The largest value of each channel of a volume; see ``global_max_pooling_2d``."""
    return _globally(cast_floats(x, scope.dtype), 3, reduce_max, data_format, keepdims, dialect)


def global_average_pooling_1d(
    scope: Scope,
    x: Tensor,
    *,
    data_format: str | None = None,
    keepdims: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """The mean of each channel of a signal over the steps that its mask counts.

    The mask ends here. Masked steps that are not finite stay out, but in the dialect
    ``tf_keras`` they make the mean nan. Without a step the mean is nan.

    Raises:
        ShapeError: ``x`` is no signal.
    """
    x = cast(x, scope.dtype)
    if x.mask is None:
        return _globally(x, 1, reduce_mean, data_format, keepdims, dialect)
    order = choice(data_format, DATA_FORMATS, "data_format")
    check_rank(x, order, 1, "global 1D pooling")
    steps, channels = (1, 2) if order == "channels_last" else (2, 1)
    if x.mask.ndim != 2:
        raise ShapeError(f"the mask of a signal is (batch, steps), not {x.mask.spec}")
    mask = cast(expand_dims(x.mask, axis=channels), "bool")
    strict = dialect != "tf_keras"
    mean: Tensor = masked_mean(x, mask, axis=steps, keepdims=keepdims, strict=strict)
    return mean


def global_average_pooling_2d(
    scope: Scope,
    x: Tensor,
    *,
    data_format: str | None = None,
    keepdims: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """The mean of each channel: ``(batch, channels)``; ``keepdims`` keeps axes of length 1.

    Of no pixels the mean is nan; the dialect ``tf_keras`` refuses such images.

    Raises:
        ShapeError: ``x`` is no image.
    """
    return _globally(cast(x, scope.dtype), 2, reduce_mean, data_format, keepdims, dialect)


def global_average_pooling_3d(
    scope: Scope,
    x: Tensor,
    *,
    data_format: str | None = None,
    keepdims: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """The mean of each channel of a volume; see ``global_average_pooling_2d``."""
    return _globally(cast(x, scope.dtype), 3, reduce_mean, data_format, keepdims, dialect)


Settings = tuple[Sizes, Sizes | None, str, str | None]


def _pooled(
    x: Tensor, rank: int, pool: Callable[..., Tensor], settings: Settings, dialect: str
) -> Tensor:
    pool_size, strides, padding, data_format = settings
    size = sizes(pool_size, rank, "pool_size")
    steps = pool_size if strides is None else strides
    sizes(steps, rank, "strides", 0)
    order = choice(data_format, DATA_FORMATS, "data_format")
    if dialect == "tf_keras":
        choice(padding, (*PADDINGS, "causal"), "padding")
    image = channels_moved_last(x, order, rank, f"{rank}D pooling")
    # What follows is found out by the references when they are called, and by us with them.
    windows = Windows(size, sizes(steps, rank, "strides"), choice(padding, PADDINGS, "padding"))
    slack = [2 * s - 1 for s in windows.strides]
    check_windows(image.spec, windows, "a window", "pool_size", slack)
    return channels_moved_back(pool(image, windows=windows), order)


def _globally(
    x: Tensor,
    rank: int,
    reduce: Callable[..., Tensor],
    data_format: str | None,
    keepdims: bool,
    dialect: str,
) -> Tensor:
    order = choice(data_format, DATA_FORMATS, "data_format")
    check_rank(x, order, rank, f"global {rank}D pooling")
    start = 1 if order == "channels_last" else 2
    axes = tuple(range(start, start + rank))
    # Keras 3 finds the largest of nothing wherever a size is 0, and its mean nan.
    looked_at = axes if dialect == "tf_keras" else range(x.ndim) if reduce is reduce_max else ()
    if any(x.shape[i] == 0 for i in looked_at):
        raise ShapeError(f"there is nothing to pool in {x.spec}: a size is 0")
    if dialect == "tf_keras" or reduce is reduce_max:
        return reduce(x, axis=axes, keepdims=keepdims)
    wide = cast(x, "float32") if x.dtype == "float16" else x
    return cast(reduce(wide, axis=axes, keepdims=keepdims), x.dtype)
