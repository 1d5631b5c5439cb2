"""All cards in the order in which they are read: their groups, addresses, and what fits what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cards.card import Card, Socket
from cards.kinds import Kind, Listed
from cards.registry import Types
from cards.wiring import socket_refusal

FIRST = (
    "My groups",
    "Groups",
    "Files and formats",
    "Tables",
    "Normalization",
    "Inputs and outputs",
    "Layers",
    "Layer wrappers",
    "Models",
    "Returns",
)
"""Groups that come first; the others follow by name."""

RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{i}" for port in ("com", "lpt") for i in range(10)),
}
"""Names that Windows does not give to files."""


@dataclass(frozen=True)
class Place:
    """One socket of one card, by the card's id."""

    card: str
    socket: Socket


class Catalogue:
    """The cards of ``types`` by group and title, and what of them can be wired together."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.order = sorted(
            types, key=lambda name: (group_place(group_of(types[name])), types[name].title, name)
        )
        self.slugs: Mapping[str, str] = slugs(self.order)

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The ids of the cards of each group, both in order."""
        found: dict[str, list[str]] = {}
        for name in self.order:
            found.setdefault(group_of(self.types[name]), []).append(name)
        return found

    @cached_property
    def group_slugs(self) -> Mapping[str, str]:
        """What stands for each group in an address."""
        return slugs(self.groups)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every kind of value of the sockets by its id, without lists."""
        found: dict[str, Kind] = {}
        for place in (*self._inputs, *self._outputs):
            kind = base(place.socket.kind)
            found.setdefault(kind.id, kind)
        return dict(sorted(found.items(), key=lambda item: item[1].name))

    @cached_property
    def kind_slugs(self) -> Mapping[str, str]:
        """What stands for each kind, by its id, in an address."""
        return slugs(self.kinds)

    def neighbours(self, name: str) -> tuple[str | None, str | None]:
        """The cards before and after one."""
        at = self.order.index(name)
        before = self.order[at - 1] if at else None
        return before, self.order[at + 1] if at + 1 < len(self.order) else None

    def givers(self, name: str, socket: Socket) -> list[Place]:
        """The outputs that may be wired to a row of a card."""
        taker = self.types[name]
        return [
            place
            for place in self._outputs
            if _join(self.types[place.card], place.socket, taker, socket)
        ]

    def takers(self, name: str, socket: Socket) -> list[Place]:
        """The rows that an output of a card may be wired to."""
        giver = self.types[name]
        return [
            place
            for place in self._inputs
            if _join(giver, socket, self.types[place.card], place.socket)
        ]

    @cached_property
    def _outputs(self) -> list[Place]:
        return [Place(name, s) for name in self.order for s in self.types[name].outputs]

    @cached_property
    def _inputs(self) -> list[Place]:
        return [Place(name, s) for name in self.order for s in self.types[name].rows()]


def group_place(group: str) -> tuple[int, str]:
    """By what groups are sorted."""
    top = group.partition("/")[0].strip()
    return (FIRST.index(top) if top in FIRST else len(FIRST), group)


def group_of(card: type[Card]) -> str:
    """The card's group, its parts evenly spaced."""
    return " / ".join(part.strip() for part in card.group.split("/")) or "Others"


def base(kind: Kind) -> Kind:
    """The kind of one value, if ``kind`` is that of a list."""
    return base(kind.item) if isinstance(kind, Listed) else kind


def slugs(names: Iterable[str]) -> dict[str, str]:
    """For each name letters, digits and hyphens that can be a file's name on every system.

    No two are equal, not even where capitals do not count.
    """
    found: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:80] or "x"
        slug, number = plain, 2
        while slug.lower() in used | RESERVED:
            slug, number = f"{plain}-{number}", number + 1
        used.add(slug.lower())
        found[name] = slug
    return found


def _join(giver: type[Card], output: Socket, taker: type[Card], row: Socket) -> bool:
    # The quick question first: it leaves few pairs for the full one.
    return row.kind.refuses(output.kind) is None and (
        socket_refusal(giver, output.name, taker, row.name) is None
    )
