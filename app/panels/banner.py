"""Strips above the canvas: what the user should know about the document, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import label, narrow
from app.theme import Theme, icon, icon_pixmap, px
from app.translation import tr

Act = tuple[str, Callable[[], object]]
"""What a button says, and what it does."""


class Banner(QFrame):
    """One sentence with its buttons; ``closed`` when the user does not want to see it."""

    closed = Signal(str)

    def __init__(self, topic: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.topic = topic
        self.mild = False
        self.setObjectName("banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 8, 7)
        row.setSpacing(8)
        self._sign = QLabel(self)
        self.text = narrow(label("", "", self))
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._close = QToolButton(self)
        self._close.setAccessibleName(tr("Close"))
        self._close.setToolTip(tr("Close"))
        self._close.setIconSize(QSize(px(14), px(14)))
        self._close.clicked.connect(self._shut)
        room = self._close.sizePolicy()
        # All strips are equally high, and their buttons stand below each other.
        room.setRetainSizeWhenHidden(True)
        self._close.setSizePolicy(room)
        self.buttons: list[QPushButton] = []
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self._close)
        self.set_theme(theme)

    def say(self, text: str, acts: Sequence[Act], *, mild: bool, closable: bool) -> None:
        """Show this text and these buttons in place of those before."""
        self._close.setVisible(closable)
        self.text.setText(text)
        self.mild = mild
        self.setProperty("mild", mild)
        self.style().unpolish(self)
        self.style().polish(self)
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(*act) for act in acts]
        self.set_theme(self._theme)
        QAccessible.updateAccessibility(QAccessibleEvent(self.text, QAccessible.Event.Alert))

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        name, color = ("info", theme.accent) if self.mild else ("warning", theme.warning)
        self._sign.setPixmap(icon_pixmap(name, color, 18, self.devicePixelRatioF()))
        self._close.setIcon(icon("close", theme))

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("small", True)
        button.clicked.connect(lambda _checked=False: act())
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(row.count() - 1, button)
        return button

    def _shut(self) -> None:
        self.closed.emit(self.topic)


class Banners(QWidget):
    """The strips that are there, one for each topic, the latest below; hidden while empty."""

    closed = Signal(str)
    """The topic of one that the user has closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.shown: dict[str, Banner] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.hide()

    def tell(
        self,
        topic: str,
        text: str,
        acts: Sequence[Act] = (),
        *,
        mild: bool = False,
        closable: bool = True,
    ) -> None:
        """Say something, in place of what was said of this topic before."""
        banner = self.shown.get(topic)
        if banner is None:
            banner = self.shown[topic] = Banner(topic, self._theme, self)
            banner.closed.connect(self._close)
            self._box.addWidget(banner)
        banner.say(text, acts, mild=mild, closable=closable)
        self.show()

    def take_away(self, *topics: str) -> None:
        """Say nothing more of these."""
        for topic in topics:
            banner = self.shown.pop(topic, None)
            if banner is not None:
                banner.hide()
                banner.deleteLater()
        self.setVisible(bool(self.shown))

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        for banner in self.shown.values():
            banner.set_theme(theme)

    def _close(self, topic: str) -> None:
        self.take_away(topic)
        self.closed.emit(topic)
