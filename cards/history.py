"""Undo and redo as a list of documents, and the difference between two of them."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import compress
from operator import is_, is_not
from typing import NamedTuple

from cards.document import Document, End


class Step(NamedTuple):
    """A change: its name, the document on its other side, and when it was made.

    ``time`` is in seconds since 1970; it is that of the last of the edits it merges.
    """

    label: str
    document: Document
    time: float


@dataclass
class History:
    """The current document, and the ones before and after it with what led there.

    Documents share everything that did not change, so that a step costs little.
    ``limit`` is how many steps can be undone. States are numbered from the oldest, 0;
    step i leads from state i - 1 to state i.
    """

    document: Document
    limit: int = 1000
    _undo: list[Step] = field(default_factory=list)
    _redo: list[Step] = field(default_factory=list)
    _merge: Hashable = None
    _saved: Document | None = None
    _dropped: int = 0

    def __post_init__(self) -> None:
        self._saved = self.document

    def commit(self, label: str, document: Document, merge: Hashable = None) -> None:
        """Make ``document`` the current one.

        Commits in a row with the same ``merge`` (a drag, a spin) are one step.
        """
        if document is self.document:
            return
        if merge is None or merge != self._merge or not self._undo:
            self._undo.append(Step(label, self.document, time.time()))
            self._dropped += max(len(self._undo) - self.limit, 0)
            del self._undo[: -self.limit]
        else:
            self._undo[-1] = Step(label, self._undo[-1].document, time.time())
        self._redo.clear()
        self.document, self._merge = document, merge

    def undo(self) -> str:
        """Go one step back; gives what was undone. Raises IndexError if nothing can be."""
        label, before, when = self._undo.pop()
        self._redo.append(Step(label, self.document, when))
        self.document, self._merge = before, None
        return label

    def redo(self) -> str:
        """Go one step forward again; gives what was done. Raises IndexError if nothing can be."""
        label, after, when = self._redo.pop()
        self._undo.append(Step(label, self.document, when))
        self.document, self._merge = after, None
        return label

    def go_to(self, state: int) -> None:
        """Go to any state at once. Raises IndexError if there is no such state."""
        if not 0 <= state < len(self):
            raise IndexError(f"there is no state {state}")
        while self.position > state:
            self.undo()
        while self.position < state:
            self.redo()

    def __len__(self) -> int:
        """How many states there are, the oldest included."""
        return len(self._undo) + len(self._redo) + 1

    @property
    def position(self) -> int:
        """The state that the current document is."""
        return len(self._undo)

    @property
    def dropped(self) -> int:
        """How many steps before the oldest state are forgotten."""
        return self._dropped

    @property
    def saved(self) -> Document:
        """The document as it is in the file, or was at the beginning."""
        return self._saved if self._saved is not None else self.document

    @property
    def saved_position(self) -> int | None:
        """The state that is in the file; None if that can no more be reached."""
        states = (i for i in range(len(self)) if self.state(i) is self._saved)
        return next(states, None)

    def step(self, state: int) -> Step:
        """The step that led to a state, which is not the oldest."""
        if state <= len(self._undo):
            return self._undo[state - 1]
        return self._redo[len(self) - 1 - state]

    def state(self, state: int) -> Document:
        """The document of a state."""
        undone = len(self._undo)
        if state == undone:
            return self.document
        return (
            self._undo[state].document
            if state < undone
            else self._redo[len(self) - 1 - state].document
        )

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """What ``undo`` would take back; empty if nothing."""
        return self._undo[-1][0] if self._undo else ""

    @property
    def redo_label(self) -> str:
        """What ``redo`` would do again; empty if nothing."""
        return self._redo[-1][0] if self._redo else ""

    def mark_saved(self) -> None:
        """Note that the current document is the one in the file."""
        # A later commit must not merge over the saved state, or undo could not reach it.
        self._saved, self._merge = self.document, None

    @property
    def modified(self) -> bool:
        return self.document is not self._saved


@dataclass(frozen=True)
class Changes:
    """What a view must redraw to go from one document to another.

    Nodes by name, wires as (source, target). ``changed`` nodes differ in any way.
    """

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    wires_added: frozenset[tuple[End, End]] = frozenset()
    wires_removed: frozenset[tuple[End, End]] = frozenset()


def changes(old: Document, new: Document) -> Changes:
    """The difference between two documents, by the identity of their nodes."""
    added = removed = changed = frozenset[str]()
    wired = unwired = frozenset[tuple[End, End]]()
    if old.nodes is not new.nodes:
        a, b = old.nodes, new.nodes
        differing = replaced(a, b)
        changed = frozenset(n for n in differing if n in a and a[n] != b[n])
        if len(a) != len(b) or (differing and a.keys() != b.keys()):
            added, removed = frozenset(b.keys() - a.keys()), frozenset(a.keys() - b.keys())
    if old.wires is not new.wires:
        before, after = old.wires, new.wires
        # Most targets keep the very same sources, and large graphs have many.
        differing = [t for t in replaced(before, after) if before.get(t) != after[t]]
        differing += before.keys() - after.keys()
        was = frozenset((s, t) for t in differing for s in before.get(t, ()))
        now = frozenset((s, t) for t in differing for s in after.get(t, ()))
        wired, unwired = now - was, was - now
    return Changes(added, removed, changed, wired, unwired)


def replaced(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """The keys of ``new`` that have not the very same value in ``old``."""
    # Without a step of Python for each key; mostly both have the same.
    same = len(old) == len(new) and all(map(is_, old, new))
    before = old.values() if same else map(old.get, new)
    return list(compress(new, map(is_not, before, new.values())))
