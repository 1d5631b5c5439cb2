"""New, open, save: the document and its file, and what is asked before one is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.session import Session
from app.settings import Settings
from app.theme import ASSETS
from cards import files
from cards.comparing import differences, told
from cards.document import DocumentError

EXAMPLES = ASSETS / "examples"
FILTER = "Layerdeck documents (*.json);;All files (*)"

Answer = Literal["save", "discard", "cancel"]
Conflict = Literal["overwrite", "reload", "save_as", "cancel"]


class Asker:
    """Asks the user by dialogs; tests put another in its place."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def keep(self, name: str) -> Answer:
        """What to do with the changes of the document called ``name``."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Save changes?")
        box.setText(f"Save the changes to {name}?")
        box.setInformativeText("They are lost if you do not save them.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.setEscapeButton(buttons.Cancel)
        answers: dict[int, Answer] = {buttons.Save: "save", buttons.Discard: "discard"}
        answer = answers.get(box.exec(), "cancel")
        box.deleteLater()
        return answer

    def conflict(self, name: str, changes: str) -> Conflict:
        """What to do with a file that somebody else has changed; ``changes`` says how."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Changed elsewhere")
        box.setText(f"Somebody else has changed {name} since it was opened.")
        box.setInformativeText("Saving as it is would lose what they did.")
        box.setDetailedText(changes)
        role = QMessageBox.ButtonRole
        answers: dict[object, Conflict] = {
            box.addButton("Save as…", role.AcceptRole): "save_as",
            box.addButton("Reload theirs", role.DestructiveRole): "reload",
            box.addButton("Overwrite", role.DestructiveRole): "overwrite",
        }
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.exec()
        answer = answers.get(box.clickedButton(), "cancel")
        box.deleteLater()
        return answer

    def open_path(self, folder: str) -> Path | None:
        """Which file to open."""
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open", folder, FILTER)
        return Path(name) if name else None

    def save_path(self, suggested: str, kind: str = FILTER) -> Path | None:
        """Where to save; the dialog itself asks before a file is replaced."""
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save", suggested, kind)
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

    def may_leave(self) -> bool:
        """Whether the document may go: it is saved, or the user does not want it."""
        if not self._session.modified:
            return True
        answer = self.asker.keep(self._session.title)
        return answer == "discard" or (answer == "save" and self.save())

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
        if not self._session.changed_elsewhere():
            return self._write(path)
        answer = self.asker.conflict(path.name, self._their_changes(path))
        if answer == "reload":
            return self._reload()
        if answer == "save_as":
            return self.save_as()
        return answer == "overwrite" and self._write(path, over=True)

    def save_as(self) -> bool:
        """Ask for a file and save in it."""
        folder = Path(self._settings.folder or Path.home())
        path = self.asker.save_path(str(folder / f"{self._session.title}.json"))
        if path is None:
            return False
        path = path if path.suffix else path.with_suffix(".json")
        opened = self._session.path
        if opened is not None and EXAMPLES in opened.parents:
            self._bring_data(opened.parent, path.parent)
        return self._write(path)

    def _read(self, path: Path) -> bool:
        try:
            self._halt()
            self._session.open(path)
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

    def _write(self, path: Path, *, over: bool = False) -> bool:
        try:
            self._session.save(path, over=over)
        except DocumentError as error:
            self.asker.tell(str(error))
            return False
        self._settings.remember(path.absolute())
        self._settings.store()
        return True

    def _reload(self) -> bool:
        try:
            self._session.reload()
        except DocumentError as error:
            self.asker.tell(str(error))
            return False
        return True

    def _their_changes(self, path: Path) -> str:
        """What saving would change in the file as it is now, line by line."""
        try:
            theirs = files.load(path)
        except DocumentError as error:
            return str(error)
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
                        self.asker.tell(f"{value} could not be copied: {error.strerror}.")

    def _halt(self) -> None:
        if self.stop_run is not None:
            self.stop_run()


def examples() -> list[Path]:
    """The bundled documents, by name."""
    return sorted(EXAMPLES.glob("*.json"))
