"""A short look at a value that a card gave: its first rows, and its size in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.translation import grouped, tr
from engine.autodiff import Array

ROWS = 100
COLUMNS = 60

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Preview(QAbstractTableModel):
    """A small read-only table of texts."""

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._rows = [[_cell(v) for v in row] for row in rows]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._columns[section] if orientation == Qt.Orientation.Horizontal else str(section)


def preview(value: Any) -> Preview | None:
    """The first rows and columns of a table, an array or named values; None for the rest."""
    if isinstance(value, Mapping):
        return Preview([tr("name"), tr("value")], list(value.items())[:ROWS])
    if isinstance(value, np.ndarray):
        return _of_array(value)
    # A polars table, told by what it can do so that polars is not loaded for the question.
    if hasattr(value, "columns") and hasattr(value, "head") and hasattr(value, "rows"):
        few = value.head(ROWS)
        names = list(few.columns)[:COLUMNS]
        return Preview(names, few.select(names).rows())
    return None


def summary(value: Any) -> str:
    """What a value is, in a few words."""
    if isinstance(value, np.ndarray):
        sizes = " × ".join(map(str, value.shape)) or tr("one number")
        return f"{sizes}, {value.dtype}"
    if hasattr(value, "columns") and hasattr(value, "height"):
        told = tr("{rows} rows, {columns} columns")
        return told.format(rows=grouped(value.height), columns=len(value.columns))
    if isinstance(value, Mapping):
        return tr("{count} values").format(count=len(value))
    if isinstance(value, str):
        return value
    weights = getattr(getattr(value, "model", value), "weights", None)
    if callable(weights):
        held: Any = weights()
        count = sum(w.size for w in held.values())
        return tr("{count} weights").format(count=grouped(count))
    title = getattr(type(value), "title", None)
    return title if isinstance(title, str) else type(value).__name__


def _of_array(value: Array) -> Preview:
    if value.ndim == 0:
        return Preview([tr("value")], [[value.item()]])
    width = math.prod(value.shape[1:])
    flat = value[:ROWS].reshape(min(len(value), ROWS), width)[:, :COLUMNS]
    return Preview([str(i) for i in range(flat.shape[1])], flat.tolist())


def _cell(value: Any) -> str:
    if value is None:
        return tr("missing")
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
