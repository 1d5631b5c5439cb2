"""Which panels of a window are shown and how large they are, and the mode without any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QToolBar, QWidget

from app.theme import text_scale

if TYPE_CHECKING:
    from app.window import Window

SPLITS = {"columns": [256, 1000, 328], "middle": [744, 160], "right": [560, 344]}
"""Sizes of the splitters before the user moves them."""
NARROW, SIDES = 1440, [216, 1000, 288]
"""In windows that are not wider the columns at the sides are smaller."""
CRAMPED, YIELDS = 1200, "inspector"
"""In windows that are narrower this panel folds away, unless the user wants it."""
MOST_GROWN = 1.4
ROOM, SHARE = 296, 0.36
"""Height of the lower panels once there are curves or results in them, and its limit."""


class Places:
    """The sizes of ``splitters``, and the ``frames`` that can be hidden, by name."""

    def __init__(
        self, window: Window, splitters: Mapping[str, QSplitter], frames: Mapping[str, QWidget]
    ) -> None:
        self._window = window
        self._settings = window.settings
        self.splitters, self.frames = splitters, frames
        self.focused = False
        """Whether only the canvas is shown."""
        self._moved = "middle" in self._settings.splits
        self._shared_out = False
        self._folded = False
        """Whether the panel that yields is folded away for want of room."""
        self._cramped = False
        splitters["middle"].splitterMoved.connect(self._note_move)
        self._text = text_scale()
        self._show_frames()

    def fit_width(self) -> None:
        """Fold a panel away where the canvas has too little room, and bring it back.

        What the user shows or hides stays so until the window is wide again.
        """
        cramped = self._window.width() < CRAMPED * min(text_scale(), MOST_GROWN)
        if cramped == self._cramped:
            return
        self._cramped = cramped
        self._folded = cramped and {"palette", YIELDS}.isdisjoint(self._settings.hidden)
        self._show_frames()

    def fit_text(self) -> None:
        """Share out anew what the user has not sized, after the text has another size."""
        self.fit_width()
        if self._shared_out and self._text != text_scale():
            self._text = text_scale()
            self._size()

    def share_out(self) -> None:
        """Size the panels, when the window has its own size for the first time."""
        self.fit_width()
        if not self._shared_out:
            self._shared_out = True
            self._size()

    def give_room(self, lower: int | None = None) -> None:
        """Make the lower panels this high, unless the user has chosen a height.

        Without a height they get that for results, if they have less.
        """
        middle = self.splitters["middle"]
        if self._moved or self.is_hidden("lower"):
            return
        total = sum(middle.sizes())
        wanted = max(min(ROOM, round(SHARE * total)), middle.sizes()[1])
        lower = wanted if lower is None else lower
        middle.setSizes([total - lower, lower])

    def is_hidden(self, name: str) -> bool:
        """Whether the user has hidden a panel, or all of them, or it is folded away."""
        away = self._folded and name == YIELDS
        return self.focused or away or name in self._settings.hidden

    def show(self, name: str) -> None:
        """Show a panel that something in it is wanted of."""
        if self.is_hidden(name) and not self.focused:
            self.toggle(name)

    def toggle(self, name: str) -> None:
        """Hide or show a panel, and remember it; leaves the mode without panels."""
        if self.focused:
            self.focus(False)
            self._settings.hidden = [n for n in self._settings.hidden if n != name]
        elif self._folded and name == YIELDS:
            self._folded = False
        elif name in self._settings.hidden:
            self._settings.hidden = [n for n in self._settings.hidden if n != name]
        else:
            self._settings.hidden = [*self._settings.hidden, name]
        self._settings.store()
        self._show_frames()

    def focus(self, on: bool) -> None:
        """Show nothing but the canvas, or everything again."""
        self.focused = on
        window = self._window
        for bar in window.findChildren(QToolBar):
            bar.setVisible(not on)
        window.statusBar().setVisible(not on)
        self._show_frames()

    def remember(self) -> None:
        """Put the sizes into the settings, if there were any."""
        if not self._shared_out:
            return
        kept = {name: s.sizes() for name, s in self.splitters.items()}
        # What is hidden has no size of its own.
        hidden = {"palette": "columns", "inspector": "columns", "lower": "middle"}
        for name, splitter in hidden.items():
            if self.is_hidden(name) and splitter in kept:
                old = self._settings.splits.get(splitter)
                del kept[splitter]
                kept |= {splitter: old} if old else {}
        if not self._moved:
            kept.pop("middle", None)
        self._settings.splits = kept

    def take(self, other: Places) -> None:
        """Stand as another window does, which has just remembered how."""
        self._moved = other._moved
        self._folded, self._cramped = other._folded, other._cramped
        if self.focused != other.focused:
            self.focus(other.focused)
        self._show_frames()
        if self._shared_out:
            self._size()

    def _size(self) -> None:
        narrow = self._window.width() <= NARROW
        left, middle, right = SIDES if narrow else SPLITS["columns"]
        # Larger text wants wider columns, but most of the window stays the canvas's.
        grown = min(text_scale(), MOST_GROWN)
        splits = SPLITS | {"columns": [round(left * grown), middle, round(right * grown)]}
        for name, splitter in self.splitters.items():
            splitter.setSizes(self._settings.splits.get(name) or splits[name])

    def _show_frames(self) -> None:
        for name, frame in self.frames.items():
            hide = self.is_hidden(name)
            if hide and frame.isAncestorOf(self._window.focusWidget() or self._window):
                self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            frame.setVisible(not hide)

    def _note_move(self) -> None:
        self._moved = True
