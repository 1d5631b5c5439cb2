"""What happens to the open document's file from outside, and what the user is told of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.filing import EXAMPLES, Filing
from app.locking import Lock
from app.panels.banner import Act, Banners
from app.recovery import Autosave
from app.session import Session
from app.settings import Settings
from app.translation import tr
from app.watching import Watch
from cards.document import Document, DocumentError
from cards.outside import outside
from cards.storing import Stamp, sweep

NAMED = 3
"""Files that are named in a sentence; of more the number is told."""


class Guard(QObject):
    """Holds the lock of the document's file, watches the file, and asks before it reads others."""

    taking = Signal()
    """The file is about to be read again: what the user is in the middle of ends."""

    def __init__(
        self,
        session: Session,
        filing: Filing,
        banners: Banners,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._filing = filing
        self._banners = banners
        self._settings = settings
        self._path: Path | None = None
        self._lock: Lock | None = None
        self._refused: frozenset[Path] = frozenset()
        self._stamp: Stamp | None = None
        self._closed = False
        self.watch = Watch(self)
        self.watch.changed.connect(self._note_file)
        self.watch.looked.connect(self._note_lock)
        filing.confirm = self._note_lock
        session.file_changed.connect(self._follow)
        session.checked.connect(self._ask)
        banners.closed.connect(self._note_closed)
        self._follow()

    def tell_kept(self, autosave: Autosave) -> None:
        """Say so when unsaved work cannot be kept, and when it can again."""
        autosave.failed.connect(self._tell_unkept)
        autosave.written.connect(self._forget_unkept)

    def close(self) -> None:
        """Let go of the file: the document is closed."""
        self.watch.follow(None)
        self._release()
        self._closed = True

    # The file and its lock

    def _follow(self) -> None:
        """Hold the lock of the session's file, and watch it, if it is another one now."""
        if self._closed:
            return
        path = self._session.path
        if path is not None and EXAMPLES in path.parents:
            path = None
        if path != self._path:
            self._release()
            self._path, self._refused = path, frozenset()
            self._banners.take_away("lock", "change", "gone", "outside")
            self._lock = Lock(path) if path is not None else None
            self.watch.follow(path)
            self._permit()
            if self._lock is not None:
                self._show_holder(self._lock.take())
                sweep(self._lock.file.parent)
        elif self._lock is not None and not self._lock.held and not self._session.read_only:
            # The same file was opened again.
            self._show_holder(self._lock.take())
        if not self._session.gone:
            self._banners.take_away("gone")
        if self._session.stamp != self._stamp:
            self._stamp = self._session.stamp
            if self._session.modified:
                # Restored work may rest on another state of the file than is there now.
                self._note_file()
            else:
                self._remember()
        asked = self._banners.shown.get("change")
        if asked is not None and not asked.mild and not self._session.modified:
            # Saved, read again, or undone: there is nothing to choose any more.
            self._note_file()

    def _show_holder(self, holder: object) -> None:
        self._session.note_holder("" if holder is None else str(holder))
        if holder is None:
            self._banners.take_away("lock")
            return
        text = tr("Open for reading only. {who}").format(who=holder)
        save_as = (tr("Save as…"), self._filing.save_as)
        acts = [save_as, (tr("Take over"), self._take_over)]
        self._banners.tell("lock", text, acts, closable=False)

    def _note_lock(self) -> None:
        """See whether somebody has taken the lock away, or given back the one they had."""
        if self._lock is None:
            return
        thief = self._lock.lost_to()
        if thief is not None:
            self._lock.held = False
            self._show_holder(thief)
        elif self._session.read_only:
            holder = self._lock.take()
            if holder is None:
                self._show_holder(None)
                self._note_file()

    def _take_over(self) -> None:
        if self._lock is not None:
            self._lock.seize()
            self._show_holder(None)
            self._note_file()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # What others do to the file

    def _note_file(self) -> None:
        """See what has become of the file, and say so."""
        session = self._session
        if self._path is None:
            return
        if not os.path.exists(self._path):  # noqa: PTH110 - never raises
            self._tell_gone()
            return
        session.note_gone(False)
        self._banners.take_away("gone")
        if not session.changed_elsewhere():
            self._banners.take_away("change")
        elif session.history.modified:
            self._tell_changed()
        else:
            self._take(unasked=True)

    def _tell_gone(self) -> None:
        self._banners.take_away("change")
        self._session.note_gone(True)
        text = tr("{name} is no longer there. Save it again, or it exists only in this window.")
        acts = [(tr("Save"), self._filing.save), (tr("Save as…"), self._filing.save_as)]
        self._banners.tell("gone", text.format(name=self._name), acts)

    def _tell_changed(self) -> None:
        text = tr("Somebody else has changed {name}, and you have changes of your own.")
        acts: list[Act] = [
            (tr("Reload"), self._take),
            (tr("Compare"), self._filing.compare),
            (tr("Keep mine"), self._keep_mine),
        ]
        self._banners.tell("change", text.format(name=self._name), acts)

    def _keep_mine(self) -> None:
        """Go on with one's own: saving will ask what is to become of theirs."""
        self._banners.take_away("change")

    def _take(self, *, unasked: bool = False) -> None:
        """Show the file as it is now, as a step that can be undone."""
        before = self._session.document
        self.taking.emit()
        try:
            self._session.reload()
        except DocumentError as error:
            text = tr("{name} was changed elsewhere. {why}").format(name=self._name, why=error)
            again, mine = (tr("Try again"), self._take), (tr("Keep mine"), self._keep_mine)
            self._banners.tell("change", text, [again, mine])
            return
        self._banners.take_away("change")
        if unasked and self._session.document is not before:
            text = tr("{name} was changed elsewhere, and is shown as it is now.")
            acts = [(tr("What changed"), self._comparing(before)), (tr("Undo"), self._undo)]
            self._banners.tell("change", text.format(name=self._name), acts, mild=True)

    def _undo(self) -> None:
        self._banners.take_away("change")
        self._session.undo()

    def _comparing(self, before: Document) -> Callable[[], None]:
        def compare() -> None:
            titles = (tr("Before"), tr("Now"))
            self._filing.compare_requested.emit(before, self._session.document, titles)

        return compare

    @property
    def _name(self) -> str:
        return self._path.name if self._path is not None else ""

    # What the document may read

    def _permit(self) -> None:
        """Let the document read what the user has allowed it before, or named in it here."""
        session, path = self._session, self._path
        if path is None:
            return
        if session.allowed is None:
            session.allowed = frozenset(_named(session.document, session.folder))
        known = self._settings.allowed.get(str(path), ())
        session.allowed |= frozenset(map(Path, known))
        self._remember()

    def _remember(self) -> None:
        """Remember what the document may read now that it is saved so."""
        allowed = self._session.allowed
        if self._path is not None and allowed:
            self._settings.allow(self._path, allowed)

    def _ask(self) -> None:
        """Ask whether the document may read the files that it would like to."""
        found = self._session.report.diagnostics
        places = {f.allow for d in found for f in d.fixes if f.allow is not None}
        wanted = sorted(places - self._refused)
        if not wanted:
            self._banners.take_away("outside")
            return
        if len(wanted) == 1:
            text = tr("This document wants to read {file}, outside its folder.")
        else:
            text = tr("This document wants to read {count} files outside its folder: {file}.")
        named = ", ".join(map(str, wanted[:NAMED])) + (", …" if len(wanted) > NAMED else "")
        acts = [(tr("Allow"), self._allowing(wanted)), (tr("Not now"), self._refuse)]
        self._banners.tell("outside", text.format(count=len(wanted), file=named), acts)

    def _allowing(self, places: Iterable[Path]) -> Callable[[], None]:
        def allow() -> None:
            self._session.allow(places)
            self._remember()

        return allow

    def _refuse(self) -> None:
        found = self._session.report.diagnostics
        self._refused |= {f.allow for d in found for f in d.fixes if f.allow is not None}
        self._banners.take_away("outside")

    def _note_closed(self, topic: str) -> None:
        if topic == "outside":
            self._refuse()

    # Unsaved work

    def _tell_unkept(self, why: str) -> None:
        text = tr("Unsaved work cannot be kept safe at the moment: {why}. Save often.")
        self._banners.tell("unkept", text.format(why=why))

    def _forget_unkept(self) -> None:
        self._banners.take_away("unkept")


def _named(document: Document, folder: Path) -> Iterable[Path]:
    """Files outside ``folder`` that a document made here names."""
    for node in document.nodes.values():
        for value in node.params.values():
            if isinstance(value, str) and (Path(value).is_absolute() or ".." in value):
                place = outside(value, folder) if "\0" not in value else None
                if place is not None and os.path.isfile(place):  # noqa: PTH113 - never raises
                    yield place
