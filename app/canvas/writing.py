"""The editor of texts on the canvas: over a note, or over the title of a frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import Canvas

LEAST = (140, 30)
"""Width and height in pixels below which nobody could write."""
PAUSE = 800
"""Milliseconds without a key after which the text so far is taken."""
LONGEST = 100_000
"""Characters in a note."""


class Writing(QObject):
    """Lets the user write one text at a time, where it stands.

    Escape, Ctrl+Enter and a click elsewhere take the text; so does Enter in one of one
    line. Undo brings the old one back. ``done`` may get the text several times.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.editor: QPlainTextEdit | None = None
        self._place: Callable[[], QRectF | None] = QRectF
        self._done: Callable[[str], object] = str
        self._single = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.take)

    @property
    def open(self) -> bool:
        return self.editor is not None

    def begin(
        self,
        text: str,
        place: Callable[[], QRectF | None],
        done: Callable[[str], None],
        *,
        size: float,
        single: bool = False,
    ) -> None:
        """Edit ``text`` over ``place``, in letters of ``size`` scene units; ``done`` gets it."""
        self.finish()
        self._place, self._done, self._single = place, done, single
        self._size = size
        editor = QPlainTextEdit(self.canvas)
        editor.setObjectName("writing")
        editor.setAccessibleName(tr("Title of the frame") if single else tr("Text of the note"))
        if not single:
            editor.setPlaceholderText(tr("Text in Markdown"))
        editor.setPlainText(text)
        editor.setTabChangesFocus(True)
        if single:
            editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            editor.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            editor.selectAll()
        else:
            editor.moveCursor(QTextCursor.MoveOperation.End)
        self.editor = editor
        self.follow()
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.installEventFilter(self)
        editor.textChanged.connect(self._pause.start)

    def take(self) -> None:
        """Take what is written so far, and go on; nothing is lost by a crash."""
        self._pause.stop()
        if self.editor is not None and self._text().strip():
            self._done(self._text())

    def finish(self) -> None:
        """Take the text, and take the editor away."""
        editor = self.editor
        if editor is None:
            return
        text = self._text()
        self.editor = None
        self._pause.stop()
        editor.removeEventFilter(self)
        focused = editor.hasFocus()
        editor.hide()
        editor.deleteLater()
        if focused:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._done(text)

    def follow(self) -> None:
        """Stay where the text is when the scene moves."""
        editor = self.editor
        if editor is None:
            return
        place = self._place()
        if place is None:
            # What was written about is gone.
            self.editor = None
            editor.removeEventFilter(self)
            editor.deleteLater()
            return
        scale = self.canvas.scene.camera.scale
        editor.setStyleSheet(self._style(max(10, round(self._size * scale))))
        box = place.toAlignedRect()
        editor.setGeometry(
            box.x(), box.y(), max(box.width(), LEAST[0]), max(box.height(), LEAST[1])
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() == Qt.Key.Key_Escape or (enter and (ctrl or self._single)):
                self.finish()
                return True
        # Whatever a shortcut does now, saving above all, it is to find the text.
        if event.type() == QEvent.Type.ShortcutOverride:
            self.take()
        # The editor's own context menu takes the focus too, and gives it back.
        kept = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in kept:
            self.finish()
        return super().eventFilter(watched, event)

    def _text(self) -> str:
        text = self.editor.toPlainText()[:LONGEST] if self.editor is not None else ""
        return " ".join(text.split()) if self._single else text.rstrip()

    def _style(self, size: int) -> str:
        theme = self.canvas.theme
        pad = 0 if self._single else round(8 * self.canvas.scene.camera.scale)
        return (
            f"QPlainTextEdit {{ font-size: {size}px; padding: {pad}px; background: {theme.field};"
            f" color: {theme.text}; border: 1.5px solid {theme.accent}; border-radius: 5px;"
            f" selection-background-color: {theme.accent};"
            f" selection-color: {theme.accent_text}; }}"
        )
