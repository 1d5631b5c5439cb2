"""The sheet of shortcuts tells every key that a command has."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.actions import COMMANDS
from app.dialogs.shortcuts import ON_CANVAS, Shortcuts


def test_the_sheet_names_every_command_with_a_key_and_the_gestures(window):
    seen = []

    def look():
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, Shortcuts)
        seen.extend(text.text() for text in sheet.findChildren(QLabel))
        sheet.reject()

    QTimer.singleShot(0, look)
    window.actions_by_id["shortcuts"].trigger()
    for command in COMMANDS:
        if command.shortcut:
            assert command.text.replace("&", "").rstrip("…") in seen
    for keys, text in ON_CANVAS:
        assert keys in seen and text in seen


def test_no_two_commands_have_one_key():
    keys = [command.shortcut for command in COMMANDS if command.shortcut]
    assert len(set(keys)) == len(keys)
