"""Choosing an earlier version of a file from those that git keeps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import Panel, label
from app.translation import tr
from cards.revisions import Revision

ROLE = Qt.ItemDataRole.UserRole
AUTHOR = 140
"""Width of the authors' names, in pixels."""


class RevisionPicker(QDialog):
    """The commits that changed a file, the newest first; ``chosen`` is one once it is accepted."""

    def __init__(self, name: str, found: Sequence[Revision], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Compare with a commit"))
        self.chosen: Revision | None = None
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find in subjects, authors, dates and hashes"))
        self.search.setAccessibleName(tr("Find a commit"))
        self.search.setClearButtonEnabled(True)
        self.list = QTreeWidget(self)
        self.list.setHeaderLabels([tr("Date"), tr("Subject"), tr("Author"), tr("Commit")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setAccessibleName(tr("Commits"))
        for one in found:
            self.list.addTopLevelItem(_item(one))
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(2, AUTHOR)
        buttons = QDialogButtonBox(self)
        self.compare = buttons.addButton(tr("Compare"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.compare.setDefault(True)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(10)
        box.addWidget(label(tr("Commits with {name}").format(name=name), "title", self))
        box.addWidget(self.search)
        box.addWidget(Panel(self.list), 1)
        box.addWidget(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self.accept)
        self.list.currentItemChanged.connect(self._note)
        self.search.textChanged.connect(self._filter)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.list.setFocus()
        self.resize(780, 460)

    def accept(self) -> None:
        """Take the commit that is chosen in the list."""
        item = self.list.currentItem()
        if item is not None and not item.isHidden():
            self.chosen = item.data(0, ROLE)
            super().accept()

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        first = None
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is None:
                continue
            one: Revision = item.data(0, ROLE)
            own = f"{item.text(0)} {one.subject} {one.author} {one.hash}".lower()
            item.setHidden(not all(word in own for word in words))
            first = first or (None if item.isHidden() else item)
        if first is not None:
            self.list.setCurrentItem(first)
        self._note()

    def _note(self) -> None:
        item = self.list.currentItem()
        self.compare.setEnabled(item is not None and not item.isHidden())


def _item(one: Revision) -> QTreeWidgetItem:
    item = QTreeWidgetItem([f"{one.when:%Y-%m-%d %H:%M}", one.subject, one.author, one.short])
    item.setData(0, ROLE, one)
    item.setToolTip(1, one.subject)
    return item
