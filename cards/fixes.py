"""The ways out of a problem that the check can offer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cards.card import Card, Socket
from cards.document import Document, End, Node, end, node_of, socket_of
from cards.edits import add_node, connect, disconnect, new_name, reset_param, set_param
from cards.kinds import Choice
from cards.report import Fix
from cards.sentences import shown
from cards.values import as_json

BESIDE = 340.0
"""Canvas units from the left edge of a card to that of the next."""


def reset(card: type[Card], node: str, param: str) -> Fix:
    """Give a row its default again."""
    socket = card.input(param)
    if socket is None or not socket.parameter:
        return drop_param(node, param)
    default = as_json(socket.default)
    label = f"Reset {socket.title} to {shown(default)}"
    if default in (None, ""):
        label = f"Empty {socket.title}"
    return Fix(label, lambda doc: reset_param(doc, node, param))


def set_row(node: str, socket: Socket, value: Any) -> Fix:
    """Give a row a value."""
    label = f"Set {socket.title} to {shown(value)}"
    return Fix(label, lambda doc: set_param(doc, node, socket.name, value))


def drop_param(node: str, param: str) -> Fix:
    """Forget a value that no row has."""
    return Fix(f"Remove the value of {param}", lambda doc: reset_param(doc, node, param))


def allow_file(place: Path) -> Fix:
    """Let the document read a file outside its folder."""
    return Fix(f"Allow reading {place.name or place}", _as_it_is, allow=place)


def _as_it_is(doc: Document) -> Document:
    return doc


def drop_wire(source: End, target: End) -> Fix:
    """Take one wire away."""
    return Fix(
        f"Remove the wire from {node_of(source)} to {socket_of(target)} of {node_of(target)}",
        lambda doc: disconnect(doc, target, source),
    )


def use_last_axis(node: str) -> Fix:
    """Normalize the last axis, that of the channels."""
    return Fix("Use the last axis", lambda doc: set_param(doc, node, "axis", -1))


def other_choices(card: type[Card], node: str, param: str) -> list[Fix]:
    """Give a row each of its choices, if the card has such a row."""
    socket = card.input(param)
    if socket is None or not isinstance(socket.kind, Choice):
        return []
    return [set_row(node, socket, value) for value in socket.kind.options]


def end_with_output(source: End) -> Fix:
    """Add an Output card behind a layer."""

    def edit(doc: Document) -> Document:
        name = new_name(doc, "Output")
        x, y = doc.nodes[node_of(source)].position
        doc = add_node(doc, name, Node(card="Output", position=(x + BESIDE, y)))
        return connect(doc, source, end(name, "data"))

    return Fix("Add an Output card", edit)
