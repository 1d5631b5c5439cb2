"""The open document, its history, its check and its run, on the Qt side of the fence."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.qt_guard import refuse_unsafe_qt
from cards import files
from cards.card import Context
from cards.checking import Report, check, connected
from cards.document import Document, End, node_of
from cards.edits import Refused
from cards.history import History, changes
from cards.registry import Types, all_cards, upgraded

refuse_unsafe_qt()

SLOW = 0.05
"""A check that takes longer, in seconds, waits until the user pauses."""


@dataclass(frozen=True)
class NodeState:
    """How a card stands in the run; ``fraction`` is 0 to 1, ``text`` says what it does."""

    phase: Literal["idle", "running", "done", "failed"] = "idle"
    fraction: float = 0.0
    text: str = ""


@dataclass
class LastRun:
    """What a run gave so far: outputs by node, returned numbers, the failure if any."""

    document: Document
    report: Report
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    returned: dict[str, float] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
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
    file_changed = Signal()
    """Another file, another path, or saved and modified."""

    def __init__(self, types: Types | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pack_problems: list[str] = []
        if types is None:
            types, problems = all_cards()
            self.pack_problems = [str(p) for p in problems]
        self.types: Types = types
        self.history = History(Document())
        self.path: Path | None = None
        self._digest: str | None = None
        self.selection: frozenset[str] = frozenset()
        self.states: dict[str, NodeState] = {}
        self.last_run: LastRun | None = None
        self._cost = 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self.check_now)
        self.report: Report = check(self.document, self.types, self.context)

    @property
    def document(self) -> Document:
        return self.history.document

    @property
    def modified(self) -> bool:
        return self.history.modified

    @property
    def context(self) -> Context:
        """The folder of the document's relative paths, and its seed."""
        folder = self.path.parent if self.path else Path.cwd()
        return Context(folder, self.document.settings.seed)

    @property
    def title(self) -> str:
        return self.path.stem if self.path else "Untitled"

    def commit(self, label: str, document: Document, merge: Hashable = None) -> None:
        """Make ``document`` current, as one step of undo, and check it."""
        before, modified = self.document, self.modified
        if document is before:
            return
        self.history.commit(label, document, merge)
        self._show(before, modified)

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

    def select(self, names: Iterable[str]) -> None:
        """Select these cards and no others; unknown names are left out."""
        chosen = frozenset(n for n in names if n in self.document.nodes)
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit(chosen)

    def connect_wire(self, source: End, target: End) -> str | None:
        """Draw a wire; give the sentence that refuses it, or None when it is done."""
        try:
            document = connected(self.document, self.types, source, target)
        except Refused as refused:
            return str(refused)
        self.commit(f"Connect to {node_of(target)}", document)
        return None

    def new(self) -> None:
        """Start an empty document."""
        self._replace(Document(), None)

    def open(self, path: Path) -> None:
        """Read a file; raises DocumentError and changes nothing if it cannot be read."""
        path = Path(path).absolute()
        digest = files.digest(path)
        self._replace(upgraded(files.load(path), self.types), path)
        # Read before the document: a change in between is noticed.
        self._digest = digest

    def save(self, path: Path | None = None) -> None:
        """Write the document; raises DocumentError if the file cannot be written."""
        target = Path(path).absolute() if path else self.path
        if target is None:
            raise ValueError("a document that was never saved needs a path")
        digest = files.save(target, self.document)
        moved = self.path is None or self.path.parent != target.parent
        self.path, self._digest = target, digest
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
        digest = files.digest(self.path)
        self.commit("Reload the file", upgraded(files.load(self.path), self.types))
        self._digest = digest
        self.history.mark_saved()
        self.file_changed.emit()

    def changed_elsewhere(self) -> bool:
        """Whether somebody else has changed the document's file since it was read or written."""
        if self.path is None or self._digest is None:
            return False
        now = files.digest(self.path)
        return now is not None and now != self._digest

    def set_states(self, states: Mapping[str, NodeState]) -> None:
        """Say how these cards stand in the run; all others are idle."""
        if states != self.states:
            self.states = dict(states)
            self.states_changed.emit()

    def clear_states(self) -> None:
        """Forget how cards stood in the last run."""
        self.states.clear()
        self.states_changed.emit()

    def check_now(self) -> None:
        """Check the document and tell everybody."""
        self._pause.stop()
        started = time.perf_counter()
        self.report = check(self.document, self.types, self.context, self.report)
        self._cost = time.perf_counter() - started
        self.checked.emit(self.report)

    def _show(self, before: Document, modified: bool) -> None:
        self.changed.emit(before, self.document)
        self.select(self.selection)
        if modified != self.modified:
            self.file_changed.emit()
        if not _means_the_same(before, self.document):
            if self._cost > SLOW:
                self._pause.start()
            else:
                self.check_now()

    def _replace(self, document: Document, path: Path | None) -> None:
        before = self.document
        self.history = History(document)
        self.path, self._digest, self.last_run = path, None, None
        self.select(())
        self.states.clear()
        self.changed.emit(before, document)
        self.states_changed.emit()
        self.file_changed.emit()
        self.check_now()


def _means_the_same(old: Document, new: Document) -> bool:
    """Whether only places and looks differ, which no check depends on."""
    found = changes(old, new)
    if found.added or found.removed or found.wires_added or found.wires_removed:
        return False
    if old.settings != new.settings or dict(old.wires) != dict(new.wires):
        return False
    pairs = ((old.nodes[name], new.nodes[name]) for name in found.changed)
    return all(a.card == b.card and a.params == b.params for a, b in pairs)
