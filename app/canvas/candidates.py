"""Which sockets of the document a wire may join to a card, nearest first. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.canvas.geometry import Geometry, Pair
from app.canvas.layout import Layout
from app.translation import tr
from cards.card import Card, Socket
from cards.document import End, end, node_of
from cards.kinds import LAYER
from cards.wiring import downstream, socket_refusal, upstream

MOST = 200
"""Candidates given at once."""


@dataclass(frozen=True)
class Candidate:
    """A wire that could be: between the card's ``own`` socket and ``other`` of ``node``.

    ``outward`` from the card; ``refusal`` says why it may not be, if it may not.
    """

    node: str
    title: str
    name: str
    """The user's own name of the other card."""
    own: Socket
    other: Socket
    pair: Pair
    outward: bool
    replaces: str = ""
    """What feeds the socket now, and would no longer."""
    refusal: str = ""

    @property
    def text(self) -> str:
        known = self.name or self.node
        return f"{self.title} ({known}) · {self.other.title}"


@dataclass(frozen=True)
class _Pairing:
    """A socket of the card and one of another card type, and why they do not fit."""

    own: Socket
    other: Socket
    outward: bool
    refusal: str

    @property
    def parameter(self) -> bool:
        """Whether the wire would end at a row with a value."""
        return (self.other if self.outward else self.own).parameter

    @cached_property
    def told(self) -> str:
        return f"{self.other.name} {self.other.title}".lower()


class Candidates:
    """The sockets that fit a card, or one socket of it."""

    def __init__(self, geometry: Geometry, node: str, socket: str = "", *, output: bool) -> None:
        self._geometry, self._node = geometry, node
        layout = geometry.layouts[geometry.index[node]]
        self._card = layout.card
        self._own = list(_own_sockets(geometry, layout, node))
        if socket:
            self._own = [o for o in self._own if (o[0].name, o[1]) == (socket, output)]
        # What comes before the card, or after it, would close a circle.
        self._before = upstream(geometry.document, node)
        self._after = downstream(geometry.document, node)
        self._pairings: dict[int, list[_Pairing]] = {}
        self._fitting: dict[int, list[_Pairing]] = {}
        self._texts: dict[int, str] = {}

    def find(self, words: str, *, refused: bool = False, most: int = MOST) -> list[Candidate]:
        """Those in which all words stand; with ``refused`` those that do not fit.

        What flows through the network comes before rows with values.
        """
        wanted, likely = words.lower().split(), []
        for node in self._nearest:
            layout = self._layout(node)
            known = self._known[node]
            if all(word in known or word in self._text(layout) for word in wanted):
                likely.append((node, layout, [word for word in wanted if word not in known]))
        found: list[Candidate] = []
        for parameter in (False, True):
            for node, layout, rest in likely:
                for one in self._of(node, layout, rest, refused=refused, parameter=parameter):
                    found.append(one)
                    if len(found) >= most:
                        return found
        return found

    @cached_property
    def _nearest(self) -> list[str]:
        geometry = self._geometry
        middles = geometry.xy + geometry.wh / 2
        away = np.hypot(*(middles - middles[geometry.index[self._node]]).T)
        order = np.argsort(away, kind="stable").tolist()
        return [geometry.names[row] for row in order if geometry.names[row] != self._node]

    @cached_property
    def _known(self) -> dict[str, str]:
        """What each card is called, in small letters."""
        nodes, types = self._geometry.document.nodes, self._geometry.layouts
        names = zip(self._geometry.names, types, strict=True)
        return {
            name: f"{layout.title} {nodes[name].params.get('name') or ''} {name}".lower()
            for name, layout in names
        }

    def _layout(self, node: str) -> Layout:
        return self._geometry.layouts[self._geometry.index[node]]

    def _of(
        self, node: str, layout: Layout, words: Sequence[str], *, refused: bool, parameter: bool
    ) -> Iterator[Candidate]:
        """The wires that could be, or could not be, between the card and another."""
        for one in self._all(layout) if refused else self._fits(layout):
            if one.parameter != parameter or any(word not in one.told for word in words):
                continue
            sentence = one.refusal
            if not sentence and node in (self._before if one.outward else self._after):
                sentence = tr("{title}: the wire would close a circle.").format(title=layout.title)
            if bool(sentence) == refused:
                made = self._made(node, layout, one, sentence)
                if made is not None:
                    yield made

    def _made(self, node: str, layout: Layout, one: _Pairing, sentence: str) -> Candidate | None:
        """The wire; None if it is there already."""
        document = self._geometry.document
        mine, theirs = end(self._node, one.own.name), end(node, one.other.name)
        pair = (mine, theirs) if one.outward else (theirs, mine)
        taker = one.other if one.outward else one.own
        sources = document.wires.get(pair[1], ())
        if pair[0] in sources:
            return None
        name = str(document.nodes[node].params.get("name") or "")
        replaces = "" if taker.many or not sources else node_of(sources[0])
        return Candidate(
            node, layout.title, name, one.own, one.other, pair, one.outward, replaces, sentence
        )

    # --- of each layout, which many cards share

    def _all(self, layout: Layout) -> list[_Pairing]:
        if layout.number not in self._pairings:
            self._pairings[layout.number] = [
                _Pairing(
                    own, other, outward, _refusal(self._card, own, layout.card, other, outward)
                )
                for own, outward in self._own
                for other in (_sockets(layout.card))
            ]
        return self._pairings[layout.number]

    def _fits(self, layout: Layout) -> list[_Pairing]:
        if layout.number not in self._fitting:
            self._fitting[layout.number] = [p for p in self._all(layout) if not p.refusal]
        return self._fitting[layout.number]

    def _text(self, layout: Layout) -> str:
        """All that the sockets of a card are called."""
        if layout.number not in self._texts:
            told = (f"{s.name} {s.title}" for s in _sockets(layout.card))
            self._texts[layout.number] = " ".join(told).lower()
        return self._texts[layout.number]


def _sockets(card: type[Card] | None) -> tuple[Socket, ...]:
    return (*card.rows(), *card.outputs) if card is not None else ()


def _refusal(
    mine: type[Card] | None, own: Socket, card: type[Card] | None, other: Socket, outward: bool
) -> str:
    if mine is None or card is None:
        return ""
    pair = (mine, own.name, card, other.name) if outward else (card, other.name, mine, own.name)
    return socket_refusal(*pair) or ""


def _own_sockets(geometry: Geometry, layout: Layout, node: str) -> list[tuple[Socket, bool]]:
    """The sockets of the card, each with whether it is an output: the most wanted first."""
    card = layout.card
    if card is None:
        return []

    def rank(socket: Socket) -> tuple[bool, bool]:
        wired: tuple[End, ...] = geometry.document.sources(node, socket.name)
        return socket.parameter, bool(wired)

    outputs = [(s, True) for s in sorted(card.outputs, key=lambda s: s.kind is LAYER)]
    return outputs[:1] + [(s, False) for s in sorted(card.rows(), key=rank)] + outputs[1:]
