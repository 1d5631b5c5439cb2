"""Making a note larger or smaller by one of its corners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt

from app.canvas.beside import Spot
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.layout import GRID
from app.canvas.marking import AT_REST, Moving, Rect
from app.canvas.notes import note_box
from app.translation import tr
from cards import edits

if TYPE_CHECKING:
    from app.canvas.view import Canvas

LEAST = (80.0, 48.0)
"""Width and height of the smallest note."""


class Resize(Gesture):
    """Moves a corner of a note; the corner across stays where it is."""

    def __init__(self, canvas: Canvas, spot: Spot) -> None:
        super().__init__(canvas)
        self._spot = spot
        self._rect: Rect = canvas.scene.geometry.document.notes[spot.name].rect
        falling = spot.corner[0] == spot.corner[1]
        shape = Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
        self.cursor = shape
        self._reach = QRect()

    def begin(self, pointer: Pointer) -> None:
        self._from = self.canvas.to_scene(pointer.at)
        self._show(self._rect)

    def move(self, pointer: Pointer) -> None:
        x, y = self.canvas.to_scene(pointer.at)
        dx, dy = x - self._from[0], y - self._from[1]
        grid = self.canvas.snap != pointer.ctrl
        left, width = _stretched(self._rect[0], self._rect[2], dx, self._spot.corner[0], 0, grid)
        top, height = _stretched(self._rect[1], self._rect[3], dy, self._spot.corner[1], 1, grid)
        self._show((left, top, width, height))

    def finish(self, pointer: Pointer) -> None:
        canvas, name = self.canvas, self._spot.name
        rect = canvas.scene.moving.notes[name]
        canvas.scene.moving = AT_REST
        document = canvas.session.document
        note = document.notes[name].model_copy(update={"rect": rect})
        if rect != self._rect:
            canvas.session.commit(tr("Resize note"), edits.put_note(document, name, note))

    def cancel(self) -> None:
        self.canvas.scene.moving = AT_REST
        self.canvas.update()

    def _show(self, rect: Rect) -> None:
        canvas = self.canvas
        canvas.scene.moving = Moving(notes={self._spot.name: rect})
        box = note_box(rect, canvas.scene.camera).adjusted(-12, -12, 12, 12).toAlignedRect()
        canvas.update(self._reach.united(box))
        self._reach = box


def _stretched(
    low: float, length: float, far: float, side: int, axis: int, grid: bool
) -> tuple[float, float]:
    """Begin and length of one side after its end on ``side`` was moved ``far``."""
    high = low + length
    moved = (high if side > 0 else low) + far
    moved = round(moved / GRID) * GRID if grid else moved
    if side > 0:
        return low, max(moved - low, LEAST[axis])
    moved = min(moved, high - LEAST[axis])
    return moved, high - moved
