"""What the mouse does beside the cards: on notes, frames, and bends of wires."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.canvas.bending import add_bend, remove_bends
from app.canvas.beside import Spot, spot_at
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.move_cards import MoveCards
from app.canvas.gestures.resize import Resize
from app.canvas.hits import wire_at
from app.canvas.noting import follow_link, link_under, write_note, write_title
from app.canvas.pointing_groups import open_on_group

if TYPE_CHECKING:
    from app.canvas.view import Canvas

READABLE = 0.45
"""Below this scale nobody clicks links."""


def gesture_beside(canvas: Canvas, pointer: Pointer) -> Gesture | None:
    """The gesture that a press begins where no card is; with Alt on a wire it bends it."""
    spot = spot_at(canvas.scene, *canvas.to_scene(pointer.at))
    if spot is None or (spot.sort == "frame" and pointer.alt):
        return _bend(canvas, pointer) if pointer.alt else None
    if spot.sort == "corner":
        return Resize(canvas, spot)
    click = None
    if spot.sort == "note" and canvas.scene.camera.scale >= READABLE:
        click = partial(_click_note, canvas, spot.name, pointer)
    return MoveCards(canvas, spot, click)


def open_beside(canvas: Canvas, pointer: Pointer) -> bool:
    """Act on a double click where no card is; False if nothing there takes one."""
    x, y = canvas.to_scene(pointer.at)
    if open_on_group(canvas, pointer.at):
        return True
    if canvas.hit(pointer.at).where != "nothing":
        return False
    spot = spot_at(canvas.scene, x, y)
    if spot is None:
        return pointer.alt and _bend(canvas, pointer) is not None
    canvas.cancel_gesture()
    if spot.sort == "bend":
        # With Alt the first of the two presses has just made it.
        if not pointer.alt:
            remove_bends(canvas, spot.marked.bends)
    elif spot.sort == "frame":
        write_title(canvas, spot.name)
    else:
        write_note(canvas, spot.name)
    return True


def cursor_beside(canvas: Canvas) -> Qt.CursorShape:
    """The cursor where no card is."""
    x, y = canvas.to_scene(canvas.pointer)
    spot = spot_at(canvas.scene, x, y)
    if spot is None:
        return Qt.CursorShape.ArrowCursor
    if spot.sort == "corner":
        falling = spot.corner[0] == spot.corner[1]
        return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
    if spot.sort == "note":
        on_link = canvas.scene.camera.scale >= READABLE and link_under(
            canvas, spot.name, canvas.pointer
        )
        return Qt.CursorShape.PointingHandCursor if on_link else Qt.CursorShape.ArrowCursor
    return Qt.CursorShape.SizeAllCursor


def _bend(canvas: Canvas, pointer: Pointer) -> Gesture | None:
    """Bend the wire under the pointer, and go on by dragging the bend."""
    x, y = canvas.to_scene(pointer.at)
    geometry = canvas.scene.geometry
    wire = wire_at(geometry, x, y, scale=canvas.scene.camera.scale)
    if wire is None:
        return None
    bend = add_bend(canvas, wire, x, y)
    return MoveCards(canvas, Spot("bend", wire=wire, number=bend[2]), merge=bend)


def _click_note(canvas: Canvas, name: str, pointer: Pointer) -> None:
    if not (pointer.shift or pointer.ctrl):
        follow_link(canvas, name, pointer.at)
