"""Where things stand on one card: header, rows, sockets, footer. No Qt.

All lengths are in scene units, one of which is a pixel at 100 %. The layout of a card
depends on its type, on whether it is folded, shows more, and on the wires that force
rows into sight; cards that agree in these share one ``Layout``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from app.editors.values import is_part, part_name
from app.translation import tr
from cards.card import Card, Part, Socket
from cards.document import Node
from cards.kinds import LOSS, METRIC, UNKNOWN, Choice, Kind, Listed
from cards.paging import BorderCard, GroupCard

HEADER = 32.0
ROW = 24.0
FOOTER = 24.0
BOTTOM = 8.0
INDENT = 16.0
GRID = 8.0
WIDEST = 344.0
LEAST_GROUP = 272.0
"""Width of a group's card, which tells at its foot what it gives and how much is inside."""
ALERT = 20.0
"""Room between the longest label and the fields, in which a sign of trouble finds place."""

Point = tuple[float, float]
RowPart = Literal["output", "input", "more"]
Key = tuple[str, bool, bool, frozenset[str], tuple[str, ...], tuple[str, ...]]

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|! ()-"), frozenset("mwMW@%")
_VALUE_WIDTH = 88.0
_LONG = frozenset({LOSS.id, METRIC.id})
"""Kinds whose parts have long names, such as *Sparse categorical crossentropy*."""


@dataclass(frozen=True)
class Row:
    """One line of a card; ``top`` is measured from the card's top."""

    part: RowPart
    top: float
    socket: Socket | None = None

    @property
    def middle(self) -> float:
        return self.top + ROW / 2


@dataclass(frozen=True, eq=False)
class Layout:
    """The places on a card; sockets by name, as offsets from its top left corner.

    ``number`` tells layouts apart in arrays. ``value_left`` is where the fields begin.
    """

    key: Key
    number: int
    card: type[Card] | None
    width: float
    height: float
    value_left: float
    footer: bool
    rows: tuple[Row, ...]
    inputs: Mapping[str, Point] = field(default_factory=dict)
    outputs: Mapping[str, Point] = field(default_factory=dict)

    @property
    def folded(self) -> bool:
        return self.key[1]

    @property
    def more(self) -> bool:
        return self.key[2]

    @property
    def title(self) -> str:
        return self.card.title if self.card else self.key[0]

    @property
    def group(self) -> str:
        return self.card.group if self.card else ""

    def row(self, socket: str, *, output: bool = False) -> Row | None:
        """The visible row of a socket."""
        part = "output" if output else "input"
        return next((r for r in self.rows if r.part == part and named(r) == socket), None)

    def kind(self, socket: str, *, output: bool) -> Kind:
        """The kind of a socket of this card, ``UNKNOWN`` if only a wire names it."""
        if self.card is None:
            return UNKNOWN
        found = self.card.output(socket) if output else self.card.input(socket)
        return found.kind if found else UNKNOWN


class Layouts:
    """Makes the layout of nodes, each sort only once."""

    def __init__(self, types: Mapping[str, type[Card]]) -> None:
        self.types = types
        self.made: list[Layout] = []
        self._by_key: dict[Key, Layout] = {}
        self._sockets: dict[str, _Names] = {}

    def of(self, node: Node, wired: frozenset[str], feeding: frozenset[str]) -> Layout:
        """The layout of ``node`` whose inputs ``wired`` and outputs ``feeding`` have wires."""
        names = self._sockets.get(node.card)
        if names is None:
            names = self._sockets[node.card] = _Names.of(self.types.get(node.card))
        forced = wired & names.advanced if not node.more else frozenset()
        lost_in = tuple(sorted(wired - names.inputs))
        lost_out = tuple(sorted(feeding - names.outputs))
        key = (node.card, node.folded, node.more, forced, lost_in, lost_out)
        layout = self._by_key.get(key)
        if layout is None:
            layout = self._make(key)
            self._by_key[key] = layout
            self.made.append(layout)
        return layout

    def _make(self, key: Key) -> Layout:
        card_id, folded, more, forced, lost_in, lost_out = key
        card = self.types.get(card_id)
        outputs = (*(card.outputs if card else ()), *map(_lost, lost_out))
        known = card.rows() if card else ()
        shown = [s for s in known if not s.advanced or more or s.name in forced]
        inputs = (*shown, *map(_lost, lost_in))
        folds = any(s.advanced for s in known)
        width, value_left = _widths(card.title if card else card_id, outputs, inputs)
        border = card is not None and issubclass(card, BorderCard)
        if card is not None and issubclass(card, GroupCard) and not border:
            width = max(width, LEAST_GROUP)
        footer = card is None or not issubclass(card, (Part, BorderCard))
        number = len(self.made)
        if folded:
            left = {s.name: (0.0, HEADER / 2) for s in (*known, *inputs)}
            right = {s.name: (width, HEADER / 2) for s in outputs}
            return Layout(key, number, card, width, HEADER, value_left, False, (), left, right)
        rows = _rows(outputs, inputs, folds=folds)
        height = HEADER + ROW * len(rows) + BOTTOM + (FOOTER if footer else 0.0)
        left = {named(r): (0.0, r.middle) for r in rows if r.part == "input"}
        right = {named(r): (width, r.middle) for r in rows if r.part == "output"}
        return Layout(key, number, card, width, height, value_left, footer, rows, left, right)


@dataclass(frozen=True)
class _Names:
    inputs: frozenset[str]
    outputs: frozenset[str]
    advanced: frozenset[str]

    @staticmethod
    def of(card: type[Card] | None) -> _Names:
        if card is None:
            return _Names(frozenset(), frozenset(), frozenset())
        return _Names(
            frozenset(s.name for s in card.rows()),
            frozenset(s.name for s in card.outputs),
            frozenset(s.name for s in card.rows() if s.advanced),
        )


def named(row: Row) -> str:
    """The name of the row's socket, empty where it has none."""
    return row.socket.name if row.socket else ""


def has_value(socket: Socket) -> bool:
    """Whether a value is shown in the socket's row while no wire feeds it."""
    return socket.parameter


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = 12.0) -> float:
    """About how wide ``text`` is in Inter at ``size`` pixels, without asking Qt."""
    units = sum(_letter_width(c) for c in text)
    return units * size / 12.0


def _letter_width(c: str) -> float:
    if c in _NARROW:
        return 3.9
    if c in _WIDE:
        return 10.3
    return 8.2 if c.isupper() else 6.8


def _lost(name: str) -> Socket:
    return Socket(name, UNKNOWN, tr("No socket of this card has this name."), required=False)


def _rows(outputs: Iterable[Socket], inputs: Iterable[Socket], *, folds: bool) -> tuple[Row, ...]:
    """Outputs first, then inputs; *More* stands before the advanced inputs."""
    lines: list[tuple[RowPart, Socket | None]] = [("output", s) for s in outputs]
    inputs = list(inputs)
    lines.extend(("input", s) for s in inputs if not s.advanced)
    if folds:
        lines.append(("more", None))
    lines.extend(("input", s) for s in inputs if s.advanced)
    tops = (HEADER + 4.0 + ROW * i for i in range(len(lines)))
    return tuple(Row(part, top, socket) for (part, socket), top in zip(lines, tops, strict=True))


def _widths(title: str, outputs: Iterable[Socket], inputs: Iterable[Socket]) -> tuple[float, float]:
    """Width of the card, and where its value fields begin."""
    inputs = list(inputs)
    valued = [s for s in inputs if has_value(s)]
    label = max((text_width(s.title) for s in valued), default=0.0)
    value_left = INDENT + min(label, 208.0) + ALERT
    value = max((_value_width(s) for s in valued), default=0.0)
    plain = [text_width(s.title) + 2 * INDENT for s in (*outputs, *inputs) if not has_value(s)]
    needed = max([value_left + value + 12.0, text_width(title, 13.5) + 64.0, 168.0, *plain])
    width = min(math.ceil(needed / GRID) * GRID, WIDEST)
    return width, min(value_left, width - 60.0)


def _value_width(socket: Socket) -> float:
    kind = socket.kind
    if kind.id == "Boolean":
        return 48.0
    if kind.id in _LONG:
        return 148.0
    if isinstance(kind, Choice):
        return max(104.0, min(max(map(text_width, kind.options)) + 31.0, 148.0))
    if is_part(kind) and socket.default is not None and not socket.many:
        return max(104.0, min(text_width(part_name(socket.default)) + 25.0, 148.0))
    if kind.id == "String" or isinstance(kind, Listed) or is_part(kind):
        return 104.0
    return _VALUE_WIDTH
