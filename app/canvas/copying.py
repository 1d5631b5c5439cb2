"""Copies of cards, beside themselves or by way of the clipboard, as pure edits. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.canvas.marking import UNMARKED, Marked
from app.translation import tr
from cards import edits
from cards.document import Document, End, Frame, Group, Note, end, node_of, socket_of
from cards.edits import Refused
from cards.grouping import DEEPEST
from cards.ports import above, inside
from cards.registry import Types
from cards.wiring import socket_refusal

OFFSET = 40.0

Wires = Mapping[End, tuple[End, ...]]


@dataclass(frozen=True)
class Copy:
    """A document with copies in it, and what they are called there."""

    document: Document
    names: frozenset[str] = frozenset()
    """Cards and groups, save those inside of copied groups."""
    marked: Marked = UNMARKED


def excerpt(document: Document, names: Collection[str], marked: Marked = UNMARKED) -> Document:
    """A document of these cards and groups, and of marked notes and frames with their cards.

    It has the wires between them with their bends, and frames all of whose cards it has.
    """
    chosen = frozenset(names).union(
        *(document.frames[frame].nodes for frame in marked.frames & document.frames.keys())
    )
    kept, grouped = inside(document, chosen)
    nodes = {
        name: node if node.group in grouped else node.model_copy(update={"group": None})
        for name, node in document.nodes.items()
        if name in kept
    }
    groups = {
        name: group if group.group in grouped else group.model_copy(update={"group": None})
        for name, group in document.groups.items()
        if name in grouped
    }
    wires = {
        target: own
        for target, sources in document.wires.items()
        if node_of(target) in nodes and (own := tuple(s for s in sources if node_of(s) in nodes))
    }
    return Document(
        nodes=nodes,
        wires=wires,
        bends=_bends_of(document, wires),
        groups=groups,
        frames={
            name: frame
            for name, frame in document.frames.items()
            if frame.nodes and frame.nodes <= nodes.keys() | groups.keys()
        },
        notes={
            name: note.model_copy(update={"group": note.group if note.group in grouped else None})
            for name, note in document.notes.items()
            if name in marked.notes or note.group in grouped
        },
    )


def outer_wires(document: Document, part: Document) -> dict[End, tuple[End, ...]]:
    """The wires that lead to cards of ``part`` from others of the document, by target."""
    return {
        target: outer
        for target, sources in document.wires.items()
        if node_of(target) in part.nodes
        and (outer := tuple(s for s in sources if node_of(s) not in part.nodes))
    }


def inserted(
    document: Document,
    part: Document,
    dx: float = OFFSET,
    dy: float = OFFSET,
    *,
    page: str | None = None,
    outer: Wires | None = None,
) -> Copy:
    """The document with what ``part`` holds as well, moved, inside the group ``page``.

    Names stay where they are free. ``outer`` are wires from cards of the document to
    cards of ``part``, which the copies get as well. Raises Refused if groups would lie too
    deep.
    """
    if page is not None and part.groups:
        depth = 1 + len(list(above(document, page)))
        if depth + max(1 + len(list(above(part, g))) for g in part.groups) > DEEPEST:
            raise Refused(tr("Groups can lie {count} deep, not deeper.").format(count=DEEPEST))
    names = _new_names(document, part)
    free = {
        stem: _free(getattr(document, stem), getattr(part, stem), stem[:-1])
        for stem in ("frames", "notes")
    }
    place = _Place(names, dx, dy, page)
    update: dict[str, Any] = {
        "nodes": {names[name]: place.moved(node) for name, node in part.nodes.items()},
        "groups": {names[name]: place.group(group) for name, group in part.groups.items()},
        "wires": {
            place.end(target): tuple(place.end(s) for s in sources)
            for target, sources in _all_wires(part, outer or {}).items()
        },
        "bends": {
            place.end(target): {
                place.end(source): tuple((x + dx, y + dy) for x, y in points)
                for source, points in by_source.items()
            }
            for target, by_source in part.bends.items()
        },
        "frames": {free["frames"][name]: place.frame(f) for name, f in part.frames.items()},
        "notes": {free["notes"][name]: place.note(note) for name, note in part.notes.items()},
    }
    joined = {key: {**getattr(document, key), **new} for key, new in update.items() if new}
    whole = document.model_copy(update=joined) if joined else document
    tops = {names[n] for part_of in (part.nodes, part.groups) for n in part_of if _top(part, n)}
    notes = {free["notes"][n] for n, note in part.notes.items() if note.group is None}
    return Copy(whole, frozenset(tops), Marked(notes=frozenset(notes)))


def duplicated(
    document: Document,
    names: Collection[str],
    marked: Marked = UNMARKED,
    page: str | None = None,
) -> Copy:
    """The document with copies of these cards, and the names of the copies.

    Copies keep values and the wires that lead to them; wires between copied nodes go
    between the copies.
    """
    part = excerpt(document, names, marked)
    return inserted(document, part, page=page, outer=outer_wires(document, part))


def allowed(
    document: Document, part: Document, types: Types, outer: Wires
) -> dict[End, tuple[End, ...]]:
    """Those of the ``outer`` wires of ``part`` whose sources are in the document and fit."""
    found: dict[End, tuple[End, ...]] = {}
    for target, sources in outer.items():
        taker = part.nodes.get(node_of(target))
        kept = tuple(
            s
            for s in sources
            if taker is not None
            and (giver := document.nodes.get(node_of(s))) is not None
            and _fits(types, giver.card, s, taker.card, target)
        )
        if kept:
            found[target] = kept
    return found


def _fits(types: Types, giver: str, source: End, taker: str, target: End) -> bool:
    if giver not in types or taker not in types:
        return False
    known = types[giver], socket_of(source), types[taker], socket_of(target)
    return socket_refusal(*known) is None


def _all_wires(part: Document, outer: Wires) -> Wires:
    """The wires of ``part`` and those from outside."""
    if not outer:
        return part.wires
    return {
        target: (*part.wires.get(target, ()), *outer.get(target, ()))
        for target in {**part.wires, **outer}
    }


def _bends_of(document: Document, wires: Wires) -> dict[End, Any]:
    return {
        target: kept
        for target, by_source in document.bends.items()
        if (kept := {s: points for s, points in by_source.items() if s in wires.get(target, ())})
    }


def _top(part: Document, name: str) -> bool:
    one = part.nodes.get(name) or part.groups[name]
    return one.group is None


@dataclass(frozen=True)
class _Place:
    """Where copies go: their names, how far they move, the group that they are put in."""

    names: Mapping[str, str]
    dx: float
    dy: float
    page: str | None

    def end(self, place: End) -> End:
        node = node_of(place)
        return end(self.names.get(node, node), socket_of(place))

    def moved(self, one: Any) -> Any:
        """A node or a group at its new place."""
        x, y = one.position
        update = {"position": (x + self.dx, y + self.dy), "group": self._group(one.group)}
        return one.model_copy(update=update)

    def group(self, group: Group) -> Group:
        ports = {
            side: tuple(
                port.model_copy(update={"ends": tuple(self.end(e) for e in port.ends)})
                for port in getattr(group, side)
            )
            for side in ("inputs", "outputs")
        }
        moved: Group = self.moved(group).model_copy(update=ports)
        return moved

    def frame(self, frame: Frame) -> Frame:
        return frame.model_copy(update={"nodes": frozenset(self.names[n] for n in frame.nodes)})

    def note(self, note: Note) -> Note:
        left, top, width, height = note.rect
        rect = (left + self.dx, top + self.dy, width, height)
        return note.model_copy(update={"rect": rect, "group": self._group(note.group)})

    def _group(self, group: str | None) -> str | None:
        return self.page if group is None else self.names[group]


def _new_names(document: Document, part: Document) -> dict[str, str]:
    """A name for each card and group of ``part``: its own if that is free, else a new one."""
    taken = document.nodes.keys() | document.groups.keys()
    own = part.nodes.keys() | part.groups.keys()
    names = {name: name for name in own - taken}
    taken |= names.keys()
    numbers: dict[str, int] = {}
    for name, stem in _stems(part):
        if name not in names:
            number = numbers.get(stem, 1)
            while f"{stem}_{number}" in taken:
                number += 1
            numbers[stem] = number + 1
            names[name] = f"{stem}_{number}"
    return names


def _stems(part: Document) -> Iterator[tuple[str, str]]:
    for name, node in part.nodes.items():
        yield name, edits.new_name(Document(), node.card).rpartition("_")[0]
    for name in part.groups:
        yield name, "group"


def _free(known: Collection[str], wanted: Collection[str], stem: str) -> dict[str, str]:
    """Names for notes or frames, their own where those are free."""
    found: dict[str, str] = {}
    for name in wanted:
        free, number = name, 1
        while free in known or free in found.values():
            free, number = f"{stem}_{number}", number + 1
        found[name] = free
    return found
