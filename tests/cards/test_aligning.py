import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.aligning import aligned, distributed

RECTS = {"a": (0, 0, 100, 50), "b": (300, 40, 60, 90), "c": (140, 200, 80, 30)}
LENGTHS = st.integers(1, 500)
MANY = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.tuples(st.integers(-900, 900), st.integers(-900, 900), LENGTHS, LENGTHS),
    max_size=12,
)


@pytest.mark.parametrize(
    ("side", "axis", "expected"),
    [
        ("left", 0, {"a": 0, "b": 0, "c": 0}),
        ("centre", 0, {"a": 130, "b": 150, "c": 140}),
        ("right", 0, {"a": 260, "b": 300, "c": 280}),
        ("top", 1, {"a": 0, "b": 0, "c": 0}),
        ("middle", 1, {"a": 90, "b": 70, "c": 100}),
        ("bottom", 1, {"a": 180, "b": 140, "c": 200}),
    ],
)
def test_a_side_is_brought_in_line_and_the_other_axis_stays(side, axis, expected):
    placed = aligned(RECTS, side)
    assert {n: at[axis] for n, at in placed.items()} == expected
    assert all(at[1 - axis] == RECTS[n][1 - axis] for n, at in placed.items())


def test_gaps_become_equal_between_the_first_and_the_last():
    placed = distributed(RECTS, "across")
    assert placed["a"] == (0, 0) and placed["b"] == (300, 40)
    assert placed["c"] == (160, 200)  # 60 after a's right side, 60 before b's left


def test_too_little_room_is_shared_as_overlap():
    rects = {n: (float(x), 0.0, 100.0, 10.0) for n, x in zip("abc", (0, 1, 50), strict=True)}
    assert [distributed(rects, "across")[n][0] for n in "abc"] == [0, 25, 50]


def test_two_are_not_distributed():
    two = {n: RECTS[n] for n in "ab"}
    assert distributed(two, "down") == {"a": (0, 0), "b": (300, 40)}


@given(MANY, st.sampled_from(["left", "centre", "right", "top", "middle", "bottom"]))
def test_aligning_again_changes_nothing_but_by_rounding(rects, side):
    placed = aligned(rects, side)
    again = aligned({n: (*placed[n], *rects[n][2:]) for n in rects}, side)
    assert all(
        abs(x - u) <= 1 and abs(y - v) <= 1
        for (x, y), (u, v) in zip(placed.values(), again.values(), strict=True)
    )
