"""What single layers do: masks, draws, formats, dialects, empty images."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.autodiff import Spec, Tensor, propagate
from engine.layers.activation import activation, relu
from engine.layers.convolution import conv_2d
from engine.layers.core import dense
from engine.layers.merging import add, concatenate
from engine.layers.normalization import batch_normalization, layer_normalization
from engine.layers.pooling import average_pooling_2d, max_pooling_2d
from engine.layers.regularization import dropout
from engine.layers.reshaping import flatten, reshape
from engine.regularizers import l2
from engine.scope import Layer, Scope, WeightPolicy


def applied(function, *xs, training=False, **params):
    layer = Layer(function, params)
    return layer(Scope(layer, np.random.default_rng(0), training=training), *xs)


def masked(shape, *rows):
    return Tensor(np.ones(shape, "f4"), mask=Tensor(np.array(rows, bool)))


@pytest.mark.parametrize(
    ("function", "params"),
    [
        (dense, {"units": 2}),
        (activation, {"activation": "tanh"}),
        (activation, {"activation": "linear"}),
        (relu, {}),
        (relu, {"max_value": 1.0}),
        (dropout, {"rate": 0.5}),
    ],
)
@pytest.mark.parametrize("training", [False, True])
def test_these_hand_the_mask_on(function, params, training):
    x = masked((2, 3, 4), [1, 1, 0], [1, 0, 0])
    assert applied(function, x, training=training, **params).mask is x.mask


@pytest.mark.parametrize(("function", "params"), [(flatten, {}), (reshape, {"target_shape": (6,)})])
def test_these_drop_the_mask(function, params):
    assert applied(function, masked((2, 3, 2), [1, 1, 0], [1, 0, 0]), **params).mask is None


def joint(function, first, second, **params):
    xs = [
        masked((1, 3, 2), first),
        masked((1, 3, 2), second) if second else Tensor(np.ones((1, 3, 2))),
    ]
    mask = applied(function, *xs, **params).mask
    abstract = [Tensor(x.spec, mask=x.mask and Tensor(x.mask.spec)) for x in xs]
    layer = Layer(function, params)
    told = layer(Scope(layer, abstract=True), *abstract).mask
    assert (told is None) == (mask is None) and (mask is None or told.spec == mask.spec)
    return None if mask is None else mask.data.astype(int).tolist()


def test_masks_of_added_inputs_differ_between_the_generations():
    assert joint(add, [1, 1, 0], [1, 0, 0]) == [[1, 1, 0]]
    assert joint(add, [1, 1, 0], [1, 0, 0], dialect="tf_keras") == [[1, 0, 0]]
    assert joint(add, [1, 1, 0], None) is None
    assert joint(add, [1, 1, 0], None, dialect="tf_keras") == [[1, 1, 0]]


def test_masks_of_joined_inputs_are_joined():
    assert joint(concatenate, [1, 1, 0], [1, 0, 0], axis=1) == [[1, 1, 0, 1, 0, 0]]
    assert joint(concatenate, [1, 1, 0], None, axis=1) == [[1, 1, 0, 1, 1, 1]]
    assert joint(concatenate, [1, 1, 0], [1, 0, 0]) == [[1, 1, 0]]
    assert joint(concatenate, [1, 1, 0], [1, 0, 0], dialect="tf_keras") == [[1, 0, 0]]


def test_inputs_without_masks_give_none():
    plain = Tensor(np.ones((2, 3), "f4"))
    assert applied(add, plain, plain).mask is None
    assert applied(concatenate, plain, plain).mask is None


def test_a_layer_that_changes_nothing_still_passes_the_gradient():
    x = masked((2, 3), [1, 1])
    y = applied(dropout, applied(activation, x, activation="linear"), rate=0.5)
    propagate([(y, np.full((2, 3), 2.0, "f4"))])
    assert (x.grad == 2).all()


def drawn(stream, times=1, **params):
    layer = Layer(dropout, {"rate": 0.5, **params})
    scope = Scope(layer, np.random.default_rng(stream), training=True)
    return [layer(scope, Tensor(np.ones((4, 8), "f4"))).data for _ in range(times)][-1]


def test_dropout_repeats_with_the_scopes_stream_or_its_own_seed():
    np.testing.assert_array_equal(drawn(1), drawn(1))
    assert not np.array_equal(drawn(1), drawn(2))
    np.testing.assert_array_equal(drawn(1, seed=5), drawn(2, seed=5))
    assert not np.array_equal(drawn(1, seed=5), drawn(1, times=2, seed=5))


def test_dropout_keeps_the_mean_and_shares_draws_along_noise_axes():
    x = Tensor(np.ones((200, 5, 40), "f4"))
    y = applied(dropout, x, training=True, rate=0.25, noise_shape=(None, 1, None)).data
    assert set(np.unique(y)) == {np.float32(0), np.float32(1 / 0.75)}
    assert np.ptp(y, axis=1).max() == 0
    assert y.mean() == pytest.approx(1, abs=0.03)
    assert (applied(dropout, x, rate=0.25).data == 1).all()
    assert (applied(dropout, x, training=True, rate=1.0).data == 0).all()


@pytest.mark.parametrize(
    ("function", "params"),
    [
        (conv_2d, {"filters": 4, "kernel_size": 3, "padding": "same", "activation": "relu"}),
        (max_pooling_2d, {"strides": 1}),
        (average_pooling_2d, {"padding": "same"}),
    ],
)
def test_channels_first_is_the_same_with_the_channels_moved(function, params):
    x = np.random.default_rng(1).standard_normal((2, 5, 4, 3)).astype("f4")
    last = applied(function, Tensor(x), **params).data
    moved = Tensor(x.transpose(0, 3, 1, 2))
    first = applied(function, moved, data_format="channels_first", **params).data
    np.testing.assert_allclose(first.transpose(0, 2, 3, 1), last, rtol=1e-5, atol=1e-6)


def test_flatten_moves_channels_behind_rows_and_columns():
    x = np.arange(24.0, dtype="f4").reshape(2, 3, 2, 2)
    y = applied(flatten, Tensor(x), data_format="channels_first").data
    np.testing.assert_array_equal(y, x.transpose(0, 2, 3, 1).reshape(2, 12))


def test_integers_stay_integers_where_nothing_is_computed():
    x = Tensor(np.arange(6).reshape(2, 3))
    assert applied(flatten, x).dtype == applied(concatenate, x, x).dtype == "int64"
    assert applied(dense, x, units=2).dtype == "float32"


@pytest.mark.parametrize("channels", [1, 4])
def test_nothing_comes_out_of_an_image_smaller_than_the_kernel_in_keras_2(channels):
    layer = Layer(conv_2d, {"filters": 2, "kernel_size": 3, "dialect": "tf_keras"})
    scope, x = Scope(layer), Tensor(np.ones((1, 2, 2, channels), "f4"))
    y = layer(scope, x)
    propagate([(y, np.zeros(y.shape, "f4"))])
    assert y.shape == (1, 0, 0, 2) and (x.grad == 0).all()
    assert (scope.values["kernel"].grad == 0).all() and (scope.values["bias"].grad == 0).all()


@pytest.mark.parametrize(("dialect", "count"), [("keras3", 0), ("tf_keras", 1)])
def test_penalties_of_a_frozen_layer_count_in_keras_2_only(dialect, count):
    policies = {"kernel": WeightPolicy(regularizer=l2)}
    layer = Layer(dense, {"units": 2, "dialect": dialect}, policies, trainable=False)
    scope = Scope(layer)
    layer(scope, Tensor(Spec((None, 3))))
    assert len(scope.penalties()) == count


def test_an_empty_batch_passes():
    for function, shape, params in [
        (dense, (0, 3), {"units": 2, "activation": "softmax"}),
        (conv_2d, (0, 4, 4, 2), {"filters": 2, "kernel_size": 3}),
        (max_pooling_2d, (0, 4, 4, 2), {}),
        (flatten, (0, 3, 2), {}),
        (layer_normalization, (0, 3), {}),
        (layer_normalization, (2, 0), {}),
        (batch_normalization, (0, 3), {}),
        (batch_normalization, (0, 3), {"dialect": "tf_keras", "virtual_batch_size": 1}),
        (reshape, (0, 6), {"target_shape": (-1, 2)}),
    ]:
        x = Tensor(np.ones(shape, "f4"))
        y = applied(function, x, training=True, **params)
        propagate([(y, np.ones(y.shape, "f4"))])
        assert x.grad.shape == shape


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_inside_a_layer_is_the_one_of_that_name(name):
    layer = Layer(dense, {"units": 4, "activation": name})
    scope, x = Scope(layer), Tensor(np.ones((2, 3), "f4"))
    y = layer(scope, x)
    plain = Layer(dense, {"units": 4})
    again = plain(Scope(plain, values=scope.values), x)
    np.testing.assert_array_equal(y.data, ACTIVATIONS[name](again).data)


def test_the_bound_of_a_relu_holds_above_its_threshold_only():
    layer = Layer(relu, {"max_value": 1.0, "threshold": 2.0, "negative_slope": 0.5})
    y = layer(Scope(layer), Tensor(np.array([0.0, 1.5, 3.0], "f4"))).array
    np.testing.assert_array_equal(y, [-1, -0.25, 1])
