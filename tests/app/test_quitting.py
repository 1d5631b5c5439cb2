"""The end of the program: whatever was done before it, Quit ends it without a word."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
SAID_OF_EVERY_WINDOW = "This plugin does not support propagateSizeHints()"


def run(tmp_path, *arguments):
    """How a program ended: its exit code, and what it wrote to stderr."""
    own = {**dict.fromkeys(FOLDERS, str(tmp_path)), "APPDATA": str(tmp_path)}
    environment = {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-X", "faulthandler", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    said = [line for line in done.stderr.splitlines() if line != SAID_OF_EVERY_WINDOW]
    return done.returncode, said


@pytest.mark.parametrize(
    "deeds",
    [
        "early",
        "copy",
        "tabs run access copy",
        "windows access copy",
        "edit close",
        "dialog copy",
    ],
)
def test_quit_ends_the_program_without_a_word(tmp_path, deeds):
    assert run(tmp_path, "-m", "tests.app.quitting", *deeds.split()) == (0, [])


def test_cards_on_the_clipboard_are_no_danger_to_a_program_without_a_loop_of_events(tmp_path):
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from app.canvas.clipboard import data_of_qt\n"
        "data = data_of_qt()\n"
        "data.setText('cards')\n"
        "app.clipboard().setMimeData(data)\n"
        "assert app.clipboard().mimeData().formats() == ['text/plain']\n"
    )
    assert run(tmp_path, "-c", code) == (0, [])


def test_canvases_that_nobody_has_destroyed_are_no_danger(tmp_path):
    code = (
        "from PySide6.QtGui import QAccessible\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from app.canvas.view import Canvas\n"
        "from app.session import Session\n"
        "from app.theme import DARK\n"
        "from tests.app.quitting import touch\n"
        "from tests.app.sample_cards import CHAIN, TYPES\n"
        "kept = []\n"
        "for _ in range(3):\n"
        "    session = Session(TYPES)\n"
        "    session.commit('Make', CHAIN)\n"
        "    canvas = Canvas(session, DARK)\n"
        "    canvas.show()\n"
        "    touch(QAccessible.queryAccessibleInterface(canvas))\n"
        "    kept.append(canvas)\n"
        "del kept[0]\n"
        "app.processEvents()\n"
    )
    assert run(tmp_path, "-c", code) == (0, [])
