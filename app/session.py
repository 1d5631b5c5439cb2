"""The open document, its history, its check and its run, on the Qt side of the fence."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.qt_guard import refuse_unsafe_qt
from app.step_names import connected_step
from app.translation import tr
from cards import files
from cards.card import Context
from cards.checking import Report, check, connected
from cards.document import Document, End
from cards.edits import Refused
from cards.history import History, changes
from cards.outside import named_paths
from cards.ports import above
from cards.registry import Types, all_cards, upgraded
from cards.report import Fix
from cards.storing import Stamp, has

refuse_unsafe_qt()

SLOW = 0.05
"""A check that takes longer, in seconds, waits until the user pauses."""
PAUSE = 150
"""Milliseconds without an edit that count as a pause."""
LARGE = 2000
"""A document of more cards is shown before it is checked for the first time."""
FIRST_FRAME = 30
"""Milliseconds in which it is painted."""


@dataclass(frozen=True)
class NodeState:
    """How a card stands in the run; ``fraction`` is 0 to 1, ``text`` says what it does."""

    phase: Literal["idle", "running", "done", "failed"] = "idle"
    fraction: float = 0.0
    text: str = ""


@dataclass(frozen=True)
class CardResult:
    """What a card gave in the last run, in a few words; ``stale`` if it is out of date since."""

    text: str
    stale: bool = False


@dataclass
class LastRun:
    """What a run gave so far: outputs by node, returned numbers, the failure if any."""

    document: Document
    report: Report
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    returned: dict[str, float] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    faces: dict[str, str] = field(default_factory=dict)
    """What each card gave, in the few words that its face has room for."""
    notes: dict[str, str] = field(default_factory=dict)
    """What a card said last while it worked."""
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    """How long it took; 0 while it lasts."""
    complete: bool = False
    """Whether it came to its end, and was not stopped."""


class Session(QObject):
    """One open document; every change of it goes through ``commit``.

    ``report`` belongs to the document, except while a slow check waits for a pause.
    """

    changed = Signal(object, object)
    """Document before, document after."""
    checked = Signal(object)
    selection_changed = Signal(frozenset)
    states_changed = Signal()
    page_changed = Signal()
    """Another page of the document is shown."""
    file_changed = Signal()
    """Another file, another path, or saved and modified."""

    def __init__(self, types: Types | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pack_problems: list[str] = []
        if types is None:
            types, problems = all_cards()
            self.pack_problems = [str(p) for p in problems]
        self.types: Types = types
        self.undo_steps = 1000
        """How many steps the history keeps."""
        self.history = History(Document(), self.undo_steps)
        self.path: Path | None = None
        self._stamp: Stamp | None = None
        self.gone = False
        """Whether the file is no longer there: then the document is modified."""
        self.holder = ""
        """Who has the document open, as a sentence; then it is for reading only."""
        self.allowed: frozenset[Path] | None = None
        """Files outside its folder that it may read; None for one that the user makes."""
        self.selection: frozenset[str] = frozenset()
        self.page: str | None = None
        """The group whose page is shown; None: the top page."""
        self.states: dict[str, NodeState] = {}
        self.results: dict[str, CardResult] = {}
        self.last_run: LastRun | None = None
        self._cost = 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.check_now)
        self.report: Report = check(self.document, self.types, self.context)

    @property
    def document(self) -> Document:
        return self.history.document

    @property
    def modified(self) -> bool:
        return self.history.modified or self.gone

    @property
    def checking(self) -> bool:
        """Whether the document is still to be checked."""
        return self.report.known is None or self._pause.isActive()

    @property
    def read_only(self) -> bool:
        """Whether somebody else has the document open: it is saved elsewhere, or not at all."""
        return bool(self.holder)

    @property
    def context(self) -> Context:
        """The folder of the document's relative paths, its seed, and what it may read."""
        allowed = None if self.allowed is None else tuple(sorted(self.allowed))
        return Context(self.folder, self.document.settings.seed, allowed)

    @property
    def folder(self) -> Path:
        """Where the document's relative paths start."""
        return self.path.parent if self.path else Path.cwd()

    @property
    def title(self) -> str:
        return self.path.stem if self.path else tr("Untitled")

    def commit(self, label: str, document: Document, merge: Hashable = None) -> None:
        """Make ``document`` current, as one step of undo, and check it."""
        if self.allowed is not None:
            self.allowed |= named_paths(self.document, document, self.folder)
        self._commit(label, document, merge)

    def allow(self, paths: Iterable[Path]) -> None:
        """Let the document read these files, or what is in these folders, and check it again."""
        if self.allowed is not None:
            self.allowed |= frozenset(paths)
            self.check_now()

    def undo(self) -> None:
        """Go back one step, if there is one."""
        if self.history.can_undo:
            before, modified = self.document, self.modified
            self.history.undo()
            self._show(before, modified)

    def redo(self) -> None:
        """Go forward one step, if there is one."""
        if self.history.can_redo:
            before, modified = self.document, self.modified
            self.history.redo()
            self._show(before, modified)

    def go_to(self, state: int) -> None:
        """Go to any state of the history at once; one that is not there changes nothing."""
        if 0 <= state < len(self.history) and state != self.history.position:
            before, modified = self.document, self.modified
            self.history.go_to(state)
            self._show(before, modified)

    def select(self, names: Iterable[str]) -> None:
        """Select these cards and groups and no others; unknown names are left out."""
        document = self.document
        chosen = frozenset(n for n in names if n in document.nodes or n in document.groups)
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit(chosen)

    def show_page(self, group: str | None) -> None:
        """Show the cards inside a group, or the top page."""
        group = group if group in self.document.groups else None
        if group != self.page:
            self.page = group
            self.select(())
            self.page_changed.emit()

    def show_page_of(self, name: str) -> None:
        """Show the page that a card or a group is to be seen on."""
        around = list(above(self.document, name))
        shut = next((g for g in around if not self.document.groups[g].open), None)
        between = around[: around.index(shut)] if shut in around else around
        # Where open groups lie inside each other, several pages show it: one may stay.
        if self.page != shut and self.page not in between:
            self.show_page(shut)

    def connect_wire(self, source: End, target: End) -> str | None:
        """Draw a wire; give the sentence that refuses it, or None when it is done."""
        try:
            document = connected(self.document, self.types, source, target)
        except Refused as refused:
            return str(refused)
        self.commit(connected_step(source, target), document)
        return None

    def apply(self, fix: Fix) -> None:
        """Do what helps against a problem. Raises Refused if it is not possible any more."""
        self.commit(fix.label, fix.edit(self.document))
        if fix.allow is not None:
            self.allow((fix.allow,))

    def new(self) -> None:
        """Start an empty document."""
        self._replace(Document(), None)

    def open(self, path: Path, before: Callable[[], None] | None = None) -> None:
        """Read a file; raises DocumentError and changes nothing if it cannot be read.

        ``before`` is called when it has been read and the document is about to be replaced.
        """
        path = Path(path).absolute()
        document, stamp = files.load_stamped(path)
        if before is not None:
            before()
        self._replace(upgraded(document, self.types), path, stamp)

    def save(self, path: Path | None = None, *, over: bool | Stamp = False) -> None:
        """Write the document; raises DocumentError if the file cannot be written.

        Raises ConflictError if somebody else has changed its file, unless it is to be written
        ``over`` what they did; over a stamp only what has this stamp is written.
        """
        target = Path(path).absolute() if path else self.path
        if target is None:
            raise ValueError("a document that was never saved needs a path")
        expected = over if isinstance(over, Stamp) else None if over else self._stamp
        try:
            stamp = files.save(target, self.document, expected if target == self.path else None)
        except files.UnsureError as error:
            # It is ours, though it may not last: the next try is no conflict.
            self._stamp = error.stamp if target == self.path else self._stamp
            raise
        moved = self.path is None or self.path.parent != target.parent
        if target != self.path:
            self.holder = ""
        if moved and self.allowed is not None:
            # What it read beside the former file it still reads.
            self.allowed |= {self.folder}
        self.path, self._stamp, self.gone = target, stamp, False
        self.history.mark_saved()
        self.file_changed.emit()
        if moved:
            self.check_now()

    def reload(self) -> None:
        """Take the file as it is now, as one step: undo brings one's own work back.

        Raises DocumentError and changes nothing if it cannot be read.
        """
        if self.path is None:
            return
        document, stamp = files.load_stamped(self.path)
        # Not through ``commit``: what strangers wrote there, the user has not typed.
        self._commit(tr("Reload the file"), upgraded(document, self.types))
        self._stamp, self.gone = stamp, False
        self.history.mark_saved()
        self.file_changed.emit()

    def changed_elsewhere(self) -> bool:
        """Whether somebody else has changed the document's file since it was read or written."""
        if self.path is None or self._stamp is None:
            return False
        try:
            return not has(self.path, self._stamp)
        except OSError:
            return False

    @property
    def stamp(self) -> Stamp | None:
        """What the file was when it was read or written last."""
        return self._stamp

    def rest_on(self, stamp: Stamp) -> None:
        """Note that the document was made from that state of the file, whatever is there now."""
        if stamp != self._stamp:
            self._stamp = stamp
            self.file_changed.emit()

    def note_gone(self, gone: bool) -> None:
        """Note that the file is no longer there, or there again as it was."""
        if gone != self.gone:
            self.gone = gone
            self.file_changed.emit()

    def note_holder(self, sentence: str) -> None:
        """Note who has the document open; nobody, if the sentence is empty."""
        if sentence != self.holder:
            self.holder = sentence
            self.file_changed.emit()

    def set_states(
        self, states: Mapping[str, NodeState], results: Mapping[str, CardResult] | None = None
    ) -> None:
        """Say how these cards stand in the run, and what they gave; all others are idle."""
        results = self.results if results is None else results
        if states != self.states or results != self.results:
            self.states, self.results = dict(states), dict(results)
            self.states_changed.emit()

    def clear_states(self) -> None:
        """Forget how cards stood in the last run."""
        self.states.clear()
        self.results.clear()
        self.states_changed.emit()

    def check_now(self) -> None:
        """Check the document and tell everybody."""
        self._pause.stop()
        first = self.report.known is None
        started = time.perf_counter()
        self.report = check(self.document, self.types, self.context, self.report)
        self._cost = 0.0 if first else time.perf_counter() - started
        self.checked.emit(self.report)

    def _commit(self, label: str, document: Document, merge: Hashable = None) -> None:
        before, modified = self.document, self.modified
        if document is before:
            return
        self.history.commit(label, document, merge)
        self._show(before, modified)

    def _show(self, before: Document, modified: bool) -> None:
        page = self.page
        self._keep_page(before)
        self.changed.emit(before, self.document)
        self.select(self.selection)
        if page != self.page:
            self.page_changed.emit()
        if modified != self.modified:
            self.file_changed.emit()
        if not _means_the_same(before, self.document):
            if self._cost > SLOW:
                self._pause.start(PAUSE)
            else:
                self.check_now()

    def _keep_page(self, before: Document) -> None:
        """Leave the page of a group that is no more for that of the group around it."""
        while self.page is not None and self.page not in self.document.groups:
            gone = before.groups.get(self.page)
            self.page = gone.group if gone is not None else None

    def _replace(self, document: Document, path: Path | None, stamp: Stamp | None = None) -> None:
        before = self.document
        self.history = History(document, self.undo_steps)
        self.path, self._stamp, self.last_run = path, stamp, None
        self.gone, self.holder = False, ""
        self.allowed = None if path is None else frozenset()
        self.select(())
        self.states.clear()
        self.results.clear()
        self.page = None
        late = len(document.nodes) > LARGE
        if late:
            self.report = Report()
        self.changed.emit(before, document)
        self.page_changed.emit()
        self.states_changed.emit()
        self.file_changed.emit()
        if late:
            self._pause.start(FIRST_FRAME)
        else:
            self.check_now()
        # Only the first check of a document looks at all of it.
        self._cost = 0.0


def _means_the_same(old: Document, new: Document) -> bool:
    """Whether only places and looks differ, which no check depends on."""
    found = changes(old, new)
    if found.added or found.removed or found.wires_added or found.wires_removed:
        return False
    if old.settings != new.settings or (old.wires is not new.wires and old.wires != new.wires):
        return False
    pairs = ((old.nodes[name], new.nodes[name]) for name in found.changed)
    return all(a.card == b.card and a.params == b.params for a, b in pairs)
