"""Layer normalization against its formula, numeric gradients, and its refusals."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.gradcheck import check_layer
from engine.layers.normalization import layer_normalization
from engine.scope import Layer, Scope
from tests.engine.normalizing import drawn


def scope_of(dtype="float32", **params):
    return Scope(Layer(layer_normalization, params, dtype=dtype))


def call(scope, x):
    return scope.layer(scope, Tensor(x)).array


@pytest.mark.parametrize("axis", [-1, 1, [1, 2], (-2, -1), [1, 2, 3], 0])
def test_each_sample_is_normalized_over_the_axes(axis):
    x = drawn(3, 4, 5, 2, mean=2)
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    wanted = (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + 1e-3)
    np.testing.assert_allclose(call(scope_of(axis=axis), x), wanted, atol=1e-5)


@pytest.mark.parametrize(
    ("axis", "keras3", "tf_keras"),
    [
        (-1, (5,), (5,)),
        ([1, 2], (4, 5), (4, 5)),
        ([2, 1], (4, 5), (5, 4)),
        ([1, -1], (5, 4), (4, 5)),
    ],
)
def test_weights_have_the_sizes_of_the_axes_in_the_order_of_each_keras(axis, keras3, tf_keras):
    for dialect, shape in (("keras3", keras3), ("tf_keras", tf_keras)):
        scope = scope_of(axis=axis, dialect=dialect)
        call(scope, drawn(3, 4, 5))
        assert {name: value.shape for name, value in scope.values.items()} == {
            "gamma": shape,
            "beta": shape,
        }


def test_the_gain_of_a_batch_of_one_has_its_own_gradient():
    x, g = drawn(1, 5), drawn(1, 5, mean=1)
    scope = scope_of()
    propagate([(scope.layer(scope, Tensor(x)), g)])
    xhat = (x - x.mean()) / np.sqrt(x.var() + 1e-3)
    np.testing.assert_allclose(scope.values["gamma"].grad, (g * xhat)[0], atol=1e-5)


def test_without_center_and_scale_there_are_no_weights():
    scope = scope_of(center=False, scale=False)
    call(scope, drawn(3, 4))
    assert scope.values == {}


@pytest.mark.parametrize("params", [{}, {"axis": 1}, {"axis": [1, 2]}, {"axis": [2, 1]}])
@pytest.mark.parametrize("left_out", [{}, {"center": False}, {"scale": False}])
def test_gradients(params, left_out):
    check_layer(Layer(layer_normalization, {**params, **left_out}), drawn(3, 4, 5))


def test_training_makes_no_difference():
    scope, x = scope_of(), drawn(3, 4)
    first = call(scope, x)
    scope.training = True
    np.testing.assert_array_equal(call(scope, x), first)


def test_float32_is_accurate_at_a_mean_of_10000():
    x = drawn(8, 300, mean=1e4, std=0.1)
    exact = x.astype(np.float64)
    mean, variance = exact.mean(1, keepdims=True), exact.var(1, keepdims=True)
    y = call(scope_of(), x)
    np.testing.assert_allclose(y, (exact - mean) / np.sqrt(variance + 1e-3), atol=2e-5)


@pytest.mark.parametrize(
    ("dtype", "output", "weights"),
    [
        ("float32", "float32", "float32"),
        ("float64", "float64", "float64"),
        ("mixed_float16", "float16", "float32"),
    ],
)
def test_types(dtype, output, weights):
    scope, x = scope_of(dtype), Tensor(drawn(4, 3))
    y = scope.layer(scope, x)
    propagate([(y, np.ones_like(y.array))])
    assert y.dtype == output
    assert x.grad.dtype == "float32"
    assert {v.dtype for v in scope.values.values()} == {weights}
    assert {v.grad.dtype for v in scope.values.values()} == {np.dtype(weights)}


def test_nan_stays_in_its_sample_and_constant_samples_give_beta():
    x = drawn(3, 4)
    x[0, 1], x[1] = np.nan, 7
    y = call(scope_of(), x)
    assert np.isnan(y[0]).all()
    np.testing.assert_array_equal(y[1], 0)
    assert np.isfinite(y[2]).all()


def test_an_empty_batch_stays_empty():
    assert call(scope_of(), np.zeros((0, 4), np.float32)).shape == (0, 4)


def test_the_mask_goes_on_with_the_output():
    x = Tensor(drawn(2, 3, 2), mask=Tensor(np.ones((2, 3), bool)))
    scope = scope_of()
    assert scope.layer(scope, x).mask is x.mask


def test_specs_of_unknown_batch_give_the_output_and_the_weights():
    layer = scope_of(axis=[1, 2]).layer
    scope = Scope(layer, abstract=True)
    assert layer(scope, Tensor(Spec((None, 4, 5)))).spec == Spec((None, 4, 5))
    assert scope.values["gamma"].shape == (4, 5)


@pytest.mark.parametrize(
    ("axis", "words"), [(3, "no axis 3"), ([1, -2], "twice"), (0, "no known size")]
)
def test_axes_that_do_not_fit_are_refused_at_their_row(axis, words):
    layer = scope_of(axis=axis).layer
    with pytest.raises(ShapeError, match=words) as refused:
        layer(Scope(layer, abstract=True), Tensor(Spec((None, 4, 5))))
    assert refused.value.parameter == "axis"


def test_input_is_rounded_to_the_type_of_the_layer_in_keras_2_only():
    x = drawn(3, 4)
    kept = np.float16(call(scope_of(), x))
    rounded = np.float16(call(scope_of(), np.float16(x).astype("f4")))
    assert (kept != rounded).any()
    for dialect, wanted in (("keras3", kept), ("tf_keras", rounded)):
        y = call(scope_of("mixed_float16", dialect=dialect), x)
        assert y.dtype == np.float16
        np.testing.assert_array_equal(y, wanted)
