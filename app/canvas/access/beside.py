"""Notes, frames and bends of wires for assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface

from app.canvas.access.painted import FOCUS, MENU, PRESS, Acts, Painted
from app.canvas.beside import BEND_REACH, Spot, place_of, spot_of
from app.canvas.key_table import open_menu
from app.canvas.markdown import first_line
from app.canvas.noting import set_note, set_title, show_spot, write_note, write_title
from app.translation import counted, tr

if TYPE_CHECKING:
    from app.canvas.access.canvas import CanvasInterface
    from app.canvas.view import Canvas


class BesideInterface(Painted):
    """A note with its text, a frame with its title, or a bend of a wire."""

    def __init__(self, parent: CanvasInterface, spot: Spot) -> None:
        super().__init__(parent.canvas)
        self.spot = spot
        self._parent = parent

    def isValid(self) -> bool:
        return place_of(self.canvas.scene.geometry, self.spot) is not None

    def parent(self) -> QAccessibleInterface:
        return self._parent

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            return self._name()
        if kind == QAccessible.Text.Value:
            return self._value()
        if kind == QAccessible.Text.Description and self.spot.sort == "frame":
            inside = self.canvas.document.frames[self.spot.name].nodes
            return counted(len(inside), tr("card"), tr("cards"))
        return ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Write the note, or the title of the frame."""
        if kind != QAccessible.Text.Value or not self.isValid():
            return
        if self.spot.sort == "note":
            set_note(self.canvas, self.spot.name, text)
        elif self.spot.sort == "frame":
            set_title(self.canvas, self.spot.name, text)

    def rect(self) -> QRect:
        place = place_of(self.canvas.scene.geometry, self.spot)
        if place is None:
            return QRect()
        left, top, right, bottom = place
        if self.spot.sort == "bend":
            reach = BEND_REACH / self.canvas.scene.camera.scale
            left, top, right, bottom = left - reach, top - reach, right + reach, bottom + reach
        return self.on_desktop(left, top, right - left, bottom - top)

    def role(self) -> QAccessible.Role:
        role = QAccessible.Role
        return {"note": role.Note, "frame": role.Grouping}.get(self.spot.sort, role.Grip)

    def state(self) -> QAccessible.State:
        state, canvas = QAccessible.State(), self.canvas
        if not self.isValid():
            state.invalid = 1
            return state
        state.selectable = state.focusable = state.movable = state.extSelectable = 1
        state.editable = int(self.spot.sort != "bend")
        state.selected = int(self.spot.marked <= canvas.scene.marked)
        alone = not canvas.scene.selection and spot_of(canvas.scene.marked) == self.spot
        state.focused = int(alone and canvas.hasFocus())
        rect = self.rect()
        inside = QRect(canvas.mapFromGlobal(rect.topLeft()), rect.size())
        state.offscreen = int(not canvas.rect().intersects(inside))
        return state

    def acts(self) -> Acts:
        acts: dict[str, Callable[[], object]] = {
            FOCUS: self._here(lambda canvas: canvas.setFocus()),
            MENU: self._here(open_menu),
            "Delete": self._here(lambda canvas: canvas.delete_selection()),
        }
        name = self.spot.name
        if self.spot.sort == "note":
            return {PRESS: self._here(lambda canvas: write_note(canvas, name)), **acts}
        if self.spot.sort == "frame":
            return {PRESS: self._here(lambda canvas: write_title(canvas, name)), **acts}
        return acts

    def _here(self, act: Callable[[Canvas], object]) -> Callable[[], object]:
        """``act`` with this alone selected and in sight."""

        def done() -> None:
            show_spot(self.canvas, self.spot)
            act(self.canvas)

        return done

    def _name(self) -> str:
        document, wire = self.canvas.document, self.spot.wire
        if wire is not None:
            told = tr("Bend {number} of: {wire}")
            name = self._parent.wire(wire).text(QAccessible.Text.Name)
            return told.format(number=self.spot.number + 1, wire=name)
        if self.spot.sort == "frame":
            return tr("Frame: {title}").format(title=document.frames[self.spot.name].title)
        return tr("Note: {text}").format(text=first_line(document.notes[self.spot.name].text))

    def _value(self) -> str:
        document = self.canvas.document
        if self.spot.sort == "frame":
            return document.frames[self.spot.name].title
        return document.notes[self.spot.name].text if self.spot.sort == "note" else ""
