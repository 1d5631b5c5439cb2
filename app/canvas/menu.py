"""The context menu of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from app.canvas.beside import Spot
from app.canvas.clipboard import copy_selection, cut_selection, duplicate_selection, paste
from app.canvas.fixing import add_fixes
from app.canvas.geometry import Pair
from app.canvas.hits import Hit, wire_at
from app.canvas.menu_beside import (
    fill_for,
    fill_for_cards,
    fill_for_ground,
    fill_for_spot,
    fill_for_wire,
)
from app.canvas.menu_groups import (
    fill_for_border,
    fill_for_group,
    fill_for_row,
    fill_for_title,
)
from app.canvas.menu_items import add_item
from app.canvas.pointing import fold_cards, more_rows
from app.groups import group_selection
from app.step_names import cards_step, disconnected_step, value_step
from app.translation import tr
from cards import edits
from cards.document import End

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def context_menu(canvas: Canvas, at: QPointF, found: Hit | None = None) -> QMenu | None:
    """The menu for what is under a point of the window, or for what was ``found`` elsewhere."""
    found = canvas.hit(at) if found is None else found
    menu = QMenu(canvas)
    menu.aboutToHide.connect(menu.deleteLater)
    if found.node and fill_for_border(menu, canvas, found):
        return menu
    if found.node:
        if found.node not in canvas.session.selection:
            canvas.session.select({found.node})
        _fill_for_card(menu, canvas, found)
        return menu
    scene = canvas.scene
    wire = wire_at(scene.geometry, *canvas.to_scene(at), scale=scene.camera.scale)
    if fill_for_title(menu, canvas, at) or fill_for_spot(menu, canvas, at):
        return menu
    if wire is not None:
        fill_for_wire(menu, canvas, wire, at)
        add_item(menu, tr("Remove wire"), lambda: remove_wire(canvas, wire))
        return menu
    add_item(menu, tr("Paste"), lambda: paste(canvas, at), "Ctrl+V")
    fill_for_ground(menu, canvas, at)
    add_item(menu, tr("Select all"), canvas.select_all, "Ctrl+A")
    add_item(menu, tr("Fit to window"), canvas.fit, "F")
    add_item(menu, tr("Actual size"), lambda: canvas.zoom_to(1.0))
    return menu


def spot_menu(canvas: Canvas, spot: Spot) -> QMenu:
    """The menu for a note, frame or bend."""
    menu = QMenu(canvas)
    menu.aboutToHide.connect(menu.deleteLater)
    fill_for(menu, canvas, spot)
    return menu


def remove_wire(canvas: Canvas, wire: Pair) -> None:
    """Take one wire away."""
    document = edits.disconnect(canvas.session.document, wire[1], wire[0])
    canvas.session.commit(disconnected_step(*wire), document)


def remove_wires(canvas: Canvas, names: frozenset[str]) -> None:
    """Take away every wire of these cards."""
    document = canvas.session.document
    geometry = canvas.scene.geometry
    names = canvas.page.spread(names)
    rows = geometry.wires_of([geometry.index[n] for n in names if n in geometry.index])
    for row in rows.tolist():
        source, target = geometry.pairs[row]
        document = edits.disconnect(document, target, source)
    label = cards_step(tr("Disconnect {card}"), tr("Disconnect {count} cards"), names)
    canvas.session.commit(label, document)


def _fill_for_card(menu: QMenu, canvas: Canvas, found: Hit) -> None:
    document, names = canvas.document, canvas.session.selection
    node = document.nodes[found.node]
    card = canvas.types.get(node.card)
    add_fixes(menu, canvas, found.node, "" if found.output else found.socket)
    if found.node in canvas.page.members:
        fill_for_group(menu, canvas, found.node)
    else:
        add_item(menu, tr("Configure…"), lambda: canvas.open_requested.emit(found.node), "Return")
    fill_for_row(menu, canvas, found)
    if found.socket and document.sources(found.node, found.socket) and not found.output:
        target = found.end
        add_item(
            menu,
            tr("Remove this row's wires"),
            lambda: _disconnect(canvas, target),
        )
    if found.socket and found.socket in node.params and not found.output:
        name = found.socket
        add_item(
            menu,
            tr("Reset to default"),
            lambda: _reset(canvas, found.node, name),
        )
    menu.addSeparator()
    add_item(
        menu,
        tr("Unfold") if node.folded else tr("Fold"),
        lambda: fold_cards(canvas, names, folded=not node.folded),
    )
    if card is not None and any(s.advanced for s in card.rows()):
        text = tr("Show fewer rows") if node.more else tr("Show more rows")
        add_item(menu, text, lambda: more_rows(canvas, names, more=not node.more))
    menu.addSeparator()
    add_item(menu, tr("Cut"), lambda: cut_selection(canvas), "Ctrl+X")
    add_item(menu, tr("Copy"), lambda: copy_selection(canvas), "Ctrl+C")
    add_item(menu, tr("Duplicate"), lambda: duplicate_selection(canvas), "Ctrl+D")
    add_item(menu, tr("Disconnect"), lambda: remove_wires(canvas, names))
    menu.addSeparator()
    fill_for_cards(menu, canvas)
    add_item(menu, tr("Group"), lambda: group_selection(canvas), "Ctrl+G")
    menu.addSeparator()
    if card is not None:
        add_item(menu, tr("Help"), lambda: canvas.help_requested.emit(node.card))
    add_item(menu, tr("Delete"), canvas.delete_selection, "Del")


def _disconnect(canvas: Canvas, target: End) -> None:
    """Take away the wires that a row shows, those from the border of a group too."""
    document = canvas.session.document
    for source in canvas.document.wires.get(target, ()):
        document = edits.disconnect(document, target, source)
    canvas.session.commit(tr("Disconnect"), document)


def _reset(canvas: Canvas, node: str, row: str) -> None:
    document = edits.reset_param(canvas.session.document, node, row)
    canvas.session.commit(value_step(document, canvas.session.types, node, row), document)
