"""What a group is called in the library, and what it is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.translation import tr

WIDTH = 420
LONGEST, LONGEST_TEXT = 80, 2000


class GroupForm(QDialog):
    """Asks for a title and a description; without a title there is nothing to accept."""

    def __init__(self, title: str, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("My groups"))
        self.setMinimumWidth(WIDTH)
        self.line = QLineEdit(title, self)
        self.line.setMaxLength(LONGEST)
        self.line.selectAll()
        self.text = QPlainTextEdit(about, self)
        self.text.setPlaceholderText(tr("What the group does, in a sentence"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(88)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(tr("Title"), self.line)
        form.addRow(tr("Description"), self.text)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Cancel, self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._allow)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 14)
        box.setSpacing(14)
        box.addLayout(form)
        box.addWidget(self.buttons)
        self._allow()

    @property
    def title(self) -> str:
        return " ".join(self.line.text().split())

    @property
    def about(self) -> str:
        return self.text.toPlainText().strip()[:LONGEST_TEXT]

    def _allow(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(bool(self.title))
