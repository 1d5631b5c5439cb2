"""A search field at the pointer: type, Enter, and the card is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.panels.card_tree import CardTree
from app.theme import icon
from cards.finding import ranked

if TYPE_CHECKING:
    from app.canvas.view import Canvas

WIDTH, HEIGHT = 320, 380
"""Size of the frame, in pixels; where the canvas is smaller, less."""

_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class QuickAdd(QFrame):
    """The cards ``offered``, found by words; ``chosen`` is called with the id of one.

    It closes when a card is chosen, on Escape, and when the focus goes elsewhere; then
    ``closed`` is called.
    """

    def __init__(
        self,
        canvas: Canvas,
        at: QPointF,
        offered: Sequence[str],
        chosen: Callable[[str], object],
        closed: Callable[[], object],
    ) -> None:
        super().__init__(canvas)
        types = canvas.session.types
        self._types = {card_id: types[card_id] for card_id in offered}
        self._chosen, self._closed = chosen, closed
        self._done = False
        self.setObjectName("quick_add")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Add a card")
        self.search.setAccessibleName("Add a card")
        glass = icon("search", canvas.theme, canvas.theme.dim)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.tree = CardTree(canvas.theme, self)
        self.tree.setDragEnabled(False)
        self.tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        box.addWidget(self.search)
        box.addWidget(self.tree)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take)
        self.search.installEventFilter(self)
        self.tree.itemClicked.connect(self._take_clicked)
        self._fill("")
        self._place(canvas, at.toPoint())
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_up(self) -> None:
        """Go away without adding anything."""
        if self._done:
            return
        self._done = True
        self.hide()
        self.deleteLater()
        self._closed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and not self._done:
            # The tree takes no focus, so that whoever has it now is somebody else.
            self.close_up()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close_up()
                return True
            if event.key() in _KEYS:
                self.tree.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _fill(self, words: str) -> None:
        if words.strip():
            self.tree.show_found(self._types, ranked(self._types, words))
        else:
            self.tree.show_groups(self._types)
            self.tree.select_first()

    def _take(self) -> None:
        self._add(self.tree.card_of(self.tree.currentItem()))

    def _take_clicked(self) -> None:
        self._add(self.tree.card_of(self.tree.currentItem()))

    def _add(self, card_id: str) -> None:
        if card_id and not self._done:
            self.close_up()
            self._chosen(card_id)

    def _place(self, canvas: Canvas, at: QPoint) -> None:
        width, height = min(WIDTH, canvas.width() - 16), min(HEIGHT, canvas.height() - 16)
        x = max(8, min(at.x(), canvas.width() - width - 8))
        y = max(8, min(at.y() - 24, canvas.height() - height - 8))
        self.setGeometry(x, y, width, height)
