"""Interface text at all sizes: nothing is cut off, and at 100 % nothing changes."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
)

from app.canvas.text import face
from app.desk import Desk, set_text_size
from app.dialogs.preferences import Preferences
from app.panels.frame import OneLine
from app.theme import LIGHT, TEXT_SIZE, px, style_sheet, text_font, text_scale
from tests.app.sample_network import fill

sizes = pytest.mark.parametrize("size", [80, 100, 150, 200])


@pytest.fixture
def text(qapp):
    yield set_text_size
    set_text_size(100)


@pytest.fixture
def desk(settings, asker, text, qtbot):
    made = []

    def make(size):
        settings.text_size = size
        desk = Desk(settings, asker)
        desk.resize(1500, 950)
        desk.show()
        made.append(desk)
        return desk

    yield make
    for one in made:
        one.settings.text_size = 100
        one.apply_settings()
        one.close()
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def cut(widget):
    """What is shown and has less height than its text needs, with the heights."""
    found = []
    for part in widget.findChildren(QLabel):
        if part.isVisible() and part.text() and not isinstance(part, OneLine):
            need = part.sizeHint().height()
            need = part.heightForWidth(part.width()) if part.wordWrap() else need
            if part.height() < need - 1:
                found.append((part.text(), part.height(), need))
    kinds = (QPushButton, QToolButton, QComboBox, QLineEdit)
    for part in (p for kind in kinds for p in widget.findChildren(kind)):
        words = part.text() if isinstance(part, (QAbstractButton, QLineEdit)) else "x"
        if part.isVisible() and words and part.height() < part.fontMetrics().height():
            found.append((words, part.height(), part.fontMetrics().height()))
    return found


def settled(widget):
    """As ``cut``, once layouts that wait for each other have come to an end."""
    for _ in range(10):
        QApplication.processEvents()
    return cut(widget)


def test_at_its_own_size_everything_is_as_it_was_drawn(window):
    assert text_scale() == 1.0 and px(28) == 28
    sheet = style_sheet(LIGHT)
    assert "font-size: 13px" in sheet and "padding: 4px 8px" in sheet


@sizes
def test_the_style_sheet_and_fonts_grow_but_lines_stay_thin(text, size):
    text(size)
    wanted = round(TEXT_SIZE * size / 100)
    assert f'* {{ font-family: "Inter"; font-size: {wanted}px; }}' in style_sheet(LIGHT)
    assert "border: 1px solid" in style_sheet(LIGHT)
    assert text_font(13).pixelSize() == wanted
    # On the canvas it is the zoom that makes text larger.
    assert face(13).pixelSize() == 13


@sizes
def test_nothing_of_the_window_is_cut_off(desk, size):
    shown = desk(size)
    assert settled(shown) == []
    fill(shown.current)
    shown.current.session.select(["dense_1"])
    assert settled(shown) == []


@sizes
def test_nothing_of_the_preferences_is_cut_off(desk, size, qtbot):
    shown = desk(size)
    dialog = Preferences(shown.settings, shown)
    qtbot.addWidget(dialog)
    dialog.show()
    assert settled(dialog) == []


def test_the_size_changes_while_the_window_is_open(desk):
    shown = desk(100)
    tree = shown.current.palette_panel.tree
    before = tree.visualItemRect(tree.topLevelItem(0).child(0)).height()
    shown.settings.text_size = 200
    shown.apply_settings()
    assert settled(shown) == []
    assert tree.visualItemRect(tree.topLevelItem(0).child(0)).height() == 2 * before
    assert settled(shown) == []
    shown.settings.text_size = 100
    shown.apply_settings()
    assert settled(shown) == []
    assert tree.visualItemRect(tree.topLevelItem(0).child(0)).height() == before
