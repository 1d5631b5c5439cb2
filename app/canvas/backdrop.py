"""What lies behind the cards: the grid, frames, and notes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.canvas.buffers import draw_rect_array
from app.canvas.camera import Camera
from app.canvas.geometry import FRAME_TITLE, Geometry, Rect
from app.theme import Theme, font, mixed
from cards.document import Note

PAPER = "#f2c94c"
NOTE_TEXT = 0.45
"""Below this scale a note's own text could not be read."""
LEAST_NOTE = 16.0
"""Pixels of height below which a note holds no text."""
STEP = 24.0
"""Distance of the grid's dots, in scene units; far out every fourth, sixteenth, … is drawn."""


def draw_grid(painter: QPainter, camera: Camera, area: Rect, theme: Theme) -> None:
    """A grid of dots."""
    step = STEP
    while step * camera.scale < 17:
        step *= 2
    left, top, right, bottom = area
    x0, y0 = camera.to_scene(left, top)
    x1, y1 = camera.to_scene(right, bottom)
    xs = (
        np.arange(np.floor(x0 / step), np.ceil(x1 / step) + 1) * step - camera.left
    ) * camera.scale
    ys = (np.arange(np.floor(y0 / step), np.ceil(y1 / step) + 1) * step - camera.top) * camera.scale
    corners = np.stack(np.meshgrid(np.round(xs), np.round(ys)), axis=-1).reshape(-1, 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mixed(theme.grid, theme.dim, 0.18)))
    # Small rectangles cost a fraction of what points with a wide pen cost.
    draw_rect_array(painter, np.hstack([corners - 1, corners]))


def draw_frames(painter: QPainter, geometry: Geometry, camera: Camera, theme: Theme) -> None:
    """The titled frames around groups of cards."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for name, frame in geometry.document.frames.items():
        rect = geometry.frame(name)
        if rect is None:
            continue
        box = _on_screen(rect, camera)
        scale = camera.scale
        painter.setPen(QPen(QColor(mixed(theme.canvas, frame.color, 0.45)), 1.2))
        painter.setBrush(QColor(mixed(theme.canvas, frame.color, 0.09)))
        painter.drawRoundedRect(box, 12 * scale, 12 * scale)
        painter.setFont(font(max(10, round(14 * scale)), QFont.Weight.DemiBold))
        painter.setPen(QColor(mixed(frame.color, theme.text, 0.45)))
        title = QRectF(box.left() + 14 * scale, box.top() + 6 * scale, box.width(), 1)
        title.setHeight(max(FRAME_TITLE * scale, 14))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(title, flags, frame.title)


def draw_notes(painter: QPainter, notes: Iterable[Note], camera: Camera, theme: Theme) -> None:
    """Texts beside the cards."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for note in notes:
        left, top, width, height = note.rect
        box = _on_screen((left, top, left + width, top + height), camera)
        paper = mixed(theme.card, PAPER, 0.16)
        painter.setPen(QPen(QColor(mixed(theme.card, PAPER, 0.45)), 1))
        painter.setBrush(QColor(paper))
        painter.drawRoundedRect(box, 6 * camera.scale, 6 * camera.scale)
        if box.height() >= LEAST_NOTE:
            painter.save()
            painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
            painter.setPen(QColor(theme.text))
            _write(painter, box, note.text, camera.scale)
            painter.restore()


def _write(painter: QPainter, box: QRectF, text: str, scale: float) -> None:
    """All of a note; from afar its first paragraph alone, large enough to be read."""
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    if scale < NOTE_TEXT:
        painter.setFont(font(9))
        painter.drawText(box.adjusted(5, 3, -5, -3), flags, text.partition("\n")[0])
        return
    painter.translate(box.topLeft())
    painter.scale(scale, scale)
    painter.setFont(font(13))
    inside = QRectF(12, 10, box.width() / scale - 24, box.height() / scale - 20)
    painter.drawText(inside, flags, text)


def _on_screen(rect: Rect, camera: Camera) -> QRectF:
    left, top = camera.to_screen(rect[0], rect[1])
    right, bottom = camera.to_screen(rect[2], rect[3])
    return QRectF(left, top, right - left, bottom - top)
