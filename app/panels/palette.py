"""The cards one can add: by group, searched by words, dragged onto the canvas."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.library import Library
from app.panels.card_tree import CardTree
from app.panels.library_menu import library_menu
from app.theme import Theme, icon
from app.translation import tr
from cards.card import Card
from cards.finding import ranked


class Palette(QWidget):
    """A search field above the tree of cards."""

    add_requested = Signal(str)
    """The id of a card to put into the middle of the canvas."""

    message = Signal(str)

    def __init__(
        self,
        types: Mapping[str, type[Card]],
        theme: Theme,
        parent: QWidget | None = None,
        library: Library | None = None,
    ) -> None:
        super().__init__(parent)
        self._cards = types
        self._library = library or Library(None, self)
        self._theme = theme
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find a card"))
        self.search.setAccessibleName(tr("Find a card"))
        self.search.setClearButtonEnabled(True)
        self._glass = QAction(icon("search", theme, theme.dim), "", self.search)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.tree = CardTree(theme, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 0, 8)
        box.setSpacing(8)
        search_box = QVBoxLayout()
        search_box.setContentsMargins(0, 0, 8, 0)
        search_box.addWidget(self.search)
        box.addLayout(search_box)
        box.addWidget(self.tree)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._add_first)
        self.search.installEventFilter(self)
        self.tree.chosen.connect(self.add_requested)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self._library.changed.connect(self._refill)
        self._fill("")

    def focus(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self._glass.setIcon(icon("search", theme, theme.dim))
        self.tree.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.tree.setFocus()
                self.tree.select_first()
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    @property
    def _types(self) -> dict[str, type[Card]]:
        return {**self._library.types, **self._cards}

    def _refill(self) -> None:
        self._fill(self.search.text())
        for fault in self._library.faults:
            self.message.emit(fault)

    def _show_menu(self, at: QPoint) -> None:
        item = self.tree.itemAt(at) or self.tree.currentItem()
        menu = library_menu(self, self._library, self.tree.card_of(item))
        menu.popup(self.tree.viewport().mapToGlobal(at))

    def _fill(self, words: str) -> None:
        if words.strip():
            self.tree.show_found(self._types, ranked(self._types, words))
        else:
            self.tree.show_groups(self._types)

    def _add_first(self) -> None:
        if self.search.text().strip():
            found = ranked(self._types, self.search.text())
            if found:
                self.add_requested.emit(found[0])
