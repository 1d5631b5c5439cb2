"""Groups to add: those that the program brings, and the user's own in a folder of files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Signal

from app.canvas.copying import excerpt, inserted
from app.theme import ASSETS
from app.translation import counted, tr
from cards import files, grouping
from cards.card import Card
from cards.document import Document, DocumentError, Group, Note
from cards.edits import Refused
from cards.registry import Types, upgraded

if TYPE_CHECKING:
    from app.canvas.view import Canvas

OWN, BUILT_IN = "@own/", "@groups/"
"""How the ids of what is in the library begin; no card has such an id."""
ABOUT = "about"
"""The note of a file that says what its group is for."""
MOST, MOST_BYTES = 500, 2**23
"""Files that are looked at, and bytes of them in all; more are not a library any more."""
LONGEST, LONGEST_ABOUT, LISTED = 80, 2000, 20
"""Characters of a title and of what a group is for, and kinds of cards that are listed."""


class LibraryCard(Card):
    """A group to add."""

    title: ClassVar[str] = "Group"
    group: ClassVar[str] = "Groups"


@dataclass(frozen=True)
class Entry:
    """A group in a file of its own; ``part`` holds it, and a note about it."""

    id: str
    path: Path
    part: Document

    @property
    def own(self) -> bool:
        """Whether it is one of the user's."""
        return self.id.startswith(OWN)

    @property
    def group(self) -> Group:
        """The group itself, in which all else is."""
        return next(g for g in self.part.groups.values() if g.group is None)

    @property
    def title(self) -> str:
        return " ".join(self.group.title.split())[:LONGEST] or self.path.stem[:LONGEST]

    @property
    def about(self) -> str:
        """What it is for, as its note says."""
        note = self.part.notes.get(ABOUT)
        return note.text[:LONGEST_ABOUT] if note is not None else ""

    @cached_property
    def card(self) -> type[Card]:
        """A card that stands for it in lists of cards."""
        count = len(self.part.nodes)
        kinds = [*dict.fromkeys(node.card[:LONGEST] for node in self.part.nodes.values())]
        inside = ", ".join([*kinds[:LISTED], *(["…"] if len(kinds) > LISTED else [])])
        told = f"{self.about}\n\n" if self.about else ""
        told += tr("A group of {cards}: {inside}.").format(
            cards=counted(count, tr("card"), tr("cards")), inside=inside
        )
        return type(
            "LibraryCard",
            (LibraryCard,),
            {
                "__doc__": told,
                "__module__": __name__,
                "title": self.title,
                "group": "My groups" if self.own else "Groups",
            },
        )


class Library(QObject):
    """The groups that can be added. Without a ``folder`` there are only the built-in ones."""

    changed = Signal()

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.faults: list[str] = []
        """Of files that were left out, a sentence each."""
        self._entries: dict[str, Entry] | None = None

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What is in it by id, the user's own first; read when it is first asked for."""
        if self._entries is None:
            self.faults = []
            read = [*self._read(self.folder, OWN), *self._read(ASSETS / "groups", BUILT_IN)]
            self._entries = {entry.id: entry for entry in read}
        return self._entries

    @property
    def types(self) -> dict[str, type[Card]]:
        """The cards that stand for the groups in lists of cards, by id."""
        return {entry_id: entry.card for entry_id, entry in self.entries.items()}

    def reload(self) -> None:
        """Look at the files again."""
        self._entries = None
        self.changed.emit()

    def keep(self, part: Document, title: str, about: str) -> Entry:
        """Write a group into a file of its own. Raises DocumentError if that cannot be."""
        if self.folder is None:
            raise DocumentError(tr("There is no folder to keep groups in."))
        path = self._free_path(title)
        return self._write(path, part, title, about)

    def change(self, entry: Entry, title: str, about: str) -> Entry:
        """Call a group something else. Raises DocumentError if its file cannot be written."""
        return self._write(entry.path, entry.part, title, about)

    def remove(self, entry: Entry) -> None:
        """Delete the file of a group. Raises DocumentError if that cannot be."""
        try:
            entry.path.unlink(missing_ok=True)
        except OSError as error:
            raise DocumentError(f"{entry.path.name}: {error.strerror}.") from error
        self.reload()

    def _write(self, path: Path, part: Document, title: str, about: str) -> Entry:
        top = next(name for name, g in part.groups.items() if g.group is None)
        try:
            part = grouping.retitled(part, top, title)
        except Refused as refused:
            raise DocumentError(str(refused)) from refused
        notes = {name: note for name, note in part.notes.items() if name != ABOUT}
        if about.strip():
            notes[ABOUT] = Note(text=about.strip(), rect=(0.0, -120.0, 320.0, 96.0))
        part = part.model_copy(update={"notes": notes})
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DocumentError(f"{path.parent}: {error.strerror}.") from error
        files.save(path, part)
        self.reload()
        try:
            return self.entries[OWN + path.stem]
        except KeyError:
            text = tr("{path} is written, but there are too many groups or too large ones.")
            raise DocumentError(text.format(path=path)) from None

    def _free_path(self, title: str) -> Path:
        folder = self.folder or Path()
        stem = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60] or "group"
        path, number = folder / f"group-{stem}.json", 2
        while path.exists():
            path, number = folder / f"group-{stem}-{number}.json", number + 1
        return path

    def _read(self, folder: Path | None, start: str) -> Iterator[Entry]:
        found = sorted(folder.glob("*.json")) if folder is not None else []
        left = MOST_BYTES
        for number, path in enumerate(found):
            size = _size(path)
            if number >= MOST or size > left:
                text = tr("{name}: there are too many groups or too large ones.")
                self.faults.append(text.format(name=path.name))
                if number >= MOST:
                    return
                continue
            left -= size
            try:
                part = files.load(path)
            except DocumentError as error:
                self.faults.append(f"{path.name}: {error}")
                continue
            if sum(g.group is None for g in part.groups.values()) != 1 or any(
                node.group is None for node in part.nodes.values()
            ):
                self.faults.append(tr("{name}: it does not hold one group.").format(name=path.name))
                continue
            yield Entry(start + path.stem, path, part)


def _size(path: Path) -> int:
    """The bytes that would be read of a file; none of one that is too long or not there."""
    try:
        size = path.stat().st_size
    except OSError:
        return 0
    return size if size <= files.LARGEST else 0


def library_of(widget: QObject) -> Library:
    """The library of the window that a widget stands in."""
    around: QObject | None = widget
    last = widget
    while around is not None:
        found = getattr(around, "library", None)
        if isinstance(found, Library):
            return found
        last, around = around, around.parent()
    # A canvas that stands in no window has only what the program brings.
    made = Library(None, last)
    setattr(widget, "library", made)  # noqa: B010 - widgets declare no such attribute
    return made


def added(
    document: Document, types: Types, entry: Entry, place: tuple[float, float], page: str | None
) -> tuple[Document, str]:
    """The document with a copy of a group at ``place``, and its name. Raises Refused."""
    part = upgraded(entry.part, types)
    notes = {name: note for name, note in part.notes.items() if note.group is not None}
    part = part.model_copy(update={"notes": notes})
    top = next(name for name, g in part.groups.items() if g.group is None)
    shut = part.groups[top].model_copy(update={"open": False})
    part = part.model_copy(update={"groups": {**part.groups, top: shut}})
    x, y = shut.position
    made = inserted(document, part, place[0] - x, place[1] - y, page=page)
    return made.document, next(iter(made.names))


def save(canvas: Canvas, name: str) -> None:
    """Ask what a group is to be called in the library, and keep it there."""
    from app.dialogs.group_form import GroupForm

    document = canvas.session.document
    if name not in document.groups:
        return
    library = library_of(canvas)
    form = GroupForm(document.groups[name].title, "", canvas)

    def keep() -> None:
        part = excerpt(canvas.session.document, {name})
        try:
            entry = library.keep(part, form.title, form.about)
        except DocumentError as error:
            canvas.message.emit(str(error))
        else:
            told = tr("{title} is in the palette under My groups.")
            canvas.message.emit(told.format(title=entry.title))

    form.accepted.connect(keep)
    form.open()
