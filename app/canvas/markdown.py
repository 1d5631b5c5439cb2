"""Notes as formatted text: Markdown without scripts, pictures, or anything that is fetched."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPainter,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.canvas.text import face
from app.theme import Theme, mixed

SIZE = 13
"""Pixels of a note's plain text at its own size."""
MOST = 6000
"""Characters of a note that are formatted; no note shows more."""
LEADING = 130.0
"""Height of a line in percent of its text."""

_SIZES = {1: 22, 2: 18, 3: 15}
_HARD = re.compile(r"(?<=\S) ?\n(?=\S)")
_FEATURES = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)
_SAFE = ("http", "https")


class Formatted(QTextDocument):
    """A text laid out in ``width`` scene units, in the colours of ``theme``.

    Whatever it names, it gets an empty picture and nothing is opened.
    """

    def __init__(self, text: str, width: float, theme: Theme, paper: str) -> None:
        super().__init__()
        self.setUndoRedoEnabled(False)
        self.setDefaultFont(face(SIZE))
        self.setDocumentMargin(0)
        self.setIndentWidth(20)
        self._ink = QColor(theme.text)
        # A line ends where the writer ended it, not only after an empty one.
        self.setMarkdown(_HARD.sub("  \n", text[:MOST].rstrip()), _FEATURES)
        self._name_pictures()
        self._dress(theme, paper)
        self.setTextWidth(width)

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        # Not nothing: Qt would then look for a file of that name.
        return QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)

    def paint(self, painter: QPainter, clip: QRectF) -> None:
        """Paint the part inside ``clip`` of the text, whose corner is at (0, 0)."""
        context = QAbstractTextDocumentLayout.PaintContext()
        # Signs of lists are drawn with it, not with the colour of their text.
        context.palette.setColor(QPalette.ColorRole.Text, self._ink)
        context.clip = clip
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        self.documentLayout().draw(painter, context)

    def cut(self, height: float) -> None:
        """Leave out the lines that end below ``height``, for what cannot clip."""
        layout = self.documentLayout()
        block = self.begin()
        while block.isValid():
            top = layout.blockBoundingRect(block).top()
            for number in range(block.layout().lineCount()):
                line = block.layout().lineAt(number)
                if top + line.y() + line.height() > height:
                    cursor = QTextCursor(self)
                    cursor.setPosition(max(0, block.position() + line.textStart() - 1))
                    cursor.movePosition(
                        QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor
                    )
                    cursor.removeSelectedText()
                    return
            block = block.next()

    def _name_pictures(self) -> None:
        """Put words in the place of pictures, which are never shown."""
        cursor = self.find(_PICTURE)
        while not cursor.isNull():
            name = cursor.charFormat().toImageFormat().name()
            cursor.insertText(f"[{name}]", QTextCharFormat())
            cursor = self.find(_PICTURE, cursor)

    def _dress(self, theme: Theme, paper: str) -> None:
        cursor = QTextCursor(self)
        block = self.begin()
        while block.isValid():
            _shape_block(cursor, block)
            for start, length, was in _runs(block):
                cursor.setPosition(start)
                cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(_look(was, block.blockFormat(), theme, paper))
            block = block.next()

    def address(self, x: float, y: float) -> str | None:
        """The address of the link at a point of the text, if it is one of the web."""
        return web_address(self.documentLayout().anchorAt(QPointF(x, y)))


_PICTURE = "\ufffc"
"""What stands for a picture in a text of Qt."""


def web_address(text: str) -> str | None:
    """``text`` if it is an address of the web that may be opened, else None."""
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    fine = url.isValid() and url.scheme().lower() in _SAFE and bool(url.host())
    return url.toString() if fine and not url.userInfo() else None


def first_line(text: str) -> str:
    """The first words of a note, without the signs of Markdown."""
    line = next((line for line in text.splitlines() if line.strip(" #>*-_`=")), "")
    return re.sub(r"[*_`]{1,3}|^\s*(#+|>|[-*+]|\d+\.)\s+", "", line[:200]).strip()


def _runs(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    found: list[tuple[int, int, QTextCharFormat]] = []
    run = block.begin()
    while not run.atEnd():
        part = run.fragment()
        found.append((part.position(), part.length(), part.charFormat()))
        run += 1
    return found


def _look(
    was: QTextCharFormat, block: QTextBlockFormat, theme: Theme, paper: str
) -> QTextCharFormat:
    """How a run of text looks; what it is stays as Markdown has it."""
    look = QTextCharFormat(was)
    look.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    look.clearProperty(QTextFormat.Property.FontPointSize)
    level = block.headingLevel()
    size = _SIZES.get(level, SIZE + 1 if level else SIZE)
    code = was.fontFixedPitch() or block.hasProperty(QTextFormat.Property.BlockCodeLanguage)
    look.setForeground(QColor(theme.text))
    look.setProperty(QTextFormat.Property.FontPixelSize, size - 1 if code else size)
    if level:
        look.setFontWeight(QFont.Weight.DemiBold)
    if code:
        look.setFontFamilies(["DejaVu Sans Mono", "Menlo", "Consolas", "monospace"])
        look.setBackground(QColor(mixed(paper, theme.text, 0.09)))
    if was.isAnchor() or was.anchorHref():
        if web_address(was.anchorHref()):
            look.setForeground(QColor(theme.accent))
            look.setFontUnderline(True)
        else:
            look.setFontUnderline(False)
    return look


def _shape_block(cursor: QTextCursor, block: QTextBlock) -> None:
    shape = QTextBlockFormat()
    if block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel):
        shape.setLeftMargin(16)
        shape.setRightMargin(0)
    kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
    shape.setLineHeight(LEADING, kind.value)
    heading = block.blockFormat().headingLevel() > 0
    listed = block.textList() is not None
    first = block.blockNumber() == 0
    shape.setTopMargin(0 if first or not heading else 8)
    shape.setBottomMargin(2 if listed else 5)
    cursor.setPosition(block.position())
    cursor.mergeBlockFormat(shape)
