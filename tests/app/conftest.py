"""The application as the program sets it up, and a window that touches nothing of the user's."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.view import Canvas
from app.session import Session
from app.settings import Settings
from app.theme import DARK
from tests.app.sample_cards import CHAIN, TYPES


class SilentAsker:
    """Answers what a test has put there, and keeps what was said."""

    def __init__(self) -> None:
        self.answer = "discard"
        self.conflicted = "cancel"
        self.stops = True
        self.stopped: list[str] = []
        self.path: Path | None = None
        self.said: list[str] = []
        self.asked: list[str] = []

    def keep(self, name: str) -> str:
        self.asked.append(name)
        return self.answer

    def conflict(self, name: str, changes: str, compare: Callable[[], None] | None) -> str:
        self.asked.append(changes)
        return self.conflicted

    def stop(self, name: str) -> bool:
        self.stopped.append(name)
        return self.stops

    def open_path(self, folder: str) -> Path | None:
        return self.path

    def save_path(self, suggested: str, kind: str = "") -> Path | None:
        self.asked.append(suggested)
        return self.path

    def tell(self, sentence: str) -> None:
        self.said.append(sentence)


@pytest.fixture(autouse=True, scope="session")
def prepared(qapp: QApplication) -> Iterator[None]:
    from app.application import prepare

    prepare(qapp)
    yield
    # Data of a test's own would be destroyed by Qt after Python has ended.
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def no_widget_is_left(qapp: QApplication) -> Iterator[None]:
    yield
    # Without an event loop Qt deletes nothing later, and each window makes styling slower.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def no_check_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a check may take long once; what follows it is to be checked at once."""
    monkeypatch.setattr("app.session.SLOW", 0.9)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(path=tmp_path / "settings" / "window.json")


@pytest.fixture
def asker() -> SilentAsker:
    return SilentAsker()


@pytest.fixture
def window(settings: Settings, asker: SilentAsker, qapp: QApplication) -> Iterator:
    from app.session import Session
    from app.window import Window

    made = Window(Session(), settings, asker)
    # Wide enough for all panels; the screen of the tests is smaller.
    made.resize(1280, 800)
    made.show()
    yield made
    made.session.history.mark_saved()
    made.close()
    made.deleteLater()


@pytest.fixture
def heard(monkeypatch) -> Iterator[list]:
    """What is told to assistive technology while one listens."""
    events = []
    QAccessible.setActive(True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    yield events
    QAccessible.setActive(False)


@pytest.fixture
def shown(qtbot) -> Callable[[QWidget], QWidget]:
    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.show()
        return widget

    return show


@pytest.fixture
def canvas(qtbot) -> Canvas:
    """The chain of the sample cards on a canvas of its own."""
    session = Session(TYPES)
    session.commit("Make", CHAIN)
    widget = Canvas(session, DARK)
    qtbot.addWidget(widget)
    widget.resize(1200, 700)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget
