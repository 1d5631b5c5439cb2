"""Dragging cards, or clicking on one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt

from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.layout import GRID
from cards import edits

if TYPE_CHECKING:
    from app.canvas.view import Canvas

SLACK = 4.0
"""Pixels that the pointer may move before a click becomes a drag."""


class MoveCards(Gesture):
    """Moves the selected cards with the one that was grabbed.

    The grabbed card keeps to the grid, save while Ctrl is held. Without a drag the
    gesture is a click, which does what ``click`` says.
    """

    def __init__(self, canvas: Canvas, node: str, click: Callable[[], None] | None = None) -> None:
        super().__init__(canvas)
        self._node = node
        self._click = click
        self._moving = False
        self._reach = QRect()

    @property
    def pans(self) -> bool:
        return self._moving

    def begin(self, pointer: Pointer) -> None:
        self._from = QPointF(pointer.at)
        self._start_at = np.array(self.canvas.to_scene(pointer.at))
        selection = self.canvas.session.selection
        self._deselect = False
        if pointer.shift or pointer.ctrl:
            self._deselect = self._node in selection
            self.canvas.session.select(selection | {self._node})
        elif self._node not in selection:
            self.canvas.session.select({self._node})

    def move(self, pointer: Pointer) -> None:
        if not self._moving:
            if (pointer.at - self._from).manhattanLength() < SLACK:
                return
            self._start()
        canvas, geometry = self.canvas, self.canvas.scene.geometry
        # In the scene, which may be panned and zoomed during the drag.
        first = self._origin[self._grabbed]
        there = first + np.array(canvas.to_scene(pointer.at)) - self._start_at
        if not pointer.ctrl:
            there = np.round(there / GRID) * GRID
        geometry.place(self._rows, self._origin + (there - first), self._wires)
        reach = canvas.reach_of(self._rows, self._wires)
        canvas.update(self._reach.united(reach))
        self._reach = reach

    def finish(self, pointer: Pointer) -> None:
        if not self._moving:
            if self._deselect:
                self.canvas.session.select(self.canvas.session.selection - {self._node})
            elif self._click is not None:
                self._click()
            return
        canvas, geometry = self.canvas, self.canvas.scene.geometry
        places = geometry.xy[self._rows].tolist()
        names = [geometry.names[row] for row in self._rows.tolist()]
        canvas.release()
        document = canvas.session.document
        moved = edits.move_nodes(
            document, {n: (x, y) for n, (x, y) in zip(names, places, strict=True)}
        )
        label = "Move card" if len(names) == 1 else f"Move {len(names)} cards"
        canvas.session.commit(label, moved)

    def cancel(self) -> None:
        if self._moving:
            self.canvas.scene.geometry.place(self._rows, self._origin)
            self.canvas.release()

    def _start(self) -> None:
        self._moving = True
        geometry = self.canvas.scene.geometry
        names = self.canvas.session.selection | {self._node}
        self._rows = np.array(sorted(geometry.index[n] for n in names if n in geometry.index))
        self._grabbed = int(np.searchsorted(self._rows, geometry.index[self._node]))
        self._origin = geometry.xy[self._rows].copy()
        self._wires = geometry.wires_of(self._rows.tolist())
        self._reach = self.canvas.reach_of(self._rows, self._wires)
        self.canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.canvas.hold(self._rows)
