"""Finding cards in the document, and going from problem to problem."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.canvas.find import Find
from cards import edits, grouping
from cards.document import Frame, Note
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
    assert box.told.text() == f"1 of {len(names)}"
    QTest.keyClick(box.search, Qt.Key.Key_Return)
    assert window.session.selection == {names[1]}
    assert box.told.text() == f"2 of {len(names)}"
    QTest.keyClick(box.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert window.session.selection == {names[0]}
    QTest.keyClick(box.search, Qt.Key.Key_Down)
    assert window.session.selection == {names[1]}


def test_escape_closes_it_and_leaves_the_card_selected(window, box):
    QTest.keyClicks(box.search, "output")
    chosen = window.session.selection
    QTest.keyClick(box.search, Qt.Key.Key_Escape)
    assert box.done and window.session.selection == chosen


def test_a_long_match_ends_in_dots_and_needs_no_scroll_bar(window, box):
    note = Note(text="dense " + "and so on and on " * 20, rect=(0, 0, 200, 90))
    window.session.commit("Note", edits.put_note(window.session.document, "long", note))
    QTest.keyClicks(box.search, "and so on")
    assert len(box.found) == 1 and not box.list.horizontalScrollBar().isVisible()


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


def found_by(box, words):
    box.search.setText(words)
    return [match.node for match in box.found]


def test_titles_names_values_problems_groups_frames_and_notes_are_found(window):
    document = sample_network(dense_1={"units": -1, "name": "wide_one"})
    document = edits.put_note(document, "n", Note(text="# Why\nA zebra.", rect=(9000, 0, 200, 90)))
    document = edits.put_frame(document, "f", Frame(title="Giraffe", nodes=frozenset({"train"})))
    document, group = grouping.grouped(document, window.session.types, {"evaluate"}, "Okapi")
    window.session.commit("Fill", document)
    window.session.check_now()
    window.actions_by_id["find"].trigger()
    (box,) = window.canvas.findChildren(Find)
    assert found_by(box, "batch size") == ["train"]
    assert found_by(box, "wide_one") == ["dense_1"] == found_by(box, "units must")
    assert set(found_by(box, "dense layer")) == {"dense_1", "dense_2"}
    assert found_by(box, "okapi") == [group] and window.session.selection == {group}
    assert found_by(box, "giraffe") == ["f"] and window.canvas.scene.marked.frames == {"f"}
    assert found_by(box, "zebra") == ["n"] and window.canvas.scene.marked.notes == {"n"}
    left, top, right, bottom = window.canvas.seen()
    assert left < 9100 < right and top < 45 < bottom
    # What is in a closed group is found and shown on its page.
    assert found_by(box, "evaluate") == ["evaluate"] and window.session.page == group
