"""Editors in which a value is picked: switches, choices, parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.editors.editor import Editor
from app.editors.values import NONE, part_id, part_name, shown, toggled, with_parts
from app.theme import px, text_scale
from cards.card import Card, Socket


class Switch(QAbstractButton):
    """A small switch, on or off; the space bar toggles it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(px(36), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, on = self.palette(), self.isChecked()
        scale = text_scale()
        painter.scale(scale, scale)
        track = QRectF(1.5, (self.height() / scale - 18) / 2, 33, 18)
        fill = colors.color(QPalette.ColorRole.Highlight if on else QPalette.ColorRole.Mid)
        if not on and fill == colors.color(QPalette.ColorRole.Text):
            # In high contrast the track is an outline, so that the knob is seen.
            fill = colors.color(QPalette.ColorRole.Base)
        outline = QPalette.ColorRole.Text if self.hasFocus() else QPalette.ColorRole.Mid
        painter.setPen(colors.color(outline))
        painter.setBrush(fill)
        painter.drawRoundedRect(track, 9, 9)
        knob = QPalette.ColorRole.HighlightedText if on else QPalette.ColorRole.Text
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color(knob))
        x = track.right() - 9 if on else track.left() + 9
        painter.drawEllipse(QRectF(x - 6, track.center().y() - 6, 12, 12))


class SwitchEditor(Editor):
    """True or false."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = Switch(self)
        self.switch.clicked.connect(self._click)
        self.put(self.switch)
        self.row.addStretch(1)

    def value(self) -> bool:
        return self.switch.isChecked()

    def set_value(self, value: Any) -> None:
        self.switch.setChecked(value is True)

    def _click(self, on: bool) -> None:
        self.edited.emit(on)


class QuietBox(QComboBox):
    """A choice that the wheel does not change while somebody scrolls past it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Editor):
    """One of several values; a value that is none of them is kept and shown."""

    def __init__(self, options: Sequence[tuple[str, Any]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QuietBox(self)
        self._options = list(options)
        self._value: Any = None
        for text, _ in self._options:
            self.box.addItem(text)
        self.box.activated.connect(self._pick)
        self.put(self.box)

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        index = next((i for i, (_, v) in enumerate(self._options) if v == value), -1)
        self.box.setCurrentIndex(index)
        self.box.setPlaceholderText("" if index >= 0 else str(value))

    def _pick(self, index: int) -> None:
        value = self._options[index][1]
        if value != self._value:
            self._value = value
            self.edited.emit(value)


class PartEditor(ChoiceEditor):
    """A part by name, such as an initializer; what it was set to stays while it does."""

    def __init__(self, socket: Socket, parts: Sequence[str], parent: QWidget | None = None) -> None:
        options: list[tuple[str, Any]] = [(NONE, None)] if socket.nullable else []
        options += [(part_name(part), part) for part in parts]
        super().__init__(options, parent)
        self._whole: Any = None

    def value(self) -> Any:
        return self._whole if part_id(self._whole) == self._value else self._value

    def set_value(self, value: Any) -> None:
        super().set_value(part_id(value))
        self._whole = part_id(value) if isinstance(value, Card) else value


class PartsEditor(Editor):
    """Several parts by name, such as metrics: a menu in which each is ticked or not."""

    def __init__(self, socket: Socket, parts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._socket = socket
        self._value: list[Any] = []
        self.button = QPushButton(self)
        self.button.setObjectName("parts")
        # As wide as there is room for: the text is cut, and whole in the tip.
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.menu = QMenu(self.button)
        for part in parts:
            action = self.menu.addAction(part_name(part))
            action.setCheckable(True)
            action.setData(part)
        self.menu.triggered.connect(self._pick)
        # Not the button's own menu: with one, Qt draws the text without its padding.
        self.button.clicked.connect(self._open)
        self.put(self.button)
        self.set_value([])

    def value(self) -> list[Any]:
        return list(self._value)

    def set_value(self, value: Any) -> None:
        self._value = with_parts(value)
        self.button.setToolTip(shown(self._socket, self._value))
        self._fit_text()
        chosen = {part_id(part) for part in self._value}
        for action in self.menu.actions():
            action.setChecked(action.data() in chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_text()

    def _fit_text(self) -> None:
        right, room = Qt.TextElideMode.ElideRight, self.width() - 36
        text = self.button.toolTip()
        self.button.setText(self.button.fontMetrics().elidedText(text, right, room))

    def _open(self) -> None:
        self.menu.setMinimumWidth(self.button.width())
        self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def _pick(self, action: QAction) -> None:
        self.set_value(toggled(self._value, action.data()))
        self.edited.emit(self.value())
