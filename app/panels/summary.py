"""The layers of the networks as a table: shapes, weights, memory, multiply-adds."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import OneLine
from app.panels.summary_model import UNSORTED, SummaryModel, headings
from app.session import Session
from app.theme import Theme, px
from app.translation import grouped, localized, tr
from cards.ports import inside
from cards.summary import Line, Summarizer, Summary
from cards.summary_text import as_csv, as_markdown, as_text, memory

SLOW = 0.03
"""A summary that takes longer, in seconds, waits for a pause in the edits."""
WIDTHS = (0, 0, 134, 88, 104, 84, 100, 132)
"""Of the columns before the user changes them, in pixels; 0 shares what is left."""


class SummaryPanel(QWidget):
    """Follows the report of a session while it is visible; its selection is the session's."""

    show_requested = Signal(frozenset)
    """Names of the cards whose lines were selected, to be brought into sight."""
    message = Signal(str)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._summarizer = Summarizer()
        self._stale = True
        self._cost = 0.0
        self._selecting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self.refresh)
        self.model = SummaryModel(self)
        self.model.dim = QColor(theme.dim)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(tr("Filter layers"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(px(208))
        self.filter.setAccessibleName(tr("Filter layers"))
        self.total = OneLine("", "dim", self)
        self.copy_button = QPushButton(tr("Copy"), self)
        self.copy_button.setProperty("small", True)
        self.copy_button.setMenu(self._copy_menu())
        self.table = self._table()
        self._place()
        self.filter.textChanged.connect(self._filter)
        session.checked.connect(self._note_check)
        session.selection_changed.connect(self._follow_selection)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self.model.dim = QColor(theme.dim)
        self.filter.setMaximumWidth(px(208))
        self.table.verticalHeader().setDefaultSectionSize(px(28))

    @property
    def found(self) -> Summary:
        """The summary that is shown."""
        return self.model.found

    def refresh(self) -> None:
        """Show the layers as they are now."""
        self._pause.stop()
        self._stale = False
        started = time.perf_counter()
        session = self._session
        lines = len(self.model.lines)
        self.model.show(self._summarizer.summary(session.document, session.report))
        self._cost = time.perf_counter() - started
        if len(self.model.lines) != lines or session.selection:
            self._follow_selection()
        self._tell_totals()

    def copy(self, form: str) -> None:
        """Put the lines that are shown on the clipboard, as ``text``, ``csv`` or ``markdown``."""
        writers = {"text": as_text, "csv": as_csv, "markdown": as_markdown}
        QGuiApplication.clipboard().setText(writers[form](Summary(tuple(self.model.lines))))
        count = len(self.model.lines)
        self.message.emit(tr("{count} layers copied.").format(count=count))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName(tr("Summary of the network"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(28))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setMinimumSectionSize(64)
        for column, width in enumerate(WIDTHS):
            # The names share what the numbers leave.
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.Interactive if width else mode.Stretch)
            # In another language a heading may need more.
            need = header.fontMetrics().horizontalAdvance(headings()[column]) + px(32)
            header.resizeSection(column, max(width, need) if width else 100)
        header.setSortIndicator(UNSORTED, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        table.selectionModel().selectionChanged.connect(self._select_cards)
        table.activated.connect(self._reveal)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)
        self.model.modelReset.connect(self._follow_selection)
        return table

    def _place(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 6)
        top.setSpacing(12)
        top.addWidget(self.filter, 1)
        top.addWidget(self.total, 4)
        top.addWidget(self.copy_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self.table, 1)

    def _copy_menu(self) -> QMenu:
        menu = QMenu(self)
        for form, text in (
            ("text", tr("Copy as text")),
            ("csv", tr("Copy as CSV")),
            ("markdown", tr("Copy as Markdown")),
        ):
            action = menu.addAction(text)
            action.setData(form)
        menu.triggered.connect(lambda action: self.copy(action.data()))
        return menu

    def _open_menu(self, at: QPoint) -> None:
        menu = self.copy_button.menu()
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _note_check(self) -> None:
        self._stale = True
        if not self.isVisible():
            return
        if self._cost > SLOW:
            self._pause.start()
        else:
            self.refresh()

    def _filter(self, words: str) -> None:
        self.model.filter(words)
        self._tell_totals()

    def _chosen(self) -> list[Line]:
        rows = self.table.selectionModel().selectedRows()
        return [self.model.lines[index.row()] for index in rows]

    def _select_cards(self) -> None:
        """The user chose other lines: select their cards."""
        if self._selecting:
            return
        names = frozenset(line.node for line in self._chosen())
        self._selecting = True
        self._session.select(names)
        if names:
            self.show_requested.emit(names)
        self._selecting = False
        self._tell_totals()

    def _reveal(self) -> None:
        self.show_requested.emit(frozenset(line.node for line in self._chosen()))

    def _follow_selection(self) -> None:
        """Other cards were selected: choose their lines."""
        if self._selecting or not self.isVisible():
            self._stale = self._stale or not self._selecting
            return
        # Selected groups stand for the cards inside them.
        chosen_nodes, _ = inside(self._session.document, self._session.selection)
        rows = [self.model.row_of(name) for name in chosen_nodes]
        known = sorted(row for row in rows if row is not None)
        self._selecting = True
        how = QItemSelectionModel.SelectionFlag
        last = self.model.columnCount() - 1
        chosen = QItemSelection()
        for first, end in _runs(known):
            chosen.select(self.model.index(first, 0), self.model.index(end, last))
        self.table.selectionModel().select(chosen, how.ClearAndSelect)
        if known:
            self.table.scrollTo(self.model.index(known[0], 0))
        self._selecting = False
        self._tell_totals()

    def _tell_totals(self) -> None:
        chosen = self._chosen()
        part = Summary(tuple(chosen)) if len(chosen) > 1 else Summary(tuple(self.model.lines))
        count = len(part.lines)
        told = tr("{count} layers") if count != 1 else tr("{count} layer")
        if len(chosen) > 1:
            told = tr("{count} layers selected")
        elif count < len(self.found.lines):
            told = tr("{count} layers found")
        adds = "?" if part.multiply_adds is None else grouped(part.multiply_adds)
        parts = [
            told.format(count=grouped(count)),
            tr("{count} trained").format(count=grouped(part.trained)),
            tr("{count} not trained").format(count=grouped(part.frozen)),
            tr("weights {size}").format(size=localized(memory(part.weight_memory))),
            tr("activations {size}").format(size=localized(memory(part.activation_memory))),
            tr("{count} multiply-adds").format(count=adds),
        ]
        text = " · ".join(parts) if self.found.lines else tr("There is no network yet.")
        if text != self.total.text():
            self.total.setText(text)
            self.total.setToolTip(text)


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Sorted numbers as ranges, each with its first and its last."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = found[-1][0], row
        else:
            found.append((row, row))
    return found
