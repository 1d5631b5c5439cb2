"""What assistive technology reads of notes, frames and bends, and what it can do with them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from cards import edits
from cards.document import Frame, Note
from tests.app.sample_cards import CHAIN

Text, Role = QAccessible.Text, QAccessible.Role
KINDS = {"note": Role.Note, "frame": Role.Grouping, "bend": Role.Grip}


@pytest.fixture
def page(canvas):
    """A canvas with a note, a frame around two cards, and a wire with one bend."""
    document = edits.put_note(
        CHAIN, "note_1", Note(text="# Read me\n\nfirst", rect=(0, 300, 200, 100))
    )
    document = edits.put_frame(
        document, "frame_1", Frame(title="Body", nodes=frozenset({"norm_1", "output_1"}))
    )
    ((target, (source,)), *_) = document.wires.items()
    canvas.session.commit("Add", edits.bend(document, source, target, [(250.0, 200.0)]))
    return canvas


def interface_of(canvas):
    return QAccessible.queryAccessibleInterface(canvas)


def beside(canvas, sort):
    interface = interface_of(canvas)
    children = [interface.child(i) for i in range(interface.childCount())]
    (found,) = [child for child in children if child.role() == KINDS[sort]]
    return found


def do(interface, action):
    acts = interface.actionInterface()
    assert action in acts.actionNames()
    acts.doAction(action)


def test_notes_frames_and_bends_are_read(page):
    note, frame, bend = (beside(page, sort) for sort in KINDS)
    assert note.text(Text.Name) == "Note: Read me"
    assert note.text(Text.Value) == "# Read me\n\nfirst"
    assert frame.text(Text.Name) == "Frame: Body" and frame.text(Text.Value) == "Body"
    assert frame.text(Text.Description) == "2 cards"
    assert bend.text(Text.Name).startswith("Bend 1 of: Wire from ")


@pytest.mark.parametrize("sort", KINDS)
def test_they_know_their_place_and_parent(page, sort):
    one, canvas = beside(page, sort), interface_of(page)
    assert canvas.child(canvas.indexOfChild(one)) is one and one.parent() is canvas
    at = one.rect().center() if sort != "frame" else one.rect().topLeft()
    assert canvas.childAt(at.x() + (sort == "frame") * 20, at.y() + (sort == "frame") * 8) is one


@pytest.mark.parametrize("sort", KINDS)
def test_they_are_selected_and_have_the_focus(page, sort):
    one, canvas = beside(page, sort), interface_of(page)
    selection = canvas.selectionInterface()
    assert not one.state().selected and canvas.focusChild() is not one
    do(one, "SetFocus")
    assert one.state().selected and selection.isSelected(one) and canvas.focusChild() is one
    assert selection.selectedItemCount() == 1 and selection.selectedItem(0) is one
    assert selection.unselect(one) and not one.state().selected
    assert selection.select(one) and one.state().selected


@pytest.mark.parametrize("sort", KINDS)
def test_they_are_deleted_in_one_step_and_then_invalid(page, sort):
    one, before = beside(page, sort), page.session.document
    do(one, "Delete")
    assert not one.isValid() and one.state().invalid and one.text(Text.Name) == ""
    assert one.rect().isEmpty() and one.actionInterface().actionNames() == []
    page.session.undo()
    assert page.session.document is before and one.isValid()


def test_texts_and_titles_are_written(page):
    beside(page, "note").setText(Text.Value, "Other")
    beside(page, "frame").setText(Text.Value, "Head")
    beside(page, "bend").setText(Text.Value, "nothing")
    document = page.session.document
    assert document.notes["note_1"].text == "Other" and document.frames["frame_1"].title == "Head"


@pytest.mark.parametrize("sort", ["note", "frame"])
def test_pressing_lets_the_user_write(page, sort):
    do(beside(page, sort), "Press")
    assert page.writing.open


@pytest.mark.parametrize("sort", KINDS)
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_is_its_own(page, sort, qtbot):
    do(beside(page, sort), "ShowMenu")
    menu = page.findChild(QMenu)
    texts = {action.text().partition("\t")[0] for action in menu.actions()}
    assert texts & {"note": {"Edit text"}, "frame": {"Rename"}, "bend": {"Remove bend"}}[sort]
    menu.close()


def test_keys_walk_to_each_and_say_so(page, heard):
    page.setFocus()
    reached = []
    for _ in KINDS:
        heard.clear()
        QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
        assert QAccessible.Event.Focus in {event.type() for event in heard}
        reached.append(interface_of(page).focusChild().role())
    assert set(reached) == set(KINDS.values())
