"""Wires that are led through points: smooth curves as arrays. No Qt.

Few wires are bent, and nothing here is called for the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.canvas.camera import Camera
from app.canvas.curves import FAR, STRETCH_LEAST, bows, curves, in_sight, segments
from app.canvas.geometry import Array, Geometry, Rect
from app.canvas.layout import Point

STEPS = 16
"""Straight lines in each leg of a bent wire."""
REACH = 0.4
"""How far a curve runs on through a bend, as a share of the leg."""


def controls(end: Array, points: Sequence[Point]) -> Array:
    """Cubic Bézier curves (legs, 4, 2) from a socket, through ``points``, to a socket.

    ``end`` is x, y of the source and of the target. The wire leaves and arrives level,
    and goes through each point in the direction from the one before to the one after.
    """
    stops = np.array([end[:2], *points, end[2:]], float)
    along = np.diff(stops, axis=0)
    length = np.hypot(along[:, 0], along[:, 1])
    course = stops[2:] - stops[:-2]
    course /= np.maximum(np.hypot(course[:, 0], course[:, 1]), 1e-9)[:, None]
    level = np.array([[1.0, 0.0]])
    courses = np.vstack([level, course, level])
    reach = (length * REACH)[:, None]
    # At sockets as far as a plain wire, but not beyond the leg.
    bow = np.minimum(bows(np.hstack([stops[:-1], stops[1:]])), np.maximum(length, STRETCH_LEAST))
    out, into = reach.copy(), reach.copy()
    out[0], into[-1] = bow[0] * 0.8, bow[-1] * 0.8
    return np.stack(
        [stops[:-1], stops[:-1] + courses[:-1] * out, stops[1:] - courses[1:] * into, stops[1:]],
        axis=1,
    )


def polyline(end: Array, points: Sequence[Point], steps: int = STEPS) -> Array:
    """Points (n, 2) of the curve of a bent wire."""
    t = np.linspace(0.0, 1.0, steps + 1)
    basis = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3], axis=1)
    legs = basis @ controls(end, points)
    return np.vstack([legs[0, :1], legs[:, 1:].reshape(-1, 2)])


def wires_in_sight(geometry: Geometry, rect: Rect) -> Array:
    """The wires that may touch ``rect`` of the scene, bent ones too."""
    found = in_sight(geometry.ends, rect)
    if not geometry.bent:
        return found
    left, top, right, bottom = rect
    # Those of the others that a bend leads astray.
    more = [row for row in geometry.bent if _touches(geometry, row, (left, top, right, bottom))]
    return np.union1d(found, np.array(more, int))


def bounds(geometry: Geometry, row: int) -> Rect:
    """The rectangle around a bent wire."""
    path = polyline(geometry.ends[row], geometry.bent[row])
    return (*path.min(axis=0).tolist(), *path.max(axis=0).tolist())


def wire_segments(
    geometry: Geometry, rows: Array, camera: Camera, area: Rect
) -> tuple[Array, Array]:
    """Like ``segments`` of these wires, but bent ones as they are bent."""
    if not geometry.bent:
        return segments(geometry.ends[rows], camera, area)
    bent = np.isin(rows, list(geometry.bent))
    lines, owner = segments(geometry.ends[rows[~bent]], camera, area)
    found, owners = [lines], [np.flatnonzero(~bent)[owner]]
    steps = 1 if camera.scale < FAR else STEPS
    for place in np.flatnonzero(bent).tolist():
        row = int(rows[place])
        path = polyline(geometry.ends[row], geometry.bent[row], steps)
        path = (path - (camera.left, camera.top)) * camera.scale
        found.append(np.hstack([path[:-1], path[1:]]))
        owners.append(np.full(len(path) - 1, place))
    return np.ascontiguousarray(np.vstack(found)), np.concatenate(owners)


def wire_paths(geometry: Geometry, rows: Array, steps: int) -> Array:
    """Points (wires, steps + 1, 2) along these wires, in the scene."""
    xs, ys = curves(geometry.ends[rows], steps)
    paths: Array = np.stack([xs, ys], axis=2)
    for place in np.flatnonzero(np.isin(rows, list(geometry.bent))).tolist():
        row = int(rows[place])
        path = polyline(geometry.ends[row], geometry.bent[row])
        paths[place] = path[np.linspace(0, len(path) - 1, steps + 1).astype(int)]
    return paths


def bent_at(geometry: Geometry, x: float, y: float) -> tuple[int, float]:
    """The bent wire nearest to scene point (x, y), and how far away it is; -1 if none."""
    best, least = -1, np.inf
    for row, points in geometry.bent.items():
        distance = distance_to(polyline(geometry.ends[row], points), x, y)[0]
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


def _touches(geometry: Geometry, row: int, rect: Rect) -> bool:
    left, top, right, bottom = bounds(geometry, row)
    return left < rect[2] and right > rect[0] and top - 4 < rect[3] and bottom + 4 > rect[1]
