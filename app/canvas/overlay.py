"""A small frame over the canvas with a field to type in; it goes when the focus does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.theme import icon

if TYPE_CHECKING:
    from app.canvas.view import Canvas

LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Overlay(QFrame):
    """A frame with the line ``search``; ``closed`` is called once it goes.

    It goes on Escape, and when something else takes the focus.
    """

    def __init__(
        self, canvas: Canvas, prompt: str, closed: Callable[[], object] | None = None
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._closed, self._done = canvas, closed, False
        self.setObjectName("overlay")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(prompt)
        self.search.setAccessibleName(prompt)
        glass = icon("search", canvas.theme, canvas.theme.dim)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(8, 8, 8, 8)
        self.box.setSpacing(6)
        self.box.addWidget(self.search)

    @property
    def done(self) -> bool:
        """Whether it has gone."""
        return self._done

    def open_at(self, x: int, y: int, width: int, height: int) -> None:
        """Show it there and let the user type."""
        self.setGeometry(x, y, width, height)
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def keep_inside(self) -> None:
        """Come back into the canvas, whose size has changed."""
        canvas, rect = self._canvas, self.geometry()
        rect.setSize(rect.size().boundedTo(canvas.size() - QSize(16, 16)))
        rect.moveRight(min(rect.right(), canvas.width() - 9))
        rect.moveBottom(min(rect.bottom(), canvas.height() - 9))
        self.setGeometry(rect)

    def close_up(self) -> None:
        """Go away."""
        if self._done:
            return
        self._done = True
        had_focus = self.search.hasFocus()
        self.hide()
        self.deleteLater()
        if self._closed is not None:
            self._closed()
        if had_focus:
            # Nobody else has asked for it.
            self._canvas.setFocus(Qt.FocusReason.PopupFocusReason)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Act on a key in the field; False if it belongs to the field."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What the field has no use for, Enter too, is not for the canvas behind it.
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and not self._done:
            # What else is in the frame takes no focus: somebody outside has it now.
            self.close_up()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close_up()
                return True
            return self.key_pressed(event)
        return super().eventFilter(watched, event)
