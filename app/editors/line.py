"""Editors in which a value is typed as text: numbers, lists, texts, paths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolButton, QWidget

from app.editors.editor import Editor
from app.editors.values import ANY, NONE, parsed, shown
from app.translation import tr
from cards.bounds import Bounds
from cards.card import Socket
from cards.kinds import Integers, Listed, Number


class LineEditor(Editor):
    """A line whose text is read as a value of the socket's kind.

    A text that means no value stays, marked as bad, until it is mended. Up and down
    step numbers: by one, or by a hundredth of the range where that is known.
    """

    def __init__(self, socket: Socket, bounds: Bounds = ANY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.socket = socket
        self.bounds = bounds
        self.sentence = ""
        self._value: Any = None
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(NONE if socket.nullable else "")
        self.line.editingFinished.connect(self.commit)
        self.line.textEdited.connect(self._forgive)
        self.line.installEventFilter(self)
        self.put(self.line)

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        self.line.setText("" if value is None else shown(self.socket, value))
        self.line.setCursorPosition(0)
        self._complain("")

    def commit(self) -> bool:
        """Take the text as the value; gives False and complains if it means none."""
        try:
            value = parsed(self.socket, self.line.text(), self.bounds)
        except ValueError as error:
            self._complain(str(error))
            return False
        self._complain("")
        # 1 and 1.0 and True are equal, yet not the same value in a document.
        if repr(value) != repr(self._value):
            self._value = value
            self.edited.emit(value)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            turns = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            turn = turns.get(Qt.Key(event.key()), 0)
            if turn and self._step(turn):
                return True
        return super().eventFilter(watched, event)

    def _step(self, turn: int) -> bool:
        kind = self.socket.kind
        if not isinstance(kind, Number) or isinstance(kind, (Integers, Listed)):
            return False
        try:
            value = parsed(self.socket, self.line.text())
        except ValueError:
            return False
        if value is None:
            return False
        stepped = round(value + turn * self._step_size(), 12)
        if self.bounds.hold(stepped):
            self.line.setText(shown(self.socket, int(stepped) if kind.id == "Integer" else stepped))
            self.commit()
        return True

    def _step_size(self) -> float:
        low, high = self.bounds.lowest, self.bounds.highest
        if self.socket.kind.id == "Integer":
            return 1
        return (high - low) / 100 if low is not None and high is not None else 0.1

    def _forgive(self) -> None:
        if self.sentence:
            self._complain("")

    def _complain(self, sentence: str) -> None:
        changed = sentence != self.sentence
        self.sentence = sentence
        if not changed:
            return
        self.line.setProperty("bad", bool(sentence))
        self.line.setToolTip(sentence)
        # The style sheet reads properties only when it is applied.
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        self.problem.emit(sentence)


class PathEditor(LineEditor):
    """A line for the path of a file, with a button to look for it."""

    def __init__(self, socket: Socket, bounds: Bounds = ANY, parent: QWidget | None = None) -> None:
        super().__init__(socket, bounds, parent)
        self.button = QToolButton(self)
        self.button.setText("…")
        self.button.setToolTip(tr("Choose a file"))
        self.button.setAccessibleName(tr("Choose a file"))
        self.button.clicked.connect(self.browse)
        self.put(self.button)

    def browse(self) -> None:
        """Ask for a file."""
        start = str(Path(self.line.text()).parent) if self.line.text() else ""
        path, _ = QFileDialog.getOpenFileName(self, self.socket.title, start)
        if path:
            self.line.setText(path)
            self.commit()
