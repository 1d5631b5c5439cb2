"""Earlier versions of a file, as git keeps them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cards.document import DocumentError

LARGEST = 600_000_000
"""Bytes of a file that are read at most."""
_FIELDS = "%H%x1f%at%x1f%an%x1f%s"
_GIT = ("git", "--no-pager", "--no-optional-locks", "--literal-pathspecs")
# A folder from a stranger can name programs in its git configuration: none is started.
_SAFE = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false", "-c", "protocol.allow=never"),
)


@dataclass(frozen=True)
class Revision:
    """A commit that changed the file: ``hash`` in full, ``path`` the file's name in it."""

    hash: str
    when: datetime
    author: str
    subject: str
    path: str
    """From the root of the repository; an earlier name where the file was renamed."""

    @property
    def short(self) -> str:
        return self.hash[:8]


def revisions(path: Path, most: int = 500) -> list[Revision]:
    """The commits that changed a file, the newest first, across its renames.

    Raises DocumentError, in one sentence, if git is missing or does not know the file.
    """
    words = ("log", "--follow", f"--max-count={most}", f"--format=%x1e{_FIELDS}")
    told = _git(path, *words, "--name-only", "-z", "--", path.name)
    if told is None:
        raise DocumentError(f"'{path.name}' is in no git repository.")
    found = [one for part in told.split("\x1e")[1:] if (one := _revision(part)) is not None]
    if not found:
        raise DocumentError(f"git has no commit with '{path.name}'.")
    return found


def text_of(path: Path, revision: Revision) -> str:
    """The file as it was in a commit. Raises DocumentError if git does not give it."""
    return _blob(path, f"{revision.hash}:{revision.path}", revision.short)


def text_at(path: Path, revision: str) -> str:
    """The file in any revision that git knows: a branch, a tag, ``HEAD~2``.

    Raises DocumentError if there is none.
    """
    return _blob(path, f"{revision}:./{path.name}", revision)


def _blob(path: Path, name: str, revision: str) -> str:
    size = _git(path, "cat-file", "-s", "--end-of-options", name)
    if size is None or not size.strip().isdigit():
        raise DocumentError(f"git knows no '{path}' in '{revision}'.")
    if int(size) > LARGEST:
        raise DocumentError(f"'{path}' in '{revision}' is too large to be read.")
    text = _git(path, "cat-file", "blob", "--end-of-options", name)
    if text is None:
        raise DocumentError(f"git knows no '{path}' in '{revision}'.")
    return text


def _revision(part: str) -> Revision | None:
    fields = part.strip("\0\n").split("\x1f", 3)
    if len(fields) < 4 or not fields[1].isdigit():
        return None
    subject, _, path = fields[3].replace("\0", "\n").partition("\n")
    when = datetime.fromtimestamp(int(fields[1]))
    return Revision(fields[0], when, fields[2], subject, path.strip("\n"))


def _git(path: Path, *words: str) -> str | None:
    """What git says in the folder of a file; None if it refuses."""
    command: Sequence[str] = (*_GIT, *_SAFE, *words)
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=path.absolute().parent,
            capture_output=True,
            check=False,
            env=environment,
            timeout=60,
        )
    except subprocess.TimeoutExpired:
        raise DocumentError("git takes too long to answer.") from None
    except OSError as error:
        raise DocumentError(f"git cannot show '{path}': {error.strerror}.") from None
    return done.stdout.decode("utf-8", "replace") if not done.returncode else None
