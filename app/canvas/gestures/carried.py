"""What a drag moves: cards, notes, bends of wires, and frames with their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF

from app.canvas.bending import led
from app.canvas.frames import frame_box, shown_rect
from app.canvas.geometry import Array, Pair, Rect
from app.canvas.layout import Point
from app.canvas.marking import AT_REST, Marked, Moving
from app.canvas.notes import note_box
from app.canvas.open_groups import open_rects, touched
from cards import edits
from cards.document import Document

if TYPE_CHECKING:
    from app.canvas.view import Canvas


class Carried:
    """Cards and what is selected beside them, shown elsewhere until an edit moves them.

    ``rows`` are the rows of the cards, ``names`` their names, ``joined`` the frames whose
    cards become others, with these.
    """

    def __init__(self, canvas: Canvas, names: frozenset[str], marked: Marked) -> None:
        self._canvas = canvas
        geometry = canvas.scene.geometry
        document = geometry.document
        for frame in marked.frames:
            names |= document.frames[frame].nodes
        # An open group moves by moving what it shows.
        names = canvas.page.spread(names)
        self.groups = touched(canvas.page, names)
        self.rows = np.array(sorted(geometry.index[n] for n in names if n in geometry.index), int)
        self.names = [geometry.names[row] for row in self.rows.tolist()]
        self.wires = geometry.wires_of(self.rows.tolist())
        self.origin = geometry.xy[self.rows].copy()
        notes = (
            marked.notes | _notes_in(canvas, marked.frames) | _notes_of(canvas, self.groups, names)
        )
        self.notes: dict[str, Rect] = {n: document.notes[n].rect for n in notes}
        self._bent = self._find_bends(marked)
        inside = frozenset(self.names)
        self.frames = [n for n, f in document.frames.items() if not f.nodes.isdisjoint(inside)]
        self.joined: dict[str, frozenset[str]] = {}
        self.welcoming: frozenset[str] = frozenset()
        self.at = 0.0, 0.0

    def _find_bends(self, marked: Marked) -> dict[int, tuple[tuple[Point, ...], frozenset[int]]]:
        """By row of its wire, the points of each bent wire and which of them move."""
        geometry = self._canvas.scene.geometry
        found: dict[int, tuple[tuple[Point, ...], frozenset[int]]] = {}
        rows = set(self.rows.tolist())
        for row, points in geometry.bent.items():
            source, target = geometry.pairs[row]
            both = set(geometry.joins[row].tolist()) <= rows
            chosen = frozenset(
                n for n in range(len(points)) if both or (source, target, n) in marked.bends
            )
            if chosen:
                found[row] = points, chosen
        return found

    @property
    def alone(self) -> bool:
        """Whether all that changes can be painted over the rest, which stays as it is."""
        return not self.groups and set(self._bent) <= set(self.wires.tolist())

    def bounds(self) -> Rect:
        """The rectangle around it where it came from; of bends that come along, without them."""
        geometry = self._canvas.scene.geometry
        rects = [(x, y, x + w, y + h) for x, y, w, h in self.notes.values()]
        if len(self.rows):
            high = (self.origin + geometry.wh[self.rows]).max(axis=0)
            rects.append((*self.origin.min(axis=0).tolist(), *high.tolist()))
        if not rects:
            rects = [
                (*points[n], *points[n]) for points, chosen in self._bent.values() for n in chosen
            ]
        table = np.array(rects)
        return (*table[:, :2].min(axis=0).tolist(), *table[:, 2:].max(axis=0).tolist())

    def show(self, dx: float, dy: float) -> None:
        """Show it moved by this much."""
        self.at = dx, dy
        scene = self._canvas.scene
        if len(self.rows):
            scene.geometry.place(self.rows, self.origin + np.array([dx, dy]), self.wires)
        for row, (points, chosen) in self._bent.items():
            scene.geometry.bent[row] = _moved(points, chosen, dx, dy)
        notes = {n: (r[0] + dx, r[1] + dy, r[2], r[3]) for n, r in self.notes.items()}
        frames = scene.geometry.document.frames
        members = {n: frames[n].nodes for n in self.frames} | self.joined
        scene.moving = Moving(notes, members, self.welcoming)

    def restore(self) -> None:
        """Show it where it came from."""
        self.joined, self.welcoming = {}, frozenset()
        self.show(0.0, 0.0)
        self._canvas.scene.moving = AT_REST

    def edited(self, document: Document) -> Document:
        """``document`` with all of it moved to where it is shown."""
        geometry = self._canvas.scene.geometry
        places = (self.origin + self.at).tolist()
        document = edits.move_nodes(
            document, {n: (x, y) for n, (x, y) in zip(self.names, places, strict=True)}
        )
        points: dict[Pair, tuple[Point, ...]] = {
            geometry.pairs[row]: _moved(points, chosen, *self.at)
            for row, (points, chosen) in self._bent.items()
        }
        document = led(document, points)
        for name, rect in self._canvas.scene.moving.notes.items():
            if document.notes[name].rect != rect:
                note = document.notes[name].model_copy(update={"rect": rect})
                document = edits.put_note(document, name, note)
        for name, nodes in self.joined.items():
            frame = document.frames[name].model_copy(update={"nodes": nodes})
            # A frame that has lost its last card is nowhere to be seen: it goes.
            document = (
                edits.put_frame(document, name, frame)
                if nodes
                else edits.remove_frame(document, name)
            )
        return document

    def reach(self) -> QRect:
        """The part of the window that it covers."""
        canvas, camera = self._canvas, self._canvas.scene.camera
        wires = np.union1d(self.wires, np.array(list(self._bent), int))
        box = QRect()
        if len(self.rows):
            box = canvas.reach_of(self.rows, wires)
        elif len(wires):
            box = canvas.reach_of(np.unique(canvas.scene.geometry.joins[wires]), wires)
        for rect in canvas.scene.moving.notes.values():
            box = box.united(_grown(note_box(rect, camera)))
        for name in canvas.scene.moving.frames:
            framed = shown_rect(canvas.scene, name)
            box = box.united(_grown(frame_box(framed, camera))) if framed else box
        rects = open_rects(canvas.scene.geometry, canvas.page) if self.groups else {}
        for name in self.groups:
            box = box.united(_grown(frame_box(rects[name], camera)))
        return box.intersected(canvas.rect())


def _moved(
    points: tuple[Point, ...], chosen: frozenset[int], dx: float, dy: float
) -> tuple[Point, ...]:
    return tuple((x + dx, y + dy) if n in chosen else (x, y) for n, (x, y) in enumerate(points))


def _notes_in(canvas: Canvas, frames: frozenset[str]) -> frozenset[str]:
    """The notes that lie wholly in one of these frames."""
    geometry = canvas.scene.geometry
    rects = [rect for name in frames if (rect := geometry.frame(name))]
    return frozenset(
        name
        for name, note in geometry.document.notes.items()
        for left, top, right, bottom in rects
        if left <= note.rect[0] <= note.rect[0] + note.rect[2] <= right
        and top <= note.rect[1] <= note.rect[1] + note.rect[3] <= bottom
    )


def _notes_of(canvas: Canvas, groups: list[str], names: frozenset[str]) -> frozenset[str]:
    """The notes in the groups all of whose cards move."""
    whole = {g for g in groups if names.issuperset(canvas.page.spread([g]))}
    notes = canvas.document.notes.items() if whole else ()
    return frozenset(name for name, note in notes if note.group in whole)


def _grown(box: QRectF) -> QRect:
    return box.adjusted(-12, -12, 12, 12).toAlignedRect()


def within(rects: Array, points: Array) -> Array:
    """Whether each of ``points`` (n, 2) is in each of ``rects`` (m, 4): (n, m)."""
    x, y = points[:, :1], points[:, 1:]
    inside: Array = (
        (x >= rects[:, 0]) & (y >= rects[:, 1]) & (x <= rects[:, 2]) & (y <= rects[:, 3])
    )
    return inside
