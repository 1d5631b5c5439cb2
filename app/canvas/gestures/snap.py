"""Where things that are dragged stop: at the grid, and in line with cards near by. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from app.canvas.geometry import Array, Geometry, Rect
from app.canvas.layout import GRID

REACH = 6.0
"""Pixels of the screen from which a line attracts."""
MOST = 2000
"""Of more cards in sight than these only the nearest attract."""


class Guide(NamedTuple):
    """A line that shows what is aligned: at ``at``, from ``low`` to ``high`` across it."""

    upright: bool
    at: float
    low: float
    high: float


@dataclass
class Snap:
    """Lines that attract: lefts, middles and rights of ``rects`` (n, 4), and the same down."""

    rects: Array
    _across: Array = field(init=False)
    _down: Array = field(init=False)

    def __post_init__(self) -> None:
        rects = self.rects
        self._across = np.stack([rects[:, 0], (rects[:, 0] + rects[:, 2]) / 2, rects[:, 2]])
        self._down = np.stack([rects[:, 1], (rects[:, 1] + rects[:, 3]) / 2, rects[:, 3]])

    def snapped(
        self, rect: Rect, origin: tuple[float, float], reach: float, *, grid: bool = True
    ) -> tuple[float, float, list[Guide]]:
        """How far ``rect`` moves on so that it is in line, and the lines to show.

        ``origin`` is the point of it that keeps to the grid where no line attracts.
        """
        dx, across = _nearest(self._across, (rect[0], (rect[0] + rect[2]) / 2, rect[2]), reach)
        dy, down = _nearest(self._down, (rect[1], (rect[1] + rect[3]) / 2, rect[3]), reach)
        if dx is None:
            dx = round(origin[0] / GRID) * GRID - origin[0] if grid else 0.0
        if dy is None:
            dy = round(origin[1] / GRID) * GRID - origin[1] if grid else 0.0
        there = rect[0] + dx, rect[1] + dy, rect[2] + dx, rect[3] + dy
        guides = [self._guide(there, edge, row, upright=True) for edge, row in across]
        guides += [self._guide(there, edge, row, upright=False) for edge, row in down]
        return dx, dy, guides

    def _guide(self, rect: Rect, edge: int, row: int, *, upright: bool) -> Guide:
        other = self.rects[row].tolist()
        first, last = (0, 2) if upright else (1, 3)
        at = (rect[first], (rect[first] + rect[last]) / 2, rect[last])[edge]
        low, high = (1, 3) if upright else (0, 2)
        return Guide(upright, at, min(rect[low], other[low]), max(rect[high], other[high]))


NO_SNAP = Snap(np.zeros((0, 4)))


def lines_near(geometry: Geometry, seen: Rect, without: Array, more: Sequence[Rect] = ()) -> Snap:
    """The lines of the cards in ``seen``, but for those ``without``, and of ``more`` rectangles."""
    rows = np.setdiff1d(geometry.in_rect(seen), without, assume_unique=True)
    if len(rows) > MOST:
        middle = np.array([(seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2])
        away = np.abs(geometry.xy[rows] + geometry.wh[rows] / 2 - middle).sum(axis=1)
        rows = rows[np.argpartition(away, MOST)[:MOST]]
    low = geometry.xy[rows]
    rects = np.hstack([low, low + geometry.wh[rows]])
    return Snap(np.vstack([rects, np.array(more, float).reshape(-1, 4)]))


def _nearest(
    lines: Array, edges: Sequence[float], reach: float
) -> tuple[float | None, list[tuple[int, int]]]:
    """How far to the nearest line, and which edges then meet which rows' lines."""
    if not lines.shape[1]:
        return None, []
    # Edges attract edges, middles middles: what else coincides means nothing.
    gaps = [lines[(0, 2), :] - edges[0], lines[1:2, :] - edges[1], lines[(0, 2), :] - edges[2]]
    least = [float(g.flat[np.abs(g).argmin()]) for g in gaps]
    best = min(least, key=abs)
    if abs(best) > reach:
        return None, []
    met: list[tuple[int, int]] = []
    for edge, gap in enumerate(gaps):
        rows = np.flatnonzero((np.abs(gap - best) < 0.01).any(axis=0)).tolist()
        met += [(edge, row) for row in rows[:4]]
    return best, met
