"""What travels along wires, written on them where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.curves import curves
from app.canvas.geometry import Array
from app.canvas.layout import text_width
from app.theme import Theme, font, mixed

if TYPE_CHECKING:
    from app.canvas.painting import Painting, Scene

SMALLEST = 0.6
"""Below this scale no labels are drawn."""
MOST = 150
HEIGHT = 17.0

_PLACES = (20, 14, 26, 8, 32)
"""Where along 40 steps of the curve a label is tried."""


def draw_labels(
    painter: QPainter, scene: Scene, wires: Array, cards: Array, painting: Painting
) -> None:
    """Label these wires, once for each output; crowded labels fade or stay away."""
    camera, geometry = scene.camera, scene.geometry
    if camera.scale < SMALLEST or len(wires) > MOST:
        return
    taken = _rects(scene, cards)
    told: set[str] = set()
    scale = min(camera.scale, 1.2)
    for wire in wires.tolist():
        source = geometry.pairs[wire][0]
        text = "" if source in told else scene.facts.label(source)
        if not text:
            continue
        size = (text_width(text, 11) + 14) * scale, HEIGHT * scale
        place = _free_place(scene, wire, size, taken)
        if place is None:
            continue
        told.add(source)
        x, y, room = place
        taken.append((x, y, x + size[0], y + size[1]))
        _put(painter, painting, text, (x, y), scale, room)


def _put(
    painter: QPainter,
    painting: Painting,
    text: str,
    at: tuple[float, float],
    scale: float,
    room: float,
) -> None:
    width, theme = text_width(text, 11) + 14, painting.theme
    painter.setOpacity(min(max(room, 0.35), 1.0))
    painting.sprites.put(
        painter,
        at,
        ("label", text),
        lambda p: _draw(p, text, width, theme),
        size=(width, HEIGHT),
        scale=scale,
        ratio=painter.device().devicePixelRatioF(),
    )
    painter.setOpacity(1.0)


def _draw(painter: QPainter, text: str, width: float, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(0.5, 0.5, width - 1, HEIGHT - 1)
    painter.setPen(QPen(QColor(mixed(theme.canvas, theme.card_border, 0.7)), 1))
    painter.setBrush(QColor(mixed(theme.canvas, theme.card, 0.5)))
    painter.drawRoundedRect(rect, HEIGHT / 2 - 0.5, HEIGHT / 2 - 0.5)
    painter.setFont(font(11))
    painter.setPen(QColor(theme.dim))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _rects(scene: Scene, cards: Array) -> list[tuple[float, float, float, float]]:
    camera, geometry = scene.camera, scene.geometry
    low = (geometry.xy[cards] - (camera.left, camera.top)) * camera.scale
    high = low + geometry.wh[cards] * camera.scale
    return [(a, b, c, d) for a, b, c, d in np.hstack([low, high]).tolist()]


def _free_place(
    scene: Scene,
    wire: int,
    size: tuple[float, float],
    taken: list[tuple[float, float, float, float]],
) -> tuple[float, float, float] | None:
    """Left, top and the room (1 is plenty) of a free place on the wire."""
    camera = scene.camera
    xs, ys = curves(scene.geometry.ends[wire : wire + 1], 40)
    others = np.array(taken).reshape(-1, 4)
    for step in _PLACES:
        x, y = camera.to_screen(float(xs[0, step]), float(ys[0, step]))
        left, top = x - size[0] / 2, y - size[1] / 2
        apart = np.maximum(
            others[:, :2] - (left + size[0], top + size[1]), (left, top) - others[:, 2:]
        )
        gap = float(apart.max(axis=1).min()) if len(others) else 99.0
        if gap > 3:
            return left, top, gap / 8
    return None
