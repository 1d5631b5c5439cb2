"""Layers that make one tensor of several."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, backward
from engine.gradcheck import check_layer
from engine.layers import merging
from engine.scope import Layer, Scope

SEVERAL = (
    merging.add,
    merging.average,
    merging.maximum,
    merging.minimum,
    merging.multiply,
)
ELEMENTWISE = (*SEVERAL, merging.subtract)
OLDER = {"dialect": "tf_keras"}

FIRST = [[True, True, False], [True, False, False]]
SECOND = [[True, False, True], [False, False, False]]


def run(function, *xs, masks=None, **params):
    """The output of a layer on arrays or specs."""
    layer = Layer(function, params)
    hints = masks or [None] * len(xs)
    tensors = [
        Tensor(x, mask=None if mask is None else Tensor(np.asarray(mask)))
        for x, mask in zip(xs, hints, strict=True)
    ]
    return layer(Scope(layer), *tensors)


def drawn(*shapes):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape).astype("f4") for shape in shapes]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (merging.add, lambda a, b, c: a + b + c),
        (merging.average, lambda a, b, c: (a + b + c) / 3),
        (merging.maximum, lambda a, b, c: np.maximum(np.maximum(a, b), c)),
        (merging.minimum, lambda a, b, c: np.minimum(np.minimum(a, b), c)),
        (merging.multiply, lambda a, b, c: a * b * c),
    ],
)
def test_any_number_of_inputs_is_merged_and_broadcast(function, expected):
    a, b, c = drawn((2, 3, 4), (2, 1, 4), (2, 3, 1))
    np.testing.assert_allclose(run(function, a, b, c).array, expected(a, b, c), atol=1e-6)
    np.testing.assert_array_equal(run(function, a).array, a)


def test_the_second_is_subtracted_from_the_first():
    a, b = drawn((2, 3), (2, 3))
    np.testing.assert_array_equal(run(merging.subtract, a, b).array, a - b)
    with pytest.raises(ShapeError, match="takes two inputs, not 3"):
        run(merging.subtract, a, a, b)


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_missing_axes_are_put_behind_the_batch(function):
    a, b = drawn((2, 3, 4, 5), (2, 5))
    merged = run(function, a, b).array
    np.testing.assert_array_equal(merged, run(function, a, b[:, None, None]).array)
    assert run(function, *drawn((3,), (3, 2))).shape == (3, 2)


@pytest.mark.parametrize("function", ELEMENTWISE)
@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        (((None, 3), (None, 4)), r"\(batch, 3\) and \(batch, 4\), and 3 and 4 differ"),
        (((None, 3, 4), (None, 3)), r"\(batch, 3, 4\) and \(batch, 3\), and 3 and 4 differ"),
        (((2, 3), (5, 3)), "batches of one size"),
        (((1, 3), (5, 3)), "batches of one size"),
    ],
)
def test_unequal_inputs_are_refused_by_their_shapes(function, shapes, words):
    with pytest.raises(ShapeError, match=words):
        run(function, *map(Spec, shapes))


@pytest.mark.parametrize("function", [merging.maximum, merging.minimum])
def test_of_equal_numbers_the_first_gets_the_gradient(function):
    xs = [Tensor(np.ones((1, 2), np.float32)) for _ in range(3)]
    layer = Layer(function)
    backward(layer(Scope(layer), *xs))
    assert [None if x.grad is None else x.grad.sum() for x in xs] == [2, 0, 0]


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_a_step_counts_where_one_input_has_it_in_keras_2_where_all_do(function):
    xs = drawn((2, 3, 4), (2, 3, 4))
    either, both = np.logical_or(FIRST, SECOND), np.logical_and(FIRST, SECOND)
    merged = run(function, *xs, masks=[FIRST, SECOND])
    np.testing.assert_array_equal(merged.mask.array, either)
    older = run(function, *xs, masks=[FIRST, SECOND], **OLDER)
    np.testing.assert_array_equal(older.mask.array, both)
    assert run(function, *xs, masks=[FIRST, None]).mask is None
    older = run(function, *xs, masks=[FIRST, None], **OLDER)
    np.testing.assert_array_equal(older.mask.array, FIRST)


@pytest.mark.parametrize("function", [merging.maximum, merging.minimum])
def test_what_a_mask_leaves_out_does_not_decide_but_in_keras_2(function):
    a, b = drawn((2, 3, 4), (2, 3, 4))
    chosen = run(function, a, b).array
    first, second = np.asarray(FIRST)[..., None], np.asarray(SECOND)[..., None]
    expected = np.where(second, np.where(first, chosen, b), a)
    masked = run(function, a, b, masks=[FIRST, SECOND])
    np.testing.assert_array_equal(masked.array, expected)
    older = run(function, a, b, masks=[FIRST, SECOND], **OLDER)
    np.testing.assert_array_equal(older.array, chosen)
    one = run(function, a, b, masks=[None, SECOND]).array
    np.testing.assert_array_equal(one, np.where(second, chosen, a))


def test_what_a_mask_leaves_out_multiplies_by_1_but_in_keras_2():
    a, b = drawn((2, 3, 4), (2, 3, 4))
    first, second = np.asarray(FIRST)[..., None], np.asarray(SECOND)[..., None]
    product = np.where(first, a, 1) * np.where(second, b, 1)
    masked = run(merging.multiply, a, b, masks=[FIRST, SECOND]).array
    np.testing.assert_array_equal(masked, np.where(first | second, product, 0))
    one = run(merging.multiply, a, b, masks=[FIRST, None]).array
    np.testing.assert_array_equal(one, np.where(first, a, 1) * b)
    older = run(merging.multiply, a, b, masks=[FIRST, SECOND], **OLDER).array
    np.testing.assert_array_equal(older, a * b)


def test_the_mean_of_whole_numbers_has_fractions():
    ones = np.ones((2, 2), np.int32)
    np.testing.assert_allclose(run(merging.average, ones, 2 * ones).array, 1.5)
    assert run(merging.add, ones, ones).dtype == "int32"


@pytest.mark.parametrize("function", [*ELEMENTWISE, merging.concatenate, merging.dot])
def test_whole_numbers_beside_floats_become_floats(function):
    whole, floats = np.ones((2, 3), np.int32), np.ones((2, 3), np.float32)
    params = {"axes": 1} if function is merging.dot else {}
    assert run(function, whole, floats, **params).dtype == "float32"
    same = run(function, whole, whole, **params).dtype
    assert same == ("float32" if function is merging.average else "int32")


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_an_axis_that_is_not_there_is_refused_at_its_row(dialect):
    a, b = drawn((2, 3), (2, 4))
    for axis in (2, -3):
        with pytest.raises(ShapeError, match="no axis") as refusal:
            run(merging.concatenate, a, b, axis=axis, dialect=dialect)
        assert refusal.value.parameter == "axis"


@pytest.mark.parametrize(
    ("shapes", "axes", "shape", "sums"),
    [
        (((2, 3), (2, 3)), -1, (2, 1), "bi,bi->b"),
        (((2, 3, 4), (2, 4, 5)), (2, 1), (2, 3, 5), "bij,bjk->bik"),
        (((2, 3, 4), (2, 3, 5)), 1, (2, 4, 5), "bij,bik->bjk"),
        (((2, 4), (2, 3, 4)), -1, (2, 3), "bi,bji->bj"),
        (((2, 3, 4), (2, 4)), (2, 1), (2, 3), "bij,bj->bi"),
        (((2, 3, 4, 2), (2, 5, 4)), (2, -1), (2, 3, 2, 5), "bijk,blj->bikl"),
        (((2, 3, 4, 2), (2, 2, 4, 3)), (1, 3), (2, 4, 2, 2, 4), "bijk,blmi->bjklm"),
    ],
)
def test_products_are_summed_along_one_axis_of_each(shapes, axes, shape, sums):
    a, b = drawn(*shapes)
    y = run(merging.dot, a, b, axes=axes)
    assert y.shape == shape
    np.testing.assert_allclose(y.array, np.einsum(sums, a, b).reshape(shape), atol=1e-5)
    unknown = [Spec((None, *(None for _ in s[1:]))) for s in shapes]
    assert len(run(merging.dot, *unknown, axes=axes).shape) == len(shape)


def test_normalized_products_are_cosines():
    a, b = drawn((4, 3), (4, 3))
    y = run(merging.dot, a, b, axes=1, normalize=True).array[:, 0]
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    np.testing.assert_allclose(y, (a * b).sum(1) / lengths, rtol=1e-5)


def test_tiny_vectors_are_normalized_down_to_another_length_in_keras_2():
    a, b = np.array([[3e-7, 0.0]]), np.array([[1.0, 0.0]])
    assert run(merging.dot, a, b, axes=1, normalize=True).array == pytest.approx(1)
    older = run(merging.dot, a, b, axes=1, normalize=True, **OLDER).array
    assert older == pytest.approx(0.3)
    assert run(merging.dot, 0 * a, b, axes=1, normalize=True).array == 0


@pytest.mark.parametrize(
    ("shapes", "axes", "words", "error"),
    [
        (((None, 3), (None, 4)), 1, r"axis 1 of \(batch, 3\) and axis 1 of \(batch, 4\)", None),
        (((None, 3), (None, 3)), 0, "cannot sum over the batch", None),
        (((None, 3), (None, 3)), (1, 2), "no axis 2", IndexError),
        (((None, 3), (None, 3)), (1,), "two whole numbers", None),
        (((None, 3), (None, 3)), (1.0, 1), "two whole numbers", None),
        (((None, 3), (None, 3)), None, "two whole numbers", TypeError),
        (((2, 3), (4, 3)), 1, "batches of one size", None),
        (((2,), (2,)), 0, "an axis beside the batch", None),
    ],
)
def test_axes_that_do_not_meet_are_refused(shapes, axes, words, error):
    with pytest.raises(error or ShapeError, match=words) as refusal:
        run(merging.dot, *map(Spec, shapes), axes=axes)
    assert isinstance(refusal.value, ShapeError)


def test_one_negative_axis_goes_round_as_in_keras():
    a, b = drawn((2, 3), (2, 3))
    expected = run(merging.dot, a, b, axes=1).array
    np.testing.assert_array_equal(run(merging.dot, a, b, axes=-3).array, expected)


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("axes", [(1, 2), (2, 1), (-1, -2)])
def test_gradients_of_dot(axes, normalize):
    a, b = np.random.default_rng(0).standard_normal((2, 2, 3, 3))
    check_layer(Layer(merging.dot, {"axes": axes, "normalize": normalize}), a, b)


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
@pytest.mark.parametrize("function", SEVERAL)
def test_gradients_of_masked_and_aligned_inputs(function, dialect):
    rng = np.random.default_rng(1)
    layer = Layer(function, {"dialect": dialect})
    xs = [rng.standard_normal((2, 3, 4)) for _ in range(3)]
    for masks in ([FIRST, SECOND, FIRST], [None, SECOND, FIRST], [FIRST, None, None]):
        hints = [None if m is None else np.asarray(m) for m in masks]
        check_layer(layer, *xs, masks=hints)
    check_layer(layer, xs[0], rng.standard_normal((2, 4)), rng.standard_normal((2, 3, 1)))
