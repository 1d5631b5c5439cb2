"""Rectangles in line with each other, or with equal gaps between them. Pure geometry."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

Rect = tuple[float, float, float, float]
"""Left, top, width, height."""
Position = tuple[float, float]
Side = Literal["left", "centre", "right", "top", "middle", "bottom"]
Way = Literal["across", "down"]

_SIDES: dict[Side, tuple[int, float]] = {
    "left": (0, 0.0),
    "centre": (0, 0.5),
    "right": (0, 1.0),
    "top": (1, 0.0),
    "middle": (1, 0.5),
    "bottom": (1, 1.0),
}
"""The axis of each side, and where along a rectangle it is."""


def aligned(rects: Mapping[str, Rect], side: Side) -> dict[str, Position]:
    """New positions (left, top), so that all have one ``side`` in line.

    It is the side of the rectangle around them all.
    """
    if not rects:
        return {}
    axis, share = _SIDES[side]
    low = min(rect[axis] for rect in rects.values())
    high = max(rect[axis] + rect[axis + 2] for rect in rects.values())
    line = low + share * (high - low)
    return {
        name: _placed(rect, axis, line - share * rect[axis + 2]) for name, rect in rects.items()
    }


def distributed(rects: Mapping[str, Rect], way: Way) -> dict[str, Position]:
    """New positions with equal gaps between neighbours; the first and the last stay.

    Where there is too little room they overlap equally. Of fewer than three none moves.
    """
    axis = 0 if way == "across" else 1
    order = sorted(rects, key=lambda n: (rects[n][axis] + rects[n][axis + 2] / 2, n))
    found = {name: rects[name][:2] for name in rects}
    if len(order) < 3:
        return found
    first, last = rects[order[0]], rects[order[-1]]
    span = last[axis] + last[axis + 2] - first[axis]
    gap = (span - sum(rects[n][axis + 2] for n in order)) / (len(order) - 1)
    at = first[axis]
    for before, name in pairwise(order[:-1]):
        at += rects[before][axis + 2] + gap
        found[name] = _placed(rects[name], axis, at)
    return found


def _placed(rect: Rect, axis: int, at: float) -> Position:
    # Whole numbers, so that files stay readable and texts sharp.
    return (float(round(at)), rect[1]) if axis == 0 else (rect[0], float(round(at)))
