"""Finding cards in the document, and going from problem to problem."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.canvas.find import Find
from cards import edits
from tests.app.sample_network import fill, sample_network


@pytest.fixture
def box(window):
    fill(window)
    window.actions_by_id["find"].trigger()
    (shown,) = window.canvas.findChildren(Find)
    return shown


def test_typing_selects_the_first_card_and_enter_the_next(window, box):
    QTest.keyClicks(box.search, "dense")
    names = [m.node for m in box.found]
    assert len(names) > 1 and window.session.selection == {names[0]}
    assert f"{len(names)} cards" in box.told.text()
    QTest.keyClick(box.search, Qt.Key.Key_Return)
    assert window.session.selection == {names[1]}
    QTest.keyClick(box.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert window.session.selection == {names[0]}
    QTest.keyClick(box.search, Qt.Key.Key_Down)
    assert window.session.selection == {names[1]}


def test_escape_closes_it_and_leaves_the_card_selected(window, box):
    QTest.keyClicks(box.search, "output")
    chosen = window.session.selection
    QTest.keyClick(box.search, Qt.Key.Key_Escape)
    assert box.done and window.session.selection == chosen


def test_words_that_are_nowhere_are_told(box):
    QTest.keyClicks(box.search, "qqq")
    assert box.told.text() == "Nothing in this document has these words."


def test_problems_are_gone_through_in_order(window):
    fill(window)
    document = sample_network(dense_1={"units": -1}, dense_2={"units": -2})
    window.session.commit("Break", document)
    window.session.check_now()
    window.session.select(())
    seen = []
    for _ in range(3):
        window.actions_by_id["next_problem"].trigger()
        seen += window.session.selection
    assert seen == ["dense_1", "dense_2", "dense_1"]
    window.actions_by_id["previous_problem"].trigger()
    assert window.session.selection == {"dense_2"}
    window.session.commit("Mend", edits.reset_param(sample_network(), "dense_1", "units"))
    window.session.check_now()
    window.refresh()
    assert not window.actions_by_id["next_problem"].isEnabled()


def test_a_field_that_opens_takes_the_place_of_the_other(window, box):
    window.canvas.offer(window.canvas.rect().center().toPointF())
    assert box.done and not window.canvas.gesture.box.done
    window.canvas.cancel_gesture()
    assert window.canvas.gesture is None
