"""New, open, save: the document and its file, and what is asked before one is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app import locking
from app.session import Session
from app.settings import Settings
from app.theme import ASSETS
from app.translation import tr
from cards import files, storing
from cards.document import Document, DocumentError
from cards.storing import Stamp, reason

if TYPE_CHECKING:
    from app.dialogs.conflict import Conflict

EXAMPLES = ASSETS / "examples"
BEGINNING = ("wine", "digits", "residual", "groups")
"""The examples that stand before the others, the simplest first."""


Answer = Literal["save", "discard", "cancel"]


class Asker:
    """Asks the user by dialogs; tests put another in its place."""

    def __init__(self, parent: QWidget | None) -> None:
        self._parent = parent

    def keep(self, name: str) -> Answer:
        """What to do with the changes of the document called ``name``."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr("Save changes?"))
        box.setText(tr("Save the changes to {name}?").format(name=name))
        box.setInformativeText(tr("They are lost if you do not save them."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.setEscapeButton(buttons.Cancel)
        answers: dict[int, Answer] = {buttons.Save: "save", buttons.Discard: "discard"}
        answer = answers.get(box.exec(), "cancel")
        box.deleteLater()
        return answer

    def conflict(self, name: str, changes: str, compare: Callable[[], None] | None) -> Conflict:
        """What to do with a file that somebody else has changed; ``changes`` says how."""
        from app.dialogs.conflict import ConflictDialog  # hardly ever needed

        dialog = ConflictDialog(name, changes, compare, self._parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.answer

    def stop(self, name: str) -> bool:
        """Whether the run of the document called ``name`` may be stopped, which goes on."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr("Stop the run?"))
        box.setText(tr("{name} is still running.").format(name=name))
        box.setInformativeText(tr("What it has not finished is lost if you close it."))
        stop = box.addButton(tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        sure = box.clickedButton() is stop
        box.deleteLater()
        return sure

    def open_path(self, folder: str) -> Path | None:
        """Which file to open."""
        name, _ = QFileDialog.getOpenFileName(self._parent, tr("Open"), folder, _kinds())
        return Path(name) if name else None

    def save_path(self, suggested: str, kind: str = "") -> Path | None:
        """Where to save; the dialog itself asks before a file is replaced."""
        name, _ = QFileDialog.getSaveFileName(self._parent, tr("Save"), suggested, kind or _kinds())
        return Path(name) if name else None

    def tell(self, sentence: str) -> None:
        """Say what went wrong."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Layerdeck")
        box.setText(sentence)
        box.exec()
        box.deleteLater()


class Filing(QObject):
    """Moves the session's document to and from files; every method may be cancelled."""

    compare_requested = Signal(object, object, object)
    """Two documents and their titles, which the user wants to see side by side."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        asker: Asker,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self.asker = asker
        self.stop_run: Callable[[], None] | None = None
        """Called before the document is replaced."""
        self.confirm: Callable[[], None] | None = None
        """Called before the document is saved: looks whether it is still ours alone."""

    def may_leave(self) -> bool:
        """Whether the document may go: it is saved, or the user does not want it."""
        if not self._session.modified:
            return True
        answer = self.asker.keep(self._session.title)
        mine = self._session.document
        # Who chose to see what others wrote wants to see it, and may take their own back.
        return answer == "discard" or (
            answer == "save" and self.save() and self._session.document is mine
        )

    def new(self) -> bool:
        """Start an empty document."""
        if not self.may_leave():
            return False
        self._halt()
        self._session.new()
        return True

    def open(self) -> bool:
        """Ask for a file and open it."""
        if not self.may_leave():
            return False
        path = self.asker.open_path(self._settings.folder)
        return path is not None and self._read(path)

    def open_path(self, path: Path) -> bool:
        """Open this file."""
        return self.may_leave() and self._read(path)

    def save(self) -> bool:
        """Save in the document's own file; ask for one if it has none."""
        path = self._session.path
        if path is None or EXAMPLES in path.parents:
            return self.save_as()
        if self.confirm is not None:
            self.confirm()
        if self._session.read_only:
            return self.save_as()
        if self._session.changed_elsewhere():
            return self._settle(path)
        return self._write(path)

    def reload(self) -> bool:
        """Take the file as it is now; undo brings one's own work back."""
        try:
            self._session.reload()
        except DocumentError as error:
            self.asker.tell(str(error))
            return False
        return True

    def compare(self) -> None:
        """Show what the file is now beside the document."""
        theirs = self._theirs()
        if isinstance(theirs, str):
            self.asker.tell(theirs)
        else:
            titles = (tr("The file now"), tr("Here"))
            self.compare_requested.emit(theirs, self._session.document, titles)

    def save_as(self) -> bool:
        """Ask for a file and save in it."""
        folder = Path(self._settings.folder or Path.home())
        path = self.asker.save_path(str(folder / f"{self._session.title}.json"))
        if path is None:
            return False
        # Not with_suffix: a name may hold dots, and be odd in other ways.
        path = path if path.suffix else path.with_name(f"{path.name}.json")
        if path.absolute() != self._session.path or self._session.read_only:
            holder = locking.holder(path)
            if holder is not None:
                sentence = tr("{name} is not written: {who}")
                self.asker.tell(sentence.format(name=path.name, who=holder))
                return False
        opened = self._session.path
        if opened is not None and EXAMPLES in opened.parents:
            self._bring_data(opened.parent, path.parent)
        return self._write(path)

    def _read(self, path: Path) -> bool:
        try:
            # Before the run is stopped: a file that cannot be read is no reason for that.
            self._session.open(path, self._halt)
        except DocumentError as error:
            self._settings.forget(path)
            self._settings.store()
            sentence = str(error)
            self.asker.tell(sentence if path.name in sentence else f"{path.name}: {sentence}")
            return False
        if EXAMPLES not in path.parents:
            self._settings.remember(path.absolute())
            self._settings.store()
        return True

    def _write(self, path: Path, *, over: bool | Stamp = False) -> bool:
        try:
            self._session.save(path, over=over)
        except files.ConflictError:
            # In the moment since it was looked at.
            return self._settle(path)
        except DocumentError as error:
            self.asker.tell(str(error))
            return False
        self._settings.remember(path.absolute())
        self._settings.store()
        return True

    def _settle(self, path: Path) -> bool:
        """Ask what is to become of a file that somebody else has changed."""
        seen = _stamp_of(path)
        theirs = self._theirs()
        readable = not isinstance(theirs, str)
        answer = self.asker.conflict(
            path.name, self._changes(theirs), self.compare if readable else None
        )
        if answer == "reload":
            return self.reload()
        if answer == "save_as":
            return self.save_as()
        # What they wrote while it was asked, nobody has agreed to lose.
        return answer == "overwrite" and self._write(path, over=seen or True)

    def _theirs(self) -> Document | str:
        """The document in the file as it is now, or why it cannot be read."""
        try:
            return files.load(self._session.path or Path())
        except DocumentError as error:
            return str(error)

    def _changes(self, theirs: Document | str) -> str:
        """What saving would change in the file as it is now, line by line."""
        if isinstance(theirs, str):
            return theirs
        from cards.comparing import differences, told  # hardly ever needed

        return told(differences(theirs, self._session.document, self._session.types))

    def _bring_data(self, source: Path, target: Path) -> None:
        """Copy the files beside an example that its cards name, so that a copy still runs."""
        for node in self._session.document.nodes.values():
            for value in node.params.values():
                if not isinstance(value, str) or not value or Path(value).is_absolute():
                    continue
                if (source / value).is_file() and not (target / value).exists():
                    try:
                        (target / value).parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(source / value, target / value)
                    except OSError as error:
                        sentence = tr("{file} could not be copied: {why}.")
                        self.asker.tell(sentence.format(file=value, why=reason(error)))

    def _halt(self) -> None:
        if self.stop_run is not None:
            self.stop_run()


def examples() -> list[Path]:
    """The bundled documents: those that one begins with, then the others by name."""
    last = len(BEGINNING)

    def place(path: Path) -> tuple[int, str]:
        return BEGINNING.index(path.stem) if path.stem in BEGINNING else last, path.stem

    return sorted(EXAMPLES.glob("*.json"), key=place)


def _stamp_of(path: Path) -> Stamp | None:
    """What the file is now; None if it cannot be read."""
    try:
        return storing.stamp_of(storing.read(path, files.LARGEST))
    except OSError:
        return None


def _kinds() -> str:
    return tr("Layerdeck documents (*.json);;All files (*)")
