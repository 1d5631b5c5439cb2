"""What lies beside a group makes room when it opens, and goes back when it closes. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.canvas.geometry import Geometry, Rect
from app.canvas.layout import GRID
from app.canvas.open_groups import MARGIN, TITLE, open_rects
from cards import edits
from cards.document import Document
from cards.grouping import closed, members_of, opened
from cards.paging import Page, Pager

GAP = 24.0
INSET = MARGIN, MARGIN + TITLE
"""How far inside its box the cards of an open group begin."""

Place = tuple[float, float]


@dataclass(frozen=True)
class Room:
    """The places of what made room, before and after; of notes too."""

    before: Mapping[str, Place] = field(default_factory=dict)
    after: Mapping[str, Place] = field(default_factory=dict)


def opened_here(document: Document, name: str) -> Document:
    """Open a group so that its box begins where its card did."""
    x, y = document.groups[name].position
    inside = edits.move_nodes(document, {name: (x + INSET[0], y + INSET[1])})
    return edits.move_nodes(opened(inside, name), {name: (x, y)})


def closed_here(document: Document, name: str) -> Document:
    """Close a group so that its card begins where its box did."""
    document = closed(document, name)
    x, y = document.groups[name].position
    if not members_of(document, name):
        return document
    return edits.move_nodes(document, {name: (x - INSET[0], y - INSET[1])})


def made_room(
    document: Document, pager: Pager, page: str | None, old: Rect, names: Collection[str]
) -> tuple[Document, Room]:
    """The document in which nothing lies under ``names``, which took the place ``old``."""
    shown = pager.page(document, page)
    geometry = Geometry(shown.document, pager.types)
    boxes = open_rects(geometry, shown)
    own = shown.spread(names)
    new = _around([boxes[n] for n in names if n in boxes] or _rects(geometry, own))
    if new is None:
        return document, Room()
    units = _units(geometry, shown, boxes, own)
    before, after = {}, {}
    for members, rect in units:
        dx, dy = _way(rect, old, new)
        for name in members if dx or dy else ():
            x, y = _place(document, name)
            before[name], after[name] = (x, y), (x + dx, y + dy)
    return _moved(document, after), Room(before, after)


def closed_up(document: Document, room: Room) -> Document:
    """The document in which all goes back that made room, unless some has moved since."""
    known = {*document.nodes, *document.groups, *document.notes}
    still = all(n in known and _place(document, n) == at for n, at in room.after.items())
    return _moved(document, room.before) if still else document


def _units(
    geometry: Geometry, page: Page, boxes: Mapping[str, Rect], own: frozenset[str]
) -> list[tuple[list[str], Rect]]:
    """What moves as one: open groups elsewhere, cards, and notes."""
    units: list[tuple[list[str], Rect]] = []
    taken = set(own)
    for name in page.open:
        inside = page.spread([name])
        if inside and inside.isdisjoint(taken):
            units.append((sorted(inside), boxes[name]))
            taken |= inside
    for name, row in geometry.index.items():
        if name not in taken and not name.startswith("@"):
            (x, y), (w, h) = geometry.xy[row].tolist(), geometry.wh[row].tolist()
            units.append(([name], (x, y, x + w, y + h)))
    for name, note in page.document.notes.items():
        if note.group == page.group:
            x, y, w, h = note.rect
            units.append(([name], (x, y, x + w, y + h)))
    return units


def _way(rect: Rect, old: Rect, new: Rect) -> Place:
    """How far something moves for what took ``old`` and takes ``new`` now."""
    across = max(0.0, _on_grid(new[2] - old[2]))
    down = max(0.0, _on_grid(new[3] - old[3]))
    if rect[0] >= old[2] - 1:
        return across, 0.0
    if rect[1] >= old[3] - 1 and rect[2] > new[0] and rect[0] < new[2]:
        return 0.0, down
    covered = rect[0] < new[2] and rect[2] > new[0] and rect[1] < new[3] and rect[3] > new[1]
    apart = rect[0] < old[2] and rect[2] > old[0] and rect[1] < old[3] and rect[3] > old[1]
    return (0.0, _on_grid(new[3] + GAP - rect[1])) if covered and not apart else (0.0, 0.0)


def _on_grid(length: float) -> float:
    return GRID * -(-length // GRID)


def _place(document: Document, name: str) -> Place:
    if name in document.notes:
        return document.notes[name].rect[:2]
    return (document.groups.get(name) or document.nodes[name]).position


def _moved(document: Document, places: Mapping[str, Place]) -> Document:
    notes = {
        name: note.model_copy(update={"rect": (*places[name], *note.rect[2:])})
        for name, note in document.notes.items()
        if name in places
    }
    cards = {name: at for name, at in places.items() if name not in notes}
    document = edits.move_nodes(document, cards)
    for name, note in notes.items():
        document = edits.put_note(document, name, note)
    return document


def _rects(geometry: Geometry, names: Collection[str]) -> list[Rect]:
    rows = [geometry.index[n] for n in names if n in geometry.index]
    corners = [(geometry.xy[row].tolist(), geometry.wh[row].tolist()) for row in rows]
    return [(x, y, x + w, y + h) for (x, y), (w, h) in corners]


def _around(rects: list[Rect]) -> Rect | None:
    if not rects:
        return None
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
