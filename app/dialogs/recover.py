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
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import OneLine, label
from app.recovery import Leftover
from app.translation import dated, tr
from cards import files
from cards.document import Document, DocumentError


class RecoverDialog(QDialog):
    """Lists what is left over and tells which of it is ``wanted`` back.

    ``damaged`` are files that cannot be read; they are only told of, and stay.
    """

    wanted = Signal(object)
    """A ``Leftover``."""
    compare_requested = Signal(object, object, object)
    """Two documents and their titles, which the user wants to see side by side."""

    def __init__(
        self,
        found: Sequence[Leftover],
        damaged: Sequence[Path] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Unsaved work"))
        self.setMinimumWidth(600)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(12)
        title = tr("Layerdeck ended before this work was saved")
        box.addWidget(label(title, "title", self))
        text = tr("Nothing is deleted until you discard it or save it.")
        box.addWidget(label(text, "dim", self))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(14)
        self._grid.setColumnStretch(0, 1)
        box.addLayout(self._grid)
        if damaged:
            box.addWidget(label(_told(damaged), "dim", self))
        box.addStretch(1)
        buttons = QDialogButtonBox(self)
        later = buttons.addButton(tr("Later"), QDialogButtonBox.ButtonRole.RejectRole)
        later.setDefault(True)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        for row, one in enumerate(found):
            self._add(row, one)

    def _add(self, row: int, one: Leftover) -> None:
        when = f"{dated(one.written)}, {one.written:%H:%M}"
        where = str(one.path) if one.path else tr("never saved")
        text = QVBoxLayout()
        text.setSpacing(1)
        for words, role in ((f"{one.title} · {when}", ""), (where, "dim")):
            line = OneLine(words, role, self)
            line.setToolTip(words)
            text.addWidget(line)
        self._grid.addLayout(text, row, 0, Qt.AlignmentFlag.AlignVCenter)
        restore = self._button(tr("Restore"), row, 1, one)
        compare = self._button(tr("Compare"), row, 2, one)
        discard = self._button(tr("Discard"), row, 3, one)
        restore.clicked.connect(partial(self._restore, one))
        compare.clicked.connect(partial(self._compare, one))
        discard.clicked.connect(partial(self._discard, one, (restore, compare, discard)))

    def _button(self, text: str, row: int, column: int, one: Leftover) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setAccessibleName(f"{text} {one.title}")
        self._grid.addWidget(button, row, column)
        return button

    def _restore(self, one: Leftover, _checked: bool = False) -> None:
        self.accept()
        self.wanted.emit(one)

    def _compare(self, one: Leftover, _checked: bool = False) -> None:
        """Show it beside its file; what was never saved, beside nothing."""
        saved, title = compared_with(one)
        self.compare_requested.emit(saved, one.document, (title, tr("Unsaved work")))

    def _discard(
        self, one: Leftover, buttons: Sequence[QPushButton], _checked: bool = False
    ) -> None:
        """Delete it at the second press; the first one asks."""
        asking = buttons[-1]
        if not asking.property("danger"):
            asking.setProperty("danger", True)
            asking.setText(tr("Discard for good"))
            asking.setAccessibleName(f"{asking.text()} {one.title}")
            asking.style().unpolish(asking)
            asking.style().polish(asking)
            return
        one.discard()
        asking.setText(tr("Discarded"))
        for button in buttons:
            button.setEnabled(False)


def compared_with(one: Leftover) -> tuple[Document, str]:
    """What unsaved work is to be seen beside, its file or nothing, and the title of that."""
    if one.path is None:
        return Document(), tr("Never saved")
    try:
        return files.load(one.path), one.path.name
    except DocumentError:
        return Document(), tr("{name} cannot be read").format(name=one.path.name)


def _told(damaged: Sequence[Path]) -> str:
    folder = damaged[0].parent
    if len(damaged) == 1:
        text = tr("One more file of unsaved work is damaged, and stays where it is: {file}")
        return text.format(file=damaged[0])
    text = tr("{count} more files of unsaved work are damaged, and stay where they are: {folder}")
    return text.format(count=len(damaged), folder=folder)
