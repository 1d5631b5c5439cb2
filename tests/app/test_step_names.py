"""Steps of the history are named by their cards, rows and values."""

import pytest

from app.canvas.aligning import align
from app.canvas.clipboard import duplicate_selection
from app.canvas.noting import add_frame, add_note, set_title
from app.canvas.pointing import fold_cards
from app.canvas.walking import move_cards
from app.groups import close_in_place, group_selection, open_in_place, retitled, ungroup
from app.step_names import cards_step, short, things, value_step, values_step
from cards import edits, grouping
from cards.document import Note
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


def test_what_a_step_is_done_to_is_named_or_counted():
    notes = {"n": Note(text="# Plan", rect=(0, 0, 1, 1)), "m": Note(text="", rect=(0, 0, 1, 1))}
    document = NETWORK.model_copy(update={"notes": notes})
    assert things(document, {"dense_1"}) == "dense_1"
    assert things(document, (), {"n"}) == "“Plan”" and things(document, (), {"m"}) == "1 note"
    assert things(document, "abc") == "3 cards" and things(document, (), "nm") == "2 notes"
    assert things(document, {"a"}, {"n"}) == "1 card and 1 note"
    grouped, group = grouping.grouped(document, TYPES, {"dense_1"}, "Head")
    assert things(grouped, {group}) == "“Head”"


def test_steps_on_the_canvas_name_their_things(window):
    session, canvas = window.session, window.canvas
    session.commit("Make", NETWORK)
    made = []
    session.changed.connect(lambda *_: made.append(session.history.undo_label))
    session.select({"dense_1"})
    duplicate_selection(canvas)
    move_cards(canvas, 1, 0)
    session.select(sorted(NETWORK.nodes)[:2])
    align(canvas, "left")
    name = group_selection(canvas)
    canvas.writing.finish()
    retitled(session, name, "Head", ("group", name))
    open_in_place(canvas, name)
    close_in_place(canvas, name)
    ungroup(canvas, name)
    (copy,) = session.document.nodes.keys() - NETWORK.nodes.keys()
    wanted = ["Duplicate dense_1", f"Move {copy} with keys", "Align 2 cards", "Group 2 cards"]
    wanted += ["Group 2 cards as “Head”", "Open “Head” in place", "Close “Head”", "Ungroup “Head”"]
    assert [label for label in wanted if label not in made] == []


def test_a_new_frame_is_called_by_what_is_around_it_then_by_its_title(window):
    session, canvas = window.session, window.canvas
    session.commit("Make", NETWORK)
    session.select({"dense_1"})
    add_frame(canvas)
    canvas.writing.finish()
    assert session.history.undo_label == "Add frame around dense_1"
    set_title(canvas, "frame_1", "Head")
    assert session.history.undo_label == "Rename frame to “Head”"
    note = add_note(canvas)
    canvas.writing.finish()
    assert note not in session.document.notes
