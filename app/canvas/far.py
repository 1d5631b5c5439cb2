"""Cards seen from far away: two plain rectangles each, all of a colour in one call."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from app.canvas.buffers import draw_rect_array
from app.canvas.geometry import Array, Geometry
from app.canvas.layout import HEADER
from app.canvas.looks import header_color
from app.canvas.scene import Scene
from app.theme import Theme, mixed


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
    palette = layout_colors(geometry, theme)
    looks = geometry.look[rows]
    bad = np.isin(rows, _troubled(scene))
    fill_rects(painter, low, heads, bad, theme.error)
    fill_by_color(painter, low, heads, np.where(bad, -1, looks), palette)


def fill_by_color(
    painter: QPainter, low: Array, high: Array, looks: Array, palette: list[str]
) -> None:
    """Fill each rectangle with the colour of its look; negative looks are left out."""
    colors = sorted(set(palette))
    numbers = np.array([colors.index(color) for color in palette] + [-1])
    of_rect = numbers[looks]
    for number, color in enumerate(colors):
        fill_rects(painter, low, high, of_rect == number, color)


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


def _troubled(scene: Scene) -> list[int]:
    """The rows of the cards that have errors."""
    index = scene.geometry.index
    found = scene.facts.troubled().items()
    return [index[n] for n, trouble in found if trouble.severity == "error" and n in index]
