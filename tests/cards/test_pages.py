"""What a card's page tells beyond its rows, which test_every_card walks."""

from typing import Literal

import pytest

from cards import pages
from cards.card import DRAWS, TRAINABLE, LayerCard, Part, param
from cards.kinds import ADJUSTMENT
from cards.paging import GroupCard
from cards.registry import builtin_cards
from engine.autodiff import ShapeError
from engine.layers.wrappers import keywords

TYPES = builtin_cards()


def squares(scope, x, *, units, mode, note):
    return x


class Squares(LayerCard):
    """Squares each number. Source: Euclid, 300 BC, Elements."""

    title = "Squares layer"
    group = "Layers"
    engine = squares
    formula = "y = x²\n  = x · x"

    units: int = param(3, "Number of units.")
    mode: Literal["a", "b"] = param("a", "How it is done.")
    note: str | None = param(None, "A remark.")


class Nothing(Part):
    """Does nothing."""

    kind = ADJUSTMENT
    title = "Nothing"
    group = "Layers"


class Stubborn(LayerCard):
    """Refuses every input."""

    title = "Stubborn layer"
    group = "Layers"

    @staticmethod
    def engine(scope, x):
        raise ShapeError("no input is good enough")


def test_the_page_of_dense_tells_shapes_weights_and_where_it_is_computed():
    text = pages.page(TYPES["Dense"])
    assert "- Input (batch, 8) → Output (batch, 32).\n" in text
    assert "- Weights kernel (8, 32), bias (32,): 288 learned numbers.\n" in text
    assert "Computed by `dense` in `engine/layers/core.py`, line " in text


def test_weights_that_are_not_learned_are_counted_apart():
    text = pages.page(TYPES["BatchNormalization"])
    assert "16 numbers are learned, 16 are not." in text


def test_a_formula_of_several_lines_stands_as_it_was_written():
    assert "## Formula\n\n```text\ny = x²\n  = x · x\n```\n" in pages.page(Squares)


def test_kinds_defaults_ranges_and_choices_stand_at_the_rows():
    text = pages.page(Squares)
    assert "- **Mode** (String; default a; one of a, b): How it is done.\n" in text
    assert "- **Note** (String; default empty): A remark.\n" in text
    assert "(Integer; default 32; must be at least 1)" in pages.page(TYPES["Dense"])


def test_rows_of_several_values_tell_how_many_and_what_each_may_be():
    assert "(List of Integer; default [3, 3]; 2 values; each must be at least 1)" in pages.page(
        TYPES["Conv2D"]
    )
    assert "(List of Integer; default [2, 1]; each must be at least 1)" in pages.page(
        TYPES["Permute"]
    )


def test_what_can_be_wired_is_told_by_kind():
    text = pages.page(Squares)
    assert "- Takes: Integer, String, Network tensor, Boolean.\n" in text
    assert "- Gives: Layer, Network tensor.\n" in text


def test_a_page_leaves_out_what_a_card_does_not_have():
    text = pages.page(Nothing)
    assert not any(f"## {part}" in text for part in ("Formula", "Shapes", "Rows", "More rows"))
    assert "Computed by" not in text


def test_a_card_that_refuses_its_sample_has_a_page_without_shapes():
    assert pages.shapes(Stubborn) == []
    assert "## Shapes" not in pages.page(Stubborn)


def test_the_listing_holds_formulas():
    listed = {c["id"]: c for c in pages.listing({"Squares": Squares, "Nothing": Nothing})}
    assert listed["Squares"]["formula"] == Squares.formula
    assert listed["Nothing"]["formula"] is None


@pytest.mark.parametrize(
    "card", [p for p in TYPES.values() if issubclass(p, LayerCard)], ids=lambda c: c.__name__
)
def test_every_layer_shows_what_it_does_to_shapes(card):
    assert "→ Output (batch" in pages.shapes(card)[0]


WITHOUT_FORMULA = {
    "holds a value": (
        *("Integer", "Float", "Boolean", "String"),
        *("IntegerList", "FloatList", "BooleanList", "StringList"),
    ),
    "is an end of the network": ("Input", "Output"),
    "hands on what others computed": (
        *("EvaluateNeuralNetworkModel", "Predict", "ApplyFittedTransform"),
        *("GetFloatFromNamedValues", "ReturnFloat"),
    ),
    "gives, orders or parts rows": (
        *("BundledDataSet", "ReadAsCSV", "ShuffleRows", "SplitIntoXAndYByColumns"),
        "AssociativeRecall",
    ),
}


def test_every_card_has_a_formula_but_those_that_compute_nothing():
    without = {name for name, card in TYPES.items() if not (card.formula or "").strip()}
    assert without == {name for names in WITHOUT_FORMULA.values() for name in names}


@pytest.mark.parametrize("card", TYPES.values(), ids=lambda c: c.__name__)
def test_formulas_are_lines_that_fit_the_page(card):
    for line in (card.formula or "").splitlines():
        assert line.strip() and line == line.rstrip() and len(line) <= 100


ALIKE_ON_CARDS = {
    "Dense": "Keras 2 takes no units at all, too",
    "PReLU": "only the penalties of a layer that is not trainable differ",
    "ELU": "Keras 2 takes an alpha that is written as text, too",
    "MaxPooling1D": "only what is refused differs",
    "MaxPooling2D": "only what is refused differs",
    "MaxPooling3D": "only what is refused differs",
    "AveragePooling1D": "only what is refused differs",
    "AveragePooling2D": "only what is refused differs",
    "AveragePooling3D": "only what is refused differs",
    "GlobalMaxPooling1D": "only what is refused differs",
    "GlobalMaxPooling2D": "only what is refused differs",
    "GlobalMaxPooling3D": "only what is refused differs",
    "Cropping1D": "only what is refused differs",
    "Cropping2D": "Keras 2 takes negative numbers, which the rows do not",
    "UpSampling1D": "only what is refused differs",
}
"""Layers that take a dialect and whose cards do the same in both, with the reason."""


def test_layers_that_differ_between_the_generations_of_keras_tell_it():
    silent = {
        name
        for name, card in TYPES.items()
        if issubclass(card, LayerCard)
        and "dialect" in keywords(card.engine)
        # The row Trainable tells it of penalties, on every page.
        and "Keras" not in card.help() + " ".join(s.doc for s in card.rows() if s.doc != TRAINABLE)
    }
    assert silent == set(ALIKE_ON_CARDS)


def test_rows_for_seeds_say_the_same_on_all_cards():
    rows = [s for card in TYPES.values() for s in card.rows() if s.name in ("seed", "random_seed")]
    assert len(rows) > 20
    assert {s.doc for s in rows} == {DRAWS}


def test_the_page_of_a_group_says_nothing_of_a_list_that_has_it():
    text = pages.page(GroupCard)
    assert text.startswith("# Group") and "GroupCard" not in text and "Found" not in text
