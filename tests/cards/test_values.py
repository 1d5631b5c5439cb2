import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.bounds import bounds
from cards.sentences import given as shown
from cards.sentences import sentence
from cards.values import CardFaults, as_json, card_of, params_of
from tests.cards.networks import TYPES

DENSE = TYPES["Dense"]


def refused(card, **params):
    with pytest.raises(CardFaults) as caught:
        card_of(TYPES[card], params, TYPES)
    return [(e.socket, str(e)) for e in caught.value.errors]


def test_a_part_without_values_of_its_own_is_its_name():
    assert as_json(TYPES["Zeros"]()) == "Zeros"
    assert as_json(TYPES["Constant"](value=2.0)) == {"card": "Constant", "params": {"value": 2.0}}
    assert as_json(None) is None and as_json((1, (2, 3))) == [1, [2, 3]]


def test_a_card_of_a_pack_stands_under_its_full_id():
    class Odd(TYPES["Zeros"]):
        """Odd."""

    assert as_json(Odd(), {**TYPES, "pack/Odd": Odd}) == "pack/Odd"


@pytest.mark.parametrize("part", ["Zeros", {"card": "Zeros"}, {"card": "Zeros", "params": {}}])
def test_short_and_long_form_are_the_same(part):
    assert card_of(DENSE, {"kernel_initializer": part}, TYPES) == DENSE(
        kernel_initializer=TYPES["Zeros"]()
    )


def test_params_hold_only_what_differs_from_the_defaults():
    card = card_of(DENSE, {"units": 32, "use_bias": False, "bias_regularizer": "L2"}, TYPES)
    assert params_of(card) == {"use_bias": False, "bias_regularizer": "L2"}


def test_parts_nest():
    clipping = {"card": "RenormClipping", "params": {"rmax": 3}}
    card = card_of(TYPES["BatchNormalization"], {"renorm_clipping": clipping}, TYPES)
    assert card.renorm_clipping.build() == {"rmax": 3.0}


@pytest.mark.parametrize(
    "part",
    ["", 3, [], True, {"card": 3}, {"card": "Zeros", "params": 3}, {"card": "Zeros", "x": 1}, {}],
)
def test_what_names_no_part_is_refused_at_its_row(part):
    ((socket, message),) = refused("Dense", kernel_initializer=part)
    assert socket == "kernel_initializer" and message.startswith("Kernel initializer: ")


def test_parts_nested_too_deeply_are_refused():
    # No built-in part takes a part of its own kind, so that only a bad name can be deep.
    deep = {"card": "Zeros", "params": {"x": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}}
    assert "no row called x" in refused("Dense", kernel_initializer=deep)[0][1]


def test_one_number_stands_for_rows_and_columns():
    assert card_of(TYPES["Conv2D"], {"kernel_size": 5}, TYPES).kernel_size == (5, 5)


def test_text_is_no_number_and_a_number_no_setting():
    assert refused("BatchNormalization", momentum="0.9")
    assert refused("BatchNormalization", center="yes")
    assert refused("Dense", units=3.0)


@given(st.floats())
def test_bounds_say_what_the_card_takes(value):
    try:
        card_of(TYPES["BatchNormalization"], {"momentum": value}, TYPES)
        taken = True
    except CardFaults:
        taken = False
    assert taken == bounds(TYPES["BatchNormalization"], "momentum").hold(value)


@pytest.mark.parametrize(
    ("card", "row", "words"),
    [
        ("BatchNormalization", "momentum", "lie between 0 and 1"),
        ("BatchNormalization", "epsilon", "be at least 0"),
        ("BatchNormalization", "virtual_batch_size", "be at least 1"),
        ("Dense", "units", "be at least 1"),
        ("Conv2D", "kernel_size", "be at least 1"),
        ("Adam", "beta_1", "be at least 0 and be less than 1"),
        ("VarianceScaling", "scale", "be greater than 0"),
        ("Zeros", None, ""),
        ("GlorotUniform", "seed", "lie between 0 and 4294967295"),
        ("Ftrl", "learning_rate_power", "be at most 0"),
        ("BatchNormalization", "axis", ""),
    ],
)
def test_bounds_in_words(card, row, words):
    if row:
        assert str(bounds(TYPES[card], row)) == words


def test_values_are_shown_short():
    assert shown("x" * 100).endswith("…") and len(shown("x" * 100)) <= 60
    assert shown([1, "a", None, True]) == '[1, "a", nothing, true]'


def test_sentences_have_a_capital_and_a_full_stop():
    assert sentence("there is none") == "There is none."
    assert sentence("Is there?") == "Is there?"
