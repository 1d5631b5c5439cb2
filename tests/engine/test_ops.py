"""Elementwise arithmetic, reductions, products and reshaping."""

from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_primitive
from engine.ops import elementwise, matmul, reduce, shaping

RNG = np.random.default_rng(3)


def real(*shape):
    return RNG.standard_normal(shape)


def positive(*shape):
    return RNG.uniform(0.5, 2, shape)


CASES = [
    (elementwise.add, [real(2, 3), real(3)], {}),
    (elementwise.subtract, [real(2, 3), real(2, 1)], {}),
    (elementwise.multiply, [real(4, 2, 3), real(2, 1)], {}),
    (elementwise.divide, [real(2, 3), positive(1, 3)], {}),
    (elementwise.maximum, [real(2, 3), real(3)], {}),
    (elementwise.minimum, [real(2, 3), real(2, 3)], {}),
    (elementwise.select, [real(2, 3) > 0, real(2, 3), real(3)], {}),
    (elementwise.scale, [real(2, 3)], {"factor": 0.3}),
    (elementwise.shift, [real(2, 3)], {"offset": 0.3}),
    (elementwise.power, [positive(2, 3)], {"exponent": 1.7}),
    (elementwise.clip, [real(4, 3)], {"low": -0.5, "high": 0.8}),
    (elementwise.negative, [real(3)], {}),
    (elementwise.exp, [real(3)], {}),
    (elementwise.log, [positive(3)], {}),
    (elementwise.log1p, [positive(3)], {}),
    (elementwise.sqrt, [positive(3)], {}),
    (elementwise.square, [real(3)], {}),
    (elementwise.absolute, [real(3)], {}),
    (reduce.reduce_sum, [real(2, 3, 4)], {"axis": (0, -1)}),
    (reduce.reduce_sum, [real(2, 3)], {}),
    (reduce.reduce_mean, [real(2, 3, 4)], {"axis": 1, "keepdims": True}),
    (reduce.reduce_max, [real(2, 3, 4)], {"axis": (1, 2)}),
    (reduce.reduce_min, [real(2, 3, 4)], {"axis": 0, "keepdims": True}),
    (matmul.matmul, [real(2, 1, 3, 4), real(5, 4, 2)], {}),
    (matmul.linear, [real(2, 3, 4), real(4, 5)], {}),
    (matmul.linear, [real(6, 4), real(4, 5), real(5)], {}),
    (shaping.reshape, [real(2, 3, 4)], {"shape": (None, -1)}),
    (shaping.transpose, [real(2, 3, 4)], {"axes": (2, 0, 1)}),
    (shaping.expand_dims, [real(2, 3)], {"axis": -1}),
    (shaping.broadcast_to, [real(2, 1, 3)], {"shape": (2, 4, 3)}),
    (shaping.concatenate, [real(2, 3), real(2, 1), real(2, 2)], {"axis": 1}),
    (shaping.pad, [real(2, 3)], {"widths": ((1, 0), (0, 2)), "value": -1.0}),
]
IDS = [f"{function.name}{number}" for number, (function, _, _) in enumerate(CASES)]


def by_case(test):
    return pytest.mark.parametrize(("function", "arrays", "static"), CASES, ids=IDS)(test)


@by_case
def test_gradient_is_numerically_right(function, arrays, static):
    check_primitive(function, *arrays, **static)


def single(arrays):
    return [a.astype("f4") if a.dtype.kind == "f" else a for a in arrays]


@by_case
def test_float32_stays_float32(function, arrays, static):
    y = function(*single(arrays), **static)
    assert y.dtype == "float32"
    gradients = y.call.primitive.backward(y.call.saved, np.ones_like(y.data))
    assert {g.dtype.name for g in gradients if g is not None} == {"float32"}


@by_case
def test_shape_rule_tells_what_is_computed(function, arrays, static):
    specs = [Spec(a.shape, str(a.dtype)) for a in single(arrays)]
    y = function(*single(arrays), **static)
    assert function(*map(Tensor, specs), **static).spec == y.spec


@pytest.mark.parametrize(
    ("function", "shapes", "result"),
    [
        (elementwise.add, [(None, 3), (3,)], (None, 3)),
        (elementwise.add, [(None, 1), (None, 4)], (None, 4)),
        (elementwise.add, [(None, 3), (5, 1)], (5, 3)),
        (matmul.linear, [(None, 7, 4), (4, 2)], (None, 7, 2)),
        (matmul.matmul, [(None, 7, 4), (4, 2)], (None, 7, 2)),
        (partial(shaping.reshape, shape=(None, 6)), [(None, 2, 3)], (None, 6)),
        (partial(shaping.reshape, shape=(None, -1, 2)), [(None, 2, 3)], (None, 3, 2)),
        (partial(shaping.reshape, shape=(-1, 3)), [(None, 2, 3)], (None, 3)),
        (partial(shaping.concatenate, axis=0), [(None, 3), (2, 3)], (None, 3)),
        (partial(shaping.concatenate, axis=1), [(None, 3), (4, 2)], (4, 5)),
        (partial(reduce.reduce_sum, axis=1), [(None, 3)], (None,)),
        (partial(shaping.pad, widths=((0, 0), (1, 2))), [(None, 3)], (None, 6)),
    ],
)
def test_unknown_sizes_pass_through(function, shapes, result):
    assert function(*(Tensor(Spec(s)) for s in shapes)).shape == result


@pytest.mark.parametrize(
    ("function", "shapes", "message"),
    [
        (elementwise.add, [(2, 3), (2, 4)], r"\(2, 3\) and \(2, 4\) do not fit together: 3 and 4"),
        (matmul.linear, [(None, 3), (4, 2)], "has 3 features, the kernel .* takes 4"),
        (matmul.matmul, [(2, 3), (4, 2)], "3 columns do not meet 4 rows"),
        (partial(shaping.reshape, shape=(None, 5)), [(None, 2, 3)], "has 6 values, .* has 5"),
        (partial(shaping.reshape, shape=(None, -1, 4)), [(None, 2, 3)], "6 values do not divide"),
        (partial(shaping.concatenate, axis=1), [(2, 3), (4, 3)], "their other sizes differ"),
        (partial(reduce.reduce_sum, axis=2), [(2, 3)], "no axis 2 in 2 dimensions"),
        (partial(shaping.transpose, axes=(0, 0)), [(2, 3)], "does not reorder the 2 axes"),
    ],
)
def test_shapes_that_do_not_fit_are_named(function, shapes, message):
    with pytest.raises(ShapeError, match=message):
        function(*(Tensor(Spec(s)) for s in shapes))


def gradients(function, *arrays, g=None):
    y = function(*arrays)
    return y.call.primitive.backward(y.call.saved, np.ones_like(y.data) if g is None else g)


@pytest.mark.parametrize("function", [elementwise.maximum, elementwise.minimum])
def test_equal_values_send_the_gradient_to_the_first(function):
    first, second = gradients(function, np.ones(2), np.ones(2))
    assert first.tolist() == [1, 1] and second.tolist() == [0, 0]


@pytest.mark.parametrize("function", [reduce.reduce_max, reduce.reduce_min])
def test_equal_extremes_share_the_gradient(function):
    (g,) = gradients(function, np.full(4, 2.0))
    assert g.tolist() == [0.25] * 4


def test_absolute_has_slope_zero_at_zero():
    assert gradients(elementwise.absolute, np.zeros(1))[0].tolist() == [0]


def test_clip_passes_the_gradient_on_its_bounds():
    (g,) = gradients(partial(elementwise.clip, low=-1, high=1), np.array([-2.0, -1, 0, 1, 2]))
    assert g.tolist() == [0, 1, 1, 1, 0]


def test_mean_of_nothing_is_nan_without_a_warning():
    assert np.isnan(reduce.reduce_mean(np.ones((0, 2)), axis=0).data).all()


def test_cast_keeps_the_mask_and_a_tensor_that_is_already_right():
    mask = Tensor(np.ones(2, bool))
    x = Tensor(np.ones((2, 3), "f4"), mask=mask)
    assert elementwise.cast(x, "float32") is x
    wide = elementwise.cast(x, "float64")
    assert wide.dtype == "float64" and wide.mask is mask


def test_truth_values_have_no_gradient():
    for y in (
        elementwise.greater(np.ones(2), np.zeros(2)),
        elementwise.equal(np.ones(2), np.zeros(2)),
        elementwise.logical_not(np.ones(2, bool)),
        elementwise.logical_and(np.ones(2, bool), np.zeros(2, bool)),
        elementwise.logical_or(np.ones(2, bool), np.zeros(2, bool)),
        reduce.reduce_all(np.ones((2, 2), bool), axis=1),
        reduce.reduce_any(np.ones((2, 2), bool), axis=1),
    ):
        assert y.dtype == "bool" and y.call is None and y.shape == (2,)
