"""What the user can do in the window, as data: menus, toolbar and shortcuts come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QKeySequence

from app import areas, comparisons, groups, operations
from app.canvas.aligning import align, arrange_page, arrange_selection, distribute
from app.canvas.clipboard import cut_selection, duplicate_selection, paste, paste_wired
from app.canvas.key_table import CANVAS_KEYS
from app.canvas.naming import name_socket
from app.canvas.noting import add_frame, add_note, leave_frames, pick_color
from app.canvas.quick_places import quick_add
from app.canvas.toggling import disconnect_selected, toggle_fold, toggle_more
from app.command_palette import show_commands
from app.shortcuts import Binding, Keymap, native, portable
from app.translation import tr

if TYPE_CHECKING:
    from app.window import Window


def _always(window: Window) -> bool:
    return True


def _editable(window: Window) -> bool:
    return bool(window.session.selection or window.canvas.scene.marked)


def _several(window: Window) -> bool:
    return len(window.session.selection) + len(window.canvas.scene.marked.notes) > 1


def _framed(window: Window) -> bool:
    frames = window.session.document.frames.values()
    return any(not frame.nodes.isdisjoint(window.session.selection) for frame in frames)


def _painted(window: Window) -> bool:
    marked = window.canvas.scene.marked
    return bool(marked.notes or marked.frames)


def _chosen(window: Window) -> bool:
    return bool(window.session.selection)


def _grouped(window: Window) -> bool:
    return groups.group_at_hand(window.canvas) is not None


def _renamable(window: Window) -> bool:
    alone = not window.session.selection and window.session.page is not None
    return (alone and not window.canvas.scene.marked) or _grouped(window)


def _single(window: Window) -> bool:
    return len(window.session.selection) == 1


def _filled(window: Window) -> bool:
    document = window.session.document
    return bool(document.nodes or document.notes)


def _idle(window: Window) -> bool:
    return bool(window.session.document.nodes) and not window.runner.active


@dataclass(frozen=True)
class Command:
    """One action: where it stands, how it is reached, what it does and when it may."""

    id: str
    text: str
    menu: str
    handler: Callable[[Window], Any]
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    enabled: Callable[[Window], bool] = _always
    separator: bool = False
    """Whether a line stands above it in its menu."""


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
        enabled=_filled,
        separator=True,
    ),
    Command(
        "print",
        "&Print…",
        "File",
        lambda w: operations.print_picture(w),
        "Ctrl+P",
        enabled=_filled,
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
    Command(
        "undo",
        "&Undo",
        "Edit",
        lambda w: w.session.undo(),
        "Ctrl+Z",
        "undo",
        enabled=lambda w: w.session.history.can_undo,
    ),
    Command(
        "redo",
        "&Redo",
        "Edit",
        lambda w: w.session.redo(),
        "Ctrl+Shift+Z",
        "redo",
        enabled=lambda w: w.session.history.can_redo,
    ),
    Command(
        "cut",
        "Cu&t",
        "Edit",
        lambda w: cut_selection(w.canvas),
        "Ctrl+X",
        enabled=_editable,
        separator=True,
    ),
    Command("copy", "&Copy", "Edit", lambda w: operations.copy(w), "Ctrl+C"),
    Command("paste", "&Paste", "Edit", lambda w: paste(w.canvas), "Ctrl+V"),
    Command(
        "paste_wired",
        "Paste &with outer wires",
        "Edit",
        lambda w: paste_wired(w.canvas),
        "Ctrl+Shift+V",
        tip="Paste, and keep the wires that led to the originals from other cards",
    ),
    Command(
        "duplicate",
        "Duplicat&e",
        "Edit",
        lambda w: duplicate_selection(w.canvas),
        "Ctrl+D",
        enabled=_editable,
    ),
    Command(
        "select_all",
        "Select &all",
        "Edit",
        lambda w: w.canvas.select_all(),
        "Ctrl+A",
        enabled=lambda w: bool(w.session.document.nodes),
    ),
    Command(
        "delete",
        "&Delete",
        "Edit",
        lambda w: w.canvas.delete_selection(),
        "Del",
        "delete",
        enabled=_editable,
    ),
    Command(
        "configure",
        "Conf&igure card…",
        "Edit",
        lambda w: operations.configure_selected(w),
        "Ctrl+Return",
        "configure",
        separator=True,
        enabled=_single,
    ),
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
        enabled=_several,
    ),
    Command(
        "align_left",
        "Align &left",
        "Arrange",
        lambda w: align(w.canvas, "left"),
        "Alt+Shift+Left",
        enabled=_several,
        separator=True,
    ),
    Command(
        "align_centre",
        "Align &centre",
        "Arrange",
        lambda w: align(w.canvas, "centre"),
        "Alt+Shift+C",
        enabled=_several,
    ),
    Command(
        "align_right",
        "&Align right",
        "Arrange",
        lambda w: align(w.canvas, "right"),
        "Alt+Shift+Right",
        enabled=_several,
    ),
    Command(
        "align_top",
        "Align &top",
        "Arrange",
        lambda w: align(w.canvas, "top"),
        "Alt+Shift+Up",
        enabled=_several,
        separator=True,
    ),
    Command(
        "align_middle",
        "Align &middle",
        "Arrange",
        lambda w: align(w.canvas, "middle"),
        "Alt+Shift+M",
        enabled=_several,
    ),
    Command(
        "align_bottom",
        "Align &bottom",
        "Arrange",
        lambda w: align(w.canvas, "bottom"),
        "Alt+Shift+Down",
        enabled=_several,
    ),
    Command(
        "distribute_across",
        "Distribute &horizontally",
        "Arrange",
        lambda w: distribute(w.canvas, "across"),
        "Alt+Shift+H",
        tip="Make the gaps between the selected cards equal, from left to right",
        enabled=_several,
        separator=True,
    ),
    Command(
        "distribute_down",
        "Distribute &vertically",
        "Arrange",
        lambda w: distribute(w.canvas, "down"),
        "Alt+Shift+V",
        tip="Make the gaps between the selected cards equal, from top to bottom",
        enabled=_several,
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
        enabled=_editable,
    ),
    Command(
        "leave_frame",
        "Take &out of frame",
        "Arrange",
        lambda w: leave_frames(w.canvas),
        "Alt+Shift+G",
        enabled=_framed,
    ),
    Command(
        "color",
        "Colour of note or frame…",
        "Arrange",
        lambda w: pick_color(w.canvas),
        "Alt+Shift+K",
        enabled=_painted,
    ),
    Command(
        "add_card",
        "Add a card…",
        "Edit",
        lambda w: quick_add(w.canvas),
        "Ins",
        tip="Search for a card and add it behind the selected one, or at the pointer",
        separator=True,
    ),
    Command(
        "connect",
        "Co&nnect…",
        "Edit",
        lambda w: name_socket(w.canvas),
        "Ctrl+L",
        tip="Draw a wire from the selected card by naming the socket at its other end",
        enabled=_single,
    ),
    Command(
        "disconnect",
        "Rem&ove its wires",
        "Edit",
        lambda w: disconnect_selected(w.canvas),
        "Ctrl+Shift+L",
        enabled=_chosen,
    ),
    Command(
        "fold",
        "Fo&ld or unfold",
        "Edit",
        lambda w: toggle_fold(w.canvas),
        "Ctrl+E",
        enabled=_chosen,
    ),
    Command(
        "more_rows",
        "S&how more or fewer rows",
        "Edit",
        lambda w: toggle_more(w.canvas),
        "Ctrl+M",
        enabled=_chosen,
    ),
    Command(
        "group",
        "&Group",
        "Edit",
        lambda w: groups.group_selection(w.canvas),
        "Ctrl+G",
        tip="Make the selected cards one card, which can be opened",
        enabled=_chosen,
        separator=True,
    ),
    Command(
        "ungroup",
        "Ungroup",
        "Edit",
        lambda w: groups.ungroup(w.canvas),
        "Ctrl+Shift+G",
        enabled=_grouped,
    ),
    Command(
        "open_in_place",
        "Open group in place, or close it",
        "Edit",
        lambda w: groups.toggle_open(w.canvas),
        "Ctrl+Alt+E",
        enabled=_grouped,
    ),
    Command(
        "enter_group",
        "Open group on its own page",
        "Edit",
        lambda w: groups.enter(w.canvas),
        "Alt+Return",
        enabled=lambda w: groups.chosen_group(w.canvas) is not None,
    ),
    Command(
        "leave_group",
        "Go to the page a&bove",
        "Edit",
        lambda w: groups.leave(w.canvas),
        "Alt+Backspace",
        enabled=lambda w: w.session.page is not None,
    ),
    Command(
        "rename_group",
        "Rena&me group",
        "Edit",
        lambda w: operations.rename_group(w),
        "F2",
        enabled=_renamable,
    ),
    Command(
        "save_group",
        "Save to my groups…",
        "Edit",
        lambda w: operations.save_group(w),
        "Ctrl+Alt+L",
        enabled=_grouped,
    ),
    Command("seed", "Document &seed…", "Edit", lambda w: operations.ask_seed(w), "Ctrl+Alt+R"),
    Command(
        "find",
        "&Find in the document…",
        "Edit",
        lambda w: operations.find(w),
        "Ctrl+F",
        enabled=lambda w: bool(w.session.document.nodes),
    ),
    Command(
        "find_card",
        "Find a card to add",
        "Edit",
        lambda w: operations.find_card(w),
        "Ctrl+Shift+F",
    ),
    Command(
        "next_problem",
        "Ne&xt problem",
        "Edit",
        lambda w: operations.next_problem(w, 1),
        "F8",
        enabled=lambda w: bool(w.session.report.diagnostics),
    ),
    Command(
        "previous_problem",
        "Pre&vious problem",
        "Edit",
        lambda w: operations.next_problem(w, -1),
        "Shift+F8",
        enabled=lambda w: bool(w.session.report.diagnostics),
    ),
    Command(
        "trace_up",
        "Trace what feeds it",
        "Edit",
        lambda w: w.canvas.tracing.show(w.session.selection, "up"),
        "Ctrl+[",
        tip="Dim all but the selected cards and what feeds them, until Escape",
        enabled=_editable,
        separator=True,
    ),
    Command(
        "trace_down",
        "Trace what it feeds",
        "Edit",
        lambda w: w.canvas.tracing.show(w.session.selection, "down"),
        "Ctrl+]",
        tip="Dim all but the selected cards and what they feed, until Escape",
        enabled=_editable,
    ),
    Command(
        "trace_both",
        "Trace both wa&ys",
        "Edit",
        lambda w: w.canvas.tracing.show(w.session.selection, "both"),
        "Ctrl+Alt+]",
        enabled=_editable,
    ),
    Command(
        "select_traced",
        "Select traced cards",
        "Edit",
        lambda w: w.canvas.tracing.select(),
        "Ctrl+Alt+T",
        enabled=lambda w: w.canvas.tracing.active,
    ),
    Command(
        "what_changed",
        "What changed…",
        "Edit",
        lambda w: comparisons.with_saved(w),
        "Ctrl+Alt+D",
        tip="Compare the document with its saved state",
        separator=True,
    ),
    Command(
        "compare_file",
        "Compare with another file…",
        "Edit",
        lambda w: comparisons.with_file(w),
        "Ctrl+Alt+F",
    ),
    Command(
        "compare_commit",
        "Compare with a commit…",
        "Edit",
        lambda w: comparisons.with_revision(w),
        "Ctrl+Alt+C",
        tip="Compare the document with its file in a commit of git",
        enabled=lambda w: w.session.path is not None,
    ),
    Command("run", "&Run", "Run", lambda w: operations.run(w), "F5", "run", enabled=_idle),
    Command(
        "stop",
        "&Stop",
        "Run",
        lambda w: operations.stop(w),
        "Shift+F5",
        "stop",
        enabled=lambda w: w.runner.active and not w.runner.stopping,
    ),
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
        enabled=_editable,
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
