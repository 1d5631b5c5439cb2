"""Sorts the wires of a document, which may come from any file, into good and bad ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from cards.card import Card
from cards.document import Document, End, node_of, socket_of
from cards.fixes import drop_wire
from cards.registry import Types
from cards.report import Diagnostic
from cards.wiring import socket_refusal


@dataclass
class UsableWires:
    """The wires that can be used, by node and input socket, and what is wrong with the others.

    ``sources`` are the ends that something reads, ``faulty`` the nodes with an input of
    which it is not known what arrives there.
    """

    incoming: dict[str, dict[str, tuple[End, ...]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    sources: set[End] = field(default_factory=set)
    faulty: set[str] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def into(self, node: str, socket: str) -> tuple[End, ...]:
        """What feeds an input, in order."""
        return self.incoming[node].get(socket, ()) if node in self.incoming else ()

    def before(self, node: str) -> set[str]:
        """The nodes that feed a node directly."""
        found = self.incoming[node].values() if node in self.incoming else ()
        return {node_of(source) for sources in found for source in sources}


def usable_wires(doc: Document, types: Types) -> UsableWires:
    """Sort the wires of ``doc``; bad ones are reported and otherwise as if they were not there."""
    wires = UsableWires()
    for target, sources in doc.wires.items():
        node, socket = node_of(target), socket_of(target)
        usable = tuple(s for s in sources if _usable(doc, types, s, target, wires))
        taker = _card(doc, types, node)
        into = taker.input(socket) if taker else None
        if len(usable) > 1 and into is not None and not into.many:
            text = f"{into.title} takes one wire; it has {len(usable)}."
            fix = drop_wire(usable[-1], target)
            wires.diagnostics.append(Diagnostic(node, text, socket, fixes=(fix,)))
            wires.faulty.add(node)
            usable = usable[:1]
        if usable:
            wires.incoming[node][socket] = usable
            wires.sources.update(usable)
    return wires


def _usable(doc: Document, types: Types, source: End, target: End, wires: UsableWires) -> bool:
    """Whether a wire can be used; notes why if it cannot."""
    giver, taker = (_card(doc, types, node_of(e)) for e in (source, target))
    if giver is not None and taker is not None:
        wrong = socket_refusal(giver, socket_of(source), taker, socket_of(target))
        if wrong is None:
            return True
        node, socket = node_of(target), socket_of(target)
        if taker.input(socket):
            wires.faulty.add(node)
    elif node_of(target) not in doc.nodes:
        node, socket = node_of(source), None
        wrong = f"A wire of {node} goes to {node_of(target)}, which does not exist."
    elif node_of(source) not in doc.nodes:
        node, socket = node_of(target), socket_of(target)
        wires.faulty.add(node)
        wrong = f"A wire of {node} comes from {node_of(source)}, which does not exist."
    else:
        # One of the two cards is not known here, which is reported at that card.
        wires.faulty.add(node_of(target))
        return False
    fix = drop_wire(source, target)
    wires.diagnostics.append(Diagnostic(node, wrong, socket, fixes=(fix,)))
    return False


def _card(doc: Document, types: Types, node: str) -> type[Card] | None:
    """The type of a node's card, if both exist."""
    return types.get(doc.nodes[node].card) if node in doc.nodes else None
