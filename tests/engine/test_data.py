import numpy as np
import pytest

from engine.autodiff import Spec
from engine.data import (
    Data,
    DataError,
    batch_count,
    batches,
    by_name,
    check_lengths,
    fitting,
    order_of,
)

TEN = Data({"x": np.arange(10)}, {"y": np.arange(10) * 2}, {})


def numbers(parts):
    return [part.inputs["x"].tolist() for part in parts]


def test_the_last_batch_may_be_short():
    assert numbers(batches(TEN, 4)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert numbers(batches(TEN, 100)) == [list(range(10))]
    assert [batch_count(10, n) for n in (1, 3, 5, 10, 11)] == [10, 4, 2, 1, 1]


def test_unmixed_batches_are_not_copied():
    assert all(np.shares_memory(b.inputs["x"], TEN.inputs["x"]) for b in batches(TEN, 4))


def test_mixing_keeps_samples_together_and_repeats_with_the_seed():
    orders = [order_of(10, 4, shuffle=True, rng=np.random.default_rng(3)) for _ in range(2)]
    np.testing.assert_array_equal(*orders)
    mixed = list(batches(TEN, 4, orders[0]))
    seen = [number for part in numbers(mixed) for number in part]
    assert sorted(seen) == list(range(10)) != seen
    for batch in mixed:
        np.testing.assert_array_equal(batch.targets["y"], 2 * batch.inputs["x"])


def test_whole_batches_are_mixed_and_the_rest_stays_last():
    rng = np.random.default_rng(1)
    order = order_of(10, 2, "batch", rng)
    assert sorted(order.reshape(-1, 2)[:, 0]) == [0, 2, 4, 6, 8]
    assert (order.reshape(-1, 2)[:, 1] - order.reshape(-1, 2)[:, 0] == 1).all()
    assert order_of(11, 4, "batch", rng)[8:].tolist() == [8, 9, 10]


def test_the_last_samples_are_set_aside():
    first, last = TEN.split(0.25)
    assert (len(first), len(last)) == (7, 3)
    assert last.targets["y"].tolist() == [14, 16, 18]


@pytest.mark.parametrize("fraction", [0.99, 1.0, -0.1])
def test_a_split_that_leaves_nothing_is_refused(fraction):
    with pytest.raises(DataError, match="validation split"):
        Data({"x": np.arange(3)}, {}, {}).split(fraction)


def test_one_array_belongs_to_the_only_name():
    assert by_name([1, 2], {"x": None}, "input")["x"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "names", "sentence"),
    [
        ([1], "ab", "The network has 2 inputs; give the data of each by name."),
        ({"a": [1]}, "ab", "There are no data for the input 'b'."),
        ({"a": [1], "c": [1]}, "a", "There are data for the input 'c', which the network lacks."),
        (["one"], "a", "The data for the input 'a' are not numbers."),
        (1.5, "a", "one number"),
    ],
)
def test_data_that_no_input_takes_are_refused(values, names, sentence):
    with pytest.raises(DataError, match=sentence):
        by_name(values, dict.fromkeys(names), "input")


def test_arrays_get_the_type_and_are_in_one_piece():
    array = fitting(np.arange(6).reshape(2, 3).T, Spec((None, 2)), "input 'x'")
    assert array.dtype == np.float32
    assert array.flags.c_contiguous


@pytest.mark.parametrize("shape", [(4, 3), (4,), (4, 2, 1)])
def test_samples_of_another_shape_are_refused(shape):
    with pytest.raises(DataError, match="takes samples of shape \\(2\\); the data have samples"):
        fitting(np.zeros(shape), Spec((None, 2)), "input 'x'")


def test_unequal_lengths_and_no_samples_are_refused():
    with pytest.raises(DataError, match="'a' has 3 samples, but 'b' has 2"):
        check_lengths({"a": np.zeros(3)}, {"b": np.zeros(2)})
    with pytest.raises(DataError, match="no samples"):
        check_lengths({"a": np.zeros((0, 2))})
