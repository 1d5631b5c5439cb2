"""The preferences dialog."""

import json

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from app.desk import Desk
from app.dialogs.preferences import SHOWN, Preferences
from app.settings import Settings, load_settings
from app.theme import CONTRAST, text_scale


@pytest.fixture
def desk(settings, asker, qapp, qtbot):
    made = Desk(settings, asker)
    made.show()
    qtbot.waitActive(made)
    yield made
    # The next test is to have text of its own size.
    settings.text_size = 100
    made.apply_settings()
    made.close()
    made.deleteLater()


def in_dialog(desk, act):
    """Open the preferences as the user does, and act there."""
    done = []

    def look():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Preferences)
        try:
            act(dialog)
            done.append(dialog)
        finally:
            dialog.reject()

    QTimer.singleShot(0, look)
    desk.current.actions_by_id["preferences"].trigger()
    assert done


def test_every_setting_has_a_control_that_says_its_name(desk):
    def look(dialog):
        assert set(dialog.controls) == set(SHOWN)
        assert all(control.accessibleName() for control in dialog.controls.values())
        assert all(
            control.focusPolicy() & Qt.FocusPolicy.TabFocus for control in dialog.controls.values()
        )

    in_dialog(desk, look)


def test_what_is_changed_is_shown_at_once_and_kept(desk, qtbot):
    def change(dialog):
        theme = dialog.controls["theme"]
        theme.setCurrentIndex(theme.findData("contrast"))
        theme.activated.emit(theme.currentIndex())
        assert desk.current.canvas.theme is CONTRAST
        dialog.controls["text_size"].setValue(150)
        assert text_scale() == pytest.approx(1.5, abs=0.05)
        qtbot.mouseClick(dialog.controls["snap"], Qt.MouseButton.LeftButton)
        assert desk.current.canvas.snap is False
        dialog.controls["undo_steps"].setValue(50)
        assert desk.current.session.history.limit == 50
        dialog.controls["threads"].setValue(1)
        assert desk.current.runner.threads == 1
        qtbot.mouseClick(dialog.controls["reopen"], Qt.MouseButton.LeftButton)

    in_dialog(desk, change)
    kept = load_settings(desk.settings.path)
    assert (kept.theme, kept.text_size, kept.snap, kept.undo_steps) == ("contrast", 150, False, 50)
    assert kept.reopen is True and kept.threads == 1


def test_reset_takes_back_what_stands_there_and_nothing_else(desk):
    desk.settings.folder = "/kept"
    desk.settings.theme, desk.settings.undo_steps = "light", 20
    desk.apply_settings()

    def reset(dialog):
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "Reset").click()
        assert dialog.controls["undo_steps"].value() == Settings().undo_steps
        assert dialog.controls["theme"].currentData() == ""

    in_dialog(desk, reset)
    fresh = Settings()
    assert all(getattr(desk.settings, n) == getattr(fresh, n) for n in SHOWN)
    assert desk.settings.folder == "/kept"
    assert desk.current.session.history.limit == fresh.undo_steps


def test_the_dialog_shows_what_is_set(qtbot):
    settings = Settings(theme="dark", text_size=120, snap=False, language="de", undo_steps=77)
    dialog = Preferences(settings)
    qtbot.addWidget(dialog)
    assert dialog.controls["theme"].currentData() == "dark"
    assert dialog.controls["language"].currentText() == "Deutsch"
    assert dialog.controls["text_size"].value() == 120
    assert not dialog.controls["snap"].isChecked()
    heard = []
    dialog.changed.connect(heard.append)
    dialog.controls["text_size"].setValue(120)
    assert heard == []


def test_a_setting_of_a_larger_computer_is_kept(qtbot):
    dialog = Preferences(Settings(threads=200))
    qtbot.addWidget(dialog)
    assert dialog.controls["threads"].value() == 200


def test_no_setting_of_the_dialog_is_unknown_to_the_file(settings):
    settings.store()
    assert set(SHOWN) <= set(json.loads(settings.path.read_text()))
