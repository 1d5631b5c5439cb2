import numpy as np
import polars as pl
import pytest

from cards.card import CardError, Context
from cards.library.pairs import PairRows
from cards.tables import counted

TABLE = pl.DataFrame(
    {
        "number": range(12),
        "word": [f"w{i}" for i in range(12)],
        "class": ["a", "b", "c", "a", "b", "c", "a", "b", "a", "d", "a", "b"],
    }
)
CLASSES = TABLE["class"].to_list()


def paired(frame=TABLE, seed=0, **rows):
    return PairRows(**rows).compute(Context(seed=seed), data=frame)["pairs"]


def test_pairs_are_as_announced():
    card = PairRows(class_column="class", pair_count=101, same_share=0.3)
    announced = card.infer(Context(), {"data": counted(TABLE)}).outputs["pairs"]
    found = card.compute(Context(), data=TABLE)["pairs"]
    assert announced == counted(found)
    assert announced.classes["same"] == counted(found).classes["same"] == {0: 71, 1: 30}
    assert found.columns == ["left_number", "left_word", "right_number", "right_word", "same"]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_same_tells_whether_two_rows_are_of_one_class(share):
    found = paired(pair_count=400, same_share=share)
    for left, left_word, right, right_word, same in found.iter_rows():
        assert (left_word, right_word) == (f"w{left}", f"w{right}")
        assert (CLASSES[left] == CLASSES[right]) == same
        assert left != right
    assert found["same"].mean() == share


def test_all_rows_that_can_be_are_in_pairs():
    found = paired(pair_count=5000)
    alike = found.filter(pl.col("same") == 1)
    # Class d has one row.
    in_pairs = {i for i in range(12) if CLASSES[i] != "d"}
    assert set(alike["left_number"]) == set(alike["right_number"]) == in_pairs
    other = found.filter(pl.col("same") == 0)
    pairs = set(zip(other["left_number"], other["right_number"], strict=True))
    assert pairs == {(i, j) for i in range(12) for j in range(12) if CLASSES[i] != CLASSES[j]}


def test_pairs_follow_the_seed():
    assert paired().equals(paired())
    assert not paired().equals(paired(seed=1))
    assert paired(random_seed=1).equals(paired(seed=1))


@pytest.mark.parametrize(
    ("classes", "row", "said"),
    [
        (["a"] * 12, "same_share", "two classes"),
        (list("abcdefghijkl"), "same_share", "No class has two rows"),
        (["a", None] * 6, "class_column", "lacks a class"),
    ],
)
def test_classes_of_which_no_pairs_can_be_made_are_refused(classes, row, said):
    frame = TABLE.with_columns(pl.Series("class", classes))
    with pytest.raises(CardError, match=said) as found:
        paired(frame)
    assert found.value.socket == row
    if row == "same_share":
        with pytest.raises(CardError, match=said):
            PairRows().infer(Context(), {"data": counted(frame)})
        mended = paired(frame, same_share=found.value.value, pair_count=10)
        assert np.isin(mended["same"], [found.value.value]).all()


@pytest.mark.parametrize(("column", "said"), [("number:class", "one column"), ("x", "no column")])
def test_the_class_is_one_column_of_the_table(column, said):
    with pytest.raises(CardError, match=said) as found:
        paired(class_column=column)
    assert found.value.socket == "class_column"
    with pytest.raises(CardError, match="beside the class"):
        paired(TABLE.select("class"))
