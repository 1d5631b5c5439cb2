"""Unsaved work of an earlier run: restore it, compare it with its file, discard it, or wait."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import label
from app.recovery import Leftover
from cards import files
from cards.comparing import differences, told
from cards.document import Document, DocumentError
from cards.registry import Types

TOLD = 160
"""Height of the text that compares, in pixels."""


class RecoverDialog(QDialog):
    """Lists what is left over and tells which of it is ``wanted`` back."""

    wanted = Signal(object)
    """A ``Leftover``."""

    def __init__(
        self, found: Sequence[Leftover], types: Types, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._types = types
        self.setWindowTitle("Unsaved work")
        self.setMinimumWidth(560)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(12)
        box.addWidget(label("Layerdeck ended before this work was saved", "title", self))
        text = "Nothing is deleted until you discard it or save it."
        box.addWidget(label(text, "dim", self))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        box.addLayout(self._grid)
        self.told = QPlainTextEdit(self)
        self.told.setReadOnly(True)
        self.told.setMinimumHeight(TOLD)
        self.told.hide()
        box.addWidget(self.told, 1)
        buttons = QDialogButtonBox(self)
        later = buttons.addButton("Later", QDialogButtonBox.ButtonRole.RejectRole)
        later.setDefault(True)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        for row, one in enumerate(found):
            self._add(row, one)

    def _add(self, row: int, one: Leftover) -> None:
        where = str(one.path) if one.path else "never saved"
        when = one.written.strftime("%d %b, %H:%M")
        text = label(f"{one.title} · {when}", "", self)
        text.setToolTip(where)
        self._grid.addWidget(text, row, 0, Qt.AlignmentFlag.AlignVCenter)
        acts = (
            ("Restore", partial(self._restore, one)),
            ("Compare", partial(self._compare, one)),
            ("Discard", partial(self._discard, one, row)),
        )
        for column, (name, act) in enumerate(acts, 1):
            button = QPushButton(name, self)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{name} {one.title}")
            button.clicked.connect(act)
            self._grid.addWidget(button, row, column)

    def _restore(self, one: Leftover, _checked: bool = False) -> None:
        self.accept()
        self.wanted.emit(one)

    def _compare(self, one: Leftover, _checked: bool = False) -> None:
        self.told.setPlainText(compared(one, self._types))
        self.told.show()
        self.adjustSize()

    def _discard(self, one: Leftover, row: int, _checked: bool = False) -> None:
        one.discard()
        for column in range(self._grid.columnCount()):
            item = self._grid.itemAtPosition(row, column)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setEnabled(False)


def compared(one: Leftover, types: Types) -> str:
    """What the unsaved work has and its file has not, line by line."""
    saved, heading = Document(), "It was never saved:"
    if one.path is not None:
        heading = f"Compared with {one.path}:"
        try:
            saved = files.load(Path(one.path))
        except DocumentError as error:
            heading = f"{error} All of it would be new:"
    return f"{heading}\n{told(differences(saved, one.document, types))}"
