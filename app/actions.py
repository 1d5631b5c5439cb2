"""What the user can do in the window, as data: menus, toolbar and shortcuts come from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from app.canvas.key_table import CANVAS_KEYS
from app.commands import arrange, edit, file, guidance, run, view
from app.commands.command import Command
from app.shortcuts import Binding, Keymap, native, portable
from app.translation import tr

if TYPE_CHECKING:
    from app.window import Window


COMMANDS: tuple[Command, ...] = (
    *file.COMMANDS,
    *edit.COMMANDS,
    *arrange.COMMANDS,
    *run.COMMANDS,
    *view.COMMANDS,
    *guidance.COMMANDS,
)

MENUS = ("File", "Edit", "Arrange", "Run", "View", "Help")
TOOLBAR = (
    *("new", "open", "save", "|", "undo", "redo", "|", "run", "stop", "|"),
    *("arrange", "fit", "zoom_out", "zoom_full", "zoom_in", ">", "help", "theme"),
)
"""Commands by id; ``|`` is a line, ``>`` pushes the rest to the right."""


class CommandAction(QAction):
    """A command of one window; the window owns it."""

    def __init__(self, command: Command, window: Window) -> None:
        super().__init__(tr(command.text), window)
        self.command = command
        self._window = window
        self.take_keys()
        self.triggered.connect(self.fire)

    @property
    def plain(self) -> str:
        """What it is called, without a sign for its key."""
        return _plain(self.text())

    def take_keys(self) -> None:
        """Have the keys that the window's keymap gives it."""
        keys = self._window.keymap.keys[self.command.id]
        self.setShortcuts([QKeySequence(key) for key in keys])
        tip = tr(self.command.tip) if self.command.tip else self.plain
        self.setToolTip(f"{tip} ({native(keys)})" if keys else tip)

    def fire(self) -> None:
        """Do it."""
        self.command.handler(self._window)

    def refresh(self) -> None:
        """Enable or disable it as the window stands."""
        self.setEnabled(self.command.enabled(self._window))


def all_bindings() -> list[Binding]:
    """Everything that keys do: commands of the window, and what is done on the canvas."""
    commands = [
        Binding(c.id, c.text, c.menu, "window", tuple(map(portable, c.shortcut.split("; "))))
        for c in COMMANDS
    ]
    return [*commands, *(key.binding for key in CANVAS_KEYS)]


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def make_actions(window: Window) -> dict[str, CommandAction]:
    """The actions of a window, by id."""
    window.keymap = Keymap(all_bindings(), window.settings.shortcuts)
    actions = {c.id: CommandAction(c, window) for c in COMMANDS}
    window.addActions(list(actions.values()))
    return actions
