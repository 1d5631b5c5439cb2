"""The gradients of recurrent layers are the numeric ones, whatever the settings."""

from functools import partial

import numpy as np
import pytest

from engine.autodiff import Tensor, propagate
from engine.gradcheck import check_layer, check_primitive
from engine.layers.recurrent import gru, lstm, simple_rnn
from engine.ops import recurrent
from engine.ops.recurrence import Order, fold_steps, unfold_steps
from engine.regularizers import l2
from engine.scope import Layer, WeightPolicy
from tests.engine.sequence_layers import drawn

MASK = np.array([[0, 1, 1, 0], [1, 1, 0, 1], [0, 0, 0, 0]], bool)
CELLS = [
    pytest.param(simple_rnn, {}, id="simple_rnn"),
    pytest.param(lstm, {}, id="lstm"),
    pytest.param(gru, {}, id="gru"),
    pytest.param(gru, {"reset_after": False}, id="gru-before"),
]
VARIANTS = [
    {},
    {"return_sequences": True},
    {"go_backwards": True, "return_sequences": True},
    {"zero_output_for_mask": True, "return_sequences": True, "go_backwards": True},
    {"use_bias": False},
    {"dropout": 0.4, "recurrent_dropout": 0.3, "return_sequences": True},
    {"dropout": 0.4, "dialect": "tf_keras"},
    {"stateful": True, "return_sequences": True},
]


def layer_of(function, policies=None, **params):
    return Layer(function, {"units": 3, **params}, policies or {})


def inputs(function, given):
    states = 2 if function is lstm else 1
    return [drawn(3, 4, 2), *(drawn(3, 3, seed=i) if given else None for i in range(states))]


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("function", "params"), CELLS)
def test_every_setting(function, params, variant, masked, given):
    xs = inputs(function, given)
    masks = [MASK, *(None for _ in xs[1:])] if masked else None
    layer = layer_of(function, **params, **variant)
    check_layer(layer, *xs, masks=masks, training=True, directions=1)


# relu and its like are left out: a kink within a step of the check is no slope.
@pytest.mark.parametrize(
    ("activation", "recurrent_activation"),
    [
        ("sigmoid", "tanh"),
        ("linear", "linear"),
        ("softmax", "softmax"),
        ("silu", "softplus"),
        ("gelu", "sigmoid"),
        (None, "log_softmax"),
        ("softsign", None),
    ],
)
@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
@pytest.mark.parametrize(("function", "params"), CELLS)
def test_every_sort_of_activation(function, params, activation, recurrent_activation, dialect):
    settings = {"activation": activation, "dialect": dialect, **params}
    if function is not simple_rnn:
        settings["recurrent_activation"] = recurrent_activation
    check_layer(layer_of(function, **settings), *inputs(function, True), directions=1)


@pytest.mark.parametrize("returned", [False, True])
def test_penalties_of_states_and_weights(returned):
    policies = {
        name: WeightPolicy(regularizer=partial(l2, l2=0.1))
        for name in ("kernel", "recurrent", "bias", "activity")
    }
    check_layer(layer_of(lstm, policies, return_state=returned), *inputs(lstm, True))


@pytest.mark.parametrize(
    "order", [Order(), Order(True), Order(True, True), Order(True, True, True)]
)
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    ("primitive", "gates", "names"),
    [
        (recurrent.simple_rnn, 1, ("h", "mask")),
        (recurrent.lstm, 4, ("h", "c", "mask")),
        (recurrent.gru, 3, ("h", "bias", "mask")),
        (partial(recurrent.gru, reset_after=False), 3, ("h", "mask")),
    ],
)
def test_the_walks_themselves(primitive, gates, names, whole, order):
    given = {"h": drawn(3, 2), "c": drawn(3, 2, seed=1), "bias": drawn(2 * gates), "mask": MASK.T}
    arrays = [drawn(4, 3, 2 * gates), drawn(2, 2 * gates), *(given[name] for name in names)]
    check_primitive(primitive, *arrays, names=names, whole=whole, order=order)


def test_a_walk_leaves_what_it_is_given_as_it_was():
    arrays = [drawn(4, 3, 8), drawn(2, 8), drawn(3, 2), drawn(3, 2, seed=1), MASK.T.copy()]
    before = [a.copy() for a in arrays]
    leaves = [Tensor(a) for a in arrays]
    y, h, c = recurrent.lstm(*leaves, names=("h", "c", "mask"))
    seeds = [(t, np.ones_like(t.array)) for t in (y, h, c)]
    kept = [t.array.copy() for t in (y, h, c)]
    propagate(seeds)
    once = [leaf.grad if leaf.grad is None else leaf.grad.copy() for leaf in leaves]
    propagate(seeds)
    for leaf, g in zip(leaves, once, strict=True):
        assert g is None or np.allclose(leaf.grad, 2 * g)
    for array, old in zip([*arrays, y.array, h.array, c.array], [*before, *kept], strict=True):
        np.testing.assert_array_equal(array, old)
    assert all((g == 1).all() for _, g in seeds)


def test_steps_join_and_part_again():
    x = Tensor(drawn(2, 3, 4))
    folded = fold_steps(x)
    assert folded.shape == (6, 4)
    np.testing.assert_array_equal(unfold_steps(folded, x).array, x.array)
