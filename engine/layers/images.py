"""What layers over images share: settings a side, and where the channels stand."""

from __future__ import annotations

from collections.abc import Sequence

from engine.autodiff import ShapeError, Tensor
from engine.ops.shaping import transpose

Pair = int | Sequence[int]

PADDINGS = ("valid", "same")
DATA_FORMATS = ("channels_last", "channels_first")


def pair(value: Pair, parameter: str) -> tuple[int, int]:
    """Rows and columns; one number stands for both.

    Raises:
        ShapeError: they are not one or two positive numbers.
    """
    sizes = (value, value) if isinstance(value, int) else tuple(value)
    if len(sizes) != 2 or min(sizes) < 1:
        named = parameter.replace("_", " ")
        raise ShapeError(f"{named} takes one or two positive numbers, not {value}", parameter)
    return sizes[0], sizes[1]


def choice(value: str | None, options: Sequence[str], parameter: str) -> str:
    """``value`` in lower case, the first option where it is None.

    Raises:
        ShapeError: it is none of the ``options``.
    """
    chosen = options[0] if value is None else value.lower()
    if chosen not in options:
        named = parameter.replace("_", " ")
        raise ShapeError(f"{named} is {' or '.join(options)}, not '{value}'", parameter)
    return chosen


def channels_moved_last(x: Tensor, data_format: str, name: str) -> Tensor:
    """``x (batch, rows, columns, channels)``, whatever its format.

    Raises:
        ShapeError: ``x`` does not have four dimensions.
    """
    if x.ndim != 4:
        order = "rows, columns, channels"
        if data_format == "channels_first":
            order = "channels, rows, columns"
        raise ShapeError(f"{name} takes images (batch, {order}); the input is {x.spec}")
    if data_format == "channels_last":
        return x
    moved: Tensor = transpose(x, axes=(0, 2, 3, 1))
    return moved


def channels_moved_back(y: Tensor, data_format: str) -> Tensor:
    """``y (batch, rows, columns, channels)`` in the format asked for."""
    if data_format == "channels_last":
        return y
    moved: Tensor = transpose(y, axes=(0, 3, 1, 2))
    return moved
