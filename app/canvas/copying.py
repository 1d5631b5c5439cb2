"""Copies of cards beside themselves, as a pure edit. No Qt."""

from __future__ import annotations

from collections.abc import Collection

from cards import edits
from cards.document import Document, end, node_of, socket_of

OFFSET = 40.0


def duplicated(document: Document, names: Collection[str]) -> tuple[Document, frozenset[str]]:
    """The document with copies of these nodes, and the names of the copies.

    Copies keep values and the wires that lead to them; wires between copied nodes go
    between the copies.
    """
    copies: dict[str, str] = {}
    made = document
    for name, node in document.nodes.items():
        if name not in names:
            continue
        x, y = node.position
        copies[name] = edits.new_name(made, node.card)
        copy = node.model_copy(update={"position": (x + OFFSET, y + OFFSET)})
        made = edits.add_node(made, copies[name], copy)
    for source, target in document.pairs():
        if node_of(target) in copies:
            start = end(copies.get(node_of(source), node_of(source)), socket_of(source))
            stop = end(copies[node_of(target)], socket_of(target))
            made = edits.connect(made, start, stop, many=True)
    return made, frozenset(copies.values())
