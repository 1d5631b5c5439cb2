"""Commands of the menu *Run*."""

from __future__ import annotations

from app import operations
from app.commands.command import Command
from app.commands.conditions import idle

COMMANDS: tuple[Command, ...] = (
    Command("run", "&Run", "Run", lambda w: operations.run(w), "F5", "run", enabled=idle),
    Command(
        "stop",
        "&Stop",
        "Run",
        lambda w: operations.stop(w),
        "Shift+F5",
        "stop",
        enabled=lambda w: w.runner.active and not w.runner.stopping,
    ),
)
