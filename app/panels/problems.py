"""What is wrong with the document, where, and what would put it right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.mending import mender_of
from app.panels.fixes import FixBar, FixButton
from app.panels.frame import empty, label, narrow
from app.session import Session
from app.theme import Theme, icon_pixmap, px
from app.translation import tr
from cards.edits import Refused
from cards.ports import above
from cards.report import Diagnostic, Fix

STEP = 25
"""Problems shown at first, and how many more once the last of them is scrolled to."""
NEAR = 32
"""Pixels before the end from where it counts as reached: about a row."""
PLACE_WIDTH = 184
NARROW = 620
"""Below this width the parts of a problem stand below each other, in pixels."""
WIDEST = 16_777_215
"""As wide as Qt allows."""


Told = tuple[str, str | None, str, str, str]


class ProblemRow(QFrame):
    """One problem: a click shows the card, the buttons apply fixes."""

    activated = Signal(str, object)
    fixed = Signal(object)

    def __init__(self, problem: Diagnostic, place: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.problem = problem
        self.place = place
        self.setObjectName("problem")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{problem.severity}: {place}: {problem.message}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(12)
        sign = QLabel(self)
        colors = {"error": theme.error, "warning": theme.warning}
        color = colors.get(problem.severity, theme.accent)
        sign.setPixmap(icon_pixmap(problem.severity, color, px(18)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._where = label(place, "heading", self)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self._where)
        self._body.addWidget(narrow(label(problem.message, "", self)), 1)
        self._fixes = FixBar(self, stacked=False)
        self._fixes.chosen.connect(self.fixed)
        self._fixes.show_fixes(problem.fixes)
        self._body.addWidget(self._fixes)
        row.addLayout(self._body, 1)
        self.set_stacked(stacked=False)

    def set_stacked(self, *, stacked: bool) -> None:
        """Put place, message and fixes below each other, or side by side."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.setDirection(down if stacked else across)
        self._body.setSpacing(4 if stacked else 12)
        # Beside a sentence there is room for one column of them.
        self._fixes.set_stacked(stacked=True)
        self._where.setMinimumWidth(1 if stacked else px(PLACE_WIDTH))
        self._where.setMaximumWidth(WIDEST if stacked else px(PLACE_WIDTH))

    @property
    def buttons(self) -> list[FixButton]:
        """One for each fix."""
        return self._fixes.buttons

    def show_fixes(self, fixes: Sequence[Fix]) -> None:
        """Offer these fixes in the place of those before."""
        self._fixes.show_fixes(fixes)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self.rect().contains(event.position().toPoint()):
            self.activated.emit(self.problem.node, self.problem.socket)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self.problem.node, self.problem.socket)
        else:
            super().keyPressEvent(event)


class Problems(QScrollArea):
    """The list of problems of a session's report; ``count_changed`` is for the tab."""

    activated = Signal(str, object)
    """Node and socket, or None, to show."""
    count_changed = Signal(int, int)
    """Errors and warnings."""
    message = Signal(str)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Problems"))
        self._session = session
        self._theme = theme
        self.rows: list[ProblemRow] = []
        self._shown: Sequence[tuple[object, ...]] | None = None
        self._room = STEP
        self.setWidgetResizable(True)
        self._content = content = QWidget(self)
        content.setObjectName("content")
        self._box = QVBoxLayout(content)
        self._box.setContentsMargins(4, 4, 4, 4)
        self._box.setSpacing(0)
        self.setWidget(content)
        self._mender = mender_of(session)
        self._mender.found.connect(self._offer)
        session.checked.connect(self.refresh)
        self.verticalScrollBar().valueChanged.connect(self._scroll)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self._shown = None
        empty(self._box)
        self.rows = []
        self.refresh()

    def refresh(self) -> None:
        """Show what the last check found, errors first."""
        report = self._session.report
        found = sorted(report.diagnostics, key=lambda d: d.severity != "error") + report.advice
        filled = bool(self._session.document.nodes)
        now: list[tuple[object, ...]] = [(filled, len(found))]
        seen = found[: self._room]
        now += [(d.node, d.socket, d.message, tuple(f.label for f in d.fixes)) for d in seen]
        if now == self._shown:
            # Fixes are edits of the document that was checked: take the new ones.
            for row, problem in zip(self.rows, found, strict=False):
                row.problem = problem
            self._offer()
            return
        self._shown = now
        self._fill(found)
        self._offer()
        self.recount()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack()
        self._give_room(self._room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._offer()

    def _offer(self) -> None:
        """Show what was found to help since; the rest is looked for, if somebody looks."""
        if not self.isVisible():
            return
        for row in self.rows:
            fixes = self._mender.fixes(row.problem)
            if fixes is not None:
                row.show_fixes(fixes)

    def _scroll(self, value: int) -> None:
        """Show more where the end is reached, and few again at the top: rows cost layout."""
        bar = self.verticalScrollBar()
        found = self._session.report.diagnostics, self._session.report.advice
        near = value >= bar.maximum() - px(NEAR)
        if value == 0 or (near and self._room < sum(map(len, found))):
            self._give_room(self._room + STEP if value else STEP)

    def _give_room(self, room: int) -> None:
        """Show up to so many problems, and at least as many as are seen at once."""
        room = max(room, STEP, self.viewport().height() // px(NEAR) + STEP // 2)
        if room != self._room:
            self._room = room
            self.refresh()

    def _stack(self) -> None:
        for row in self.rows:
            row.set_stacked(stacked=self.viewport().width() < px(NARROW))

    def recount(self) -> None:
        """Tell the count once more."""
        found = self._session.report.diagnostics
        errors = sum(d.severity == "error" for d in found)
        self.count_changed.emit(errors, len(found) - errors)

    def _fill(self, found: Sequence[Diagnostic]) -> None:
        # A row takes a millisecond to make, and most stay.
        kept = {_told(row.problem, row.place): row for row in self.rows}
        wanted = [_told(problem, self._place(problem)) for problem in found[: self._room]]
        for row in [kept[told] for told in wanted if told in kept]:
            self._box.removeWidget(row)
        empty(self._box)
        self.rows = []
        for sentence in self._session.pack_problems:
            self._box.addWidget(_note(sentence))
        for problem in found[: self._room]:
            row = self._row(problem, kept)
            self.rows.append(row)
            self._box.addWidget(row)
        if len(found) > self._room:
            more = tr("… and {count} more").format(count=len(found) - self._room)
            self._box.addWidget(_note(more))
        if not any(p.severity != "advice" for p in found) and not self._session.pack_problems:
            ready = tr("No problems: the document is ready to run.")
            filled = bool(self._session.document.nodes)
            self._box.insertWidget(0, _note(ready if filled else tr("No problems.")))
        self._box.addStretch(1)
        self._stack()

    def _row(self, problem: Diagnostic, kept: dict[Told, ProblemRow]) -> ProblemRow:
        """The row of a problem: the one that shows it already, or a new one."""
        place = self._place(problem)
        row = kept.pop(_told(problem, place), None)
        if row is not None:
            row.problem = problem
            row.show_fixes(problem.fixes)
            return row
        row = ProblemRow(problem, place, self._theme, self._content)
        row.activated.connect(self.activated)
        row.fixed.connect(self._apply)
        return row

    def _place(self, problem: Diagnostic) -> str:
        node = self._session.document.nodes.get(problem.node)
        card = self._session.types.get(node.card) if node else None
        title = card.title if card else problem.node
        socket = card.input(problem.socket) if card and problem.socket else None
        groups = self._session.document.groups
        path = [groups[g].title for g in above(self._session.document, problem.node)]
        title = " › ".join([*reversed(path), title])
        return f"{title} · {socket.title}" if socket else title

    def _apply(self, fix: Fix) -> None:
        try:
            self._session.apply(fix)
        except Refused as refused:
            self.message.emit(str(refused))
        except KeyError:
            # It was found for the document as it was before the last edit.
            self.message.emit(tr("This does not fit the document any more."))


def _note(text: str) -> QLabel:
    note = label(text, "dim")
    note.setContentsMargins(12, 10, 12, 6)
    return note


def _told(problem: Diagnostic, place: str) -> Told:
    """What a row shows of a problem, but for its fixes."""
    return problem.node, problem.socket, problem.severity, problem.message, place
