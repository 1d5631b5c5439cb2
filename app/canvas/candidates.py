"""Which sockets of the document a wire may join to a card, nearest first. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.canvas.geometry import Geometry, Pair
from app.canvas.layout import Layout
from cards.card import Card, Socket
from cards.document import End, end, node_of
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
        self._verdicts: dict[tuple[int, str, bool], list[tuple[Socket, str]]] = {}

    def find(self, words: str, *, refused: bool = False, most: int = MOST) -> list[Candidate]:
        """Those in which all words stand; with ``refused`` those that do not fit.

        What flows through the network comes before rows with values.
        """
        wanted, nearest = words.lower().split(), self._nearest()
        found: list[Candidate] = []
        for parameter in (False, True):
            for node in nearest:
                for one in self._of(node, wanted, refused=refused, parameter=parameter):
                    found.append(one)
                    if len(found) >= most:
                        return found
        return found

    def _nearest(self) -> list[str]:
        geometry = self._geometry
        middles = geometry.xy + geometry.wh / 2
        away = np.hypot(*(middles - middles[geometry.index[self._node]]).T)
        order = np.argsort(away, kind="stable").tolist()
        return [geometry.names[row] for row in order if geometry.names[row] != self._node]

    def _of(
        self, node: str, words: Sequence[str], *, refused: bool, parameter: bool
    ) -> Iterator[Candidate]:
        geometry = self._geometry
        layout = geometry.layouts[geometry.index[node]]
        name = str(geometry.document.nodes[node].params.get("name") or "")
        known = f"{layout.title} {name} {node}".lower()
        rest = [word for word in words if word not in known]
        for own, outward in self._own:
            for other, sentence in self._verdict(layout, own, outward=outward):
                if (other if outward else own).parameter != parameter:
                    continue
                told = f"{other.name} {other.title}".lower()
                if any(word not in told for word in rest):
                    continue
                barred = node in (self._before if outward else self._after)
                if barred and not sentence:
                    sentence = f"{layout.title}: the wire would close a circle."
                if bool(sentence) != refused:
                    continue
                mine, theirs = end(self._node, own.name), end(node, other.name)
                pair = (mine, theirs) if outward else (theirs, mine)
                taker = other if outward else own
                sources = geometry.document.wires.get(pair[1], ())
                if pair[0] in sources:
                    continue
                replaces = "" if taker.many or not sources else node_of(sources[0])
                yield Candidate(
                    node, layout.title, name, own, other, pair, outward, replaces, sentence
                )

    def _verdict(self, layout: Layout, own: Socket, *, outward: bool) -> list[tuple[Socket, str]]:
        """The sockets of a card, each with why it does not fit, if it does not."""
        key = layout.number, own.name, outward
        if key not in self._verdicts:
            card, mine = layout.card, self._card
            sockets: Sequence[Socket] = ()
            if card is not None and mine is not None:
                sockets = (*card.rows(), *card.outputs)
            self._verdicts[key] = [(s, _refusal(mine, own, card, s, outward)) for s in sockets]
        return self._verdicts[key]


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

    outputs = [(s, True) for s in card.outputs]
    return outputs[:1] + [(s, False) for s in sorted(card.rows(), key=rank)] + outputs[1:]
