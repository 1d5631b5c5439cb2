"""The sheet of shortcuts: keys of the commands, and what keys and mouse do on the canvas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import label

ON_CANVAS: tuple[tuple[str, str], ...] = (
    ("Double click", "Add a card there, or into the wire there"),
    ("Drag from a socket", "Draw a wire; in the empty it offers the cards that fit"),
    ("Drag on the ground", "Select the cards in an area"),
    ("Double click a header", "Configure the card"),
    ("Tab, Shift+Tab", "Select the next or the previous card"),
    ("Arrows", "Move the selected cards, ten times as far with Shift"),
    ("Return", "Configure the selected card"),
    ("Escape", "Break off, or select nothing"),
    ("Wheel", "Zoom at the pointer; with Shift to the side"),
    ("Space and drag, middle button", "Move the view"),
    ("F", "Show everything"),
)

Lines = Iterable[tuple[str, str]]
"""Keys, and what they do."""

KEYS = 176
"""Width of the column with the keys, in pixels."""


class Shortcuts(QDialog):
    """What each key does, by menu, in two columns."""

    def __init__(self, by_menu: Mapping[str, Lines], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        groups = [(menu, list(lines)) for menu, lines in by_menu.items()]
        sides = groups[:2], [*groups[2:], ("On the canvas", list(ON_CANVAS))]
        inside = QWidget(self)
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(24, 16, 24, 24)
        columns.setSpacing(48)
        for side in sides:
            column = QVBoxLayout()
            column.setSpacing(4)
            for title, lines in side:
                heading = label(title, "heading", inside)
                heading.setContentsMargins(0, 12, 0, 4)
                column.addWidget(heading)
                column.addWidget(_table(lines, inside))
            column.addStretch(1)
            columns.addLayout(column)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)
        self.resize(inside.sizeHint().width() + 24, min(inside.sizeHint().height() + 8, 720))


def _table(lines: Lines, parent: QWidget) -> QWidget:
    table = QWidget(parent)
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, KEYS)
    grid.setColumnStretch(1, 1)
    for row, (keys, text) in enumerate(lines):
        for column, (words, role) in enumerate(((keys, "dim"), (text, ""))):
            one = label(words, role, table)
            one.setWordWrap(False)
            grid.addWidget(one, row, column)
    return table
