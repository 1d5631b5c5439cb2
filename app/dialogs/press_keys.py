"""Asking for new keys: press them; what has them already is told and can be swapped."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.panels.frame import label, set_role
from app.shortcuts import Keymap, complaint, native, pressed
from app.translation import tr


class KeyField(QLineEdit):
    """A field that takes keys as such: Tab, Enter and all others but Escape."""

    pressed = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setPlaceholderText(tr("Press the keys"))
        self.setAccessibleName(tr("New keys"))
        self.setAccessibleDescription(tr("Press the new keys. Escape leaves the old ones."))

    def event(self, event: QEvent) -> bool:
        # Before shortcuts, the focus or the dialog take them.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(pressed(event))
            return True
        return super().event(event)

    def _take(self, key: str) -> None:
        if key == "Esc":
            self.given_up.emit()
        elif key:
            self.setText(native([key]))
            self.pressed.emit(key)


class PressKeys(QFrame):
    """Asks for the keys of one binding; ``done`` gives the keymap with them, None if none."""

    done = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("asking")
        self._id = self._key = self._holder = ""
        self._keymap: Keymap | None = None
        self._title = label("", "heading", self)
        self.field = KeyField(self)
        self.sentence = label("", "dim", self)
        self.swap = QPushButton(tr("Swap"), self)
        self.take = QPushButton(tr("Take them"), self)
        self.none = QPushButton(tr("No keys"), self)
        self.cancel = QPushButton(tr("Cancel"), self)
        self._place()
        self.field.pressed.connect(self._try)
        self.field.given_up.connect(self._give_up)
        self.cancel.clicked.connect(self._give_up)
        self.swap.clicked.connect(self._swap)
        self.take.clicked.connect(self._take)
        self.none.clicked.connect(self._clear)

    def ask(self, keymap: Keymap, one_id: str) -> None:
        """Ask for the keys of a binding."""
        self._keymap, self._id, self._key = keymap, one_id, ""
        text = _plain(keymap, one_id)
        self._title.setText(tr("New keys for “{command}”").format(command=text))
        self.field.clear()
        self._tell("")
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        box.addWidget(self._title)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        for button in (self.swap, self.take, self.none, self.cancel):
            button.setAutoDefault(False)
            row.addWidget(button)
        box.addLayout(row)
        box.addWidget(self.sentence)

    def _try(self, key: str) -> None:
        """Take the keys if nothing else has them."""
        if self._keymap is None:
            return
        self._key = key
        place = self._keymap.bindings[self._id].place
        wrong = complaint(place, key)
        if wrong:
            self._tell(wrong)
            return
        holder = next(self._keymap.holders(self._id, key), None)
        if holder is None:
            self._finish(self._keymap.with_keys(self._id, key))
            return
        self._holder = holder.id
        text = tr("{keys} are the keys of “{command}”. Swap the keys of the two?").format(
            keys=native([key]), command=_plain(self._keymap, holder.id)
        )
        self._tell(text, asks=True)

    def _tell(self, sentence: str, *, asks: bool = False) -> None:
        self.sentence.setText(sentence or tr("Press the new keys. Escape leaves the old ones."))
        set_role(self.sentence, "warning" if sentence else "dim")
        self.swap.setVisible(asks)
        self.take.setVisible(asks)
        if asks:
            self.swap.setFocus(Qt.FocusReason.OtherFocusReason)

    def _swap(self) -> None:
        if self._keymap is not None:
            self._finish(self._keymap.with_keys(self._id, self._key, swap=self._holder))

    def _take(self) -> None:
        if self._keymap is not None:
            self._finish(self._keymap.with_keys(self._id, self._key))

    def _clear(self) -> None:
        if self._keymap is not None:
            self._finish(self._keymap.with_keys(self._id, ""))

    def _give_up(self) -> None:
        self._finish(None)

    def _finish(self, keymap: Keymap | None) -> None:
        self.hide()
        self.done.emit(keymap)


def _plain(keymap: Keymap, one_id: str) -> str:
    return keymap.bindings[one_id].plain
