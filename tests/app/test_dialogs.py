import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from app.dialogs.card_form import CardDialog, draft_errors, with_params
from app.session import Session
from app.theme import LIGHT
from cards.document import Document, Node
from cards.registry import builtin_cards
from tests.app.sample_network import sample_network

TYPES = builtin_cards()
Button = QDialogButtonBox.StandardButton


@pytest.fixture
def session(qapp):
    made = Session()
    made.commit("Fill", sample_network())
    return made


@pytest.fixture
def dialog(session, shown):
    return shown(CardDialog(session, "dense_1", LIGHT))


def typed(qtbot, dialog, row, text):
    line = dialog.form.rows[row].editor.line
    line.selectAll()
    qtbot.keyClicks(line, text)
    line.editingFinished.emit()


def test_ok_commits_all_changes_as_one_edit(dialog, session, qtbot):
    before = session.document
    typed(qtbot, dialog, "units", "24")
    dialog.form.rows["activation"].editor.edited.emit("tanh")
    assert session.document is before
    with qtbot.waitSignal(session.changed):
        qtbot.mouseClick(dialog.buttons.button(Button.Ok), Qt.MouseButton.LeftButton)
    assert session.document.nodes["dense_1"].params == {"units": 24, "activation": "tanh"}
    session.undo()
    assert session.document is before
    assert not dialog.isVisible()


def test_cancel_changes_nothing(dialog, session, qtbot):
    before = session.document
    typed(qtbot, dialog, "units", "24")
    qtbot.mouseClick(dialog.buttons.button(Button.Cancel), Qt.MouseButton.LeftButton)
    assert session.document is before


def test_ok_without_a_change_is_no_edit(dialog, session):
    before = session.document
    dialog.accept()
    assert session.document is before


def test_apply_keeps_the_dialog_open(dialog, session, qtbot):
    apply = dialog.buttons.button(Button.Apply)
    assert not apply.isEnabled()
    typed(qtbot, dialog, "units", "24")
    qtbot.mouseClick(apply, Qt.MouseButton.LeftButton)
    assert session.document.nodes["dense_1"].params["units"] == 24
    assert dialog.isVisible() and not apply.isEnabled()


@pytest.mark.parametrize("text", ["0", "-3", "many", ""])
def test_a_bad_value_is_explained_at_its_row_and_cannot_be_committed(dialog, session, qtbot, text):
    before = session.document
    if text:
        typed(qtbot, dialog, "units", text)
    else:
        line = dialog.form.rows["units"].editor.line
        line.clear()
        line.editingFinished.emit()
    assert dialog.form.rows["units"]._error.text().endswith(".")
    assert not dialog.buttons.button(Button.Ok).isEnabled()
    dialog.accept()
    assert session.document is before and dialog.isVisible()
    typed(qtbot, dialog, "units", "5")
    assert dialog.form.rows["units"]._error.text() == ""
    assert dialog.buttons.button(Button.Ok).isEnabled()


def test_one_row_and_all_rows_can_be_reset(dialog, session, qtbot):
    rows = dialog.form.rows
    qtbot.mouseClick(rows["activation"].undo, Qt.MouseButton.LeftButton)
    assert dialog.draft == {"units": 16} and rows["activation"].editor.value() == "linear"
    qtbot.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)
    assert dialog.draft == {} and not dialog.reset_all.isEnabled()
    dialog.accept()
    assert session.document.nodes["dense_1"].params == {}


def test_advanced_rows_are_under_more(dialog, qtbot):
    name = dialog.form.rows["name"]
    assert not name.isVisible()
    qtbot.mouseClick(dialog.form.more_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(name.isVisible)


def test_an_error_in_an_advanced_row_opens_more(session, shown):
    session.commit("Bad", with_params(session.document, "dense_1", {"trainable": "perhaps"}))
    dialog = shown(CardDialog(session, "dense_1", LIGHT))
    assert dialog.form.more_button.isChecked()
    assert dialog.form.rows["trainable"]._error.text()


def test_rows_with_a_wire_are_not_judged(session):
    dense = TYPES["Dense"]
    assert "units" in draft_errors(dense, {"units": -1}, {}, TYPES)
    assert draft_errors(dense, {"units": -1}, {"units": "from Integer"}, TYPES) == {}


def test_with_params_gives_exactly_these_values():
    document = Document(nodes={"a": Node(card="Dense", params={"units": 3, "use_bias": False})})
    changed = with_params(document, "a", {"units": 4})
    assert changed.nodes["a"].params == {"units": 4}
    assert document.nodes["a"].params == {"units": 3, "use_bias": False}


@pytest.mark.parametrize("card", sorted(TYPES))
def test_every_card_has_a_dialog_with_help_for_every_row(card, qapp):
    session = Session(TYPES)
    session.commit("Add", Document(nodes={"node": Node(card=card)}))
    dialog = CardDialog(session, "node", LIGHT)
    assert set(dialog.form.rows) == {s.name for s in TYPES[card].parameters()}
    for socket in TYPES[card].parameters():
        assert socket.doc in "\n".join(
            w.text() for w in dialog.form.rows[socket.name].findChildren(type(dialog._fault))
        )
    dialog.deleteLater()
