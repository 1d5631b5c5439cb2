"""What the mouse does on groups: titles of open ones, badges of closed ones, and borders."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from app import groups
from app.canvas.badges import badge_rect
from app.canvas.gestures.draw_wire import DrawWire
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.move_cards import MoveCards
from app.canvas.gestures.select_area import SelectArea
from app.canvas.hits import NOTHING, Hit
from app.canvas.open_groups import OpenSpot, open_spot
from cards.borders import NEW, border_of

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def gesture_on_group(canvas: Canvas, pointer: Pointer, found: Hit) -> Gesture | None:
    """The gesture that a press begins on a group or a border; None if it is neither."""
    if border_of(found.node) is not None:
        # From anywhere in its row a wire can be drawn: a border has no values.
        if found.where in ("row", "value", "socket") and found.socket:
            return DrawWire(canvas, Hit("socket", found.node, found.socket, found.output))
        return SelectArea(canvas)
    if found is not NOTHING:
        on_badge = found.where == "footer" and _on_badge(canvas, found.node, pointer.at)
        return (
            MoveCards(canvas, found.node, partial(groups.enter, canvas, found.node))
            if on_badge
            else None
        )
    spot = open_spot(canvas.scene, *canvas.to_scene(pointer.at))
    if spot is None or pointer.alt:
        return None
    return MoveCards(canvas, spot.group, partial(_click, canvas, spot))


def open_on_group(canvas: Canvas, at: QPointF) -> bool:
    """Act on a double click on a title or a row of a group; False if nothing is there."""
    found = canvas.hit(at)
    if found is NOTHING:
        spot = open_spot(canvas.scene, *canvas.to_scene(at))
        if spot is None:
            return False
        canvas.cancel_gesture()
        if spot.part == "title":
            groups.rename(canvas, spot.group)
        return True
    border = border_of(found.node)
    if border is None or not found.socket or found.socket == NEW:
        return border is not None
    canvas.cancel_gesture()
    groups.rename_port(canvas, found.node, found.socket, output=found.output)
    return True


def cursor_on_group(canvas: Canvas, found: Hit) -> Qt.CursorShape | None:
    """The cursor over a group or a border; None if it is neither."""
    if border_of(found.node) is not None:
        on_row = found.where in ("row", "value") and bool(found.socket)
        return Qt.CursorShape.CrossCursor if on_row else Qt.CursorShape.ArrowCursor
    if found is not NOTHING:
        on_badge = found.where == "footer" and _on_badge(canvas, found.node, canvas.pointer)
        return Qt.CursorShape.PointingHandCursor if on_badge else None
    spot = open_spot(canvas.scene, *canvas.to_scene(canvas.pointer))
    if spot is None:
        return None
    title = spot.part == "title"
    return Qt.CursorShape.SizeAllCursor if title else Qt.CursorShape.PointingHandCursor


def _click(canvas: Canvas, spot: OpenSpot) -> None:
    if spot.part == "close":
        groups.close_in_place(canvas, spot.group)
    elif spot.part == "enter":
        groups.enter(canvas, spot.group)


def _on_badge(canvas: Canvas, name: str, at: QPointF) -> bool:
    geometry = canvas.scene.geometry
    if name not in canvas.page.members or name not in geometry.index:
        return False
    row = geometry.index[name]
    x, y = canvas.to_scene(at)
    left, top = geometry.xy[row].tolist()
    rect = badge_rect(geometry.layouts[row], len(canvas.page.members[name]))
    return rect.contains(x - left, y - top)
