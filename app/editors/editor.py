"""What every editor of a value has in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget


class Editor(QWidget):
    """Edits one value, in the form in which documents keep it."""

    edited = Signal(object)
    """The user gave another value; not emitted by ``set_value``."""
    problem = Signal(str)
    """Why what stands in the editor is no value; empty when it is one again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def put(self, widget: QWidget) -> None:
        """Show ``widget`` in this editor and give it the focus that the editor gets."""
        self.row.addWidget(widget)
        if self.focusProxy() is None:
            self.setFocusProxy(widget)
            self.setFocusPolicy(widget.focusPolicy())

    def call(self, name: str) -> None:
        """Tell assistive technology what is edited here."""
        self.setAccessibleName(name)
        for at in range(self.row.count()):
            item = self.row.itemAt(at)
            part = item.widget() if item is not None else None
            if part is not None and not part.accessibleName():
                part.setAccessibleName(name)

    def value(self) -> Any:
        """The value as it stands in the editor, the last good one if it is none."""
        raise NotImplementedError(f"{type(self).__name__} gives no value")

    def set_value(self, value: Any) -> None:
        """Show another value."""
        raise NotImplementedError(f"{type(self).__name__} shows no value")
