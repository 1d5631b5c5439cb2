"""A wire for assistive technology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface

from app.canvas.access.painted import PRESS, Acts, Painted
from app.canvas.access.row import Related
from app.canvas.geometry import Pair
from app.canvas.menu import remove_wire
from app.canvas.walking import go_to
from app.translation import tr
from cards.document import End, node_of, socket_of

if TYPE_CHECKING:
    from app.canvas.access.canvas import CanvasInterface


class WireInterface(Painted):
    """A wire: from where to where, and what travels along it."""

    def __init__(self, parent: CanvasInterface, pair: Pair) -> None:
        super().__init__(parent.canvas)
        self.pair = pair
        self._parent = parent

    def isValid(self) -> bool:
        return self.pair in self.canvas.scene.geometry.wire_index

    def parent(self) -> QAccessibleInterface:
        return self._parent

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        source, target = self.pair
        if kind == QAccessible.Text.Name:
            return tr("Wire from {source} to {target}").format(
                source=self._called(source, output=True), target=self._called(target, output=False)
            )
        if kind == QAccessible.Text.Description:
            return self.canvas.scene.facts.described(source)
        return ""

    def rect(self) -> QRect:
        geometry = self.canvas.scene.geometry
        row = geometry.wire_index.get(self.pair)
        if row is None:
            return QRect()
        x1, y1, x2, y2 = geometry.ends[row].tolist()
        left, top = min(x1, x2), min(y1, y2)
        return self.on_desktop(left, top, abs(x2 - x1) + 1, abs(y2 - y1) + 1)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Graphic

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.invalid = int(not self.isValid())
        return state

    def acts(self) -> Acts:
        canvas, (source, target) = self.canvas, self.pair
        return {
            PRESS: lambda: go_to(canvas, node_of(target)),
            "Source": lambda: go_to(canvas, node_of(source)),
            "Target": lambda: go_to(canvas, node_of(target)),
            "Disconnect": lambda: remove_wire(canvas, self.pair),
        }

    def relations(
        self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.FlowsTo
    ) -> Related:
        flag, found = QAccessible.RelationFlag, []
        if self.isValid():
            for place, way in zip(self.pair, (flag.FlowsTo, flag.FlowsFrom), strict=True):
                if match & way:
                    found.append((self._parent.card(node_of(place)), way))
        return list(found)

    def _called(self, place: End, *, output: bool) -> str:
        geometry = self.canvas.scene.geometry
        layout = geometry.layouts[geometry.index[node_of(place)]]
        card, name = layout.card, socket_of(place)
        socket = (card.output(name) if output else card.input(name)) if card is not None else None
        return f"{layout.title} · {socket.title if socket is not None else name}"
