"""Every change as a step with a name, and the way back and forth between them."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.canvas.text import NORMAL, STRONG, draw_text, width_of
from app.panels.frame import label
from app.session import Session
from app.theme import Theme, mixed
from app.translation import dated, tr
from cards.document import Document, node_of
from cards.history import changes

Index = QModelIndex | QPersistentModelIndex

STATE = Qt.ItemDataRole.UserRole
ROW = 28
GUTTER = 30
AGED = 15_000
"""Milliseconds after which the ages of the steps are written anew."""


class Steps(QAbstractListModel):
    """The states of a session's history, from the oldest; only those whose names have ``words``.

    Nothing is copied: names are asked of the history when a row is painted.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._words: list[str] = []
        self._states: list[int] | range = range(1)

    def refresh(self, words: str = "") -> None:
        """Follow the history, and show only the steps that have these words."""
        self.beginResetModel()
        self._words = words.lower().split()
        self._states = range(len(self._session.history))
        if self._words:
            self._states = [i for i in self._states if self._has_words(i)]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._states)

    def state_at(self, row: int) -> int:
        """The state that a row stands for."""
        return self._states[row]

    def row_of(self, state: int) -> int | None:
        """The row of a state; None if the words hide it."""
        if isinstance(self._states, range):
            return state if state in self._states else None
        return self._states.index(state) if state in self._states else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._states):
            return None
        state = self._states[index.row()]
        if role == STATE:
            return state
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.name(state)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([self.name(state), *self._remarks(state)])
        return None

    def name(self, state: int) -> str:
        """What led to a state."""
        history = self._session.history
        if state >= len(history):
            return ""
        if state:
            return history.step(state).label
        if history.dropped:
            return tr("Start; {count} older steps are forgotten").format(count=history.dropped)
        return tr("Start")

    def _remarks(self, state: int) -> list[str]:
        history = self._session.history
        remarks = [(state == history.position, tr("current"))]
        remarks += [(state == history.saved_position, tr("saved"))]
        remarks += [(state > history.position, tr("undone"))]
        return [text for holds, text in remarks if holds]

    def _has_words(self, state: int) -> bool:
        name = self.name(state).lower()
        return all(word in name for word in self._words)


class StepPainter(QStyledItemDelegate):
    """Paints a step: whether it is the current one, its name, whether it is saved, its age."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.theme = theme
        self.saved: int | None = None
        """The saved state, found once for all rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        history, theme = self._session.history, self.theme
        state: int = index.data(STATE)
        rect = QRectF(option.rect)
        flags = option.state
        here = state == history.position
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.panel
        if here:
            ground = mixed(theme.panel, theme.accent, 0.18)
        elif flags & QStyle.StateFlag.State_MouseOver:
            ground = mixed(theme.panel, theme.text, 0.06)
        if ground != theme.panel:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 5, 5)
        if flags & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(4.5, 1.5, -4.5, -1.5), 5, 5)
        self._draw_thread(painter, rect, state, here=here)
        right = self._draw_end(painter, rect, state)
        faded = mixed(theme.dim, theme.panel, 0.25)
        color = theme.text if state <= history.position else faded
        text = QRectF(rect.left() + GUTTER, rect.top(), right - rect.left() - GUTTER - 8, ROW)
        name = str(index.data())
        draw_text(painter, text, name, color, size=13, weight=STRONG if here else NORMAL)
        painter.restore()

    def _draw_thread(self, painter: QPainter, rect: QRectF, state: int, *, here: bool) -> None:
        """A line through all steps with a dot for each; the current one is filled."""
        theme, history = self.theme, self._session.history
        middle = QPointF(rect.left() + 18, rect.center().y())
        line = mixed(theme.panel, theme.dim, 0.45)
        painter.setPen(QPen(QColor(line), 1.4))
        if state:
            painter.drawLine(QPointF(middle.x(), rect.top()), middle)
        if state < len(history) - 1:
            painter.drawLine(middle, QPointF(middle.x(), rect.bottom() + 1))
        done = state <= history.position
        painter.setPen(QPen(QColor(theme.accent if here else line), 1.6))
        painter.setBrush(QColor(theme.accent if here else line if done else theme.panel))
        radius = 5.0 if here else 3.4
        painter.drawEllipse(middle, radius, radius)

    def _draw_end(self, painter: QPainter, rect: QRectF, state: int) -> float:
        """The age of the step and the mark of the saved state; gives where they begin."""
        theme, right = self.theme, rect.right() - 12
        if state:
            text = age(self._session.history.step(state).time)
            width = width_of(text, 11)
            box = QRectF(right - width, rect.top(), width, ROW)
            draw_text(painter, box, text, theme.dim, size=11)
            right -= width + 8
        if state == self.saved:
            text = tr("Saved")
            width = width_of(text, 11, STRONG) + 14
            pill = QRectF(right - width, rect.center().y() - 9, width, 18)
            painter.setPen(QPen(QColor(theme.ok), 1))
            painter.setBrush(QColor(mixed(theme.panel, theme.ok, 0.14)))
            painter.drawRoundedRect(pill, 9, 9)
            inner = pill.adjusted(7, 0, -6, 0)
            draw_text(painter, inner, text, theme.ok, size=11, weight=STRONG)
            right -= width + 6
        return right


class StepList(QListView):
    """The list itself: Enter goes to a step, pointing at one tells which."""

    chosen = Signal(int)
    """A row to go to."""
    pointed = Signal(int)
    """The row under the pointer or the cursor; -1: none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._click)
        self.entered.connect(self._enter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
            return
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        if self.currentIndex().row() != before:
            self.pointed.emit(self.currentIndex().row())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(-1)
        return super().viewportEvent(event)

    def _click(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())

    def _enter(self, index: QModelIndex) -> None:
        self.pointed.emit(index.row())


class HistoryPanel(QWidget):
    """The steps of the session's history; a click or Enter goes to any of them at once."""

    touched = Signal(frozenset)
    """The cards that the step in question changed; none when no step is pointed at."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stale = True
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find a step"))
        self.search.setAccessibleName(tr("Find a step"))
        self.search.setClearButtonEnabled(True)
        self.list = StepList(self)
        self.list.setAccessibleName(tr("Steps"))
        self.steps = Steps(session, self)
        self.list.setModel(self.steps)
        self._painter = StepPainter(session, theme, self.list)
        self.list.setItemDelegate(self._painter)
        self.told = label("", "dim", self)
        self.told.setContentsMargins(12, 0, 12, 6)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.setSpacing(4)
        row = QVBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.search)
        box.addLayout(row)
        box.addWidget(self.list, 1)
        box.addWidget(self.told)
        self.setFocusProxy(self.list)
        self._clock = QTimer(self)
        self._clock.setInterval(AGED)
        self._clock.timeout.connect(self.list.viewport().update)
        self.search.textChanged.connect(self.refresh)
        self.list.chosen.connect(self._go)
        self.list.pointed.connect(self._point)
        session.changed.connect(self._note)
        session.file_changed.connect(self._note)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._painter.theme = theme
        self.list.viewport().update()

    def refresh(self) -> None:
        """Show the history as it stands, the current step in sight."""
        self._stale = False
        history = self._session.history
        self.steps.refresh(self.search.text())
        self._painter.saved = history.saved_position
        row = self.steps.row_of(history.position)
        if row is not None:
            index = self.steps.index(row)
            self.list.setCurrentIndex(index)
            # What comes next stays in sight as well.
            self.list.scrollTo(self.steps.index(min(row + 2, self.steps.rowCount() - 1)))
            self.list.scrollTo(index)
        self.told.setText(self._summary())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        if self._stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        self.touched.emit(frozenset())

    def focus(self) -> None:
        """Let the keys walk through the steps."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _note(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _summary(self) -> str:
        history = self._session.history
        if not self.steps.rowCount():
            return tr("No step has these words.")
        done, undone = history.position, len(history) - 1 - history.position
        if not done and not undone:
            return tr("Every change becomes a step here.")
        if undone:
            return tr("{done} steps done, {undone} undone").format(done=done, undone=undone)
        return tr("1 step") if done == 1 else tr("{done} steps").format(done=done)

    def _go(self, row: int) -> None:
        self._session.go_to(self.steps.state_at(row))

    def _point(self, row: int) -> None:
        if not 0 <= row < self.steps.rowCount():
            self.touched.emit(frozenset())
            return
        state, history = self.steps.state_at(row), self._session.history
        pair = (history.state(state - 1), history.state(state)) if state else None
        self.touched.emit(touched_cards(*pair) if pair else frozenset())


def touched_cards(before: Document, after: Document) -> frozenset[str]:
    """The cards and groups that a step added, removed, changed or wired."""
    delta = changes(before, after)
    ends = {node_of(e) for pair in delta.wires_added | delta.wires_removed for e in pair}
    groups = {
        n
        for n in before.groups.keys() | after.groups.keys()
        if before.groups.get(n) is not after.groups.get(n)
    }
    return delta.added | delta.removed | delta.changed | ends | groups


def age(when: float, now: float | None = None) -> str:
    """How long ago that was, in one or two words."""
    seconds = max((time.time() if now is None else now) - when, 0)
    if seconds < 10:
        return tr("now")
    if seconds < 60:
        return tr("{count} s").format(count=int(seconds))
    if seconds < 3600:
        return tr("{count} min").format(count=int(seconds // 60))
    if seconds < 86_400:
        return tr("{count} h").format(count=int(seconds // 3600))
    return dated(datetime.fromtimestamp(when))
