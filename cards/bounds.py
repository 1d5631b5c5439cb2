"""The range of values that a row allows, read from the card's annotations."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from cards.card import Card
from cards.paging import GroupCard


@dataclass(frozen=True)
class Bounds:
    """Lowest and highest number of a row, or of each item if the row holds a list.

    ``open`` bounds are themselves not allowed.
    """

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    whole: bool = False

    def __str__(self) -> str:
        """In words, to follow *must*: ``lie between 0 and 1``; empty if all is allowed."""
        low, high = self.lowest, self.highest
        if low is not None and high is not None and not (self._low_open or self._high_open):
            return f"lie between {_number(low)} and {_number(high)}"
        parts = []
        if low is not None:
            parts.append(f"{'be greater than' if self._low_open else 'be at least'} {_number(low)}")
        if high is not None:
            parts.append(f"{'be less than' if self._high_open else 'be at most'} {_number(high)}")
        return " and ".join(parts)

    @property
    def lowest(self) -> float | None:
        """The lowest number itself; above it if the bound is open and not of whole numbers."""
        return self.low + 1 if self.whole and self.low_open and self.low is not None else self.low

    @property
    def highest(self) -> float | None:
        """The highest number itself, like ``lowest``."""
        if self.whole and self.high_open and self.high is not None:
            return self.high - 1
        return self.high

    @property
    def _low_open(self) -> bool:
        return self.low_open and not self.whole

    @property
    def _high_open(self) -> bool:
        return self.high_open and not self.whole

    def hold(self, value: float) -> bool:
        """Whether ``value`` lies within."""
        low, high = self.lowest, self.highest
        above = low is None or value > low or (value == low and not self._low_open)
        below = high is None or value < high or (value == high and not self._high_open)
        return above and below


def bounds(card: type[Card], name: str) -> Bounds:
    """The bounds of the parameter called ``name``."""
    card, name = declared(card, name)
    info = card.model_fields[name]
    found: dict[str, Any] = {}
    for mark in (*info.metadata, *_marks(info.annotation)):
        for key in ("ge", "gt", "le", "lt"):
            if getattr(mark, key, None) is not None:
                found[key] = getattr(mark, key)
    return Bounds(
        found.get("gt", found.get("ge")),
        found.get("lt", found.get("le")),
        "gt" in found,
        "lt" in found,
        float not in set(_plain_types(info.annotation)),
    )


def declared(card: type[Card], name: str) -> tuple[type[Card], str]:
    """The card and the field that a row belongs to: those of a card inside, if it is a group's."""
    if issubclass(card, GroupCard):
        return card.stands_for[name]
    return card, name


def explanation(card: type[Card], name: str) -> str:
    """What the parameter called ``name`` does, and what its values must be."""
    card, name = declared(card, name)
    allowed = str(bounds(card, name))
    doc = card.model_fields[name].description or ""
    return f"{doc} Must {allowed}." if allowed else doc


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}"


def _marks(annotation: Any) -> Iterator[Any]:
    """What Annotated adds anywhere inside ``annotation``."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for mark in args[1:]:
            yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
        yield from _marks(args[0])
    elif origin in (Union, types.UnionType, tuple):
        for arg in args:
            yield from _marks(arg)


def _plain_types(annotation: Any) -> Iterator[Any]:
    args = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from _plain_types(args[0])
    elif args:
        for arg in args:
            yield from _plain_types(arg)
    else:
        yield annotation
