"""Unsaved work, kept beside the user's files so that a crash loses seconds of it."""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from app.session import Session
from app.translation import tr
from cards import files, storing
from cards.document import Document, DocumentError
from cards.storing import Stamp

NAME = 8
"""Bytes of a file's name, which are random."""
PAUSE, LONGEST = 1000, 10_000
"""Milliseconds after the last edit, and after the first one that is not yet written."""

FORMAT = "layerdeck unsaved work"
_DOCUMENT = ', "document": '
"""Stands before the document; inside a text its quotes would be written otherwise."""
LONGEST_HEAD, LONGEST_TITLE = 50_000, 300
"""Characters of what stands before the document, and of a title."""
LARGEST = 2 * files.LARGEST
"""Bytes beyond which unsaved work is not read: a document as text within text."""


class Autosave(QObject):
    """Writes a changed document into ``folder``; never into the document's own file.

    What was written goes when the document is saved, or left by the user's own wish. A
    lock beside it tells others that this process lives.
    """

    failed = Signal(str)
    """Why it could not be written; it is tried again until it can."""
    written = Signal()
    _stored_aside = Signal(str)

    def __init__(self, session: Session, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.file = folder / f"{secrets.token_hex(NAME)}.json"
        self._lock = _lock(self.file)
        self._soon = _timer(self, PAUSE)
        self._late = _timer(self, LONGEST)
        self._job: threading.Thread | None = None
        self._stored_aside.connect(self._tell)
        session.changed.connect(self._note)
        session.file_changed.connect(self._note)

    def write(self) -> bool:
        """Write the document as it stands; whether it is safe now, here or in its own file.

        Where it cannot be written, the last one stays, and it is tried again a little later.
        """
        self._wait()
        head = self._begin()
        if head is None:
            return True
        why = self._stored(head, self._session.document)
        self._tell(why)
        return not why

    def forget(self) -> None:
        """Take away what was written: it is saved, or nobody wants it."""
        self._soon.stop()
        self._late.stop()
        self._wait()
        with contextlib.suppress(OSError):
            self.file.unlink(missing_ok=True)
        self._lock.unlock()

    def _write_aside(self) -> None:
        """Write the document in a thread of its own: a large one would hold up the window."""
        if self._job is not None and self._job.is_alive():
            self._soon.start()
            return
        head = self._begin()
        if head is not None:
            words = (head, self._session.document)
            self._job = threading.Thread(target=self._store, args=words, name="autosave")
            self._job.start()

    def _begin(self) -> dict[str, Any] | None:
        """What is written before the document; None if there is nothing to write."""
        self._soon.stop()
        self._late.stop()
        session = self._session
        if not session.modified:
            return None
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._lock.tryLock(0)
        return {
            "format": FORMAT,
            "title": session.title,
            "path": str(session.path) if session.path else None,
            "stamp": asdict(session.stamp) if session.stamp else None,
        }

    def _stored(self, head: dict[str, Any], document: Document) -> str:
        """Why it could not be written; nothing if it was."""
        try:
            content = json.dumps(head | {"document": files.dumps(document)})
            storing.replace(self.file, content.encode())
        except storing.UnsureError:
            return ""
        except OSError as error:
            return storing.reason(error)
        except DocumentError as error:
            return str(error).rstrip(".")
        return ""

    def _store(self, head: dict[str, Any], document: Document) -> None:
        why = self._stored(head, document)
        # Qt brings it to the thread of the window.
        self._stored_aside.emit(why)

    def _tell(self, why: str) -> None:
        if why:
            self._late.start()
            self.failed.emit(why)
        else:
            self.written.emit()

    def _wait(self) -> None:
        """Let what is being written be written: it must not come after what follows."""
        if self._job is not None:
            self._job.join()
            self._job = None

    def _note(self) -> None:
        if not self._session.modified:
            self.forget()
            return
        self._soon.start()
        if not self._late.isActive():
            self._late.start()


@dataclass(frozen=True)
class Leftover:
    """Unsaved work of a process that is no more."""

    file: Path
    title: str
    path: Path | None
    document: Document
    written: datetime
    stamp: Stamp | None = None
    """The state of the file that it was made from."""

    def discard(self) -> None:
        """Delete it."""
        with contextlib.suppress(OSError):
            self.file.unlink(missing_ok=True)
            _lock_file(self.file).unlink(missing_ok=True)

    def restore(self, session: Session, autosave: Autosave) -> None:
        """Make it the session's document, one step of undo after what the file has.

        It is deleted only after the session's own autosave has written it again.
        """
        session.new()
        if self.path is not None:
            with contextlib.suppress(DocumentError):
                session.open(self.path)
        session.commit(tr("Restore unsaved work"), self.document)
        if self.stamp is not None and session.path is not None:
            session.rest_on(self.stamp)
        # Not before it is kept anew: a file of the last crash must not be taken for that.
        if autosave.write():
            self.discard()


def leftovers(folder: Path) -> list[Leftover]:
    """The unsaved work of processes that ended without asking, the newest first."""
    _tidy(folder)
    found = []
    for file in folder.glob("*.json") if folder.is_dir() else ():
        one = _read(file) if _is_left(file) else None
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: one.written, reverse=True)


def _tidy(folder: Path) -> None:
    """Take away what dead processes left that holds no work."""
    storing.sweep(folder)
    for file in folder.glob("*.lock") if folder.is_dir() else ():
        if not file.with_suffix(".json").exists():
            _is_left(file.with_suffix(".json"))


def unreadable(folder: Path) -> list[Path]:
    """Files of unsaved work that were damaged, by the disk or by others; they stay there."""
    files_there = folder.glob("*.json") if folder.is_dir() else ()
    return sorted(f for f in files_there if _ours(f.stem) and _read(f) is None and _is_left(f))


def _ours(name: str) -> bool:
    return len(name) == 2 * NAME and set(name) <= set("0123456789abcdef")


def _is_left(file: Path) -> bool:
    """Whether the process that wrote it is no more."""
    lock = _lock(file)
    if not lock.tryLock(0):
        # Where nothing can be written there is no lock to be had, and none to be feared.
        return not _lock_file(file).exists()
    lock.unlock()
    return True


def _read(file: Path) -> Leftover | None:
    """What a file holds; None if it is none of ours or was not written to its end."""
    try:
        content = _parted(storing.read(file, LARGEST).decode())
        if content["format"] != FORMAT:
            return None
        path = Path(content["path"]) if content["path"] else None
        if "\0" in str(path):
            return None
        written = datetime.fromtimestamp(file.stat().st_mtime)
        document = files.loads(content["document"])
        stamp = Stamp(**content["stamp"]) if content.get("stamp") else None
        return Leftover(file, str(content["title"])[:LONGEST_TITLE], path, document, written, stamp)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _parted(text: str) -> dict[str, Any]:
    """What a file of unsaved work says, read in two parts.

    The document is text within text and comes last. So neither what comes before it nor what
    is no text can be made to take more memory than the file itself.
    """
    head, found, document = text.partition(_DOCUMENT)
    held = document.rstrip()
    if not found or len(head) > LONGEST_HEAD or not held.startswith('"'):
        raise ValueError("not written by this program")
    content: dict[str, Any] = json.loads(f"{head}{_DOCUMENT}null}}")
    content["document"] = json.loads(held.removesuffix("}"))
    return content


def _timer(owner: Autosave, interval: int) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(owner._write_aside)
    return timer


def _lock_file(file: Path) -> Path:
    return file.with_suffix(".lock")


def _lock(file: Path) -> QLockFile:
    lock = QLockFile(str(_lock_file(file)))
    # Only the death of its process makes a lock invalid, never its age.
    lock.setStaleLockTime(0)
    return lock
