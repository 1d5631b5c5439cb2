"""A menu of values in which one goes to a value by typing how it begins."""

from __future__ import annotations

import time

from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu


class PickMenu(QMenu):
    """Letters typed in a row are looked for at the beginning of the values, then inside them."""

    _typed = ""
    _when = 0.0

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The arrows begin at what holds now.
        current = next((a for a in self.actions() if a.isChecked()), None)
        if current is not None:
            self.setActiveAction(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if not text.isprintable() or not text.strip():
            super().keyPressEvent(event)
            return
        found = self._found(text.lower())
        if found is not None:
            self.setActiveAction(found)
        event.accept()

    def _found(self, text: str) -> QAction | None:
        now, pause = time.monotonic(), QApplication.keyboardInputInterval() / 1000
        self._typed = self._typed + text if now - self._when < 2 * pause else text
        self._when = now
        actions = [a for a in self.actions() if a.isVisible() and a.isEnabled()]
        begins = [a for a in actions if a.text().lower().startswith(self._typed)]
        holds = [a for a in actions if self._typed in a.text().lower()]
        if len(self._typed) > 1 and not begins and set(self._typed) == {text}:
            # The same letter again and again goes through all that begin with it.
            begins = [a for a in actions if a.text().lower().startswith(text)]
            here = begins.index(self.activeAction()) if self.activeAction() in begins else -1
            begins = begins[here + 1 :] + begins[: here + 1]
        return next(iter(begins or holds), None)
