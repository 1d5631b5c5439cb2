"""What tells one document from another: a coloured graph and a list beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QIcon,
    QKeySequence,
    QPainter,
    QPixmap,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from app.canvas.comparing import merged, spotlight
from app.canvas.spotlight import draw_sign, sign_color
from app.canvas.still import StillCanvas
from app.panels.frame import Panel, Stage, label
from app.theme import DARK, Theme, px, text_font
from app.translation import tr
from cards.comparing import Difference, Sort, called, differences, moves
from cards.document import Document
from cards.registry import Types

MOST = 2000
"""Lines in the list; more are counted in a last one."""
LIST_WIDTH = 380
ROLE = Qt.ItemDataRole.UserRole


class Compare(QDialog):
    """Both documents as one graph with signs, and every difference in a list by card.

    With ``can_take_back`` each difference has a button; ``taken_back`` then asks for it.
    """

    taken_back = Signal(object)
    """A ``Difference`` that is to be undone in the new document."""

    def __init__(
        self,
        old: Document,
        new: Document,
        types: Types,
        titles: tuple[str, str] | None = None,
        theme: Theme = DARK,
        parent: QWidget | None = None,
        *,
        can_take_back: bool = False,
    ) -> None:
        super().__init__(parent)
        self._types, self._theme, self._fitted = types, theme, False
        self._old, self._new = old, new
        self.found: list[Difference] = []
        self._moved: list[Difference] = []
        self._shown: list[Difference] = []
        self._titles = titles or (tr("Before"), tr("Now"))
        self.setWindowTitle(tr("What changed"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(1240, 760)
        self.canvas = StillCanvas(Document(), types, theme, self)
        self.list = QTreeWidget(self)
        self.search = QLineEdit(self)
        self.filters: dict[str, QPushButton] = {}
        self.told = label("", "dim", self)
        self.take_back = QPushButton(tr("Take this back"), self)
        self.take_back.setVisible(can_take_back)
        self._lay_out()
        self._connect()
        self.show_documents(old, new)

    def show_documents(self, old: Document, new: Document) -> None:
        """Compare these two."""
        self._old, self._new = old, new
        self.found = [one for one in differences(old, new, self._types) if one.seen]
        self._moved = moves(old, new, self._types)
        self.canvas.fixed.show_document(merged(old, new, self._types, self.found))
        self._count()
        self.refresh()

    def refresh(self) -> None:
        """Show the differences that the filters let through, in list and graph."""
        words = self.search.text().lower().split()
        wanted = {key for key, button in self.filters.items() if button.isChecked()}
        shown = [one for one in self.found if one.sort in wanted]
        shown += self._moved if "moved" in wanted else []
        shown = [one for one in shown if all(word in one.text.lower() for word in words)]
        kept = self.current()
        self._fill(shown)
        self._choose(kept)
        self._shown = shown
        self._light_up()

    def _light_up(self) -> None:
        """Put the signs on the page that the canvas shows."""
        scene = self.canvas.scene
        scene.spotlight = spotlight(self._old, self._shown, self.canvas.page, scene.geometry)
        self.canvas.layer.outdate()
        self.canvas.update()

    def shown(self) -> list[Difference]:
        """The differences in the list, from top to bottom."""
        return [one for item in self._items() if (one := item.data(0, ROLE)) is not None]

    def current(self) -> Difference | None:
        """The difference that is chosen in the list."""
        item = self.list.currentItem()
        return item.data(0, ROLE) if item is not None else None

    def step(self, by: int) -> None:
        """Go to another difference, round at the ends."""
        items = [item for item in self._items() if item.data(0, ROLE) is not None]
        if items:
            chosen = self.list.currentItem()
            at = next((i for i, item in enumerate(items) if item is chosen), -1 if by > 0 else 0)
            self.list.setCurrentItem(items[(at + by) % len(items)])

    def sizeHint(self) -> QSize:
        return QSize(1240, 760)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now the canvas has its size.
        if not self._fitted:
            self._fitted = True
            self._box.activate()
            self.canvas.fit()

    # --- parts

    def _lay_out(self) -> None:
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(10)
        box.addLayout(self._top())
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(6)
        self.search.setPlaceholderText(tr("Find in the differences"))
        self.search.setAccessibleName(tr("Find in the differences"))
        self.search.setClearButtonEnabled(True)
        column.addWidget(self.search)
        self.list.setHeaderHidden(True)
        self.list.setIndentation(16)
        self.list.setIconSize(QSize(px(16), px(16)))
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(tr("Differences"))
        column.addWidget(self.list, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setHandleWidth(8)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(Panel(side))
        splitter.addWidget(Stage(self.canvas, self._theme))
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([LIST_WIDTH, 840])
        box.addWidget(splitter, 1)
        box.addLayout(self._bottom())

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        names = tr("{before} → {after}").format(before=self._titles[0], after=self._titles[1])
        title = label(names, "title", self)
        row.addWidget(title, 1)
        for key, text in (
            ("added", tr("Added")),
            ("removed", tr("Removed")),
            ("changed", tr("Changed")),
            ("moved", tr("Moved")),
        ):
            button = QPushButton(text, self)
            button.setCheckable(True)
            button.setChecked(key != "moved")
            button.setAutoDefault(False)
            button.setProperty("small", True)
            button.setProperty("words", text)
            if key != "moved":
                button.setIcon(sign_icon(_sort(key), self._theme))
            button.toggled.connect(self.refresh)
            self.filters[key] = button
            row.addWidget(button)
        return row

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        self.take_back.setAutoDefault(False)
        row.addWidget(self.take_back)
        for text, by, keys in ((tr("Previous"), -1, "Shift+F7"), (tr("Next"), 1, "F7")):
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.setToolTip(keys)
            act = self._next if by > 0 else self._previous
            button.clicked.connect(act)
            QShortcut(QKeySequence(keys), self, act)
            row.addWidget(button)
        close = QPushButton(tr("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        return row

    def _connect(self) -> None:
        self.search.textChanged.connect(self.refresh)
        self.list.currentItemChanged.connect(self._reveal)
        self.list.itemClicked.connect(self._reveal)
        self.take_back.clicked.connect(self._ask_back)
        self.canvas.session.page_changed.connect(self._light_up)

    # --- what happens

    def _next(self) -> None:
        self.step(1)

    def _previous(self) -> None:
        self.step(-1)

    def _ask_back(self) -> None:
        one = self.current()
        if one is not None:
            self.taken_back.emit(one)

    def _reveal(self, item: QTreeWidgetItem | None) -> None:
        self.take_back.setEnabled(self.current() is not None)
        if item is None:
            return
        one: Difference | None = item.data(0, ROLE)
        node = str(one.node if one is not None else item.data(0, ROLE + 1))
        document = self.canvas.session.document
        if node in document.nodes or node in document.groups:
            self.canvas.reveal(node, one.socket if one is not None else None)
        elif one is not None and one.key:
            self._show_area(one)

    def _choose(self, one: Difference | None) -> None:
        """Choose the same difference as before, where it is still there, and go nowhere."""
        if one is None:
            return
        about = one.what, one.node, one.socket, one.key
        for item in self._items():
            other = item.data(0, ROLE)
            if other is not None and (other.what, other.node, other.socket, other.key) == about:
                self.list.blockSignals(True)
                self.list.setCurrentItem(item)
                self.list.blockSignals(False)
                self.take_back.setEnabled(True)
                return

    def _show_area(self, one: Difference) -> None:
        """Bring a note or a frame into sight."""
        geometry = self.canvas.scene.geometry
        document = geometry.document
        if one.key in document.notes:
            left, top, width, height = document.notes[one.key].rect
            self.canvas.center_on(left + width / 2, top + height / 2)
        elif one.key in document.frames:
            rect = geometry.frame(one.key)
            if rect is not None:
                self.canvas.center_on((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2)

    # --- the list

    def _count(self) -> None:
        counts = Counter[str](one.sort for one in self.found)
        counts["moved"] = len(self._moved)
        for key, button in self.filters.items():
            button.setText(f"{button.property('words')} {counts[key]}")

    def _fill(self, shown: list[Difference]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for node, ones in _by_card(shown[:MOST]).items():
            self._add(node, ones)
        self.list.expandAll()
        self.list.blockSignals(False)
        self.take_back.setEnabled(False)
        if not self.found and not self._moved:
            text = tr("Both say the same.")
        elif not shown:
            text = tr("The filters hide every difference.")
        else:
            text = tr("{count} differences").format(count=len(shown))
            if len(shown) > MOST:
                text = tr("{count} differences, the first {most} shown").format(
                    count=len(shown), most=MOST
                )
        self.told.setText(text)

    def _add(self, node: str | None, ones: list[Difference]) -> None:
        """A card with its differences below it; what concerns no card stands alone."""
        if node is None:
            for one in ones:
                self.list.addTopLevelItem(self._item(one.text, one))
            return
        whole = next((one for one in ones if one.what in ("card", "group")), None)
        title = self._called(node)
        head = self._item(whole.text if whole is not None else title, whole)
        strong = text_font(13)
        strong.setWeight(strong.Weight.DemiBold)
        head.setFont(0, strong)
        head.setData(0, ROLE + 1, node)
        if whole is None:
            head.setIcon(0, sign_icon("changed", self._theme))
        for one in ones:
            if one is not whole:
                head.addChild(self._item(_short(one, title), one))
        self.list.addTopLevelItem(head)

    def _item(self, text: str, one: Difference | None) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setToolTip(0, text)
        if one is not None:
            item.setData(0, ROLE, one)
            item.setIcon(0, sign_icon(one.sort, self._theme))
            item.setForeground(0, QBrush(QColor(sign_color(one.sort, self._theme))))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{_word(one.sort)}: {text}")
        return item

    def _items(self) -> Iterable[QTreeWidgetItem]:
        walk = QTreeWidgetItemIterator(self.list)
        while walk.value() is not None:
            yield walk.value()
            walk += 1

    def _called(self, name: str) -> str:
        node = self._new.nodes.get(name) or self._old.nodes.get(name)
        if node is not None:
            return called(name, node, self._types)
        group = self._new.groups.get(name) or self._old.groups.get(name)
        return f"{group.title} ({name})" if group is not None else name


def sign_icon(sort: Sort, theme: Theme) -> QIcon:
    """Plus, minus or wave on a disc of its colour."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_sign(painter, QPointF(16, 16), 13, sort, theme)
    painter.end()
    pixmap.setDevicePixelRatio(2.0)
    return QIcon(pixmap)


def _by_card(found: Iterable[Difference]) -> dict[str | None, list[Difference]]:
    by_card: dict[str | None, list[Difference]] = {}
    for one in found:
        by_card.setdefault(one.node, []).append(one)
    return by_card


def _short(one: Difference, title: str) -> str:
    """What is told of a difference below the name of its card."""
    text = one.text.removeprefix(title).removeprefix("Group " + title).lstrip(", ")
    return text[:1].upper() + text[1:]


def _sort(key: str) -> Sort:
    return "added" if key == "added" else "removed" if key == "removed" else "changed"


def _word(sort: Sort) -> str:
    words: dict[Sort, str] = {
        "added": tr("Added"),
        "removed": tr("Removed"),
        "changed": tr("Changed"),
    }
    return words[sort]
