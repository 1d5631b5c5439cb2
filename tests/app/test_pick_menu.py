"""A value of a menu is found by typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.editors.pick_menu import PickMenu

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def menu(qtbot):
    made = PickMenu()
    qtbot.addWidget(made)
    for text in ("elu", "hard_tanh", "linear", "relu", "relu6", "selu", "silu"):
        action = made.addAction(text)
        action.setCheckable(True)
        action.setChecked(text == "linear")
    made.popup(made.pos())
    yield made
    made.hide()


@pytest.mark.parametrize(
    ("keys", "text"),
    [("", "linear"), ("rel", "relu"), ("RELU6", "relu6"), ("s", "selu"), ("ss", "silu")],
)
def test_typing_goes_to_the_value_that_begins_so(menu, keys, text):
    QTest.keyClicks(menu, keys)
    assert menu.activeAction().text() == text


def test_what_begins_no_value_is_looked_for_inside_them(menu):
    QTest.keyClicks(menu, "tanh")
    assert menu.activeAction().text() == "hard_tanh"
    QTest.keyClicks(menu, "?")
    assert menu.activeAction().text() == "hard_tanh"


def test_enter_takes_what_was_found(menu, qtbot):
    QTest.keyClicks(menu, "sil")
    with qtbot.waitSignal(menu.triggered) as picked:
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert picked.args[0].text() == "silu"
