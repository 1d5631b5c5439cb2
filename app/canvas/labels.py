"""What travels along wires, written on them where there is room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.bends import wire_paths, wires_in_sight
from app.canvas.geometry import Array, Rect
from app.canvas.layout import text_width
from app.canvas.scene import Scene
from app.canvas.sprites import Sprites
from app.canvas.text import face
from app.theme import Theme, mixed

SMALLEST = 0.6
"""Below this scale no labels are drawn."""
MOST = 150
HEIGHT = 17.0

LEAST_GAP = 3.0
"""Pixels between a label and what is beside it."""
STEPS = 40
HANDLE = 6.0
"""Pixels that a bend takes on each side of its middle."""

_PLACES = np.array([20, 14, 26, 8, 32])
"""Where along the steps of the curve a label is tried."""


@dataclass(frozen=True)
class Label:
    """A label where it stands in the window; ``room`` is 1 where there is plenty.

    An ``upright`` one is read from below, along a wire that runs up or down.
    """

    wire: int
    text: str
    left: float
    top: float
    room: float
    upright: bool

    def rect(self, scale: float) -> Rect:
        """Left, top, right and bottom in the window."""
        width, height = label_size(self.text, upright=self.upright)
        return self.left, self.top, self.left + width * scale, self.top + height * scale


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
            left, top, right, bottom = label.rect(scale)
            inside = left < area[2] and right > area[0] and top < area[3] and bottom > area[1]
            if inside and label.wire not in hidden:
                self._put(painter, label, scale)

    def _put(self, painter: QPainter, label: Label, scale: float) -> None:
        painter.setOpacity(min(max(label.room, 0.55), 1.0))
        self._sprites.put(
            painter,
            (label.left, label.top),
            ("label", label.text, label.upright),
            lambda p: _draw(p, label, self._theme),
            size=label_size(label.text, upright=label.upright),
            scale=scale,
            ratio=painter.device().devicePixelRatioF(),
        )
        painter.setOpacity(1.0)


def label_size(text: str, *, upright: bool = False) -> tuple[float, float]:
    """Width and height of a label at its own size."""
    width = text_width(text, 11) + 14
    return (HEIGHT, width) if upright else (width, HEIGHT)


def label_scale(scale: float) -> float:
    return min(scale, 1.2)


def placed(scene: Scene) -> list[Label]:
    """A label for each output whose wires are in sight; crowded ones fade or stay away."""
    camera, geometry = scene.camera, scene.geometry
    seen = camera.seen(0, 0, *scene.size)
    wires = wires_in_sight(geometry, seen)
    if len(wires) > MOST:
        return []
    points = (wire_paths(geometry, wires, STEPS) - (camera.left, camera.top)) * camera.scale
    cards = np.vstack([_rects(scene, geometry.in_rect(seen)), _handles(scene)])
    # What is taken: the cards, then the labels placed so far.
    taken = np.vstack([cards, np.zeros((len(wires), 4))])
    told: set[str] = set()
    labels: list[Label] = []
    for wire, path in zip(wires.tolist(), points, strict=True):
        pair = geometry.pairs[wire]
        text = "" if pair[0] in told or pair == scene.lifted else scene.facts.label(pair[0])
        if not text:
            continue
        scale = label_scale(camera.scale)
        label = _placed_on(path, wire, text, scale, taken[: len(cards) + len(labels)])
        if label is not None:
            told.add(pair[0])
            taken[len(cards) + len(labels)] = label.rect(scale)
            labels.append(label)
    return labels


def _draw(painter: QPainter, label: Label, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, height = label_size(label.text)
    if label.upright:
        painter.translate(0, width)
        painter.rotate(-90)
    rect = QRectF(0.5, 0.5, width - 1, height - 1)
    painter.setPen(QPen(QColor(mixed(theme.canvas, theme.card_border, 0.7)), 1))
    painter.setBrush(QColor(mixed(theme.canvas, theme.card, 0.5)))
    painter.drawRoundedRect(rect, height / 2 - 0.5, height / 2 - 0.5)
    painter.setFont(face(11))
    painter.setPen(QColor(theme.dim))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label.text)


def _rects(scene: Scene, cards: Array) -> Array:
    """The rectangles of these cards in the window."""
    camera, geometry = scene.camera, scene.geometry
    low = (geometry.xy[cards] - (camera.left, camera.top)) * camera.scale
    rects: Array = np.hstack([low, low + geometry.wh[cards] * camera.scale])
    return rects


def _handles(scene: Scene) -> Array:
    """The rectangles of the handles of bends in the window."""
    camera = scene.camera
    points = [point for some in scene.geometry.bent.values() for point in some]
    middle = (np.array(points).reshape(-1, 2) - (camera.left, camera.top)) * camera.scale
    return np.hstack([middle - HANDLE, middle + HANDLE])


def _placed_on(path: Array, wire: int, text: str, scale: float, taken: Array) -> Label | None:
    """The label at the first free place along the wire; None if there is none."""
    for upright in (False, True):
        size = np.array(label_size(text, upright=upright)) * scale
        low = path[_PLACES] - size / 2
        apart = np.maximum(taken[:, :2] - (low + size)[:, None], low[:, None] - taken[:, 2:])
        gaps = apart.max(axis=2).min(axis=1, initial=99.0)
        for place in np.flatnonzero(gaps > LEAST_GAP).tolist():
            if not upright or _steep(path, int(_PLACES[place]), float(size[1])):
                left, top = low[place].tolist()
                return Label(wire, text, left, top, float(gaps[place]) / 8, upright)
    return None


def _steep(path: Array, step: int, length: float) -> bool:
    """Whether the wire runs up or down for ``length`` around this step."""
    dx, dy = np.abs(path[min(step + 6, STEPS)] - path[max(step - 6, 0)]).tolist()
    return bool(dy > 2 * dx and dy > length * 0.6)
