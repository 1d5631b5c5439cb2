"""The rounded frame that every panel stands in, and small pieces they share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.theme import Theme, mixed

RADIUS = 8


class Panel(QFrame):
    """A framed widget, with a heading if ``title`` is given."""

    def __init__(self, content: QWidget, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        if title:
            heading = label(title, "heading", self)
            heading.setContentsMargins(15, 11, 15, 3)
            box.addWidget(heading)
        box.addWidget(content, 1)


class Corner(QWidget):
    """Rounds one corner of a picture that fills its panel to the edges."""

    def __init__(self, right: bool, below: bool, parent: Stage) -> None:
        super().__init__(parent)
        self.right, self.below = right, below
        self._stage = parent
        self.resize(RADIUS, RADIUS)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._stage.theme
        center = QPointF(0 if self.right else RADIUS, 0 if self.below else RADIUS)
        disc = QPainterPath()
        disc.addEllipse(center, RADIUS - 0.5, RADIUS - 0.5)
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside.subtracted(disc), QColor(theme.window))
        painter.setPen(QColor(mixed(theme.panel, theme.card_border, 0.75)))
        painter.drawPath(disc)
        painter.end()


class Stage(QFrame):
    """The frame of the canvas: like a panel, with nothing between border and picture."""

    def __init__(self, content: QWidget, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName("stage")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(content, 1)
        self._corners = [Corner(r, b, self) for r in (False, True) for b in (False, True)]

    def add_strip(self, strip: QWidget) -> None:
        """Put ``strip`` above the canvas, below those that are there; it may hide itself."""
        self._box.insertWidget(self._box.count() - 1, strip)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self.theme = theme
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        for corner in self._corners:
            x = self.width() - RADIUS if corner.right else 0
            corner.move(x, self.height() - RADIUS if corner.below else 0)
            corner.raise_()


class OneLine(QLabel):
    """A text on one line, which ends in … where there is no room for all of it."""

    def __init__(self, text: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setMinimumWidth(1)
        if role:
            self.setProperty("role", role)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, room, self.alignment(), self.palette(), True, text, self.foregroundRole()
        )
        painter.end()


def label(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A text that wraps, in the look of ``role`` (see the style sheet)."""
    made = QLabel(text, parent)
    made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    return made


def set_role(made: QLabel, role: str) -> None:
    """Give a text the look of another role."""
    if made.property("role") != role:
        made.setProperty("role", role)
        # The style sheet reads properties only when it is applied.
        made.style().unpolish(made)
        made.style().polish(made)


def narrow(made: QLabel) -> QLabel:
    """``made``, which may become narrower than its longest word, such as a path."""
    made.setMinimumWidth(1)
    return made


def prose(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """Text of a card's declaration, which may hold *emphasis*."""
    made = label(text, role, parent)
    made.setTextFormat(Qt.TextFormat.MarkdownText)
    return made


def rule(parent: QWidget | None = None) -> QFrame:
    """A thin line."""
    line = QFrame(parent)
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def empty(box: QVBoxLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := box.takeAt(0)) is not None:
        if widget := item.widget():
            # Hidden, and not without a parent: a layout shows new widgets a little later,
            # and what then has no parent would be shown as a window of its own.
            widget.hide()
            widget.deleteLater()
