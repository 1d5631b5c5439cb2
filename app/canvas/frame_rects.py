"""The rectangles of all frames at once, as arrays. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from app.canvas.geometry import Array, Geometry
    from cards.document import Frame

MARGIN = 24.0
TITLE = 28.0


class FrameRects:
    """Knows which cards each frame has, as long as cards and frames are the same."""

    def __init__(self) -> None:
        self._frames: Mapping[str, Frame] = {}
        self._index: Mapping[str, int] = {}
        self.names: list[str] = []
        """Those of the frames that are to be seen."""
        self._rows: Array = np.zeros(0, int)
        self._begins: Array = np.zeros(0, int)

    def rects(self, geometry: Geometry) -> Array:
        """Left, top, right and bottom (frames, 4) of the frames of ``names``."""
        if self._frames is not geometry.document.frames or self._index is not geometry.index:
            self._load(geometry.document.frames, geometry.index)
        if not self.names:
            return np.zeros((0, 4))
        low = np.minimum.reduceat(geometry.xy[self._rows], self._begins)
        high = np.maximum.reduceat((geometry.xy + geometry.wh)[self._rows], self._begins)
        return np.hstack([low - (MARGIN, MARGIN + TITLE), high + MARGIN])

    def _load(self, frames: Mapping[str, Frame], index: Mapping[str, int]) -> None:
        self._frames, self._index, self.names = frames, index, []
        rows: list[int] = []
        begins: list[int] = []
        for name, frame in frames.items():
            found = [index[n] for n in frame.nodes if n in index]
            if found:
                self.names.append(name)
                begins.append(len(rows))
                rows += found
        self._rows, self._begins = np.array(rows, int), np.array(begins, int)
