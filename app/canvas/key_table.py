"""The keys of the canvas as data: what they are, what they say they do, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from app.canvas.beside import place_of, spot_of
from app.canvas.menu import context_menu, spot_menu
from app.canvas.naming import name_socket
from app.canvas.noting import add_note_here, next_beside
from app.canvas.quick_places import quick_add
from app.canvas.rows import act_on_row, clear_row, step_row
from app.canvas.walking import PAN, along, beside, in_order, move_cards, to_end
from app.shortcuts import Binding, Place

if TYPE_CHECKING:
    from app.canvas.view import Canvas

Act = Callable[["Canvas"], object]

FAR = 10
"""How many steps of the grid a large step is."""
ON_CANVAS, IN_ROWS = "On the canvas", "In the rows of a card"
"""Headings in the sheet of shortcuts."""


@dataclass(frozen=True)
class CanvasKey:
    """What some keys do; ``keys`` are those it comes with, ``text`` is translated where shown."""

    id: str
    text: str
    keys: tuple[str, ...]
    act: Act
    place: Place = "canvas"

    @property
    def binding(self) -> Binding:
        heading = ON_CANVAS if self.place == "canvas" else IN_ROWS
        return Binding(self.id, self.text, heading, self.place, self.keys)


def _escape(canvas: Canvas) -> None:
    if not (canvas.cancel_gesture() or canvas.tracing.end()):
        canvas.choose(())


def open_menu(canvas: Canvas) -> None:
    """The context menu of the card or the row with the cursor, or of what alone is selected."""
    canvas.cancel_gesture()
    spot = None if canvas.session.selection else spot_of(canvas.scene.marked)
    place = place_of(canvas.scene.geometry, spot) if spot is not None else None
    menu: QMenu | None
    if spot is not None and place is not None:
        at = canvas.to_screen(*place[:2]).toPoint()
        menu = spot_menu(canvas, spot)
    else:
        at = canvas.caret.point()
        menu = context_menu(canvas, QPointF(at), canvas.caret.hit)
    if menu is not None:
        menu.popup(canvas.mapToGlobal(at))
        menu.setActiveAction(menu.actions()[0])


def _first_row(canvas: Canvas) -> None:
    while canvas.caret.step(-1):
        pass


def _last_row(canvas: Canvas) -> None:
    while canvas.caret.step(1):
        pass


CANVAS_KEYS: tuple[CanvasKey, ...] = (
    CanvasKey(
        "go_on", "Go along a wire to a card that this one feeds", ("Right",), partial(along, step=1)
    ),
    CanvasKey(
        "go_back",
        "Go along a wire to a card that feeds this one",
        ("Left",),
        partial(along, step=-1),
    ),
    CanvasKey("go_up", "Go to the nearest card above", ("Up",), partial(beside, step=-1)),
    CanvasKey("go_down", "Go to the nearest card below", ("Down",), partial(beside, step=1)),
    CanvasKey(
        "next_card", "Go to the next card in reading order", ("PgDown",), partial(in_order, step=1)
    ),
    CanvasKey(
        "previous_card",
        "Go to the card before in reading order",
        ("PgUp",),
        partial(in_order, step=-1),
    ),
    CanvasKey("first_card", "Go to the first card", ("Home",), partial(to_end, last=False)),
    CanvasKey("last_card", "Go to the last card", ("End",), partial(to_end, last=True)),
    CanvasKey(
        "extend_on",
        "Select the next card along the wire as well",
        ("Shift+Right",),
        partial(along, step=1, extend=True),
    ),
    CanvasKey(
        "extend_back",
        "Select the card before along the wire as well",
        ("Shift+Left",),
        partial(along, step=-1, extend=True),
    ),
    CanvasKey(
        "extend_up",
        "Select the nearest card above as well",
        ("Shift+Up",),
        partial(beside, step=-1, extend=True),
    ),
    CanvasKey(
        "extend_down",
        "Select the nearest card below as well",
        ("Shift+Down",),
        partial(beside, step=1, extend=True),
    ),
    CanvasKey(
        "enter_rows",
        "Go into the rows of the card",
        ("Return",),
        lambda canvas: canvas.caret.enter(),
    ),
    CanvasKey("quick_add", "Add a card here, or behind the selected one", ("Tab",), quick_add),
    CanvasKey(
        "quick_add_before",
        "Add a card before the selected one",
        ("Shift+Tab",),
        partial(quick_add, outward=False),
    ),
    CanvasKey("note", "Add a note where the pointer is", ("N",), add_note_here),
    CanvasKey("next_beside", "Go to the next note, frame or bend", ("Shift+N",), next_beside),
    CanvasKey("name_socket", "Draw a wire by naming the socket at its end", ("W",), name_socket),
    CanvasKey(
        "move_right",
        "Move the selected cards to the right",
        ("Ctrl+Right",),
        partial(move_cards, dx=1, dy=0),
    ),
    CanvasKey(
        "move_left",
        "Move the selected cards to the left",
        ("Ctrl+Left",),
        partial(move_cards, dx=-1, dy=0),
    ),
    CanvasKey(
        "move_up", "Move the selected cards up", ("Ctrl+Up",), partial(move_cards, dx=0, dy=-1)
    ),
    CanvasKey(
        "move_down", "Move the selected cards down", ("Ctrl+Down",), partial(move_cards, dx=0, dy=1)
    ),
    CanvasKey(
        "move_far_right",
        "Move them far to the right",
        ("Ctrl+Shift+Right",),
        partial(move_cards, dx=1, dy=0, steps=FAR),
    ),
    CanvasKey(
        "move_far_left",
        "Move them far to the left",
        ("Ctrl+Shift+Left",),
        partial(move_cards, dx=-1, dy=0, steps=FAR),
    ),
    CanvasKey(
        "move_far_up",
        "Move them far up",
        ("Ctrl+Shift+Up",),
        partial(move_cards, dx=0, dy=-1, steps=FAR),
    ),
    CanvasKey(
        "move_far_down",
        "Move them far down",
        ("Ctrl+Shift+Down",),
        partial(move_cards, dx=0, dy=1, steps=FAR),
    ),
    CanvasKey(
        "pan_right",
        "Move the view to the right",
        ("Alt+Right",),
        lambda canvas: canvas.pan_by(-PAN, 0),
    ),
    CanvasKey(
        "pan_left",
        "Move the view to the left",
        ("Alt+Left",),
        lambda canvas: canvas.pan_by(PAN, 0),
    ),
    CanvasKey("pan_up", "Move the view up", ("Alt+Up",), lambda canvas: canvas.pan_by(0, PAN)),
    CanvasKey(
        "pan_down", "Move the view down", ("Alt+Down",), lambda canvas: canvas.pan_by(0, -PAN)
    ),
    CanvasKey("show_all", "Show everything", ("F",), lambda canvas: canvas.fit()),
    CanvasKey(
        "remove",
        "Delete what is selected",
        ("Backspace",),
        lambda canvas: canvas.delete_selection(),
    ),
    CanvasKey("menu", "Open the menu of the card or row", ("Menu", "Shift+F10"), open_menu),
    CanvasKey("escape", "Break off, or select nothing", ("Esc",), _escape),
    CanvasKey(
        "row_down", "Go to the next row", ("Down",), lambda canvas: canvas.caret.step(1), "rows"
    ),
    CanvasKey(
        "row_up", "Go to the row before", ("Up",), lambda canvas: canvas.caret.step(-1), "rows"
    ),
    CanvasKey("first_row", "Go to the first row", ("Home",), _first_row, "rows"),
    CanvasKey("last_row", "Go to the last row", ("End",), _last_row, "rows"),
    CanvasKey(
        "edit_row",
        "Edit the value, or name a socket for a wire",
        ("Return", "F2"),
        act_on_row,
        "rows",
    ),
    CanvasKey(
        "toggle_row", "Toggle the switch, or open the choices", ("Space",), act_on_row, "rows"
    ),
    CanvasKey(
        "step_on",
        "Take the next choice, or go along the wire",
        ("Right",),
        partial(step_row, step=1),
        "rows",
    ),
    CanvasKey(
        "step_back",
        "Take the choice before, or go along the wire",
        ("Left",),
        partial(step_row, step=-1),
        "rows",
    ),
    CanvasKey(
        "clear_row",
        "Remove the wire of the row, or bring its default back",
        ("Del", "Backspace"),
        clear_row,
        "rows",
    ),
    CanvasKey(
        "leave_rows",
        "Go back to the card",
        ("Esc",),
        lambda canvas: canvas.caret.leave_rows(),
        "rows",
    ),
)

ALONE: tuple[CanvasKey, ...] = (
    CanvasKey("delete", "Delete", ("Del",), lambda canvas: canvas.delete_selection()),
    CanvasKey("select_all", "Select all", ("Ctrl+A",), lambda canvas: canvas.select_all()),
)
"""What commands of the window do, for a canvas that stands in none."""
