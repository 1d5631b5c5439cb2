"""The rubber band."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.marking import UNMARKED, Marked
from app.canvas.scene import Scene


class SelectArea(Gesture):
    """Selects the cards that a rectangle touches; with shift, adds them."""

    pans = True

    def begin(self, pointer: Pointer) -> None:
        canvas = self.canvas
        self._from = canvas.to_scene(pointer.at)
        self._to = self._from
        more = pointer.shift or pointer.ctrl
        self._before = canvas.session.selection if more else frozenset()
        self._marked = canvas.scene.marked if more else UNMARKED
        self._was = canvas.scene.marked
        canvas.show_selection(self._before)
        canvas.mark(self._marked)

    def move(self, pointer: Pointer) -> None:
        self._to = self.canvas.to_scene(pointer.at)
        geometry = self.canvas.scene.geometry
        band = self._band()
        rows = geometry.in_rect((band.left(), band.top(), band.right(), band.bottom()))
        touched = frozenset(geometry.names[row] for row in rows.tolist())
        self.canvas.show_selection(self._before | touched)
        self.canvas.mark(self._marked | _touched(self.canvas.scene, band))
        self.canvas.update()

    def finish(self, pointer: Pointer) -> None:
        chosen = self.canvas.scene.selection
        self.canvas.choose(chosen, self.canvas.scene.marked)
        self.canvas.show_selection(self.canvas.session.selection)

    def cancel(self) -> None:
        self.canvas.mark(self._was)
        self.canvas.show_selection(self.canvas.session.selection)

    def paint(self, painter: QPainter) -> None:
        band = self._band()
        top_left = self.canvas.to_screen(band.left(), band.top())
        bottom_right = self.canvas.to_screen(band.right(), band.bottom())
        color = QColor(self.canvas.theme.selection)
        painter.setPen(QPen(color, 1))
        color.setAlphaF(0.12)
        painter.setBrush(color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not QRectF(top_left, bottom_right).isEmpty():
            painter.drawRoundedRect(QRectF(top_left, bottom_right), 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _band(self) -> QRectF:
        return QRectF(QPointF(*self._from), QPointF(*self._to)).normalized()


def _touched(scene: Scene, band: QRectF) -> Marked:
    """The notes that the band touches, and the bends in it."""
    geometry = scene.geometry
    notes = geometry.document.notes.items()
    bends = frozenset(
        (*geometry.pairs[row], number)
        for row, points in geometry.bent.items()
        for number, point in enumerate(points)
        if band.contains(QPointF(*point))
    )
    found = frozenset(name for name, note in notes if band.intersects(QRectF(*note.rect)))
    return Marked(notes=found, bends=bends)
