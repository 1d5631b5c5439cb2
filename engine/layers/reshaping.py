"""Layers that put values into another shape."""

from __future__ import annotations

from collections.abc import Sequence

from engine.autodiff import ShapeError, Tensor
from engine.layers.images import DATA_FORMATS, choice
from engine.ops import shaping
from engine.ops.elementwise import cast_floats
from engine.ops.resizing import repeat
from engine.refusals import SettingTypeError
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
    _check_batch(x, "a flatten layer")
    if order == "channels_first" and x.ndim > 2:
        x = shaping.transpose(x, axes=(0, *range(2, x.ndim), 1))
    sizes = x.shape[1:]
    # A size of -1 would not divide nothing.
    flat: Tensor = (
        shaping.reshape(x, shape=(None, 0 if 0 in sizes else -1)) if sizes else _column(x)
    )
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
    if sizes.count(-1) > 1:
        raise ShapeError(f"{sizes} has more than one -1", "target_shape")
    _check_batch(x, "a reshape layer")
    try:
        reshaped: Tensor = shaping.reshape(cast_floats(x, scope.dtype), shape=(None, *sizes))
    except ShapeError as error:
        raise ShapeError(str(error), "target_shape") from None
    return reshaped


def permute(scope: Scope, x: Tensor, *, dims: Sequence[int]) -> Tensor:
    """The axes of ``x`` behind the batch in another order: ``dims`` counts them from 1.

    Raises:
        ShapeError: ``dims`` does not name each of the axes once.
    """
    order = tuple(dims)
    if sorted(order) != list(range(1, len(order) + 1)):
        raise ShapeError(
            f"the order of dimensions names each of 1, 2, 3 and so on once; {order} does not",
            "dims",
        )
    if x.ndim != len(order) + 1:
        raise ShapeError(
            f"an order of {len(order)} dimensions does not fit the input {x.spec}, which has "
            f"{x.ndim - 1} behind the batch"
        )
    permuted: Tensor = shaping.transpose(cast_floats(x, scope.dtype), axes=(0, *order))
    return permuted


def repeat_vector(scope: Scope, x: Tensor, *, n: int, dialect: str = "keras3") -> Tensor:
    """``x (batch, features)`` ``n`` times: ``(batch, n, features)``.

    In the dialect ``tf_keras`` a number below 1 gives no steps.

    Raises:
        ShapeError: ``n`` is no positive number, or ``x`` is no batch of vectors.
    """
    if not isinstance(n, int) or (dialect == "keras3" and isinstance(n, bool)):
        raise SettingTypeError(f"the number of repetitions is a whole number, not {n!r}", "n")
    if n < 1 and dialect == "keras3":
        raise ShapeError(f"the number of repetitions must be positive, not {n}", "n")
    if x.ndim != 2:
        raise ShapeError(f"a repeat vector layer takes (batch, features); the input is {x.spec}")
    steps = shaping.expand_dims(cast_floats(x, scope.dtype), axis=1)
    if n < 0:
        raise ShapeError(f"the number of repetitions must be 0 or more, not {n}", "n")
    repeated: Tensor = repeat(steps, factors=(int(n),))
    return repeated


def _check_batch(x: Tensor, name: str) -> None:
    if x.ndim == 0:
        raise ShapeError(f"{name} needs a batch axis, the input is a single number")


def _column(x: Tensor) -> Tensor:
    column: Tensor = shaping.expand_dims(x, axis=1)
    return column
