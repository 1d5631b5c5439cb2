"""The help page of a card."""

from __future__ import annotations

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.theme import FAMILY, Theme, font
from cards.card import Card
from cards.pages import page

HEADINGS = {1: (16, 0.0, 6.0), 2: (13, 14.0, 4.0), 3: (13, 10.0, 2.0)}
"""For each level of heading: size of the text, room above and below, in pixels."""


class Help(QTextBrowser):
    """Shows the page of one card type, made from its declaration."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card: type[Card] | None = None
        self.setOpenExternalLinks(True)
        self.setAccessibleName("Help")
        self.document().setDocumentMargin(14)
        self.document().setIndentWidth(14)
        self.show_card(None)

    def show_card(self, card: type[Card] | None) -> None:
        """Show the page of ``card``, or how to get one."""
        self._card = card
        text = page(card) if card else "Select a card to read what it does."
        document = self.document()
        document.setDefaultFont(font())
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        block = document.begin()
        while block.isValid():
            _set_out(block)
            if block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence):
                _set_out_formula(block)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.show_card(self._card)


def _set_out(block: QTextBlock) -> None:
    """Give a paragraph the sizes and margins of the window; Markdown's are for print."""
    level = block.blockFormat().headingLevel()
    size, above, below = HEADINGS.get(level, (13, 0.0, 3.0 if block.textList() else 7.0))
    cursor = QTextCursor(block)
    room = QTextBlockFormat()
    room.setTopMargin(above)
    room.setBottomMargin(below)
    room.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(room)
    if level:
        look = QTextCharFormat()
        look.setProperty(QTextCharFormat.Property.FontPixelSize, size)
        look.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
        look.setFontWeight(QFont.Weight.DemiBold)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(look)


def _set_out_formula(block: QTextBlock) -> None:
    """Set a line of a formula apart; it is broken where there is no room."""
    room = QTextBlockFormat()
    room.setNonBreakableLines(False)
    room.setLeftMargin(14.0)
    after = block.next().blockFormat()
    inside = after.hasProperty(QTextFormat.Property.BlockCodeFence)
    room.setBottomMargin(0.0 if inside else 7.0)
    cursor = QTextCursor(block)
    cursor.mergeBlockFormat(room)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    look = QTextCharFormat()
    look.setFontFamilies([FAMILY])
    look.setProperty(QTextCharFormat.Property.FontPixelSize, 13)
    look.setFontWeight(QFont.Weight.Medium)
    cursor.mergeCharFormat(look)
