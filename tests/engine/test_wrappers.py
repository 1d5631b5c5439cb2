from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.gradcheck import check_layer, check_primitive
from engine.initializers import zeros
from engine.layers.bidirectional import bidirectional
from engine.layers.core import dense
from engine.layers.merging import add
from engine.layers.normalization import batch_normalization, layer_normalization
from engine.layers.recurrent import gru, lstm, simple_rnn
from engine.layers.wrappers import (
    applied,
    spectral_normalization,
    time_distributed,
)
from engine.losses import MeanSquaredError
from engine.model import Model, Step
from engine.ops.spectral import spectral_normalized
from engine.ops.steps import reverse, stack, unstack
from engine.optimizers import SGD
from engine.regularizers import l2
from engine.scope import Layer, Scope, WeightPolicy, run_layer
from engine.training import NotFinite, fit

X = np.random.default_rng(0).standard_normal((2, 3, 4))
MASK = np.array([[1, 1, 0], [1, 0, 0]], bool)
DENSE = Layer(dense, {"units": 3})
RNN = Layer(simple_rnn, {"units": 2, "return_sequences": True})


def computed(layer, x=X, mask=None, training=False, scope=None):
    scope = scope or Scope(layer, np.random.default_rng(1))
    scope.training = training
    x = Tensor(x.astype("f4"), mask=None if mask is None else Tensor(mask))
    return scope, run_layer(layer, scope, [x])


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_steps_are_taken_apart_and_put_together(axis):
    np.testing.assert_array_equal(stack(*unstack(X, axis=axis), axis=axis).array, X)
    check_primitive(unstack, X, axis=axis)
    check_primitive(stack, X, X + 1, axis=axis)
    check_primitive(reverse, X, axis=axis)


def test_an_unknown_number_of_steps_cannot_be_taken_apart():
    with pytest.raises(ShapeError, match="unknown number of steps"):
        unstack(Tensor(Spec((2, None, 3))))


def wrapped(function, inner, **params):
    return Layer(function, {"layer": inner, **params})


WRAPPED = {
    f"{function.__name__}-{inner.function.__name__}-{i}": wrapped(function, inner, **params)
    for function, inners, choices in (
        (
            time_distributed,
            (DENSE, Layer(batch_normalization), Layer(layer_normalization, {"axis": 0})),
            ({}, {"dialect": "tf_keras"}),
        ),
        (spectral_normalization, (DENSE,), ({}, {"power_iterations": 3})),
        (applied, (DENSE, RNN), ({},)),
        (bidirectional, (replace(RNN, function=lstm), replace(RNN, function=gru)), ({},)),
        (
            bidirectional,
            (RNN, replace(RNN, params={"units": 2})),
            tuple({"merge_mode": mode} for mode in ("concat", "sum", "ave", "mul", None)),
        ),
    )
    for inner in inners
    for i, params in enumerate(choices)
}


@pytest.mark.parametrize("masks", [None, [MASK]], ids=["", "masked"])
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("layer", WRAPPED.values(), ids=WRAPPED)
def test_gradients_are_numerically_right(layer, training, masks):
    check_layer(layer, X, training=training, masks=masks, tolerance=1e-6)


@pytest.mark.parametrize("layer", WRAPPED.values(), ids=WRAPPED)
def test_what_is_inferred_is_what_is_computed(layer):
    _, results = computed(layer, mask=MASK)
    told = run_layer(
        layer, Scope(layer, abstract=True), [Tensor(Spec((2, 3, 4)), mask=Tensor(Spec((2, 3))))]
    )
    assert [t.spec for t in told] == [t.spec for t in results]
    assert [t.mask is None for t in told] == [t.mask is None for t in results]


# Bidirectional


def test_both_directions_see_the_whole_sequence_with_weights_of_their_own():
    scope, (y, *states) = computed(wrapped(bidirectional, RNN))
    assert list(scope.values)[:3] == [
        "forward/kernel",
        "forward/recurrent_kernel",
        "forward/bias",
    ]
    assert {p.split("/")[0] for p in scope.values} == {"forward", "backward"}
    ahead, back = (
        {p.split("/")[1]: v for p, v in scope.values.items() if p.startswith(way)}
        for way in ("forward", "backward")
    )
    x = Tensor(X.astype("f4"))
    alone = Scope(RNN, values=ahead)
    np.testing.assert_allclose(y.array[..., :2], RNN(alone, x).array)
    alone = Scope(RNN, values=back)
    turned = RNN(alone, Tensor(X[:, ::-1].astype("f4"))).array[:, ::-1]
    np.testing.assert_allclose(y.array[..., 2:], turned)
    np.testing.assert_array_equal(states[0].array, y.array[:, -1, :2])
    np.testing.assert_array_equal(states[1].array, y.array[:, 0, 2:])


def test_the_layer_is_copied_and_a_backward_layer_is_not():
    owned = replace(RNN, owner="rnn")
    model = Model(
        {"x": Spec((None, 3, 4))},
        (
            Step("one", wrapped(bidirectional, owned), ("x",)),
            Step("rnn", RNN, ("x",)),
        ),
        {"y": "one"},
    )
    assert {name.rpartition("/")[0] for name in model.weights()} == {
        "one/forward",
        "one/backward",
        "rnn",
    }
    other = Layer(simple_rnn, {**RNN.params, "go_backwards": True}, owner="other")
    layer = Layer(bidirectional, {"layer": owned, "backward_layer": wrapped(applied, other)})
    model = Model({"x": Spec((None, 3, 4))}, (Step("one", layer, ("x",)),), {"y": "one"})
    assert {name.rpartition("/")[0] for name in model.weights()} == {"one/forward", "other"}


@pytest.mark.parametrize(("dialect", "learned"), [("keras3", 3), ("tf_keras", 0)])
def test_in_keras_2_a_frozen_layer_freezes_the_backward_layer_too(dialect, learned):
    backward = Layer(simple_rnn, {"units": 2, "return_sequences": True, "go_backwards": True})
    layer = wrapped(
        bidirectional, replace(RNN, trainable=False), backward_layer=backward, dialect=dialect
    )
    scope, _ = computed(layer)
    assert len(scope.trainable_paths()) == learned


def test_a_layer_inside_a_frozen_one_keeps_its_statistics_but_is_not_learned():
    layer = replace(wrapped(time_distributed, Layer(batch_normalization)), trainable=False)
    scope, _ = computed(layer, training=True)
    assert scope.trainable_paths() == [] and set(scope.updates) == scope.states


def test_masked_steps_of_sequences_give_zeros_and_the_mask_is_handed_on():
    _, (y, *_) = computed(wrapped(bidirectional, RNN), mask=MASK)
    assert not y.array[~MASK].any() and y.array[MASK].all()
    np.testing.assert_array_equal(y.mask.array, MASK)
    last = replace(RNN, params={"units": 2})
    _, (y, *_) = computed(wrapped(bidirectional, last), mask=MASK)
    assert y.mask is None


@pytest.mark.parametrize(
    ("params", "message", "row"),
    [
        ({"layer": DENSE}, "dense has no direction in time", "layer"),
        ({"layer": wrapped(applied, DENSE)}, "dense has no direction", "layer"),
        ({"layer": RNN, "merge_mode": "max"}, "merge mode is concat, sum", "merge_mode"),
        ({"layer": RNN, "backward_layer": DENSE}, "dense has no direction", "backward_layer"),
        ({"layer": RNN, "backward_layer": RNN}, "both layers go forwards", "backward_layer"),
        (
            {
                "layer": RNN,
                "backward_layer": Layer(simple_rnn, {"units": 2, "go_backwards": True}),
            },
            "return sequences differs: True forwards, False backwards",
            "backward_layer",
        ),
        (
            {"layer": Layer(simple_rnn, {"units": 2, "go_backwards": True})},
            "both layers go backwards",
            "layer",
        ),
    ],
)
def test_what_cannot_go_both_ways_is_refused(params, message, row):
    with pytest.raises(ShapeError, match=message) as caught:
        computed(Layer(bidirectional, params))
    assert caught.value.parameter == row


# TimeDistributed


def test_keras_3_updates_statistics_step_by_step_and_keras_2_once():
    inner = Layer(batch_normalization, {"momentum": 0.5})
    means = X.mean(axis=0)
    scope, _ = computed(wrapped(time_distributed, inner), training=True)
    scope.commit()
    expected = means[0] / 8 + means[1] / 4 + means[2] / 2
    np.testing.assert_allclose(scope.values["layer/moving_mean"].array, expected, rtol=1e-4)
    layer = wrapped(
        time_distributed, replace(inner, params={**inner.params, "dialect": "tf_keras"})
    )
    scope, _ = computed(
        replace(layer, params={**layer.params, "dialect": "tf_keras"}), training=True
    )
    scope.commit()
    np.testing.assert_allclose(
        scope.values["layer/moving_mean"].array, means.mean(axis=0) / 2, rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize(("dialect", "count"), [("keras3", 0), ("tf_keras", 1)])
def test_only_keras_2_counts_the_activity_penalty_of_single_steps(dialect, count):
    inner = replace(DENSE, policies={"activity": WeightPolicy(regularizer=l2)})
    scope, (y,) = computed(wrapped(time_distributed, inner, dialect=dialect))
    assert len(scope.losses) == count
    if count:
        mean = 0.01 * np.square(y.array).sum() / 6
        np.testing.assert_allclose(scope.losses[0].array, mean, rtol=1e-5)


@pytest.mark.parametrize(
    ("inner", "shape", "message"),
    [
        (DENSE, (2, 0, 4), "there is no step"),
        (DENSE, (2, 4), "needs input \\(batch, time, …\\)"),
        (Layer(simple_rnn, {"units": 2, "return_state": True}), (2, 3, 4, 2), "several outputs"),
        (Layer(bidirectional, {"layer": RNN, "merge_mode": None}), (2, 3, 4, 2), "several outputs"),
    ],
)
def test_what_cannot_be_done_at_each_step_is_refused(inner, shape, message):
    with pytest.raises(ShapeError, match=message):
        computed(wrapped(time_distributed, inner), np.zeros(shape))


def test_a_mask_of_other_sequences_is_refused():
    with pytest.raises(ShapeError, match="another batch or time"):
        computed(wrapped(time_distributed, DENSE), mask=np.ones((2, 2), bool))


# SpectralNormalization


def test_the_estimate_is_the_largest_singular_value():
    kernel = np.random.default_rng(3).standard_normal((2, 3, 4))
    divided, u = spectral_normalized(kernel, np.ones((1, 4)), iterations=50)
    sigma = np.linalg.norm(kernel.reshape(6, 4), 2)
    np.testing.assert_allclose(divided.array, kernel / sigma)
    np.testing.assert_allclose(np.linalg.norm(u.array), 1)


def test_a_kernel_of_zeros_stays():
    divided, u = spectral_normalized(np.zeros((2, 3)), np.ones((1, 3)))
    assert not divided.array.any() and u.array.all()
    layer = wrapped(
        spectral_normalization, replace(DENSE, policies={"kernel": WeightPolicy(zeros)})
    )
    _, (y,) = computed(layer, training=True)
    assert not y.array.any()


def test_training_replaces_the_kernel_and_learns_from_there():
    penalized = replace(DENSE, policies={"kernel": WeightPolicy(regularizer=l2)})
    layer = wrapped(spectral_normalization, penalized)
    scope, _ = computed(layer)
    before = scope.values["layer/kernel"].array.copy()
    scope, (y,) = computed(layer, training=True, scope=scope)
    (penalty,) = scope.penalties()
    propagate([(y, np.ones_like(y.array)), (penalty, np.ones_like(penalty.array))])
    np.testing.assert_array_equal(scope.values["layer/kernel"].array, before)
    scope.commit()
    after = scope.values["layer/kernel"].array
    assert not np.allclose(after, before)
    np.testing.assert_allclose(penalty.array, 0.01 * np.square(after).sum(), rtol=1e-5)
    own = X.astype("f4").sum(axis=(0, 1))[:, None] + 0.02 * after
    np.testing.assert_allclose(scope.values["layer/kernel"].grad, own, rtol=1e-4, atol=1e-5)
    kept, _ = computed(layer, scope=scope)
    kept.commit()
    np.testing.assert_array_equal(kept.values["layer/kernel"].array, after)


def spectral_model():
    layer = wrapped(spectral_normalization, Layer(dense, {"units": 2, "use_bias": False}))
    return Model({"x": Spec((None, 4))}, (Step("sn", layer, ("x",)),), {"y": "sn"})


def test_the_optimizer_steps_from_the_divided_kernel():
    model, still = spectral_model(), spectral_model()
    x, y = X[:, 0].astype("f4"), np.zeros((2, 2), "f4")
    for m, rate in ((model, 0.1), (still, 0.0)):
        list(fit(m, x, y, optimizer=SGD(learning_rate=rate), loss=MeanSquaredError()))
    divided = still.weights()["sn/layer/kernel"]
    slope = x.T @ (x @ divided) / 2
    expected = divided - 0.1 * slope
    np.testing.assert_allclose(model.weights()["sn/layer/kernel"], expected, rtol=1e-4, atol=1e-6)


def test_a_step_that_fails_leaves_the_kernel_as_it_was():
    model = spectral_model()
    before = model.weights()
    x, y = X[:, 0].astype("f4"), np.zeros((2, 2), "f4")
    with pytest.raises(NotFinite):
        list(fit(model, x, y, optimizer=SGD(learning_rate=1e39), loss=MeanSquaredError()))
    for name, value in model.weights().items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        (Layer(batch_normalization), "batch normalization has neither a kernel nor embeddings"),
        (RNN, "simple rnn has neither"),
        (wrapped(time_distributed, DENSE), "time distributed has neither"),
    ],
)
def test_a_layer_without_a_kernel_is_not_divided(inner, message):
    with pytest.raises(ShapeError, match=message):
        computed(wrapped(spectral_normalization, inner))


def test_an_applied_layer_can_be_divided():
    scope, _ = computed(wrapped(spectral_normalization, wrapped(applied, DENSE)), training=True)
    assert "layer/layer/kernel" in scope.updates


# Places


def test_statistics_of_a_layer_with_several_places_are_updated_in_order():
    norm = Layer(batch_normalization, {"momentum": 0.5})
    steps = (
        Step("norm", norm, ("x",)),
        Step("more", Layer(partial(add), {}), ("norm", "x")),
        Step("again", wrapped(applied, replace(norm, owner="norm")), ("x",)),
        Step(
            "each", wrapped(time_distributed, wrapped(applied, replace(norm, owner="norm"))), ("z",)
        ),
    )
    inputs = {"x": Spec((None, 4)), "z": Spec((None, 3, 4))}
    model = Model(inputs, steps, {"y": "again", "z": "each"})
    assert {name.split("/")[0] for name in model.weights()} == {"norm"}
    x = X[:, 0].astype("f4")
    model.run({"x": x, "z": X}, training=True)
    model.commit()
    mean = np.zeros(4)
    for batch in (x, x, X[:, 0], X[:, 1], X[:, 2]):
        mean = 0.5 * mean + 0.5 * batch.mean(axis=0)
    np.testing.assert_allclose(model.weights()["norm/moving_mean"], mean, rtol=1e-4, atol=1e-6)
