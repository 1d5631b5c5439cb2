"""Cards whose rows are the ends of axes, and cards of merges and noise beyond the common tests."""

import pytest

from cards.card import CardError
from cards.checking import check
from cards.document import Document, Node, end
from cards.keras_config import from_keras
from tests.cards.networks import TYPES

ENDS = [
    ("Cropping1D", "cropping", [3, 4]),
    ("Cropping2D", "cropping", [[1, 2], [3, 0]]),
    ("Cropping3D", "cropping", [[1, 2], [3, 0], [0, 1]]),
    ("ZeroPadding1D", "padding", [3, 4]),
    ("ZeroPadding2D", "padding", [[1, 2], [3, 0]]),
    ("ZeroPadding3D", "padding", [[1, 2], [3, 0], [0, 1]]),
]


def said(card, params, shape):
    """Row and sentence of each error of a card behind an input of that shape."""
    nodes = {
        "in": Node(card="Input", params={"shape": shape}),
        "a": Node(card=card, params=params),
    }
    wires = {end("a", "input"): (end("in", "data"),)}
    return errors(Document(nodes=nodes, wires=wires))


def errors(doc):
    found = check(doc, TYPES).of("a")
    return [(d.socket, d.message) for d in found if d.severity == "error"]


@pytest.mark.parametrize(("card", "argument", "value"), ENDS)
def test_the_rows_of_the_ends_are_one_argument_of_keras(card, argument, value):
    made = from_keras({"class_name": card, "config": {argument: value}}, TYPES)
    assert made.keras()["config"][argument] == value
    assert from_keras(made.keras(), TYPES) == made
    built = made.build().params[argument]
    assert [list(b) for b in built] == value if isinstance(value[0], list) else list(built) == value


@pytest.mark.parametrize(("card", "argument", "value"), ENDS)
def test_one_number_stands_for_all_ends(card, argument, value):
    made = from_keras({"class_name": card, "config": {argument: 2}}, TYPES)
    rows = [name for name in type(made).model_fields if name.startswith(("begin", "end"))]
    assert len(rows) == 2 * (len(value) if isinstance(value[0], list) else 1)
    assert {getattr(made, row) for row in rows} == {2}


@pytest.mark.parametrize("value", [-1, "ab", [1, 2, 3], [[1, -1], 0], {"a": 1}, None])
def test_ends_that_mean_nothing_are_one_sentence(value):
    with pytest.raises(CardError, match=r"^Cropping 2D layer: cropping takes two numbers .*\.$"):
        from_keras({"class_name": "Cropping2D", "config": {"cropping": value}}, TYPES)


@pytest.mark.parametrize(("low", "high", "at"), [(3, 2, "begin_2"), (2, 4, "end_2")])
def test_an_image_that_is_cut_away_is_said_at_its_larger_end(low, high, at):
    ((row, message),) = said("Cropping2D", {"begin_2": low, "end_2": high}, [8, 5, 1])
    assert row == at
    assert f"Nothing is left of 5 columns after {low} and {high}" in message


def test_an_input_of_another_rank_is_the_fault_of_no_setting():
    ((row, message),) = said("Cropping2D", {}, [8])
    assert row not in TYPES["Cropping2D"].model_fields
    assert "images" in message


@pytest.mark.parametrize("card", ["Dropout", "AlphaDropout"])
def test_a_noise_shape_is_checked_before_training(card):
    ((row, message),) = said(card, {"noise_shape": [None, 3]}, [4])
    assert row == "noise_shape"
    assert "does not fit the input (batch, 4)" in message
    assert said(card, {"noise_shape": [None, 1]}, [4]) == []


@pytest.mark.parametrize("card", ["AlphaDropout", "GaussianDropout"])
def test_a_rate_that_cannot_be_trained_with_is_refused_in_the_row(card):
    ((row, message),) = said(card, {"rate": 1.0}, [4])
    assert row == "rate"
    assert "less than 1" in message


@pytest.mark.parametrize("how", ["gaussian", "mitchellcubic"])
def test_interpolations_of_keras_2_work_on_the_card(how):
    assert said("UpSampling2D", {"interpolation": how}, [4, 4, 1]) == []


@pytest.mark.parametrize(
    "card", ["Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply"]
)
def test_as_many_branches_as_are_wired_are_merged(card):
    assert TYPES[f"{card}All"].title == f"{TYPES[card].title.removesuffix(' (2 inputs)')}"
    nodes = {f"in{i}": Node(card="Input", params={"shape": [3]}) for i in range(4)}
    nodes["a"] = Node(card=f"{card}All")
    sources = tuple(end(f"in{i}", "data") for i in range(4))
    report = check(Document(nodes=nodes, wires={end("a", "inputs"): sources}), TYPES)
    expected = (None, 12) if card == "Concatenate" else (None, 3)
    assert report.specs[end("a", "output")].shape == expected


def test_unequal_branches_are_named_by_their_shapes():
    nodes = {f"in{i}": Node(card="Input", params={"shape": [3 + i]}) for i in range(2)}
    nodes["a"] = Node(card="Multiply")
    wires = {end("a", f"input_{x}"): (end(f"in{i}", "data"),) for i, x in enumerate("ab")}
    ((_, message),) = errors(Document(nodes=nodes, wires=wires))
    assert "(batch, 3) and (batch, 4)" in message
