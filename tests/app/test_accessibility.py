import gc

import pytest
from PySide6.QtGui import QAccessible

from app.canvas.view import Canvas
from app.session import Session
from app.theme import DARK
from cards import edits
from tests.app.sample_cards import CHAIN, TYPES

Text = QAccessible.Text


def cards_of(canvas):
    interface = QAccessible.queryAccessibleInterface(canvas)
    return {
        interface.child(i).text(Text.Name): interface.child(i)
        for i in range(interface.childCount())
    }


def rows_of(card):
    return {card.child(i).text(Text.Name): card.child(i) for i in range(card.childCount())}


def test_cards_are_read_with_shape_and_place(canvas):
    cards = cards_of(canvas)
    assert list(cards) == ["Input", "Batch normalization layer", "Output", "Zeros initializer"]
    card = cards["Batch normalization layer"]
    assert card.text(Text.Description) == "(batch, 8)"
    assert card.rect().topLeft() == canvas.mapToGlobal(canvas.to_screen(320, 0).toPoint())
    assert card.parent().indexOfChild(card) == 1


def test_rows_are_read_with_their_values_and_wires(canvas):
    rows = rows_of(cards_of(canvas)["Batch normalization layer"])
    assert rows["Momentum"].text(Text.Value) == "0.9"
    assert rows["Input"].text(Text.Value) == "from input_1.output"
    assert rows["Beta initializer"].text(Text.Value) == "Zeros"
    assert rows["Momentum"].text(Text.Description) == "Share of the past kept at each batch."
    assert rows["More"].isValid()


def test_error_is_read_with_its_card(canvas):
    canvas.session.commit("Set", edits.set_param(CHAIN, "norm_1", "epsilon", -1))
    described = cards_of(canvas)["Batch normalization layer"].text(Text.Description)
    assert "greater than 0" in described


def test_selected_card_says_so(canvas):
    card = cards_of(canvas)["Output"]
    assert not card.state().selected
    canvas.session.select({"output_1"})
    assert card.state().selected


def test_card_at_a_point_is_found(canvas):
    interface = QAccessible.queryAccessibleInterface(canvas)
    at = canvas.mapToGlobal(canvas.to_screen(400, 16).toPoint())
    assert interface.childAt(at.x(), at.y()).name == "norm_1"


def test_interface_of_a_card_that_is_gone_is_not_valid(canvas):
    card = cards_of(canvas)["Batch normalization layer"]
    row = rows_of(card)["Momentum"]
    canvas.session.commit("Remove", edits.remove_nodes(CHAIN, ["norm_1"]))
    assert not card.isValid() and not row.isValid()
    assert card.childCount() == 0 and card.text(Text.Name) == ""


@pytest.fixture
def few_to_look_at():
    """Lets the garbage collector leave alone what was there before the test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("few_to_look_at")
def test_asking_often_and_closing_does_no_harm(qtbot):
    for _ in range(20):
        session = Session(TYPES)
        session.commit("Make", CHAIN)
        widget = Canvas(session, DARK)
        for card in cards_of(widget).values():
            for row in rows_of(card).values():
                assert row.text(Text.Value) is not None
        widget.deleteLater()
        qtbot.wait(1)
        del widget, card, row
        gc.collect()
