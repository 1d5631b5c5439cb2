"""Keeps the canvas in step with its session, and repaints only what changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF

from app.canvas.bends import wires_in_sight
from app.canvas.facts import Facts
from app.canvas.geometry import Rect
from app.canvas.group_facts import GroupFacts, states_shown
from app.canvas.hits import NOTHING
from app.canvas.labels import MOST, SMALLEST
from app.canvas.looks import PAD
from cards.checking import Report
from cards.document import Document
from cards.history import replaced

if TYPE_CHECKING:
    from app.canvas.view import Canvas

FEW = 50
"""Of more changed cards than these the whole window is painted."""


class Following(QObject):
    """Hears what the session says and brings scene and pixels up to date."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        session = canvas.session
        session.changed.connect(self._change)
        session.checked.connect(self._check)
        session.states_changed.connect(self._show_states)
        session.selection_changed.connect(canvas.show_selection)
        session.selection_changed.connect(self._unmark)
        session.page_changed.connect(self._turn)
        self._cameras: dict[str | None, tuple[tuple[float, float, float], Rect | None]] = {}
        """Where each page was seen last, and what it then reached over."""

    def catch_up(self) -> None:
        """Show what the session holds already."""
        session = self._canvas.session
        self._canvas.scene.page = self._canvas.page
        self._check(session.report)
        self._show_states()
        self._canvas.show_selection(session.selection)

    def _change(self, old: Document, new: Document) -> None:
        canvas = self._canvas
        canvas.cancel_gesture()
        if canvas.page.group != canvas.session.page:
            self._turn()
            return
        before, shown = canvas.page, canvas.document
        page = canvas.pager.page(new, canvas.session.page)
        names = _changed_alone(shown, page.document)
        places = self._places(names)
        canvas.page = canvas.scene.page = page
        canvas.mark(canvas.scene.marked.within(page.document))
        canvas.scene.geometry.update(page.document)
        if page.groups_differ(before):
            # What groups show is gathered from the cards inside, though no check is due.
            canvas.scene.facts = GroupFacts(canvas.session.report, page)
            canvas.scene.states = states_shown(page, canvas.session.states)
        canvas.scene.hovered, canvas.scene.hovered_wire = NOTHING, None
        canvas.editing.follow()
        canvas.writing.follow()
        canvas.layer.outdate()
        if names and places == self._places(names):
            for name in names:
                canvas.update(self._card_rect(name))
        else:
            canvas.update()
            canvas.minimap.refresh()

    def _unmark(self) -> None:
        """Who selects cards alone wants nothing else selected."""
        self._canvas.mark()

    def _turn(self) -> None:
        """Show another page, as it was last seen or as a whole."""
        canvas = self._canvas
        canvas.cancel_gesture()
        canvas.editing.close()
        camera = canvas.scene.camera
        view = camera.left, camera.top, camera.scale
        self._cameras[canvas.page.group] = view, canvas.scene.geometry.bounds()
        canvas.page = canvas.pager.page(canvas.session.document, canvas.session.page)
        canvas.scene.page = canvas.page
        canvas.scene.geometry.update(canvas.document)
        canvas.scene.hovered, canvas.scene.hovered_wire = NOTHING, None
        self.catch_up()
        seen = self._cameras.get(canvas.page.group)
        if seen is None or seen[1] != canvas.scene.geometry.bounds():
            canvas.fit()
        else:
            camera.left, camera.top, camera.scale = seen[0]
            canvas.pan_by(0, 0)
        canvas.minimap.refresh()
        canvas.update()

    def _check(self, report: Report) -> None:
        """Take note of a check; repaint only if it tells something new of what is in sight."""
        canvas = self._canvas
        before = self._told_in_sight()
        canvas.scene.facts = (
            GroupFacts(report, canvas.page) if canvas.page.whole.groups else Facts(report)
        )
        canvas.layer.outdate()
        if before != self._told_in_sight():
            canvas.update()

    def _show_states(self) -> None:
        """Repaint the cards whose states in the run changed."""
        canvas = self._canvas
        before, after = canvas.scene.states, states_shown(canvas.page, canvas.session.states)
        given, gives = canvas.scene.results, dict(canvas.session.results)
        canvas.scene.states, canvas.scene.results = after, gives
        canvas.layer.outdate()
        for name in {*before, *after, *given, *gives}:
            same = before.get(name) == after.get(name) and given.get(name) == gives.get(name)
            if not same and name in canvas.scene.geometry.index:
                canvas.update(self._card_rect(name))

    def _places(self, names: Iterable[str]) -> list[object]:
        """Layout and place of these cards."""
        geometry = self._canvas.scene.geometry
        rows = [geometry.index[name] for name in names]
        return [(geometry.layouts[row], *geometry.xy[row].tolist()) for row in rows]

    def _told_in_sight(self) -> list[object]:
        """What the facts say of the cards and wires in the window."""
        canvas = self._canvas
        geometry, facts, seen = canvas.scene.geometry, canvas.scene.facts, canvas.seen()
        told: list[object] = []
        for row in geometry.in_rect(seen, margin=PAD).tolist():
            name = geometry.names[row]
            told.append((facts.trouble(name), facts.footer(name)))
        wires = wires_in_sight(geometry, seen)
        if len(wires) <= MOST and canvas.scene.camera.scale >= SMALLEST:
            told += [facts.label(geometry.pairs[wire][0]) for wire in wires.tolist()]
        return told

    def _card_rect(self, name: str) -> QRect:
        geometry, camera = self._canvas.scene.geometry, self._canvas.scene.camera
        row = geometry.index[name]
        x, y = camera.to_screen(*geometry.xy[row].tolist())
        w, h = (geometry.wh[row] * camera.scale).tolist()
        margin = PAD * camera.scale + 2
        return QRectF(x, y, w, h).adjusted(-margin, -margin, margin, margin).toAlignedRect()


def _changed_alone(old: Document, new: Document) -> list[str]:
    """The nodes that differ, where nothing else does and they are few."""
    same = old.wires is new.wires and old.frames is new.frames and old.notes is new.notes
    same = same and old.bends is new.bends
    if not same or old.nodes.keys() != new.nodes.keys():
        return []
    names = replaced(old.nodes, new.nodes)
    return names if len(names) <= FEW else []
