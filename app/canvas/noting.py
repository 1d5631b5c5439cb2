"""What is done with notes and frames on the canvas: adding, writing, colours, links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QUrl
from PySide6.QtGui import QColor, QDesktopServices

from app.canvas.beside import Spot, place_of, spot_of, spots
from app.canvas.frames import frame_box, shown_rect, title_box
from app.canvas.layout import GRID
from app.canvas.markdown import SIZE
from app.canvas.marking import Marked
from app.canvas.notes import PADDING, note_box
from app.canvas.tints import PAPER, PLAIN, TINTS, tint
from app.step_names import short, things, titled_step
from app.translation import tr
from cards import edits
from cards.document import Document, Frame, Note
from cards.titles import note_title

if TYPE_CHECKING:
    from app.canvas.view import Canvas

NOTE = (240.0, 144.0)
"""Width and height of a new note."""
TITLE = 14.0


def free_name(known: Collection[str], stem: str) -> str:
    """A name for a note or frame that is not among the ``known`` ones."""
    number = 1
    while f"{stem}_{number}" in known:
        number += 1
    return f"{stem}_{number}"


# --- notes


def add_note(canvas: Canvas, at: QPointF | None = None) -> str:
    """Put a new note at a point of the window, else where there is room, and write in it."""
    canvas.cancel_gesture()
    canvas.writing.finish()
    document = canvas.session.document
    x, y = canvas.to_scene(at) if at is not None else _free_place(canvas)
    rect = (round(x / GRID) * GRID, round(y / GRID) * GRID, *NOTE)
    name = free_name(document.notes, "note")
    note = Note(text="", rect=rect, group=canvas.page.group)
    # Writing in it is the same step; a note that stays empty goes without a trace.
    canvas.session.commit(tr("Add note"), edits.put_note(document, name, note), ("note", name))
    canvas.choose((), Marked(notes=frozenset({name})))
    write_note(canvas, name, new=True)
    return name


def add_note_here(canvas: Canvas) -> str:
    """Put a new note where the pointer is, if it is over the canvas."""
    return add_note(canvas, canvas.pointer if canvas.underMouse() else None)


def next_beside(canvas: Canvas) -> None:
    """Select the next note, frame or bend, from left to right, and bring it into sight."""
    geometry = canvas.scene.geometry
    places = {one: place for one in spots(geometry) if (place := place_of(geometry, one))}
    if not places:
        canvas.message.emit(tr("There are no notes, frames or bends here."))
        return
    order = sorted(places, key=lambda one: places[one][:2])
    known = spot_of(canvas.scene.marked)
    show_spot(canvas, order[(order.index(known) + 1) % len(order) if known in places else 0])


def show_spot(canvas: Canvas, spot: Spot) -> None:
    """Select a note, frame or bend, and bring it into sight."""
    canvas.choose((), spot.marked)
    place = place_of(canvas.scene.geometry, spot)
    if place is None:
        return
    x, y = place[:2]
    left, top, right, bottom = canvas.seen()
    if not (left <= x <= right and top <= y <= bottom):
        canvas.center_on(x + min(place[2] - x, NOTE[0]) / 2, y + min(place[3] - y, NOTE[1]) / 2)


def write_note(canvas: Canvas, name: str, *, new: bool = False) -> None:
    """Let the user write a note."""
    if name not in canvas.document.notes:
        return

    def place() -> QRectF | None:
        note = canvas.document.notes.get(name)
        return note_box(note.rect, canvas.scene.camera) if note else None

    text = canvas.session.document.notes[name].text
    done = partial(_take_note, canvas, name, new, ("note", name) if new else ("note", object()))
    canvas.writing.begin(text, place, done, size=SIZE)


def _take_note(canvas: Canvas, name: str, new: bool, merge: Hashable, text: str) -> None:
    session = canvas.session
    note = session.document.notes.get(name)
    if note is None:
        return
    if new and not text:
        # Nothing was written: as if it had never been there.
        if session.history.undo_label == tr("Add note"):
            session.undo()
        return
    if not text:
        label = titled_step(tr("Delete note"), tr("Delete note “{title}”"), note_title(note))
        session.commit(label, edits.remove_note(session.document, name))
        return
    if text != note.text:
        changed = edits.put_note(session.document, name, note.model_copy(update={"text": text}))
        title = note_title(changed.notes[name])
        label = (
            titled_step(tr("Add note"), tr("Add note “{title}”"), title)
            if new
            else titled_step(tr("Write note"), tr("Write note “{title}”"), title)
        )
        session.commit(label, changed, merge)


def set_note(canvas: Canvas, name: str, text: str) -> None:
    """Give a note another text; without any it goes."""
    _take_note(canvas, name, False, ("note", object()), text)


def follow_link(canvas: Canvas, name: str, at: QPointF) -> bool:
    """Ask whether the link under a point of the window is to be opened; False if none is."""
    note = canvas.document.notes[name]
    x, y = canvas.to_scene(at)
    inside = x - note.rect[0] - PADDING, y - note.rect[1] - (PADDING - 2)
    address = canvas.painting.notes.page(note).address(*inside)
    if address is None:
        return False
    if canvas.ask(tr("Open this address in the browser?"), address):
        QDesktopServices.openUrl(QUrl(address))
    return True


def link_under(canvas: Canvas, name: str, at: QPointF) -> bool:
    """Whether a link of the web is under a point of the window."""
    note = canvas.document.notes[name]
    x, y = canvas.to_scene(at)
    page = canvas.painting.notes.page(note)
    return page.address(x - note.rect[0] - PADDING, y - note.rect[1] - (PADDING - 2)) is not None


# --- frames


def add_frame(canvas: Canvas) -> str | None:
    """Put a frame around the selected cards, and let the user write its title."""
    document = canvas.session.document
    names = canvas.session.selection & canvas.document.nodes.keys()
    if not names:
        canvas.message.emit(tr("Select the cards that the frame is to go around."))
        return None
    name = free_name(document.frames, "frame")
    # The next of the colours, so that frames side by side can be told apart.
    color = TINTS[len(document.frames) % (len(TINTS) - 1)]
    frame = Frame(title=tr("Frame"), nodes=frozenset(names), color=color)
    label = tr("Add frame around {things}").format(things=things(document, names))
    canvas.session.commit(label, edits.put_frame(document, name, frame), ("frame", name))
    canvas.choose((), Marked(frames=frozenset({name})))
    write_title(canvas, name, new=True)
    return name


def write_title(canvas: Canvas, name: str, *, new: bool = False) -> None:
    """Let the user write the title of a frame."""
    if name not in canvas.document.frames:
        return

    def place() -> QRectF | None:
        known = name in canvas.document.frames
        rect = shown_rect(canvas.scene, name) if known else None
        if rect is None:
            return None
        scale = canvas.scene.camera.scale
        box = title_box(frame_box(rect, canvas.scene.camera), scale)
        return box.adjusted(-6, -2, 0, 2)

    title = canvas.document.frames[name].title
    done = partial(_take_title, canvas, name, new, ("frame", name) if new else ("frame", object()))
    canvas.writing.begin(title, place, done, size=TITLE, single=True)


def _take_title(canvas: Canvas, name: str, new: bool, merge: Hashable, title: str) -> None:
    session = canvas.session
    frame = session.document.frames.get(name)
    if frame is not None and title and title != frame.title:
        changed = frame.model_copy(update={"title": title[:200]})
        label = tr("Add frame “{title}”") if new else tr("Rename frame to “{title}”")
        label = label.format(title=short(title))
        session.commit(label, edits.put_frame(session.document, name, changed), merge)


def set_title(canvas: Canvas, name: str, title: str) -> None:
    """Give a frame another title."""
    _take_title(canvas, name, False, ("frame", object()), title)


def leave_frames(canvas: Canvas) -> None:
    """Take the selected cards out of their frames; a frame without cards goes."""
    document, chosen = canvas.session.document, canvas.session.selection
    for name, frame in canvas.session.document.frames.items():
        if not frame.nodes.isdisjoint(chosen):
            left = frame.model_copy(update={"nodes": frame.nodes - chosen})
            document = (
                edits.put_frame(document, name, left)
                if left.nodes
                else edits.remove_frame(document, name)
            )
    canvas.session.commit(tr("Take out of frame"), document)


# --- both


def rename_marked(canvas: Canvas) -> bool:
    """Write in the one note or frame that is selected; False if it is not one."""
    marked = canvas.scene.marked
    if len(marked) != 1 or marked.bends:
        return False
    for name in marked.notes:
        write_note(canvas, name)
    for name in marked.frames:
        write_title(canvas, name)
    return True


def paint_marked(canvas: Canvas, color: str) -> None:
    """Give the selected notes and frames a colour; an empty one is that of paper."""
    document, marked = canvas.session.document, canvas.scene.marked
    for name in marked.notes & document.notes.keys():
        note = document.notes[name].model_copy(update={"color": color})
        document = edits.put_note(document, name, note)
    for name in marked.frames & document.frames.keys():
        frame = document.frames[name].model_copy(update={"color": color or PLAIN})
        document = edits.put_frame(document, name, frame)
    canvas.session.commit(tr("Change colour"), document)


def pick_color(canvas: Canvas) -> None:
    """Ask for any colour for the selected notes and frames."""
    from PySide6.QtWidgets import QColorDialog

    was = current_color(canvas.document, canvas.scene.marked)
    dialog = QColorDialog(QColor(was), canvas)
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setWindowTitle(tr("Colour"))
    take: Callable[[QColor], None] = partial(_take_color, canvas)
    dialog.colorSelected.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def current_color(document: Document, marked: Marked) -> str:
    """The colour of what is marked, if it has one."""
    colors = [tint(document.frames[n].color, PLAIN) for n in marked.frames & document.frames.keys()]
    colors += [tint(document.notes[n].color, PAPER) for n in marked.notes & document.notes.keys()]
    return colors[0] if len(set(colors)) == 1 else ""


def _take_color(canvas: Canvas, color: QColor) -> None:
    paint_marked(canvas, color.name())


def _free_place(canvas: Canvas) -> tuple[float, float]:
    """Where the pointer is, or near the middle of the window, where no card lies."""
    geometry = canvas.scene.geometry
    left, top, right, bottom = canvas.seen()
    x, y = (left + right) / 2 - NOTE[0] / 2, (top + bottom) / 2 - NOTE[1] / 2
    notes = [note.rect for note in geometry.document.notes.values()]
    for step in range(40):
        there = y + step * 24.0
        free = not len(geometry.in_rect((x, there, x + NOTE[0], there + NOTE[1]), 8.0))
        if free and not any(abs(r[0] - x) < 8 and abs(r[1] - there) < 8 for r in notes):
            return x, there
    return x, y
