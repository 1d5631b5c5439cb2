"""The lines of a network's summary as a table that sorts and filters itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.translation import grouped, localized, tr
from cards.summary import Line, Summary
from cards.summary_text import TEXTS, Cell, cells, shown

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
UNSORTED = -1


def headings() -> list[str]:
    """The names of the columns, in the order of ``cards.summary_text``."""
    return [
        tr("Card"),
        tr("Name"),
        tr("Output"),
        tr("Trained"),
        tr("Not trained"),
        tr("Weights"),
        tr("Activations"),
        tr("Multiply-adds"),
    ]


def explanations() -> list[str]:
    """What the columns hold, for their tips."""
    return [
        tr("What the layer is"),
        tr("What the layer is called in this document"),
        tr("Shape of what the layer gives; the first axis is the batch"),
        tr("Numbers that training changes; those that layers share count at the first of them"),
        tr("Numbers that training leaves alone, such as moving averages and frozen weights"),
        tr("Memory of the weights"),
        tr("Memory of what the layer gives, for one example"),
        tr(
            "Multiplications that go into sums, for one example, forwards: matrix products, "
            "convolutions, attention and recurrences. Work value by value does not count."
        ),
    ]


class SummaryModel(QAbstractTableModel):
    """What of a summary is shown, in the order that was chosen.

    Sorted and filtered here, not in a proxy: that would ask for each cell from Python.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found = Summary()
        self.dim: QColor | None = None
        """Of numbers that are 0 or not known."""
        self.lines: list[Line] = []
        self._rows: dict[str, int] = {}
        self._column = UNSORTED
        self._descending = False
        self._words = ""
        self._texts: dict[int, tuple[Line, tuple[str, ...]]] = {}

    def show(self, found: Summary) -> None:
        """Show another summary; rows that stay keep their place and selection."""
        self.found = found
        self._arrange()

    def filter(self, words: str) -> None:
        """Show only lines that have all of these words in their texts."""
        self._words = words.strip().casefold()
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; by the order of computation if it is negative."""
        self._column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def row_of(self, node: str) -> int | None:
        """Where a node's line stands, if it is shown."""
        return self._rows.get(node)

    def _arrange(self) -> None:
        chosen = list(self.found.lines)
        if self._words:
            words = self._words.split()
            chosen = [line for line in chosen if _has(line, words)]
        if self._column != UNSORTED:
            column = self._column
            # What is not known comes last, however it is sorted.
            known = [line for line in chosen if _key(line, column) is not None]
            unknown = [line for line in chosen if _key(line, column) is None]
            known.sort(key=lambda line: _key(line, column), reverse=self._descending)
            chosen = known + unknown
        if [line.node for line in chosen] == [line.node for line in self.lines]:
            self._replace(chosen)
            return
        self.beginResetModel()
        self.lines = chosen
        self._rows = {line.node: row for row, line in enumerate(chosen)}
        self.endResetModel()

    def _replace(self, lines: list[Line]) -> None:
        """Take lines of the same nodes, and tell which differ."""
        pairs = enumerate(zip(self.lines, lines, strict=True))
        rows = [row for row, (old, new) in pairs if old is not new]
        self.lines = lines
        if rows:
            last = self.index(rows[-1], self.columnCount() - 1)
            self.dataChanged.emit(self.index(rows[0], 0), last)

    def _shown(self, row: int) -> Sequence[str]:
        line = self.lines[row]
        kept = self._texts.get(row)
        if kept is None or kept[0] is not line:
            told = shown(cells(line))
            numbers = tuple(localized(text) for text in told[TEXTS:])
            kept = self._texts[row] = line, (*told[:TEXTS], *numbers)
        return kept[1]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else TEXTS + 5

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(index.row())[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= TEXTS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and index.column() >= TEXTS:
            return self.dim if not cells(self.lines[index.row()])[index.column()] else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index)
        return None

    def _tip(self, index: Index) -> str | None:
        cell = cells(self.lines[index.row()])[index.column()]
        if cell is None:
            return tr("It depends on a size that is not known before there is an example.")
        if isinstance(cell, int) and index.column() in (5, 6):
            return tr("{count} bytes").format(count=grouped(cell))
        return str(cell) if isinstance(cell, str) else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return headings()[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return explanations()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section >= TEXTS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


def _key(line: Line, column: int) -> Any:
    """What a line is sorted by; an output goes by how many numbers it has."""
    if column == 2:
        return line.values
    cell: Cell = cells(line)[column]
    return cell.casefold() if isinstance(cell, str) else cell


def _has(line: Line, words: Sequence[str]) -> bool:
    text = f"{line.title} {line.node} {line.output}".casefold()
    return all(word in text for word in words)
