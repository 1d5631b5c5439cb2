"""Tells assistive technology what changed on the canvas, if any listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleValueChangeEvent,
)

from app.translation import tr
from cards.checking import Report
from cards.document import Document

if TYPE_CHECKING:
    from app.canvas.view import Canvas

MOST = 3
"""New problems that are read out; more are counted."""
FEW = 50
"""Of more changed cards than these the values are not told one by one."""


def announce(where: QObject, text: str, *, at_once: bool = False) -> None:
    """Have a text read out."""
    if text and QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(where, text)
        if at_once:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


def announce_focus(canvas: Canvas) -> None:
    """Say that the card or the row with the cursor has the focus now."""
    if not QAccessible.isActive():
        return
    QAccessible.queryAccessibleInterface(canvas)
    place = canvas.interface.focusChild() if canvas.interface is not None else None
    if place is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(place, QAccessible.Event.Focus))


class Telling(QObject):
    """Follows a session: new values, other cards, another selection, new problems."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._known = _problems(canvas.session.report)
        canvas.session.changed.connect(self._tell_values)
        canvas.session.checked.connect(self._tell_problems)
        canvas.session.selection_changed.connect(self._tell_selection)
        canvas.marks_changed.connect(self._tell_selection)

    def _tell_values(self, old: Document, new: Document) -> None:
        canvas = self._canvas
        if not QAccessible.isActive() or canvas.interface is None:
            return
        if old.nodes.keys() != new.nodes.keys() or old.wires is not new.wires:
            event = QAccessibleEvent(canvas, QAccessible.Event.ObjectReorder)
            QAccessible.updateAccessibility(event)
        changed = [n for n, node in new.nodes.items() if old.nodes.get(n) is not node]
        for name in changed if len(changed) <= FEW else ():
            self._tell_rows(name, old, new)

    def _tell_rows(self, name: str, old: Document, new: Document) -> None:
        """Say what the rows hold now whose values are others than before."""
        interface = self._canvas.interface
        card = interface.made(name) if interface is not None else None
        if card is None or name not in old.nodes or not card.isValid():
            return
        before, after = old.nodes[name].params, new.nodes[name].params
        for socket in {*before, *after}:
            if before.get(socket) != after.get(socket) and card.layout.row(socket) is not None:
                row = card.row("input", socket)
                text = row.text(QAccessible.Text.Value)
                QAccessible.updateAccessibility(QAccessibleValueChangeEvent(row, text))

    def _tell_selection(self, _selection: object = None) -> None:
        if QAccessible.isActive():
            event = QAccessibleEvent(self._canvas, QAccessible.Event.SelectionWithin)
            QAccessible.updateAccessibility(event)
            announce_focus(self._canvas)

    def _tell_problems(self, report: Report) -> None:
        problems = _problems(report)
        known, self._known = self._known, problems
        new = [problem for problem in problems if problem not in known]
        if not new or not QAccessible.isActive():
            return
        QAccessible.updateAccessibility(QAccessibleEvent(self._canvas, QAccessible.Event.Alert))
        text = ". ".join(message for _, message in new[:MOST])
        if len(new) > MOST:
            text = tr("{text}. And {count} more problems.").format(text=text, count=len(new) - MOST)
        announce(self._canvas, text)


def _problems(report: Report) -> dict[tuple[str, str], None]:
    """What is wrong, by card and sentence, in order."""
    return {(found.node, found.message): None for found in report.diagnostics}
