"""What may be added here: a search field, with the loose end of a wire if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.adding import add_card, add_wired
from app.canvas.geometry import Pair
from app.canvas.gestures.gesture import Gesture
from app.canvas.quick_add import QuickAdd
from app.canvas.wires import curve, wire_width
from cards.document import End, node_of, socket_of
from cards.finding import fitting

if TYPE_CHECKING:
    from app.canvas.view import Canvas

LEFT, TOP = 80.0, 16.0
"""Where a new card lies around the pointer that asked for it, in canvas units."""


class Offer(Gesture):
    """Offers cards until one is chosen or something else is clicked.

    With ``ends`` only the cards that take a wire from one of them are offered (``outward``,
    else those that give one), and the new card is wired. ``into`` is a wire that goes
    through the new card.
    """

    def __init__(
        self,
        canvas: Canvas,
        at: QPointF,
        ends: Sequence[End] = (),
        *,
        outward: bool = True,
        into: Pair | None = None,
    ) -> None:
        super().__init__(canvas)
        self._at, self._ends, self._outward, self._into = QPointF(at), ends, outward, into
        self._place = canvas.to_scene(at)
        types, document = canvas.session.types, canvas.session.document
        offered = fitting(types, document, ends, outward=outward) if ends else list(types)
        self.box = QuickAdd(canvas, at, offered, self._add, self._close)

    def cancel(self) -> None:
        self.box.close_up()

    def paint(self, painter: QPainter) -> None:
        canvas = self.canvas
        for place in self._ends[:1]:
            fixed = canvas.socket_on_screen(place, output=self._outward)
            geometry = canvas.scene.geometry
            if fixed is None or node_of(place) not in geometry.index:
                continue
            layout = geometry.layouts[geometry.index[node_of(place)]]
            color = layout.kind(socket_of(place), output=self._outward).color
            loose = canvas.to_screen(*self._place)
            a, b = (fixed, loose) if self._outward else (loose, fixed)
            scale = canvas.scene.camera.scale
            pen = QPen(QColor(color), wire_width(scale, strong=True), Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(curve(a.x(), a.y(), b.x(), b.y(), scale=scale))

    def _add(self, card_id: str) -> None:
        x, y = self._place
        place = (x - LEFT, y - TOP)
        if self._ends:
            # The socket of a new card stands at its side: there the wire ends.
            place = (x, y - 2 * TOP) if self._outward else (x - 3 * LEFT, y - 2 * TOP)
            add_wired(self.canvas, card_id, place, self._ends, outward=self._outward)
        else:
            add_card(self.canvas, card_id, place, into=self._into)

    def _close(self) -> None:
        canvas = self.canvas
        if canvas.gesture is self:
            canvas.gesture = None
        canvas.update()
