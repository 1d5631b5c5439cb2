"""What lies behind everything: the grid."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from app.canvas.buffers import draw_rect_array
from app.canvas.camera import Camera
from app.canvas.geometry import Rect
from app.theme import Theme, mixed

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
