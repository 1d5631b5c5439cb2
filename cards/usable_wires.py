"""Sorts the wires of a document, which may come from any file, into good and bad ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, KeysView
from dataclasses import dataclass, field, replace

from cards.card import Card
from cards.document import Document, End, end, node_of, socket_of
from cards.fixes import drop_wire
from cards.registry import Types
from cards.report import Diagnostic
from cards.wiring import socket_refusal

Inputs = dict[str, tuple[End, ...]]
_NONE: Inputs = {}


@dataclass
class UsableWires:
    """The wires that can be used, by node and input socket, and what is wrong with the others.

    ``readers`` counts the wires that start at an end, ``feeds`` those from one node to
    another. ``faulty`` holds the nodes, and their sockets, at which it is not known what
    arrives; ``loose`` the targets with a wire that cannot be used.
    """

    incoming: dict[str, Inputs] = field(default_factory=dict)
    readers: dict[End, int] = field(default_factory=dict)
    feeds: dict[str, dict[str, int]] = field(default_factory=dict)
    faulty: dict[str, frozenset[str]] = field(default_factory=dict)
    problems: dict[End, list[Diagnostic]] = field(default_factory=dict)
    loose: set[End] = field(default_factory=set)
    judged: dict[tuple[type[Card], str, type[Card], str], str | None] = field(default_factory=dict)
    """Why wires between sockets of card types may not be."""
    shared: bool = False
    """Whether the mappings of nodes are also those of another state."""

    @property
    def sources(self) -> KeysView[End]:
        """The ends that something reads."""
        return self.readers.keys()

    def into(self, node: str, socket: str) -> tuple[End, ...]:
        """What feeds an input, in order."""
        return self.incoming.get(node, _NONE).get(socket, ())

    def before(self, node: str) -> set[str]:
        """The nodes that feed a node directly."""
        found = self.incoming.get(node, _NONE).values()
        return {node_of(source) for sources in found for source in sources}

    def diagnostics(self, doc: Document) -> list[Diagnostic]:
        """What is wrong with wires, in their order in the document."""
        if not self.problems:
            return []
        return [d for target in doc.wires for d in self.problems.get(target, ())]

    def copy(self) -> UsableWires:
        """The same wires; what is done to either does not change the other."""
        return replace(
            self,
            incoming=self.incoming.copy(),
            readers=self.readers.copy(),
            feeds=self.feeds.copy(),
            faulty=self.faulty.copy(),
            problems=self.problems.copy(),
            loose=self.loose.copy(),
            shared=True,
        )

    def take(self, target: End) -> None:
        """Forget all of the wires that end at ``target``."""
        self.problems.pop(target, None)
        self.loose.discard(target)
        node, socket = node_of(target), socket_of(target)
        if node in self.faulty:
            self.faulty[node] -= {socket}
            if not self.faulty[node]:
                del self.faulty[node]
        into = self.incoming.get(node, _NONE)
        if socket not in into:
            return
        kept = {name: sources for name, sources in into.items() if name != socket}
        if kept:
            self.incoming[node] = kept
        else:
            del self.incoming[node]
        for source in into[socket]:
            self._count(source, node, -1)

    def put(self, doc: Document, types: Types, target: End) -> None:
        """Sort the wires that end at ``target``, of which nothing is known so far."""
        sources, wrong = doc.wires[target], False
        node, _, socket = target.partition(".")
        taker = _card(doc, types, node)
        usable: tuple[End, ...] = ()
        for source in sources:
            giver = _card(doc, types, node_of(source))
            if giver is not None and taker is not None:
                refused = self._refusal(giver, socket_of(source), taker, socket)
                if refused is None:
                    usable = (*usable, source)
                    continue
                wrong = wrong or taker.input(socket) is not None
                self._report(target, node, socket, refused, source)
            else:
                wrong = self._report_lost(doc, source, target) or wrong
        into = taker.input(socket) if taker else None
        if len(usable) > 1 and into is not None and not into.many:
            text = f"{into.title} takes one wire; it has {len(usable)}."
            self._report(target, node, socket, text, usable[-1])
            usable, wrong = usable[:1], True
        if wrong:
            self.faulty[node] = self.faulty.get(node, frozenset()) | {socket}
        if len(usable) < len(sources):
            self.loose.add(target)
        if usable:
            inputs = self.incoming.get(node)
            if inputs is None or self.shared:
                inputs = self.incoming[node] = dict(inputs or _NONE)
            inputs[socket] = usable
            for source in usable:
                self._count(source, node, 1)

    def _refusal(self, giver: type[Card], output: str, taker: type[Card], name: str) -> str | None:
        """Why a wire may not be; large networks have many that are alike."""
        key = giver, output, taker, name
        if key not in self.judged:
            self.judged[key] = socket_refusal(*key)
        return self.judged[key]

    def _report_lost(self, doc: Document, source: End, target: End) -> bool:
        """Report a wire of a card that is not there; gives whether the target needs it."""
        giver, taker = node_of(source), node_of(target)
        if taker not in doc.nodes:
            text = f"A wire of {giver} goes to {taker}, which does not exist."
            self._report(target, giver, None, text, source)
            return False
        if giver not in doc.nodes:
            text = f"A wire of {taker} comes from {giver}, which does not exist."
            self._report(target, taker, socket_of(target), text, source)
        # Otherwise one of the two cards is not known here, which is reported at that card.
        return True

    def _report(self, target: End, node: str, socket: str | None, text: str, drop: End) -> None:
        found = Diagnostic(node, text, socket, fixes=(drop_wire(drop, target),))
        self.problems[target] = [*self.problems.get(target, ()), found]

    def _count(self, source: End, node: str, change: int) -> None:
        """Note that one more wire, or one less, goes from ``source`` to ``node``."""
        giver = node_of(source)
        readers = self.readers.get(source, 0) + change
        followers = self.feeds.get(giver)
        if followers is None or self.shared:
            followers = self.feeds[giver] = dict(followers or {})
        followers[node] = followers.get(node, 0) + change
        if not followers[node]:
            del followers[node]
        self.readers[source] = readers
        if not readers:
            del self.readers[source]
        if not followers:
            del self.feeds[giver]


def usable_wires(doc: Document, types: Types) -> UsableWires:
    """Sort the wires of ``doc``; bad ones are reported and otherwise as if they were not there."""
    wires = UsableWires()
    for target in doc.wires:
        wires.put(doc, types, target)
    return wires


def resorted(
    wires: UsableWires, doc: Document, types: Types, targets: Iterable[End], nodes: Iterable[str]
) -> tuple[UsableWires, set[str]]:
    """The wires of ``doc``, from those of an earlier state, and the nodes that this concerns.

    Since then the wires of these ``targets`` have changed, and of these ``nodes`` the cards,
    or whether they are there.
    """
    again = set(targets)
    for node in nodes:
        again |= wires.loose
        again.update(_joined(wires, node))
    if not again:
        return wires, set()
    found, concerned = wires.copy(), set()
    for target in again:
        concerned |= _ends_of(found, target)
        found.take(target)
        if target in doc.wires:
            found.put(doc, types, target)
            concerned |= _ends_of(found, target)
    return found, concerned


def _joined(wires: UsableWires, node: str) -> Iterator[End]:
    """The targets of the wires to and from a node."""
    for socket in wires.incoming.get(node, _NONE):
        yield end(node, socket)
    for follower in wires.feeds.get(node, {}):
        for socket, sources in wires.incoming[follower].items():
            if any(node_of(source) == node for source in sources):
                yield end(follower, socket)


def _ends_of(wires: UsableWires, target: End) -> set[str]:
    """The node of ``target`` and those that feed it there."""
    node, socket = node_of(target), socket_of(target)
    return {node, *map(node_of, wires.into(node, socket))}


def _card(doc: Document, types: Types, node: str) -> type[Card] | None:
    """The type of a node's card, if both exist."""
    found = doc.nodes.get(node)
    return types.get(found.card) if found is not None else None
