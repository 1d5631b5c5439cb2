"""Wires on the screen: one call for each colour, straight from the array."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.canvas.bends import controls, wire_segments
from app.canvas.buffers import draw_line_array
from app.canvas.camera import Camera
from app.canvas.curves import FAR, bows
from app.canvas.geometry import Array, Geometry, Rect
from app.theme import Theme, mixed, visible

SMOOTH_UP_TO = 6000
"""More segments than these are drawn without smoothing."""
FAR_UP_TO = 10_000
"""Of more wires than these only some are drawn from far away, where they cover each other."""
SHADOWED_UP_TO = 800
CALM = 0.22
"""Share of the canvas colour in wires that nothing points to."""


def draw_wires(
    painter: QPainter,
    geometry: Geometry,
    rows: Array,
    camera: Camera,
    *,
    area: Rect,
    theme: Theme,
    strong: bool = False,
) -> None:
    """Draw these wires inside ``area`` of the screen; ``strong`` ones stand out."""
    if not len(rows):
        return
    far = camera.scale < FAR
    if far and not strong:
        # By their numbers, so that a part of a frame draws the same wires as the whole.
        rows = rows[rows % max(1, round(len(geometry.pairs) / FAR_UP_TO)) == 0]
    lines, owner = wire_segments(geometry, rows, camera, area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not far and len(lines) < SMOOTH_UP_TO)
    # Qt draws lines of width 0 by their pixels, far faster than any other.
    width = 0.0 if far else wire_width(camera.scale, strong=strong)
    if not far and len(lines) < SHADOWED_UP_TO:
        # Opaque, as translucent lines cost four times as much.
        draw_lines(painter, lines, QColor(shade(theme)), width + 1.6)
    kinds = geometry.kinds[rows][owner]
    for number in np.flatnonzero(np.bincount(kinds)).tolist():
        color = wire_color(geometry.kind_list[number].color, theme, strong=strong)
        draw_lines(painter, lines[kinds == number], QColor(color), width)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_paths(
    painter: QPainter, geometry: Geometry, rows: Array, camera: Camera, *, theme: Theme
) -> None:
    """Draw these wires as true curves, for pictures."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for row in rows.tolist():
        ax, ay, bx, by = geometry.ends[row].tolist()
        path = curve(*camera.to_screen(ax, ay), *camera.to_screen(bx, by), scale=camera.scale)
        if row in geometry.bent:
            path = bent_curve(geometry, row, camera)
        kind = geometry.kind_list[int(geometry.kinds[row])]
        pen = QPen(QColor(wire_color(kind.color, theme)), wire_width(camera.scale))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(path)


def curve(ax: float, ay: float, bx: float, by: float, *, scale: float) -> QPainterPath:
    """One wire between two points of the screen."""
    bow = float(bows(np.array([[ax, ay, bx, by]]), scale)[0])
    path = QPainterPath(QPointF(ax, ay))
    path.cubicTo(QPointF(ax + bow, ay), QPointF(bx - bow, by), QPointF(bx, by))
    return path


def bent_curve(geometry: Geometry, row: int, camera: Camera) -> QPainterPath:
    """One wire that is led through points."""
    legs = controls(geometry.ends[row], geometry.bent[row])
    legs = (legs - (camera.left, camera.top)) * camera.scale
    path = QPainterPath(QPointF(*legs[0, 0].tolist()))
    for _, out, into, stop in legs.tolist():
        path.cubicTo(QPointF(*out), QPointF(*into), QPointF(*stop))
    return path


def wire_width(scale: float, *, strong: bool = False) -> float:
    """How thick wires are at this scale, in pixels of the screen."""
    return max(1.0, min(2.4, 2.2 * scale)) + (0.9 if strong else 0.0)


def wire_color(color: str, theme: Theme, *, strong: bool = False) -> str:
    # Opaque: translucent segments would show where they overlap.
    shown = color if strong else mixed(color, theme.canvas, CALM)
    return visible(shown, theme.canvas, theme.least)


def shade(theme: Theme) -> str:
    """What a wire's shadow makes of the canvas."""
    color = QColor(theme.wire_shadow)
    return mixed(theme.canvas, color.name(), color.alphaF())


def draw_lines(painter: QPainter, lines: Array, color: QColor, width: float) -> None:
    """Draw (segments, 4) in one call."""
    if not len(lines):
        return
    pen = QPen(color, width)
    # Round caps cost fourteen times as much as flat ones.
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    draw_line_array(painter, lines)
