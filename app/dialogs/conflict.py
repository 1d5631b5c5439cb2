"""What to do with a file that somebody else has changed, before anything is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import label
from app.translation import tr

Conflict = Literal["overwrite", "reload", "save_as", "cancel"]

TOLD = 112
"""Height of the list of changes, in pixels."""


class ConflictDialog(QDialog):
    """Asks; ``answer`` is what the user chose, to cancel if nothing.

    ``changes`` says what saving would change in the file; ``compare`` shows it in full.
    """

    def __init__(
        self,
        name: str,
        changes: str,
        compare: Callable[[], None] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.answer: Conflict = "cancel"
        self.setWindowTitle(tr("Changed elsewhere"))
        self.setMinimumWidth(560)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(12)
        heading = tr("Somebody else has changed {name} since it was opened.").format(name=name)
        box.addWidget(label(heading, "title", self))
        box.addWidget(label(tr("Saving over it would change there:"), "dim", self))
        told = QPlainTextEdit(changes, self)
        told.setReadOnly(True)
        told.setFixedHeight(TOLD)
        told.setAccessibleName(tr("What saving would change"))
        box.addWidget(told)
        box.addLayout(self._choices())
        last = QHBoxLayout()
        if compare is not None:
            self._compare = compare
            last.addWidget(self._button(tr("Compare…"), self._show))
        last.addStretch(1)
        cancel = self._button(tr("Cancel"), self.reject)
        cancel.setDefault(True)
        last.addWidget(cancel)
        box.addLayout(last)
        cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, Conflict, str], ...] = (
            (tr("Save as…"), "save_as", tr("Both are kept: yours goes to another file.")),
            (tr("Reload"), "reload", tr("Theirs is shown; Undo brings yours back.")),
            (tr("Overwrite"), "overwrite", tr("Yours replaces theirs, which is lost.")),
        )
        for row, (text, answer, meaning) in enumerate(rows):
            grid.addWidget(self._button(text, self._answering(answer), meaning), row, 0)
            grid.addWidget(label(meaning, "dim", self), row, 1, Qt.AlignmentFlag.AlignVCenter)
        return grid

    def _answering(self, answer: Conflict) -> Callable[[], None]:
        def choose() -> None:
            self.answer = answer
            self.accept()

        return choose

    def _button(self, text: str, act: Callable[[], object], meaning: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setAccessibleDescription(meaning)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _show(self) -> None:
        self._compare()
