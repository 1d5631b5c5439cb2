"""Copy, cut and paste of cards: the clipboard holds a document as text."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPointF, QStringListModel
from PySide6.QtGui import QCursor, QGuiApplication

from app.canvas.copying import (
    OFFSET,
    Wires,
    allowed,
    duplicated,
    excerpt,
    inserted,
    outer_wires,
)
from app.canvas.layout import GRID
from app.step_names import things
from app.translation import grouped, tr
from cards import files
from cards.document import FORMAT, Document, DocumentError
from cards.edits import Refused
from cards.ports import above
from cards.registry import upgraded

if TYPE_CHECKING:
    from app.canvas.view import Canvas

OUTER_MIME = "application/x-layerdeck-outer-wires"
"""Beside the text: which document it is from, and the wires that lead to it from there."""
LONGEST_TEXT = 32 * 2**20
"""Characters of a text that is read as cards."""
LONGEST = 16 * 2**20
"""Bytes of outer wires that are read."""


def copy_selection(canvas: Canvas) -> bool:
    """Put what is selected, its values and the wires between on the clipboard."""
    document = canvas.session.document
    part = excerpt(document, canvas.session.selection, canvas.scene.marked)
    if not (part.nodes or part.groups or part.notes):
        return False
    data = data_of_qt()
    data.setText(files.dumps(part))
    beside = {"documents": identities(canvas), "wires": outer_wires(document, part)}
    data.setData(OUTER_MIME, json.dumps(beside).encode())
    QGuiApplication.clipboard().setMimeData(data)
    canvas.message.emit(tr("{what} copied.").format(what=_counted(part)))
    return True


def data_of_qt() -> QMimeData:
    """Empty data that nothing of Python is part of.

    Qt may destroy what is on the clipboard after Python has ended, and data of a class that
    Python knows would then end the process with a segmentation fault.
    """
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    for kind in data.formats():
        data.removeFormat(kind)
    return data


def cut_selection(canvas: Canvas) -> None:
    """Copy what is selected and take it away."""
    if copy_selection(canvas):
        canvas.delete_selection()


def duplicate_selection(canvas: Canvas) -> None:
    """Copy what is selected with its values and the wires that lead to it."""
    session = canvas.session
    # In a group that is open in place copies stay in it.
    document = session.document
    homes = {next(above(document, name), None) for name in session.selection}
    home = next(iter(homes)) if len(homes) == 1 else canvas.page.group
    made = duplicated(document, session.selection, canvas.scene.marked, page=home)
    what = things(document, session.selection, canvas.scene.marked.notes)
    session.commit(tr("Duplicate {things}").format(things=what), made.document)
    canvas.choose(made.names, made.marked)


def paste(canvas: Canvas, at: QPointF | None = None, *, outer: bool = False) -> None:
    """Add what the clipboard holds, at a point of the window or where the pointer is.

    With ``outer`` copies get the wires from outside as well that the originals had.
    """
    session = canvas.session
    # An empty clipboard has none.
    data = QGuiApplication.clipboard().mimeData() or QMimeData()
    try:
        text = data.text()
        # Most of what is no document is known by this, however long it is.
        held = len(text) <= LONGEST_TEXT and f'"{FORMAT}"' in text
        part = upgraded(files.loads(text), session.types) if held else Document()
    except DocumentError:
        part = Document()
    if not (part.nodes or part.groups or part.notes):
        canvas.message.emit(tr("The clipboard holds no cards."))
        return
    wires = _outer(canvas, data, part) if outer else {}
    dx, dy = _shift(canvas, part, at)
    try:
        made = inserted(session.document, part, dx, dy, page=canvas.page.group, outer=wires)
    except Refused as refused:
        canvas.message.emit(str(refused))
        return
    label = tr("Paste {what}").format(what=_pasted(made.document, made.names, part))
    empty = not (session.document.nodes or session.document.notes)
    session.commit(label, made.document)
    canvas.choose(made.names, made.marked)
    if empty:
        # Nobody has chosen a view of what was not there.
        canvas.fit()
    if outer and not wires:
        canvas.message.emit(tr("Pasted without outer wires: none lead to it from this document."))


def paste_wired(canvas: Canvas, at: QPointF | None = None) -> None:
    """Paste, and keep the wires that led to the originals from other cards."""
    paste(canvas, at, outer=True)


def identities(canvas: Canvas) -> list[str]:
    """What tells the document from others: its file, and its history in this program."""
    session = canvas.session
    own = [f"{QGuiApplication.applicationPid()}:{id(session.history)}"]
    return [*own, str(session.path)] if session.path is not None else own


def _outer(canvas: Canvas, data: QMimeData, part: Document) -> Wires:
    """The wires from outside that what is pasted can have here."""
    held = bytes(data.data(OUTER_MIME).data()) if data.hasFormat(OUTER_MIME) else b""
    try:
        beside = json.loads(held) if len(held) <= LONGEST else {}
        same = not set(identities(canvas)).isdisjoint(beside["documents"])
        wires = _checked(beside["wires"]) if same else {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    session = canvas.session
    return allowed(session.document, part, session.types, wires)


def _checked(wires: Any) -> Wires:
    """Wires as read. Raises TypeError if they are not by target a list of sources."""
    found = {target: tuple(sources) for target, sources in wires.items()}
    if not all(isinstance(s, str) for sources in found.values() for s in sources):
        raise TypeError("a source is no text")
    return found


def _shift(canvas: Canvas, part: Document, at: QPointF | None) -> tuple[float, float]:
    """How far pasted things move so that they begin at the pointer, and cover none exactly."""
    places = _places(part)
    left, top = min(x for x, _ in places), min(y for _, y in places)
    if at is None and canvas.underMouse():
        at = QPointF(canvas.mapFromGlobal(QCursor.pos()))
    x, y = (left, top) if at is None else canvas.to_scene(at)
    x, y = round(x / GRID) * GRID, round(y / GRID) * GRID
    taken = set(_places(canvas.session.document))
    while any((a - left + x, b - top + y) in taken for a, b in places):
        x, y = x + OFFSET, y + OFFSET
    return x - left, y - top


def _places(document: Document) -> list[tuple[float, float]]:
    """Where the cards, groups and notes of a document begin."""
    found = [node.position for node in document.nodes.values()]
    found += [group.position for group in document.groups.values()]
    return found + [note.rect[:2] for note in document.notes.values()]


def _pasted(document: Document, names: Collection[str], part: Document) -> str:
    """The name of the only thing that was pasted, or how many there are."""
    return things(document, names) if len(names) == 1 and not part.notes else _counted(part)


def _counted(part: Document) -> str:
    cards, notes = len(part.nodes), len(part.notes)
    found = [tr("1 card") if cards == 1 else tr("{count} cards").format(count=grouped(cards))]
    if notes:
        found.append(
            tr("1 note") if notes == 1 else tr("{count} notes").format(count=grouped(notes))
        )
    return (
        tr("{some} and {others}").format(some=found[0], others=found[1])
        if notes and cards
        else found[-1]
    )
