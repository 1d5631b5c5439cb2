"""The rounded frame that every panel stands in, and small pieces they share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget


class Panel(QFrame):
    """A framed widget, with a heading if ``title`` is given."""

    def __init__(self, content: QWidget, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        if title:
            heading = label(title, "heading", self)
            heading.setContentsMargins(15, 11, 15, 3)
            box.addWidget(heading)
        box.addWidget(content, 1)


def label(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A text that wraps, in the look of ``role`` (see the style sheet)."""
    made = QLabel(text, parent)
    made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    return made


def prose(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """Text of a card's declaration, which may hold *emphasis*."""
    made = label(text, role, parent)
    made.setTextFormat(Qt.TextFormat.MarkdownText)
    return made


def rule(parent: QWidget | None = None) -> QFrame:
    """A thin line."""
    line = QFrame(parent)
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def empty(box: QVBoxLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := box.takeAt(0)) is not None:
        if widget := item.widget():
            # Hidden, and not without a parent: a layout shows new widgets a little later,
            # and what then has no parent would be shown as a window of its own.
            widget.hide()
            widget.deleteLater()
