"""The tree of cards: headings, dots in the colour of the group, drags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QDrag, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from app.theme import Theme, group_color, px, text_font, visible
from app.translation import tr
from cards.card import Card
from cards.catalogue import group_place

MIME = "application/x-layerdeck-card"
CARD = Qt.ItemDataRole.UserRole
GROUP = Qt.ItemDataRole.UserRole + 1


class CardTree(QTreeWidget):
    """Cards under their groups; drags carry the card's id."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_CardDelegate(theme, self))
        self.setAccessibleName(tr("Cards"))
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._toggle)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        delegate = self.itemDelegate()
        if isinstance(delegate, _CardDelegate):
            delegate.theme = theme
        self.viewport().update()

    def show_groups(self, types: Mapping[str, type[Card]]) -> None:
        """Show every card under the heading of its group."""
        self.clear()
        groups: dict[str, list[str]] = {}
        for card_id, card in types.items():
            groups.setdefault(card.group, []).append(card_id)
        for group in sorted(groups, key=group_place):
            heading = QTreeWidgetItem(self, [heading_of(group)])
            heading.setData(0, GROUP, group)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for card_id in sorted(groups[group], key=lambda i: types[i].title):
                heading.addChild(_item(card_id, types[card_id]))
        self.expandAll()

    def show_found(self, types: Mapping[str, type[Card]], found: Sequence[str]) -> None:
        """Show these cards without headings, in this order."""
        self.clear()
        self.addTopLevelItems([_item(i, types[i]) for i in found])
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)
        else:
            nothing = QTreeWidgetItem(self, [tr("No card has these words.")])
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)

    def select_first(self) -> None:
        """Make the first card the current one, if none is."""
        item = self.currentItem() or self.topLevelItem(0)
        if item is not None and not item.data(0, CARD):
            item = item.child(0) or item
        if item is not None:
            self.setCurrentItem(item)

    @staticmethod
    def card_of(item: QTreeWidgetItem | None) -> str:
        """The id of the card that an item stands for; empty for a heading."""
        return str(item.data(0, CARD) or "") if item is not None else ""

    def item_of(self, card_id: str) -> QTreeWidgetItem | None:
        """The item of a card, if it is shown."""
        return next((i for i in self._items() if i.data(0, CARD) == card_id), None)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        walk = QTreeWidgetItemIterator(self)
        while (item := walk.value()) is not None:
            yield item
            walk += 1

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        data = QMimeData()
        ids = [i.data(0, CARD) for i in items if i.data(0, CARD)]
        if ids:
            data.setData(MIME, QByteArray(ids[0].encode()))
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:
        item = self.currentItem()
        if item is None or not item.data(0, CARD):
            return
        drag = QDrag(self)
        drag.setMimeData(self.mimeData([item]))
        drag.setPixmap(card_pixmap(item.text(0), str(item.data(0, GROUP)), self._theme))
        drag.setHotSpot(QPoint(16, 16))
        drag.exec(Qt.DropAction.CopyAction)

    def _choose(self, item: QTreeWidgetItem) -> None:
        if card_id := item.data(0, CARD):
            self.chosen.emit(card_id)

    def _toggle(self, item: QTreeWidgetItem) -> None:
        if not item.data(0, CARD):
            item.setExpanded(not item.isExpanded())


class _CardDelegate(QStyledItemDelegate):
    """Paints headings small and dim, cards with the dot of their group."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, px(28))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self.theme
        area = QRectF(option.rect)
        is_card = bool(index.data(CARD))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_card:
            self._paint_ground(painter, option.state, area.adjusted(0, 1, -8, -1))
            dot = group_color(theme, str(index.data(GROUP)))
            dot = visible(dot, theme.panel, theme.least) if theme.strong else dot
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(dot))
            painter.drawRoundedRect(QRectF(area.left() + 10, area.center().y() - 5, 10, 10), 3, 3)
        else:
            self._paint_arrow(painter, option.state, area)
        painter.setFont(text_font(13) if is_card else text_font(12, QFont.Weight.DemiBold))
        painter.setPen(QColor(theme.text if is_card else theme.dim))
        room = area.adjusted(30 if is_card else 22, 0, -12, 0)
        text = QFontMetrics(painter.font()).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_ground(self, painter: QPainter, state: QStyle.StateFlag, area: QRectF) -> None:
        chosen = state & QStyle.StateFlag.State_Selected
        if not chosen and not state & QStyle.StateFlag.State_MouseOver:
            return
        color = QColor(self.theme.accent if chosen else self.theme.text)
        color.setAlphaF(0.2 if chosen else 0.06)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen and self.theme.strong:
            painter.setPen(QPen(QColor(self.theme.accent), 2))
        painter.setBrush(color)
        painter.drawRoundedRect(area, 5, 5)

    def _paint_arrow(self, painter: QPainter, state: QStyle.StateFlag, area: QRectF) -> None:
        painter.setPen(QPen(QColor(self.theme.dim), 1.5))
        x, y = area.left() + 12, area.center().y()
        if state & QStyle.StateFlag.State_Open:
            painter.drawPolyline(
                [
                    QPoint(int(x - 3), int(y - 1)),
                    QPoint(int(x), int(y + 2)),
                    QPoint(int(x + 3), int(y - 1)),
                ]
            )
        else:
            painter.drawPolyline(
                [
                    QPoint(int(x - 1), int(y - 3)),
                    QPoint(int(x + 2), int(y)),
                    QPoint(int(x - 1), int(y + 3)),
                ]
            )


def card_pixmap(title: str, group: str, theme: Theme, ratio: float = 2.0) -> QPixmap:
    """A small card for under the pointer."""
    width = QFontMetrics(text_font(13, QFont.Weight.DemiBold)).horizontalAdvance(title) + 32
    pixmap = QPixmap(int((width + 2) * ratio), int(66 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.card_border), 1))
    painter.setBrush(QColor(theme.card))
    painter.drawRoundedRect(QRectF(1, 1, width, 64), 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(group_color(theme, group)))
    painter.drawRoundedRect(QRectF(1, 1, width, 32), 8, 8)
    painter.drawRect(QRectF(1, 20, width, 13))
    painter.setPen(QColor(theme.header_text))
    painter.setFont(text_font(13, QFont.Weight.DemiBold))
    painter.drawText(QRectF(17, 1, width, 32), Qt.AlignmentFlag.AlignVCenter, title)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.card_border))
    painter.drawRoundedRect(QRectF(17, 45, width * 0.45, 6), 3, 3)
    painter.end()
    return pixmap


def heading_of(group: str) -> str:
    """What stands above the cards of a group: its own name, with its parent's if too short."""
    own = {"Groups": tr("Groups"), "My groups": tr("My groups")}
    if group in own:
        return own[group]
    parts = [part.strip() for part in group.split("/")]
    if len(parts) == 2 and " " not in parts[1]:
        return f"{parts[0]} · {parts[1].lower()}"
    return parts[-1] or tr("Other")


def _item(card_id: str, card: type[Card]) -> QTreeWidgetItem:
    item = QTreeWidgetItem([card.title])
    item.setData(0, CARD, card_id)
    item.setData(0, GROUP, card.group)
    item.setToolTip(0, card.help().partition("\n")[0])
    return item
