"""Commands of the menu *File*: documents, pictures, the program."""

from __future__ import annotations

from app import operations
from app.commands.command import Command
from app.commands.conditions import filled

COMMANDS: tuple[Command, ...] = (
    Command("new", "&New", "File", lambda w: operations.new(w), "Ctrl+N", "new"),
    Command(
        "new_window",
        "New &window",
        "File",
        lambda w: w.desk and w.desk.new_window(),
        "Ctrl+Shift+N",
        enabled=lambda w: w.desk is not None,
    ),
    Command("open", "&Open…", "File", lambda w: operations.open_file(w), "Ctrl+O", "open"),
    Command("save", "&Save", "File", lambda w: w.filing.save(), "Ctrl+S", "save", separator=True),
    Command("save_as", "Save &as…", "File", lambda w: w.filing.save_as(), "Ctrl+Shift+S"),
    Command(
        "save_weights",
        "Save &trained weights…",
        "File",
        lambda w: operations.save_trained(w),
        "Ctrl+Alt+S",
        "weights",
        "Write the weights of the trained network beside the document",
        lambda w: operations.trained(w) is not None,
    ),
    Command(
        "export",
        "&Export picture…",
        "File",
        lambda w: operations.export_picture(w),
        "Ctrl+Shift+E",
        tip="Write the document, the selection or what is in sight as PNG, SVG or PDF",
        enabled=filled,
        separator=True,
    ),
    Command(
        "print",
        "&Print…",
        "File",
        lambda w: operations.print_picture(w),
        "Ctrl+P",
        enabled=filled,
    ),
    Command(
        "recover",
        "Recover &unsaved work…",
        "File",
        lambda w: operations.recover(w),
        "Ctrl+Alt+U",
        tip="Bring back what was not saved before the program ended badly",
    ),
    Command(
        "preferences",
        "Pre&ferences…",
        "File",
        lambda w: operations.show_preferences(w),
        "Ctrl+,",
        separator=True,
    ),
    Command("close", "&Close", "File", lambda w: operations.close(w), "Ctrl+W", separator=True),
    Command("quit", "&Quit", "File", lambda w: operations.quit_program(w), "Ctrl+Q"),
)
