import pytest

from cards.card import CardError, Context
from cards.library.reports import GetFloatFromNamedValues, ReturnFloat


def test_a_named_value_is_picked_by_its_name():
    card = GetFloatFromNamedValues(name="auc")
    assert card.compute(Context(), values={"auc": 0.5, "mae": 1.0}) == {"result": 0.5}


def test_a_name_that_is_not_there_is_told_with_the_names_that_are():
    card = GetFloatFromNamedValues(name="acuracy")
    with pytest.raises(CardError) as caught:
        card.compute(Context(), values={"accuracy": 0.5, "auc": 1.0})
    assert str(caught.value) == (
        "There is no value 'acuracy'; did you mean 'accuracy'? There are: accuracy, auc."
    )
    assert caught.value.socket == "name"
    with pytest.raises(CardError, match="There are none"):
        card.compute(Context(), values={})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1", None, True])
def test_only_a_finite_number_can_be_returned(value):
    with pytest.raises(CardError) as caught:
        ReturnFloat().compute(Context(), value=value)
    assert caught.value.socket == "value"


def test_a_whole_number_is_returned_as_a_number():
    assert ReturnFloat().compute(Context(), value=3) == {"value": 3.0}
