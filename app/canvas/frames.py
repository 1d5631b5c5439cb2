"""Frames on the canvas: titled rectangles that follow the cards in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.canvas.camera import Camera
from app.canvas.frame_rects import TITLE as FRAME_TITLE
from app.canvas.geometry import Array, Rect
from app.canvas.looks import PAD
from app.canvas.scene import Scene
from app.canvas.text import STRONG, face
from app.canvas.tints import PLAIN, tint
from app.theme import Theme, mixed
from cards.document import Frame

RADIUS = 12.0
FILL, WELCOME = 0.09, 0.2
"""Share of the frame's colour behind its cards, and while it takes one more."""
NARROW = 34.0
"""Pixels of width below which no title is written."""
HOLES = 300
"""Around more cards than these the colour of a frame that moves is left out."""


def draw_frames(
    painter: QPainter,
    scene: Scene,
    area: Rect,
    theme: Theme,
    names: Iterable[str] | None = None,
    *,
    moving: Array | None = None,
) -> None:
    """Draw frames inside ``area`` of the screen, all or those of these names.

    While cards are ``moving``, frames lie over the others and leave them out.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frames = scene.geometry.document.frames
    seen = scene.camera.seen(area[0] - 3, area[1] - 3, area[2] - area[0] + 6, area[3] - area[1] + 6)
    for name, rect in _rects(scene, names).items():
        if rect[0] > seen[2] or rect[2] < seen[0] or rect[1] > seen[3] or rect[3] < seen[1]:
            continue
        box = frame_box(rect, scene.camera)
        welcoming = name in scene.moving.welcoming
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS * scene.camera.scale, RADIUS * scene.camera.scale)
        color, edge, ink = _colors(frames[name].color, theme)
        body = path if moving is None else _around(path, scene, rect, moving)
        fill = QColor(color)
        fill.setAlphaF(WELCOME if welcoming else FILL)
        painter.fillPath(body, fill)
        if name in scene.marked.frames or welcoming:
            pen = QPen(QColor(theme.accent if welcoming else theme.selection), 2)
        else:
            pen = QPen(QColor(edge), 1.2)
        painter.strokePath(path, pen)
        _draw_title(painter, frames[name], ink, box, scene.camera)


def _rects(scene: Scene, names: Iterable[str] | None) -> dict[str, Rect]:
    """The rectangles of these frames, or of all, as a drag may show them."""
    known = scene.geometry.frames()
    wanted = known if names is None else {n: known[n] for n in names if n in known}
    moved = {n: shown_rect(scene, n) for n in scene.moving.frames if n in wanted}
    return {n: rect for n, there in wanted.items() if (rect := moved.get(n, there))}


def shown_rect(scene: Scene, name: str) -> Rect | None:
    """The rectangle of a frame, as a drag may show it."""
    return scene.geometry.frame(name, scene.moving.frames.get(name))


def frame_box(rect: Rect, camera: Camera) -> QRectF:
    """Where a rectangle of the scene is on the screen."""
    return QRectF(QPointF(*camera.to_screen(*rect[:2])), QPointF(*camera.to_screen(*rect[2:])))


def title_box(box: QRectF, scale: float) -> QRectF:
    """Where the title of a frame stands."""
    pad = 14 * scale
    height = max(FRAME_TITLE * scale, 14.0)
    return QRectF(box.left() + pad, box.top() + 5 * scale, box.width() - 2 * pad, height)


def title_size(scale: float) -> int:
    """Pixels of height of the titles of frames."""
    return max(10, round(14 * scale))


@lru_cache(maxsize=256)
def _colors(color: str, theme: Theme) -> tuple[str, str, str]:
    """The colour itself, of the edge and of the title."""
    known = tint(color, PLAIN)
    return known, mixed(theme.canvas, known, 0.45), mixed(known, theme.text, 0.55)


def _draw_title(painter: QPainter, frame: Frame, ink: str, box: QRectF, camera: Camera) -> None:
    place = title_box(box, camera.scale)
    if place.width() < NARROW or box.height() < place.height():
        return
    painter.setFont(face(title_size(camera.scale), STRONG))
    painter.setPen(QColor(ink))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    metrics = QFontMetricsF(painter.font())
    line = metrics.elidedText(frame.title[:200], Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, flags, line)


def _around(path: QPainterPath, scene: Scene, rect: Rect, moving: Array) -> QPainterPath:
    """The part of a frame where no card lies that stays."""
    geometry, camera = scene.geometry, scene.camera
    rows = np.setdiff1d(geometry.in_rect(rect, PAD), moving, assume_unique=True).tolist()
    if len(rows) > HOLES:
        return QPainterPath()
    holes = QPainterPath()
    holes.setFillRule(Qt.FillRule.WindingFill)
    for row in rows:
        x, y = camera.to_screen(*geometry.xy[row].tolist())
        w, h = (geometry.wh[row] * camera.scale).tolist()
        holes.addRoundedRect(QRectF(x, y, w, h), 8 * camera.scale, 8 * camera.scale)
    return path.subtracted(holes)
