"""What stands out of the scene while the rest is dimmed, and what is marked with a sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.bends import wire_segments
from app.canvas.curves import FAR
from app.canvas.geometry import Array, Pair, Rect
from app.canvas.layout import HEADER, Layout
from app.canvas.looks import RADIUS
from app.canvas.scene import Scene
from app.canvas.text import STRONG, draw_text, width_of
from app.canvas.wires import draw_lines, wire_width
from app.theme import Theme, mixed

if TYPE_CHECKING:
    from app.canvas.painting import Painting

Sign = Literal["added", "removed", "changed", "pointed"]

LEGIBLE = 0.38
"""Below this scale pills hold no text."""
LONGEST = 320.0
"""Widest pill, in scene units."""
GHOST = 0.5
"""How much of a removed card the ground covers."""


@dataclass(frozen=True)
class Spotlight:
    """Cards and wires that stand out, and how much the rest is dimmed: 0 to 1.

    ``signs`` and ``wire_signs`` mark cards and wires; ``rows`` holds by card the rows that
    differ with what is told of them, ``areas`` rectangles of the scene (frames, notes).
    """

    cards: frozenset[str] = frozenset()
    wires: frozenset[Pair] = frozenset()
    dim: float = 0.7
    signs: Mapping[str, Sign] = field(default_factory=dict)
    wire_signs: Mapping[Pair, Sign] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    areas: tuple[tuple[Rect, Sign], ...] = ()


def sign_color(sign: Sign, theme: Theme) -> str:
    """The colour of a sign; the sign itself says the same without colour."""
    colors = {"added": theme.ok, "removed": theme.error, "changed": theme.warning}
    return colors.get(sign, theme.accent)


def draw_spotlight(
    painting: Painting, painter: QPainter, scene: Scene, area: Rect, cards: Array, wires: Array
) -> None:
    """Dim all but what stands out of these cards and wires, then draw the signs."""
    light, geometry, theme = scene.spotlight, scene.geometry, painting.theme
    if light is None:
        return
    left, top, right, bottom = area
    if light.dim:
        veil = QColor(theme.canvas)
        veil.setAlphaF(light.dim)
        painter.fillRect(QRectF(left, top, right - left, bottom - top), veil)
        lit = [i for i in wires.tolist() if geometry.pairs[i] in light.wires]
        painting.paint_wires(painter, scene, np.array(lit, int), area)
    _draw_wire_signs(painter, scene, light, area, wires, theme)
    if light.dim:
        bright = [row for row in cards.tolist() if geometry.names[row] in light.cards]
        painting.paint_cards(painter, scene, np.array(bright, int))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for rect, sign in light.areas:
        _draw_area(painter, scene, rect, sign, theme)
    for row in cards.tolist():
        sign_of = light.signs.get(geometry.names[row])
        if sign_of is not None:
            _draw_card_sign(painter, scene, row, sign_of, theme)
    for row in cards.tolist():
        told = light.rows.get(geometry.names[row])
        if told:
            _draw_rows(painter, scene, row, told, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_sign(painter: QPainter, at: QPointF, radius: float, sign: Sign, theme: Theme) -> None:
    """A disc with plus, minus or a wave."""
    painter.setPen(QPen(QColor(theme.canvas), max(1.0, radius * 0.16)))
    painter.setBrush(QColor(sign_color(sign, theme)))
    painter.drawEllipse(at, radius, radius)
    pen = QPen(QColor(theme.canvas), max(1.2, radius * 0.24))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    arm = radius * 0.5
    if sign == "changed":
        wave = [
            (-1.1, 0.15),
            (-0.65, -0.35),
            (-0.2, -0.35),
            (0.2, 0.35),
            (0.65, 0.35),
            (1.1, -0.15),
        ]
        painter.drawPolyline([QPointF(at.x() + x * arm, at.y() + y * arm) for x, y in wave])
        return
    painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
    if sign == "added":
        painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))


def _draw_wire_signs(
    painter: QPainter, scene: Scene, light: Spotlight, area: Rect, wires: Array, theme: Theme
) -> None:
    geometry, camera = scene.geometry, scene.camera
    pairs = {i: geometry.pairs[i] for i in wires.tolist()}
    signed: dict[int, Sign] = {
        i: light.wire_signs[pair] for i, pair in pairs.items() if pair in light.wire_signs
    }
    for sign in sorted(set(signed.values())):
        rows = np.array([i for i, s in signed.items() if s == sign], int)
        lines, _ = wire_segments(geometry, rows, camera, area)
        if sign == "removed" and camera.scale >= FAR:
            # Every other piece: a wire that is gone is dashed.
            lines = lines[np.arange(len(lines)) % 2 == 0]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = wire_width(camera.scale, strong=True) + 0.6
        draw_lines(painter, lines, QColor(sign_color(sign, theme)), width)
        if camera.scale >= FAR:
            radius = min(max(8 * camera.scale, 4.0), 9.0)
            for ax, ay, bx, by in geometry.ends[rows].tolist():
                middle = QPointF(*camera.to_screen((ax + bx) / 2, (ay + by) / 2))
                draw_sign(painter, middle, radius, sign, theme)


def _draw_area(painter: QPainter, scene: Scene, rect: Rect, sign: Sign, theme: Theme) -> None:
    x, y = scene.camera.to_screen(rect[0], rect[1])
    right, bottom = scene.camera.to_screen(rect[2], rect[3])
    _outline(painter, QRectF(x, y, right - x, bottom - y), 10 * scene.camera.scale, sign, theme)
    radius = min(max(11 * scene.camera.scale, 5.0), 14.0)
    draw_sign(painter, QPointF(x, y), radius, sign, theme)


def _draw_card_sign(painter: QPainter, scene: Scene, row: int, sign: Sign, theme: Theme) -> None:
    geometry, scale = scene.geometry, scene.camera.scale
    x, y = scene.camera.to_screen(*geometry.xy[row].tolist())
    width, height = (geometry.wh[row] * scale).tolist()
    rect = QRectF(x, y, width, height)
    if sign == "removed":
        ghost = QColor(theme.canvas)
        ghost.setAlphaF(GHOST)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ghost)
        painter.drawRoundedRect(rect, RADIUS * scale, RADIUS * scale)
    _outline(painter, rect, RADIUS * scale, sign, theme)
    if sign != "pointed":
        draw_sign(painter, QPointF(x, y), min(max(11 * scale, 5.0), 14.0), sign, theme)


def _outline(painter: QPainter, rect: QRectF, radius: float, sign: Sign, theme: Theme) -> None:
    pen = QPen(QColor(sign_color(sign, theme)), 2.4)
    if sign == "removed":
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)


def _draw_rows(
    painter: QPainter, scene: Scene, row: int, told: Mapping[str, str], theme: Theme
) -> None:
    """A pill beside each row that differs: the old value and the new one."""
    geometry, scale = scene.geometry, scene.camera.scale
    layout = geometry.layouts[row]
    x, y = scene.camera.to_screen(*geometry.xy[row].tolist())
    color = sign_color("changed", theme)
    for number, (name, text) in enumerate(told.items()):
        middle = _middle(layout, name, number)
        if scale < LEGIBLE:
            painter.fillRect(QRectF(x - 2, y + (middle - 8) * scale, 5, 16 * scale), QColor(color))
            continue
        painter.save()
        painter.translate(x, y)
        painter.scale(scale, scale)
        painter.fillRect(QRectF(0, middle - 11, 4, 22), QColor(color))
        width = min(width_of(text, 12, STRONG) + 20, LONGEST)
        pill = QRectF(layout.width + 14, middle - 11, width, 22)
        painter.setPen(QPen(QColor(color), 1.4))
        painter.setBrush(QColor(mixed(theme.card, color, 0.16)))
        painter.drawRoundedRect(pill, 11, 11)
        painter.drawLine(QPointF(layout.width, middle), QPointF(pill.left(), middle))
        draw_text(painter, pill.adjusted(10, 0, -10, 0), text, theme.text, weight=STRONG)
        painter.restore()


def _middle(layout: Layout, name: str, number: int) -> float:
    """How far below the card's top a row is; rows out of sight stand below each other."""
    row = layout.row(name)
    return row.middle if row is not None else HEADER / 2 + number * 24
