import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, backward
from engine.gradcheck import check_layer, check_primitive
from engine.layers.embedding import embedding, masking
from engine.ops.lookup import rows, scattered
from engine.scope import Layer, Scope, apply_layer

OLDER = {"dialect": "tf_keras"}


def embedded(ids, rank=np.asarray, **params):
    layer = Layer(embedding, {"input_dim": 4, "output_dim": 3, **params})
    scope = Scope(layer)
    y = apply_layer(layer, scope, [Tensor(rank(ids))])
    return y, scope.values["embeddings"]


def test_each_id_gives_its_row():
    y, table = embedded([[0, 3], [2, 2]])
    np.testing.assert_array_equal(y.array, table.array[[[0, 3], [2, 2]]])
    assert y.mask is None and y.dtype == "float32"


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "bool", "float32", "float16"])
def test_ids_may_be_of_any_type(dtype):
    ids = np.array([[1, 0]], dtype)
    y, table = embedded(ids)
    np.testing.assert_array_equal(y.array[0], table.array[[1, 0]])


def test_fractions_of_ids_are_cut_off_but_only_a_zero_is_masked():
    y, table = embedded(np.array([[0.0, 0.9, -0.5, 3.9]], "f4"), mask_zero=True)
    np.testing.assert_array_equal(y.array[0], table.array[[0, 0, 0, 3]])
    assert y.mask.array.tolist() == [[False, True, True, True]]


def test_negative_ids_count_from_the_end_in_keras_3_only():
    y, table = embedded([[-1, -4]])
    np.testing.assert_array_equal(y.array[0], table.array[[3, 0]])
    with pytest.raises(ShapeError, match=r"id -1 \(at 0, 0\); it has the ids 0 to 3"):
        embedded([[-1, -4]], **OLDER)


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([[0, 4]], r"no row for the id 4 \(at 0, 1\); it has the ids -4 to 3"),
        ([[0, -5]], r"no row for the id -5 \(at 0, 1\)"),
        ([[0, np.nan]], r"no row for the id nan"),
        ([[np.inf, 0]], r"no row for the id inf"),
        (7, r"no row for the id 7; it has"),
    ],
)
def test_an_id_without_a_row_is_named(ids, message):
    with pytest.raises(ShapeError, match=message):
        embedded(ids)


def test_a_type_that_cannot_hold_every_id_is_refused():
    layer = Layer(embedding, {"input_dim": 2**24 + 1, "output_dim": 1})
    scope = Scope(layer, abstract=True)
    with pytest.raises(ShapeError, match=r"up to 16777216, .* type int32") as refusal:
        layer(scope, Tensor(Spec((None, 3))))
    assert refusal.value.parameter == "input_dim"
    assert layer(scope, Tensor(Spec((None, 3), "int32"))).shape == (None, 3, 1)


@pytest.mark.parametrize("name", ["input_dim", "output_dim"])
def test_sizes_must_be_positive(name):
    with pytest.raises(ShapeError, match=f"a positive {name}, not 0") as refusal:
        embedded([[0]], **{name: 0})
    assert refusal.value.parameter == name


@pytest.mark.parametrize("size", [2.0, True, "2", None])
def test_keras_3_takes_whole_numbers_for_sizes_only(size):
    with pytest.raises(ShapeError, match="output_dim must be a whole number, not") as refusal:
        embedded([[0]], output_dim=size)
    assert refusal.value.parameter == "output_dim"


def test_the_gradient_adds_up_where_an_id_comes_again():
    y, table = embedded([[1, 1], [3, -3]])
    g = np.arange(12, dtype="f4").reshape(2, 2, 3)
    backward(y, g)
    expected = np.zeros((4, 3), "f4")
    np.add.at(expected, [[1, 1], [3, 1]], g)
    np.testing.assert_array_equal(table.grad, expected)


def test_many_small_numbers_are_added_without_loss():
    g = np.full((100_000, 2), 0.1, "f4")
    sums = scattered(g, np.zeros(100_000, int), (3, 2))
    assert sums.dtype == np.float32
    np.testing.assert_array_equal(sums, [[np.float32(0.1) * 100_000] * 2, [0, 0], [0, 0]])


def test_the_gradient_of_rows_is_the_numeric_one():
    table = np.random.default_rng(0).standard_normal((5, 3))
    for ids in ([[0, 4, 4]], 2, [], [[[1], [1]]]):
        check_primitive(rows, table, np.asarray(ids, int))
    check_primitive(rows, table, np.array([[-1, 4, -5]]), wraps=True)
    check_layer(Layer(embedding, {"input_dim": 4, "output_dim": 2}), np.array([[1, 2, 1]]))


MASKED = np.array([[[0, 0], [0, 1], [np.nan, 0]]], "f4")


@pytest.mark.parametrize("older", [{}, OLDER])
def test_masking_makes_masked_places_zero_and_nan_is_no_padding(older):
    layer = Layer(masking, older)
    x = Tensor(MASKED, mask=Tensor(np.zeros((1, 3), bool)))
    y = apply_layer(layer, Scope(layer), [x])
    np.testing.assert_array_equal(y.array, MASKED)
    assert y.mask.array.tolist() == [[False, True, True]]


def test_masked_infinities_are_zero_in_keras_3_only():
    x = np.array([[[np.inf, np.inf], [1, 2]]], "f4")
    y = masking(Scope(Layer(masking)), Tensor(x), mask_value=np.inf)
    assert y.array.tolist() == [[[0, 0], [1, 2]]]
    with np.errstate(invalid="ignore"):
        y = masking(Scope(Layer(masking)), Tensor(x), mask_value=np.inf, **OLDER)
    assert np.isnan(y.array[0, 0]).all() and not y.mask.array[0, 0]


def test_keras_3_compares_with_a_number_in_single_precision():
    x, scope = np.full((1, 1, 2), 0.1), Scope(Layer(masking, dtype="float64"))
    assert masking(scope, Tensor(x), mask_value=0.1).mask.array.all()
    assert not masking(scope, Tensor(x), mask_value=0.1, **OLDER).mask.array.any()


def test_whole_numbers_stay_whole():
    y = masking(Scope(Layer(masking)), Tensor(np.array([[[2, 2], [2, 3]]])), mask_value=2)
    assert y.dtype == "int64" and y.array.tolist() == [[[0, 0], [2, 3]]]


@pytest.mark.parametrize("older", [{}, OLDER])
def test_the_gradient_of_masking_passes_where_nothing_is_masked(older):
    x = np.random.default_rng(1).standard_normal((2, 4, 3))
    x[0, 1] = x[1, 3] = 0
    layer = Layer(masking, older)
    scope, leaf = Scope(layer), Tensor(x.astype("f4"))
    backward(layer(scope, leaf))
    assert leaf.grad.tolist() == (x != 0).astype(float).tolist()


def test_masking_needs_a_number():
    with pytest.raises(ShapeError, match="must be a number, not None"):
        masking(Scope(Layer(masking)), Tensor(np.zeros((1, 2))), mask_value=None)


def test_masking_needs_an_axis():
    with pytest.raises(ShapeError, match="needs an axis of features"):
        masking(Scope(Layer(masking)), Tensor(np.float32(1)))
