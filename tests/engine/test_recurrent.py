"""What recurrent layers compute, remember, skip and refuse."""

from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.initializers import constant, random_normal, random_uniform
from engine.layers.core import dense
from engine.layers.recurrent import gru, lstm, simple_rnn
from engine.losses import BinaryCrossentropy
from engine.model import Model, Step
from engine.optimizers import Adam
from engine.regularizers import l2
from engine.scope import Layer, Scope, WeightPolicy, run_layer
from engine.training import EpochDone, fit
from tests.engine.sequence_layers import call, drawn, outcome, scope_of

EVERY = [
    pytest.param(simple_rnn, {}, id="simple_rnn"),
    pytest.param(lstm, {}, id="lstm"),
    pytest.param(gru, {}, id="gru"),
    pytest.param(gru, {"reset_after": False}, id="gru-before"),
]


def states_of(function, units=4, batch=2, seed=5):
    return [drawn(batch, units, seed=seed + i) for i in range(2 if function is lstm else 1)]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def simple_step(x, state, w, u, b):
    h = np.tanh(x @ w + state[0] @ u + b)
    return [h]


def lstm_step(x, state, w, u, b):
    h, c = state
    i, f, new, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
    return [sigmoid(o) * np.tanh(c), c]


def gru_after_step(x, state, w, u, b):
    (h,) = state
    z, r, new = np.split(x @ w + b[0], 3, axis=1)
    back = np.split(h @ u + b[1], 3, axis=1)
    z, r = sigmoid(z + back[0]), sigmoid(r + back[1])
    return [z * h + (1 - z) * np.tanh(new + r * back[2])]


def gru_before_step(x, state, w, u, b):
    (h,) = state
    units = h.shape[1]
    z, r, new = np.split(x @ w + b, 3, axis=1)
    z = sigmoid(z + h @ u[:, :units])
    r = sigmoid(r + h @ u[:, units : 2 * units])
    return [z * h + (1 - z) * np.tanh(new + (r * h) @ u[:, 2 * units :])]


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize(
    ("function", "params", "step"),
    [
        (simple_rnn, {}, simple_step),
        (lstm, {}, lstm_step),
        (gru, {}, gru_after_step),
        (gru, {"reset_after": False}, gru_before_step),
    ],
)
def test_a_sequence_is_one_step_after_the_other(function, params, step, given):
    start = {"bias": WeightPolicy(partial(random_normal, stddev=0.5))}
    settings = {"units": 4, "return_sequences": True, "policies": start, **params}
    if function is lstm:
        settings["unit_forget_bias"] = False
    scope = scope_of(function, dtype="float64", **settings)
    x = drawn(2, 5, 3).astype("f8")
    states = states_of(function)
    y, *last = call(scope, x, *(states if given else []))
    state = states if given else [np.zeros((2, 4))] * len(states)
    weights = [scope.values[n].array for n in ("kernel", "recurrent_kernel", "bias")]
    for t in range(5):
        state = step(x[:, t], state, *weights)
        np.testing.assert_allclose(y.array[:, t], state[0], rtol=1e-12, atol=1e-12)
    for mine, theirs in zip(last, state, strict=True):
        np.testing.assert_allclose(mine.array, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_the_last_output_is_that_of_the_last_step(function, params):
    run = partial(outcome, function, drawn(2, 5, 3), units=4, **params)
    whole, last = run(return_sequences=True), run()
    np.testing.assert_array_equal(whole[0][:, -1], last[0])
    np.testing.assert_array_equal(last[0], last[1])


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_backwards_is_forwards_over_the_sequence_turned_round(function, params):
    x, mask = drawn(2, 5, 3), np.array([[1, 1, 0, 1, 0], [0, 1, 1, 0, 1]], bool)
    run = partial(outcome, function, units=4, return_sequences=True, **params)
    back = run(x, mask=mask, go_backwards=True)
    turned = run(x[:, ::-1], mask=mask[:, ::-1])
    for mine, theirs in zip(back, turned, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_two_halves_with_the_states_between_them_are_the_whole(function, params):
    scope = scope_of(function, units=4, return_sequences=True, **params)
    x = drawn(2, 6, 3)
    whole, *last = call(scope, x)
    first, *between = call(scope, x[:, :2])
    second, *end = call(scope, x[:, 2:], *(s.array for s in between))
    joined = np.concatenate((first.array, second.array), axis=1)
    np.testing.assert_allclose(joined, whole.array, rtol=1e-6, atol=1e-6)
    for mine, theirs in zip(end, last, strict=True):
        np.testing.assert_allclose(mine.array, theirs.array, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_time_first_is_the_same_with_the_axes_exchanged(function, params):
    x, mask = drawn(2, 5, 3), np.array([[1, 1, 0, 1, 0], [0, 1, 1, 0, 1]], bool)
    run = partial(outcome, function, units=4, return_sequences=True, **params)
    plain, turned = run(x, mask=mask), run(x.transpose(1, 0, 2), mask=mask.T, time_major=True)
    np.testing.assert_array_equal(turned[0].transpose(1, 0, 2), plain[0])
    np.testing.assert_array_equal(turned[1], plain[1])


# Masks


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_masked_steps_are_left_out_and_repeat_the_output_before_them(function, params):
    x, mask = drawn(1, 5, 3), [[False, True, False, True, False]]
    x[0, [0, 2, 4]] = np.nan
    run = partial(outcome, function, units=4, return_sequences=True, **params)
    y, *states = run(x, mask=mask)
    short, *last = run(x[:, [1, 3]])
    assert not y[0, 0].any()
    np.testing.assert_array_equal(y[0, 1:], short[0, [0, 0, 1, 1]])
    for mine, theirs in zip(states, last, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_what_is_masked_from_the_start_gives_zeros_but_keeps_the_initial_state(function, params):
    given = states_of(function, batch=1)
    run = partial(outcome, function, drawn(1, 3, 3), *given, units=4, **params)
    for whole in (False, True):
        y, *states = run(mask=[[False] * 3], return_sequences=whole)
        assert not y.any()
        for state, first in zip(states, given, strict=True):
            np.testing.assert_array_equal(state, first)


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_masked_steps_may_give_zeros_instead(function, params):
    x, mask = drawn(1, 4, 3), [[True, False, True, False]]
    run = partial(outcome, function, x, units=4, return_sequences=True, mask=mask, **params)
    plain, zeros = run(), run(zero_output_for_mask=True)
    np.testing.assert_array_equal(zeros[0][0, ::2], plain[0][0, ::2])
    assert not zeros[0][0, 1::2].any()
    np.testing.assert_array_equal(zeros[1], plain[1])


def test_unrolled_and_backwards_the_zeros_stand_where_the_mask_has_them_unturned():
    x, mask = drawn(1, 4, 3), [[False, True, True, True]]
    run = partial(outcome, gru, x, units=4, return_sequences=True, go_backwards=True, mask=mask)
    looped = run(zero_output_for_mask=True)[0][0].any(axis=1)
    unrolled = run(zero_output_for_mask=True, unroll=True)[0][0].any(axis=1)
    assert looped.tolist() == [True, True, True, False]
    assert unrolled.tolist() == [False, True, True, True]


def test_the_mask_goes_on_with_all_steps_only():
    x, mask = drawn(2, 3, 3), np.array([[1, 1, 0], [1, 0, 0]], bool)
    whole = call(scope_of(lstm, units=2, return_sequences=True), x, mask=mask)
    assert whole[0].mask.array is not None and whole[1].mask is None
    np.testing.assert_array_equal(whole[0].mask.array, mask)
    assert call(scope_of(lstm, units=2), x, mask=mask)[0].mask is None


def test_a_mask_may_be_of_numbers_and_have_an_axis_more():
    run = partial(outcome, lstm, drawn(2, 3, 3), units=2)
    mask = np.array([[1, 1, 0], [1, 0, 0]])
    for other in (mask.astype("f4"), mask[:, :, None].astype(bool)):
        np.testing.assert_array_equal(run(mask=other)[0], run(mask=mask.astype(bool))[0])


# What is remembered


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_a_stateful_layer_goes_on_where_it_stopped(function, params):
    scope = scope_of(function, units=4, stateful=True, **params)
    x = drawn(2, 6, 3)
    call(scope, x[:, :2])
    y = call(scope, x[:, 2:])[0].array
    np.testing.assert_allclose(y, outcome(function, x, units=4, **params)[0], rtol=1e-5, atol=1e-6)
    assert set(scope.states) <= {"last_state", "last_carry"}
    assert not set(scope.trainable_paths()) & scope.states


def test_what_is_remembered_does_not_hold_the_sequence():
    scope = scope_of(lstm, units=4, stateful=True)
    call(scope, drawn(2, 50, 3))
    assert all(scope.values[name].array.base is None for name in scope.states)


def test_what_is_given_replaces_what_is_remembered_unless_in_keras_2():
    x, given = drawn(2, 3, 3), drawn(2, 4, seed=9)
    for dialect, again in (("keras3", True), ("tf_keras", False)):
        scope = scope_of(gru, units=4, stateful=True, dialect=dialect)
        # Nothing is remembered before the first batch.
        first = call(scope, x, given)[0].array
        second = call(scope, x, given)[0].array
        assert np.array_equal(first, second) is again


def test_a_stateful_layer_refuses_batches_of_unknown_or_changing_size():
    scope = scope_of(lstm, units=4, stateful=True)
    with pytest.raises(ShapeError, match="know the size of a batch") as found:
        scope.layer(scope, Tensor(Spec((None, 3, 3))))
    assert found.value.parameter == "stateful"
    call(scope, drawn(2, 3, 3))
    with pytest.raises(ShapeError, match="keeps 2 states; the batch has 5") as found:
        call(scope, drawn(5, 3, 3))
    assert found.value.parameter == "stateful"


# Dropout


def draws(function, dialect="keras3", **params):
    """The sum of the numbers of the features that each step and gate keeps: (time, gates)."""
    start = {
        "kernel": WeightPolicy(lambda shape, rng: 0.5 * np.indices(shape)[0]),
        "bias": WeightPolicy(partial(constant, value=0.0)),
    }
    settings = {"units": 1, "dialect": dialect, "dropout": 0.5, "policies": start, **params}
    if function is lstm:
        settings["unit_forget_bias"] = False
    scope = scope_of(function, training=True, **settings)
    y = run_layer(scope.layer, scope, [Tensor(np.ones((1, 6, 5000), "f4"))])[0]
    # What goes into the gates is the first input of the walk over the steps.
    while y.call.primitive.name != function.__name__:
        y = y.call.inputs[0]
    return y.call.inputs[0].array[:, 0]


@pytest.mark.parametrize("function", [simple_rnn, lstm, gru])
def test_all_steps_share_one_dropout_of_the_input(function):
    z = draws(function)
    assert len(np.unique(z)) == 1 and 5.5e6 < z[0, 0] < 7e6
    assert draws(function, seed=3)[0, 0] == draws(function, seed=3)[0, 0] != z[0, 0]


@pytest.mark.parametrize("function", [lstm, gru])
def test_a_fused_kernel_of_keras_2_draws_anew_at_every_step(function):
    z = draws(function, "tf_keras")
    assert len(np.unique(z[:, 0])) == 6 and (z == z[:, :1]).all()
    for other in ({"unroll": True}, {"activation": "relu"}, {"use_bias": False}):
        assert len(np.unique(draws(function, "tf_keras", **other))) == 1
    assert len(np.unique(draws(gru, "tf_keras", reset_after=False))) == 1


@pytest.mark.parametrize("params", [{"implementation": 1}, {"recurrent_dropout": 0.2}])
@pytest.mark.parametrize("function", [lstm, gru])
def test_gates_may_draw_a_dropout_each(function, params):
    z = draws(function, **params)
    assert (z == z[0]).all() and len(np.unique(z[0])) == (4 if function is lstm else 3)


def test_dropout_of_the_state_is_the_same_at_every_step_and_keeps_the_mean():
    scope = scope_of(
        simple_rnn,
        training=True,
        units=500,
        activation="linear",
        recurrent_dropout=0.25,
        return_sequences=True,
        policies={
            "kernel": WeightPolicy(partial(constant, value=1.0)),
            "recurrent": WeightPolicy(lambda shape, rng: np.eye(*shape)),
        },
    )
    y = call(scope, np.ones((1, 3, 1), "f4"))[0].array[0]
    grown = np.diff(y, axis=0)
    # What is kept of the state is 4/3 of it: 1 becomes 4/3, 7/3 becomes 28/9.
    np.testing.assert_array_equal(grown[0] > 0.5, grown[1] > 0.5)
    assert sorted(set(y[1].tolist())) == pytest.approx([1, 7 / 3])
    assert abs(y[1].mean() - 2) < 0.1


@pytest.mark.parametrize("function", [simple_rnn, lstm, gru])
@pytest.mark.parametrize("name", ["dropout", "recurrent_dropout"])
def test_a_dropout_of_1_leaves_all_or_nothing_or_is_refused(function, name):
    x, params = drawn(2, 4, 3), {"units": 3, name: 1.0}
    plain = outcome(function, x, units=3)[0]
    np.testing.assert_array_equal(outcome(function, x, **params, dialect="tf_keras")[0], plain)
    with pytest.raises(ShapeError, match="rate of a dropout must be below 1") as found:
        outcome(function, x, training=True, **params, dialect="tf_keras")
    assert found.value.parameter == name
    y = outcome(function, x, training=True, **params)[0]
    if function is not simple_rnn:
        np.testing.assert_array_equal(y, plain)
    elif name == "dropout":
        assert not y.any()


def test_no_dropout_outside_of_training_and_none_below_0():
    x = drawn(2, 4, 3)
    plain = outcome(lstm, x, units=3)[0]
    settings = {"units": 3, "dropout": 0.5, "recurrent_dropout": 0.5}
    np.testing.assert_array_equal(outcome(lstm, x, **settings)[0], plain)
    np.testing.assert_array_equal(outcome(lstm, x, training=True, units=3, dropout=-1)[0], plain)


# Weights and penalties


def test_the_offset_of_the_forget_gate_starts_at_1():
    start = {"bias": WeightPolicy(partial(random_uniform, minval=2.0, maxval=3.0))}
    for forgets in (True, False):
        scope = scope_of(lstm, units=3, policies=start, unit_forget_bias=forgets)
        call(scope, drawn(1, 1, 2))
        bias = scope.values["bias"].array.reshape(4, 3)
        assert (bias[1] == 1).all() is np.bool_(forgets)
        assert (bias[[0, 2, 3]] >= 2).all()


def test_weights_stand_in_the_order_of_keras():
    for function, width in ((simple_rnn, 4), (lstm, 16), (gru, 12)):
        scope = scope_of(function, units=4)
        call(scope, drawn(2, 3, 3))
        shapes = {name: value.shape for name, value in scope.values.items()}
        bias = (2, width) if function is gru else (width,)
        assert shapes == {"kernel": (3, width), "recurrent_kernel": (4, width), "bias": bias}
        assert list(shapes) == ["kernel", "recurrent_kernel", "bias"]
        rows = [scope.store.rows[name] for name in shapes]
        assert rows == ["kernel", "recurrent", "bias"]
        square = scope.values["recurrent_kernel"].array
        np.testing.assert_allclose(square @ square.T, np.eye(4), atol=1e-5)


def test_states_that_keras_puts_out_are_penalized_like_the_output():
    x = drawn(2, 3, 3)
    for returned, count in ((False, 1), (True, 3)):
        policies = {"activity": WeightPolicy(regularizer=partial(l2, l2=0.5))}
        scope = scope_of(lstm, units=2, return_state=returned, policies=policies)
        results = run_layer(scope.layer, scope, [Tensor(x)])
        assert len(results) == 3
        losses = [float(loss.array) for loss in scope.losses]
        expected = [0.5 * (y.array**2).sum() / 2 for y in results[:count]]
        assert sorted(losses) == pytest.approx(sorted(expected))


# What is refused


@pytest.mark.parametrize(
    ("function", "shapes", "params", "row", "message"),
    [
        (simple_rnn, [(None, 4, 3)], {"units": 0}, "units", "must be positive, not 0"),
        (lstm, [(None, 4, 3)], {"activation": "x"}, "activation", "no activation 'x'"),
        (gru, [(None, 4, 3)], {"recurrent_activation": "x"}, "recurrent_activation", "no act"),
        (lstm, [(None, 4, 3)], {"activation": "glu"}, "activation", "a state keeps its size"),
        (lstm, [(None, 4)], {}, None, r"\(batch, time, features\); the input is \(batch, 4\)"),
        (gru, [(None, 4, None)], {}, None, "know the last size of its input"),
        (simple_rnn, [(None, 0, 3)], {}, None, "at least one step"),
        (lstm, [(None, 4, 3), (None, 2), (None, 3)], {}, None, "a state must be"),
        (lstm, [(None, 4, 3), (None, 2)], {}, None, "go together: wire both or none"),
        (gru, [(5, 4, 3), (4, 2)], {}, None, r"must be \(5, 2\); the initial one is \(4, 2\)"),
        (
            gru,
            [(None, None, 3)],
            {"unroll": True, "dialect": "tf_keras"},
            "unroll",
            "number of steps to unroll",
        ),
        (simple_rnn, [(None, 4, 3)], {"seed": 1, "dialect": "tf_keras"}, "seed", "takes no seed"),
    ],
)
def test_refusals_name_the_row(function, shapes, params, row, message):
    layer = Layer(function, {"units": 2, **params})
    with pytest.raises(ShapeError, match=message) as found:
        layer(Scope(layer, abstract=True), *(Tensor(Spec(s)) for s in shapes))
    assert found.value.parameter == row


@pytest.mark.parametrize("shape", [(2, 4), (3, 3), (2,), (2, 3, 2)])
def test_a_mask_of_another_shape_is_refused(shape):
    with pytest.raises(ShapeError, match="does not tell which steps of"):
        outcome(lstm, drawn(2, 3, 3), units=2, mask=np.ones(shape, bool))


# Extremes


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_a_long_sequence_stays_finite_and_float32(function, params):
    y, *states = outcome(function, drawn(2, 1000, 3), units=4, **params)
    for result in (y, *states):
        assert result.dtype == np.float32 and np.isfinite(result).all()


@pytest.mark.parametrize(("function", "params"), EVERY)
@pytest.mark.parametrize("dtype", ["float16", "float32", "mixed_float16"])
def test_saturated_gates_give_no_warning_and_no_nan(function, params, dtype):
    scope = scope_of(function, dtype=dtype, units=3, return_sequences=True, **params)
    for x in (np.full((1, 4, 2), 1e4, "f4"), np.full((1, 4, 2), -1e4, "f4")):
        y = call(scope, x)[0]
        assert y.dtype == ("float32" if dtype == "float32" else "float16")
        assert np.isfinite(y.array).all() and np.abs(y.array).max() <= 1


def test_a_carry_that_overflows_is_infinite_without_a_warning():
    policies = {"kernel": WeightPolicy(partial(constant, value=1.0))}
    params = {"units": 2, "activation": "linear", "recurrent_activation": "linear"}
    scope = scope_of(lstm, policies=policies, **params)
    y = call(scope, np.full((1, 9, 1), 1e30, "f4"))[0].array
    assert not np.isfinite(y).any()


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_an_empty_batch_gives_empty_results(function, params):
    y, *states = outcome(function, drawn(0, 3, 2), units=4, return_sequences=True, **params)
    assert y.shape == (0, 3, 4) and {s.shape for s in states} == {(0, 4)}


@pytest.mark.parametrize(("function", "params"), EVERY)
@pytest.mark.parametrize("whole", [False, True])
def test_unknown_sizes_stay_unknown(function, params, whole):
    layer = Layer(function, {"units": 4, "return_sequences": whole, **params})
    x = Tensor(Spec((None, None, 3)), mask=Tensor(Spec((None, None), "bool")))
    y, *states = run_layer(layer, Scope(layer, abstract=True), [x])
    assert y.spec == Spec((None, None, 4) if whole else (None, 4))
    assert {s.spec for s in states} == {Spec((None, 4))}


# In a network


@pytest.mark.parametrize(("function", "params"), EVERY)
def test_a_network_learns_to_remember_what_came_first(function, params):
    x = drawn(200, 6, 2)
    y = (x[:, 0, :1] > 0).astype("f4")
    steps = (
        Step("memory", Layer(function, {"units": 6, **params}), ("x",)),
        Step("out", Layer(dense, {"units": 1, "activation": "sigmoid"}), ("memory",)),
    )
    losses = []
    for _ in range(2):
        model = Model({"x": Spec((None, 6, 2))}, steps, {"y": "out"}, 0)
        adam = Adam(learning_rate=0.03)
        events = list(fit(model, x, y, optimizer=adam, loss=BinaryCrossentropy(), epochs=12))
        losses.append([e.logs["loss"] for e in events if isinstance(e, EpochDone)])
    assert losses[0] == losses[1]
    assert losses[0][-1] < 0.45 < 0.6 < losses[0][0]
