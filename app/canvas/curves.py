"""Wires as arrays of points and line segments. No Qt."""

from __future__ import annotations

from functools import cache

import numpy as np

from app.canvas.camera import Camera
from app.canvas.geometry import Array, Rect

FAR = 0.1
"""Below this scale a wire is one straight line."""
STRETCH_LEAST, STRETCH_MOST = 36.0, 220.0


def curves(ends: Array, steps: int, scale: float = 1.0) -> tuple[Array, Array]:
    """Points of the curves between ``ends`` (wires, 4): x and y (wires, steps + 1)."""
    ax, ay, bx, by = ends.T
    bow = bows(ends, scale)
    basis = _basis(steps)
    x = np.stack([ax, ax + bow, bx - bow, bx], axis=1) @ basis
    y = np.stack([ay, ay, by, by], axis=1) @ basis
    return x, y


def bows(ends: Array, scale: float = 1.0) -> Array:
    """How far each curve runs level out of its sockets."""
    ax, ay, bx, by = ends.T
    gap = bx - ax
    # A wire that runs back makes a wider bow, so that it is seen to leave its card.
    wide = np.where(gap < 0, -gap * 0.6, gap * 0.5) + np.abs(by - ay) * 0.12
    clipped: Array = np.clip(wide, STRETCH_LEAST * scale, STRETCH_MOST * scale)
    return clipped


def in_sight(ends: Array, rect: Rect) -> Array:
    """The wires that may touch ``rect`` (left, top, right, bottom) of the scene."""
    if not len(ends):
        return np.zeros(0, int)
    left, top, right, bottom = rect
    bow = STRETCH_MOST
    x_low, x_high = np.minimum(ends[:, 0], ends[:, 2]) - bow, np.maximum(ends[:, 0], ends[:, 2])
    y_low, y_high = np.minimum(ends[:, 1], ends[:, 3]), np.maximum(ends[:, 1], ends[:, 3])
    across = (x_low < right) & (x_high + bow > left)
    return np.flatnonzero(across & (y_low - 4 < bottom) & (y_high + 4 > top))


def segments(ends: Array, camera: Camera, area: Rect, steps: int = 0) -> tuple[Array, Array]:
    """The parts of the curves inside ``area`` of the screen.

    Gives (segments, 4) in screen pixels, contiguous, and the row in ``ends`` of each.
    """
    origin = (camera.left, camera.top, camera.left, camera.top)
    screen = (ends - origin) * camera.scale
    if camera.scale < FAR:
        long = np.abs(screen[:, 2] - screen[:, 0]) + np.abs(screen[:, 3] - screen[:, 1]) > 3
        return np.ascontiguousarray(screen[long]), np.flatnonzero(long)
    steps = steps or (40 if len(ends) <= 150 else 24 if camera.scale > 0.3 else 10)
    x, y = curves(screen, steps, camera.scale)
    x0, x1, y0, y1 = x[:, :-1], x[:, 1:], y[:, :-1], y[:, 1:]
    left, top, right, bottom = area
    inside = (np.maximum(x0, x1) > left - 6) & (np.minimum(x0, x1) < right + 6)
    inside &= (np.maximum(y0, y1) > top - 6) & (np.minimum(y0, y1) < bottom + 6)
    owner = np.nonzero(inside)[0]
    lines = np.stack([x0[inside], y0[inside], x1[inside], y1[inside]], axis=1)
    return _overlapping(lines), owner


def _overlapping(lines: Array) -> Array:
    """Every line half a pixel longer at both ends, so that no seams show between them."""
    along = lines[:, 2:] - lines[:, :2]
    along *= (0.5 / np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6))[:, None]
    return np.hstack([lines[:, :2] - along, lines[:, 2:] + along])


@cache
def _basis(steps: int) -> Array:
    t = np.linspace(0.0, 1.0, steps + 1)
    return np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3])
