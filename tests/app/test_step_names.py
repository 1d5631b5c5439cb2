"""Steps of the history are named by their cards, rows and values."""

import pytest

from app.canvas.pointing import fold_cards
from app.step_names import cards_step, short, value_step, values_step
from cards import edits, grouping
from cards.registry import builtin_cards
from tests.app.sample_network import fill, sample_network

TYPES = builtin_cards()
NETWORK = sample_network()


def test_a_value_is_named_with_its_card_and_row():
    new = edits.set_param(NETWORK, "dense_1", "units", 64)
    assert value_step(new, TYPES, "dense_1", "units") == "Units of dense_1: 64"
    empty = edits.set_param(NETWORK, "dense_1", "kernel_regularizer", None)
    name = value_step(empty, TYPES, "dense_1", "kernel_regularizer")
    assert name == "Kernel regularizer of dense_1: empty"


def test_a_value_taken_back_is_named_with_what_holds_again():
    new = edits.reset_param(NETWORK, "dense_1", "activation")
    assert value_step(new, TYPES, "dense_1", "activation") == "Activation of dense_1: linear again"


def test_several_values_of_one_card_are_counted_and_one_is_named():
    new = edits.set_params(NETWORK, "dense_1", {"units": 5, "name": "a"})
    assert values_step(NETWORK, new, TYPES, "dense_1") == "2 values of dense_1"
    new = edits.set_param(NETWORK, "dense_1", "units", 5)
    assert values_step(NETWORK, new, TYPES, "dense_1") == "Units of dense_1: 5"


def test_a_row_of_a_group_is_that_of_the_card_inside():
    grouped, group = grouping.grouped(NETWORK, TYPES, {"dense_1"})
    grouped = grouping.exposed(grouped, TYPES, "dense_1.units", output=False)
    (port,) = [p for p in grouped.groups[group].inputs if "dense_1.units" in p.ends]
    new = edits.set_param(grouped, group, port.name, 9)
    assert value_step(new, TYPES, group, port.name) == "Units of dense_1: 9"


def test_what_is_unknown_has_a_name_all_the_same():
    assert value_step(NETWORK, TYPES, "gone", "row") == "row of gone"
    assert "odd of dense_1" in value_step(NETWORK, TYPES, "dense_1", "odd")


@pytest.mark.parametrize(
    ("value", "text"), [("a\n  b", "a b"), ("x" * 90, "x" * 39 + "…"), (None, "empty"), (0, "0")]
)
def test_values_are_short_and_on_one_line(value, text):
    assert short(value) == text


def test_one_card_is_named_and_several_are_counted():
    texts = "Fold {card}", "Fold {count} cards"
    assert cards_step(*texts, {"a"}) == "Fold a" and cards_step(*texts, "abc") == "Fold 3 cards"


def test_what_is_done_in_the_window_is_named_exactly(window):
    fill(window)
    session, canvas = window.session, window.canvas
    said = []
    session.changed.connect(lambda *_: said.append(session.history.undo_label))
    canvas.editing.begin("dense_1", "units")
    canvas.editing.editor.line.setText("64")
    canvas.editing.finish()
    session.select({"dense_2"})
    window.inspector._edit("units", 4)
    window.inspector._reset("activation")
    fold_cards(canvas, frozenset({"dense_1"}), folded=True)
    session.connect_wire("dense_1.output", "output_1.data")
    canvas.add_card("Dropout")
    session.select({"dense_2"})
    canvas.delete_selection()
    assert said == [
        "Units of dense_1: 64",
        "Units of dense_2: 4",
        "Activation of dense_2: linear again",
        "Fold dense_1",
        "Connect dense_1.output → output_1.data",
        "Add Dropout layer (dropout_1)",
        "Delete dense_2",
    ]
    assert window.actions_by_id["undo"].text() == "&Undo delete dense_2"
