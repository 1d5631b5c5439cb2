"""The rows of one card as a form, for the inspector and for the card's dialog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.editors.making import editor_for
from app.panels.fixes import FixBar
from app.panels.frame import label, narrow, prose, set_role
from app.theme import Theme, icon, px
from app.translation import tr
from cards.bounds import bounds, explanation
from cards.card import Card, Socket
from cards.registry import Types
from cards.values import as_json


class FormRow(QWidget):
    """One parameter: its name, its editor, and a button that resets it.

    ``explained`` also shows the help text and the range under the editor.
    """

    edited = Signal(str, object)
    reset = Signal(str)
    problem = Signal(str, str)
    """Name of the row, and why its text is no value; empty when it is one again."""

    def __init__(
        self,
        card: type[Card],
        socket: Socket,
        types: Types,
        sign: QIcon,
        *,
        explained: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.socket = socket
        self._given: tuple[bool, str] | None = None
        """Whether a value was typed, and which one was shown last."""
        self._sentence = ""
        self.default = None if socket.required else as_json(socket.default, types)
        self.editor = editor_for(socket, types, bounds(card, socket.name), self)
        self._title = label(socket.title, parent=self)
        self._title.setToolTip(socket.doc)
        self._title.setBuddy(self.editor)
        self.editor.call(socket.title)
        self.editor.setAccessibleDescription(socket.doc)
        self._wire = narrow(label("", "dim", self))
        self.undo = _reset_button(sign, socket.title, self)
        self._error = narrow(label("", "error", self))
        self._error.hide()
        self.fixes = FixBar(self)
        self._lay_out(card, explained)
        self.editor.edited.connect(self._edit)
        self.editor.problem.connect(self._complain)
        self.undo.clicked.connect(self._reset)

    def show_value(
        self, params: Mapping[str, Any], wire: str = "", error: str = "", *, fresh: bool = False
    ) -> None:
        """Show the value that ``params`` give, or where the wire comes from.

        ``fresh`` also replaces a text that the user has left unfinished.
        """
        name = self.socket.name
        value = params.get(name, self.default)
        given = (name in params, repr(value))
        if fresh or wire or given != self._given or repr(self.editor.value()) != repr(value):
            self.editor.blockSignals(True)
            self.editor.set_value(value)
            self.editor.blockSignals(False)
            self._sentence = ""
        self._given = given
        self.editor.setVisible(not wire)
        self._wire.setVisible(bool(wire))
        self._wire.setText(wire)
        self.undo.setVisible(not wire and name in params and params[name] != self.default)
        self.show_error(error)

    def start_again(self) -> None:
        """Show the default, whatever stands in the editor."""
        self.show_value({}, fresh=True)

    def show_error(self, error: str, role: str = "error") -> None:
        """Say under the editor what is wrong, or nothing; first why its text is no value."""
        self._error.setText(self._sentence or error)
        self._error.setVisible(bool(self._sentence or error))
        set_role(self._error, "error" if self._sentence else role)

    def _lay_out(self, card: type[Card], explained: bool) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 8 if explained else 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, 168 if explained else 96)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 5)
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self._title, 0, 0, middle)
        grid.addWidget(_beside(self.editor, self._wire, self), 0, 1, middle)
        grid.addWidget(self.undo, 0, 2, middle)
        grid.addWidget(self._error, 1, 0, 1, 3)
        grid.addWidget(self.fixes, 2, 0, 1, 3)
        if explained:
            grid.addWidget(prose(explanation(card, self.socket.name), "dim", self), 3, 0, 1, 3)

    def _edit(self, value: object) -> None:
        self.edited.emit(self.socket.name, value)

    def _complain(self, sentence: str) -> None:
        self._sentence = sentence
        self.show_error("")
        self.problem.emit(self.socket.name, sentence)

    def _reset(self) -> None:
        self.reset.emit(self.socket.name)


class CardForm(QWidget):
    """All rows of a card type; the advanced ones fold under *More*."""

    edited = Signal(str, object)
    reset = Signal(str)
    problem = Signal(str, str)

    def __init__(
        self,
        card: type[Card],
        types: Types,
        theme: Theme,
        *,
        explained: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.card = card
        self.rows: dict[str, FormRow] = {}
        sign = icon("reset", theme, theme.dim)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        self._more = QWidget(self)
        more_box = QVBoxLayout(self._more)
        more_box.setContentsMargins(0, 0, 0, 0)
        more_box.setSpacing(8)
        for socket in card.parameters():
            row = FormRow(card, socket, types, sign, explained=explained, parent=self)
            row.edited.connect(self.edited)
            row.reset.connect(self.reset)
            row.problem.connect(self.problem)
            self.rows[socket.name] = row
            (more_box if socket.advanced else box).addWidget(row)
        self.more_button = self._make_button()
        box.addWidget(self.more_button)
        box.addWidget(self._more)
        box.addStretch(1)
        self.more_button.setVisible(any(s.advanced for s in card.parameters()))
        self._fold(False)

    def show_values(
        self,
        params: Mapping[str, Any],
        wires: Mapping[str, str],
        errors: Mapping[str, str],
        *,
        fresh: bool = False,
    ) -> None:
        """Show what a node holds; ``wires`` and ``errors`` are texts by row.

        ``fresh`` says that it is another node than before.
        """
        if fresh:
            self.more_button.setChecked(False)
        for name, row in self.rows.items():
            row.show_value(params, wires.get(name, ""), errors.get(name, ""), fresh=fresh)
        if any(self.rows[n].socket.advanced for n in errors if n in self.rows):
            self.more_button.setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        sign = icon("reset", theme, theme.dim)
        for row in self.rows.values():
            row.undo.setIcon(sign)

    def _make_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setText(tr("More"))
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setArrowType(Qt.ArrowType.RightArrow)
        button.setObjectName("more")
        button.toggled.connect(self._fold)
        return button

    def _fold(self, shown: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        self.more_button.setArrowType(arrow)
        self._more.setVisible(shown)


def _beside(editor: QWidget, wire: QLabel, parent: QWidget) -> QWidget:
    holder = QWidget(parent)
    holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(editor)
    row.addWidget(wire)
    return holder


def _reset_button(sign: QIcon, title: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(sign)
    button.setIconSize(QSize(px(16), px(16)))
    button.setToolTip(tr("Back to the default"))
    button.setAccessibleName(tr("Reset {title}").format(title=title))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)
    return button
