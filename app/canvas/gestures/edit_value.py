"""Editing a value where it stands: the one live editor of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QMenu

from app.canvas.chips import chip
from app.canvas.hits import value_rect
from app.canvas.layout import has_value, named
from app.editors.line import LineEditor
from app.editors.making import parts_of
from app.editors.pick_menu import PickMenu
from app.editors.values import NONE, is_part, part_id, part_name, toggled, with_parts
from app.panels.card_tree import heading_of
from app.step_names import value_step
from app.theme import mixed
from cards import edits
from cards.bounds import bounds
from cards.card import Socket
from cards.catalogue import group_place
from cards.kinds import Choice
from cards.values import as_json

if TYPE_CHECKING:
    from app.canvas.view import Canvas

MOST_ROWS = 40
"""Longest menu; what has more is divided by groups."""


class EditValue(QObject):
    """Edits one value at a time.

    A switch toggles, choices and parts open a menu, the rest is typed. Enter and Tab
    take the text and go on to the next row, shift and Tab to the row before, Escape
    leaves the value as it was. A text that means nothing stays.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.node = self.socket_name = ""
        self.by_keys = False
        """Whether it was opened by the keyboard's cursor: then Enter goes back to that."""
        self.editor: LineEditor | None = None
        self.menu: QMenu | None = None
        self._sentence = QLabel(canvas)
        self._sentence.setWordWrap(True)
        self._sentence.hide()

    @property
    def open(self) -> bool:
        return self.editor is not None

    def begin(self, node: str, name: str) -> None:
        """Edit the value of a row."""
        self.close()
        socket = self._socket(node, name)
        if socket is None or self.canvas.document.sources(node, name):
            return
        self.node, self.socket_name = node, name
        if socket.kind.id == "Boolean" and not socket.nullable and not socket.kind.listed:
            self._commit(socket, self._value(socket) is not True)
        elif isinstance(socket.kind, Choice):
            self._pick(socket, [(option, option) for option in socket.kind.options])
        elif socket.kind.id == "Boolean" and not socket.kind.listed:
            self._pick(socket, [("true", True), ("false", False)])
        elif is_part(socket.kind):
            parts = parts_of(socket.kind, self.canvas.session.types)
            self._pick(socket, [(part_name(part), part) for part in parts])
        else:
            self._type(socket)

    def finish(self) -> bool:
        """Take what stands in the editor; gives False if it means nothing."""
        if self.editor is None or self.editor.commit():
            self.close()
            return True
        return False

    def leave(self) -> None:
        """Take the text if it means something, else say why not, and close."""
        if self.editor is not None and not self.editor.commit():
            self.canvas.message.emit(self.editor.sentence)
        self.close()

    def close(self) -> None:
        """Take the editor away and leave the value as it is."""
        editor, self.editor = self.editor, None
        self.by_keys = False
        self._sentence.hide()
        if editor is not None:
            editor.line.removeEventFilter(self)
            editor.blockSignals(True)
            focused = editor.line.hasFocus()
            editor.hide()
            editor.deleteLater()
            if focused:
                self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Keep the editor over its value when the scene moves."""
        if self.editor is None:
            return
        rect = self._rect()
        if rect is None:
            self.close()
            return
        size = max(9, round(12 * self.canvas.scene.camera.scale))
        self.editor.line.setStyleSheet(self._style(size))
        self.editor.setGeometry(rect)
        self._place_sentence()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key == Qt.Key.Key_Escape:
                self.close()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.by_keys:
                if self.finish():
                    self.canvas.caret.step(1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                self._go_on(1)
                return True
            if key == Qt.Key.Key_Backtab:
                self._go_on(-1)
                return True
        # The line's own context menu takes the focus too, and gives it back.
        popup = Qt.FocusReason.PopupFocusReason
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() != popup:
            self.leave()
        return super().eventFilter(watched, event)

    # --- the three ways

    def _type(self, socket: Socket) -> None:
        card = self.canvas.types[self.canvas.document.nodes[self.node].card]
        editor = LineEditor(socket, bounds(card, socket.name), self.canvas)
        editor.set_value(self._value(socket))
        editor.line.setAccessibleName(socket.title)
        if chip(socket, editor.value(), typed=True).style == "number":
            editor.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        # Closing, stepping and complaining are done here, not by the line itself.
        editor.line.editingFinished.disconnect(editor.commit)
        editor.edited.connect(self._take)
        editor.problem.connect(self._complain)
        editor.line.installEventFilter(self)
        self.editor = editor
        self.follow()
        editor.show()
        editor.line.setFocus(Qt.FocusReason.MouseFocusReason)
        editor.line.selectAll()

    def _pick(self, socket: Socket, options: list[tuple[str, Any]]) -> None:
        if socket.nullable:
            options = [(NONE, None), *options]
        menu = PickMenu(self.canvas)
        current = self._value(socket)
        chosen = [current]
        if is_part(socket.kind):
            chosen = [part_id(part) for part in (with_parts(current) or [None])]
        inside = self._groups(menu, socket) if len(options) > MOST_ROWS else {}
        for text, value in options:
            action = inside.get(value, menu).addAction(text)
            action.setData(value)
            action.setCheckable(True)
            action.setChecked(value in chosen)
        menu.triggered.connect(self._picked)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        rect = self._rect()
        at = rect.bottomLeft() if rect else QPoint(0, 0)
        menu.setMinimumWidth(rect.width() if rect else 0)
        menu.popup(self.canvas.mapToGlobal(at))

    def _groups(self, menu: QMenu, socket: Socket) -> dict[str, QMenu]:
        """Menus inside ``menu`` for the groups of the parts, by the ids of the parts."""
        types = self.canvas.session.types
        parts = parts_of(socket.kind, types) if is_part(socket.kind) else []
        groups = sorted({types[part].group for part in parts}, key=group_place)
        menus = {group: menu.addMenu(heading_of(group)) for group in groups}
        return {part: menus[types[part].group] for part in parts}

    def _picked(self, action: QAction) -> None:
        socket = self._socket(self.node, self.socket_name)
        if socket is not None:
            value = action.data()
            kept = self._value(socket)
            if socket.many:
                self._commit(socket, toggled(kept, value))
                return
            # Picking the part that is there keeps the values it has.
            same = is_part(socket.kind) and part_id(kept) == value
            self._commit(socket, kept if same else value)

    def _take(self, value: object) -> None:
        socket = self._socket(self.node, self.socket_name)
        if socket is not None:
            self._commit(socket, value)

    def _commit(self, socket: Socket, value: Any) -> None:
        session = self.canvas.session
        try:
            document = edits.set_param(session.document, self.node, socket.name, value)
        except edits.Refused as refused:
            self.canvas.message.emit(str(refused))
        else:
            name = value_step(document, session.types, self.node, socket.name)
            session.commit(name, document)

    # --- rows

    def _go_on(self, step: int) -> None:
        """Take the text, then edit the next value that is typed, if there is one."""
        node, name, by_keys = self.node, self.socket_name, self.by_keys
        if not self.finish():
            return
        rows = self._typed_rows(node)
        place = rows.index(name) + step if name in rows else -1
        if 0 <= place < len(rows):
            self.begin(node, rows[place])
            self.by_keys = by_keys
            if by_keys:
                self.canvas.caret.go_to_row(node, "input", rows[place])

    def _typed_rows(self, node: str) -> list[str]:
        geometry, document = self.canvas.scene.geometry, self.canvas.document
        layout = geometry.layouts[geometry.index[node]]
        return [
            named(row)
            for row in layout.rows
            if row.part == "input"
            and row.socket is not None
            and has_value(row.socket)
            and not document.sources(node, row.socket.name)
            and not is_part(row.socket.kind)
            and not isinstance(row.socket.kind, Choice)
            and (row.socket.kind.id != "Boolean" or row.socket.kind.listed)
        ]

    def _socket(self, node: str, name: str) -> Socket | None:
        geometry = self.canvas.scene.geometry
        row = geometry.index.get(node)
        card = geometry.layouts[row].card if row is not None else None
        socket = card.input(name) if card else None
        return socket if socket is not None and has_value(socket) else None

    def _value(self, socket: Socket) -> Any:
        params = self.canvas.document.nodes[self.node].params
        types = self.canvas.session.types
        return params[socket.name] if socket.name in params else as_json(socket.default, types)

    # --- places

    def _rect(self) -> QRect | None:
        geometry = self.canvas.scene.geometry
        index = geometry.index.get(self.node)
        row = geometry.layouts[index].row(self.socket_name) if index is not None else None
        if index is None or row is None:
            return None
        left, top, right, bottom = value_rect(geometry.layouts[index], row)
        x, y = geometry.xy[index].tolist()
        a, b = (
            self.canvas.to_screen(x + left, y + top),
            self.canvas.to_screen(x + right, y + bottom),
        )
        return QRect(a.toPoint(), b.toPoint())

    def _complain(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._place_sentence()
        self.follow()

    def _place_sentence(self) -> None:
        rect = self._rect()
        if rect is None:
            return
        theme = self.canvas.theme
        self._sentence.setStyleSheet(
            f"background: {mixed(theme.card, theme.error, 0.12)}; color: {theme.text};"
            f"border: 1px solid {theme.error}; border-radius: 5px; padding: 4px 7px;"
        )
        self._sentence.setFixedWidth(240)
        self._sentence.adjustSize()
        self._sentence.move(rect.left(), rect.bottom() + 4)
        self._sentence.raise_()

    def _style(self, size: int) -> str:
        theme, editor = self.canvas.theme, self.editor
        bad = editor is not None and bool(editor.sentence)
        border = theme.error if bad else theme.accent
        return (
            f"QLineEdit {{ font-size: {size}px; padding: 0 5px; min-height: 0; margin: 0;"
            f"background: {theme.field}; color: {theme.text}; border: 1.5px solid {border};"
            f"border-radius: {max(3, round(size * 0.4))}px; selection-background-color:"
            f" {theme.accent}; selection-color: {theme.accent_text}; }}"
        )
