"""A page of Markdown in the look of the window, whose rows can be found and marked."""

from __future__ import annotations

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from app.theme import FAMILY, Theme, mixed, text_font

HEADINGS = {1: (16, 0.0, 6.0), 2: (13, 14.0, 4.0), 3: (13, 10.0, 2.0)}
"""For each level of heading: size of the text, room above and below, in pixels."""


class PageView(QTextBrowser):
    """Shows Markdown; links are left to whoever listens to ``anchorClicked``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setOpenLinks(False)
        self.document().setDocumentMargin(14)
        self.document().setIndentWidth(14)

    def show_markdown(self, text: str) -> None:
        """Show a text from its beginning."""
        document = self.document()
        document.setDefaultFont(text_font())
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        block = document.begin()
        while block.isValid():
            _set_out(block)
            if block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence):
                _set_out_formula(block)
            block = block.next()
        self.setExtraSelections([])
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def mark(self, title: str) -> bool:
        """Mark the item of a list that explains ``title``, and bring it into sight."""
        block = self._item(title)
        if block is None:
            self.setExtraSelections([])
            return False
        marked = QTextEdit.ExtraSelection()
        cursor = QTextCursor(block)
        marked.cursor = cursor
        marked.format.setBackground(QColor(mixed(self.theme.panel, self.theme.accent, 0.18)))
        marked.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([marked])
        top = self.document().documentLayout().blockBoundingRect(block).top()
        bottom = self.document().documentLayout().blockBoundingRect(block).bottom()
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if top < bar.value() or bottom > bar.value() + height:
            bar.setValue(round(top - height / 4))
        return True

    def _item(self, title: str) -> QTextBlock | None:
        block = self.document().begin()
        while block.isValid():
            text = block.text()
            if block.textList() is not None and text.startswith(f"{title} ("):
                return block
            block = block.next()
        return None


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
