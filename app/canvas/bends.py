"""Wires that are led through points: smooth curves as arrays. No Qt.

Few wires are bent, and nothing here is called for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from app.canvas.camera import Camera
from app.canvas.curves import FAR, STRETCH_LEAST, bows, curves, in_sight, segments
from app.canvas.geometry import Array, Geometry, Rect
from app.canvas.layout import Point

STEPS = 16
"""Straight lines in each leg of a bent wire."""
FARTHEST = 250.0
"""Scene units beyond which nobody asks for the nearest wire."""
REACH = 0.4
"""How far a curve runs on through a bend, as a share of the leg."""


def controls(end: Array, points: Sequence[Point]) -> Array:
    """Cubic Bézier curves (legs, 4, 2) from a socket, through ``points``, to a socket.

    ``end`` is x, y of the source and of the target.
    """
    return _legs(np.array([end[:2], *points, end[2:]], float), np.array([0, len(points) + 2]))


def _legs(stops: Array, begins: Array) -> Array:
    """The curves between the ``stops`` (n, 2) of several wires, each beginning at ``begins``.

    A wire leaves and arrives level, and goes through each point in the direction from the
    one before to the one after.
    """
    first = np.zeros(len(stops), bool)
    last = first.copy()
    first[begins[:-1]], last[begins[1:] - 1] = True, True
    course = np.roll(stops, -1, axis=0) - np.roll(stops, 1, axis=0)
    course /= np.maximum(np.hypot(course[:, 0], course[:, 1]), 1e-9)[:, None]
    course[first | last] = 1.0, 0.0
    start = np.flatnonzero(~last)
    a, b = stops[start], stops[start + 1]
    length = np.hypot(*(b - a).T)
    # At sockets as far as a plain wire, but not beyond the leg.
    bow = np.minimum(bows(np.hstack([a, b])), np.maximum(length, STRETCH_LEAST)) * 0.8
    out = np.where(first[start], bow, length * REACH)[:, None]
    into = np.where(last[start + 1], bow, length * REACH)[:, None]
    return np.stack([a, a + course[start] * out, b - course[start + 1] * into, b], axis=1)


def polyline(end: Array, points: Sequence[Point], steps: int = STEPS) -> Array:
    """Points (n, 2) of the curve of a bent wire."""
    legs = _basis(steps) @ controls(end, points)
    return np.vstack([legs[0, :1], legs[:, 1:].reshape(-1, 2)])


def wires_in_sight(geometry: Geometry, rect: Rect) -> Array:
    """The wires that may touch ``rect`` of the scene, bent ones too."""
    found = in_sight(geometry.ends, rect)
    if not geometry.bent:
        return found
    # Those of the others that a bend leads astray.
    rows = np.array(list(geometry.bent), int)
    boxes = bounds(geometry, rows.tolist())
    across = (boxes[:, 0] < rect[2]) & (boxes[:, 2] > rect[0])
    more = rows[across & (boxes[:, 1] - 4 < rect[3]) & (boxes[:, 3] + 4 > rect[1])]
    # Not np.union1d: its first call loads numpy.ma, 15 ms of the start.
    mask = np.zeros(len(geometry.pairs), bool)
    mask[found], mask[more] = True, True
    return np.flatnonzero(mask)


def bounds(geometry: Geometry, rows: Sequence[int]) -> Array:
    """Rectangles (wires, 4) that these bent wires do not leave."""
    legs, count = _legs_of(geometry, rows)
    place = np.cumsum([0, *count[:-1]])
    low = np.minimum.reduceat(legs.min(axis=1), place)
    high = np.maximum.reduceat(legs.max(axis=1), place)
    return np.hstack([low, high])


def _legs_of(geometry: Geometry, rows: Sequence[int]) -> tuple[Array, list[int]]:
    """The curves of these bent wires, one after another, and how many each wire has."""
    stops: list[Sequence[float]] = []
    begins = [0]
    for row, end in zip(rows, geometry.ends[rows].tolist(), strict=True):
        stops += [end[:2], *geometry.bent[row], end[2:]]
        begins.append(len(stops))
    count = [b - a - 1 for a, b in pairwise(begins)]
    return _legs(np.array(stops, float), np.array(begins)), count


@cache
def _basis(steps: int) -> Array:
    t = np.linspace(0.0, 1.0, steps + 1)
    return np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3], axis=1)


def wire_segments(
    geometry: Geometry, rows: Array, camera: Camera, area: Rect
) -> tuple[Array, Array]:
    """Like ``segments`` of these wires, but bent ones as they are bent."""
    if not geometry.bent:
        return segments(geometry.ends[rows], camera, area)
    bent = np.isin(rows, list(geometry.bent))
    lines, owner = segments(geometry.ends[rows[~bent]], camera, area)
    places = np.flatnonzero(bent)
    if not len(places):
        return lines, np.flatnonzero(~bent)[owner]
    legs, count = _legs_of(geometry, rows[places].tolist())
    steps = 1 if camera.scale < FAR else STEPS
    points = (_basis(steps) @ legs - (camera.left, camera.top)) * camera.scale
    more = np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4)
    owners = np.repeat(places, np.array(count) * steps)
    lines = np.ascontiguousarray(np.vstack([lines, more]))
    return lines, np.concatenate([np.flatnonzero(~bent)[owner], owners])


def wire_paths(geometry: Geometry, rows: Array, steps: int) -> Array:
    """Points (wires, steps + 1, 2) along these wires, in the scene."""
    xs, ys = curves(geometry.ends[rows], steps)
    paths: Array = np.stack([xs, ys], axis=2)
    # Asked for only where there are some: ``np.isin`` loads a part of NumPy at the start.
    bent = np.isin(rows, list(geometry.bent)) if geometry.bent else np.zeros(len(rows), bool)
    for place in np.flatnonzero(bent).tolist():
        row = int(rows[place])
        path = polyline(geometry.ends[row], geometry.bent[row])
        paths[place] = path[np.linspace(0, len(path) - 1, steps + 1).astype(int)]
    return paths


def bent_at(geometry: Geometry, x: float, y: float) -> tuple[int, float]:
    """The bent wire nearest to scene point (x, y), and how far away it is; -1 if none."""
    best, least = -1, np.inf
    rows = list(geometry.bent)
    boxes = bounds(geometry, rows)
    away = np.maximum(boxes[:, :2] - (x, y), (x, y) - boxes[:, 2:]).max(axis=1)
    for place in np.argsort(away).tolist():
        if away[place] >= min(least, FARTHEST):
            break
        row = rows[place]
        distance = distance_to(polyline(geometry.ends[row], geometry.bent[row]), x, y)[0]
        if distance < least:
            best, least = row, distance
    return best, float(least)


def leg_at(geometry: Geometry, row: int, x: float, y: float) -> int:
    """The place among the bends of a wire for a new one at (x, y) on it."""
    points = geometry.bent.get(row, ())
    if not points:
        return 0
    return distance_to(polyline(geometry.ends[row], points), x, y)[1] // STEPS


def distance_to(path: Array, x: float, y: float) -> tuple[float, int]:
    """The distance of (x, y) from a polyline (n, 2), and which of its lines is nearest."""
    start = path[:-1] - (x, y)
    along = np.diff(path, axis=0)
    square = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(-(start * along).sum(axis=1) / square, 0, 1)
    away = ((start + share[:, None] * along) ** 2).sum(axis=1)
    nearest = int(away.argmin())
    return float(np.sqrt(away[nearest])), nearest
