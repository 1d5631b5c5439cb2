"""The sheet of shortcuts, and keys that the user chooses."""

import json

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.actions import COMMANDS, all_bindings
from app.canvas.choosing import Chooser
from app.dialogs.shortcuts import Shortcuts, gestures
from app.operations import use_keymap
from app.session import Session
from app.settings import Settings, load_settings
from app.shortcuts import Keymap, portable
from app.theme import DARK
from app.window import Window
from tests.app.sample_network import fill

Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def sheet(shown):
    return shown(Shortcuts(Keymap(all_bindings(), {}), DARK))


def visible(sheet):
    return [line.text(0) for line in sheet._lines() if not line.isHidden()]


def choose(sheet, one_id):
    sheet.tree.setCurrentItem(sheet.item_of(one_id))
    QTest.keyClick(sheet.tree, Key.Key_Return)
    assert sheet.asking.isVisible()


def press(sheet, key, held=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(sheet.asking.field, key, held)


def test_the_sheet_names_every_command_the_keys_of_the_canvas_and_the_mouse(window):
    seen = {}

    def look():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, Shortcuts):
            seen.update({line.text(0): line.text(1) for line in dialog._lines()})
        dialog.reject()

    QTimer.singleShot(0, look)
    window.actions_by_id["shortcuts"].trigger()
    for one in all_bindings():
        assert seen[one.plain]
    for keys, text in gestures():
        assert seen[text] == keys


def test_no_two_commands_have_one_key_and_the_canvas_none_of_theirs():
    bindings = all_bindings()
    for place in (("window", "canvas"), ("rows",)):
        keys = [key for one in bindings if one.place in place for key in one.keys]
        assert sorted(set(keys)) == sorted(keys)


def test_every_command_has_a_key_spelled_as_qt_spells_it():
    for command in COMMANDS:
        assert [portable(key) for key in command.shortcut.split("; ")] == (
            command.shortcut.split("; ")
        )


def test_words_find_commands_by_name_and_by_key(sheet):
    QTest.keyClicks(sheet.search, "undo")
    assert "Undo" in visible(sheet) and "Run" not in visible(sheet)
    sheet.search.clear()
    QTest.keyClicks(sheet.search, "f5")
    assert visible(sheet) == ["Run", "Stop"]
    QTest.keyClick(sheet.search, Key.Key_Down)
    assert sheet.tree.hasFocus() and sheet.tree.currentItem().text(0) == "Run"


def test_new_keys_are_pressed_and_hold_from_then_on(sheet, qtbot):
    choose(sheet, "run")
    with qtbot.waitSignal(sheet.changed) as blocker:
        press(sheet, Key.Key_R, CTRL)
    assert blocker.args[0].keys["run"] == ("Ctrl+R",)
    assert sheet.item_of("run").text(1) == "Ctrl+R"
    assert not sheet.asking.isVisible() and sheet.tree.hasFocus()
    sheet.reset.click()
    assert sheet.keymap.keys["run"] == ("F5",) and not sheet.keymap.changed


def test_escape_leaves_the_old_keys_and_the_sheet_open(sheet):
    choose(sheet, "run")
    press(sheet, Key.Key_Escape)
    assert sheet.keymap.keys["run"] == ("F5",)
    assert sheet.isVisible() and not sheet.asking.isVisible()


def test_a_conflict_is_told_and_the_keys_can_be_swapped(sheet):
    choose(sheet, "run")
    press(sheet, Key.Key_S, CTRL)
    assert "“Save”" in sheet.asking.sentence.text() and sheet.keymap.keys["run"] == ("F5",)
    sheet.asking.swap.click()
    assert sheet.keymap.keys["run"] == ("Ctrl+S",) and sheet.keymap.keys["save"] == ("F5",)


def test_keys_can_be_taken_from_another_and_given_up(sheet):
    choose(sheet, "run")
    press(sheet, Key.Key_S, CTRL)
    sheet.asking.take.click()
    assert sheet.keymap.keys["run"] == ("Ctrl+S",) and sheet.keymap.keys["save"] == ()
    choose(sheet, "run")
    sheet.asking.none.click()
    assert sheet.keymap.keys["run"] == () and sheet.item_of("run").text(1) == "none"
    sheet.reset_all.click()
    assert not sheet.keymap.changed and not sheet.reset_all.isEnabled()


def test_a_command_of_the_window_takes_no_letter_alone(sheet):
    choose(sheet, "run")
    press(sheet, Key.Key_R)
    assert "needs Ctrl or Alt" in sheet.asking.sentence.text() and sheet.asking.isVisible()
    assert sheet.keymap.keys["run"] == ("F5",)


def test_keys_of_the_canvas_change_too_and_may_be_letters_or_tab(sheet):
    choose(sheet, "name_socket")
    press(sheet, Key.Key_C)
    assert sheet.keymap.find("canvas", "C") == "name_socket"
    assert sheet.keymap.find("canvas", "W") is None
    choose(sheet, "show_all")
    press(sheet, Key.Key_Tab)
    assert "Tab" in sheet.asking.sentence.text()
    sheet.asking.swap.click()
    assert sheet.keymap.keys["quick_add"] == ("F",)


def test_rows_may_have_the_keys_of_a_command(sheet):
    choose(sheet, "edit_row")
    press(sheet, Key.Key_F5)
    assert sheet.keymap.keys["edit_row"] == ("F5",) and sheet.keymap.keys["run"] == ("F5",)


@pytest.mark.parametrize(
    "entries",
    [
        {"run": 5, "save": ["Ctrl+R"], "undo": None},
        {"run": "nonsense", "no_such_command": "Ctrl+R", "stop": "R"},
        {"run": "Ctrl+K, Ctrl+B", "undo": "Ctrl+", "redo": "Shift"},
        {"run": "Ctrl+S"},
        {"run": "Ctrl+R", "stop": "Ctrl+R; Ctrl+S"},
    ],
)
def test_bad_entries_of_the_settings_are_passed_over(entries):
    keymap = Keymap(all_bindings(), entries)
    keys = [k for i, ks in keymap.keys.items() for k in ks if keymap.bindings[i].place != "rows"]
    assert len(set(keys)) == len(keys)
    assert keymap.keys["undo"] == ("Ctrl+Z",) and keymap.keys["save"] == ("Ctrl+S",)


def test_good_entries_beside_bad_ones_hold(tmp_path):
    path = tmp_path / "window.json"
    path.write_text(json.dumps({"shortcuts": {"run": "Ctrl+R", "stop": 7}}))
    keymap = Keymap(all_bindings(), load_settings(path).shortcuts)
    assert keymap.keys["run"] == ("Ctrl+R",) and keymap.keys["stop"] == ("Shift+F5",)


def test_two_swapped_keys_are_read_back(tmp_path):
    keymap = Keymap(all_bindings(), {}).with_keys("run", "Ctrl+S", swap="save")
    settings = Settings(path=tmp_path / "window.json", shortcuts=keymap.changed)
    settings.store()
    again = Keymap(all_bindings(), load_settings(settings.path).shortcuts)
    assert again.keys == keymap.keys


def test_new_keys_hold_at_once_in_every_window_and_on_its_canvas(window, settings, asker, qtbot):
    other = Window(Session(), settings, asker)
    keymap = window.keymap.with_keys("fold", "Ctrl+K").with_keys("name_socket", "C")
    use_keymap(window, keymap)
    assert load_settings(settings.path).shortcuts == {"fold": "Ctrl+K", "name_socket": "C"}
    for one in (window, other):
        assert one.actions_by_id["fold"].shortcut().toString() == "Ctrl+K"
    fill(window)
    window.canvas.setFocus()
    window.session.select({"dense_1"})
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window.canvas, Key.Key_E, CTRL)
    assert not window.session.document.nodes["dense_1"].folded
    QTest.keyClick(window.canvas, Key.Key_K, CTRL)
    assert window.session.document.nodes["dense_1"].folded
    QTest.keyClick(window.canvas, Key.Key_W)
    assert not window.canvas.findChildren(Chooser)
    QTest.keyClick(window.canvas, Key.Key_C)
    assert window.canvas.findChildren(Chooser)
    other.close()
    other.deleteLater()


def test_del_in_a_row_resets_the_value_and_the_command_stays_away(window, qtbot):
    fill(window)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.canvas.setFocus()
    window.canvas.caret.go_to_row("dense_1", "input", "units")
    QTest.keyClick(window.canvas, Key.Key_Delete)
    assert "units" not in window.session.document.nodes["dense_1"].params
    QTest.keyClick(window.canvas, Key.Key_Escape)
    QTest.keyClick(window.canvas, Key.Key_Delete)
    assert "dense_1" not in window.session.document.nodes


# --- commands by name


@pytest.fixture
def commands(window):
    fill(window)
    window.actions_by_id["commands"].trigger()
    (box,) = window.canvas.findChildren(Chooser)
    return box


def test_commands_are_found_by_name_with_their_keys(window, commands):
    QTest.keyClicks(commands.search, "sel all")
    assert commands.current().text == "Edit: Select all"
    assert commands.current().detail == "Ctrl+A"
    QTest.keyClick(commands.search, Key.Key_Return)
    assert window.session.selection == set(window.session.document.nodes)
    assert window.canvas.hasFocus()


def test_commands_that_cannot_be_done_stand_last_and_do_nothing(window, commands):
    lines = [commands.list.item(i).data(Qt.ItemDataRole.UserRole) for i in range(60)]
    states = [line.enabled for line in lines]
    assert states == sorted(states, reverse=True) and not all(states)
    QTest.keyClicks(commands.search, "stop")
    assert "cannot be done" in commands.told.text()
    QTest.keyClick(commands.search, Key.Key_Return)
    assert not commands.done


def test_no_command_of_that_name_is_told(commands):
    QTest.keyClicks(commands.search, "qqq")
    assert commands.told.text() == "No command has these words."


# --- from panel to panel


def test_f6_goes_round_the_panels_and_back(window, qtbot):
    fill(window)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.canvas.setFocus()
    areas = (window.palette_panel, window.canvas, window.tabs, window.inspector, window.side)

    def area():
        focused = QApplication.focusWidget()
        return next(i for i, a in enumerate(areas) if a is focused or a.isAncestorOf(focused))

    seen = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_F6)
        seen.append(area())
    assert seen == [2, 3, 4, 0, 1]
    QTest.keyClick(QApplication.focusWidget(), Key.Key_F6, SHIFT)
    assert area() == 0
