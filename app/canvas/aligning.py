"""Aligning, distributing and arranging what is selected on the canvas."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from app.canvas.bending import led
from app.canvas.geometry import Pair
from app.canvas.layout import Point
from app.step_names import things
from app.translation import tr
from cards import edits
from cards.aligning import Rect, Side, Way, aligned, distributed
from cards.arranging import arrange, part_of
from cards.document import Document, Frame, node_of

if TYPE_CHECKING:
    from app.canvas.view import Canvas

_NOTE = ":"
"""Before the names of notes, which no name of a card begins with."""


def align(canvas: Canvas, side: Side) -> None:
    """Bring the selected cards and notes in line."""
    rects = _rects(canvas)
    if len(rects) < 2:
        canvas.message.emit(tr("Select the cards and notes that are to be in line."))
        return
    label = tr("Align {things}").format(things=_chosen(canvas))
    _commit(canvas, label, aligned(rects, side))


def distribute(canvas: Canvas, way: Way) -> None:
    """Put equal gaps between the selected cards and notes."""
    rects = _rects(canvas)
    if len(rects) < 3:
        canvas.message.emit(tr("Select three or more cards or notes, to have gaps between them."))
        return
    label = tr("Distribute {things}").format(things=_chosen(canvas))
    _commit(canvas, label, distributed(rects, way))


def arrange_page(canvas: Canvas) -> None:
    """Place all cards of the page in columns, from left to right."""
    shown = canvas.document
    # Cards of an open group stay together as those of a frame do.
    boxes = {
        f"@{name}": Frame(title="", nodes=canvas.page.spread([name])) for name in canvas.page.open
    }
    shown = shown.model_copy(update={"frames": {**shown.frames, **boxes}}) if boxes else shown
    _commit(canvas, tr("Arrange cards"), arrange(shown, canvas.card_sizes()))
    canvas.fit()


def arrange_selection(canvas: Canvas) -> None:
    """Place the selected cards in columns, beginning where they begin now."""
    nodes = canvas.document.nodes
    names = [n for n in nodes if n in canvas.session.selection]
    if len(names) < 2:
        canvas.message.emit(tr("Select the cards that are to be arranged."))
        return
    placed = arrange(part_of(canvas.document, names), canvas.card_sizes())
    left, top = (min(nodes[n].position[axis] for n in names) for axis in (0, 1))
    x, y = (min(at[axis] for at in placed.values()) for axis in (0, 1))
    places = {n: (at[0] - x + left, at[1] - y + top) for n, at in placed.items()}
    _commit(canvas, tr("Arrange selection"), places)


def toggle_snap(canvas: Canvas) -> bool:
    """Let drags keep to the grid and to other cards, or not; gives whether they do now."""
    canvas.snap = not canvas.snap
    canvas.message.emit(tr("Snapping is on.") if canvas.snap else tr("Snapping is off."))
    return canvas.snap


def without_old_bends(shown: Document, document: Document, moved: Collection[str]) -> Document:
    """``document`` without the bends of wires between these cards of the page ``shown``."""
    gone: dict[Pair, tuple[Point, ...]] = {
        (source, target): ()
        for target, by_source in shown.bends.items()
        for source in by_source
        if node_of(source) in moved and node_of(target) in moved
    }
    return led(document, gone)


def _rects(canvas: Canvas) -> dict[str, Rect]:
    """Left, top, width and height of what is selected."""
    geometry, notes = canvas.scene.geometry, canvas.document.notes
    found: dict[str, Rect] = {}
    for name in sorted(canvas.session.selection & geometry.index.keys()):
        row = geometry.index[name]
        found[name] = (*geometry.xy[row].tolist(), *geometry.wh[row].tolist())
    for name in sorted(canvas.scene.marked.notes):
        found[_NOTE + name] = notes[name].rect
    return found


def _chosen(canvas: Canvas) -> str:
    return things(canvas.session.document, canvas.session.selection, canvas.scene.marked.notes)


def _commit(canvas: Canvas, label: str, places: Mapping[str, Point]) -> None:
    document = canvas.session.document
    # The border of a group's page has no place of its own.
    cards = {n: at for n, at in places.items() if n[0] not in (_NOTE, "@")}
    moved = {n for n, at in cards.items() if canvas.document.nodes[n].position != at}
    document = without_old_bends(canvas.document, edits.move_nodes(document, cards), moved)
    for key, (x, y) in places.items():
        name = key.removeprefix(_NOTE)
        if key != name and document.notes[name].rect[:2] != (x, y):
            rect = (x, y, *document.notes[name].rect[2:])
            note = document.notes[name].model_copy(update={"rect": rect})
            document = edits.put_note(document, name, note)
    canvas.session.commit(label, document)
