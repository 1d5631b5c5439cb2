"""The marks of sockets: shape, colour and letter of their kind."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from app.canvas.text import face
from app.theme import CONTRAST, LIGHT, contrast, visible
from cards.card import Socket
from cards.kinds import Kind, Mark

LARGE, SMALL = 6.0, 4.5
"""Radius of the marks of what flows through the network, and of parameters."""

_CORNERS: dict[Mark, tuple[int, float]] = {
    "diamond": (4, 0.0),
    "triangle": (3, 0.0),
    "hexagon": (6, 0.0),
    "pentagon": (5, -90.0),
}


def mark_radius(socket: Socket) -> float:
    return SMALL if socket.parameter else LARGE


def mark_path(mark: Mark, radius: float) -> QPainterPath:
    """The outline of a mark around (0, 0); all look equally large."""
    path = QPainterPath()
    if mark == "square":
        side = radius * 0.9
        path.addRoundedRect(QRectF(-side, -side, 2 * side, 2 * side), 1.5, 1.5)
    elif mark == "bar":
        path.addRoundedRect(
            QRectF(-radius * 0.74, -radius * 1.15, radius * 1.48, radius * 2.3), 2.0, 2.0
        )
    elif mark in _CORNERS:
        corners, turn = _CORNERS[mark]
        path.addPolygon(_polygon(corners, radius * 1.18, turn))
        path.closeSubpath()
    else:
        path.addEllipse(QPointF(0, 0), radius, radius)
    return path


def draw_mark(
    painter: QPainter,
    kind: Kind,
    radius: float,
    *,
    rim: str,
    letter: bool = False,
    color: str = "",
) -> None:
    """Draw the mark of a kind around (0, 0), with a rim in the colour of what is behind."""
    least = CONTRAST.least if rim == CONTRAST.card else LIGHT.least
    fill = color or visible(kind.color, rim, least)
    painter.setPen(QPen(QColor(rim), 1.6))
    painter.setBrush(QColor(fill))
    painter.drawPath(mark_path(kind.mark, radius))
    if kind.mark == "ring":
        painter.setBrush(QColor(rim))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(0, 0), radius * 0.45, radius * 0.45)
    elif letter:
        painter.setFont(face(max(6, round(radius * 1.35)), QFont.Weight.Bold))
        painter.setPen(QColor(readable_on(fill)))
        painter.drawText(
            QRectF(-radius, -radius, 2 * radius, 2 * radius),
            Qt.AlignmentFlag.AlignCenter,
            kind.letter,
        )


def readable_on(color: str) -> str:
    """Black or white, whichever is read better on ``color``."""
    return "#ffffff" if contrast(color, "#ffffff") > 2.6 else "#10151f"


def _polygon(corners: int, radius: float, turn: float) -> QPolygonF:
    angles = (math.radians(turn + 360.0 * i / corners) for i in range(corners))
    return QPolygonF([QPointF(radius * math.cos(a), radius * math.sin(a)) for a in angles])
