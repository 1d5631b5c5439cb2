"""All commands by name: type a few letters, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.canvas.choosing import Chooser, Line
from app.shortcuts import native
from app.translation import tr

if TYPE_CHECKING:
    from app.actions import CommandAction
    from app.window import Window

WIDTH = 480
"""Width of the frame, in pixels."""


def show_commands(window: Window) -> None:
    """Open the list of commands over the canvas."""
    window.canvas.cancel_gesture()
    window.refresh()
    width = min(WIDTH, window.canvas.width() - 16)
    _Commands(window).open_near((window.canvas.width() - width) // 2, 24, width)


class _Commands(Chooser):
    """The commands of a window, those that can be done now first."""

    def __init__(self, window: Window) -> None:
        self._window = window
        super().__init__(window.canvas, tr("Find a command"), self._found, self._do, self._summary)

    def _found(self, words: str) -> Sequence[Line]:
        wanted = words.lower().split()
        scored: list[tuple[bool, int, int, CommandAction]] = []
        for number, action in enumerate(self._window.actions_by_id.values()):
            score = _score(action, wanted)
            if score is not None and action.command.id != "commands":
                scored.append((not action.isEnabled(), score, number, action))
        return [self._line(action) for _, _, _, action in sorted(scored, key=lambda s: s[:3])]

    def _line(self, action: CommandAction) -> Line:
        keys = native(self._window.keymap.keys[action.command.id])
        menu = tr(action.command.menu)
        return Line(f"{menu}: {action.plain}", action, keys, enabled=action.isEnabled())

    def _summary(self, words: str, lines: Sequence[Line]) -> str:
        if not lines:
            return tr("No command has these words.")
        if not any(line.enabled for line in lines):
            return tr("This cannot be done as things are now.")
        return tr("Enter does it; the keys at the right do it at once.")

    def _do(self, action: CommandAction) -> None:
        self._window.canvas.setFocus()
        action.trigger()


def _score(action: CommandAction, words: Sequence[str]) -> int | None:
    """How far a command is from the words, 0 for the best; None if one is not in it."""
    name = action.plain.lower()
    text = f"{name} {tr(action.command.menu)} {action.toolTip()} {action.command.text}".lower()
    if any(word not in text for word in words):
        return None
    if not words or name.startswith(words[0]):
        return 0
    parts = name.split()
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 1
    return 2 if all(word in name for word in words) else 3
