"""Commands of the menu *Arrange*: places, frames, notes, groups."""

from __future__ import annotations

from app import operations
from app.canvas.aligning import align, arrange_page, arrange_selection, distribute
from app.canvas.noting import add_frame, add_note, leave_frames, pick_color
from app.commands.command import Command
from app.commands.conditions import editable, framed, painted, several

COMMANDS: tuple[Command, ...] = (
    Command(
        "arrange",
        "A&rrange cards",
        "Arrange",
        lambda w: arrange_page(w.canvas),
        "Ctrl+Shift+A",
        "arrange",
    ),
    Command(
        "arrange_selection",
        "Arrange &selection",
        "Arrange",
        lambda w: arrange_selection(w.canvas),
        "Ctrl+Alt+A",
        enabled=several,
    ),
    Command(
        "align_left",
        "Align &left",
        "Arrange",
        lambda w: align(w.canvas, "left"),
        "Alt+Shift+Left",
        enabled=several,
        separator=True,
    ),
    Command(
        "align_centre",
        "Align &centre",
        "Arrange",
        lambda w: align(w.canvas, "centre"),
        "Alt+Shift+C",
        enabled=several,
    ),
    Command(
        "align_right",
        "&Align right",
        "Arrange",
        lambda w: align(w.canvas, "right"),
        "Alt+Shift+Right",
        enabled=several,
    ),
    Command(
        "align_top",
        "Align &top",
        "Arrange",
        lambda w: align(w.canvas, "top"),
        "Alt+Shift+Up",
        enabled=several,
        separator=True,
    ),
    Command(
        "align_middle",
        "Align &middle",
        "Arrange",
        lambda w: align(w.canvas, "middle"),
        "Alt+Shift+M",
        enabled=several,
    ),
    Command(
        "align_bottom",
        "Align &bottom",
        "Arrange",
        lambda w: align(w.canvas, "bottom"),
        "Alt+Shift+Down",
        enabled=several,
    ),
    Command(
        "distribute_across",
        "Distribute &horizontally",
        "Arrange",
        lambda w: distribute(w.canvas, "across"),
        "Alt+Shift+H",
        tip="Make the gaps between the selected cards equal, from left to right",
        enabled=several,
        separator=True,
    ),
    Command(
        "distribute_down",
        "Distribute &vertically",
        "Arrange",
        lambda w: distribute(w.canvas, "down"),
        "Alt+Shift+V",
        tip="Make the gaps between the selected cards equal, from top to bottom",
        enabled=several,
    ),
    Command(
        "snap",
        "Snap &while dragging",
        "Arrange",
        lambda w: operations.switch_snapping(w),
        "Alt+Shift+S",
        tip="Let what is dragged keep to the grid and in line with other cards, or not",
        separator=True,
    ),
    Command(
        "add_note",
        "Add &note",
        "Arrange",
        lambda w: add_note(w.canvas),
        "Ctrl+Alt+N",
        separator=True,
    ),
    Command(
        "add_frame",
        "Add &frame around selection",
        "Arrange",
        lambda w: add_frame(w.canvas),
        "Ctrl+Alt+G",
        enabled=editable,
    ),
    Command(
        "leave_frame",
        "Take &out of frame",
        "Arrange",
        lambda w: leave_frames(w.canvas),
        "Alt+Shift+G",
        enabled=framed,
    ),
    Command(
        "color",
        "Colour of note or frame…",
        "Arrange",
        lambda w: pick_color(w.canvas),
        "Alt+Shift+K",
        enabled=painted,
    ),
)
