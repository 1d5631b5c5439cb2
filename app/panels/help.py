"""The help page of a card."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.theme import Theme, font
from cards.card import Card
from cards.pages import page


class Help(QTextBrowser):
    """Shows the page of one card type, made from its declaration."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card: type[Card] | None = None
        self.setOpenExternalLinks(True)
        self.setAccessibleName("Help")
        self.document().setDocumentMargin(12)
        self.show_card(None)

    def show_card(self, card: type[Card] | None) -> None:
        """Show the page of ``card``, or how to get one."""
        self._card = card
        text = page(card) if card else "Select a card to read what it does."
        document = self.document()
        document.setDefaultFont(font(13))
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.verticalScrollBar().setValue(0)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.show_card(self._card)
