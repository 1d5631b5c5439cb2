"""Notices that a file changes, vanishes or comes back, however others write it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

SETTLE = 200
"""Milliseconds for which a file is left alone before it is looked at."""

Seen = tuple[int, int, int] | None


class Watch(QObject):
    """Watches one file; ``changed`` says that it may be another one, or none, than before.

    A file that is replaced is another one to the system, so its folder is watched as well.
    Drives that tell nothing are looked at when the user comes back to the program.
    """

    changed = Signal()
    looked = Signal()
    """Something happened in its folder."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._seen: Seen = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._note)
        self._watcher.directoryChanged.connect(self._note)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._come_back)

    def follow(self, path: Path | None) -> None:
        """Watch this file from now on, and no other; None: none."""
        self._settle.stop()
        self.path, self._seen = path, _seen(path)
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        self._watch()

    def look(self) -> None:
        """See whether the file is still the same, and say so if it is not."""
        now = _seen(self.path)
        self._watch()
        if now != self._seen:
            self._seen = now
            self.changed.emit()
        self.looked.emit()

    def _watch(self) -> None:
        """Watch what is there: a file that was replaced has to be watched anew."""
        if self.path is None:
            return
        real = self.path
        with suppress(OSError, RuntimeError):
            real = real.resolve()
        # Of a drive that is gone, the place where it will be again.
        above = next((p for p in self.path.parents if _is_there(p)), self.path.parent)
        wanted = {str(p) for p in (real, real.parent, self.path.parent, above)}
        missing = wanted.difference(self._watcher.files(), self._watcher.directories())
        there = [p for p in sorted(missing) if _is_there(p)]
        if there:
            self._watcher.addPaths(there)

    def _note(self, _path: str) -> None:
        if self.path is not None:
            self._settle.start()

    def _come_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self.path is not None:
            self._settle.start()


def _is_there(path: Path | str) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - never raises


def _seen(path: Path | None) -> Seen:
    """What tells one state of a file from another without reading it; None if it is not there."""
    try:
        status = path.stat() if path is not None else None
    except (OSError, ValueError):
        return None
    return None if status is None else (status.st_ino, status.st_size, status.st_mtime_ns)
