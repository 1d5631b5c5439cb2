"""Fixes that add a card: before another one, at the beginning of a network, or by a wire."""

from __future__ import annotations

from collections.abc import Mapping
from math import dist
from typing import Any

from pydantic import JsonValue

from cards.document import Document, End, Node, end, node_of
from cards.edits import add_node, connect, move_nodes, new_name
from cards.fixes import BESIDE
from cards.registry import Types
from cards.report import Fix
from cards.wiring import downstream, socket_refusal

NEAR = 2 * BESIDE
"""How far a card may stand away that a missing wire probably comes from, in canvas units."""
MOST = 2
"""Cards that are offered for one missing wire, at most."""


def put_before(target: End, source: End, card: str, params: Mapping[str, Any], label: str) -> Fix:
    """Put a layer into the wire from ``source`` to ``target``, and make room for it."""

    def edit(doc: Document) -> Document:
        node = doc.nodes[node_of(target)]
        name = new_name(doc, card)
        x, y = node.position
        doc = move_nodes(doc, _moved(doc, x, node.group))
        doc = add_node(
            doc, name, Node(card=card, params=dict(params), position=(x, y), group=node.group)
        )
        sources = doc.wires[target]
        doc = connect(doc, source, end(name, "input"))
        wires = {**doc.wires, target: tuple(_replaced(s, source, name) for s in sources)}
        return doc.model_copy(update={"wires": wires})

    return Fix(label, edit)


def add_input(target: End, shape: tuple[int, ...] | None = None) -> Fix:
    """Add an Input card that feeds a layer."""

    def edit(doc: Document) -> Document:
        node = doc.nodes[node_of(target)]
        name = new_name(doc, "Input")
        params: dict[str, JsonValue] = {} if shape is None else {"shape": [*shape]}
        x, y = node.position
        made = Node(card="Input", params=params, position=(x - BESIDE, y), group=node.group)
        return connect(add_node(doc, name, made), end(name, "data"), target)

    return Fix("Add an Input card", edit)


def nearby(doc: Document, types: Types, node: str, socket: str) -> list[Fix]:
    """Wires to a socket from the nearest cards that fit it; those that feed nothing yet first."""
    target, at = end(node, socket), doc.nodes[node]
    taken = {source for sources in doc.wires.values() for source in sources}
    taker, behind = types[at.card], downstream(doc, node)
    found: list[tuple[bool, float, End]] = []
    for name, other in doc.nodes.items():
        far = dist(other.position, at.position)
        card = types.get(other.card)
        # Wires run from left to right.
        if name in behind or card is None or far > NEAR or other.position[0] > at.position[0]:
            continue
        for output in card.outputs:
            source = end(name, output.name)
            if socket_refusal(card, output.name, taker, socket) is None:
                found.append((source in taken, far, source))
    found.sort()
    # What feeds nothing yet is what was forgotten, if there is such a card.
    likely = [one for one in found if one[0] == found[0][0]][:MOST]
    return [_wire(doc, types, source, target) for *_, source in likely]


def _wire(doc: Document, types: Types, source: End, target: End) -> Fix:
    card = types[doc.nodes[node_of(source)].card]
    output = card.output(source.partition(".")[2])
    label = f"Connect {output.title if output else 'it'} of {node_of(source)}"
    into = types[doc.nodes[node_of(target)].card].input(target.partition(".")[2])
    many = into is not None and into.many
    return Fix(label, lambda doc: connect(doc, source, target, many))


def _moved(doc: Document, x: float, group: str | None) -> dict[str, tuple[float, float]]:
    """Where cards beside each other go, so that there is room for one at ``x``."""
    return {
        name: (node.position[0] + BESIDE, node.position[1])
        for name, node in doc.nodes.items()
        if node.position[0] >= x and node.group == group
    }


def _replaced(one: End, source: End, name: str) -> End:
    return end(name, "output") if one == source else one
