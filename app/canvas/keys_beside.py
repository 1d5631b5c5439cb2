"""What the keys do on the canvas while notes, frames or bends are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.canvas.gestures.carried import Carried
from app.canvas.layout import GRID
from app.canvas.noting import rename_marked
from app.step_names import moved_step

if TYPE_CHECKING:
    from app.canvas.view import Canvas

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_WRITE = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press_beside(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what the key says to what is selected beside cards; False if it says nothing."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier)
    shift = held == Qt.KeyboardModifier.ShiftModifier
    if not canvas.scene.marked or canvas.gesture is not None or (held and not shift):
        return False
    key = event.key()
    if key in _ARROWS:
        _nudge(canvas, *_ARROWS[key], steps=10 if shift else 1)
        return True
    if canvas.session.selection:
        return False
    if key in _WRITE:
        return rename_marked(canvas)
    if key == Qt.Key.Key_Escape:
        canvas.mark()
        return True
    return False


def _nudge(canvas: Canvas, dx: int, dy: int, *, steps: int) -> None:
    """Move all that is selected by steps of the grid."""
    chosen, marked = canvas.session.selection, canvas.scene.marked
    carried = Carried(canvas, chosen, marked)
    carried.show(dx * GRID * steps, dy * GRID * steps)
    document = carried.edited(canvas.session.document)
    carried.restore()
    # Presses in a row are one step of undo, as long as the same things are selected.
    label = moved_step(canvas.session.document, chosen, marked.notes)
    canvas.session.commit(label, document, merge=("keys", chosen, marked))
