"""The canvas as assistive technology reads it: cards from back to front, wires, and the rest."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleSelectionInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from app.canvas.access.beside import BesideInterface
from app.canvas.access.card import CardInterface
from app.canvas.access.painted import NOBODY, Painted, nothing
from app.canvas.access.wire import WireInterface
from app.canvas.beside import Spot, spot_at, spot_of, spots
from app.canvas.geometry import Pair
from app.canvas.hits import wire_at
from app.translation import counted, tr

if TYPE_CHECKING:
    from app.canvas.view import Canvas


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


class CanvasInterface(QAccessibleWidget):
    """The canvas; interfaces of what is on it are made when somebody asks for them."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, QAccessible.Role.Canvas, canvas.accessibleName())
        self.canvas = canvas
        # Kept, since Qt holds interfaces by address only.
        self._cards: dict[str, CardInterface] = {}
        self._wires: dict[Pair, WireInterface] = {}
        self._beside: dict[Spot, BesideInterface] = {}
        self._selection = _Selection(self)
        canvas.destroyed.connect(partial(_forget, self._cards, self._wires, self._beside))

    def card(self, name: str) -> CardInterface:
        """The interface of a card."""
        if name not in self._cards:
            self._cards[name] = CardInterface(self, name)
        return self._cards[name]

    def wire(self, pair: Pair) -> WireInterface:
        """The interface of a wire."""
        if pair not in self._wires:
            self._wires[pair] = WireInterface(self, pair)
        return self._wires[pair]

    def beside(self, spot: Spot) -> BesideInterface:
        """The interface of a note, frame or bend."""
        if spot not in self._beside:
            self._beside[spot] = BesideInterface(self, spot)
        return self._beside[spot]

    def made(self, name: str) -> CardInterface | None:
        """The interface of a card, if somebody has asked for it."""
        return self._cards.get(name)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == QAccessible.InterfaceType.SelectionInterface:
            return self._selection
        found = super().interface_cast(kind)
        return nothing() if found is None else found

    def childCount(self) -> int:
        geometry = self.canvas.scene.geometry
        return len(geometry.names) + len(geometry.pairs) + len(spots(geometry))

    def child(self, index: int) -> QAccessibleInterface:
        geometry = self.canvas.scene.geometry
        if 0 <= index < len(geometry.names):
            return self.card(geometry.names[index])
        index -= len(geometry.names)
        if 0 <= index < len(geometry.pairs):
            return self.wire(geometry.pairs[index])
        index -= len(geometry.pairs)
        there = spots(geometry) if index >= 0 else []
        return self.beside(there[index]) if 0 <= index < len(there) else NOBODY

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        geometry = self.canvas.scene.geometry
        if isinstance(child, CardInterface):
            return geometry.index.get(child.name, -1)
        if isinstance(child, WireInterface) and child.isValid():
            return len(geometry.names) + geometry.wire_index[child.pair]
        if isinstance(child, BesideInterface) and child.isValid():
            before = len(geometry.names) + len(geometry.pairs)
            return before + spots(geometry).index(child.spot)
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        at = self.canvas.mapFromGlobal(QPoint(x, y)).toPointF()
        found = self.canvas.hit(at)
        if found.node:
            return self.card(found.node)
        scene = self.canvas.scene
        spot = spot_at(scene, *self.canvas.to_scene(at))
        if spot is not None:
            return self.beside(Spot("note", spot.name) if spot.sort == "corner" else spot)
        pair = wire_at(scene.geometry, *self.canvas.to_scene(at), scale=scene.camera.scale)
        return self.wire(pair) if pair is not None else NOBODY

    def focusChild(self) -> QAccessibleInterface:
        scene, caret = self.canvas.scene, self.canvas.caret
        spot = None if scene.selection else spot_of(scene.marked)
        if spot is not None:
            return self.beside(spot)
        if caret.node not in self.canvas.scene.geometry.index:
            return NOBODY
        card = self.card(caret.node)
        if caret.row is not None and caret.key is not None:
            return card.row(*caret.key)
        return card

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Description:
            geometry = self.canvas.scene.geometry
            cards = counted(len(geometry.names), tr("card"), tr("cards"))
            wires = counted(len(geometry.pairs), tr("wire"), tr("wires"))
            return f"{cards}, {wires}"
        return super().text(kind)


def _forget(
    cards: dict[str, CardInterface],
    wires: dict[Pair, WireInterface],
    beside: dict[Spot, BesideInterface],
) -> None:
    """Take out of Qt's list what it would ask after the canvas is gone."""
    made: list[Painted] = [
        *wires.values(),
        *beside.values(),
        *(one for card in cards.values() for one in card.made()),
    ]
    cards.clear()
    wires.clear()
    beside.clear()
    for one in made:
        if isValid(one):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(one))


class _Selection(QAccessibleSelectionInterface):
    """The selected cards, notes, frames and bends."""

    def __init__(self, of: CanvasInterface) -> None:
        super().__init__()
        self._of = of

    def selectedItemCount(self) -> int:
        return len(self.selectedItems())

    def selectedItems(self) -> list[QAccessibleInterface]:
        scene = self._of.canvas.scene
        names = [name for name in scene.geometry.names if name in scene.selection]
        marked = [s for s in spots(scene.geometry) if s.marked <= scene.marked]
        return [*map(self._of.card, names), *map(self._of.beside, marked)]

    def selectedItem(self, selection_index: int) -> QAccessibleInterface:
        items = self.selectedItems()
        return items[selection_index] if 0 <= selection_index < len(items) else NOBODY

    def isSelected(self, child: QAccessibleInterface) -> bool:
        scene = self._of.canvas.scene
        if isinstance(child, BesideInterface):
            return child.isValid() and child.spot.marked <= scene.marked
        return isinstance(child, CardInterface) and child.name in scene.selection

    def select(self, child: QAccessibleInterface) -> bool:
        return self._choose(child, chosen=True)

    def unselect(self, child: QAccessibleInterface) -> bool:
        return self._choose(child, chosen=False)

    def selectAll(self) -> bool:
        self._of.canvas.select_all()
        return True

    def clear(self) -> bool:
        self._of.canvas.choose(())
        return True

    def _choose(self, child: QAccessibleInterface, *, chosen: bool) -> bool:
        if isinstance(child, BesideInterface) and child.isValid():
            canvas, spot = self._of.canvas, child.spot.marked
            canvas.mark(canvas.scene.marked | spot if chosen else canvas.scene.marked - spot)
            return True
        if not isinstance(child, CardInterface) or not child.isValid():
            return False
        session = self._of.canvas.session
        one = {child.name}
        session.select(session.selection | one if chosen else session.selection - one)
        return True
