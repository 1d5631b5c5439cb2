"""Group, instance, RMS and unit normalization against their formulas, and their refusals."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.gradcheck import check_layer, check_primitive
from engine.layers.normalization import (
    group_normalization,
    instance_normalization,
    layer_normalization,
    rms_normalization,
    unit_normalization,
)
from engine.ops.layer_norm import Layout, layer_norm, unit_norm
from engine.regularizers import l2
from engine.scope import Layer, Scope, WeightPolicy
from tests.engine.normalizing import drawn

AXES = [-1, 1, [1, 2], (-2, -1), [1, 2, 3]]
PLACES = [((6, 8), -1), ((3, 5, 8), -1), ((3, 8, 5), 1), ((2, 3, 4, 8), 3), ((2, 3, 8, 4), -2)]
GROUPED = [(shape, axis, groups) for shape, axis in PLACES for groups in (1, 2, 4, -1)]


def scope_of(function, dtype="float32", **params):
    return Scope(Layer(function, params, dtype=dtype))


def call(scope, x, mask=None):
    return scope.layer(scope, Tensor(x, mask=None if mask is None else Tensor(mask))).array


def by_groups(x, axis, groups, epsilon=1e-3):
    """Group normalization by its definition: one example, one group at a time."""
    moved = np.moveaxis(x.astype(np.float64), axis, -1)
    y = np.empty_like(moved)
    size = moved.shape[-1] // (moved.shape[-1] if groups == -1 else groups)
    for i, start in np.ndindex(len(x), moved.shape[-1] // size):
        part = moved[i, ..., start * size : (start + 1) * size]
        y[i, ..., start * size : (start + 1) * size] = (part - part.mean()) / np.sqrt(
            part.var() + epsilon
        )
    return np.moveaxis(y, -1, axis)


@pytest.mark.parametrize(("shape", "axis", "groups"), GROUPED)
def test_groups_of_channels_are_normalized_for_each_example(shape, axis, groups):
    x = drawn(*shape, mean=2)
    y = call(scope_of(group_normalization, axis=axis, groups=groups), x)
    np.testing.assert_allclose(y, by_groups(x, axis, groups), atol=1e-5)


@pytest.mark.parametrize(("shape", "axis", "groups"), GROUPED)
def test_gradients_of_groups(shape, axis, groups):
    params = {"axis": axis, "groups": groups}
    check_layer(Layer(group_normalization, params), drawn(*shape))


@pytest.mark.parametrize("left_out", [{"center": False}, {"scale": False}])
@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_without_center_or_scale_a_weight_is_missing(left_out, dialect):
    params = {"groups": 2, "dialect": dialect, **left_out}
    check_layer(Layer(group_normalization, params), drawn(3, 2, 4))
    scope = scope_of(group_normalization, **params)
    call(scope, drawn(3, 2, 4))
    assert {n: v.shape for n, v in scope.values.items()} == {
        "gamma" if "center" in left_out else "beta": (4,)
    }


def test_instances_are_groups_of_one_channel():
    x = drawn(2, 4, 5, 3)
    y = call(scope_of(instance_normalization), x)
    np.testing.assert_array_equal(y, call(scope_of(group_normalization, groups=3), x))
    mean, variance = x.mean((1, 2), keepdims=True), x.var((1, 2), keepdims=True)
    np.testing.assert_allclose(y, (x - mean) / np.sqrt(variance + 1e-3), atol=1e-5)
    check_layer(Layer(instance_normalization, {"axis": 1}), x)


def test_a_mask_weighs_the_values_of_groups_in_keras_2_only():
    x, mask = drawn(2, 3, 4), np.ones((2, 3, 1), bool)
    mask[0, 1:] = False
    plain = call(scope_of(group_normalization, groups=2), x)
    np.testing.assert_array_equal(call(scope_of(group_normalization, groups=2), x, mask), plain)
    y = call(scope_of(group_normalization, groups=2, dialect="tf_keras"), x, mask)
    np.testing.assert_allclose(y[1], plain[1], atol=1e-6)
    step = x[0, 0, :2]
    wanted = (x[0, :, :2] - step.mean()) / np.sqrt(step.var() + 1e-3)
    np.testing.assert_allclose(y[0, :, :2], wanted, rtol=1e-5, atol=1e-5)


def test_gradients_of_masked_groups():
    mask = np.random.default_rng(0).random((3, 4, 1)) < 0.6
    mask[0, 0], mask[2] = True, False
    layer = Layer(group_normalization, {"groups": 2, "dialect": "tf_keras"})
    check_layer(layer, drawn(3, 4, 6), masks=[mask], tolerance=1e-6)


def test_where_nothing_counts_keras_2_divides_by_epsilon_alone():
    x = drawn(1, 3, 2)
    scope = scope_of(group_normalization, groups=1, dialect="tf_keras")
    y = call(scope, x, np.zeros((1, 3, 1), bool))
    np.testing.assert_allclose(y, x / np.sqrt(1e-3), rtol=1e-6)


def test_a_mask_of_steps_does_not_fit_groups_in_keras_2():
    # Keras 2 broadcasts the mask as it is, without an axis for the channels.
    scope = scope_of(group_normalization, groups=2, dialect="tf_keras")
    with pytest.raises(ShapeError, match="a mask of shape"):
        call(scope, drawn(2, 3, 4), np.ones((2, 3), bool))


@pytest.mark.parametrize(
    ("params", "words", "row", "kind"),
    [
        ({"groups": 3}, "4 channels do not divide into 3 groups", "groups", ValueError),
        ({"groups": 8}, "4 channels do not divide into 8 groups", "groups", ValueError),
        ({"groups": 0}, "must be a positive whole number", "groups", ValueError),
        ({"groups": -2}, "must be a positive whole number", "groups", ValueError),
        ({"groups": 2.0}, "must be a positive whole number", "groups", ValueError),
        ({"groups": 2, "axis": 3}, "no axis 3", "axis", IndexError),
        ({"groups": 2, "axis": -3}, "is the batch", "axis", IndexError),
        ({"groups": 2, "axis": [2]}, "a whole number", None, TypeError),
        ({"groups": 1, "axis": 1}, "no known size", "axis", ValueError),
        ({"groups": 2, "epsilon": None}, "epsilon must be a number", None, ValueError),
    ],
)
def test_groups_that_cannot_be_are_refused(params, words, row, kind):
    layer = Layer(group_normalization, params)
    with pytest.raises(ShapeError, match=words) as refused:
        layer(Scope(layer, abstract=True), Tensor(Spec((None, None, 4))))
    assert refused.value.parameter == row and isinstance(refused.value, kind)


def test_sizes_besides_the_channels_may_be_unknown():
    layer = Layer(group_normalization, {"groups": 2})
    y = layer(Scope(layer, abstract=True), Tensor(Spec((None, None, None, 4))))
    assert y.spec == Spec((None, None, None, 4))


@pytest.mark.parametrize("axis", [-1, [1, 2], [2, 1], [-1, -2], [0, 1, 2]])
def test_the_root_mean_square_becomes_1(axis):
    x = drawn(3, 4, 4, mean=2)
    axes = tuple(axis) if isinstance(axis, list) else axis
    wanted = x / np.sqrt((x.astype(np.float64) ** 2).mean(axes, keepdims=True) + 1e-6)
    np.testing.assert_allclose(call(scope_of(rms_normalization, axis=axis), x), wanted, rtol=1e-5)
    check_layer(Layer(rms_normalization, {"axis": axis}), x)


def test_factors_of_the_root_mean_square_go_along_the_last_axes():
    # Keras 3 does not move them to the axis that they belong to.
    scope, x = scope_of(rms_normalization, axis=1), drawn(2, 3, 3)
    call(scope, x)
    scope.values["scale"].data = np.array([1, 2, 3], np.float32)
    y = call(scope, x)
    plain = x / np.sqrt((x**2).mean(1, keepdims=True) + 1e-6)
    np.testing.assert_allclose(y, plain * np.array([1, 2, 3]), rtol=1e-5)
    check_layer(Layer(rms_normalization, {"axis": 1}), x)
    with pytest.raises(ShapeError, match="do not go along the last axes") as refused:
        call(scope_of(rms_normalization, axis=1), drawn(2, 3, 4))
    assert refused.value.parameter == "axis"


def test_rms_scaling_divides_by_the_deviation_and_does_not_move():
    x = drawn(3, 5, mean=2)
    scope = scope_of(layer_normalization, rms_scaling=True, scale=False)
    y = call(scope, x)
    np.testing.assert_allclose(y, x / np.sqrt(x.var(1, keepdims=True) + 1e-3), rtol=1e-5)
    assert list(scope.values) == ["gamma"]
    check_layer(Layer(layer_normalization, {"rms_scaling": True, "axis": [1, 2]}), drawn(2, 3, 4))
    with pytest.raises(TypeError, match="Keras 3 only"):
        call(scope_of(layer_normalization, rms_scaling=True, dialect="tf_keras"), x)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_the_length_becomes_1(axis, dialect):
    x = drawn(3, 4, 5, 2)
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)
    y = call(scope_of(unit_normalization, axis=axis, dialect=dialect), x)
    np.testing.assert_allclose((y**2).sum(axes), 1, rtol=1e-5)
    np.testing.assert_allclose(y, x / np.sqrt((x**2).sum(axes, keepdims=True)), rtol=1e-5)
    check_layer(Layer(unit_normalization, {"axis": axis, "dialect": dialect}), x)


def test_short_lengths_count_as_more_in_keras_2():
    x = np.array([[3e-8, 4e-8], [0, 0]], np.float32)
    np.testing.assert_allclose(call(scope_of(unit_normalization), x), [[0.6, 0.8], [0, 0]])
    older = call(scope_of(unit_normalization, dialect="tf_keras"), x)
    np.testing.assert_allclose(older, [[0.03, 0.04], [0, 0]], rtol=1e-6)


def test_the_slope_at_no_length_is_that_of_the_shortest():
    x = Tensor(np.zeros((1, 2), np.float32))
    scope = scope_of(unit_normalization)
    propagate([(scope.layer(scope, x), np.ones((1, 2), np.float32))])
    np.testing.assert_allclose(x.grad, 1e12)


@pytest.mark.parametrize("function", [rms_normalization, unit_normalization])
@pytest.mark.parametrize(
    ("axis", "words"),
    [(3, "no axis 3"), ([2, -1], "twice"), ("a", "whole number or a list"), ([1.0], "whole")],
)
def test_axes_that_do_not_fit_are_refused(function, axis, words):
    with pytest.raises(ShapeError, match=words):
        call(scope_of(function, axis=axis), drawn(2, 3, 4))


@pytest.mark.parametrize("function", [group_normalization, rms_normalization, unit_normalization])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "mixed_float16"])
def test_types(function, dtype):
    params = {"groups": 2} if function is group_normalization else {}
    scope, x = scope_of(function, dtype, **params), Tensor(drawn(4, 6))
    y = scope.layer(scope, x)
    propagate([(y, np.ones_like(y.array))])
    assert y.dtype == scope.dtype and x.grad.dtype == "float32"
    assert {v.dtype for v in scope.values.values()} <= {scope.variable_dtype}


@pytest.mark.parametrize("function", [group_normalization, rms_normalization, unit_normalization])
def test_which_masks_go_on_and_that_training_makes_no_difference(function):
    params = {"groups": 2} if function is group_normalization else {}
    x = Tensor(drawn(2, 3, 4), mask=Tensor(np.ones((2, 3), bool)))
    scope = scope_of(function, **params)
    y = scope.layer(scope, x)
    # Keras 3 drops the mask at its layer of the root mean square.
    assert y.mask is (None if function is rms_normalization else x.mask)
    scope.training = True
    np.testing.assert_array_equal(scope.layer(scope, x).array, y.array)


@pytest.mark.parametrize(("dialect", "count"), [("keras3", 0), ("tf_keras", 1)])
def test_penalties_of_a_frozen_layer_count_in_keras_2_only(dialect, count):
    policies = {"gamma": WeightPolicy(regularizer=l2)}
    params = {"groups": 2, "dialect": dialect}
    layer = Layer(group_normalization, params, policies, trainable=False)
    scope = Scope(layer)
    layer(scope, Tensor(drawn(2, 4)))
    assert len(scope.penalties()) == count


@pytest.mark.parametrize("scaling", ["standard", "rms", "variance"])
@pytest.mark.parametrize(
    "layout",
    [
        Layout((3, 4, 6), (1, 2), (1, 4, 6)),
        Layout((3, 4, 2, 3), (1, 3), (1, 1, 2, 3)),
        Layout((3, 4, 6), (0,), (3, 1, 1)),
        Layout((3, 4, 6), (2,), ()),
    ],
)
def test_gradients_of_the_primitive(scaling, layout):
    x, weights = drawn(3, 4, 6), layout.weights or (1, 1, 1)
    layout = layout._replace(weights=weights)
    scale, offset = drawn(*weights), drawn(*weights)
    static = {"layout": layout, "epsilon": 0.01, "scaling": scaling}
    check_primitive(layer_norm, x, scale, offset, **static)
    mask = np.random.default_rng(1).random((3, 4, 1)) < 0.7
    mask[:, 0] = True
    check_primitive(layer_norm, x, scale, offset, mask, **static)


@pytest.mark.parametrize("axes", [(1,), (0, 2), (0, 1, 2)])
def test_gradients_of_lengths(axes):
    check_primitive(unit_norm, drawn(3, 4, 5), axes=axes, limit=1e12)
    check_primitive(unit_norm, drawn(3, 4, 5), axes=axes, limit=1e-3)
