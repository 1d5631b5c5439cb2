"""The canvas as assistive technology reads it: cards, and the rows of each card."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from app.canvas.hits import NOTHING
from app.canvas.layout import HEADER, ROW, Layout, Row, has_value, named
from app.editors.values import shown

if TYPE_CHECKING:
    from app.canvas.view import Canvas


_NOBODY = cast("QAccessibleInterface", None)
"""Qt takes None for no child and no object; its stubs do not say so."""


@cache
def install(kind: type[Canvas]) -> None:
    """Let Qt ask here for the interface of every canvas; once in a process is enough."""

    def interface_of(_: str, of: QObject) -> QAccessibleInterface | None:
        if not isinstance(of, kind):
            return None
        if of.interface is None:
            of.interface = CanvasInterface(of)
        return of.interface

    QAccessible.installFactory(interface_of)


def announce(canvas: Canvas) -> None:
    """Say that the one selected card has the focus, if somebody listens."""
    if not QAccessible.isActive() or len(canvas.scene.selection) != 1:
        return
    row = canvas.scene.geometry.index.get(next(iter(canvas.scene.selection)))
    if row is not None:
        event = QAccessibleEvent(canvas, QAccessible.Event.Focus)
        event.setChild(row)
        QAccessible.updateAccessibility(event)


class CanvasInterface(QAccessibleWidget):
    """The canvas; its children are the cards from back to front."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, QAccessible.Role.Canvas, canvas.accessibleName())
        self.canvas = canvas
        # Kept, since Qt holds interfaces by address only.
        self._cards: dict[str, CardInterface] = {}

    def childCount(self) -> int:
        return len(self.canvas.scene.geometry.names)

    def child(self, index: int) -> QAccessibleInterface:
        names = self.canvas.scene.geometry.names
        return self._card(names[index]) if 0 <= index < len(names) else _NOBODY

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if not isinstance(child, CardInterface):
            return -1
        return self.canvas.scene.geometry.index.get(child.name, -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        found = self.canvas.hit(self.canvas.mapFromGlobal(QPoint(x, y)).toPointF())
        return self._card(found.node) if found is not NOTHING else _NOBODY

    def _card(self, name: str) -> CardInterface:
        if name not in self._cards:
            self._cards[name] = CardInterface(self, name)
        return self._cards[name]


class _Painted(QAccessibleInterface):
    """Something painted on the canvas."""

    def object(self) -> QObject:
        return cast("QObject", _NOBODY)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Texts are changed by editing values, not from here."""


class CardInterface(_Painted):
    """A card: its title, its shape and weights, what is wrong; its children are rows."""

    def __init__(self, parent: CanvasInterface, name: str) -> None:
        super().__init__()
        self.canvas = parent.canvas
        self.name = name
        self._parent = parent
        self._rows: dict[tuple[str, str], RowInterface] = {}

    @property
    def layout(self) -> Layout:
        geometry = self.canvas.scene.geometry
        return geometry.layouts[geometry.index[self.name]]

    def isValid(self) -> bool:
        return self.name in self.canvas.scene.geometry.index

    def parent(self) -> QAccessibleInterface:
        return self._parent

    def childCount(self) -> int:
        return len(self.layout.rows) if self.isValid() else 0

    def child(self, index: int) -> QAccessibleInterface:
        if not 0 <= index < self.childCount():
            return _NOBODY
        row = self.layout.rows[index]
        key = row.part, named(row)
        if key not in self._rows:
            self._rows[key] = RowInterface(self, *key)
        return self._rows[key]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        keys = [(row.part, named(row)) for row in self.layout.rows] if self.isValid() else []
        key = child.key if isinstance(child, RowInterface) else None
        return keys.index(key) if key in keys else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        rows = (self.child(i) for i in range(self.childCount()))
        return next((row for row in rows if row.rect().contains(x, y)), _NOBODY)

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            own = self.canvas.session.document.nodes[self.name].params.get("name")
            return f"{own}, {self.layout.title}" if own else self.layout.title
        if kind == QAccessible.Text.Description:
            facts = self.canvas.scene.facts
            told = [facts.footer(self.name), *facts.trouble(self.name).messages.values()]
            return ". ".join(text for text in told if text)
        return ""

    def rect(self) -> QRect:
        return self.part(0.0, self.layout.height) if self.isValid() else QRect()

    def part(self, top: float, height: float) -> QRect:
        """Part of the card, on the desktop."""
        geometry = self.canvas.scene.geometry
        x, y = geometry.xy[geometry.index[self.name]].tolist()
        corner = self.canvas.to_screen(x, y + top)
        scale = self.canvas.scene.camera.scale
        box = QRectF(corner.x(), corner.y(), self.layout.width * scale, height * scale).toRect()
        return QRect(self.canvas.mapToGlobal(box.topLeft()), box.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.selectable = state.focusable = 1
        state.selected = int(self.name in self.canvas.scene.selection)
        state.focused = state.selected and int(self.canvas.hasFocus())
        state.invalid = int(not self.isValid())
        return state


class RowInterface(_Painted):
    """A row of a card: its name, its value or where its wire comes from, its help."""

    def __init__(self, card: CardInterface, part: str, socket: str) -> None:
        super().__init__()
        self.key = part, socket
        self._card = card

    def _row(self) -> Row | None:
        rows = self._card.layout.rows if self._card.isValid() else ()
        return next((row for row in rows if (row.part, named(row)) == self.key), None)

    def isValid(self) -> bool:
        return self._row() is not None

    def parent(self) -> QAccessibleInterface:
        return self._card

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface:
        return _NOBODY

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return _NOBODY

    def text(self, kind: QAccessible.Text) -> str:
        row = self._row()
        if row is None:
            return ""
        if row.socket is None:
            return "More" if kind == QAccessible.Text.Name else ""
        if kind == QAccessible.Text.Name:
            return row.socket.title
        if kind == QAccessible.Text.Value:
            return self._value(row)
        return row.socket.doc if kind == QAccessible.Text.Description else ""

    def _value(self, row: Row) -> str:
        canvas, socket = self._card.canvas, row.socket
        if socket is None or row.part != "input":
            return ""
        document = canvas.session.document
        sources = document.sources(self._card.name, socket.name)
        if sources:
            return f"from {', '.join(sources)}"
        params = document.nodes[self._card.name].params
        value = params.get(socket.name, socket.default)
        return shown(socket, value) if has_value(socket) else "not connected"

    def rect(self) -> QRect:
        row = self._row()
        return self._card.part(row.top if row else 0.0, ROW if row else HEADER)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Row

    def state(self) -> QAccessible.State:
        return QAccessible.State()
