"""Copies of cards, beside themselves or by way of the clipboard, as pure edits. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cards import edits
from cards.document import Document, End, end, node_of, socket_of

OFFSET = 40.0

Inserted = tuple[Document, frozenset[str]]


def excerpt(document: Document, names: Collection[str]) -> Document:
    """A document of these nodes alone, with the wires between them."""
    nodes = {name: node for name, node in document.nodes.items() if name in names}
    wires = {
        target: inside
        for target, sources in document.wires.items()
        if node_of(target) in nodes and (inside := tuple(s for s in sources if node_of(s) in nodes))
    }
    return Document(nodes=nodes, wires=wires)


def inserted(
    document: Document, part: Document, dx: float = OFFSET, dy: float = OFFSET
) -> Inserted:
    """The document with the nodes of ``part`` as well, moved; and their new names.

    Sources of wires that ``part`` does not hold are those of the document.
    """
    names = dict(zip(part.nodes, _free_names(document, part), strict=True))
    nodes = {
        names[name]: node.model_copy(
            update={"position": (node.position[0] + dx, node.position[1] + dy)}
        )
        for name, node in part.nodes.items()
    }
    wires = {
        _renamed(target, names): tuple(_renamed(s, names) for s in sources)
        for target, sources in part.wires.items()
    }
    if not nodes:
        return document, frozenset()
    update = {"nodes": {**document.nodes, **nodes}, "wires": {**document.wires, **wires}}
    return document.model_copy(update=update), frozenset(nodes)


def duplicated(document: Document, names: Collection[str]) -> Inserted:
    """The document with copies of these nodes, and the names of the copies.

    Copies keep values and the wires that lead to them; wires between copied nodes go
    between the copies.
    """
    nodes = {name: node for name, node in document.nodes.items() if name in names}
    wires = {t: sources for t, sources in document.wires.items() if node_of(t) in nodes}
    return inserted(document, document.model_copy(update={"nodes": nodes, "wires": wires}))


def _renamed(place: End, names: Mapping[str, str]) -> End:
    node = node_of(place)
    return end(names.get(node, node), socket_of(place))


def _free_names(document: Document, part: Document) -> Iterator[str]:
    """New names for the nodes of ``part``, in their order."""
    numbers: dict[str, int] = {}
    for node in part.nodes.values():
        stem, _, first = edits.new_name(Document(), node.card).rpartition("_")
        number = numbers.get(stem, int(first))
        while f"{stem}_{number}" in document.nodes:
            number += 1
        numbers[stem] = number + 1
        yield f"{stem}_{number}"
