"""A canvas that shows a document and changes nothing."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.canvas.gestures.gesture import Pointer
from app.canvas.gestures.pan import Pan
from app.canvas.hits import NOTHING
from app.canvas.view import Canvas
from app.session import Session
from app.theme import Theme
from cards.document import Document
from cards.registry import Types

STEP = 64.0
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Fixed(Session):
    """A session whose document is only looked at: it is not checked, and takes no edit."""

    def __init__(self, document: Document, types: Types) -> None:
        super().__init__(types)
        self.show_document(document)

    def show_document(self, document: Document) -> None:
        """Show another document."""
        self._replace(document, None)

    def commit(self, label: str, document: Document, merge: Hashable = None) -> None:
        """Take no edit."""

    def check_now(self) -> None:
        """Say nothing about what is only looked at."""
        self._pause.stop()


class StillCanvas(Canvas):
    """Selects, pans and zooms; everything else that a canvas does is an edit."""

    def __init__(
        self, document: Document, types: Types, theme: Theme, parent: QWidget | None = None
    ) -> None:
        session = Fixed(document, types)
        super().__init__(session, theme, parent)
        session.setParent(self)
        self.fixed = session
        self.setAcceptDrops(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        found = self.hit(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            self.session.select({found.node} if found is not NOTHING else ())
        self.gesture = Pan(self)
        self.gesture.begin(Pointer(event.position(), event.modifiers()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS and not event.modifiers():
            dx, dy = _ARROWS[event.key()]
            self.pan_by(dx * STEP, dy * STEP)
        elif event.key() == Qt.Key.Key_F and not event.modifiers():
            self.fit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Keys of the window around, such as Escape, are not for the canvas.
            event.ignore()
