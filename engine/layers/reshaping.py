"""Layers that put values into another shape."""

from __future__ import annotations

from collections.abc import Sequence

from engine.autodiff import ShapeError, Tensor
from engine.layers.images import DATA_FORMATS, choice
from engine.ops import shaping
from engine.ops.elementwise import cast_floats
from engine.scope import Scope


def flatten(scope: Scope, x: Tensor, *, data_format: str | None = None) -> Tensor:
    """All values of a sample in one row: ``(batch, values)``.

    The format ``channels_first`` moves the second axis to the end before. A batch of
    single values gains an axis.

    Raises:
        ShapeError: ``x`` has no batch axis.
    """
    order = choice(data_format, DATA_FORMATS, "data_format")
    x = cast_floats(x, scope.dtype)
    if x.ndim == 0:
        raise ShapeError("a flatten layer needs a batch axis, the input is a single number")
    if order == "channels_first" and x.ndim > 2:
        x = shaping.transpose(x, axes=(0, *range(2, x.ndim), 1))
    flat: Tensor = shaping.reshape(x, shape=(None, -1)) if x.ndim > 1 else _column(x)
    return flat


def reshape(scope: Scope, x: Tensor, *, target_shape: Sequence[int]) -> Tensor:
    """``(batch, *target_shape)``; one size may be -1, which takes what is left.

    Raises:
        ShapeError: ``target_shape`` has sizes below -1 or several -1, or does not hold
            as many values as a sample of ``x``.
    """
    sizes = tuple(target_shape)
    if any(n < -1 for n in sizes):
        raise ShapeError(f"sizes are positive, or -1 once; {sizes} has others", "target_shape")
    if x.ndim == 0:
        raise ShapeError("a reshape layer needs a batch axis, the input is a single number")
    try:
        reshaped: Tensor = shaping.reshape(cast_floats(x, scope.dtype), shape=(None, *sizes))
    except ShapeError as error:
        raise ShapeError(str(error), "target_shape") from None
    return reshaped


def _column(x: Tensor) -> Tensor:
    column: Tensor = shaping.expand_dims(x, axis=1)
    return column
