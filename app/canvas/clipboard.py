"""Copy, cut and paste of cards: the clipboard holds a document as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QCursor, QGuiApplication

from app.canvas.copying import OFFSET, duplicated, excerpt, inserted
from app.canvas.layout import GRID
from cards import files
from cards.document import Document, DocumentError
from cards.edits import Refused
from cards.registry import upgraded

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def copy_selection(canvas: Canvas) -> bool:
    """Put the selected cards, their values and the wires between them on the clipboard."""
    names = canvas.session.selection
    if not names:
        return False
    text = files.dumps(excerpt(canvas.session.document, names))
    QGuiApplication.clipboard().setText(text)
    canvas.message.emit(f"{_counted(len(names))} copied.")
    return True


def cut_selection(canvas: Canvas) -> None:
    """Copy the selected cards and take them away."""
    if copy_selection(canvas):
        canvas.delete_selection()


def duplicate_selection(canvas: Canvas) -> None:
    """Copy the selected cards with their values and the wires that lead to them."""
    document, names = duplicated(canvas.session.document, canvas.session.selection)
    canvas.session.commit("Duplicate", document)
    canvas.session.select(names)


def paste(canvas: Canvas, at: QPointF | None = None) -> None:
    """Add the cards of the clipboard, at a point of the window or where the pointer is."""
    session = canvas.session
    try:
        part = upgraded(files.loads(QGuiApplication.clipboard().text()), session.types)
    except DocumentError:
        part = Document()
    if not part.nodes:
        canvas.message.emit("The clipboard holds no cards.")
        return
    dx, dy = _shift(canvas, part, at)
    try:
        document, names = inserted(session.document, part, dx, dy, group=session.page)
    except Refused as refused:
        canvas.message.emit(str(refused))
        return
    session.commit(f"Paste {_counted(len(names)).lower()}", document)
    session.select(names)


def _shift(canvas: Canvas, part: Document, at: QPointF | None) -> tuple[float, float]:
    """How far pasted cards move so that they begin at the pointer, and cover none exactly."""
    there = (*part.nodes.values(), *part.groups.values())
    # What lies in a group has places of its own.
    places = [one.position for one in there if one.group is None]
    left, top = min(x for x, _ in places), min(y for _, y in places)
    if at is None and canvas.underMouse():
        at = QPointF(canvas.mapFromGlobal(QCursor.pos()))
    x, y = (left, top) if at is None else canvas.to_scene(at)
    x, y = round(x / GRID) * GRID, round(y / GRID) * GRID
    taken = {node.position for node in canvas.document.nodes.values()}
    while any((a - left + x, b - top + y) in taken for a, b in places):
        x, y = x + OFFSET, y + OFFSET
    return x - left, y - top


def _counted(count: int) -> str:
    return f"{count:,} card" + "s" * (count != 1)
