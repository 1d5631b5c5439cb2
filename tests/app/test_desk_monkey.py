"""Random input on the whole program: tabs, pages, commands, keys, files, themes, runs.

``LAYERDECK_MONKEY`` gives the steps of a long run, ``LAYERDECK_SEEDS`` the seeds as 3-7.
"""

import os
import random
import time

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QDrag, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QMenu

from app.desk import Desk
from cards import files
from tests.app.sample_network import fill
from tests.app.test_fuzz import Monkey, assert_in_step

STEPS = int(os.environ.get("LAYERDECK_MONKEY", "0"))
FIRST, _, LAST = os.environ.get("LAYERDECK_SEEDS", "0-1").partition("-")
SEEDS = range(int(FIRST), int(LAST or FIRST) + 1)
SECONDS = 4.0
LEAST = 40
"""Steps of a short run, on however slow a machine."""
MOST = 40
"""Cards of a document beyond which one starts anew."""
NEVER = {"quit", "new_window", "print", "full_screen"}


class DeskMonkey(Monkey):
    """The monkey of one window, let loose on all documents of a desk."""

    def __init__(self, desk, seed, folder):
        self.desk, self.folder, self.rng = desk, folder, random.Random(seed)
        self.done = []

    @property
    def window(self):
        return self.desk.current

    @property
    def canvas(self):
        return self.window.canvas

    def act(self):
        deeds = (self.drag, self.drag, self.click, self.key, self.wheel, self.add, self.menu)
        others = (self.edit, self.panels, self.copy, self.command, self.command, self.shortcut)
        rare = (self.tabs, self.pages, self.save, self.open, self.look, self.step)
        deed = self.rng.choice((*deeds, *others, *rare))
        self.done.append(deed.__name__)
        deed()
        self.answer()
        if len(self.window.session.document.nodes) > MOST:
            self.window.session.undo()

    def command(self):
        known = [n for n, a in self.window.actions_by_id.items() if a.isEnabled()]
        name = self.rng.choice(sorted({*known} - NEVER))
        self.done.append(name)
        self.window.actions_by_id[name].trigger()

    def shortcut(self):
        """The keys of a command, wherever the focus is."""
        actions = self.window.actions_by_id
        name = self.rng.choice(sorted({*actions} - NEVER))
        keys = actions[name].shortcut()
        self.done.append(f"keys of {name}")
        focus = QApplication.focusWidget() or self.canvas
        if not keys.isEmpty():
            QTest.keySequence(focus, QKeySequence(keys))

    def tabs(self):
        desk, rng = self.desk, self.rng
        deed = rng.choice(("new", "step", "step", "close", "move"))
        if deed == "new" and len(desk.pages) < 5:
            desk.new_tab()
            fill(desk.current)
        elif deed == "step":
            desk.step(rng.choice((1, -1)))
        elif deed == "close":
            desk.close_page(rng.choice(desk.pages))
        elif deed == "move" and len(desk.pages) > 1:
            desk.bar.moveTab(0, len(desk.pages) - 1)

    def pages(self):
        session = self.window.session
        session.show_page(self.rng.choice([None, *sorted(session.document.groups)]))

    def save(self):
        path = self.folder / f"{self.rng.randrange(6)}.json"
        if all(page.session.path != path for page in self.desk.pages):
            self.desk.asker.path = path
        self.window.filing.save()

    def open(self):
        written = sorted(self.folder.glob("*.json"))
        if written and len(self.desk.pages) < 6:
            self.desk.open_path(self.rng.choice(written))

    def look(self):
        settings, rng = self.desk.settings, self.rng
        settings.theme = rng.choice(("", "light", "dark", "contrast"))
        settings.text_size = rng.choice((80, 100, 100, 150, 200))
        settings.language = rng.choice(("", "en", "de"))
        settings.undo_steps = rng.choice((10, 1000, 1000))
        self.desk.apply_settings()

    def step(self):
        history = self.window.session.history
        for _ in range(self.rng.randrange(6)):
            self.rng.choice((self.window.session.undo, self.window.session.redo))()
        assert history is self.window.session.history

    def answer(self):
        """Say yes or no to whatever asks, and close what is open."""
        for _ in range(4):
            popup = QApplication.activePopupWidget()
            if popup is None:
                break
            popup.close()
        for top in QApplication.topLevelWidgets():
            for dialog in (top, *top.findChildren(QDialog)):
                if isinstance(dialog, QDialog) and dialog.isVisible():
                    dialog.done(self.rng.choice((0, 0, 1)))


@pytest.fixture
def desk(settings, asker, qapp, qtbot, monkeypatch):
    rng = random.Random(0)

    def shown(dialog):
        dialog.show()
        QApplication.processEvents()
        dialog.done(rng.choice((0, 1)))
        return dialog.result()

    monkeypatch.setattr(QDialog, "exec", shown)
    monkeypatch.setattr(QMenu, "exec", lambda menu, *_: None)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (str(rng.randrange(99)), True))
    monkeypatch.setattr(QDrag, "exec", lambda *_: None)
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda *_: True)
    made = Desk(settings, asker)
    made.show()
    qtbot.waitActive(made)
    yield made
    asker.answer, asker.stops = "discard", True
    made.close()
    made.deleteLater()
    QGuiApplication.clipboard().clear()


def settled(window):
    """A page on which nothing is under way."""
    window.canvas.cancel_gesture()
    window.canvas.editing.close()
    window.canvas.writing.finish()
    window.session.check_now()
    QApplication.processEvents()


def assert_whole(window):
    """What is shown is what would be shown afresh, and what is saved comes back."""
    settled(window)
    assert_in_step(window)
    document = window.session.document
    assert files.loads(files.dumps(document)) == document


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_random_work_on_many_documents_leaves_each_in_step(desk, seed, tmp_path):
    fill(desk.current)
    monkey = DeskMonkey(desk, seed, tmp_path)
    until, count = time.monotonic() + SECONDS, 0
    try:
        while count < (STEPS or LEAST) or (not STEPS and time.monotonic() < until):
            monkey.act()
            count += 1
            if count % 5 == 0:
                QApplication.processEvents()
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
                # What is closed is forgotten, as it would be in a loop of events.
                QApplication.processEvents()
            if count % 100 == 0:
                assert_whole(desk.current)
        for page in desk.pages:
            desk.show_page(page)
            assert_whole(page)
            history, last = page.session.history, page.session.document
            before = history.position
            while history.can_undo:
                page.session.undo()
            while history.position < before:
                page.session.redo()
            assert page.session.document is last
            assert_whole(page)
    except BaseException:
        print(f"seed {seed}, step {count}:", *monkey.done[-12:])  # noqa: T201
        raise
