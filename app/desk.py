"""The desk: one window of the desktop with a tab for each open document."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from app.dropping import dropped_files
from app.filing import Asker
from app.session import Session
from app.settings import Settings
from app.tabs import TabBar, new_button
from app.theme import ASSETS, TEXT_SIZE, font, icon
from app.window import Window, chosen_theme, dress

SIZE = (1600, 1000)
LEAST = (720, 480)
APART = QPoint(32, 32)
"""From one window to the next."""


class Desk(QMainWindow):
    """Holds a ``Window`` for each document; there is always one.

    ``desks`` are all that are open in this program, this one among them.
    """

    def __init__(
        self,
        settings: Settings,
        asker: Asker | None = None,
        desks: list[Desk] | None = None,
    ) -> None:
        super().__init__()
        self.desks = [] if desks is None else desks
        self.desks.append(self)
        self.settings = settings
        self.asker = asker or Asker(self)
        self.theme = chosen_theme(settings)
        set_text_size(settings.text_size)
        dress(self.theme)
        self._unsaved: Path | None = None
        self._pages: list[Window] = []
        self._shown: Window | None = None
        self._marks: dict[Window, str] = {}
        self.bar = TabBar(self.theme, self)
        self.stack = QStackedWidget(self)
        self._add = new_button(self.theme, self)
        self._place_parts()
        self._connect()
        self.add_page()
        self.setWindowIcon(QIcon(str(ASSETS / "icons" / "layerdeck.svg")))
        self.setAcceptDrops(True)
        self.setMinimumSize(*LEAST)
        room = self.screen().availableSize()
        self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))

    @property
    def pages(self) -> Sequence[Window]:
        """The open documents, in the order of their tabs."""
        return tuple(self._pages)

    @property
    def current(self) -> Window:
        """The document that is shown."""
        return self._pages[self.bar.currentIndex()]

    def add_page(self) -> Window:
        """An empty document behind the others; it is not shown yet."""
        session = Session(self._pages[0].session.types if self._pages else None)
        page = Window(session, self.settings, self.asker, desk=self)
        if self._pages:
            session.pack_problems = self._pages[0].session.pack_problems
        if self._unsaved is not None and self.settings.autosave:
            page.keep_unsaved(self._unsaved)
        page.refreshed.connect(partial(self._note, page))
        page.runner.finished.connect(partial(self._note_end, page))
        self._pages.append(page)
        self.stack.addWidget(page)
        self.bar.add()
        self._note(page)
        return page

    def show_page(self, page: Window) -> None:
        """Bring a document to the front."""
        self.bar.setCurrentIndex(self._pages.index(page))

    def new(self) -> None:
        """Start an empty document, unless one is shown."""
        if not self.current.untouched:
            self.show_page(self.add_page())

    def open(self) -> None:
        """Ask for a file and open it."""
        path = self.asker.open_path(self.settings.folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a file in a tab of its own, or show the tab that has it."""
        for desk in self.desks:
            if desk.page_of(path) is not None:
                desk.show_file(path)
                return True
        fresh = self.current.untouched
        page = self.current if fresh else self.add_page()
        if not page.filing.open_path(path):
            if not fresh:
                self._remove(page)
            return False
        self.show_page(page)
        return True

    def page_of(self, path: Path) -> Window | None:
        """The document that a file was opened as."""
        return next((p for p in self._pages if p.session.path == path.absolute()), None)

    def show_file(self, path: Path) -> None:
        """Bring the document of a file to the front, and this window too."""
        page = self.page_of(path)
        if page is not None:
            self.show_page(page)
            self.come_forward()

    def come_forward(self) -> None:
        """Take the keyboard, if another window has it."""
        if not self.isActiveWindow():
            self.activateWindow()

    def new_window(self) -> Desk:
        """Another window with documents of its own."""
        made = Desk(self.settings, desks=self.desks)
        made.resize(self.size())
        made.move(self.pos() + APART)
        if self._unsaved is not None:
            made.keep_unsaved(self._unsaved)
        made.show()
        return made

    def quit(self) -> None:
        """Close all windows, unless the user keeps one open."""
        for desk in list(self.desks):
            desk.come_forward()
            if not desk.close():
                return

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Open files; the first that opens is shown."""
        opened = [path for path in paths if self.open_path(path)]
        if opened:
            self.open_path(opened[0])

    def close_page(self, page: Window) -> bool:
        """Close a document, if it is saved or the user does not want it."""
        if not self._may_close([page]):
            return False
        if len(self._pages) == 1:
            self.add_page()
        page.finish()
        self._remove(page)
        return True

    def close_others(self, page: Window) -> None:
        """Close all documents but this one."""
        others = [p for p in self._pages if p is not page]
        if self._may_close(others):
            for other in others:
                other.finish()
                self._remove(other)
            self.show_page(page)

    def step(self, by: int) -> None:
        """Show the next document, or the one before."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + by) % len(self._pages))

    def keep_unsaved(self, folder: Path) -> None:
        """From now on keep unsaved work of all documents in ``folder``."""
        self._unsaved = folder
        self._keep()

    def reopen(self) -> None:
        """Open the documents of last time that are still there: one now, the others after it."""
        paths = [Path(name) for name in self.settings.open_files]
        there = [path for path in paths if path.is_file()]
        if there:
            self.open_path(there[0])
        for path in there[1:]:
            QTimer.singleShot(0, self, partial(self._open_behind, path))

    def apply_settings(self) -> None:
        """Show and do everything as the settings want it, in all windows."""
        for desk in self.desks:
            desk.follow_settings()

    def follow_settings(self) -> None:
        """Show and do everything as the settings want it, here."""
        settings = self.settings
        set_text_size(settings.text_size)
        self.theme = chosen_theme(settings)
        dress(self.theme)
        self.bar.set_theme(self.theme)
        self._add.setIcon(icon("add", self.theme))
        for page in self._pages:
            page.apply_settings()
            self._note(page)
        self._keep()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._marks.pop(self.current, None)
            self._note(self.current)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.current.take_drop(event, self.current.mapFrom(self, event.position().toPoint()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close(self._pages):
            event.ignore()
            return
        paths = [page.session.path for page in self._pages]
        self.settings.open_files = [str(path) for path in paths if path is not None]
        self.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        # The sizes of the one that is shown are those that stay.
        for page in sorted(self._pages, key=lambda p: p is self.current):
            page.finish()
        event.accept()
        if self in self.desks:
            self.desks.remove(self)
        if self.desks:
            self.deleteLater()

    def _keep(self) -> None:
        for page in self._pages:
            page.keep_unsaved(self._unsaved if self.settings.autosave else None)

    def _place_parts(self) -> None:
        body, row = Widget(self), QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(2)
        row.addWidget(self.bar)
        row.addWidget(self._add)
        row.addStretch(1)
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        box.addWidget(self.stack, 1)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        self.bar.currentChanged.connect(self._change)
        self.bar.tabMoved.connect(self._move)
        self.bar.close_requested.connect(self._close_at)
        self.bar.others_requested.connect(self._close_others_of)
        self.bar.new_requested.connect(self.new_tab)
        self._add.clicked.connect(self.new_tab)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        # With one document these keys go on from the canvas to the panels.
        self._keys = [QShortcut(QKeySequence(k), self) for k in ("Ctrl+Tab", "Ctrl+Shift+Tab")]
        for key, by in zip(self._keys, (1, -1), strict=True):
            key.activated.connect(partial(self.step, by))

    def new_tab(self) -> None:
        """Start another empty document."""
        self.show_page(self.add_page())

    def _may_close(self, pages: Iterable[Window]) -> bool:
        """Ask for each document that is not saved; nothing is closed before all are answered."""
        for page in pages:
            if page.session.modified or page.runner.active:
                self.show_page(page)
            if not page.may_close():
                return False
        return True

    def _remove(self, page: Window) -> None:
        at = self._pages.index(page)
        self._marks.pop(page, None)
        if self._shown is page:
            self._shown = None
        del self._pages[at]
        self.bar.blockSignals(True)
        self.bar.removeTab(at)
        self.bar.blockSignals(False)
        self.stack.removeWidget(page)
        page.desk = None
        page.destroyed.connect(partial(QTimer.singleShot, 0, forget_destroyed))
        page.hide()
        page.deleteLater()
        self._change()

    def _open_behind(self, path: Path) -> None:
        shown = self.current
        self.open_path(path)
        self.show_page(shown)

    def _change(self) -> None:
        """Show the document of the current tab, with the panels as they were in the last one."""
        if not 0 <= self.bar.currentIndex() < len(self._pages):
            return
        page, before = self.current, self._shown
        for key in self._keys:
            key.setEnabled(len(self._pages) > 1)
        if page is before:
            return
        on_bar = self.bar.hasFocus()
        if before is not None:
            before.places.remember()
            page.places.take(before.places)
        self._shown = page
        self._marks.pop(page, None)
        self.stack.setCurrentWidget(page)
        # What can be done depends on how many documents there are.
        page.refresh()
        if not on_bar:
            page.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, start: int, end: int) -> None:
        self._pages.insert(end, self._pages.pop(start))

    def _close_at(self, at: int) -> None:
        self.close_page(self._pages[at])

    def _close_others_of(self, at: int) -> None:
        self.close_others(self._pages[at])

    def _note(self, page: Window) -> None:
        """Bring the tab of a document, and the title of the window, up to date."""
        if page not in self._pages:
            return
        session = page.session
        state = "run" if page.runner.active else self._marks.get(page, "")
        tip = str(session.path) if session.path else session.title
        at = self._pages.index(page)
        self.bar.show_document(at, session.title, tip, modified=session.modified, state=state)
        if page is self._shown:
            self.setWindowTitle(page.windowTitle())
            self.setWindowModified(session.modified)

    def _note_end(self, page: Window) -> None:
        """Mark how a run ended that nobody was looking at."""
        run = page.session.last_run
        if page is not self._shown and run is not None:
            self._marks[page] = "error" if run.failures else "ok"
        self._note(page)

    def _follow_system(self) -> None:
        if not self.settings.theme:
            self.follow_settings()


def forget_destroyed() -> None:
    """Let go of what Python still knows of documents that Qt has destroyed.

    Parts that Qt made itself, such as buttons of a toolbar, are known by their addresses.
    A new part at an old address would be taken for the old one, and fall with it.
    """
    # What was there at the start is frozen, the first document too.
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def set_text_size(percent: int) -> None:
    """Give the application text of this size; 100 is its own."""
    app = QApplication.instance()
    wanted = round(TEXT_SIZE * percent / 100)
    if isinstance(app, QApplication) and app.font().pixelSize() != wanted:
        app.setFont(font(wanted))
