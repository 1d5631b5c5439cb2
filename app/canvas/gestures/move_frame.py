"""Cards that are dragged into frames and out of them. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.canvas.gestures.carried import Carried, within

if TYPE_CHECKING:
    from app.canvas.geometry import Array
    from app.canvas.scene import Scene


class Joining:
    """Frames as they were before a drag: a card belongs to those that its middle is in.

    Frames all of whose cards are dragged move along, and let nobody in or out.
    """

    def __init__(self, scene: Scene, carried: Carried) -> None:
        self._scene, self._carried = scene, carried
        frames, moving = scene.geometry.document.frames, frozenset(carried.names)
        rects = {
            name: rect
            for name, frame in frames.items()
            if not frame.nodes <= moving and (rect := scene.geometry.frame(name))
        }
        self._names = list(rects)
        self._rects = np.array(list(rects.values())).reshape(-1, 4)

    def follow(self, *, prevented: bool) -> bool:
        """Let cards join and leave where they are shown; True if other frames change now."""
        carried, frames = self._carried, self._scene.geometry.document.frames
        before = carried.joined.keys() | carried.welcoming
        carried.joined, carried.welcoming = {}, frozenset()
        if self._names and len(carried.rows) and not prevented:
            wh = self._scene.geometry.wh[carried.rows]
            inside = within(self._rects, carried.origin + carried.at + wh / 2)
            welcoming: set[str] = set()
            own = frozenset(carried.frames)
            touched: Array = inside.any(axis=0) | np.array([n in own for n in self._names])
            for column in np.flatnonzero(touched).tolist():
                name = self._names[column]
                old = frames[name].nodes
                chosen = {
                    n for n, here in zip(carried.names, inside[:, column], strict=True) if here
                }
                new = (old - frozenset(carried.names)) | chosen
                if new != old:
                    carried.joined[name] = new
                if new - old:
                    welcoming.add(name)
            carried.welcoming = frozenset(welcoming)
        return before != carried.joined.keys() | carried.welcoming
