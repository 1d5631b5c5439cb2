"""Arrays drawn in one call: Qt reads the array's own memory.

The wrapper borrows the memory for the call only and is never kept: shiboken would
return a kept one for whatever later lies at its address.
"""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QPainter

from app.canvas.geometry import Array

T = TypeVar("T")


def draw_line_array(painter: QPainter, lines: Array) -> None:
    """Draw ``lines`` (lines, 4): x and y of both ends."""
    lines = np.ascontiguousarray(lines, dtype=np.float64)
    if len(lines):
        painter.drawLines(_wrapped(lines, QLineF), len(lines))


def draw_rect_array(painter: QPainter, rects: Array) -> None:
    """Draw ``rects`` (rects, 4): left, top, and the last pixel to the right and below."""
    rects = np.ascontiguousarray(rects, dtype=np.int32)
    if len(rects):
        painter.drawRects(_wrapped(rects, QRect), len(rects))


def _wrapped(array: Array, kind: type[T]) -> T:
    return cast("T", shiboken6.wrapInstance(array.ctypes.data, kind))
