"""Cards seen from far away: two plain rectangles each, all of a colour in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from app.canvas.buffers import draw_rect_array
from app.canvas.geometry import Array, Geometry
from app.canvas.layout import HEADER
from app.canvas.looks import header_color
from app.theme import Theme, mixed

if TYPE_CHECKING:
    from app.canvas.painting import Scene


def draw_far(painter: QPainter, scene: Scene, rows: Array, theme: Theme) -> None:
    """Bodies and headers of these cards."""
    geometry, camera = scene.geometry, scene.camera
    low = (geometry.xy[rows] - (camera.left, camera.top)) * camera.scale
    high = low + geometry.wh[rows] * camera.scale
    marked = np.zeros(len(geometry.names), bool)
    marked[[geometry.index[n] for n in scene.selection if n in geometry.index]] = True
    chosen = marked[rows]
    fill_rects(painter, low - 2, high + 2, chosen, theme.selection)
    fill_rects(painter, low, high, ~chosen, mixed(theme.card, theme.dim, 0.18))
    fill_rects(painter, low, high, chosen, mixed(theme.card, theme.selection, 0.35))
    heads = high.copy()
    heads[:, 1] = low[:, 1] + max(HEADER * camera.scale, 2.0)
    colors = _colors(scene, rows, theme)
    for color in sorted(set(colors)):
        fill_rects(painter, low, heads, np.array([c == color for c in colors]), color)


def fill_rects(painter: QPainter, low: Array, high: Array, mask: Array, color: str) -> None:
    """Fill the rectangles from ``low`` to ``high`` (cards, 2) that ``mask`` names."""
    if not mask.any():
        return
    # A QRect holds its first and its last pixel.
    last = np.maximum(np.round(high[mask]) - 1, np.round(low[mask]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    draw_rect_array(painter, np.hstack([np.round(low[mask]), last]))


def layout_colors(geometry: Geometry, theme: Theme) -> list[str]:
    """The header colour of each layout, by its number."""
    return [header_color(layout, theme) for layout in geometry.layout_of.made]


def _colors(scene: Scene, rows: Array, theme: Theme) -> list[str]:
    geometry = scene.geometry
    by_look = layout_colors(geometry, theme)
    colors = [by_look[look] for look in geometry.look[rows].tolist()]
    bad = {n for n, trouble in scene.facts.troubled().items() if trouble.severity == "error"}
    if bad:
        names = geometry.names
        for i, row in enumerate(rows.tolist()):
            if names[row] in bad:
                colors[i] = theme.error
    return colors
