"""Turns the events of a run into what the session shows of it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.runner import Runner
from app.session import LastRun, NodeState, Session
from cards.card import Progress
from cards.running import CardDone, CardFailed, CardStarted, FromCard, RunDone
from engine.training import BatchDone, EpochDone


class Follower(QObject):
    """Starts runs of a session's document and keeps its states and results up to date."""

    def __init__(self, session: Session, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._states: dict[str, NodeState] = {}
        runner.happened.connect(self._follow)
        runner.drained.connect(self._show)
        runner.finished.connect(self._settle)

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
        elif isinstance(event, FromCard):
            if isinstance(event.event, Progress) and event.event.text:
                run.notes[event.node] = event.event.text
            if state := _state(event.event):
                self._states[event.node] = state
        elif isinstance(event, CardDone):
            run.outputs[event.node] = event.outputs
            self._states[event.node] = NodeState("done", 1.0, "kept" if event.kept else "")
        elif isinstance(event, CardFailed):
            run.failures[event.node] = event.message
            self._states[event.node] = NodeState("failed", 0.0, event.message)
        elif isinstance(event, RunDone):
            run.returned.update(event.returned)

    def _show(self) -> None:
        known = self._session.document.nodes
        self._session.set_states({n: s for n, s in self._states.items() if n in known})

    def _settle(self) -> None:
        """Cards that were still running when reading stopped are idle again."""
        for node, state in self._states.items():
            if state.phase == "running":
                self._states[node] = NodeState("idle", 0.0, "stopped")
        self._show()


def _state(event: object) -> NodeState | None:
    if isinstance(event, Progress):
        return NodeState("running", event.done / max(event.total, 1), event.text)
    if isinstance(event, BatchDone):
        done = (event.epoch - 1 + event.batch / max(event.batches, 1)) / max(event.epochs, 1)
        return NodeState("running", done, f"epoch {event.epoch} of {event.epochs}")
    if isinstance(event, EpochDone):
        text = f"epoch {event.epoch} of {event.epochs}"
        return NodeState("running", event.epoch / max(event.epochs, 1), text)
    return None
