"""One line of text on the canvas, cut short where it does not fit."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.theme import font

NORMAL, MEDIUM, STRONG = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LINE = Qt.TextFlag.TextSingleLine


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    color: str,
    *,
    size: int = 12,
    weight: QFont.Weight = NORMAL,
    right: bool = False,
) -> None:
    """Draw ``text`` in the middle of the height of ``rect``, at its left or right."""
    painter.setFont(face(size, weight))
    painter.setPen(QColor(color))
    line = fitting(text, rect.width(), size, weight)
    painter.drawText(rect, (_RIGHT if right else _LEFT) | _LINE, line)


def width_of(text: str, size: int = 12, weight: QFont.Weight = NORMAL) -> float:
    """How wide ``text`` is, as Qt draws it."""
    return QFontMetricsF(face(size, weight)).horizontalAdvance(text)


@lru_cache(maxsize=8192)
def fitting(text: str, width: float, size: int, weight: QFont.Weight) -> str:
    """``text``, or as much of it as fits into ``width``."""
    metrics = QFontMetricsF(face(size, weight))
    # Glyphs reach a little beyond their widths; do not cut for that.
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width + 1)


@cache
def face(size: int, weight: QFont.Weight = NORMAL) -> QFont:
    """The interface font; looking it up anew costs as much as drawing with it."""
    return font(size, weight)
