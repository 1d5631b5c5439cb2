"""Taking away what is selected: cards, notes, frames and bends, as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.canvas.bending import without_bends
from app.canvas.marking import Marked
from app.step_names import cards_step
from app.translation import tr
from cards import edits, healing
from cards.document import Document

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def removed(canvas: Canvas, names: frozenset[str], marked: Marked) -> tuple[str, Document]:
    """The document without these cards and what is marked, and what that step is called.

    Cards of a frame that goes stay.
    """
    session = canvas.session
    document = without_bends(canvas, marked.bends, session.document)
    if names:
        document = healing.removed(document, session.types, names)
    for name in marked.notes:
        document = edits.remove_note(document, name)
    for name in marked.frames & document.frames.keys():
        document = edits.remove_frame(document, name)
    return _label(names, marked), document


def _label(cards: frozenset[str], marked: Marked) -> str:
    if cards and not marked:
        return cards_step(tr("Delete {card}"), tr("Delete {count} cards"), cards)
    if not cards and len(marked) == 1:
        one = {"note": marked.notes, "frame": marked.frames, "bend": marked.bends}
        texts = {
            "note": tr("Delete note"),
            "frame": tr("Delete frame"),
            "bend": tr("Remove bend"),
        }
        return next(texts[sort] for sort, found in one.items() if found)
    return tr("Delete selection")
