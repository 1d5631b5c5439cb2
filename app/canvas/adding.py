"""Adding a card: where there is room, at a point, or into a wire."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF

from app.canvas.geometry import Pair
from app.canvas.layout import GRID, Point
from app.canvas.open_groups import group_at
from app.canvas.sighting import bring_into_sight
from app.translation import tr
from cards import edits
from cards.document import Document, End, Node, end
from cards.finding import joined
from cards.registry import Types
from cards.wiring import connected, replaced

if TYPE_CHECKING:
    from app.canvas.view import Canvas

HELD = 80.0, 16.0
"""Where the pointer holds a new card."""
GAP = 24.0
"""Free room around a card that is placed by itself."""


def add_card(
    canvas: Canvas,
    card_id: str,
    place: Point | None = None,
    *,
    params: Mapping[str, Any] | None = None,
    into: Pair | None = None,
) -> str:
    """Add a card in one step and select it; gives the name of its node.

    Without a ``place`` it goes where it covers no card; ``into`` is a wire that goes
    through the card afterwards, if its sockets allow that.
    """
    session = canvas.session
    if card_id.startswith("@"):
        return _add_group(canvas, card_id, place, into=into)
    name, document = _added(canvas, card_id, place, params or {})
    if into is not None:
        document = inserted(document, session.types, name, into) or document
    _commit(canvas, name, document)
    bring_into_sight(canvas, name)
    return name


def add_wired(
    canvas: Canvas, card_id: str, place: Point, ends: Sequence[End], *, outward: bool
) -> str:
    """Add a card that one of the ``ends`` feeds, or (inward) that feeds it, in one step."""
    if card_id.startswith("@"):
        return _add_group(canvas, card_id, place, ends, outward=outward)
    name, document = _added(canvas, card_id, place, {})
    wired = joined(document, canvas.session.types, ends, name, outward=outward)
    _commit(canvas, name, wired or document)
    bring_into_sight(canvas, name)
    return name


def inserted(document: Document, types: Types, name: str, wire: Pair) -> Document | None:
    """The document whose ``wire`` goes through a node; None if its sockets do not fit."""
    card, (source, target) = types.get(document.nodes[name].card), wire
    for taker in card.inputs if card is not None else ():
        for giver in card.outputs if card is not None else ():
            try:
                made = connected(document, types, source, end(name, taker.name))
                return replaced(made, types, target, source, end(name, giver.name))
            except edits.Refused:
                continue
    return None


def _added(
    canvas: Canvas, card_id: str, place: Point | None, params: Mapping[str, Any]
) -> tuple[str, Document]:
    """The name of a new node, and the document with it on the grid."""
    session = canvas.session
    card = session.types.get(card_id)
    name = edits.new_name(session.document, card_id)
    version = card.version if card else 1
    node = Node(card=card_id, card_version=version, params=params)
    x, y = place or _free_place(canvas, node)
    position = (round(x / GRID) * GRID, round(y / GRID) * GRID)
    group = group_at(canvas.scene, x + HELD[0], y + HELD[1])
    node = node.model_copy(update={"position": position, "group": group})
    return name, edits.add_node(session.document, name, node)


def _add_group(
    canvas: Canvas,
    entry_id: str,
    place: Point | None,
    ends: Sequence[End] = (),
    *,
    outward: bool = True,
    into: Pair | None = None,
) -> str:
    """Add a group of the library, as ``add_card`` and ``add_wired`` add cards."""
    from app.library import added, library_of

    session, entry = canvas.session, library_of(canvas).entries.get(entry_id)
    if entry is None:
        canvas.message.emit(tr("This group is no longer in the library."))
        return ""
    x, y = place or _free_place(canvas, Node(card=entry_id))
    there = (round(x / GRID) * GRID, round(y / GRID) * GRID)
    try:
        group = group_at(canvas.scene, x + HELD[0], y + HELD[1])
        document, name = added(session.document, session.types, entry, there, group)
    except edits.Refused as refused:
        canvas.message.emit(str(refused))
        return ""
    if ends:
        document = _group_joined(document, session.types, ends, name, outward) or document
    if into is not None:
        document = _group_inserted(document, session.types, name, into) or document
    session.commit(tr("Add {title}").format(title=entry.title), document)
    session.select({name})
    bring_into_sight(canvas, name)
    return name


def _group_joined(
    document: Document, types: Types, ends: Sequence[End], name: str, outward: bool
) -> Document | None:
    """The document with a wire from one of the ``ends`` to a group, or (inward) from it."""
    group = document.groups[name]
    for place in ends:
        for port in group.inputs if outward else group.outputs:
            pair = (place, end(name, port.name)) if outward else (end(name, port.name), place)
            try:
                return connected(document, types, *pair)
            except edits.Refused:
                continue
    return None


def _group_inserted(document: Document, types: Types, name: str, wire: Pair) -> Document | None:
    """The document whose ``wire`` goes through a group."""
    group, (source, target) = document.groups[name], wire
    for taker in group.inputs:
        for giver in group.outputs:
            try:
                made = connected(document, types, source, end(name, taker.name))
                return replaced(made, types, target, source, end(name, giver.name))
            except edits.Refused:
                continue
    return None


def _commit(canvas: Canvas, name: str, document: Document) -> None:
    session, card_id = canvas.session, document.nodes[name].card
    card = session.types.get(card_id)
    title = card.title if card else card_id
    session.commit(tr("Add {title} ({card})").format(title=title, card=name), document)
    session.select({name})


def _free_place(canvas: Canvas, node: Node) -> Point:
    """The place nearest to the middle of the window where ``node`` covers no card."""
    geometry = canvas.scene.geometry
    layout = geometry.layout_of.of(node, frozenset(), frozenset())
    x, y = canvas.to_scene(QPointF(canvas.rect().center()))
    x, y = x - layout.width / 2, y - layout.height / 2
    around = [(dx * 64.0, dy * 64.0) for dx in range(-12, 13) for dy in range(-12, 13)]
    # Rather to the right than to the left, as wires run.
    for dx, dy in sorted(around, key=lambda to: math.hypot(to[0] * (2 - (to[0] > 0)), to[1])):
        left, top = x + dx, y + dy
        rect = (left, top, left + layout.width, top + layout.height)
        if not len(geometry.in_rect(rect, margin=GAP)):
            return left, top
    return x, y
