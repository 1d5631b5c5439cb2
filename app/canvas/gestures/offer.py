"""What may be added here: a search field, with the loose end of a wire if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.adding import add_card, add_wired
from app.canvas.geometry import Pair
from app.canvas.gestures.gesture import Gesture
from app.canvas.layout import Point
from app.canvas.quick_add import WIDTH, QuickAdd
from app.canvas.quick_places import place_beside
from app.canvas.wires import curve, wire_width
from app.library import library_of
from cards.document import End, Node, node_of, socket_of
from cards.finding import fitting
from cards.ports import real

if TYPE_CHECKING:
    from app.canvas.view import Canvas

LEFT, TOP = 80.0, 16.0
"""Where a new card lies around the pointer that asked for it, in canvas units."""


class Offer(Gesture):
    """Offers cards until one is chosen or something else is clicked.

    With ``ends`` only the cards that take a wire from one of them are offered (``outward``,
    else those that give one), and the new card is wired. ``into`` is a wire that goes
    through the new card. With ``beside`` it stands beside that card; then other cards are
    offered too, without a wire, when the words are those of no card that fits.
    """

    def __init__(
        self,
        canvas: Canvas,
        at: QPointF,
        ends: Sequence[End] = (),
        *,
        outward: bool = True,
        into: Pair | None = None,
        beside: str = "",
    ) -> None:
        super().__init__(canvas)
        types, document = canvas.session.types, canvas.session.document
        groups = library_of(canvas).entries
        self._shown, self._outward = tuple(ends), outward
        # A socket of a group is one of a card inside.
        self._ends = [e for place in ends for e in real(document, place, output=outward)]
        self._into, self._beside = into, beside
        self._place = canvas.to_scene(at)
        offered = [*groups, *types]
        if self._ends:
            offered = fitting(types, document, self._ends, outward=outward)
            # Which of their sockets fits is seen when they are there.
            offered = [*groups, *offered]
        others = [i for i in types if i not in set(offered)] if beside else []
        self._fitting = frozenset(offered)
        # Before a card the field ends where the new card ends.
        left = 0 if outward or not beside else WIDTH
        corner = at - QPointF(left, 0)
        # What is sure to fit stands before groups, of which some socket may.
        late = groups if self._ends else ()
        self.box = QuickAdd(canvas, corner, offered, self._add, self._close, others, late)

    def cancel(self) -> None:
        self.box.close_up()

    def paint(self, painter: QPainter) -> None:
        canvas = self.canvas
        for place in self._shown[:1]:
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
        if self._beside:
            place = self._place_beside(card_id)
        elif self._ends:
            # The socket of a new card stands at its side: there the wire ends.
            place = (x, y - 2 * TOP) if self._outward else (x - 3 * LEFT, y - 2 * TOP)
        if self._ends and card_id in self._fitting:
            add_wired(self.canvas, card_id, place, self._ends, outward=self._outward)
        else:
            add_card(self.canvas, card_id, place, into=self._into)
        if self._beside:
            self.canvas.caret.bring_into_sight()

    def _place_beside(self, card_id: str) -> Point:
        geometry, types = self.canvas.scene.geometry, self.canvas.session.types
        if self._beside not in geometry.index:
            return self._place
        version = types[card_id].version if card_id in types else 1
        node = Node(card=card_id, card_version=version)
        layout = geometry.layout_of.of(node, frozenset(), frozenset())
        size = layout.width, layout.height
        return place_beside(geometry, self._beside, size, outward=self._outward)

    def _close(self) -> None:
        canvas = self.canvas
        if canvas.gesture is self:
            canvas.gesture = None
        canvas.update()
