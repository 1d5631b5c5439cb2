"""A search field with a list below it: type, choose with the arrows, Enter takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.canvas.access.telling import announce
from app.canvas.marks import draw_mark
from app.canvas.overlay import LIST_KEYS, Overlay
from app.theme import Theme, px, text_font
from cards.kinds import Kind

if TYPE_CHECKING:
    from app.canvas.view import Canvas

BARE, ROW, MOST_ROWS = 82, 30, 10
"""Height of the frame without rows, of a row, and how many are in sight at most."""
LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Line:
    """What can be chosen; ``detail`` stands at the right, ``value`` is what it is for."""

    text: str
    value: Any
    detail: str = ""
    kind: Kind | None = None
    enabled: bool = True


class Chooser(Overlay):
    """Offers the ``lines`` for what is typed; ``chosen`` is called with the value of one.

    ``told`` gives the sentence below the list for the words and the lines.
    """

    def __init__(
        self,
        canvas: Canvas,
        prompt: str,
        lines: Callable[[str], Sequence[Line]],
        chosen: Callable[[Any], object],
        told: Callable[[str, Sequence[Line]], str],
    ) -> None:
        super().__init__(canvas, prompt)
        self._lines, self._chosen, self._told = lines, chosen, told
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(prompt)
        self.list.setItemDelegate(_Painter(canvas.theme, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told = QLabel(self)
        self.told.setProperty("role", "dim")
        self.told.setWordWrap(True)
        self.box.addWidget(self.list)
        self.box.addWidget(self.told)
        self.search.textChanged.connect(self._fill)
        self.list.currentRowChanged.connect(self._say)
        self.list.itemClicked.connect(self._take)

    def open_near(self, x: int, y: int, width: int) -> None:
        """Show it at a place of the canvas, or as near as it fits."""
        canvas = self._canvas
        self._fill("")
        width = min(width, canvas.width() - 16)
        # Room for the longest list, so that it does not jump while one types.
        most = min(px(BARE + MOST_ROWS * ROW), canvas.height() - 16)
        x = max(8, min(x, canvas.width() - width - 8))
        y = max(8, min(y, canvas.height() - most - 8))
        self.open_at(x, y, width, self._fitting_height())
        self._say(self.list.currentRow())

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            return True
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return True
        if event.key() in LIST_KEYS:
            self.list.keyPressEvent(event)
        return event.key() in LIST_KEYS

    def current(self) -> Line | None:
        """What Enter takes."""
        item = self.list.currentItem()
        line = item.data(LINE) if item is not None else None
        return line if isinstance(line, Line) else None

    def _fill(self, words: str) -> None:
        lines = self._lines(words)
        self.list.blockSignals(True)
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(line.text)
            item.setData(LINE, line)
            item.setToolTip(line.detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.text}, {line.detail}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.told.setText(self._told(words, lines))
        self.resize(self.width(), self._fitting_height())
        if self.isVisible():
            self._say(self.list.currentRow())

    def _fitting_height(self) -> int:
        """As high as what it shows, so that it covers no more than that."""
        rows = min(self.list.count(), MOST_ROWS)
        self.list.setVisible(rows > 0)
        width = max(self.width(), 320) - 16
        extra = max(0, self.told.heightForWidth(width) - self.told.fontMetrics().height())
        return min(px(BARE + rows * ROW) + extra, self._canvas.height() - 16)

    def _say(self, _row: int) -> None:
        """The field keeps the focus: say what the arrows have come to."""
        line = self.current()
        announce(self.search, f"{line.text}, {line.detail}" if line else self.told.text())

    def _take(self, _item: object = None) -> None:
        line = self.current()
        if line is not None and line.enabled and not self.done:
            self.close_up()
            self._chosen(line.value)


class _Painter(QStyledItemDelegate):
    """Paints the mark of a kind, the text, and the detail at the right."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, px(ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line, theme = index.data(LINE), self._theme
        area = QRectF(option.rect).adjusted(0, 1, 0, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            ground = QColor(theme.accent if chosen else theme.text)
            ground.setAlphaF(0.2 if chosen else 0.06)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(area, 5, 5)
        left = area.left() + 10
        if line.kind is not None:
            painter.save()
            painter.translate(left + 8, area.center().y() + 0.5)
            draw_mark(painter, line.kind, 7.5, rim=theme.panel, letter=True)
            painter.restore()
            left += 24
        self._paint_texts(
            painter, line, QRectF(left, area.top(), area.right() - left - 10, area.height())
        )
        painter.restore()

    def _paint_texts(self, painter: QPainter, line: Line, room: QRectF) -> None:
        theme, flags = self._theme, Qt.AlignmentFlag.AlignVCenter
        metrics = QFontMetricsF(text_font(12))
        most = room.width() * (0.5 if line.text else 1.0)
        detail = metrics.elidedText(line.detail, Qt.TextElideMode.ElideRight, most)
        width = metrics.horizontalAdvance(detail)
        painter.setFont(text_font(12))
        painter.setPen(QColor(theme.dim))
        painter.drawText(room, flags | Qt.AlignmentFlag.AlignRight, detail)
        used = text_font(13, QFont.Weight.Medium if line.enabled else QFont.Weight.Normal)
        text = QFontMetricsF(used).elidedText(
            line.text, Qt.TextElideMode.ElideRight, room.width() - width - 12
        )
        painter.setFont(used)
        painter.setPen(QColor(theme.text if line.enabled else theme.dim))
        painter.drawText(room, flags, text)
