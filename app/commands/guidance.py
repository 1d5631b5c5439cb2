"""Commands of the menu *Help*."""

from __future__ import annotations

from app import operations
from app.command_palette import show_commands
from app.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        "commands",
        "Find a &command…",
        "Help",
        lambda w: show_commands(w),
        "Ctrl+Shift+P",
        tip="Find any command by its name",
    ),
    Command("help", "&Help on the card", "Help", lambda w: operations.show_help(w), "F1", "help"),
    Command(
        "shortcuts",
        "Keyboard &shortcuts",
        "Help",
        lambda w: operations.show_shortcuts(w),
        "Ctrl+/",
    ),
    Command("tour", "Take the &tour", "Help", lambda w: operations.take_tour(w), "Ctrl+F1"),
    Command("about", "&About Layerdeck", "Help", lambda w: operations.about(w), "Shift+F1"),
)
