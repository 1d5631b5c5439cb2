"""What a window shows: texts of widgets, actions and items; and texts put in without ``tr``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTabBar, QWidget

WORD = re.compile(r"[^\W\d_]{2,}")
ALL = range(9)
SHOWING = {
    **dict.fromkeys(
        ("setText", "setWindowTitle", "setToolTip", "setPlaceholderText", "setTitle", "setPrefix"),
        ALL,
    ),
    **dict.fromkeys(
        ("setAccessibleName", "setAccessibleDescription", "setInformativeText", "setSuffix"), ALL
    ),
    **dict.fromkeys(("addAction", "addMenu", "addTab", "setHeaderLabels", "setTabToolTip"), ALL),
    **dict.fromkeys(("QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QMenu"), ALL),
    **dict.fromkeys(("QLabel", "QAction", "QToolBar", "addButton", "setSpecialValueText"), ALL),
    **dict.fromkeys(("label", "prose", "empty", "addItem", "setLabelText"), range(1)),
    **dict.fromkeys(("emit", "show_message", "showMessage", "commit", "Refused"), range(1)),
    **dict.fromkeys(("add_item", "draw_text"), range(3)),
    **dict.fromkeys(("getText", "getOpenFileName", "getSaveFileName", "QMessageBox"), range(1, 9)),
}
"""Calls that show a text, and which of their arguments can be one."""


def bare(path: Path) -> Iterator[tuple[str, str]]:
    """Each text that a module shows as it stands in the source, with the call that shows it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for at in SHOWING.get(name, ()):
                for argument in node.args[at : at + 1]:
                    yield from ((name, text) for text in _literals(argument))


def _literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            found = [text]
        case ast.JoinedStr(values=parts):
            found = ["".join(str(p.value) for p in parts if isinstance(p, ast.Constant))]
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            found = [*_literals(one), *_literals(other)]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            found = [text for part in parts for text in _literals(part)]
        case _:
            found = []
    yield from (text for text in found if WORD.search(text))


def shown(widget: QWidget) -> Iterator[str]:
    """Every text of a widget and of all in it, what is hidden too."""
    for one in (widget, *widget.findChildren(QWidget)):
        for name in ("text", "title", "windowTitle", "toolTip", "placeholderText", "prefix"):
            yield from _told(one, name)
        for name in ("accessibleName", "accessibleDescription", "suffix", "specialValueText"):
            yield from _told(one, name)
        for action in one.actions():
            yield from (action.text(), action.toolTip())
        if isinstance(one, QTabBar):
            for i in range(one.count()):
                yield from (one.tabText(i), one.tabToolTip(i))
        if isinstance(one, QComboBox):
            yield from (one.itemText(i) for i in range(one.count()))
        if isinstance(one, QAbstractItemView) and not isinstance(one, QHeaderView):
            yield from _items(one.model())


def _told(widget: QWidget, name: str) -> Iterator[str]:
    get = getattr(widget, name, None)
    text = get() if callable(get) else None
    if isinstance(text, str):
        yield text


def _items(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    # Of lists, Qt hides the number of columns.
    columns = 1 if isinstance(model, QAbstractListModel) else 0
    for column in range(columns or model.columnCount(QModelIndex())):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    left = [QModelIndex()]
    while left:
        parent = left.pop()
        for row in range(min(model.rowCount(parent), 500)):
            first = model.index(row, 0, parent)
            left.append(first)
            for column in range(columns or model.columnCount(parent)):
                at = model.index(row, column, parent)
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                    yield str(model.data(at, role) or "")
