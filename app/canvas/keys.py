"""What the keys do on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.canvas.layout import GRID
from cards import edits

if TYPE_CHECKING:
    from app.canvas.view import Canvas

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def press_key(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what the key says; gives False if it says nothing here."""
    key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    if key in _ARROWS and not ctrl:
        return _move_selection(canvas, *_ARROWS[key], steps=10 if shift else 1)
    if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        back = key == Qt.Key.Key_Backtab or shift
        return (
            canvas.pass_focus(forward=not back) if ctrl else _next_card(canvas, -1 if back else 1)
        )
    if ctrl:
        if key == Qt.Key.Key_A:
            canvas.select_all()
        return key == Qt.Key.Key_A
    if key == Qt.Key.Key_Space and not event.isAutoRepeat():
        canvas.space_held = True
        canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        return True
    act = _PLAIN.get(key)
    if act is not None:
        act(canvas)
    return act is not None


def _escape(canvas: Canvas) -> None:
    if not canvas.cancel_gesture():
        canvas.session.select(())


def _configure(canvas: Canvas) -> None:
    if len(canvas.session.selection) == 1:
        canvas.open_requested.emit(next(iter(canvas.session.selection)))


_PLAIN: dict[int, Callable[[Canvas], None]] = {
    Qt.Key.Key_Delete: lambda canvas: canvas.delete_selection(),
    Qt.Key.Key_Backspace: lambda canvas: canvas.delete_selection(),
    Qt.Key.Key_Escape: _escape,
    Qt.Key.Key_F: lambda canvas: canvas.fit(),
    Qt.Key.Key_Return: _configure,
    Qt.Key.Key_Enter: _configure,
}


def _move_selection(canvas: Canvas, dx: int, dy: int, *, steps: int) -> bool:
    selection = canvas.session.selection
    if not selection:
        step = 64.0
        canvas.pan_by(-dx * step, -dy * step)
        return True
    document = canvas.session.document
    places = {n: document.nodes[n].position for n in selection}
    far = GRID * steps
    moved = edits.move_nodes(
        document, {n: (x + dx * far, y + dy * far) for n, (x, y) in places.items()}
    )
    # Presses in a row are one step of undo, as long as the same cards are selected.
    canvas.session.commit("Move with keys", moved, merge=("keys", selection))
    return True


def _next_card(canvas: Canvas, step: int) -> bool:
    """Select the next card from left to right, then top to bottom."""
    geometry = canvas.scene.geometry
    if not geometry.names:
        return False
    order = sorted(geometry.names, key=lambda n: tuple(geometry.xy[geometry.index[n]].tolist()))
    chosen = [n for n in order if n in canvas.session.selection]
    at = (order.index(chosen[-1 if step > 0 else 0]) + step) if chosen else (0 if step > 0 else -1)
    name = order[at % len(order)]
    canvas.session.select({name})
    row = geometry.index[name]
    left, top, right, bottom = canvas.seen()
    middle = (geometry.xy[row] + geometry.wh[row] / 2).tolist()
    if not (left < middle[0] < right and top < middle[1] < bottom):
        canvas.center_on(*middle)
    return True
