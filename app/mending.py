"""Looks for ways out of problems while nobody waits: one try at a time, between events."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.session import Session
from cards.report import Diagnostic, Fix, Report

LONG = 0.12
"""A try that takes longer, in seconds, is the last one before the next edit."""
MOST = 40
"""Problems that are looked at; the others keep what the check offers."""

Key = tuple[str, str | None, str]


class Mender(QObject):
    """What helps against the problems of a session's document, as far as it was tried."""

    found = Signal()
    """Another problem has been looked at."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._report: Report | None = None
        self._known: dict[Key, tuple[Fix, ...]] = {}
        self._waiting: list[Diagnostic] = []
        self._asked: set[Key] = set()
        self._trying: Iterator[Fix | None] | None = None
        self._so_far: list[Fix] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)
        session.changed.connect(self._forget)
        session.checked.connect(self._forget)

    def fixes(self, problem: Diagnostic) -> tuple[Fix, ...] | None:
        """What helps against a problem; None while it is not known, which it soon will be."""
        if self._report is not self._session.report:
            self._forget()
        known = self._known.get(_key(problem))
        key = _key(problem)
        if known is None and key not in self._asked and len(self._known) < MOST:
            self._asked.add(key)
            self._waiting.append(problem)
            self._timer.start()
        return known

    def at_once(self, problems: Sequence[Diagnostic], seconds: float = 0.3) -> None:
        """Look at these problems now, as far as there is time."""
        end = time.perf_counter() + seconds
        for problem in problems:
            self.fixes(problem)
        while self._waiting and time.perf_counter() < end:
            self._step()

    def _forget(self, *_: object) -> None:
        self._report = self._session.report
        self._known.clear()
        self._waiting.clear()
        self._asked.clear()
        self._trying = None
        self._timer.stop()

    def _step(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        started = time.perf_counter()
        if self._trying is None:
            self._trying, self._so_far = self._attempts(self._waiting[0]), []
        over = object()
        tried = next(self._trying, over)
        if isinstance(tried, Fix):
            self._so_far.append(tried)
        slow = time.perf_counter() - started > LONG
        if tried is over or slow:
            self._finish(slow=slow)

    def _finish(self, *, slow: bool) -> None:
        """Note what helps against the first that waits; against all, if tries take long."""
        problem = self._waiting.pop(0)
        self._known[_key(problem)] = tuple(self._so_far) or problem.fixes
        self._trying = None
        for other in self._waiting if slow else ():
            self._known[_key(other)] = other.fixes
        if slow:
            self._waiting.clear()
        self.found.emit()

    def _attempts(self, problem: Diagnostic) -> Iterator[Fix | None]:
        # Loaded here: a document without problems needs none of it.
        from cards.mending import attempts

        session = self._session
        return attempts(session.document, session.report, session.types, session.context, problem)


def mender_of(session: Session) -> Mender:
    """The one of a session, made when it is first asked for."""
    made = session.findChild(Mender)
    return made if isinstance(made, Mender) else Mender(session)


def _key(problem: Diagnostic) -> Key:
    return problem.node, problem.socket, problem.message
