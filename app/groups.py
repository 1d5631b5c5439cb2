"""What is done with groups of cards on the canvas: making, opening, naming, their sockets."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from app.canvas.layout import HEADER, ROW
from app.canvas.making_room import Room, closed_here, closed_up, made_room, opened_here
from app.canvas.open_groups import title_place
from app.step_names import short, things
from app.translation import tr
from cards import grouping
from cards.borders import NEW, border_of
from cards.document import Document, End, end, node_of, socket_of
from cards.edits import Refused
from cards.ports import BETWEEN, above, real

if TYPE_CHECKING:
    from app.canvas.view import Canvas
    from app.session import Session

TITLE = 13.0


def chosen_group(canvas: Canvas) -> str | None:
    """The group that alone is selected."""
    chosen = canvas.session.selection
    name = next(iter(chosen)) if len(chosen) == 1 else None
    return name if name in canvas.session.document.groups else None


def group_at_hand(canvas: Canvas) -> str | None:
    """The group that alone is selected, else the innermost one that a card on the page is in."""
    name = chosen_group(canvas)
    if name is not None:
        return name
    document = canvas.session.document
    around = {next(above(document, n), None) for n in canvas.session.selection}
    inner = next(iter(around)) if len(around) == 1 else None
    return inner if inner in canvas.page.open else None


# --- making


def group_selection(canvas: Canvas) -> str | None:
    """Make the selected cards a group, and let the user write its title; gives its name."""
    session = canvas.session
    title = _free_title(session.document)
    try:
        document, name = grouping.grouped(session.document, session.types, session.selection, title)
    except Refused as refused:
        canvas.message.emit(str(refused))
        return None
    # Selected notes come along.
    document = grouping.moved_into(document, canvas.scene.marked.notes, name)
    label = tr("Group {things}").format(things=things(session.document, session.selection))
    session.commit(label, document, ("group", name))
    session.select({name})
    # Naming it is the same step of undo.
    rename(canvas, name, merge=("group", name))
    return name


def ungroup(canvas: Canvas, name: str | None = None) -> None:
    """Put the cards of a group in its place."""
    name = name or group_at_hand(canvas)
    session = canvas.session
    if name is None:
        return
    members = grouping.members_of(session.document, name)
    document = grouping.ungrouped(session.document, name)
    if name in canvas.document.nodes:
        document, _ = _with_room(canvas, document, name, members)
    title = session.document.groups[name].title
    session.commit(tr("Ungroup “{title}”").format(title=short(title)), document)
    session.select(members)


# --- opening and closing


def enter(canvas: Canvas, name: str | None = None) -> None:
    """Show a group on a page of its own."""
    name = name or chosen_group(canvas)
    if name is not None and name in canvas.session.document.groups:
        canvas.session.show_page(name)


def leave(canvas: Canvas) -> None:
    """Show the page that the group of this page stands on, with the group selected."""
    session, name = canvas.session, canvas.session.page
    if name is None:
        return
    session.show_page_of(name)
    if session.page == name:
        session.show_page(session.document.groups[name].group)
    session.select({name})


def toggle_open(canvas: Canvas, name: str | None = None) -> None:
    """Show the cards of a group in the place of its card, or the card again."""
    name = name or group_at_hand(canvas)
    if name is None or name == canvas.session.page:
        return
    if canvas.session.document.groups[name].open:
        close_in_place(canvas, name)
    else:
        open_in_place(canvas, name)


def open_in_place(canvas: Canvas, name: str) -> None:
    """Show the cards of a group where its card stands; what is in the way makes room."""
    session = canvas.session
    document = opened_here(session.document, name)
    document, room = _with_room(canvas, document, name, [name])
    title = session.document.groups[name].title
    session.commit(tr("Open “{title}” in place").format(title=short(title)), document)
    canvas.scene.rooms[name] = room
    session.select({name})


def close_in_place(canvas: Canvas, name: str) -> None:
    """Show the card of a group again; what made room goes back, if nothing moved since."""
    session = canvas.session
    document = closed_here(session.document, name)
    room = canvas.scene.rooms.pop(name, None)
    if room is not None:
        document = closed_up(document, room)
    title = session.document.groups[name].title
    session.commit(tr("Close “{title}”").format(title=short(title)), document)
    session.select({name})


def _with_room(
    canvas: Canvas, document: Document, name: str, opened: Collection[str]
) -> tuple[Document, Room]:
    """The document in which nothing lies under what was opened, and what moved for it."""
    geometry = canvas.scene.geometry
    row = geometry.index.get(name)
    if row is None:
        return document, Room()
    (x, y), (w, h) = geometry.xy[row].tolist(), geometry.wh[row].tolist()
    place = (x, y, x + w, y + h)
    return made_room(document, canvas.pager, canvas.page.group, place, opened)


# --- titles


def rename(canvas: Canvas, name: str, merge: Hashable = None) -> None:
    """Let the user write the title of a group, where it stands."""
    group = canvas.session.document.groups.get(name)
    if group is None or title_of(canvas, name) is None:
        return

    def done(title: str) -> None:
        sentence = retitled(canvas.session, name, title, merge)
        if sentence:
            canvas.message.emit(sentence)

    canvas.writing.begin(
        group.title, partial(title_of, canvas, name), done, size=TITLE, single=True
    )


def retitled(session: Session, name: str, title: str, merge: Hashable = None) -> str:
    """Call a group something else; gives the sentence that refuses it, if any."""
    if name not in session.document.groups or not title:
        return ""
    try:
        document = grouping.retitled(session.document, name, title)
    except Refused as refused:
        return str(refused)
    members = grouping.members_of(document, name)
    named = {"title": short(title), "things": things(document, members)}
    label = tr("Group {things} as “{title}”") if merge is not None else tr("Rename to “{title}”")
    session.commit(label.format(**named), document, merge)
    return ""


def title_of(canvas: Canvas, name: str) -> QRectF | None:
    """Where the title of a group stands in the window."""
    geometry, scale = canvas.scene.geometry, canvas.scene.camera.scale
    row = geometry.index.get(name)
    if row is None:
        return title_place(canvas.scene, name)
    at = canvas.to_screen(*geometry.xy[row].tolist())
    return QRectF(at.x(), at.y(), geometry.wh[row][0] * scale, HEADER * scale)


# --- sockets


def port_of_row(
    canvas: Canvas, node: str, socket: str, *, output: bool
) -> tuple[str, str, bool] | None:
    """The group, the port and its side that a row of a group's card or of a border is."""
    border = border_of(node)
    name = border.group if border is not None else node
    if name not in canvas.session.document.groups or socket == NEW or BETWEEN in socket:
        return None
    return name, socket, not border.inputs if border is not None else output


def rename_port(canvas: Canvas, node: str, socket: str, *, output: bool) -> None:
    """Let the user write the title of a socket of a group, in its row."""
    found = port_of_row(canvas, node, socket, output=output)
    geometry = canvas.scene.geometry
    row = geometry.index.get(node)
    line = geometry.layouts[row].row(socket, output=output) if row is not None else None
    if found is None or line is None or line.socket is None:
        return

    def place() -> QRectF | None:
        at = geometry.index.get(node)
        if at is None:
            return None
        scale = canvas.scene.camera.scale
        corner = canvas.to_screen(geometry.xy[at, 0] + 8, geometry.xy[at, 1] + line.top)
        return QRectF(corner.x(), corner.y(), (geometry.wh[at, 0] - 16) * scale, ROW * scale)

    canvas.writing.begin(
        line.socket.title, place, partial(_retitle_port, canvas, found), size=12.0, single=True
    )


def hide_port(canvas: Canvas, node: str, socket: str, *, output: bool) -> None:
    """Take a socket off the card of a group."""
    found = port_of_row(canvas, node, socket, output=output)
    if found is None:
        return
    name, port, out = found
    document = grouping.hidden(canvas.session.document, name, port, output=out)
    canvas.session.commit(tr("Hide socket of group"), document)


def move_port(canvas: Canvas, node: str, socket: str, step: int, *, output: bool) -> None:
    """Put a socket of a group one place higher (-1) or lower (1)."""
    found = port_of_row(canvas, node, socket, output=output)
    if found is None:
        return
    name, port, out = found
    document = grouping.moved_port(canvas.session.document, name, port, step, output=out)
    canvas.session.commit(tr("Move socket of group"), document)


def exposing_group(canvas: Canvas, node: str, socket: str, *, output: bool) -> str | None:
    """The group on whose card a row could be shown; None if it is there or in no group."""
    places = real(canvas.session.document, end(node, socket), output=output)
    if not places or border_of(node) is not None:
        return None
    document = canvas.session.document
    around = next(above(document, node), None)
    if around is None:
        return None
    group = document.groups[around]
    ports = group.outputs if output else group.inputs
    return None if any(places[0] in port.ends for port in ports) else around


def expose(canvas: Canvas, node: str, socket: str, *, output: bool) -> None:
    """Show a row of a card on the card of the group that it is in."""
    session = canvas.session
    group = exposing_group(canvas, node, socket, output=output)
    if group is None:
        return
    places = real(session.document, end(node, socket), output=output)
    document = grouping.exposed(
        session.document, session.types, *places, output=output, group=group
    )
    session.commit(tr("Show row on group"), document)


def conceal(canvas: Canvas, place: End, *, output: bool) -> None:
    """Take a row of a card off the card of the group that it is in."""
    document = canvas.session.document
    shown = exposed_at(canvas, node_of(place), socket_of(place), output=output)
    if shown is not None:
        document = grouping.hidden(document, *shown, output=output)
        canvas.session.commit(tr("Hide row from group"), document)


def exposed_at(canvas: Canvas, node: str, socket: str, *, output: bool) -> tuple[str, str] | None:
    """The group around a card and the port of it that stands for a row; None if none does."""
    document = canvas.session.document
    places = real(document, end(node, socket), output=output)
    around = next(above(document, node), None)
    if around is None or not places:
        return None
    group = document.groups[around]
    ports = group.outputs if output else group.inputs
    port = next((p.name for p in ports if places[0] in p.ends), None)
    return (around, port) if port is not None else None


def go_inside(canvas: Canvas, node: str, socket: str, *, output: bool) -> None:
    """Show the card inside that a socket of a group stands for."""
    border = border_of(node)
    if border is not None:
        node, output = border.group, not border.inputs
    for place in real(canvas.session.document, end(node, socket), output=output)[:1]:
        canvas.reveal(node_of(place), socket_of(place) if not output else None)


def _retitle_port(canvas: Canvas, found: tuple[str, str, bool], title: str) -> None:
    name, port, output = found
    if not title or name not in canvas.session.document.groups:
        return
    document = grouping.renamed_port(canvas.session.document, name, port, title, output=output)
    canvas.session.commit(tr("Rename socket of group"), document)


def _free_title(document: Document) -> str:
    taken = {group.title for group in document.groups.values()}
    number = 1
    while tr("Group {number}").format(number=number) in taken:
        number += 1
    return tr("Group {number}").format(number=number)
