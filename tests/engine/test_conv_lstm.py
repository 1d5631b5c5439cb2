"""What convolutional recurrent layers compute and refuse."""

from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_layer
from engine.initializers import random_normal
from engine.layers.convolutional_recurrent import conv_lstm_1d, conv_lstm_2d, conv_lstm_3d
from engine.layers.recurrent import lstm
from engine.ops.convolution import convolve
from engine.scope import Layer, Scope, WeightPolicy
from tests.engine.sequence_layers import call, drawn, outcome, scope_of

RANKS = [
    pytest.param(conv_lstm_1d, (5,), id="1d"),
    pytest.param(conv_lstm_2d, (4, 5), id="2d"),
    pytest.param(conv_lstm_3d, (3, 4, 3), id="3d"),
]
MASK = np.array([[0, 1, 1], [1, 0, 1]], bool)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize("window", [{}, {"strides": 2, "padding": "same"}, {"dilation_rate": 2}])
@pytest.mark.parametrize(("function", "size"), RANKS)
def test_a_sequence_is_one_convolution_after_the_other(function, size, window):
    start = {"bias": WeightPolicy(partial(random_normal, stddev=0.5))}
    settings = {"filters": 2, "kernel_size": 2, "return_sequences": True, **window}
    scope = scope_of(function, dtype="float64", policies=start, **settings)
    x = drawn(2, 3, *size, 2).astype("f8")
    y = call(scope, x)[0].array
    w, u, b = (Tensor(scope.values[n].array) for n in ("kernel", "recurrent_kernel", "bias"))
    ones = (1,) * len(size)
    strides = (window.get("strides", 1),) * len(size)
    dilation = (window.get("dilation_rate", 1),) * len(size)
    slide = partial(convolve, strides=strides, dilation=dilation)
    seen = slide(Tensor(x[:, 0]), w, b, padding=window.get("padding", "valid")).array
    h = c = np.zeros((*seen.shape[:-1], 2))
    for t in range(3):
        seen = slide(Tensor(x[:, t]), w, b, padding=window.get("padding", "valid")).array
        back = convolve(Tensor(h), u, strides=ones, padding="same").array
        i, f, new, o = np.split(seen + back, 4, axis=-1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
        h = sigmoid(o) * np.tanh(c)
        np.testing.assert_allclose(y[:, t], h, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("function", "size"), RANKS)
def test_on_single_places_it_is_a_long_short_term_memory(function, size):
    x, ones = drawn(2, 4, 3), (1,) * len(size)
    plain = scope_of(lstm, units=4)
    mine = scope_of(function, filters=4, kernel_size=1)
    expected = call(plain, x, mask=np.ones((2, 4), bool))
    call(mine, x.reshape(2, 4, *ones, 3))
    for name, value in plain.values.items():
        mine.values[name].data = value.array.reshape(mine.values[name].shape)
    found = call(mine, x.reshape(2, 4, *ones, 3))
    for y, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(y.array.reshape(2, 4), theirs.array, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("activation", ["tanh", "softmax"])
@pytest.mark.parametrize(("function", "size"), RANKS)
def test_channels_may_come_first(function, size, activation):
    x = drawn(2, 3, *size, 2)
    states = [drawn(2, *size, 3, seed=i) for i in (1, 2)]
    settings = {"filters": 3, "kernel_size": 3, "padding": "same", "return_sequences": True}
    run = partial(outcome, function, **settings, mask=MASK, activation=activation)
    plain = run(x, *states)
    moved = [np.moveaxis(a, -1, axis) for a, axis in ((x, 2), (states[0], 1), (states[1], 1))]
    found = run(*moved, data_format="channels_first")
    found = [np.moveaxis(y, axis, -1) for y, axis in zip(found, (2, 1, 1), strict=True)]
    for mine, theirs in zip(found, plain, strict=True):
        # Softmax looks along the last axis, whatever it is.
        assert np.allclose(mine, theirs, rtol=1e-5, atol=1e-6) is (activation == "tanh")


@pytest.mark.parametrize("order", ["channels_last", "channels_first"])
def test_softmax_looks_along_the_last_axis_of_the_format(order):
    settings = {"filters": 2, "kernel_size": 1, "use_bias": False, "data_format": order}
    params = {"activation": "softmax", "recurrent_activation": "linear", **settings}
    scope = scope_of(conv_lstm_2d, **params)
    x = drawn(1, 1, 3, 3, 3)
    carry = call(scope, x)[2].array
    # At first the carry is the gate i times the candidate, whose softmax sums to 1.
    kernel = scope.values["kernel"].array[0, 0, :, :2]
    axis = 1 if order == "channels_first" else -1
    gate = np.moveaxis(np.tensordot(np.moveaxis(x[0], axis, -1), kernel, 1), -1, axis)
    np.testing.assert_allclose((carry / gate).sum(-1), 1, rtol=1e-4)


@pytest.mark.parametrize("order", ["channels_last", "channels_first"])
@pytest.mark.parametrize(
    "variant",
    [
        {"return_sequences": True},
        {"go_backwards": True, "strides": 2, "padding": "same"},
        {"dilation_rate": 2, "activation": "softmax", "use_bias": False},
        {"dropout": 0.4, "recurrent_dropout": 0.3, "return_sequences": True},
        {"zero_output_for_mask": True, "return_sequences": True, "recurrent_activation": "silu"},
    ],
)
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("function", "size"), RANKS)
def test_the_gradients_are_the_numeric_ones(function, size, masked, variant, order):
    x = drawn(2, 3, *size, 2)
    x = x if order == "channels_last" else np.moveaxis(x, -1, 2)
    params = {"filters": 2, "kernel_size": 2, "data_format": order, **variant}
    masks = [MASK] if masked else None
    check_layer(Layer(function, params), x, masks=masks, training=True, directions=1)


@pytest.mark.parametrize(("function", "size"), RANKS)
def test_the_gradients_of_first_states_are_the_numeric_ones(function, size):
    states = [drawn(2, *size, 2, seed=i) for i in (1, 2)]
    layer = Layer(function, {"filters": 2, "kernel_size": 3, "padding": "same"})
    check_layer(layer, drawn(2, 3, *size, 1), *states, masks=[MASK, None, None], directions=1)


def test_a_stateful_layer_goes_on_where_it_stopped():
    settings = {"filters": 2, "kernel_size": 2, "data_format": "channels_first"}
    scope = scope_of(conv_lstm_2d, stateful=True, **settings)
    x = drawn(2, 4, 1, 4, 5)
    call(scope, x[:, :2])
    y = call(scope, x[:, 2:])[0].array
    whole = outcome(conv_lstm_2d, x, **settings)[0]
    np.testing.assert_allclose(y, whole, rtol=1e-5, atol=1e-6)


def test_each_generation_has_its_own_gates():
    run = partial(outcome, conv_lstm_1d, drawn(2, 3, 5, 2), filters=2, kernel_size=2)
    named = {n: run(recurrent_activation=n)[0] for n in ("sigmoid", "hard_sigmoid")}
    np.testing.assert_array_equal(run()[0], named["sigmoid"])
    older = partial(run, dialect="tf_keras")
    expected = older(recurrent_activation="hard_sigmoid")[0]
    np.testing.assert_array_equal(older()[0], expected)
    # The two hard sigmoids differ as well.
    assert not np.array_equal(expected, named["hard_sigmoid"])


def test_masked_steps_give_no_zeros_in_keras_2():
    settings = {"filters": 2, "kernel_size": 2, "return_sequences": True}
    run = partial(outcome, conv_lstm_1d, drawn(2, 3, 5, 2), mask=MASK, **settings)
    assert not run(zero_output_for_mask=True)[0][1, 1].any()
    assert run(zero_output_for_mask=True, dialect="tf_keras")[0][1, 1].any()


def test_a_kernel_just_too_large_leaves_nothing_in_keras_2():
    settings = {"filters": 2, "kernel_size": 4, "return_sequences": True}
    y, *states = outcome(conv_lstm_1d, drawn(2, 3, 3, 2), dialect="tf_keras", **settings)
    assert y.shape == (2, 3, 0, 2) and {s.shape for s in states} == {(2, 0, 2)}


SHAPE = (None, 4, 5, 6, 2)


@pytest.mark.parametrize(
    ("shape", "params", "row", "message"),
    [
        (SHAPE, {"filters": 0}, "filters", "must be positive, not 0"),
        (SHAPE, {"kernel_size": 0}, "kernel_size", "positive numbers, not 0"),
        (SHAPE, {"kernel_size": (2, 2, 2)}, "kernel_size", "one or two positive numbers"),
        (SHAPE, {"kernel_size": 7}, "kernel_size", "7 x 7 does not fit into the 5 x 6"),
        (SHAPE, {"strides": 0}, "strides", "positive numbers, not 0"),
        (SHAPE, {"strides": 2, "dilation_rate": 2}, "dilation_rate", "exclude each other"),
        (SHAPE, {"padding": "causal"}, "padding", "valid or same, not 'causal'"),
        (SHAPE, {"data_format": "x"}, "data_format", "is channels_last or channels_first"),
        (SHAPE, {"recurrent_activation": "x"}, "recurrent_activation", "no activation 'x'"),
        (SHAPE, {"unroll": True, "dialect": "tf_keras"}, "unroll", "cannot be unrolled"),
        (SHAPE, {"seed": 1, "dialect": "tf_keras"}, "seed", "takes no seed"),
        (SHAPE, {"stateful": True}, "stateful", "know the size of a batch"),
        (SHAPE[:-1], {}, None, r"\(batch, time, rows, columns, channels\); the input is"),
        ((None, 4, 5, 6, None), {}, None, "needs channels in its input"),
        ((None, 4, None, 6, 2), {}, None, "every size of images"),
        ((None, 0, 5, 6, 2), {}, None, "at least one step"),
    ],
)
def test_refusals_name_the_row(shape, params, row, message):
    layer = Layer(conv_lstm_2d, {"filters": 2, "kernel_size": 2, **params})
    with pytest.raises(ShapeError, match=message) as found:
        layer(Scope(layer, abstract=True), Tensor(Spec(shape)))
    assert found.value.parameter == row


def test_images_of_unknown_size_stay_unknown_in_keras_2():
    layer = Layer(conv_lstm_2d, {"filters": 2, "kernel_size": 3, "dialect": "tf_keras"})
    y = layer(Scope(layer, abstract=True), Tensor(Spec((None, None, None, 6, 2))))
    assert y.spec == Spec((None, None, 4, 2))
