"""What lies under a point of the scene: a card and its part, a socket, a wire. No Qt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.canvas.bends import bent_at
from app.canvas.curves import STRETCH_MOST, curves
from app.canvas.geometry import Geometry, Pair, Rect
from app.canvas.layout import FOOTER, HEADER, ROW, Layout, Row, has_value
from cards.document import End, end

Where = Literal["nothing", "header", "fold", "row", "value", "more", "socket", "footer", "body"]

SOCKET_REACH = 10.0
"""How near to a socket's middle the pointer takes it, in scene units."""
WIRE_REACH = 5.0
FOLD_WIDTH = 28.0


@dataclass(frozen=True)
class Hit:
    """The part of a card under a point; ``socket`` where the part is a row or a socket."""

    where: Where = "nothing"
    node: str = ""
    socket: str = ""
    output: bool = False

    @property
    def end(self) -> End:
        """The socket as an end of a wire."""
        return end(self.node, self.socket)


NOTHING = Hit()


def hit(
    geometry: Geometry,
    x: float,
    y: float,
    reach: float = SOCKET_REACH,
    *,
    front: Collection[str] = (),
) -> Hit:
    """What is foremost at scene point (x, y); sockets are taken from ``reach`` away.

    The cards named in ``front`` stand before the others.
    """
    rows = geometry.in_rect((x, y, x, y), margin=reach).tolist()
    for row in sorted(rows, key=lambda row: (geometry.names[row] in front, row), reverse=True):
        layout, left = geometry.layouts[row], geometry.xy[row]
        found = _on_card(geometry.names[row], layout, x - left[0], y - left[1], reach)
        if found is not NOTHING:
            return found
    return NOTHING


def value_rect(layout: Layout, row: Row) -> Rect:
    """The field of a row's value: left, top, right, bottom on the card."""
    return layout.value_left, row.top + 2, layout.width - 12.0, row.top + ROW - 2


def wire_at(
    geometry: Geometry, x: float, y: float, *, scale: float, reach: float = WIRE_REACH
) -> Pair | None:
    """The wire nearest to scene point (x, y), within ``reach`` screen pixels."""
    near = reach / scale
    ends = geometry.ends
    if not len(ends):
        return None
    bent, away = bent_at(geometry, x, y) if geometry.bent else (-1, np.inf)
    around = np.array([STRETCH_MOST, near])
    low = np.minimum(ends[:, :2], ends[:, 2:]) - around
    high = np.maximum(ends[:, :2], ends[:, 2:]) + around
    at = np.array([x, y])
    wires = np.flatnonzero(((low <= at) & (high >= at)).all(axis=1))
    if geometry.bent:
        wires = wires[np.isin(wires, list(geometry.bent), invert=True)]
    if not len(wires):
        return geometry.pairs[bent] if away <= near else None
    xs, ys = curves(ends[wires], 48)
    distance = _distances(xs, ys, x, y)
    best = int(distance.argmin())
    if away <= min(near, distance[best]):
        return geometry.pairs[bent]
    return geometry.pairs[int(wires[best])] if distance[best] <= near else None


def _on_card(node: str, layout: Layout, x: float, y: float, reach: float) -> Hit:
    socket = _socket(node, layout, x, y, reach)
    if socket:
        return socket
    if not (0 <= x <= layout.width and 0 <= y <= layout.height):
        return NOTHING
    if y < HEADER:
        return Hit("fold" if x < FOLD_WIDTH else "header", node)
    if layout.footer and y > layout.height - FOOTER:
        return Hit("footer", node)
    row = next((r for r in layout.rows if r.top <= y < r.top + ROW), None)
    if row is None:
        return Hit("body", node)
    if row.socket is None:
        return Hit("more", node)
    output = row.part == "output"
    left, top, right, bottom = value_rect(layout, row)
    inside = left <= x <= right and top <= y <= bottom and has_value(row.socket)
    return Hit("value" if inside and not output else "row", node, row.socket.name, output)


def _socket(node: str, layout: Layout, x: float, y: float, reach: float) -> Hit | None:
    if layout.folded:
        return _folded_socket(node, layout, x, y, reach)
    best, least = None, reach**2
    for points, output in ((layout.inputs, False), (layout.outputs, True)):
        for name, (px, py) in points.items():
            square = (px - x) ** 2 + (py - y) ** 2
            if square <= least:
                best, least = (name, output), square
    return Hit("socket", node, *best) if best else None


def _folded_socket(node: str, layout: Layout, x: float, y: float, reach: float) -> Hit | None:
    """All sockets of one side of a folded card, which stand at one place; without a name."""
    for points, output in ((layout.inputs, False), (layout.outputs, True)):
        for px, py in set(points.values()):
            if (px - x) ** 2 + (py - y) ** 2 <= reach**2:
                return Hit("socket", node, "", output)
    return None


def _distances(
    xs: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    ys: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    x: float,
    y: float,
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The distance of (x, y) from each polyline."""
    ax, ay = xs[:, :-1] - x, ys[:, :-1] - y
    dx, dy = np.diff(xs, axis=1), np.diff(ys, axis=1)
    along = np.clip(-(ax * dx + ay * dy) / np.maximum(dx**2 + dy**2, 1e-12), 0, 1)
    squares = (ax + along * dx) ** 2 + (ay + along * dy) ** 2
    nearest: np.ndarray[tuple[int], np.dtype[np.float64]] = np.sqrt(squares.min(axis=1))
    return nearest
