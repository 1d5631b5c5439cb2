"""What feeds a card and what it feeds, shown alone; and cards that something points at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from app.canvas.spotlight import Spotlight
from app.translation import tr
from cards.borders import border_of
from cards.document import Document, node_of

if TYPE_CHECKING:
    from app.canvas.view import Canvas

Way = Literal["up", "down", "both"]

DIM = 0.72
"""How much of what is not traced the ground covers."""


class Tracing(QObject):
    """Dims all but the cards upstream or downstream of some, until Escape or a click beside them.

    It follows edits and pages. ``names`` are the traced cards, those inside groups too.
    """

    toggled = Signal()
    """A trace is shown, or no more."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.way: Way | None = None
        self._starts: frozenset[str] = frozenset()
        self._pointed: frozenset[str] = frozenset()
        self.names: frozenset[str] = frozenset()
        canvas.session.changed.connect(self._follow)
        canvas.session.page_changed.connect(self._follow)

    @property
    def active(self) -> bool:
        """Whether a trace is shown."""
        return self.way is not None

    def show(self, names: Iterable[str], way: Way) -> None:
        """Show only these cards and what is that way of them."""
        self._starts, self.way = frozenset(names), way
        self._follow()
        if self.active:
            self._canvas.message.emit(self._told())
        self.toggled.emit()

    def end(self) -> bool:
        """Show everything again; gives False if nothing was traced."""
        was, self.way, self.names = self.active, None, frozenset()
        if was:
            self._show()
            self.toggled.emit()
        return was

    def select(self) -> None:
        """Select the traced cards that this page shows, and show everything again."""
        if not self.active:
            return
        page = self._canvas.page
        names = {shown for name in self.names if (shown := page.shows(name)) is not None}
        self.end()
        self._canvas.session.select(names)

    def point_out(self, names: Collection[str]) -> None:
        """Outline these cards for as long as something points at them; none: no longer."""
        if frozenset(names) != self._pointed:
            self._pointed = frozenset(names)
            self._show()

    def press(self, name: str) -> None:
        """A press on this card, or on none: beside what is traced it ends the trace."""
        light = self._canvas.scene.spotlight
        if self.active and (light is None or name not in light.cards):
            self.end()

    def _follow(self) -> None:
        if self.way is None and not self._pointed:
            return
        if self.way is not None:
            document, page = self._canvas.session.document, self._canvas.page
            starts = members(page.members, page.spread(self._starts)) & document.nodes.keys()
            self.names = traced(document, starts, self.way)
            if not starts:
                self.way = None
        self._show()

    def _show(self) -> None:
        canvas = self._canvas
        canvas.scene.spotlight = self._light() if self.active or self._pointed else None
        canvas.layer.outdate()
        canvas.update()

    def _light(self) -> Spotlight:
        page = self._canvas.page
        pointed = {shown for name in self._pointed if (shown := page.shows(name)) is not None}
        signs: Mapping[str, Literal["pointed"]] = dict.fromkeys(pointed, "pointed")
        if not self.active:
            return Spotlight(dim=0.0, signs=signs)
        cards = {shown for name in self.names if (shown := page.shows(name)) is not None}
        cards |= self._borders(cards)
        pairs = self._canvas.scene.geometry.pairs
        wires = {pair for pair in pairs if node_of(pair[0]) in cards and node_of(pair[1]) in cards}
        return Spotlight(frozenset(cards), frozenset(wires), DIM, signs)

    def _borders(self, cards: set[str]) -> set[str]:
        """The borders of the page's group that the trace goes through."""
        found: set[str] = set()
        for source, target in self._canvas.scene.geometry.pairs:
            giver, taker = node_of(source), node_of(target)
            if border_of(giver) and taker in cards and self.way != "down":
                found.add(giver)
            elif border_of(taker) and giver in cards and self.way != "up":
                found.add(taker)
        return found

    def _told(self) -> str:
        others = len(self.names) - len(self._starts & self.names)
        texts = {
            "up": (tr("Nothing feeds this."), tr("{count} cards upstream.")),
            "down": (tr("This feeds nothing."), tr("{count} cards downstream.")),
            "both": (tr("No wires lead from here."), tr("{count} cards up- and downstream.")),
        }
        none, some = texts[self.way or "both"]
        return some.format(count=others) + " " + tr("Escape ends it.") if others else none


def traced(document: Document, names: Collection[str], way: Way) -> frozenset[str]:
    """These cards with all that feeds them (up), all that they feed (down), or both."""
    found = frozenset(names)
    if way in ("up", "both"):
        found |= _reached(names, _neighbours(document, back=True))
    if way in ("down", "both"):
        found |= _reached(names, _neighbours(document, back=False))
    return found


def members(groups: Mapping[str, frozenset[str]], names: Iterable[str]) -> frozenset[str]:
    """The cards that these are, those inside of groups in place of the groups."""
    return frozenset(card for name in names for card in groups.get(name, (name,)))


def _neighbours(document: Document, *, back: bool) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {}
    for source, target in document.pairs():
        giver, taker = node_of(source), node_of(target)
        start, stop = (taker, giver) if back else (giver, taker)
        near.setdefault(start, []).append(stop)
    return near


def _reached(names: Iterable[str], near: Mapping[str, list[str]]) -> frozenset[str]:
    found, waiting = set(names), list(names)
    while waiting:
        for name in near.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)
