"""Where a new card stands that the keyboard adds: at the pointer, or beside the selected card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from app.canvas.geometry import Geometry
from app.canvas.hits import NOTHING, Hit, wire_at
from app.canvas.layout import Layout, Point
from app.canvas.quick_add import WIDTH
from cards.document import End, end
from cards.kinds import LAYER

if TYPE_CHECKING:
    from app.canvas.view import Canvas

AWAY, ROOM = 64.0, 16.0
"""How far beside, and how much room is kept around the new card, in scene units."""


def quick_add(canvas: Canvas, *, outward: bool = True) -> None:
    """Offer cards: at the pointer, if the mouse was used last, else beside the selected card.

    Beside a card the new one is wired to it: ``outward`` it is fed, else it feeds.
    """
    pointer = canvas.pointer
    if canvas.caret.pointed and canvas.rect().contains(pointer.toPoint()):
        found = canvas.hit(pointer)
        if found is NOTHING:
            scene = canvas.scene
            into = wire_at(scene.geometry, *canvas.to_scene(pointer), scale=scene.camera.scale)
            canvas.offer(pointer, into=into)
            return
        _offer_beside(canvas, found, outward=outward)
        return
    chosen = canvas.caret.hit
    if not chosen.node and len(canvas.session.selection) == 1:
        chosen = Hit("header", next(iter(canvas.session.selection)))
    if chosen.node in canvas.scene.geometry.index:
        _offer_beside(canvas, chosen, outward=outward)
    else:
        canvas.offer(QPointF(canvas.rect().center()))


def place_beside(
    geometry: Geometry, node: str, size: tuple[float, float], *, outward: bool
) -> Point:
    """The place right of a card, or left, nearest to its height at which nothing is covered."""
    row = geometry.index[node]
    (x, y), width = geometry.xy[row].tolist(), float(geometry.wh[row, 0])
    left = x + width + AWAY if outward else x - AWAY - size[0]
    for off in sorted(range(-40, 41), key=lambda n: (abs(n), -n)):
        top = y + 24.0 * off
        rect = (left, top, left + size[0], top + size[1])
        if not len(geometry.in_rect(rect, margin=ROOM)):
            return left, top
    return left, y


def _offer_beside(canvas: Canvas, found: Hit, *, outward: bool) -> None:
    geometry = canvas.scene.geometry
    layout = geometry.layouts[geometry.index[found.node]]
    if found.socket:
        ends, outward = [found.end], found.output
    else:
        ends = _ends(canvas, found.node, layout, outward=outward)
    x, y = geometry.xy[geometry.index[found.node]].tolist()
    side = x + layout.width + AWAY if outward else x - AWAY
    at = canvas.to_screen(side, y + 2 * ROOM)
    over = at.x() + WIDTH + 8 - canvas.width() if outward else at.x() - WIDTH - 8
    # The search field is to stand beside the card, not on it.
    if over > 0 if outward else over < 0:
        canvas.pan_by(-over, 0.0)
        at = canvas.to_screen(side, y + 2 * ROOM)
    canvas.offer(at, ends, outward=outward, beside=found.node)


def _ends(canvas: Canvas, node: str, layout: Layout, *, outward: bool) -> list[End]:
    """The outputs of a card, or its inputs that no wire feeds: what flows through it first."""
    card = layout.card
    if card is None:
        return []
    if outward:
        # A layer lends itself to others, yet mostly its output is wanted.
        return [end(node, s.name) for s in sorted(card.outputs, key=lambda s: s.kind is LAYER)]
    document = canvas.scene.geometry.document
    free = [s for s in card.rows() if s.many or not document.sources(node, s.name)]
    ordered = sorted(free, key=lambda s: (s.parameter, s.advanced))
    return [end(node, socket.name) for socket in ordered]
