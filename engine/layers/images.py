"""What layers over signals, images and volumes share: settings an axis, and the channels' place."""

from __future__ import annotations

from collections.abc import Sequence

from engine.autodiff import ShapeError, Tensor
from engine.ops.shaping import transpose

Sizes = int | Sequence[int]
"""One number for every spatial axis, or one for each."""

PADDINGS = ("valid", "same")
DATA_FORMATS = ("channels_last", "channels_first")
AXES = {1: ("steps",), 2: ("rows", "columns"), 3: ("planes", "rows", "columns")}
"""How we call the spatial axes of each rank."""

_INPUTS = {1: "signals", 2: "images", 3: "volumes"}


def sizes(value: Sizes, rank: int, parameter: str, least: int = 1) -> tuple[int, ...]:
    """A size for each of ``rank`` axes; one number stands for all of them.

    Raises:
        ShapeError: they are not as many numbers, or one is below ``least``.
    """
    try:
        given = (value,) * rank if isinstance(value, int) else tuple(value)
        whole = tuple(map(int, given))
    except (TypeError, ValueError):
        given = whole = ()
    if len(given) != rank or min(given) < least:
        named = parameter.replace("_", " ")
        raise ShapeError(f"{named} takes {_numbers(rank, least)}, not {value}", parameter)
    return whole


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


def channels_moved_last(x: Tensor, data_format: str, rank: int, name: str) -> Tensor:
    """``x (batch, *spatial, channels)`` with ``rank`` spatial axes, whatever its format.

    Raises:
        ShapeError: ``x`` has another number of dimensions; ``name`` says for whom.
    """
    check_rank(x, data_format, rank, name)
    if data_format == "channels_last":
        return x
    moved: Tensor = transpose(x, axes=(0, *range(2, rank + 2), 1))
    return moved


def check_rank(x: Tensor, data_format: str, rank: int, name: str) -> None:
    """Raise ShapeError unless ``x`` has a batch, ``rank`` spatial axes and channels."""
    if x.ndim != rank + 2:
        order = (*AXES[rank], "channels")
        if data_format == "channels_first":
            order = ("channels", *AXES[rank])
        raise ShapeError(
            f"{name} takes {_INPUTS[rank]} (batch, {', '.join(order)}); the input is {x.spec}"
        )


def channels_moved_back(y: Tensor, data_format: str) -> Tensor:
    """``y (batch, *spatial, channels)`` in the format asked for."""
    if data_format == "channels_last":
        return y
    moved: Tensor = transpose(y, axes=(0, y.ndim - 1, *range(1, y.ndim - 1)))
    return moved


def _numbers(rank: int, least: int) -> str:
    count = {1: "one", 2: "one or two", 3: "one or three"}[rank]
    noun = "number" if rank == 1 else "numbers"
    return f"{count} positive {noun}" if least == 1 else f"{count} {noun} of {least} or more"
