"""What the window remembers between two starts, in one JSON file of the user's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

from cards import storing

RECENT = 8
"""How many files the menu of recent ones holds."""
ALLOWED = 100
"""For how many documents it is remembered what they may read."""
LARGEST, LONGEST, MOST, WIDEST = 2**22, 10_000, 1000, 100_000
"""Bytes of the file, characters of a text, items of a list and pixels of a part, at most."""
BOUNDS = {"text_size": (80, 200), "undo_steps": (10, 100_000), "threads": (0, 256)}
"""The least and the greatest value of numbers."""
CHOICES = {"theme": ("", "light", "dark", "contrast"), "language": ("", "en", "de")}


@dataclass
class Settings:
    """Remembered choices, which are JSON; a new one needs its default here and nothing else.

    ``theme`` and ``language`` are empty while they follow the system, ``threads`` is 0
    while the program chooses. ``text_size`` is in percent. ``geometry`` is the window's
    place in Qt's own encoding, as base 64; ``splits`` the sizes of each splitter by its
    name; ``hidden`` the panels that are not shown; ``allowed`` what each document may read
    outside its folder; ``shortcuts`` the keys that the user chose, by what they do.
    """

    theme: str = ""
    text_size: int = 100
    reduced_motion: bool = False
    language: str = ""
    snap: bool = True
    undo_steps: int = 1000
    autosave: bool = True
    threads: int = 0
    reopen: bool = False
    toured: bool = False
    open_files: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    geometry: str = ""
    splits: dict[str, list[int]] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    shortcuts: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    allowed: dict[str, list[str]] = field(default_factory=dict)
    path: Path | None = None

    @property
    def pictures(self) -> Path | None:
        """The folder with small pictures of recent documents."""
        return self.path.parent / "pictures" if self.path is not None else None

    def remember(self, file: Path) -> None:
        """Put ``file`` first in the list of recent ones."""
        name = str(file)
        self.recent = [name, *(r for r in self.recent if r != name)][:RECENT]
        self.folder = str(file.parent)

    def forget(self, file: Path) -> None:
        """Take ``file`` out of the list of recent ones."""
        self.recent = [r for r in self.recent if r != str(file)]

    def allow(self, file: Path, places: Iterable[Path]) -> None:
        """Remember for good what the document in ``file`` may read outside its folder."""
        known = self.allowed.get(str(file), [])
        named = sorted({*known, *map(str, places)})
        if named != known:
            self.allowed.pop(str(file), None)
            self.allowed[str(file)] = named
            self.allowed = dict(list(self.allowed.items())[-ALLOWED:])
            self.store()

    def store(self) -> None:
        """Write the file; a folder that cannot be written loses nothing that matters."""
        if self.path is None:
            return
        values = asdict(self)
        del values["path"]
        beside = self.path.with_suffix(".part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(values, indent=1), "utf-8")
            beside.replace(self.path)
        except OSError:
            return


def load_settings(path: Path | None = None) -> Settings:
    """The settings of ``path``, by default of this user; what cannot be read is left out."""
    path = path or _folder(QStandardPaths.StandardLocation.AppConfigLocation) / "window.json"
    try:
        read = json.loads(storing.read(path, LARGEST))
    except (OSError, ValueError, RecursionError):
        read = {}
    known = {k: v for k, v in _known(read).items() if _plain(v) and _fits(k, v)}
    return Settings(**known, path=path)


def log_file() -> Path:
    """Where errors of the program are written down."""
    return _folder(QStandardPaths.StandardLocation.StateLocation) / "errors.log"


def recovery_folder() -> Path:
    """Where unsaved work is kept."""
    return _folder(QStandardPaths.StandardLocation.StateLocation) / "unsaved"


def _folder(location: QStandardPaths.StandardLocation) -> Path:
    return Path(QStandardPaths.writableLocation(location) or Path.home() / ".layerdeck")


def _known(read: Any) -> dict[str, Any]:
    names = {f.name for f in fields(Settings)} - {"path"}
    known = {k: v for k, v in read.items() if k in names} if isinstance(read, dict) else {}
    keys = known.get("shortcuts")
    if isinstance(keys, dict):
        # One bad entry takes no good one with it.
        known["shortcuts"] = {k: v for k, v in keys.items() if isinstance(v, str)}
    return known


def _plain(value: Any) -> bool:
    """Whether the texts and lists in a value are no longer than this program makes them."""
    if isinstance(value, dict):
        return all(_plain(v) for pair in value.items() for v in pair)
    if isinstance(value, list):
        return len(value) <= MOST and all(map(_plain, value))
    if not isinstance(value, str):
        return True
    return len(value) <= LONGEST and "\0" not in value


def _fits(name: str, value: Any) -> bool:
    """Whether a value that was read is one that this program writes."""
    if name in CHOICES:
        return isinstance(value, str) and value in CHOICES[name]
    if name in BOUNDS:
        low, high = BOUNDS[name]
        return type(value) is int and low <= value <= high
    if name == "splits":
        return isinstance(value, dict) and all(
            isinstance(v, list) and all(type(n) is int and 0 <= n <= WIDEST for n in v)
            for v in value.values()
        )
    if name == "geometry":
        return isinstance(value, str) and value.isascii()
    if name == "shortcuts":
        return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    if name == "allowed":
        lists = value.values() if isinstance(value, dict) else [None]
        return all(isinstance(v, list) and all(isinstance(p, str) for p in v) for v in lists)
    default = getattr(Settings(), name)
    if isinstance(default, list):
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    # A truth value is a number to Python, and is none here.
    return type(value) is type(default)
