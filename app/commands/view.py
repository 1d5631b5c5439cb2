"""Commands of the menu *View*: zoom, pages, panels, looks."""

from __future__ import annotations

from app import areas, operations
from app.commands.command import Command
from app.commands.conditions import editable

COMMANDS: tuple[Command, ...] = (
    Command("fit", "&Fit to window", "View", lambda w: w.canvas.fit(), "Ctrl+0", "fit"),
    Command("zoom_in", "Zoom &in", "View", lambda w: w.canvas.zoom_by(1.25), "Ctrl+=", "zoom-in"),
    Command("zoom_out", "Zoom &out", "View", lambda w: w.canvas.zoom_by(0.8), "Ctrl+-", "zoom-out"),
    Command("zoom_full", "&Actual size", "View", lambda w: w.canvas.zoom_to(1.0), "Ctrl+1"),
    Command(
        "zoom_selection",
        "Zoom to &selection",
        "View",
        lambda w: w.canvas.fit(w.canvas.page.spread(w.session.selection)),
        "Ctrl+2",
        enabled=editable,
    ),
    Command(
        "next_tab",
        "&Next document",
        "View",
        lambda w: operations.step_document(w, 1),
        "Ctrl+PgDown",
        enabled=lambda w: w.desk is not None and len(w.desk.pages) > 1,
        separator=True,
    ),
    Command(
        "previous_tab",
        "Pre&vious document",
        "View",
        lambda w: operations.step_document(w, -1),
        "Ctrl+PgUp",
        enabled=lambda w: w.desk is not None and len(w.desk.pages) > 1,
    ),
    Command(
        "theme",
        "Switch &theme",
        "View",
        lambda w: operations.switch_theme(w),
        "Ctrl+Shift+T",
        "dark",
        "Go on to the next of the light, the dark and the high-contrast theme",
        separator=True,
    ),
    Command(
        "palette_panel",
        "Hi&de or show the cards",
        "View",
        lambda w: w.places.toggle("palette"),
        "Ctrl+B",
        separator=True,
    ),
    Command(
        "inspector_panel",
        "Hide or show values and hel&p",
        "View",
        lambda w: w.places.toggle("inspector"),
        "Ctrl+Alt+B",
    ),
    Command(
        "lower_panel",
        "Hide or show the &lower panels",
        "View",
        lambda w: w.places.toggle("lower"),
        "Ctrl+J",
    ),
    Command(
        "focus_mode",
        "Only the canvas",
        "View",
        lambda w: operations.focus_mode(w),
        "Ctrl+\\",
        tip="Hide all panels, or show them again",
    ),
    Command(
        "problems", "Pro&blems", "View", lambda w: w.show_tab("problems"), "Alt+1", separator=True
    ),
    Command("training", "T&raining", "View", lambda w: w.show_tab("training"), "Alt+2"),
    Command("results", "R&esults", "View", lambda w: w.show_tab("results"), "Alt+3"),
    Command("summary", "Su&mmary", "View", lambda w: w.show_tab("summary"), "Alt+4"),
    Command("history", "Histor&y", "View", lambda w: w.show_side("history"), "Ctrl+H"),
    Command(
        "next_area",
        "Ne&xt panel",
        "View",
        lambda w: areas.next_area(w, 1),
        "F6",
        tip="Go on to the next panel, or to the canvas",
        separator=True,
    ),
    Command(
        "previous_area", "Previo&us panel", "View", lambda w: areas.next_area(w, -1), "Shift+F6"
    ),
    Command("focus_canvas", "&Canvas", "View", lambda w: areas.focus_canvas(w), "Alt+0"),
)
