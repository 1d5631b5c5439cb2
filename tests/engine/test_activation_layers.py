"""Activation layers: their gradients, weights and masks, and what each Keras has of its own."""

import inspect

import numpy as np
import pytest

from engine.activations import ACTIVATIONS, DIALECTS, activate
from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.gradcheck import check_layer, check_primitive
from engine.layers import activation as layers
from engine.ops import ramps
from engine.regularizers import l2
from engine.scope import Layer, Scope, WeightPolicy

CASES = [
    (layers.relu, {"negative_slope": 0.2, "threshold": 0.3, "max_value": 1.2}),
    (layers.relu, {"negative_slope": 0.2}),
    (layers.leaky_relu, {"negative_slope": 0.4}),
    (layers.prelu, {}),
    (layers.prelu, {"shared_axes": [1]}),
    (layers.prelu, {"shared_axes": 2}),
    (layers.prelu, {"shared_axes": [1, 2]}),
    (layers.thresholded_relu, {"theta": 0.4}),
    (layers.elu, {"alpha": 0.4}),
    (layers.elu, {"alpha": -0.4}),
    (layers.softmax, {"axis": 1}),
    (layers.softmax, {"axis": [1, -1]}),
    (layers.softmax, {"axis": [0, 1, 2], "dialect": "tf_keras"}),
    (layers.swish, {}),
    (layers.mish, {}),
    (layers.selu, {}),
    (layers.gelu, {}),
    (layers.gelu, {"approximate": True}),
    (layers.celu, {"alpha": 0.7}),
    (layers.glu, {}),
    (layers.glu, {"axis": 1}),
    (layers.log_softmax, {"axis": 1}),
    (layers.sparsemax, {"axis": 1}),
    (layers.hard_shrink, {"threshold": 0.3}),
    (layers.soft_shrink, {"threshold": 0.3}),
    (layers.squareplus, {"b": 2.0}),
    (layers.threshold, {"threshold": 0.3, "default_value": -1.0}),
]
NAMES = sorted(set(ACTIVATIONS) - {"glu"})
HARD = [np.nan, np.inf, -np.inf, 0.0, -0.0, 6e4, -6e4, 1.0]


def scope_of(function, dtype="float32", **params):
    return Scope(Layer(function, params, dtype=dtype))


def call(scope, x, mask=None):
    x = np.asarray(x, np.float32)
    return scope.layer(scope, Tensor(x, mask=None if mask is None else Tensor(np.array(mask))))


def drawn(*shape):
    return np.random.default_rng(len(shape)).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize(("function", "params"), CASES)
@pytest.mark.parametrize("masked", [False, True])
def test_gradients(function, params, masked):
    x = np.random.default_rng(4).normal(0, 2, (3, 4, 4))
    mask = np.array([[1, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]], bool)[..., None]
    check_layer(Layer(function, params), x, masks=[mask if masked else None], tolerance=1e-6)


@pytest.mark.parametrize("shape", [(4,), (3, 2), (2, 3, 2, 2)])
def test_learned_slopes_have_gradients_at_every_rank(shape):
    check_layer(Layer(layers.prelu, {}), np.random.default_rng(1).standard_normal(shape))
    check_primitive(ramps.prelu, drawn(*shape), drawn(*shape[1:]))


@pytest.mark.parametrize(("function", "params"), CASES)
def test_the_mask_and_the_type_go_on(function, params):
    x = Tensor(drawn(2, 4, 4), mask=Tensor(np.ones((2, 4, 1), bool)))
    for dtype in ("float32", "float64", "float16"):
        scope = scope_of(function, dtype, **params)
        y = scope.layer(scope, x)
        assert y.mask is x.mask and y.dtype == dtype
        told = Scope(scope.layer, abstract=True)
        spec = Tensor(x.spec, mask=Tensor(x.mask.spec))
        assert scope.layer(told, spec).spec == y.spec


@pytest.mark.parametrize(("function", "params"), CASES)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_hard_numbers_make_no_warnings(function, params, dtype):
    # Warnings are errors in the tests.
    for row in (HARD, [1e30] * 8, [-1e30] * 8, [np.nan] * 8, [0.0] * 8):
        x = Tensor(np.array([row, HARD[::-1]], np.float32).reshape(2, 2, 4))
        y = scope_of(function, dtype, **params)
        y = y.layer(y, x)
        propagate([(y, np.ones_like(y.array))])
        assert x.grad.shape == x.shape


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
@pytest.mark.parametrize("name", NAMES)
def test_nan_comes_out_as_nan_alone_and_without_warnings(name, dtype):
    along = name in ("softmax", "log_softmax", "sparsemax")
    x = Tensor(np.array([HARD, [1.0] * 8], dtype))
    y = activate(name, x)
    propagate([(y, np.ones_like(y.array))])
    clean = np.isfinite(y.array)
    assert clean[1].all() and np.isfinite(x.grad[1]).all()
    assert along or np.isnan(y.array[0, 0]) or name in ("relu6", "hard_shrink", "leaky_relu")


@pytest.mark.parametrize(("shared", "shape"), [
    (None, (3, 4, 2)),
    ([], (3, 4, 2)),
    ([1], (1, 4, 2)),
    ([1, 2], (1, 1, 2)),
    ([3], (3, 4, 1)),
    (1, (1, 4, 2)),
    # Keras subtracts 1 and takes what comes out as an index.
    ([0], (3, 4, 1)),
    ([-1], (3, 1, 2)),
])  # fmt: skip
def test_slopes_are_shared_along_the_axes(shared, shape):
    scope = scope_of(layers.prelu, shared_axes=shared)
    call(scope, drawn(2, 3, 4, 2))
    assert scope.values["alpha"].shape == shape


def test_a_learned_slope_applies_below_0():
    scope = scope_of(layers.prelu, shared_axes=[1])
    x = drawn(5, 3, 2)
    call(scope, x)
    alpha = np.array([[0.5, -2.0]], np.float32)
    scope.values["alpha"].data = alpha
    np.testing.assert_allclose(call(scope, x).array, np.where(x > 0, x, alpha * x))


@pytest.mark.parametrize("axis", [4, -3, -4])
def test_an_axis_that_is_not_there_cannot_share(axis):
    with pytest.raises(ShapeError, match="no axis") as refused:
        call(scope_of(layers.prelu, shared_axes=[axis]), drawn(2, 3, 4, 2))
    assert refused.value.parameter == "shared_axes" and isinstance(refused.value, IndexError)


def test_learned_slopes_need_known_sizes():
    scope = Scope(Layer(layers.prelu, {}), abstract=True)
    with pytest.raises(ShapeError, match="every size"):
        scope.layer(scope, Tensor(Spec((None, None, 3))))
    scope = Scope(Layer(layers.prelu, {"shared_axes": [1]}), abstract=True)
    assert scope.layer(scope, Tensor(Spec((None, None, 3)))).shape == (None, None, 3)


@pytest.mark.parametrize(("dialect", "count"), [("keras3", 0), ("tf_keras", 1)])
def test_penalties_of_frozen_slopes_count_in_keras_2_only(dialect, count):
    policies = {"alpha": WeightPolicy(regularizer=l2)}
    layer = Layer(layers.prelu, {"dialect": dialect}, policies, trainable=False)
    scope = Scope(layer)
    layer(scope, Tensor(drawn(2, 3)))
    assert len(scope.penalties()) == count


def test_a_leaky_relu_starts_with_another_slope_than_the_activation():
    x = np.array([-1.0], np.float32)
    assert call(scope_of(layers.leaky_relu), x).array == np.float32(-0.3)
    assert activate("leaky_relu", Tensor(x)).array == np.float32(-0.2)


@pytest.mark.parametrize(("function", "name", "value", "keras3", "tf_keras"), [
    (layers.leaky_relu, "negative_slope", -0.5, ValueError, None),
    (layers.leaky_relu, "negative_slope", None, ValueError, ValueError),
    (layers.leaky_relu, "negative_slope", "a", TypeError, ValueError),
    (layers.leaky_relu, "negative_slope", "0.5", TypeError, None),
    (layers.elu, "alpha", -0.5, None, None),
    (layers.elu, "alpha", None, ValueError, ValueError),
    (layers.elu, "alpha", "a", TypeError, ValueError),
    (layers.thresholded_relu, "theta", -0.5, ValueError, ValueError),
    (layers.relu, "max_value", -1, ValueError, ValueError),
    (layers.relu, "threshold", "1", TypeError, TypeError),
    (layers.softmax, "axis", [0, 0], ValueError, ValueError),
    (layers.softmax, "axis", [], IndexError, IndexError),
    (layers.softmax, "axis", 2, ValueError, ValueError),
    (layers.softmax, "robust_masking", True, ValueError, None),
    (layers.celu, "alpha", 0, ValueError, ValueError),
    (layers.glu, "axis", 0, ValueError, ValueError),
])  # fmt: skip
def test_what_each_keras_refuses(function, name, value, keras3, tf_keras):
    for dialect, wanted in (("keras3", keras3), ("tf_keras", tf_keras)):
        params = {name: value}
        if "dialect" in inspect.signature(function).parameters:
            params["dialect"] = dialect
        found = None
        try:
            call(scope_of(function, **params), drawn(3, 4))
        except ShapeError as error:
            kinds = (kind for kind in (TypeError, IndexError) if isinstance(error, kind))
            found = next(kinds, ValueError)
        assert found is wanted, dialect


def test_the_threshold_itself_becomes_0():
    x = [0.5, 1.0, 1.5]
    np.testing.assert_array_equal(call(scope_of(layers.thresholded_relu), x).array, [0, 0, 1.5])
    y = call(scope_of(layers.threshold, threshold=1.0, default_value=-2.0), x).array
    np.testing.assert_array_equal(y, [-2, -2, 1.5])


def shares(mask, x=((1.0, 2.0, 3.0),), **params):
    return call(scope_of(layers.softmax, **params), x, mask).array


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_what_is_masked_has_no_share(dialect):
    y = shares([[True, False, True]], dialect=dialect)
    e = np.exp(2)
    np.testing.assert_allclose(y, [[1 / (1 + e), 0, e / (1 + e)]], rtol=1e-6)


def test_where_all_is_masked_the_generations_differ():
    # The -1e9 that Keras 2 adds swallows what float32 holds beside it.
    none = [[False] * 3]
    np.testing.assert_array_equal(shares(none), 0)
    np.testing.assert_allclose(shares(none, dialect="tf_keras"), 1 / 3)
    np.testing.assert_array_equal(shares(none, dialect="tf_keras", axis=[0, 1]), 1)
    double = scope_of(layers.softmax, "float64", dialect="tf_keras")
    plain = scope_of(layers.softmax, "float64")
    x = [[1.0, 2.0, 3.0]]
    np.testing.assert_allclose(call(double, x, none).array, call(plain, x).array, rtol=1e-6)


def test_a_masked_nan_stays_out_in_keras_3():
    x, mask = [[1.0, np.nan, 1.0]], [[True, False, True]]
    np.testing.assert_allclose(shares(mask, x), [[0.5, 0, 0.5]])
    np.testing.assert_allclose(
        shares(mask, x, dialect="tf_keras", robust_masking=True), [[0.5, 0, 0.5]]
    )
    assert np.isnan(shares(mask, x, dialect="tf_keras")).all()


def test_a_mask_must_fit_as_it_is():
    x = drawn(2, 3, 4)
    assert shares(np.ones((3, 1), bool), x).shape == x.shape
    for shape in ((2, 3), (1, 2, 3, 4), (2,), (5, 3, 4)):
        with pytest.raises(ShapeError, match="a mask of shape"):
            shares(np.ones(shape, bool), x)


def test_softmax_over_several_axes_is_joint():
    x = drawn(2, 3, 4)
    np.testing.assert_allclose(shares(None, x, axis=[1, 2]).sum((1, 2)), 1, rtol=1e-6)


def test_keras_2_refuses_softmax_without_a_batch():
    one = Tensor(drawn(4))
    assert activate("softmax", one).shape == (4,)
    with pytest.raises(ShapeError, match="two axes"):
        activate("softmax", one, "tf_keras")
    assert set(DIALECTS["tf_keras"]) < set(ACTIVATIONS)


def test_threshold_cannot_be_called_by_its_name_alone():
    # Keras 3 lists it, and calls it without the two arguments that it needs.
    with pytest.raises(TypeError, match="needs to be told"):
        activate("threshold", Tensor(drawn(2, 3)))
    with pytest.raises(ShapeError, match="no activation 'threshold'"):
        activate("threshold", Tensor(drawn(2, 3)), "tf_keras")


def test_slopes_of_a_bounded_relu_at_its_kinks():
    # As TensorFlow has them: a bound of 6 goes through a function of its own.
    def slope(x, **params):
        tensor = Tensor(np.array([x], np.float32))
        scope = scope_of(layers.relu, **params)
        y = scope.layer(scope, tensor)
        propagate([(y, np.ones(1, np.float32))])
        return tensor.grad.item()

    assert slope(1.0, max_value=1.0) == 1
    assert slope(6.0, max_value=6) == 0
    assert slope(6.0, max_value=6, threshold=1.0) == 1
    assert slope(0.0, negative_slope=0.5) == 0.5
    assert slope(0.0, negative_slope=0.5, max_value=1.0) == 0
    assert slope(1.0, negative_slope=0.5, threshold=1.0) == 0


def test_a_gelu_is_approximated_on_request():
    x = np.linspace(-4, 4, 81).astype(np.float32)
    exact, near = (call(scope_of(layers.gelu, approximate=a), x).array for a in (False, True))
    assert 1e-5 < np.abs(exact - near).max() < 1e-3
    cubic = np.sqrt(2 / np.pi) * (x + 0.044715 * x.astype(float) ** 3)
    np.testing.assert_allclose(near, 0.5 * x * (1 + np.tanh(cubic)), atol=1e-6)


def test_a_value_on_the_bound_of_sparsemax_still_takes_its_gradient():
    # As in TensorFlow, whose maximum gives ties to the first.
    x = Tensor(np.array([[3.0, 2.0]]))
    y = activate("sparsemax", x)
    np.testing.assert_array_equal(y.array, [[1, 0]])
    propagate([(y, np.array([[0.0, 1.0]]))])
    np.testing.assert_array_equal(x.grad, [[-1, 1]])


def test_small_gates_survive_half_precision():
    x = np.array([[1.0, -9.0]], np.float16)
    y = activate("glu", Tensor(x)).array.item()
    assert y == pytest.approx(1 / (1 + np.exp(9)), rel=1e-3)
    assert activate("sigmoid", Tensor(x)).array[0, 1] == pytest.approx(y, rel=1e-3)
