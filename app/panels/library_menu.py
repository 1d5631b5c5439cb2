"""The menu of a group of the library, in the palette."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from app.canvas.menu_items import add_item
from app.library import Entry, Library
from app.translation import tr
from cards.document import DocumentError

if TYPE_CHECKING:
    from app.panels.palette import Palette


def library_menu(palette: Palette, library: Library, card_id: str) -> QMenu:
    """What can be done with a card of the palette, most with one's own groups."""
    menu = QMenu(palette)
    menu.aboutToHide.connect(menu.deleteLater)
    if card_id:
        add_item(menu, tr("Add to the document"), partial(palette.add_requested.emit, card_id))
        menu.addSeparator()
    entry = library.entries.get(card_id)
    if entry is not None and entry.own:
        add_item(menu, tr("Rename and describe…"), partial(_change, palette, library, entry))
        add_item(menu, tr("Delete from my groups"), partial(_remove, palette, library, entry))
        menu.addSeparator()
    show = add_item(menu, tr("Show folder of my groups"), partial(_show_folder, library))
    show.setEnabled(library.folder is not None)
    add_item(menu, tr("Read my groups again"), library.reload)
    return menu


def _change(palette: Palette, library: Library, entry: Entry) -> None:
    from app.dialogs.group_form import GroupForm  # no start needs a dialog

    form = GroupForm(entry.title, entry.about, palette)

    def take() -> None:
        try:
            library.change(entry, form.title, form.about)
        except DocumentError as error:
            palette.message.emit(str(error))

    form.accepted.connect(take)
    form.open()


def _remove(palette: Palette, library: Library, entry: Entry) -> None:
    try:
        library.remove(entry)
    except DocumentError as error:
        palette.message.emit(str(error))


def _show_folder(library: Library) -> None:
    if library.folder is not None:
        library.folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(library.folder)))
