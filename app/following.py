"""Turns the events of a run into what the session shows of it."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject

from app.faces import told
from app.runner import Runner
from app.session import CardResult, LastRun, NodeState, Session
from app.translation import tr
from cards.card import Progress
from cards.document import Document, Node, node_of
from cards.running import CardDone, CardFailed, CardStarted, FromCard, RunDone
from cards.wiring import downstream
from engine.training import BatchDone, EpochDone

Compared = tuple[tuple[Document, Document] | None, frozenset[str]]


class Follower(QObject):
    """Starts runs of a session's document and keeps its states and results up to date."""

    def __init__(self, session: Session, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._states: dict[str, NodeState] = {}
        self._began: dict[str, float] = {}
        self._compared: Compared = None, frozenset()
        runner.happened.connect(self._follow)
        runner.drained.connect(self._show)
        runner.finished.connect(self._settle)
        session.changed.connect(self._compare)

    def start(self) -> None:
        """Run the document as it stands now."""
        session = self._session
        session.check_now()
        self._states.clear()
        session.clear_states()
        session.last_run = LastRun(session.document, session.report)
        self._runner.start(session.document, session.report, session.context)

    def _follow(self, event: object) -> None:
        run = self._session.last_run
        if run is None:
            return
        if isinstance(event, CardStarted):
            self._states[event.node] = NodeState("running")
            self._began[event.node] = time.monotonic()
        elif isinstance(event, FromCard):
            if isinstance(event.event, Progress) and event.event.text:
                run.notes[event.node] = event.event.text
            if state := _state(event.event):
                self._states[event.node] = state
        elif isinstance(event, CardDone):
            run.outputs[event.node] = event.outputs
            began = self._began.pop(event.node, None)
            took = 0.0 if event.kept or began is None else time.monotonic() - began
            if text := told(event.outputs, took):
                run.faces[event.node] = text
            self._states[event.node] = NodeState("done", 1.0, "kept" if event.kept else "")
        elif isinstance(event, CardFailed):
            run.failures[event.node] = event.message
            self._states[event.node] = NodeState("failed", 0.0, event.message)
        elif isinstance(event, RunDone):
            run.returned.update(event.returned)
            run.complete = True

    def _show(self) -> None:
        session = self._session
        known, run = session.document.nodes, session.last_run
        old = self._outdated(run.document, session.document) if run else frozenset()
        states = {n: s for n, s in self._states.items() if n in known}
        # What works goes on working on the document as it was; what came of it is out of date.
        faces = run.faces if run is not None else {}
        results = {n: CardResult(text, n in old) for n, text in faces.items() if n in known}
        session.set_states({n: s for n, s in states.items() if n not in old or _works(s)}, results)

    def _outdated(self, before: Document, after: Document) -> frozenset[str]:
        """``outdated``, which is asked for 30 times a second."""
        documents, found = self._compared
        if documents is None or documents[0] is not before or documents[1] is not after:
            found = outdated(before, after)
            self._compared = (before, after), found
        return found

    def _compare(self) -> None:
        """The document is another one: take back what no longer holds, or show it again."""
        if self._session.last_run is None:
            self._states.clear()
            self._compared = None, frozenset()
        if self._states:
            self._show()

    def _settle(self) -> None:
        """Cards that were still running when reading stopped are idle again."""
        run = self._session.last_run
        if run is not None:
            run.seconds = time.monotonic() - run.started
        for node, state in self._states.items():
            if state.phase == "running":
                self._states[node] = NodeState("idle", 0.0, "stopped")
        self._show()


def outdated(before: Document, after: Document) -> frozenset[str]:
    """The nodes of which a run of ``before`` says nothing about ``after``."""
    if before is after:
        return frozenset()
    if before.settings != after.settings:
        return frozenset(after.nodes)
    found = {name for name, node in after.nodes.items() if _differs(before, name, node)}
    if before.wires is not after.wires:
        targets = {**before.wires, **after.wires}
        found |= {node_of(t) for t in targets if before.wires.get(t) != after.wires.get(t)}
    return frozenset(downstream(after, *found)) if found else frozenset()


def _differs(before: Document, name: str, node: Node) -> bool:
    old = before.nodes.get(name)
    return old is not node and (old is None or (old.card, old.params) != (node.card, node.params))


def _works(state: NodeState) -> bool:
    return state.phase == "running"


def _epoch(event: BatchDone | EpochDone) -> str:
    return tr("epoch {epoch} of {total}").format(epoch=event.epoch, total=event.epochs)


def _state(event: object) -> NodeState | None:
    if isinstance(event, Progress):
        return NodeState("running", event.done / max(event.total, 1), event.text)
    if isinstance(event, BatchDone):
        done = (event.epoch - 1 + event.batch / max(event.batches, 1)) / max(event.epochs, 1)
        return NodeState("running", done, _epoch(event))
    if isinstance(event, EpochDone):
        return NodeState("running", event.epoch / max(event.epochs, 1), _epoch(event))
    return None
