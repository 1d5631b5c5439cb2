"""The gradients of batch normalization against differences in float64."""

import numpy as np
import pytest

from engine.autodiff import Tensor, propagate
from engine.gradcheck import check_layer, check_primitive
from engine.layers.batch_normalization import batch_normalization
from engine.ops.moving_statistics import affine
from engine.ops.normalization import batch_norm, normalize
from engine.scope import Layer, Scope

FIXED = {"rmin": 1.3, "rmax": 1.3, "dmax": 0.0}


def drawn(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


def layer(dialect, **params):
    return Layer(batch_normalization, {"dialect": dialect, **params})


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    ("shape", "dialect", "params"),
    [
        ((6, 3), "keras3", {}),
        ((6, 3), "keras3", {"axis": 0}),
        ((4, 5, 3), "keras3", {"axis": 1}),
        ((4, 2, 3, 2), "keras3", {"axis": 1, "center": False}),
        ((4, 2, 3, 2), "keras3", {"axis": 2, "scale": False}),
        ((4, 2, 3, 2), "tf_keras", {"axis": [1, 3]}),
        ((3, 2, 2), "tf1", {"axis": [0, 2]}),
        ((6, 3), "tf_keras", {"virtual_batch_size": 2}),
        ((6, 2, 3), "tf_keras", {"virtual_batch_size": 3, "axis": [1, 2]}),
        ((6, 3), "keras3", {"center": False, "scale": False, "epsilon": 0.1}),
        ((6, 3), "polyaxon", {"synchronized": True}),
    ],
)
def test_axes_ghost_batches_and_inference(shape, dialect, params, training):
    check_layer(layer(dialect, **params), drawn(*shape), training=training)


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras", "tf1"])
@pytest.mark.parametrize(
    ("shape", "axis", "mask"),
    [((4, 5, 3), -1, (4, 5)), ((4, 5, 3), 1, (4, 5)), ((4, 5, 3), -1, (4, 1)), ((7, 3), -1, (7,))],
)
def test_masks(dialect, shape, axis, mask):
    chosen = np.random.default_rng(1).random(mask) < 0.6
    chosen.flat[0] = True
    check_layer(layer(dialect, axis=axis), drawn(*shape), training=True, masks=[chosen])


def test_a_mask_that_hides_everything():
    masks = [np.zeros((4, 3), bool)]
    check_layer(layer("keras3"), drawn(4, 3, 2), training=True, masks=masks, tolerance=1e-6)


def test_a_mask_with_renorm():
    chosen = np.arange(12).reshape(4, 3) % 3 > 0
    renormed = layer("keras3", renorm=True, renorm_clipping=FIXED)
    check_layer(renormed, drawn(4, 3, 2), training=True, masks=[chosen])


@pytest.mark.parametrize("params", [{}, {"axis": 1}, {"scale": False}, {"center": False}])
def test_renorm_whose_corrections_stay_at_their_limits(params):
    renormed = layer("keras3", renorm=True, renorm_clipping=FIXED, **params)
    check_layer(renormed, drawn(4, 5, 3), training=True)


def test_no_gradient_flows_through_the_corrections_of_renorm():
    scope, x = Scope(layer("keras3", renorm=True), training=True), Tensor(drawn(5, 3))
    y = scope.layer(scope, x)
    # On a fresh layer the output is the input, and yet its sum does not depend on it.
    np.testing.assert_allclose(y.array, x.array, atol=1e-2)
    propagate([(y, np.ones_like(y.array))])
    np.testing.assert_allclose(x.grad, 0, atol=1e-5)


@pytest.mark.parametrize("shape", [(3,), (4, 3), (1,)])
def test_the_values_of_an_adjustment(shape):
    def adjusted(x, scale, bias):
        own = layer("tf_keras", adjustment=lambda _: (scale, bias), center=False)
        scope = Scope(Layer(own.function, own.params, dtype="float64"), training=True)
        return own.function(scope, x, **own.params)

    check_primitive(adjusted, drawn(4, 3), drawn(*shape, seed=1), drawn(*shape, seed=2))


@pytest.mark.parametrize(
    ("shape", "axes"), [((5, 3), (1,)), ((2000, 96), (1,)), ((40, 8, 600), (1,)), ((64, 3), (1,))]
)
def test_arrays_of_one_block_and_of_many(shape, axes):
    def output(*tensors):
        return batch_norm(*tensors, axes=axes, epsilon=1e-3)[0]

    channels = shape[axes[0]]
    arrays = drawn(*shape), drawn(channels, seed=1), drawn(channels, seed=2)
    check_primitive(output, *arrays, tolerance=1e-6)


@pytest.mark.parametrize("shape", [(5, 3), (2000, 96)])
def test_normalizing_by_given_statistics(shape):
    mean, variance = drawn(shape[1], seed=3), drawn(shape[1], seed=4) ** 2

    def output(x, scale, offset):
        return normalize(x, mean, variance, scale, offset, axes=(1,), epsilon=1e-3)

    check_primitive(output, drawn(*shape), drawn(shape[1], seed=1), drawn(shape[1], seed=2))


@pytest.mark.parametrize("small", [(3,), (1, 3), (4, 1), (4, 3), ()])
def test_affine_broadcasts(small):
    check_primitive(affine, drawn(4, 3), drawn(*small, seed=1), drawn(*small, seed=2))
