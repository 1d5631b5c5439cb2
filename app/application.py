"""The Qt application: style, fonts, the door for unexpected errors, the window."""

from __future__ import annotations

import gc
import sys
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.desk import Desk
from app.filing import Asker
from app.operations import offer_leftovers
from app.settings import load_settings, log_file, recovery_folder
from app.start import written_down
from app.theme import font, load_fonts
from app.translation import install
from app.warming import Warming


class ErrorDoor(QObject):
    """Catches what no one else does: writes it down and says so once at a time."""

    def __init__(self, window: QWidget, asker: Asker) -> None:
        # Not a child of the window: others may outlive it.
        super().__init__(QApplication.instance())
        self._window, self._asker = window, asker
        self._telling = False

    def catch(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Take the place of ``sys.excepthook``."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.closeAllWindows()
            return
        sentence = written_down(log_file(), kind, error, trace)
        if self._telling:
            return
        self._telling = True
        try:
            asker = self._asker if isValid(self._window) else Asker(QApplication.activeWindow())
            asker.tell(sentence)
        finally:
            self._telling = False


def prepare(app: QApplication) -> None:
    """Set names, style and font of the application."""
    app.setApplicationName("layerdeck")
    app.setApplicationDisplayName("")
    app.setOrganizationName("")
    app.setStyle("Fusion")
    load_fonts()
    app.setFont(font())


def _offer_tour(desk: Desk) -> None:
    # Loaded here: only the first start needs it.
    from app.tour_offer import offer_tour

    offer_tour(desk.current)


def show(path: Path | None) -> int:
    """Run the program until its window is closed."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    prepare(app)
    settings = load_settings()
    install(app, settings.language)
    desk = Desk(settings)
    sys.excepthook = ErrorDoor(desk, desk.asker).catch
    desk.show()
    # The canvas has its size only then, and the document is to fit it.
    app.processEvents()
    if not desk.isVisible():
        # Closed already: nothing would end the loop of events.
        return 0
    # Without a window manager no window is active by itself, and keys would do nothing.
    desk.come_forward()
    desk.keep_unsaved(recovery_folder())
    if settings.reopen:
        desk.reopen()
    if path is not None:
        desk.open_path(path)
    # What is loaded stays: looking through all of it again and again would make pauses.
    gc.freeze()
    gc.enable()
    # When the window stands, and its start has cost nothing.
    QTimer.singleShot(0, desk, partial(offer_leftovers, desk.current))
    Warming(desk.current.session.types, desk)
    if path is None and not settings.toured:
        QTimer.singleShot(0, desk, partial(_offer_tour, desk))
    return app.exec()
