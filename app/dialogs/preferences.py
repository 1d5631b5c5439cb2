"""The preferences: what the user wants otherwise, applied at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.editors.picking import QuietBox, Switch
from app.panels.frame import label
from app.settings import BOUNDS, Settings
from app.theme import px
from app.translation import LANGUAGES, tr

WIDTH, HEIGHT = 600, 660
FIELD = 184
SHOWN = (
    *("theme", "text_size", "reduced_motion", "language", "snap", "undo_steps"),
    *("autosave", "reopen", "toured", "threads"),
)
"""The settings that stand in the dialog."""


class Preferences(QDialog):
    """Changes ``settings`` and says so; nothing waits for a button."""

    changed = Signal(str)
    """The name of a setting that is another now; empty for all of them."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.controls: dict[str, QWidget] = {}
        self._show: dict[str, Callable[[Any], object]] = {}
        self.setWindowTitle(tr("Preferences"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 16)
        box.setSpacing(12)
        self._area = QScrollArea(self)
        self._area.setAccessibleName(tr("Preferences"))
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget(self)
        content.setObjectName("content")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(28, 20, 28, 8)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self._area.setWidget(content)
        box.addWidget(self._area, 1)
        self._add_appearance()
        self._add_editing()
        self._add_running()
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        box.addWidget(self._add_buttons())
        self._show_all()

    def sizeHint(self) -> QSize:
        room = self.screen().availableSize()
        return QSize(min(px(WIDTH), room.width() - 40), min(px(HEIGHT), room.height() - 60))

    def reset(self) -> None:
        """Take back the defaults of everything that stands here."""
        defaults = Settings()
        for name in SHOWN:
            setattr(self._settings, name, getattr(defaults, name))
        self._show_all()
        self.changed.emit("")

    def _add_appearance(self) -> None:
        self._heading(tr("Appearance"))
        themes = [
            (tr("As the system"), ""),
            (tr("Light"), "light"),
            (tr("Dark"), "dark"),
            (tr("High contrast"), "contrast"),
        ]
        self._choice("theme", tr("Theme"), "", themes)
        size = self._number("text_size", tr("Text size"), "", step=10)
        size.setSuffix(" %")
        still = tr("The view jumps instead of gliding.")
        self._switch("reduced_motion", tr("Reduced motion"), still)
        spoken = [(tr("As the system"), ""), *((name, code) for code, name in LANGUAGES.items())]
        later = tr("Everything speaks it after the next start.")
        self._choice("language", tr("Language"), later, spoken)

    def _add_editing(self) -> None:
        self._heading(tr("Editing"))
        snap = tr("Cards that are moved align with the grid and with each other.")
        self._switch("snap", tr("Snap"), snap)
        self._number("undo_steps", tr("Steps that can be undone"), "", step=100)
        kept = tr("A crash loses seconds of work, not hours.")
        self._switch("autosave", tr("Keep unsaved work"), kept)
        again = tr("At the next start everything is where it was.")
        self._switch("reopen", tr("Open the documents of last time"), again)
        self._switch("toured", tr("Offer the tour at the next start"), "", inverted=True)

    def _add_running(self) -> None:
        self._heading(tr("Running"))
        cores = os.cpu_count() or 1
        text = tr("This computer has {count}. Another number may change the last digits.")
        threads = self._number("threads", tr("Processor cores"), text.format(count=cores))
        threads.setMaximum(max(cores, self._settings.threads))
        threads.setSpecialValueText(tr("All but one"))

    def _add_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        buttons.setContentsMargins(28, 0, 28, 0)
        reset = buttons.addButton(tr("Reset"), QDialogButtonBox.ButtonRole.ResetRole)
        reset.setToolTip(tr("Take back the defaults of everything that stands here"))
        reset.setAutoDefault(False)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        reset.clicked.connect(self.reset)
        buttons.rejected.connect(self.reject)
        return buttons

    def _heading(self, text: str) -> None:
        heading = label(text, "title", self)
        heading.setContentsMargins(0, 10 if self._grid.count() else 0, 0, 6)
        self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, 2)

    def _row(self, name: str, text: str, hint: str, control: QWidget) -> None:
        control.setAccessibleName(text)
        control.setAccessibleDescription(hint)
        self.controls[name] = control
        row = self._grid.rowCount()
        title = label(text, "", self)
        title.setBuddy(control)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(title, row, 0, middle)
        self._grid.addWidget(control, row, 1, middle | Qt.AlignmentFlag.AlignLeft)
        if hint:
            self._grid.addWidget(label(hint, "dim", self), row + 1, 0, 1, 2)
        self._grid.setRowMinimumHeight(row + 2, 8)

    def _choice(self, name: str, text: str, hint: str, items: Sequence[tuple[str, str]]) -> None:
        box = QuietBox(self)
        for title, value in items:
            box.addItem(title, value)
        box.setFixedWidth(px(FIELD))
        box.activated.connect(lambda _: self._take(name, box.currentData()))
        self._show[name] = lambda value: _pick(box, value)
        self._row(name, text, hint, box)

    def _number(self, name: str, text: str, hint: str, step: int = 1) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(*BOUNDS[name])
        box.setSingleStep(step)
        box.setFixedWidth(px(FIELD))
        box.lineEdit().setTextMargins(px(6), 0, 0, 0)
        # Not at each digit: the text would jump while its size is typed.
        box.setKeyboardTracking(False)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.valueChanged.connect(lambda value: self._take(name, value))
        self._show[name] = box.setValue
        self._row(name, text, hint, box)
        return box

    def _switch(self, name: str, text: str, hint: str, *, inverted: bool = False) -> None:
        """A row for a setting; an ``inverted`` one is on while the setting is not."""
        switch = Switch(self)
        switch.toggled.connect(lambda on: self._take(name, on != inverted))
        self._show[name] = lambda value: switch.setChecked(value != inverted)
        self._row(name, text, hint, switch)

    def _take(self, name: str, value: Any) -> None:
        if getattr(self._settings, name) == value:
            return
        setattr(self._settings, name, value)
        self.changed.emit(name)
        if name == "text_size":
            self._grow()

    def _grow(self) -> None:
        """Be as large as the text is now."""
        for control in self.controls.values():
            if isinstance(control, (QComboBox, QSpinBox)):
                control.setFixedWidth(px(FIELD))
        self.resize(self.sizeHint())

    def _show_all(self) -> None:
        for name, show in self._show.items():
            self.controls[name].blockSignals(True)
            show(getattr(self._settings, name))
            self.controls[name].blockSignals(False)


def _pick(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(box.findData(value), 0))
