"""Refusals that are other builtin exceptions as well, as those of the references are."""

from __future__ import annotations

from typing import Any

from engine.autodiff import ShapeError


class SettingTypeError(ShapeError, TypeError):
    """A parameter of a type that cannot be used."""


class NoSuchAxisError(ShapeError, IndexError):
    """An axis that the input does not have."""


def checked_number(
    value: Any, name: str, *, least: float | None = None, optional: bool = False
) -> float | None:
    """``value`` if it is a number of at least ``least``; None where it is ``optional``.

    Raises:
        ShapeError: it is too small or None; a SettingTypeError if it is something else.
    """
    if value is None and optional:
        return None
    if value is None:
        raise ShapeError(f"{name} must be a number", name)
    if not isinstance(value, (int, float)):
        raise SettingTypeError(f"{name} must be a number, not {value!r}", name)
    if least is not None and not value >= least:
        raise ShapeError(f"{name} must be at least {least:g}, which {value} is not", name)
    return value
