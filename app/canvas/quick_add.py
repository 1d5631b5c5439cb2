"""A search field at the pointer: type, Enter, and the card is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from app.canvas.overlay import LIST_KEYS, Overlay
from app.panels.card_tree import CardTree
from cards.finding import ranked

if TYPE_CHECKING:
    from app.canvas.view import Canvas

WIDTH, HEIGHT = 320, 380
"""Size of the frame, in pixels; where the canvas is smaller, less."""


class QuickAdd(Overlay):
    """The cards ``offered``, found by words; ``chosen`` is called with the id of one."""

    def __init__(
        self,
        canvas: Canvas,
        at: QPointF,
        offered: Sequence[str],
        chosen: Callable[[str], object],
        closed: Callable[[], object],
    ) -> None:
        super().__init__(canvas, "Add a card", closed)
        types = canvas.session.types
        self._types = {card_id: types[card_id] for card_id in offered}
        self._chosen = chosen
        self.tree = CardTree(canvas.theme, self)
        self.tree.setDragEnabled(False)
        self.tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box.addWidget(self.tree)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take)
        self.tree.itemClicked.connect(self._take)
        self._fill("")
        width, height = min(WIDTH, canvas.width() - 16), min(HEIGHT, canvas.height() - 16)
        x = max(8, min(round(at.x()), canvas.width() - width - 8))
        y = max(8, min(round(at.y()) - 24, canvas.height() - height - 8))
        self.open_at(x, y, width, height)

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() in LIST_KEYS:
            self.tree.keyPressEvent(event)
        return event.key() in LIST_KEYS

    def _fill(self, words: str) -> None:
        if words.strip():
            self.tree.show_found(self._types, ranked(self._types, words))
        else:
            self.tree.show_groups(self._types)
            self.tree.select_first()

    def _take(self) -> None:
        card_id = self.tree.card_of(self.tree.currentItem())
        if card_id and not self.done:
            self.close_up()
            self._chosen(card_id)
