"""Moves the scene on while a gesture holds the pointer at the edge of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.canvas.gestures.gesture import Pointer

if TYPE_CHECKING:
    from app.canvas.view import Canvas

EDGE = 24.0
"""Pixels from the border within which the scene moves."""
SPEED = 0.5
"""Pixels a step for each pixel that the pointer is nearer to the border, or beyond it."""
FASTEST = 24.0


class EdgePan(QObject):
    """Pans 60 times a second, faster the further out the pointer is.

    Only once the pointer was away from the edge: a gesture may begin there.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._pointer: Pointer | None = None
        self._armed = False
        self._timer = QTimer(self)
        self._timer.setInterval(16)
        self._timer.timeout.connect(self.step)

    @property
    def active(self) -> bool:
        return self._timer.isActive()

    def follow(self, pointer: Pointer) -> None:
        """The pointer of a gesture is here now."""
        self._pointer = pointer
        inside = self._push() == (0.0, 0.0)
        self._armed = (
            self._armed or inside or not self._canvas.rect().contains(pointer.at.toPoint())
        )
        gesture = self._canvas.gesture
        if inside or not self._armed or gesture is None or not gesture.pans:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def rest(self) -> None:
        """No gesture is left."""
        self._armed = False
        self._timer.stop()

    def step(self) -> None:
        """Move the scene a little, and the gesture with it."""
        gesture, pointer = self._canvas.gesture, self._pointer
        if gesture is None or pointer is None:
            self.rest()
            return
        self._canvas.pan_by(*self._push())
        gesture.move(pointer)

    def _push(self) -> tuple[float, float]:
        """How far the scene moves in one step."""
        if self._pointer is None:
            return 0.0, 0.0
        at, canvas = self._pointer.at, self._canvas
        return _push(at.x(), canvas.width()), _push(at.y(), canvas.height())


def _push(at: float, size: float) -> float:
    near, far = EDGE - at, at - (size - EDGE)
    return min(near * SPEED, FASTEST) if near > 0 else -min(max(far, 0.0) * SPEED, FASTEST)
