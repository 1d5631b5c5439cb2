"""Reads a run in a thread and hands its events to the window."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from cards import running
from cards.card import Context
from cards.checking import Report
from cards.document import Document

INTERVAL = 33
"""Milliseconds between two readings of the events: 30 a second."""

Stream = Callable[[], Iterator[object]]


class Runner(QObject):
    """One run at a time; signals are emitted in the window's thread.

    A run stops when it is no longer read: at the next event after ``stop``.
    """

    happened = Signal(object)
    """One event of the run."""
    drained = Signal()
    """Some events were emitted: the moment to redraw."""
    started = Signal()
    finished = Signal()
    broke = Signal(object)
    """The exception of a bug, emitted before ``finished``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.threads: int | None = None
        """How many threads a run may use; by default one core is left to the window."""
        self._cache = running.Cache()
        self._waiting: deque[object] = deque()
        self._halt = threading.Event()
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None
        self._poll = QTimer(self)
        self._poll.setInterval(INTERVAL)
        self._poll.timeout.connect(self._drain)

    @property
    def active(self) -> bool:
        """Whether a run is being read, or its last events are still to be emitted."""
        return self._thread is not None

    @property
    def stopping(self) -> bool:
        return self.active and self._halt.is_set()

    def start(self, document: Document, report: Report, context: Context) -> None:
        """Run a snapshot of the document; edits made meanwhile do not touch it."""
        cache, threads = self._cache, self.threads
        self.read(lambda: running.run(document, report, context, cache, threads=threads))

    def read(self, stream: Stream) -> None:
        """Read ``stream()`` in a thread of its own."""
        if self.active:
            raise RuntimeError("a run is still being read")
        self._halt.clear()
        self._error = None
        self._thread = threading.Thread(target=self._work, args=(stream,), name="run", daemon=True)
        self._thread.start()
        self._poll.start()
        self.started.emit()

    def stop(self) -> None:
        """Stop reading after the event that is being worked on."""
        self._halt.set()

    def close(self, timeout: float = 10.0) -> bool:
        """Stop and wait for the thread; False if it did not end in ``timeout`` seconds."""
        self.stop()
        self._poll.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout)
        self._waiting.clear()
        return thread is None or not thread.is_alive()

    def _work(self, stream: Stream) -> None:
        try:
            events = stream()
            for event in events:
                self._waiting.append(event)
                if self._halt.is_set():
                    break
            closing = getattr(events, "close", None)
            if closing is not None:
                closing()
        except Exception as error:  # noqa: BLE001 - one of the two doors: shown in the window
            self._error = error

    def _drain(self) -> None:
        # Asked before reading, so that no event is left behind.
        over = self._thread is not None and not self._thread.is_alive()
        count = len(self._waiting)
        for _ in range(count):
            self.happened.emit(self._waiting.popleft())
        if count:
            self.drained.emit()
        if over:
            self._end()

    def _end(self) -> None:
        self._poll.stop()
        self._thread = None
        if self._error is not None:
            self.broke.emit(self._error)
        self.finished.emit()
