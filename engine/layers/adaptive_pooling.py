"""Pooling into an output of a given size, whatever the size of the input."""

from __future__ import annotations

from collections.abc import Callable

from engine.autodiff import ShapeError, Tensor
from engine.layers.images import (
    DATA_FORMATS,
    Sizes,
    channels_moved_back,
    channels_moved_last,
    choice,
    sizes,
)
from engine.ops.adaptive import adaptive_max, adaptive_mean
from engine.ops.elementwise import cast
from engine.scope import Scope


def adaptive_average_pooling_1d(
    scope: Scope, x: Tensor, *, output_size: Sizes, data_format: str | None = None
) -> Tensor:
    """As ``adaptive_average_pooling_2d`` for a signal ``x (batch, steps, channels)``."""
    return _pooled(scope, x, 1, adaptive_mean, output_size, data_format)


def adaptive_average_pooling_2d(
    scope: Scope, x: Tensor, *, output_size: Sizes, data_format: str | None = None
) -> Tensor:
    """The mean of each of ``output_size`` windows, channel by channel.

    Window ``i`` of ``n`` along an axis of ``s`` places goes from ``floor(i·s/n)`` to
    ``ceil((i+1)·s/n)``; windows may overlap, and be more than there are places.

    Raises:
        ShapeError: a setting is out of range, ``x`` is no image, or its size is unknown.
    """
    return _pooled(scope, x, 2, adaptive_mean, output_size, data_format)


def adaptive_average_pooling_3d(
    scope: Scope, x: Tensor, *, output_size: Sizes, data_format: str | None = None
) -> Tensor:
    """As ``adaptive_average_pooling_2d`` for ``x (batch, planes, rows, columns, channels)``."""
    return _pooled(scope, x, 3, adaptive_mean, output_size, data_format)


def adaptive_max_pooling_1d(
    scope: Scope, x: Tensor, *, output_size: Sizes, data_format: str | None = None
) -> Tensor:
    """As ``adaptive_max_pooling_2d`` for a signal ``x (batch, steps, channels)``."""
    return _pooled(scope, x, 1, adaptive_max, output_size, data_format)


def adaptive_max_pooling_2d(
    scope: Scope, x: Tensor, *, output_size: Sizes, data_format: str | None = None
) -> Tensor:
    """The largest value of each window; see ``adaptive_average_pooling_2d``.

    Axis after axis, of equal values the first gets the gradient.
    """
    return _pooled(scope, x, 2, adaptive_max, output_size, data_format)


def adaptive_max_pooling_3d(
    scope: Scope, x: Tensor, *, output_size: Sizes, data_format: str | None = None
) -> Tensor:
    """As ``adaptive_max_pooling_2d`` for ``x (batch, planes, rows, columns, channels)``."""
    return _pooled(scope, x, 3, adaptive_max, output_size, data_format)


def _pooled(
    scope: Scope,
    x: Tensor,
    rank: int,
    pool: Callable[..., Tensor],
    output_size: Sizes,
    data_format: str | None,
) -> Tensor:
    counts = sizes(output_size, rank, "output_size")
    order = choice(data_format, DATA_FORMATS, "data_format")
    name = f"adaptive {rank}D pooling"
    y = channels_moved_last(cast(x, scope.dtype), order, rank, name)
    if not all(y.shape[1:-1]):
        raise ShapeError(f"{name} needs to know every size of its input; {x.spec} lacks one")
    for axis, count in enumerate(counts, 1):
        y = pool(y, axis=axis, count=count)
    return channels_moved_back(y, order)
