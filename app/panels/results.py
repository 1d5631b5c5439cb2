"""What each card gave in the last run: numbers, tables, arrays, failures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.panels.curves import in_words
from app.panels.frame import empty, label, narrow
from app.panels.plot import number
from app.panels.preview import Preview, preview, summary
from app.runner import Runner
from app.session import LastRun, Session
from app.theme import Theme, icon, px
from app.translation import tr
from cards.card import Card

NODE = Qt.ItemDataRole.UserRole
ABREAST = 3
"""Numbers side by side, so that three of them and their names have room."""
NUMBERS = 8
"""Numbers of one card in large type, at most."""


class Results(QWidget):
    """A list of the cards that ran, and beside it what the chosen one gave."""

    show_requested = Signal(str)
    """A node whose card is to be shown on the canvas."""

    def __init__(
        self, session: Session, runner: Runner, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._theme = theme
        self._shown: dict[str, tuple[int, bool]] = {}
        self.list = QListWidget(self)
        self._fit_text()
        self.list.setAccessibleName(tr("Cards that ran"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Titles may be the same: the names behind them tell them apart.
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.currentItemChanged.connect(self._show_current)
        area = QScrollArea(self)
        area.setAccessibleName(tr("Results of the card"))
        area.setWidgetResizable(True)
        self._content = QWidget(area)
        self._content.setObjectName("content")
        self._box = QVBoxLayout(self._content)
        self._box.setContentsMargins(16, 2, 16, 12)
        self._box.setSpacing(8)
        area.setWidget(self._content)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.list)
        row.addWidget(area, 1)
        runner.drained.connect(self.refresh)
        runner.finished.connect(self._finish)
        session.file_changed.connect(self._forget)
        self._explain()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self._fit_text()
        self._shown.clear()
        self.refresh()

    def _fit_text(self) -> None:
        self.list.setFixedWidth(px(264))
        self.list.setIconSize(QSize(px(16), px(16)))

    def refresh(self) -> None:
        """Show what has come since the last time."""
        run = self._session.last_run
        if run is None:
            return
        nodes = [n for n in run.report.order if n in run.outputs or n in run.failures]
        now = {n: (id(run.outputs.get(n)), n in run.failures) for n in nodes}
        if now == self._shown:
            return
        self._shown = now
        chosen = self.list.currentItem().data(NODE) if self.list.currentItem() else None
        self.list.blockSignals(True)
        self.list.clear()
        for node in [""] * bool(run.returned) + nodes:
            self.list.addItem(self._item(run, node))
        self.list.blockSignals(False)
        self.choose(chosen if chosen in nodes else (nodes[-1] if nodes else ""))

    def choose(self, node: str) -> None:
        """Show what this node gave; the returned numbers if it is empty."""
        for i in range(self.list.count()):
            if self.list.item(i).data(NODE) == node:
                self.list.setCurrentRow(i)
        self._show_current()

    def _finish(self) -> None:
        run = self._session.last_run
        if run is None:
            return
        self._shown.clear()
        self.refresh()
        if run.failures:
            self.choose(next(iter(run.failures)))
        elif run.returned:
            self.choose("")

    def _forget(self) -> None:
        if self._session.last_run is None and self._shown:
            self._shown = {}
            self.list.clear()
            self._explain()

    def _explain(self) -> None:
        empty(self._box)
        self._box.addWidget(label(tr("Run the document to see what its cards give."), "dim"))
        self._box.addStretch(1)

    def _item(self, run: LastRun, node: str) -> QListWidgetItem:
        if not node:
            item = QListWidgetItem(icon("ok", self._theme, self._theme.ok), tr("Returned"))
        elif node in run.failures:
            item = QListWidgetItem(icon("error", self._theme, self._theme.error), _name(run, node))
        else:
            item = QListWidgetItem(icon("ok", self._theme, self._theme.ok), _name(run, node))
        item.setData(NODE, node)
        item.setToolTip(node)
        return item

    def _show_current(self) -> None:
        item, run = self.list.currentItem(), self._session.last_run
        if item is None or run is None:
            return
        empty(self._box)
        node = str(item.data(NODE))
        if not node:
            self._show_numbers(run.returned)
        else:
            self._show_node(run, node)
        self._box.addStretch(1)

    def _show_numbers(self, numbers: Mapping[str, float]) -> None:
        """Numbers in large type, each above its name."""
        holder = QWidget(self._content)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(40)
        grid.setVerticalSpacing(12)
        for i, (name, value) in enumerate(numbers.items()):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label(number(value), "number", holder))
            column.addWidget(label(in_words(name).capitalize(), "dim", holder))
            column.addStretch(1)
            grid.addLayout(column, i // ABREAST, i % ABREAST)
        grid.setColumnStretch(ABREAST, 1)
        self._box.addWidget(holder)

    def _show_node(self, run: LastRun, node: str) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        holder = QWidget(self._content)
        holder.setLayout(top)
        top.addWidget(label(_title(run, node), "title"), 1)
        link = QPushButton(tr("Show card"), holder)
        link.setProperty("link", True)
        link.clicked.connect(self._ask)
        top.addWidget(link)
        self._box.addWidget(holder)
        self._box.addWidget(label(node, "dim"))
        if node in run.failures:
            self._box.addWidget(narrow(label(run.failures[node], "error")))
        if node in run.notes:
            self._box.addWidget(label(run.notes[node], "dim"))
        card = run.report.cards.get(node)
        outputs = {n: v for n, v in run.outputs.get(node, {}).items() if v is not None}
        numbers = _numbers(card, outputs)
        if numbers:
            self._show_numbers(numbers)
        for name, value in outputs.items():
            if not _is_number(value) and not _is_record(value):
                self._show_value(_output_title(card, name), value)

    def _show_value(self, title: str, value: Any) -> None:
        self._box.addWidget(label(f"{title} · {summary(value)}", "heading"))
        shown = preview(value)
        if shown is not None:
            self._box.addWidget(_table(shown, self._content))

    def _ask(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.show_requested.emit(str(item.data(NODE)))


def _table(shown: Preview, parent: QWidget) -> QTableView:
    table = QTableView(parent)
    shown.setParent(table)
    table.setModel(shown)
    table.setSelectionMode(QTableView.SelectionMode.ContiguousSelection)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.verticalHeader().setDefaultSectionSize(px(26))
    # Its size is asked for thousands of times when the theme changes.
    table.verticalHeader().hide()
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight)
    table.setMinimumHeight(min(px(26) * (shown.rowCount() + 1) + 12, px(190)))
    for column in range(shown.columnCount()):
        texts = [str(shown.headerData(column, Qt.Orientation.Horizontal))]
        texts += [str(shown.data(shown.index(row, column))) for row in range(shown.rowCount())]
        widest = table.fontMetrics().horizontalAdvance(max(texts, key=len))
        table.setColumnWidth(column, min(max(64, widest + 28), 280))
    return table


def _numbers(card: Card | None, outputs: Mapping[str, Any]) -> dict[str, float]:
    """All numbers among the outputs of a card, by what they are called."""
    found: dict[str, float] = {}
    for name, value in outputs.items():
        title = _output_title(card, name)
        if _is_number(value):
            found[title] = value
        elif _is_record(value):
            before = tr("validation") + " " if name.startswith("validation") else ""
            found |= {f"{before}{key}": number for key, number in value.items()}
    return dict(list(found.items())[:NUMBERS])


def _is_record(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_number, value.values()))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _title(run: LastRun, node: str) -> str:
    card = run.report.cards.get(node)
    return type(card).title if card else node


def _name(run: LastRun, node: str) -> str:
    """The title of a node's card, with the node's name if others that ran share the title."""
    title = _title(run, node)
    same = [n for n in {*run.outputs, *run.failures} if n != node and _title(run, n) == title]
    return f"{title} ({node})" if same else title


def _output_title(card: Card | None, name: str) -> str:
    socket = type(card).output(name) if card else None
    return socket.title if socket else name
