"""The rows of a card, and their sockets, for assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleTextInterface,
    QAccessibleValueInterface,
)

from app.canvas.access.held import Number, Words
from app.canvas.access.painted import FOCUS, LESS, MENU, MORE, NOBODY, PRESS, TOGGLE, Acts, Painted
from app.canvas.hits import SOCKET_REACH, Hit
from app.canvas.key_table import open_menu
from app.canvas.layout import HEADER, ROW, Row, RowPart, has_value, named
from app.canvas.naming import name_socket
from app.canvas.rows import act_on_row, choices, clear_row, current, set_value, step_row
from app.editors.values import parsed, shown
from app.translation import tr
from cards.bounds import bounds
from cards.card import Socket
from cards.document import End, node_of, socket_of
from cards.kinds import Choice, Integers, Listed
from cards.kinds import Number as NumberKind

if TYPE_CHECKING:
    from app.canvas.access.card import CardInterface

Related = list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]


class RowInterface(Painted):
    """A row: its name, its value or where its wire comes from, its help; its child is a socket."""

    def __init__(self, card: CardInterface, part: RowPart, socket: str) -> None:
        super().__init__(card.canvas)
        self.key = part, socket
        self.card = card
        self.plug = SocketInterface(self)
        self._number, self._words = Number(self), Words(self)

    @property
    def row(self) -> Row | None:
        """The row as it stands now; None if it is not shown any more."""
        rows = self.card.layout.rows if self.card.isValid() else ()
        return next((row for row in rows if (row.part, named(row)) == self.key), None)

    @property
    def socket(self) -> Socket | None:
        row = self.row
        return row.socket if row is not None else None

    @property
    def sources(self) -> tuple[End, ...]:
        """What feeds it."""
        document = self.canvas.scene.geometry.document
        return document.sources(self.card.name, self.key[1]) if self.key[0] == "input" else ()

    @property
    def targets(self) -> list[End]:
        """What it feeds."""
        if self.key[0] != "output":
            return []
        own = Hit("row", self.card.name, self.key[1]).end
        return [t for s, t in self.canvas.scene.geometry.pairs if s == own]

    @property
    def typed(self) -> Socket | None:
        """Its socket, if its value is typed or chosen and comes from no wire."""
        socket = self.socket
        mine = socket is not None and self.key[0] == "input" and has_value(socket)
        return socket if mine and not self.sources else None

    def isValid(self) -> bool:
        return self.row is not None

    def parent(self) -> QAccessibleInterface:
        return self.card

    def childCount(self) -> int:
        return 1 if self.socket is not None else 0

    def child(self, index: int) -> QAccessibleInterface:
        return self.plug if index == 0 and self.childCount() else NOBODY

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return 0 if child is self.plug else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return self.plug if self.childCount() and self.plug.rect().contains(x, y) else NOBODY

    def text(self, kind: QAccessible.Text) -> str:
        row = self.row
        if row is None:
            return ""
        if row.socket is None:
            return tr("More") if kind == QAccessible.Text.Name else ""
        if kind == QAccessible.Text.Name:
            return row.socket.title
        if kind == QAccessible.Text.Value:
            return self._value(row.socket)
        if kind == QAccessible.Text.Description:
            trouble = self.canvas.scene.facts.trouble(self.card.name)
            wrong = trouble.messages.get(row.socket.name, "") if self.key[0] == "input" else ""
            return " ".join(text for text in (wrong, row.socket.doc) if text)
        return ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Write the value, as if it were typed."""
        socket, card = self.typed, self.card.layout.card
        if kind != QAccessible.Text.Value or socket is None or card is None:
            return
        try:
            value = parsed(socket, text, bounds(card, socket.name))
        except ValueError as wrong:
            self.canvas.message.emit(str(wrong))
        else:
            self.set(value)

    def set(self, value: Any) -> None:
        """Give the row a value."""
        socket = self.typed
        if socket is not None:
            set_value(self.canvas, Hit("value", self.card.name, socket.name), socket, value)

    def rect(self) -> QRect:
        row = self.row
        return self.card.part(row.top if row else 0.0, ROW if row else HEADER)

    def role(self) -> QAccessible.Role:
        socket = self.typed
        if self.key[0] == "more":
            return QAccessible.Role.Button
        if socket is None:
            return QAccessible.Role.Row
        kind = socket.kind
        if kind.id == "Boolean" and not socket.nullable and not isinstance(kind, Listed):
            return QAccessible.Role.CheckBox
        if isinstance(kind, Choice) or choices(socket):
            return QAccessible.Role.ComboBox
        return QAccessible.Role.SpinBox if self.is_number else QAccessible.Role.EditableText

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = 1
        state.focused = int(self._has_caret() and self.canvas.hasFocus())
        socket = self.typed
        state.readOnly = int(socket is None and self.key[0] != "more")
        state.editable = int(socket is not None)
        if self.role() == QAccessible.Role.CheckBox and socket is not None:
            state.checkable = 1
            state.checked = int(current(self.canvas, self.card.name, socket) is True)
        if self.role() == QAccessible.Role.ComboBox:
            state.hasPopup = 1
        if self.key[0] == "more":
            state.expandable = 1
            state.expanded = int(self.card.isValid() and self.card.layout.more)
        wrong = self.canvas.scene.facts.trouble(self.card.name).rows
        state.invalid = int(not self.isValid() or (self.key[0] == "input" and self.key[1] in wrong))
        return state

    def acts(self) -> Acts:
        main = TOGGLE if self.role() == QAccessible.Role.CheckBox else PRESS
        found: dict[str, Callable[[], object]] = {
            main: self._here(act_on_row),
            FOCUS: self._here(lambda canvas: canvas.setFocus()),
            MENU: self._here(open_menu),
        }
        socket = self.typed
        if socket is not None and choices(socket):
            found[MORE] = self._here(lambda canvas: step_row(canvas, 1))
            found[LESS] = self._here(lambda canvas: step_row(canvas, -1))
        elif self.is_number:
            found[MORE] = lambda: self._number.step(1)
            found[LESS] = lambda: self._number.step(-1)
        if self.socket is not None:
            found["Connect"] = self._here(name_socket)
            if self.sources or self.targets:
                found["Disconnect"] = self._here(clear_row)
            elif self.key[1] in self.canvas.scene.geometry.document.nodes[self.card.name].params:
                found["Reset"] = self._here(clear_row)
        return found

    def words(self) -> QAccessibleTextInterface | None:
        return self._words if self.socket is not None and not self.is_number else None

    def values(self) -> QAccessibleValueInterface | None:
        return self._number if self.is_number else None

    @property
    def is_number(self) -> bool:
        socket = self.typed
        kind = socket.kind if socket is not None else None
        return isinstance(kind, NumberKind) and not isinstance(kind, (Integers, Listed))

    def relations(
        self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.FlowsTo
    ) -> Related:
        flag = QAccessible.RelationFlag
        found: Related = []
        for ends, side, way in (
            # As seen from the other end: it flows to here, or from here.
            (self.sources, "output", flag.FlowsTo),
            (self.targets, "input", flag.FlowsFrom),
        ):
            if match & way:
                there = (self.card.row_at(end, output=side == "output") for end in ends)
                found += [(row, way) for row in there if row is not None]
        return found

    def _has_caret(self) -> bool:
        caret = self.canvas.caret
        return caret.node == self.card.name and caret.key == self.key

    def _here(self, act: Callable[..., object]) -> Callable[[], object]:
        """``act`` with the cursor on this row."""

        def done() -> None:
            self.canvas.caret.go_to_row(self.card.name, *self.key)
            act(self.canvas)

        return done

    def _value(self, socket: Socket) -> str:
        if self.key[0] != "input":
            return self.canvas.scene.facts.described(Hit("row", self.card.name, socket.name).end)
        if self.sources:
            names = [self._called(source) for source in self.sources]
            return tr("from {names}").format(names=", ".join(names))
        if not has_value(socket):
            return tr("not connected")
        params = self.canvas.scene.geometry.document.nodes[self.card.name].params
        return shown(socket, params.get(socket.name, socket.default))

    def _called(self, place: End) -> str:
        geometry = self.canvas.scene.geometry
        layout = geometry.layouts[geometry.index[node_of(place)]]
        socket = layout.card.output(socket_of(place)) if layout.card is not None else None
        title = socket.title if socket is not None else socket_of(place)
        return f"{layout.title} ({node_of(place)}) · {title}"


class SocketInterface(Painted):
    """The socket of a row: what it takes or gives, and what it is joined with."""

    def __init__(self, row: RowInterface) -> None:
        super().__init__(row.canvas)
        self.row = row

    def isValid(self) -> bool:
        return self.row.socket is not None

    def parent(self) -> QAccessibleInterface:
        return self.row

    def text(self, kind: QAccessible.Text) -> str:
        socket = self.row.socket
        if socket is None:
            return ""
        if kind == QAccessible.Text.Name:
            side = tr("output socket") if self.row.key[0] == "output" else tr("input socket")
            return f"{socket.title}, {side}"
        if kind == QAccessible.Text.Description:
            return socket.kind.name
        if kind == QAccessible.Text.Value:
            count = len(self.row.sources) + len(self.row.targets)
            return tr("{count} wires").format(count=count)
        return ""

    def rect(self) -> QRect:
        row, geometry = self.row, self.canvas.scene.geometry
        output = row.key[0] == "output"
        point = geometry.socket_point(row.card.name, row.key[1], output=output)
        if point is None:
            return QRect()
        reach = SOCKET_REACH
        return self.on_desktop(point[0] - reach, point[1] - reach, 2 * reach, 2 * reach)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Button

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = state.hasPopup = 1
        state.linked = int(bool(self.row.sources or self.row.targets))
        return state

    def acts(self) -> Acts:
        acts = self.row.acts()
        own = {name: acts[name] for name in ("Connect", "Disconnect") if name in acts}
        return {PRESS: acts["Connect"], **own} if "Connect" in acts else own
