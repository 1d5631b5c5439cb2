"""Dragging the whole scene."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from app.canvas.gestures.gesture import Gesture, Pointer


class Pan(Gesture):
    """Moves what the window shows; the document stays."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def begin(self, pointer: Pointer) -> None:
        self._last = QPointF(pointer.at)

    def move(self, pointer: Pointer) -> None:
        step = pointer.at - self._last
        self._last = QPointF(pointer.at)
        self.canvas.pan_by(step.x(), step.y())
