"""A card for assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface

from app.canvas.access.painted import FOCUS, MENU, NOBODY, PRESS, Acts, Painted
from app.canvas.access.row import Related, RowInterface
from app.canvas.badges import badge_text
from app.canvas.key_table import open_menu
from app.canvas.layout import Layout, RowPart, named
from app.canvas.naming import name_socket
from app.canvas.pointing import fold_cards
from app.translation import tr
from cards.document import End, node_of, socket_of

if TYPE_CHECKING:
    from app.canvas.access.canvas import CanvasInterface
    from app.canvas.view import Canvas


class CardInterface(Painted):
    """A card: its title, its shape and weights, what is wrong; its children are rows."""

    def __init__(self, parent: CanvasInterface, name: str) -> None:
        super().__init__(parent.canvas)
        self.name = name
        self._parent = parent
        self._rows: dict[tuple[RowPart, str], RowInterface] = {}

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
            return NOBODY
        row = self.layout.rows[index]
        return self.row(row.part, named(row))

    def row(self, part: RowPart, socket: str) -> RowInterface:
        """The interface of one of its rows."""
        if (part, socket) not in self._rows:
            self._rows[part, socket] = RowInterface(self, part, socket)
        return self._rows[part, socket]

    def made(self) -> list[Painted]:
        """Itself and the interfaces of its rows that somebody has asked for."""
        rows = list(self._rows.values())
        return [self, *rows, *(row.plug for row in rows)]

    def row_at(self, place: End, *, output: bool) -> QAccessibleInterface | None:
        """The row of a wire's end on any card; the card itself while it is folded."""
        name, socket = node_of(place), socket_of(place)
        card = self._parent.card(name)
        if not card.isValid():
            return None
        found = card.layout.row(socket, output=output)
        return card.row(found.part, socket) if found is not None else card

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        keys = [(row.part, named(row)) for row in self.layout.rows] if self.isValid() else []
        key = child.key if isinstance(child, RowInterface) else None
        return keys.index(key) if key in keys else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        rows = (self.child(i) for i in range(self.childCount()))
        return next((row for row in rows if row.rect().contains(x, y)), NOBODY)

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            page = self.canvas.page
            if self.name in page.members:
                told = tr("Group {title}, {cards}")
                inside = badge_text(len(page.members[self.name]))
                return told.format(title=self.layout.title, cards=inside)
            own = self.canvas.scene.geometry.document.nodes[self.name].params.get("name")
            return f"{own}, {self.layout.title}" if own else self.layout.title
        if kind == QAccessible.Text.Identifier:
            return self.name
        facts = self.canvas.scene.facts
        if kind == QAccessible.Text.Value:
            state = self.canvas.scene.states.get(self.name)
            return state.text if state is not None else ""
        if kind == QAccessible.Text.Description:
            lines = [facts.footer(self.name), *facts.trouble(self.name).messages.values()]
            return ". ".join(line for line in lines if line)
        if kind == QAccessible.Text.Help and self.layout.card is not None:
            return self.layout.card.help().partition("\n")[0]
        return ""

    def rect(self) -> QRect:
        return self.part(0.0, self.layout.height) if self.isValid() else QRect()

    def part(self, top: float, height: float) -> QRect:
        """Part of the card, on the desktop."""
        if not self.isValid():
            return QRect()
        geometry = self.canvas.scene.geometry
        x, y = geometry.xy[geometry.index[self.name]].tolist()
        return self.on_desktop(x, y + top, self.layout.width, height)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = 1
            return state
        canvas = self.canvas
        state.selectable = state.focusable = state.movable = state.extSelectable = 1
        state.selected = int(self.name in canvas.scene.selection)
        on_card = canvas.caret.node == self.name and canvas.caret.row is None
        state.focused = int(on_card and canvas.hasFocus())
        state.expandable = 1
        state.collapsed = int(self.layout.folded)
        state.expanded = int(not self.layout.folded)
        state.invalid = int(canvas.scene.facts.trouble(self.name).severity == "error")
        state.busy = int(
            self.name in canvas.scene.states and canvas.scene.states[self.name].phase == "running"
        )
        state.offscreen = int(not canvas.rect().intersects(self._in_window()))
        return state

    def acts(self) -> Acts:
        canvas, one = self.canvas, frozenset({self.name})
        folded = self.layout.folded
        return {
            PRESS: self._here(lambda canvas: canvas.caret.enter()),
            FOCUS: self._here(lambda canvas: canvas.setFocus()),
            MENU: self._here(open_menu),
            "Connect": self._here(name_socket),
            "Configure": self.later(lambda: canvas.open_requested.emit(self.name)),
            "Fold": lambda: fold_cards(canvas, one, folded=not folded),
            "Zoom": lambda: canvas.reveal(self.name),
            "Delete": self._here(lambda canvas: canvas.delete_selection()),
        }

    def relations(
        self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.FlowsTo
    ) -> Related:
        flag, geometry = QAccessible.RelationFlag, self.canvas.scene.geometry
        if not self.isValid():
            return []
        row, found = geometry.index[self.name], []
        for own, other, way in ((1, 0, flag.FlowsTo), (0, 1, flag.FlowsFrom)):
            if match & way:
                near = geometry.joins[geometry.joins[:, own] == row, other]
                names = [geometry.names[n] for n in sorted(set(near.tolist()))]
                found += [(self._parent.card(name), way) for name in names]
        return list(found)

    def _in_window(self) -> QRect:
        rect = self.rect()
        return QRect(self.canvas.mapFromGlobal(rect.topLeft()), rect.size())

    def _here(self, act: Callable[[Canvas], object]) -> Callable[[], object]:
        """``act`` with the cursor on this card."""

        def done() -> None:
            self.canvas.session.select((self.name,))
            self.canvas.caret.go_to_card(self.name)
            act(self.canvas)

        return done
