"""Files that are at any time the old one or the new one, whole, and never somebody else's lost.

What replaces a file is a new file: its rights stay, a symbolic link to it stays one, and a
second (hard) link to the old content keeps the old content.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write other line ends without it.
_BEFORE, _AFTER = ".layerdeck-", ".tmp"
_PIECE = 2**20

ABANDONED = 3600.0
"""Seconds after which a new file that has not replaced anything never will."""
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM}
"""How file systems say that they cannot make a folder's names last, or need not."""

_REASONS = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "you may store no more on this disk",
    "EFBIG": "the disk takes no file as large as that",
    "EROFS": "this disk can only be read",
    "EACCES": "you lack the right to do that there",
    "EPERM": "you lack the right to do that there",
    "ENAMETOOLONG": "its name is too long",
    "ENOENT": "its folder is not there",
    "ENOTDIR": "what should be its folder is a file",
    "EISDIR": "a folder has that name",
    "EIO": "the disk failed",
    "ENODEV": "the drive is gone",
    "ENXIO": "the drive is gone",
    "ESTALE": "the drive is gone",
    "EINVAL": "its name holds a character that is not possible there",
    "EILSEQ": "its name holds a character that is not possible there",
    "ELOOP": "its links lead in a circle",
    "EBUSY": "another program is using it",
    "ETXTBSY": "another program is using it",
    "ETIMEDOUT": "the drive does not answer",
}


@dataclass(frozen=True)
class Stamp:
    """What tells the content of a file from any other: its size and its SHA-256."""

    size: int
    digest: str


class StoringError(OSError):
    """What is wrong with a file, in words that are better than the system's."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(number, words)
        self.words = words


class ChangedError(StoringError):
    """A file is not the one that was expected; nothing was written."""

    def __init__(self) -> None:
        super().__init__(errno.EBUSY, "somebody else has changed it")


class UnsureError(StoringError):
    """A file was replaced by one with ``stamp``, which the disk may lose at a power cut."""

    def __init__(self, number: int, stamp: Stamp) -> None:
        super().__init__(number, "the disk may lose it at a power cut")
        self.stamp = stamp


def stamp_of(content: bytes) -> Stamp:
    """The stamp of a file with this content."""
    return Stamp(len(content), hashlib.sha256(content).hexdigest())


def read(path: Path, largest: int) -> bytes:
    """The content of a file of at most ``largest`` bytes; of a longer one nothing is read.

    Raises OSError if it cannot be read, is too long, or is no ordinary file.
    """
    # Before it is opened: a pipe would wait for somebody to write into it.
    status = path.stat()
    _check_ordinary(status)
    if status.st_size > largest:
        raise StoringError(errno.EFBIG, f"it is longer than {largest // 2**20} MB")
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise StoringError(errno.EFBIG, f"it is longer than {largest // 2**20} MB")
    return content


def has(path: Path, stamp: Stamp) -> bool:
    """Whether the file has this content. Raises OSError, FileNotFoundError if there is none."""
    if path.stat().st_size != stamp.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == stamp.digest


def replace(path: Path, content: bytes, expected: Stamp | None = None) -> Stamp:
    """Give a file this content; where it exists, only if it is the one ``expected``.

    Raises ChangedError if it is another one, UnsureError if the disk may not keep what was written,
    other OSErrors if it cannot be written: then the old file stays, and nothing beside it.
    """
    target = _real(path)
    before = _status(target)
    if before is not None:
        _check_ordinary(before)
        if not os.access(target, os.W_OK):
            raise StoringError(errno.EACCES, "the file is protected from being changed")
    temporary = target.with_name(f"{_BEFORE}{secrets.token_hex(8)}{_AFTER}")
    try:
        _write(temporary, content, None if before is None else stat.S_IMODE(before.st_mode))
        # As late as possible: what somebody else writes from here on to the next line is lost.
        _check_expected(target, expected)
        os.replace(temporary, target)  # noqa: PTH105 - all calls of the system in one manner
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    stamp = stamp_of(content)
    _keep_name(target.parent, stamp)
    return stamp


def sweep(folder: Path) -> None:
    """Remove what saves that were killed have left in a folder, once no save can be at it."""
    latest = time.time() - ABANDONED
    with suppress(OSError):
        for file in folder.iterdir():
            own = file.name.startswith(_BEFORE) and file.name.endswith(_AFTER)
            if own and file.stat().st_mtime < latest:
                file.unlink()


def reason(error: OSError) -> str:
    """Why a file cannot be read or written, as the end of a sentence without its stop."""
    if isinstance(error, StoringError):
        return error.words
    known = _REASONS.get(errno.errorcode.get(error.errno or 0, ""))
    return known or error.strerror or str(error) or "the system refused"


def _real(path: Path) -> Path:
    """What a symbolic link points to, so that the link itself stays."""
    try:
        return path.resolve()
    except RuntimeError:  # before Python 3.13 a circle of links
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    except ValueError:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path)) from None


def _status(target: Path) -> os.stat_result | None:
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _check_ordinary(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise StoringError(errno.EISDIR, "a folder has that name")
    if not stat.S_ISREG(status.st_mode):
        raise StoringError(errno.EINVAL, "it is no ordinary file")


def _check_expected(target: Path, expected: Stamp | None) -> None:
    """Raise ChangedError if a file is there that is not the expected one, or is being written."""
    if expected is None:
        return
    try:
        for _ in range(3):
            before = target.stat()
            same = has(target, expected)
            after = target.stat()
            seen = [(s.st_ino, s.st_size, s.st_mtime_ns) for s in (before, after)]
            if not same:
                break
            if seen[0] == seen[1]:
                return
    except FileNotFoundError:
        return
    raise ChangedError


def _write(temporary: Path, content: bytes, mode: int | None) -> None:
    """Write a new file and wait until the disk has it. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
    # Nobody who may not read the old file may read the new one in between.
    handle = os.open(temporary, flags, 0o666 if mode is None else 0o600)
    try:
        if mode is not None:
            _keep_mode(temporary, mode)
        rest = memoryview(content)
        while rest:
            # The system may write less than it was given.
            rest = rest[os.write(handle, rest[:_PIECE]) :]
        os.fsync(handle)
    except BaseException:
        with suppress(OSError):
            os.close(handle)
        raise
    os.close(handle)


def _keep_mode(temporary: Path, mode: int) -> None:
    try:
        os.chmod(temporary, mode)  # noqa: PTH101 - all calls of the system in one manner
    except OSError as error:
        # Disks without rights: what cannot be set was not set before.
        if error.errno not in (errno.EPERM, errno.ENOTSUP):
            raise


def _keep_name(folder: Path, stamp: Stamp) -> None:
    """Make the new name itself survive a power cut. Raises UnsureError if the disk fails."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if os.name == "posix" and error.errno not in _NO_SYNC:
            raise UnsureError(error.errno or errno.EIO, stamp) from None
