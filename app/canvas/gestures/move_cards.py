"""Dragging cards and what is beside them, or clicking on one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.beside import Spot
from app.canvas.gestures.carried import Carried
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.move_frame import Joining
from app.canvas.gestures.regroup import Regrouping
from app.canvas.gestures.snap import NO_SNAP, REACH, Guide, lines_near
from app.canvas.marking import UNMARKED, Marked
from app.step_names import cards_step
from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import Canvas

SLACK = 4.0
"""Pixels that the pointer may move before a click becomes a drag."""


class MoveCards(Gesture):
    """Moves all that is selected with the card, note, frame or bend that was grabbed.

    It keeps to the grid and in line with what is near, unless the user has chosen
    otherwise; Ctrl does the opposite. Cards join the frames that they are let go in,
    save while Alt is held. Without a drag it is a click, which does what ``click`` says.
    With ``merge`` it is one step with what was committed last under that key.
    """

    def __init__(
        self,
        canvas: Canvas,
        grabbed: str | Spot,
        click: Callable[[], None] | None = None,
        merge: Hashable = None,
    ) -> None:
        super().__init__(canvas)
        self._node = grabbed if isinstance(grabbed, str) else ""
        self._marked = grabbed.marked if isinstance(grabbed, Spot) else UNMARKED
        self._click = click
        self._merge = merge
        self._moving = False
        self._deselect = False
        self._reach = QRect()
        self._guides: list[Guide] = []

    def begin(self, pointer: Pointer) -> None:
        self._from = QPointF(pointer.at)
        self._start_at = np.array(self.canvas.to_scene(pointer.at))
        chosen, marked = self.canvas.session.selection, self.canvas.scene.marked
        own = frozenset({self._node}) if self._node else frozenset()
        already = own <= chosen and self._marked <= marked
        if pointer.shift or pointer.ctrl:
            self._deselect = already
            self.canvas.choose(chosen | own, marked | self._marked)
        elif not already:
            self.canvas.choose(own, self._marked)

    def move(self, pointer: Pointer) -> None:
        if not self._moving:
            if (pointer.at - self._from).manhattanLength() < SLACK:
                return
            self._start()
        canvas, carried = self.canvas, self._carried
        dx, dy = self._distance(pointer)
        carried.show(dx, dy)
        if self._joining is not None:
            if self._joining.follow(prevented=pointer.alt):
                canvas.layer.outdate()
                self._reach = canvas.rect()
            carried.show(dx, dy)
        if self._regrouping is not None and self._regrouping.follow(prevented=pointer.alt):
            canvas.update()
        reach = carried.reach().united(self._guides_reach())
        canvas.update(self._reach.united(reach))
        self._reach = reach

    def finish(self, pointer: Pointer) -> None:
        if not self._moving:
            self._release_click()
            return
        canvas, carried = self.canvas, self._carried
        canvas.release()
        label = _label(carried, self.canvas.scene.marked)
        document = carried.edited(canvas.session.document)
        if self._regrouping is not None:
            document = self._regrouping.edited(document)
        carried.restore()
        canvas.session.commit(label, document, self._merge)

    def cancel(self) -> None:
        if self._moving:
            self._carried.restore()
            self.canvas.release()

    def panned(self) -> None:
        if self._moving:
            self._look_around()

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self.canvas.theme.accent), 1))
        for guide in self._guides:
            painter.drawLine(*self._on_screen(guide))

    def _release_click(self) -> None:
        canvas = self.canvas
        if self._deselect:
            own = frozenset({self._node})
            canvas.choose(canvas.session.selection - own, canvas.scene.marked - self._marked)
        elif self._click is not None:
            self._click()

    def _start(self) -> None:
        canvas = self.canvas
        self._moving = self.pans = True
        chosen, marked = canvas.session.selection, canvas.scene.marked
        chosen = chosen | {self._node} if self._node else chosen
        self._carried = Carried(canvas, chosen, marked | self._marked)
        self._joining = Joining(canvas.scene, self._carried) if self._node else None
        self._regrouping = Regrouping(canvas, self._carried, chosen) if self._node else None
        self._bounds = self._carried.bounds()
        self._origin = self._grip()
        self._look_around()
        canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._carried.show(0.0, 0.0)
        self._reach = self._carried.reach()
        if self._carried.alone:
            canvas.hold(self._carried.rows)

    def _grip(self) -> tuple[float, float]:
        """The point of what was grabbed that keeps to the grid."""
        if self._node in self._carried.names:
            x, y = self._carried.origin[self._carried.names.index(self._node)].tolist()
            return x, y
        rects = [self._carried.notes[n] for n in self._marked.notes]
        return rects[0][:2] if rects else self._bounds[:2]

    def _look_around(self) -> None:
        """Find the lines that attract, in what is in sight now."""
        canvas, notes = self.canvas, self.canvas.scene.geometry.document.notes
        still = [n.rect for name, n in notes.items() if name not in self._carried.notes]
        others = [(x, y, x + w, y + h) for x, y, w, h in still]
        # A bend is a point: in line with cards it would mean nothing.
        point = self._bounds[:2] == self._bounds[2:]
        geometry, rows = canvas.scene.geometry, self._carried.rows
        self._snap = NO_SNAP if point else lines_near(geometry, canvas.seen(), rows, others)

    def _distance(self, pointer: Pointer) -> tuple[float, float]:
        """How far it moves for the pointer, in the scene, which may be panned and zoomed."""
        canvas = self.canvas
        dx, dy = (np.array(canvas.to_scene(pointer.at)) - self._start_at).tolist()
        self._guides = []
        if canvas.snap == pointer.ctrl:
            return dx, dy
        left, top, right, bottom = self._bounds
        rect = left + dx, top + dy, right + dx, bottom + dy
        grip = self._origin[0] + dx, self._origin[1] + dy
        reach = REACH / canvas.scene.camera.scale
        more_x, more_y, self._guides = self._snap.snapped(rect, grip, reach)
        return dx + more_x, dy + more_y

    def _on_screen(self, guide: Guide) -> tuple[QPointF, QPointF]:
        low, high = (guide.at, guide.low), (guide.at, guide.high)
        if not guide.upright:
            low, high = (guide.low, guide.at), (guide.high, guide.at)
        return self.canvas.to_screen(*low), self.canvas.to_screen(*high)

    def _guides_reach(self) -> QRect:
        found = QRect()
        for guide in self._guides:
            a, b = self._on_screen(guide)
            found = found.united(QRect(a.toPoint(), b.toPoint()).adjusted(-2, -2, 2, 2))
        return found


def _label(carried: Carried, marked: Marked) -> str:
    cards, notes = len(carried.names), len(carried.notes)
    if marked.frames and cards:
        return tr("Move frame")
    if cards and notes:
        return tr("Move cards and notes")
    if cards:
        return cards_step(tr("Move {card}"), tr("Move {count} cards"), carried.names)
    if notes:
        return tr("Move note") if notes == 1 else tr("Move {count} notes").format(count=notes)
    return tr("Move bend")
