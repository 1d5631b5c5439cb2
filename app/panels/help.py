"""Help: the page of the selected card, at the row that one looks at; pages lead to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.panels.help_texts import general, several
from app.panels.page_view import PageView
from app.theme import Theme
from app.translation import tr
from cards.card import Card
from cards.linked_pages import group_page, kind_page, linked
from cards.registry import Types, card_id

MOST = 60
"""Pages that one can go back to."""


@dataclass(frozen=True)
class Place:
    """A page: of a card, a kind, a group of cards, several cards, or the general one."""

    sort: str = "general"
    name: str = ""
    count: int = 0


class Help(QWidget):
    """Shows pages made from the declarations of cards, with a way back and forward.

    Nothing is laid out before it is seen.
    """

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, types: Types | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._types: Types = types or {}
        self._unlisted: dict[str, type[Card]] = {}
        self._places = [Place()]
        self._at = 0
        self._row: tuple[str, str] | None = None
        self._shown: Place | None = None
        self.setAccessibleName(tr("Help"))
        self.view = PageView(theme, self)
        self.view.setAccessibleName(tr("Help"))
        self.view.anchorClicked.connect(self._go)
        self.setFocusProxy(self.view)
        self.back_button = self._button("←", tr("Back (Alt+Left)"), self.back)
        self.forward_button = self._button("→", tr("Forward (Alt+Right)"), self.forward)
        self.home_button = self._button("?", tr("How it works"), self.show_general)
        self._lay_out()
        for part in (self.view, self.view.viewport()):
            part.installEventFilter(self)
        self._update_buttons()

    @property
    def place(self) -> Place:
        """The page that is shown."""
        return self._places[self._at]

    def show_card(self, card: type[Card] | None) -> None:
        """Show the page of a card, or the general one."""
        if card is None:
            self.show_general()
            return
        name = card_id(self._types, card)
        self._unlisted[name] = card
        self._visit(Place("card", name))

    def show_cards(self, cards: Sequence[type[Card]], count: int) -> None:
        """Say what can be done with ``count`` selected cards, which are of these types."""
        names = dict.fromkeys(card_id(self._types, card) for card in cards)
        self._visit(Place("several", " ".join(names), count))

    def show_general(self) -> None:
        """Show how everything works."""
        self._visit(Place())

    def show_row(self, card: type[Card] | None, row: str) -> None:
        """Mark what the page of ``card`` says of a row, if it is that page that is shown."""
        wanted = None if card is None else (card_id(self._types, card), row)
        if wanted != self._row and wanted is not None and wanted[0] == self.place.name:
            self._row = wanted
            if self._shown == self.place:
                self._mark()

    def back(self) -> None:
        """Go to the page before this one."""
        self._move(-1)

    def forward(self) -> None:
        """Go to the page that one has come back from."""
        self._move(1)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = self.view.theme = theme
        self._shown = None
        self._render()

    def toPlainText(self) -> str:
        """The text of the page."""
        self._lay_out_page()
        return self.view.toPlainText()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._render()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow, and the buttons of the mouse, go back and forward."""
        step = 0
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            step = keys.get(Qt.Key(event.key()), 0) if alt else 0
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            buttons = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}
            step = buttons.get(event.button(), 0)
        if step:
            self._move(step)
        return bool(step)

    def _go(self, url: QUrl) -> None:
        """Follow a link: to another page, or out into the browser."""
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)
        elif url.scheme() in ("card", "kind", "group"):
            self._visit(Place(url.scheme(), url.path(QUrl.ComponentFormattingOption.FullyDecoded)))

    def _visit(self, place: Place) -> None:
        if place != self.place:
            self._places = [*self._places[: self._at + 1], place][-MOST:]
            self._at = len(self._places) - 1
            self._row = None
        self._render()
        self._update_buttons()

    def _move(self, step: int) -> None:
        if 0 <= self._at + step < len(self._places):
            self._at += step
            self._row = None
            self._render()
            self._update_buttons()

    def _render(self) -> None:
        if self.isVisible():
            self._lay_out_page()

    def _lay_out_page(self) -> None:
        if self._shown != self.place:
            self._shown = self.place
            self.view.show_markdown(self._text(self.place))
        self._mark()

    def _text(self, place: Place) -> str:
        types = self._types
        if place.sort == "card":
            card = types.get(place.name) or self._unlisted.get(place.name)
            return linked(card, types) if card else general(types)
        if place.sort == "kind":
            return kind_page(place.name, types)
        if place.sort == "group":
            return group_page(place.name, types)
        if place.sort == "several":
            known = [types[name] for name in place.name.split() if name in types]
            return several(known, types, place.count)
        return general(types)

    def _mark(self) -> None:
        """Mark the row that one looks at."""
        card = self._types.get(self.place.name) or self._unlisted.get(self.place.name)
        if self._row is None or card is None:
            return
        socket = card.input(self._row[1]) or card.output(self._row[1])
        if socket is not None:
            self.view.mark(socket.title)

    def _update_buttons(self) -> None:
        self.back_button.setEnabled(self._at > 0)
        self.forward_button.setEnabled(self._at < len(self._places) - 1)
        self.home_button.setEnabled(self.place != Place())

    def _button(self, sign: str, tip: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(6, 4, 8, 0)
        row.setSpacing(2)
        for button in (self.back_button, self.forward_button, self.home_button):
            row.addWidget(button)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        box.addWidget(self.view, 1)
