"""What every gesture of the mouse has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

if TYPE_CHECKING:
    from app.canvas.view import Canvas


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is on the screen, in the canvas's pixels, and what is held."""

    at: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def ctrl(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    @property
    def alt(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)


class Gesture:
    """From a press to a release: shows its effect in view state, then makes one edit."""

    cursor: Qt.CursorShape | None = None

    pans = False
    """Whether the scene moves on while the pointer is held at the edge."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def begin(self, pointer: Pointer) -> None:
        """The button went down."""

    def move(self, pointer: Pointer) -> None:
        """The pointer moved with the button down."""

    def finish(self, pointer: Pointer) -> None:
        """The button went up: make the edit."""

    def cancel(self) -> None:
        """Leave everything as it was before ``begin``."""

    def panned(self) -> None:
        """Another part of the scene is in the window."""

    def paint(self, painter: QPainter) -> None:
        """Paint over the scene, in pixels of the canvas."""
