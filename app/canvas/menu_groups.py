"""Context menus of groups, of their titles, sockets and borders, and of rows inside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from app import groups, library
from app.canvas.clipboard import copy_selection, cut_selection, duplicate_selection
from app.canvas.hits import Hit
from app.canvas.menu_items import add_item
from app.canvas.open_groups import open_spot
from app.translation import tr
from cards import edits
from cards.borders import NEW, border_of

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def fill_for_group(menu: QMenu, canvas: Canvas, name: str) -> None:
    """What can be done with a group as a whole."""
    opened = canvas.session.document.groups[name].open
    add_item(menu, tr("Open on its own page"), partial(groups.enter, canvas, name), "Alt+Return")
    text = tr("Close group") if opened else tr("Open in place")
    add_item(menu, text, partial(groups.toggle_open, canvas, name), "Ctrl+Alt+E")
    add_item(menu, tr("Rename"), partial(groups.rename, canvas, name), "F2")
    add_item(menu, tr("Ungroup"), partial(groups.ungroup, canvas, name), "Ctrl+Shift+G")
    add_item(menu, tr("Save to my groups…"), partial(library.save, canvas, name), "Ctrl+Alt+L")
    menu.addSeparator()


def fill_for_title(menu: QMenu, canvas: Canvas, at: QPointF) -> bool:
    """Fill the menu for the title of an open group at a point; False if none is there."""
    spot = open_spot(canvas.scene, *canvas.to_scene(at))
    if spot is None:
        return False
    canvas.choose((spot.group,))
    fill_for_group(menu, canvas, spot.group)
    add_item(menu, tr("Select its cards"), partial(_select_inside, canvas, spot.group))
    menu.addSeparator()
    add_item(menu, tr("Cut"), partial(cut_selection, canvas), "Ctrl+X")
    add_item(menu, tr("Copy"), partial(copy_selection, canvas), "Ctrl+C")
    add_item(menu, tr("Duplicate"), partial(duplicate_selection, canvas), "Ctrl+D")
    menu.addSeparator()
    add_item(menu, tr("Delete with all inside"), canvas.delete_selection, "Del")
    return True


def fill_for_border(menu: QMenu, canvas: Canvas, found: Hit) -> bool:
    """Fill the menu for a border of the page's group; False if it is a card."""
    border = border_of(found.node)
    if border is None:
        return False
    if found.socket and found.socket != NEW:
        pairs = [
            (source, target)
            for source, target in canvas.document.pairs()
            if found.end in (source, target)
        ]

        def disconnect() -> None:
            document = canvas.session.document
            for source, target in pairs:
                document = edits.disconnect(document, target, source)
            canvas.session.commit(tr("Disconnect"), document)

        _fill_for_port(menu, canvas, found)
        add_item(menu, tr("Remove this row's wires"), disconnect).setEnabled(bool(pairs))
        menu.addSeparator()
    add_item(menu, tr("Go to the page above"), partial(groups.leave, canvas), "Alt+Backspace")
    return True


def fill_for_row(menu: QMenu, canvas: Canvas, found: Hit) -> None:
    """What a row has to do with the group that its card is, or is in."""
    node, socket, output = found.node, found.socket, found.output
    if not socket:
        return
    if node in canvas.page.members:
        _fill_for_port(menu, canvas, found)
        menu.addSeparator()
        return
    if groups.exposing_group(canvas, node, socket, output=output) is not None:
        act = partial(groups.expose, canvas, node, socket, output=output)
        add_item(menu, tr("Show on the group's card"), act)
    elif groups.exposed_at(canvas, node, socket, output=output) is not None:
        act = partial(groups.conceal, canvas, found.end, output=output)
        add_item(menu, tr("Hide from the group's card"), act)


def _fill_for_port(menu: QMenu, canvas: Canvas, found: Hit) -> None:
    node, socket, output = found.node, found.socket, found.output
    inside = partial(groups.go_inside, canvas, node, socket, output=output)
    add_item(menu, tr("Go to the card inside"), inside)
    if groups.port_of_row(canvas, node, socket, output=output) is None:
        return
    rename = partial(groups.rename_port, canvas, node, socket, output=output)
    add_item(menu, tr("Rename socket"), rename)
    for text, step in ((tr("Move up"), -1), (tr("Move down"), 1)):
        move = partial(groups.move_port, canvas, node, socket, step, output=output)
        add_item(menu, text, move)
    hide = partial(groups.hide_port, canvas, node, socket, output=output)
    add_item(menu, tr("Hide from the group's card"), hide)


def _select_inside(canvas: Canvas, name: str) -> None:
    canvas.choose(canvas.page.spread([name]))
