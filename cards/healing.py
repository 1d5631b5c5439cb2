"""Taking cards out of a chain without cutting it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from cards.card import Card
from cards.document import Document, End, end
from cards.edits import Refused, remove_nodes
from cards.ports import inside
from cards.registry import Types
from cards.wiring import replaced


def removed(doc: Document, types: Types, names: Iterable[str]) -> Document:
    """The document without these nodes; what fed one now feeds what it fed.

    A node is bridged if one wire of a kind enters at its tensor and data sockets, and it
    has one output of that kind: then nothing has to be guessed.
    """
    names = list(names)
    # The order of the document: sets of names have none that lasts.
    nodes, groups = inside(doc, names)
    for name in [name for name in doc.nodes if name in nodes]:
        for source, own in _through(doc, types, name):
            doc = _bridged(doc, types, source, own)
    return remove_nodes(doc, nodes | groups)


def _through(doc: Document, types: Types, name: str) -> Iterator[tuple[End, End]]:
    """What enters a node, and the output of the node that it goes on to."""
    card = types.get(doc.nodes[name].card)
    for kind in {s.kind.id for s in card.inputs} if card is not None else ():
        entering = [e for s in _of(card, kind) for e in doc.sources(name, s)]
        leaving = [s.name for s in card.outputs if s.kind.id == kind] if card is not None else []
        if len(entering) == 1 and len(leaving) == 1:
            yield entering[0], end(name, leaving[0])


def _of(card: type[Card] | None, kind: str) -> list[str]:
    return [s.name for s in card.inputs if s.kind.id == kind] if card is not None else []


def _bridged(doc: Document, types: Types, source: End, own: End) -> Document:
    """Let ``source`` feed everything that ``own`` feeds, in its place among other wires."""
    for giver, target in list(doc.pairs()):
        if giver != own:
            continue
        with suppress(Refused):
            doc = replaced(doc, types, target, own, source)
    return doc
