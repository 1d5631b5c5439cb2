import pytest

from cards.card import Context
from cards.library.attention import (
    AdditiveAttention,
    Attention,
    GroupQueryAttention,
    MultiHeadAttention,
)
from cards.library.embedding import Embedding
from engine.autodiff import Spec

SEQUENCE = Spec((None, 5, 8))
ALL = [Attention, AdditiveAttention, MultiHeadAttention, GroupQueryAttention]


def infer(card, input, value=None, key=None):  # noqa: A002 (the name of the socket)
    return card.infer(Context(), {"input": input, "value": value, "key": key})


@pytest.mark.parametrize("card", ALL)
def test_an_input_alone_attends_to_itself(card):
    found = infer(card(), SEQUENCE)
    assert found.outputs["output"].shape == (None, 5, 8)
    assert found.outputs["scores"].shape[-2:] == (5, 5)
    assert found.remarks == ()


@pytest.mark.parametrize("card", ALL)
def test_values_may_be_another_sequence(card):
    found = infer(card(), SEQUENCE, Spec((None, 7, 8)))
    assert found.outputs["output"].shape == (None, 5, 8)
    assert found.outputs["scores"].shape[-2:] == (5, 7)


@pytest.mark.parametrize("card", [Attention, AdditiveAttention])
def test_an_input_without_places_is_remarked(card):
    (remark,) = infer(card(), Spec((None, 8))).remarks
    assert remark.socket == "input"
    assert str(remark) == (
        "The input (batch, 8) has no axis of places: the examples attend to each other."
    )


@pytest.mark.parametrize(
    ("card", "first"),
    [
        (MultiHeadAttention, ["Num heads", "Key dim", "Dropout"]),
        (GroupQueryAttention, ["Head dim", "Num query heads", "Num key value heads"]),
    ],
)
def test_what_matters_most_comes_first(card, first):
    assert [socket.title for socket in card.rows()][:3] == first


@pytest.mark.parametrize(
    ("shape", "remarks"),
    [
        ((None, 4), []),
        ((None, None), []),
        ((None, 6), ["Input length is 4, but the shape of the input is (batch, 6)."]),
        ((None, 4, 2), ["Input length is 4, but the shape of the input is (batch, 4, 2)."]),
    ],
)
def test_an_input_of_another_length_than_announced_is_remarked(shape, remarks):
    made = Embedding(input_dim=10, output_dim=3, input_length=4)
    found = made.infer(Context(), {"input": Spec(shape, "int32")})
    assert [str(remark) for remark in found.remarks] == remarks
    assert found.outputs["output"].shape == (*shape, 3)


def test_a_table_for_large_ids_wants_whole_numbers():
    made = Embedding(input_dim=2**25, output_dim=1)
    with pytest.raises(ValueError, match="give its input the type int32"):
        made.infer(Context(), {"input": Spec((None, 3))})
