"""Everything but the cards that move, kept as one pixmap while a gesture lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from app.canvas.geometry import Array, Rect

if TYPE_CHECKING:
    from app.canvas.view import Canvas


class Layer:
    """Paints frames while it is held: a copy of the pixmap, then the cards that move."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._pixmap: QPixmap | None = None
        self._moving: Array = np.zeros(0, int)
        self.held = False

    def hold(self, moving: Array | None = None) -> None:
        """Keep all but the ``moving`` cards and their wires."""
        self._moving = np.zeros(0, int) if moving is None else moving
        self.held, self._pixmap = True, None

    def release(self) -> None:
        """Keep nothing."""
        self.held, self._pixmap = False, None

    def outdate(self) -> None:
        """What is kept is no longer what is to be seen."""
        self._pixmap = None

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Paint the part ``box`` of the window."""
        canvas, ratio = self._canvas, self._canvas.devicePixelRatioF()
        if self._pixmap is None:
            self._pixmap = self._paint_all(ratio)
        source = QRectF(box.x() * ratio, box.y() * ratio, box.width() * ratio, box.height() * ratio)
        painter.drawPixmap(QRectF(box), self._pixmap, source)
        if len(self._moving) or canvas.scene.moving:
            painter.setClipRect(box)
            area = corners(QRectF(box))
            canvas.painting.paint_only(painter, canvas.scene, self._moving, area)

    def _paint_all(self, ratio: float) -> QPixmap:
        canvas = self._canvas
        pixmap = QPixmap(canvas.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        area = corners(QRectF(canvas.rect()))
        canvas.painting.paint(painter, canvas.scene, area, without=self._moving)
        painter.end()
        return pixmap


def corners(box: QRectF) -> Rect:
    """Left, top, right and bottom."""
    return box.left(), box.top(), box.right(), box.bottom()
