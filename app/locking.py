"""A file beside a document that says who has it open, so that two do not write it in turn."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from app.processes import beginning
from app.translation import tr

LARGEST = 4096
WRITING = 10.0
"""Seconds after which a lock that cannot be read is no longer taken for one just being written."""


@dataclass(frozen=True)
class Holder:
    """Who has a document open: a process (its number and beginning) of a user on a host.

    ``computer`` tells computers of the same name apart, where it is known; ``key`` one
    window of a process from another.
    """

    process: int
    began: str
    host: str
    computer: str
    user: str
    time: float
    key: str

    def is_alive(self) -> bool:
        """Whether the process may still have the document; of other computers nobody knows."""
        if (self.host, self.computer) != (socket.gethostname(), _computer()):
            return True
        began = beginning(self.process)
        return began is not None and (not began or not self.began or began == self.began)

    def __str__(self) -> str:
        if not self.key:
            return tr("Somebody else is just opening it.")
        if (self.host, self.computer) != (socket.gethostname(), _computer()):
            return tr("{user} on {host} has it open.").format(user=self.user, host=self.host)
        if self.process == os.getpid():
            return tr("Another window has it open.")
        if self.user == _user():
            return tr("Another Layerdeck on this computer has it open.")
        return tr("{user} has it open on this computer.").format(user=self.user)


UNKNOWN = Holder(0, "", "?", "?", "?", 0.0, "")
"""Who has just begun to write a lock."""


class Lock:
    """The lock of one document for one window; ``held`` once it could be taken."""

    def __init__(self, path: Path) -> None:
        self.file = lock_file(path)
        self.held = False
        self._own = Holder(
            process=os.getpid(),
            began=beginning(os.getpid()) or "",
            host=socket.gethostname(),
            computer=_computer(),
            user=_user(),
            time=time.time(),
            key=secrets.token_hex(8),
        )

    def take(self) -> Holder | None:
        """Take the lock; who has it, if somebody alive does.

        Where no lock can be written the document is worked on without one.
        """
        for _ in range(8):
            try:
                self._write()
            except FileExistsError:
                found = _read(self.file)
                if found is not None and found.is_alive():
                    return found
                if found is not None and not _put_away(self.file, found):
                    return None
            except OSError:
                return None
            else:
                return None
        return UNKNOWN

    def seize(self) -> None:
        """Take the lock whoever has it: that is what the user wants."""
        with suppress(OSError):
            self.file.unlink(missing_ok=True)
        self.take()

    def lost_to(self) -> Holder | None:
        """Who has taken the lock away from this window; None if nobody has."""
        if not self.held:
            return None
        found = _read(self.file)
        return None if found is None or found.key == self._own.key else found

    def release(self) -> None:
        """Give the lock back, unless somebody has taken it away."""
        if self.held and self.lost_to() is None:
            with suppress(OSError):
                self.file.unlink(missing_ok=True)
        self.held = False

    def _write(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        handle = os.open(self.file, flags, 0o644)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(asdict(self._own)).encode())
        except OSError:
            # A full disk: half a lock would keep everybody out for a while.
            with suppress(OSError):
                self.file.unlink(missing_ok=True)
            raise
        self.held = True


def lock_file(path: Path) -> Path:
    """Where the lock of a document is: beside the file itself, not beside a link to it."""
    with suppress(OSError, RuntimeError, ValueError):
        path = path.resolve()
    return path.with_name(f".{path.name}.lock")


def holder(path: Path) -> Holder | None:
    """Who has a document open at this moment; None if nobody does."""
    found = _read(lock_file(path))
    return found if found is not None and found.is_alive() else None


def _read(file: Path) -> Holder | None:
    """What a lock says; None if there is none, or one that was never written to its end."""
    try:
        with file.open("rb") as opened:
            told = json.loads(opened.read(LARGEST))
        wanted = {f.name: type(getattr(UNKNOWN, f.name)) for f in fields(Holder)}
        if {name: type(told[name]) for name in wanted} == wanted:
            return Holder(**{name: told[name] for name in wanted})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        pass
    return _unreadable(file)


def _unreadable(file: Path) -> Holder | None:
    """A lock that does not say who has it: somebody is writing it, or died over that."""
    try:
        age = time.time() - file.stat().st_mtime
    except (OSError, ValueError):
        return None
    if age < WRITING:
        return UNKNOWN
    with suppress(OSError):
        file.unlink(missing_ok=True)
    return None


def _put_away(file: Path, dead: Holder) -> bool:
    """Remove the lock of a process that is no more; false if that is not possible here."""
    aside = file.with_name(f"{file.name}-{secrets.token_hex(8)}")
    try:
        file.rename(aside)
    except FileNotFoundError:
        # Somebody else was quicker.
        return True
    except OSError:
        return False
    found = _read(aside)
    if found is not None and found.key != dead.key:
        # In between it became the lock of somebody alive, who gets it back.
        with suppress(OSError):
            os.link(aside, file)
    with suppress(OSError):
        aside.unlink(missing_ok=True)
    return True


@cache
def _computer() -> str:
    """A mark of this computer, and of the container in which numbers of processes are its own."""
    parts = []
    with suppress(OSError, ValueError):
        parts.append(Path("/etc/machine-id").read_text("ascii"))
    with suppress(OSError, ValueError, AttributeError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16] if parts else ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
