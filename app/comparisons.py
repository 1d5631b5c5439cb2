"""What changed: the document against its saved state, another file, or a commit of git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.translation import tr
from cards.document import Document, DocumentError

if TYPE_CHECKING:
    from app.dialogs.compare import Compare
    from app.session import Session
    from app.window import Window
    from cards.comparing import Difference


class Comparison(QObject):
    """Keeps a dialog in step with the session, and takes differences back when it asks.

    Without an ``old`` document it compares with what is saved.
    """

    def __init__(self, dialog: Compare, session: Session, old: Document | None) -> None:
        super().__init__(dialog)
        self._dialog, self._session, self._old = dialog, session, old
        self._history = session.history
        session.changed.connect(self._follow)
        session.file_changed.connect(self._follow)
        dialog.taken_back.connect(self._take_back)

    def _follow(self) -> None:
        if self._session.history is not self._history:
            # Another document was opened: this comparison is about none any more.
            self._dialog.close()
            return
        old = self._old if self._old is not None else self._history.saved
        self._dialog.show_documents(old, self._session.document)

    def _take_back(self, one: Difference) -> None:
        from cards.edits import Refused
        from cards.taking_back import taken_back

        old = self._old if self._old is not None else self._history.saved
        try:
            document = taken_back(old, self._session.document, one)
        except Refused as refused:
            self._dialog.told.setText(str(refused))
            return
        self._session.commit(tr("Take back: {text}").format(text=one.text), document)


def with_saved(window: Window) -> None:
    """Show what changed since the document was saved or opened."""
    title = tr("{name}, as saved").format(name=window.session.title)
    _show(window, None, title)


def with_file(window: Window) -> None:
    """Ask for another file and show what differs."""
    from cards import files
    from cards.registry import upgraded

    path = window.filing.asker.open_path(window.settings.folder)
    if path is None:
        return
    try:
        old = upgraded(files.load(path), window.session.types)
    except DocumentError as error:
        window.filing.asker.tell(str(error))
        return
    _show(window, old, path.name)


def with_revision(window: Window) -> None:
    """Let the user choose a commit with the document's file, and show what changed since."""
    from app.dialogs.revisions import RevisionPicker
    from cards import files
    from cards.registry import upgraded
    from cards.revisions import revisions, text_of

    path = window.session.path
    if path is None:
        window.show_message(tr("Save the document first: git keeps files."))
        return
    try:
        picker = RevisionPicker(path.name, revisions(path), window)
        picker.exec()
        chosen = picker.chosen
        picker.deleteLater()
        if chosen is None:
            return
        old = upgraded(files.loads(text_of(path, chosen)), window.session.types)
    except DocumentError as error:
        window.filing.asker.tell(str(error))
        return
    title = tr("{name} in {commit}, {date}").format(
        name=path.name, commit=chosen.short, date=f"{chosen.when:%Y-%m-%d}"
    )
    _show(window, old, title)


def _show(window: Window, old: Document | None, title: str) -> None:
    from app.dialogs.compare import Compare

    session = window.session
    dialog = Compare(
        old if old is not None else session.history.saved,
        session.document,
        session.types,
        (title, tr("Now")),
        window.theme,
        window,
        can_take_back=True,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    Comparison(dialog, session, old)
    dialog.show()
