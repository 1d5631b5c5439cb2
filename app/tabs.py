"""The bar of open documents: titles, what is not saved, what runs, and how to close them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QIcon, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QTabBar, QToolButton, QWidget

from app.theme import Theme, icon, icon_pixmap, mixed, px
from app.translation import tr

WIDEST = 240


class CloseButton(QAbstractButton):
    """Closes one document; while that is not saved, a dot until the pointer comes."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.modified = False
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Close the document"))
        self.setToolTip(tr("Close ({keys})").format(keys="Ctrl+W"))

    def sizeHint(self) -> QSize:
        return QSize(px(20), px(20))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, arm = QPointF(self.width() / 2, self.height() / 2), px(7) / 2
        if self._over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mixed(self.theme.window, self.theme.text, 0.14)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        if self.modified and not self._over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.text))
            painter.drawEllipse(middle, arm, arm)
        else:
            pen = QPen(QColor(self.theme.text if self._over else self.theme.dim), 1.5)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for way in (1, -1):
                corner = QPointF(arm, arm * way)
                painter.drawLine(middle - corner, middle + corner)
        painter.end()


class TabBar(QTabBar):
    """One tab for each document."""

    close_requested = Signal(int)
    others_requested = Signal(int)
    """Close all but this one."""
    new_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("documents")
        self.setAccessibleName(tr("Open documents"))
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self._states: dict[int, str] = {}

    def add(self) -> int:
        """Add a tab at the end."""
        at = self.addTab("")
        button = CloseButton(self._theme, self)
        button.clicked.connect(self._close_of_sender)
        self.setTabButton(at, QTabBar.ButtonPosition.RightSide, button)
        return at

    def show_document(self, at: int, title: str, tip: str, *, modified: bool, state: str) -> None:
        """Say how a document stands; ``state`` is the name of an icon, or empty."""
        if self.tabText(at) != title:
            # Of an ampersand Qt would make a key.
            self.setTabText(at, title.replace("&", "&&"))
        self.setTabToolTip(at, tip)
        self.setTabIcon(at, self._icon(state))
        words = {
            "run": tr("running"),
            "ok": tr("the run is done"),
            "error": tr("the run failed"),
        }
        said = [title, tr("not saved") if modified else "", words.get(state, "")]
        self.setAccessibleTabName(at, ", ".join(part for part in said if part))
        button = self._button(at)
        if button is not None and button.modified != modified:
            button.modified = modified
            button.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.setIconSize(QSize(px(14), px(14)))
        for at in range(self.count()):
            button = self._button(at)
            if button is not None:
                button.theme = theme
                button.resize(button.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        # Qt adds room for the buttons that scroll, which few need.
        width = sum(self.tabSizeHint(at).width() for at in range(self.count()))
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(60), super().minimumSizeHint().height())

    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        return QSize(min(hint.width(), px(WIDEST)), hint.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and at >= 0:
            self.close_requested.emit(at)
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.tabAt(event.position().toPoint()) < 0:
            self.new_requested.emit()
            return
        super().mouseDoubleClickEvent(event)

    def _button(self, at: int) -> CloseButton | None:
        found = self.tabButton(at, QTabBar.ButtonPosition.RightSide)
        return found if isinstance(found, CloseButton) else None

    def _close_of_sender(self) -> None:
        for at in range(self.count()):
            if self._button(at) is self.sender():
                self.close_requested.emit(at)
                return

    def _icon(self, state: str) -> QIcon:
        theme = self._theme
        colors = {"run": theme.accent, "ok": theme.ok, "error": theme.error}
        if state not in colors:
            return QIcon()
        return QIcon(icon_pixmap(state, colors[state], 14))

    def _show_menu(self, at: QPoint) -> None:
        index = self.tabAt(at)
        if index < 0:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close, others = menu.addAction(tr("&Close")), menu.addAction(tr("Close &others"))
        others.setEnabled(self.count() > 1)
        close.triggered.connect(lambda: self.close_requested.emit(index))
        others.triggered.connect(lambda: self.others_requested.emit(index))
        menu.popup(self.mapToGlobal(at))


def new_button(theme: Theme, parent: QWidget) -> QToolButton:
    """The button behind the last tab."""
    made = QToolButton(parent)
    made.setObjectName("new_tab")
    made.setIcon(icon("add", theme))
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAccessibleName(tr("New document"))
    made.setToolTip(tr("New document ({keys})").format(keys="Ctrl+N"))
    return made
