"""The sheet of shortcuts: what keys and mouse do, and other keys for it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.press_keys import PressKeys
from app.shortcuts import Keymap, native
from app.theme import Theme, icon, px, text_font
from app.translation import tr

BINDING = Qt.ItemDataRole.UserRole
HEIGHT = 28


def gestures() -> list[tuple[str, str]]:
    """What the mouse does on the canvas; this cannot be changed."""
    return [
        (tr("Double click"), tr("Add a card there, or into the wire there")),
        (tr("Drag from a socket"), tr("Draw a wire; in the empty it offers the cards that fit")),
        (tr("Drag on the ground"), tr("Select the cards in an area")),
        (tr("Double click a header"), tr("Configure the card")),
        (tr("Wheel"), tr("Zoom at the pointer; with Shift to the side")),
        (tr("Space and drag, middle button"), tr("Move the view")),
    ]


class Shortcuts(QDialog):
    """What each key does, by menu, with a search; ``changed`` gives a keymap with others."""

    changed = QtSignal(object)

    def __init__(self, keymap: Keymap, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keymap = keymap
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find a command or a key"))
        self.search.setAccessibleName(tr("Find a command or a key"))
        self.search.setClearButtonEnabled(True)
        glass = icon("search", theme, theme.dim)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.tree = _sheet(theme, self)
        self.asking = PressKeys(self)
        self.asking.hide()
        self.change = QPushButton(tr("Change…"), self)
        self.reset = QPushButton(tr("Reset"), self)
        self.reset_all = QPushButton(tr("Reset all"), self)
        self.close_button = QPushButton(tr("Close"), self)
        self._place()
        self._connect()
        self._fill()
        self.resize(px(680), 720)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def item_of(self, one_id: str) -> QTreeWidgetItem | None:
        """The line of a binding."""
        return next((i for i in self._lines() if i.data(0, BINDING) == one_id), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            down = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.search and down:
                self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
                self._select_first()
                return True
            if watched is self.tree and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._ask()
                return True
        return super().eventFilter(watched, event)

    # --- parts

    def _place(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(12)
        box.addWidget(self.search)
        box.addWidget(self.tree, 1)
        box.addWidget(self.asking)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.change, self.reset):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.reset_all, self.close_button):
            row.addWidget(button)
        for button in (self.change, self.reset, self.reset_all, self.close_button):
            button.setAutoDefault(False)
        box.addLayout(row)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.tree.installEventFilter(self)
        self.tree.currentItemChanged.connect(self._enable)
        self.tree.itemDoubleClicked.connect(self._ask)
        self.asking.done.connect(self._take)
        self.change.clicked.connect(self._ask)
        self.reset.clicked.connect(self._reset_one)
        self.reset_all.clicked.connect(self._reset_all)
        self.close_button.clicked.connect(self.reject)

    def _fill(self) -> None:
        chosen = self._chosen()
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for one in self.keymap.bindings.values():
            if one.heading not in groups:
                groups[one.heading] = _heading(self.tree, tr(one.heading))
            line = QTreeWidgetItem(groups[one.heading], [one.plain])
            line.setData(0, BINDING, one.id)
            self._show_keys(line, one.id)
        mouse = _heading(self.tree, tr("With the mouse"))
        for keys, text in gestures():
            mouse.addChild(QTreeWidgetItem([text, keys]))
        self.tree.expandAll()
        self._filter(self.search.text())
        item = self.item_of(chosen) if chosen else None
        if item is not None:
            self.tree.setCurrentItem(item)
        self._enable()

    def _show_keys(self, line: QTreeWidgetItem, one_id: str) -> None:
        line.setText(1, native(self.keymap.keys[one_id]) or tr("none"))
        line.setData(1, BINDING, self.keymap.is_changed(one_id))
        if self.keymap.is_changed(one_id):
            own = native(self.keymap.bindings[one_id].keys)
            line.setToolTip(1, tr("Changed; it comes with {keys}").format(keys=own or tr("none")))

    def _lines(self) -> Iterator[QTreeWidgetItem]:
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            for child in range(group.childCount() if group is not None else 0):
                line = group.child(child) if group is not None else None
                if line is not None:
                    yield line

    def _filter(self, words: str) -> None:
        """Show only the lines that hold every word, in their text or their keys."""
        wanted = words.lower().split()
        shown: dict[int, bool] = {}
        for line in self._lines():
            group = line.parent()
            text = f"{line.text(0)} {line.text(1)} {group.text(0) if group else ''}".lower()
            line.setHidden(any(word not in text for word in wanted))
            number = self.tree.indexOfTopLevelItem(group) if group is not None else -1
            shown[number] = shown.get(number, False) or not line.isHidden()
        for number, any_shown in shown.items():
            heading = self.tree.topLevelItem(number)
            if heading is not None:
                heading.setHidden(not any_shown)

    def _select_first(self) -> None:
        if self._chosen() and not self._current_hidden():
            return
        first = next((line for line in self._lines() if not line.isHidden()), None)
        if first is not None:
            self.tree.setCurrentItem(first)

    def _current_hidden(self) -> bool:
        item = self.tree.currentItem()
        return item is None or item.isHidden()

    # --- changing

    def _chosen(self) -> str:
        """The binding that the cursor is on, if its keys can be changed."""
        item = self.tree.currentItem()
        return str(item.data(0, BINDING) or "") if item is not None else ""

    def _enable(self, *_: object) -> None:
        chosen = self._chosen()
        self.change.setEnabled(bool(chosen))
        self.reset.setEnabled(bool(chosen) and self.keymap.is_changed(chosen))
        self.reset_all.setEnabled(bool(self.keymap.changed))

    def _ask(self, *_: object) -> None:
        chosen = self._chosen()
        if chosen:
            self.asking.ask(self.keymap, chosen)
            box = self.layout()
            if box is not None:
                # The sheet is lower now; what is asked about stays in sight.
                box.activate()
            self.tree.scrollTo(self.tree.currentIndex())

    def _take(self, keymap: Keymap | None) -> None:
        if keymap is not None:
            self._use(keymap)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reset_one(self) -> None:
        self._use(self.keymap.reset(self._chosen()))

    def _reset_all(self) -> None:
        self._use(Keymap(self.keymap.bindings.values(), {}))

    def _use(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self._fill()
        self.changed.emit(keymap)


def _sheet(theme: Theme, parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setIndentation(0)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setExpandsOnDoubleClick(False)
    tree.setAccessibleName(tr("Keyboard shortcuts"))
    tree.setItemDelegate(_Painter(theme, tree))
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(1, px(232))
    return tree


def _heading(tree: QTreeWidget, text: str) -> QTreeWidgetItem:
    made = QTreeWidgetItem(tree, [text])
    made.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return made


class _Painter(QStyledItemDelegate):
    """Paints headings small and dim, and keys as the caps that they stand on."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, px(HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, area = self._theme, QRectF(option.rect)
        heading = not index.parent().isValid()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected and not heading:
            ground = QColor(theme.accent)
            ground.setAlphaF(0.18)
            painter.fillRect(area, ground)
        if index.column() == 0:
            self._paint_text(painter, area, str(index.data()), heading=heading)
        elif not heading:
            self._paint_caps(painter, area, str(index.data()), changed=index.data(BINDING))
        painter.restore()

    def _paint_text(self, painter: QPainter, area: QRectF, text: str, *, heading: bool) -> None:
        used = text_font(12, QFont.Weight.DemiBold) if heading else text_font(13)
        painter.setFont(used)
        painter.setPen(QColor(self._theme.dim if heading else self._theme.text))
        room = area.adjusted(8 if heading else 16, 4 if heading else 0, -8, 0)
        text = QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_caps(
        self, painter: QPainter, area: QRectF, text: str, *, changed: bool | None
    ) -> None:
        theme, used = self._theme, text_font(12, QFont.Weight.Medium)
        painter.setFont(used)
        if changed is None:
            # What the mouse does is no key.
            painter.setPen(QColor(theme.dim))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            return
        left = area.left()
        for cap in text.split(", "):
            width = QFontMetricsF(used).horizontalAdvance(cap) + 14
            box = QRectF(left, area.center().y() - px(20) / 2, width, px(20))
            painter.setPen(QPen(QColor(theme.accent if changed else theme.field_border), 1))
            painter.setBrush(QColor(theme.card))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QColor(theme.accent if changed else theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
            left += width + 6
