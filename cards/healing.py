"""Taking cards out of a chain without cutting it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from cards.card import Card
from cards.document import Document, End, Group, Port, end, node_of
from cards.edits import Refused, remove_nodes
from cards.ports import above, inside
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
        for source, taking, own in _through(doc, types, name):
            doc = _ported(doc, source, taking, own)
            doc = _bridged(doc, types, source, own)
    return remove_nodes(doc, nodes | groups)


def _through(doc: Document, types: Types, name: str) -> Iterator[tuple[End, End, End]]:
    """What enters a node, where, and the output of the node that it goes on to."""
    card = types.get(doc.nodes[name].card)
    for kind in {s.kind.id for s in card.inputs} if card is not None else ():
        entering = [(e, end(name, s)) for s in _of(card, kind) for e in doc.sources(name, s)]
        leaving = [s.name for s in card.outputs if s.kind.id == kind] if card is not None else []
        if len(entering) == 1 and len(leaving) == 1:
            yield *entering[0], end(name, leaving[0])


def _of(card: type[Card] | None, kind: str) -> list[str]:
    return [s.name for s in card.inputs if s.kind.id == kind] if card is not None else []


def _ported(doc: Document, source: End, taking: End, own: End) -> Document:
    """Let ports that stand for a node stand for its neighbours, which get its wires."""
    groups = {
        name: group
        for name in above(doc, node_of(own))
        if (group := _shifted(doc, name, source, taking, own)) is not doc.groups[name]
    }
    return doc.model_copy(update={"groups": {**doc.groups, **groups}}) if groups else doc


def _shifted(doc: Document, name: str, source: End, taking: End, own: End) -> Group:
    """A group whose ports pass over a node of it."""
    group, (within, _) = doc.groups[name], inside(doc, [name])
    fed = [target for giver, target in doc.pairs() if giver == own and node_of(target) in within]
    before = [source] if node_of(source) in within else []
    inputs = _with_ends(group.inputs, taking, fed)
    outputs = _with_ends(group.outputs, own, before)
    if inputs == group.inputs and outputs == group.outputs:
        return group
    return group.model_copy(update={"inputs": inputs, "outputs": outputs})


def _with_ends(ports: tuple[Port, ...], old: End, new: list[End]) -> tuple[Port, ...]:
    """Ports that stand for ``new`` in the place of ``old``, unless another stands for it."""
    taken = {e for port in ports for e in port.ends}
    added = [e for e in new if e not in taken]
    return tuple(
        port.model_copy(update={"ends": tuple(e for e in port.ends if e != old) + tuple(added)})
        if old in port.ends and added
        else port
        for port in ports
    )


def _bridged(doc: Document, types: Types, source: End, own: End) -> Document:
    """Let ``source`` feed everything that ``own`` feeds, in its place among other wires."""
    for giver, target in list(doc.pairs()):
        if giver != own:
            continue
        with suppress(Refused):
            doc = replaced(doc, types, target, own, source)
    return doc
