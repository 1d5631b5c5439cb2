"""Context menus of notes, frames, bends and wires, and what menus of cards add of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from app.canvas.aligning import align, arrange_selection, distribute
from app.canvas.bending import add_bend, points_of, remove_bends, straighten
from app.canvas.beside import Spot, spot_at
from app.canvas.clipboard import copy_selection, cut_selection, duplicate_selection, paste_wired
from app.canvas.geometry import Pair
from app.canvas.menu_items import add_item
from app.canvas.noting import (
    add_frame,
    add_note,
    current_color,
    leave_frames,
    paint_marked,
    pick_color,
    write_note,
    write_title,
)
from app.canvas.tints import PAPER, TINTS, tint_icon, tint_name
from app.translation import tr
from cards.aligning import Side

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def fill_for_spot(menu: QMenu, canvas: Canvas, at: QPointF) -> bool:
    """Fill the menu for the note, frame or bend at a point of the window; False if none is."""
    spot = spot_at(canvas.scene, *canvas.to_scene(at))
    if spot is None:
        return False
    if not spot.marked <= canvas.scene.marked:
        canvas.choose((), spot.marked)
    fill_for(menu, canvas, spot)
    return True


def fill_for(menu: QMenu, canvas: Canvas, spot: Spot) -> None:
    """Fill the menu for a note, frame or bend."""
    if spot.sort == "bend":
        _fill_for_bend(menu, canvas, spot)
        return
    note = spot.sort != "frame"
    write = partial(write_note if note else write_title, canvas, spot.name)
    add_item(menu, tr("Edit text") if note else tr("Rename"), write, "F2")
    menu.addMenu(_colors(menu, canvas, note=note))
    menu.addSeparator()
    add_item(menu, tr("Cut"), partial(cut_selection, canvas), "Ctrl+X")
    add_item(menu, tr("Copy"), partial(copy_selection, canvas), "Ctrl+C")
    add_item(menu, tr("Duplicate"), partial(duplicate_selection, canvas), "Ctrl+D")
    menu.addSeparator()
    if not note:
        nodes = canvas.document.frames[spot.name].nodes
        add_item(menu, tr("Select its cards"), partial(canvas.choose, nodes))
    text = tr("Delete") if note else tr("Delete frame, keep cards")
    add_item(menu, text, canvas.delete_selection, "Del")


def fill_for_wire(menu: QMenu, canvas: Canvas, wire: Pair, at: QPointF) -> None:
    """What can be done with the course of a wire."""
    x, y = canvas.to_scene(at)
    add_item(menu, tr("Add a bend here"), partial(add_bend, canvas, wire, x, y), tr("Alt+click"))
    if points_of(canvas.document, wire):
        add_item(menu, tr("Straighten wire"), partial(straighten, canvas, wire))


def fill_for_ground(menu: QMenu, canvas: Canvas, at: QPointF) -> None:
    """What can be put on an empty place."""
    paste_here = partial(paste_wired, canvas, at)
    add_item(menu, tr("Paste with outer wires"), paste_here, "Ctrl+Shift+V")
    add_item(menu, tr("Add note"), partial(add_note, canvas, at), "Ctrl+Alt+N")


def fill_for_cards(menu: QMenu, canvas: Canvas) -> None:
    """What can be done with the places of the selected cards."""
    chosen = canvas.session.selection
    inside = menu.addMenu(tr("Arrange"))
    sides: tuple[tuple[Side, str, str], ...] = (
        ("left", tr("Align left"), "Alt+Shift+Left"),
        ("centre", tr("Align centre"), "Alt+Shift+C"),
        ("right", tr("Align right"), "Alt+Shift+Right"),
        ("top", tr("Align top"), "Alt+Shift+Up"),
        ("middle", tr("Align middle"), "Alt+Shift+M"),
        ("bottom", tr("Align bottom"), "Alt+Shift+Down"),
    )
    for side, text, keys in sides:
        add_item(inside, text, partial(align, canvas, side), keys)
        if side == "right":
            inside.addSeparator()
    inside.addSeparator()
    across, down = partial(distribute, canvas, "across"), partial(distribute, canvas, "down")
    add_item(inside, tr("Distribute horizontally"), across, "Alt+Shift+H")
    add_item(inside, tr("Distribute vertically"), down, "Alt+Shift+V")
    inside.addSeparator()
    add_item(inside, tr("Arrange selection"), partial(arrange_selection, canvas), "Ctrl+Alt+A")
    inside.setEnabled(len(chosen) + len(canvas.scene.marked.notes) > 1)
    add_item(menu, tr("Frame"), partial(add_frame, canvas), "Ctrl+Alt+G")
    if any(not f.nodes.isdisjoint(chosen) for f in canvas.document.frames.values()):
        add_item(menu, tr("Take out of frame"), partial(leave_frames, canvas), "Alt+Shift+G")


def _fill_for_bend(menu: QMenu, canvas: Canvas, spot: Spot) -> None:
    if spot.wire is None:
        return
    bends = canvas.scene.marked.bends
    text = tr("Remove bend") if len(bends) == 1 else tr("Remove bends")
    add_item(menu, text, partial(remove_bends, canvas, bends), "Del")
    add_item(menu, tr("Straighten wire"), partial(straighten, canvas, spot.wire))


def _colors(menu: QMenu, canvas: Canvas, *, note: bool) -> QMenu:
    """The colours to choose from, with the present one ticked."""
    made = QMenu(tr("Colour"), menu)
    current = current_color(canvas.document, canvas.scene.marked)
    choices = [(color, tint_name(color), color) for color in TINTS]
    if note:
        choices.insert(0, ("", tr("Paper"), PAPER))
    for value, name, shown in choices:
        action = add_item(made, name, partial(paint_marked, canvas, value))
        action.setIcon(tint_icon(shown))
        action.setCheckable(True)
        action.setChecked(shown == current)
    made.addSeparator()
    add_item(made, tr("Other…"), partial(pick_color, canvas), "Alt+Shift+K")
    return made
