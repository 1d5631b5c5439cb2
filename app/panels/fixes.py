"""Buttons that apply fixes, where a problem is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from cards.report import Fix


class FixButton(QPushButton):
    """Applies one fix when pressed."""

    chosen = Signal(object)

    def __init__(self, fix: Fix, parent: QWidget) -> None:
        super().__init__(fix.label, parent)
        self._fix = fix
        self.setProperty("small", True)
        self.clicked.connect(self._choose)

    def take(self, fix: Fix) -> None:
        """Apply another fix of the same label from now on."""
        self._fix = fix

    def _choose(self) -> None:
        self.chosen.emit(self._fix)


class FixBar(QWidget):
    """The fixes of one problem, below each other or side by side."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, *, stacked: bool = True) -> None:
        super().__init__(parent)
        self.buttons: list[FixButton] = []
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.set_stacked(stacked=stacked)
        self.hide()

    def set_stacked(self, *, stacked: bool) -> None:
        """Put the buttons below each other, or side by side."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(down if stacked else across)
        self._box.setSpacing(4 if stacked else 8)

    def show_fixes(self, fixes: Sequence[Fix]) -> None:
        """Offer these; buttons that stay keep their place and the focus."""
        labels = [fix.label for fix in fixes]
        for button in [b for b in self.buttons if b.text() not in labels]:
            self.buttons.remove(button)
            self._box.removeWidget(button)
            button.hide()
            button.deleteLater()
        there = {button.text(): button for button in self.buttons}
        for fix in fixes:
            if fix.label in there:
                there[fix.label].take(fix)
                continue
            button = FixButton(fix, self)
            button.chosen.connect(self.chosen)
            self.buttons.append(button)
            self._box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            button.show()
        self.setVisible(bool(self.buttons))
