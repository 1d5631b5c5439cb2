"""Small pictures that are painted once for each zoom and then only copied."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

Draw = Callable[[QPainter], None]

BUDGET = 96 * 2**20
"""Bytes of pixmaps that are kept."""


class Sprites:
    """Keeps pixmaps by what they show, the scale and the device pixel ratio.

    ``direct`` paints every time instead, for pictures made of vectors.
    """

    def __init__(self, *, direct: bool = False) -> None:
        self.direct = direct
        self._kept: dict[Hashable, QPixmap] = {}
        self._bytes = 0

    def clear(self) -> None:
        self._kept.clear()
        self._bytes = 0

    def put(
        self,
        painter: QPainter,
        at: tuple[float, float],
        key: Hashable,
        draw: Draw,
        *,
        size: tuple[float, float],
        pad: float = 0.0,
        scale: float = 1.0,
        ratio: float = 1.0,
    ) -> None:
        """Show what ``draw`` paints, with its origin at screen point ``at``.

        ``size`` and ``pad``, the room around it, are in the units of ``draw``.
        """
        if self.direct:
            painter.save()
            painter.translate(*at)
            painter.scale(scale, scale)
            draw(painter)
            painter.restore()
            return
        pixmap = self.get(key, draw, size=size, pad=pad, scale=scale, ratio=ratio)
        # Whole device pixels keep text sharp.
        x = round((at[0] - pad * scale) * ratio) / ratio
        y = round((at[1] - pad * scale) * ratio) / ratio
        painter.drawPixmap(QPointF(x, y), pixmap)

    def get(
        self,
        key: Hashable,
        draw: Draw,
        *,
        size: tuple[float, float],
        pad: float = 0.0,
        scale: float = 1.0,
        ratio: float = 1.0,
    ) -> QPixmap:
        """The pixmap of what ``draw`` paints, painted now if it is not kept."""
        key = (key, scale, ratio)
        pixmap = self._kept.get(key)
        if pixmap is None:
            pixmap = self._paint(draw, size, pad, scale, ratio)
            self._keep(key, pixmap)
        return pixmap

    def _paint(
        self, draw: Draw, size: tuple[float, float], pad: float, scale: float, ratio: float
    ) -> QPixmap:
        width = math.ceil((size[0] + 2 * pad) * scale * ratio) + 1
        height = math.ceil((size[1] + 2 * pad) * scale * ratio) + 1
        pixmap = QPixmap(width, height)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.scale(scale, scale)
        painter.translate(pad, pad)
        draw(painter)
        painter.end()
        return pixmap

    def _keep(self, key: Hashable, pixmap: QPixmap) -> None:
        size = pixmap.width() * pixmap.height() * 4
        if self._bytes + size > BUDGET:
            self.clear()
        self._kept[key] = pixmap
        self._bytes += size
