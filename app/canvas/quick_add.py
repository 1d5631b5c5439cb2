"""A search field at the pointer: type, Enter, and the card is there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QTreeWidgetItem

from app.canvas.access.telling import announce
from app.canvas.overlay import LIST_KEYS, Overlay
from app.library import library_of
from app.panels.card_tree import CardTree
from app.translation import tr
from cards.finding import ranked

if TYPE_CHECKING:
    from app.canvas.view import Canvas

WIDTH, HEIGHT = 320, 380
"""Size of the frame, in pixels; where the canvas is smaller, less."""


class QuickAdd(Overlay):
    """The cards ``offered``, found by words; ``chosen`` is called with the id of one.

    The ``others`` are found too where none of the offered ones has the words; those
    ``by_words`` are not listed before some are typed.
    """

    def __init__(
        self,
        canvas: Canvas,
        at: QPointF,
        offered: Sequence[str],
        chosen: Callable[[str], object],
        closed: Callable[[], object],
        others: Sequence[str] = (),
        by_words: Collection[str] = (),
    ) -> None:
        super().__init__(canvas, tr("Add a card"), closed)
        types = {**library_of(canvas).types, **canvas.session.types}
        self._types = {card_id: types[card_id] for card_id in offered}
        self._others = {card_id: types[card_id] for card_id in others}
        self._listed = {i: card for i, card in self._types.items() if i not in by_words}
        self._chosen = chosen
        self.tree = CardTree(canvas.theme, self)
        self.tree.setDragEnabled(False)
        self.tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told = QLabel(tr("These fit no wire here; the card is added without one."), self)
        self.told.setProperty("role", "dim")
        self.told.setWordWrap(True)
        self.told.hide()
        self.box.addWidget(self.tree)
        self.box.addWidget(self.told)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take)
        self.tree.itemClicked.connect(self._take)
        self.tree.currentItemChanged.connect(self._say)
        self._fill("")
        width, height = min(WIDTH, canvas.width() - 16), min(HEIGHT, canvas.height() - 16)
        x = max(8, min(round(at.x()), canvas.width() - width - 8))
        y = max(8, min(round(at.y()) - 24, canvas.height() - height - 8))
        self.open_at(x, y, width, height)

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() in LIST_KEYS:
            self.tree.keyPressEvent(event)
        # Tab stays in the field: leaving it would close it.
        return event.key() in (*LIST_KEYS, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    def _say(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        """The field keeps the focus: say what the arrows have come to."""
        announce(self.search, item.text(0) if item is not None else "")

    def _fill(self, words: str) -> None:
        found = ranked(self._types, words) if words.strip() else []
        rest = ranked(self._others, words) if words.strip() and not found else []
        self.told.setVisible(bool(rest))
        if words.strip():
            self.tree.show_found({**self._types, **self._others}, found or rest)
        else:
            self.tree.show_groups(self._listed)
            self.tree.select_first()

    def _take(self) -> None:
        card_id = self.tree.card_of(self.tree.currentItem())
        if card_id and not self.done:
            self.close_up()
            self._chosen(card_id)
