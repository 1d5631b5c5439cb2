"""What travels along wires, written on them where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.curves import curves, in_sight
from app.canvas.geometry import Array, Rect
from app.canvas.layout import text_width
from app.canvas.sprites import Sprites
from app.canvas.text import face
from app.theme import Theme, mixed

if TYPE_CHECKING:
    from app.canvas.painting import Scene

SMALLEST = 0.6
"""Below this scale no labels are drawn."""
MOST = 150
HEIGHT = 17.0

_PLACES = (20, 14, 26, 8, 32)
"""Where along 40 steps of the curve a label is tried."""


@dataclass(frozen=True)
class Label:
    """A label where it stands in the window; ``room`` is 1 where there is plenty."""

    wire: int
    text: str
    left: float
    top: float
    room: float


class Labels:
    """Places labels in the whole window, once for each of its states.

    So a part of a frame holds the same labels as the whole.
    """

    def __init__(self, sprites: Sprites, theme: Theme) -> None:
        self._sprites = sprites
        self._theme = theme
        self._state: tuple[object, ...] = ()
        self._placed: list[Label] = []

    def paint(self, painter: QPainter, scene: Scene, area: Rect, hidden: Array) -> None:
        """Paint the labels inside ``area``, but for those of ``hidden`` wires."""
        camera = scene.camera
        if camera.scale < SMALLEST:
            return
        view = (camera.left, camera.top, camera.scale, scene.size, scene.lifted)
        state = (scene.geometry.document, scene.facts, view)
        if len(self._state) != 3 or not (
            self._state[0] is state[0] and self._state[1] is state[1] and self._state[2] == view
        ):
            self._state, self._placed = state, placed(scene)
        scale = label_scale(camera.scale)
        for label in self._placed:
            width = text_width(label.text, 11) + 14
            inside = label.left < area[2] and label.left + width * scale > area[0]
            inside &= label.top < area[3] and label.top + HEIGHT * scale > area[1]
            if inside and label.wire not in hidden:
                self._put(painter, label, width, scale)

    def _put(self, painter: QPainter, label: Label, width: float, scale: float) -> None:
        painter.setOpacity(min(max(label.room, 0.35), 1.0))
        self._sprites.put(
            painter,
            (label.left, label.top),
            ("label", label.text),
            lambda p: _draw(p, label.text, width, self._theme),
            size=(width, HEIGHT),
            scale=scale,
            ratio=painter.device().devicePixelRatioF(),
        )
        painter.setOpacity(1.0)


def label_scale(scale: float) -> float:
    return min(scale, 1.2)


def placed(scene: Scene) -> list[Label]:
    """A label for each output whose wires are in sight; crowded ones fade or stay away."""
    camera, geometry = scene.camera, scene.geometry
    seen = camera.seen(0, 0, *scene.size)
    wires = in_sight(geometry.ends, seen).tolist()
    if len(wires) > MOST:
        return []
    taken = _rects(scene, geometry.in_rect(seen))
    told: set[str] = set()
    labels: list[Label] = []
    for wire in wires:
        pair = geometry.pairs[wire]
        text = "" if pair[0] in told or pair == scene.lifted else scene.facts.label(pair[0])
        if not text:
            continue
        scale = label_scale(camera.scale)
        size = (text_width(text, 11) + 14) * scale, HEIGHT * scale
        place = _free_place(scene, wire, size, taken)
        if place is not None:
            told.add(pair[0])
            left, top, room = place
            labels.append(Label(wire, text, left, top, room))
            taken.append((left, top, left + size[0], top + size[1]))
    return labels


def _draw(painter: QPainter, text: str, width: float, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(0.5, 0.5, width - 1, HEIGHT - 1)
    painter.setPen(QPen(QColor(mixed(theme.canvas, theme.card_border, 0.7)), 1))
    painter.setBrush(QColor(mixed(theme.canvas, theme.card, 0.5)))
    painter.drawRoundedRect(rect, HEIGHT / 2 - 0.5, HEIGHT / 2 - 0.5)
    painter.setFont(face(11))
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
