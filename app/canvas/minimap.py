"""A small view of the whole document, in the corner of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.canvas.camera import Camera
from app.canvas.far import fill_by_color, layout_colors
from app.canvas.frames import frame_box
from app.canvas.geometry import Rect
from app.canvas.tints import PAPER, PLAIN, tint
from app.theme import mixed
from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import Canvas

WIDTH, HEIGHT = 188, 124
MARGIN = 12


class Minimap(QWidget):
    """Shows where the window is in the document; a press or a drag goes there.

    It shows itself only while part of the document is out of sight.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._kept: QPixmap | None = None
        self._camera = Camera()
        self.resize(WIDTH, HEIGHT)
        self.setAccessibleName(tr("Overview"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def place(self) -> None:
        """Stay in the corner."""
        canvas = self._canvas
        self.move(canvas.width() - WIDTH - MARGIN, canvas.height() - HEIGHT - MARGIN)
        self.follow()

    def refresh(self) -> None:
        """Show the document as it is now."""
        self._kept = None
        self.follow()

    def follow(self) -> None:
        """Show where the window is now; hide while all of the document is in sight.

        In a small window it would hide too much.
        """
        bounds, seen = self._canvas.scene.geometry.bounds(), self._canvas.seen()
        roomy = self._canvas.width() >= 3 * WIDTH and self._canvas.height() >= 3 * HEIGHT
        self.setVisible(
            roomy
            and bounds is not None
            and (
                seen[0] > bounds[0] + 1
                or seen[1] > bounds[1] + 1
                or seen[2] < bounds[2] - 1
                or seen[3] < bounds[3] - 1
            )
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        seen = self._canvas.seen()
        painter = QPainter(self)
        if self._kept is None:
            self._kept = self._paint_document()
        painter.drawPixmap(0, 0, self._kept)
        theme, camera = self._canvas.theme, self._camera
        left, top = camera.to_screen(seen[0], seen[1])
        right, bottom = camera.to_screen(seen[2], seen[3])
        window = QRectF(QPointF(left, top), QPointF(right, bottom))
        window = window.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        fill = QColor(theme.selection)
        fill.setAlphaF(0.12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(theme.selection), 1.2))
        painter.drawRoundedRect(window, 2, 2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def _go(self, at: QPointF) -> None:
        self._canvas.center_on(*self._camera.to_scene(at.x(), at.y()))

    def _paint_document(self) -> QPixmap:
        canvas, theme = self._canvas, self._canvas.theme
        geometry = canvas.scene.geometry
        bounds = geometry.bounds()
        if bounds is not None:
            self._camera.fit(bounds, width=WIDTH, height=HEIGHT, margin=8, most=0.2)
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.card_border), 1))
        painter.setBrush(QColor(mixed(theme.panel, theme.canvas, 0.3)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        camera = self._camera
        self._paint_beside(painter)
        low = (geometry.xy - (camera.left, camera.top)) * camera.scale
        high = np.maximum(low + geometry.wh * camera.scale, low + 1.5)
        fill_by_color(painter, low, high, geometry.look, layout_colors(geometry, theme))
        painter.end()
        return pixmap

    def _paint_beside(self, painter: QPainter) -> None:
        """Frames and notes, behind the cards."""
        geometry, theme = self._canvas.scene.geometry, self._canvas.theme
        frames, notes = geometry.document.frames, geometry.document.notes
        rects = [(rect, frames[name].color, PLAIN) for name, rect in geometry.frames().items()]
        rects += [(_corners(note.rect), note.color, PAPER) for note in notes.values()]
        for rect, color, instead in rects:
            fill = mixed(theme.canvas, tint(color, instead), 0.3)
            painter.fillRect(frame_box(rect, self._camera), QColor(fill))


def _corners(rect: Rect) -> Rect:
    left, top, width, height = rect
    return left, top, left + width, top + height
