import itertools
from functools import partial

import numpy as np
import pytest

from engine.autodiff import Spec, primitive
from engine.confusion import AUC, Precision, Recall
from engine.constraints import max_norm
from engine.data import DataError
from engine.layers.activation import activation
from engine.layers.core import dense
from engine.losses import (
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from engine.metrics import CategoricalAccuracy, SparseCategoricalAccuracy
from engine.metrics import MeanSquaredError as SquaredErrorMetric
from engine.model import Model, Step
from engine.optimizers import SGD, Adam
from engine.regularizers import l2
from engine.scope import Layer, WeightPolicy
from engine.training import (
    BatchDone,
    EpochDone,
    NotFinite,
    evaluate,
    fit,
    predict,
    result_of,
)
from tests.engine.networks import blobs, classifier, line

RNG = np.random.default_rng(9)
X = RNG.normal(size=(10, 2)).astype("f4")
Y = (X @ [[2.0], [-1.0]] + 0.5).astype("f4")


def trained(model, x, y, **options):
    """The logs of each epoch."""
    settings = {"optimizer": SGD(learning_rate=0.1), "loss": MeanSquaredError(), **options}
    events = fit(model, x, y, **settings)
    return [event.logs for event in events if isinstance(event, EpochDone)]


def same(a, b):
    return all(np.array_equal(a[name], b[name]) for name in a)


def test_a_line_is_found():
    model = line()
    logs = trained(model, X, Y, epochs=200, batch_size=4)
    assert logs[-1]["loss"] < 1e-6 < logs[0]["loss"]
    np.testing.assert_allclose(model.weights()["line/kernel"], [[2], [-1]], atol=1e-2)


def test_classes_are_learned():
    x, y = blobs(300)
    model = classifier()
    options = {"loss": CategoricalCrossentropy(), "metrics": [CategoricalAccuracy()]}
    logs = trained(model, x, y, optimizer=Adam(learning_rate=0.01), epochs=30, **options)
    assert logs[-1]["categorical_accuracy"] > 0.95
    found = result_of(evaluate(model, x, y, **options))
    assert found["categorical_accuracy"] > 0.97
    chosen = result_of(predict(model, x))["y"].argmax(-1)
    assert (chosen == y.argmax(-1)).mean() == pytest.approx(found["categorical_accuracy"])


def test_a_run_repeats_bit_for_bit():
    x, y = blobs()
    runs = []
    for _ in range(2):
        model = classifier(seed=4)
        logs = trained(
            model, x, y, loss=CategoricalCrossentropy(), optimizer=Adam(), epochs=4, batch_size=16
        )
        runs.append((logs, model.weights()))
    assert runs[0][0] == runs[1][0]
    assert same(runs[0][1], runs[1][1])


def test_another_seed_is_another_order():
    logs = [trained(line(), X, Y, epochs=2, batch_size=3, seed=seed) for seed in (0, 0, 1)]
    assert logs[0] == logs[1] != logs[2]


def test_events_tell_where_training_is():
    events = list(
        fit(line(), X, Y, optimizer=SGD(), loss=MeanSquaredError(), batch_size=4, epochs=2)
    )
    places = [(e.epoch, e.batch) for e in events if isinstance(e, BatchDone)]
    assert places == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert [type(e) for e in events[:4]] == [BatchDone] * 3 + [EpochDone]
    assert (events[0].batches, events[0].epochs) == (3, 2)
    assert events[2].loss == events[3].logs["loss"]
    own = [e.batch_loss for e in events if isinstance(e, BatchDone)]
    shares = np.array([4, 4, len(X) - 8]) / len(X)
    assert np.isclose((own[:3] * shares).sum(), events[2].loss) and own[0] == events[0].loss


def test_to_stop_is_to_stop_reading():
    model = line()
    events = fit(model, X, Y, optimizer=SGD(), loss=MeanSquaredError(), batch_size=5, epochs=50)
    list(itertools.islice(events, 3))
    events.close()
    stopped = model.weights()
    assert not same(stopped, line().weights())
    assert next(events, None) is None
    assert same(model.weights(), stopped)


def test_a_batch_larger_than_the_data_is_one_batch():
    events = list(fit(line(), X, Y, optimizer=SGD(), loss=MeanSquaredError(), batch_size=999))
    assert [type(e) for e in events] == [BatchDone, EpochDone]


def test_losses_of_batches_count_by_their_samples_and_with_penalties():
    model = line(policies={"kernel": WeightPolicy(regularizer=partial(l2, l2=0.5))})
    errors = (predicted(model, X) - Y) ** 2
    penalty = 0.5 * (model.weights()["line/kernel"] ** 2).sum()
    logs = trained(model, X, Y, optimizer=SGD(learning_rate=0.0), batch_size=4, shuffle=False)
    assert logs[0]["loss"] == pytest.approx(float(errors.mean() + penalty), rel=1e-5)
    found = result_of(evaluate(model, X, Y, loss=MeanSquaredError(), batch_size=3))
    assert found["loss"] == pytest.approx(logs[0]["loss"], rel=1e-5)


def predicted(model, x):
    return result_of(predict(model, x))["y"]


def test_the_last_samples_validate_before_any_mixing():
    model = line()
    errors = np.abs(predicted(model, X) - Y)
    logs = trained(
        model,
        X,
        Y,
        optimizer=SGD(learning_rate=0.0),
        loss=MeanAbsoluteError(),
        validation_split=0.3,
        batch_size=2,
    )
    assert logs[0]["val_loss"] == pytest.approx(float(errors[7:].mean()), rel=1e-5)
    assert logs[0]["loss"] == pytest.approx(float(errors[:7].mean()), rel=1e-5)


def test_validation_data_go_before_a_split_and_every_so_many_epochs():
    model = line()
    logs = trained(
        model,
        X,
        Y,
        validation_data=(X[:2], Y[:2]),
        validation_split=0.5,
        validation_frequency=2,
        epochs=4,
        metrics=[SquaredErrorMetric()],
    )
    assert [("val_loss" in log) for log in logs] == [False, True, False, True]
    assert list(logs[1]) == ["loss", "mean_squared_error", "val_loss", "val_mean_squared_error"]
    found = result_of(evaluate(model, X[:2], Y[:2], loss=MeanSquaredError()))
    assert logs[-1]["val_loss"] == pytest.approx(found["loss"])


def test_validation_changes_nothing():
    x, y = blobs()
    with_it, without = classifier(), classifier()
    options = {"loss": CategoricalCrossentropy(), "epochs": 3}
    trained(with_it, x, y, validation_data=(x, y), **options)
    trained(without, x, y, **options)
    assert same(with_it.weights(), without.weights())


def test_sample_weights_weigh_the_loss_and_the_weighted_metrics_only():
    model, weight = line(), np.linspace(0.1, 2, 10)
    errors = (predicted(model, X) - Y)[:, 0] ** 2
    logs = trained(
        model,
        X,
        Y,
        optimizer=SGD(learning_rate=0.0),
        sample_weight=weight,
        metrics=[SquaredErrorMetric()],
        weighted_metrics=[SquaredErrorMetric(name="weighted")],
    )
    assert logs[0]["loss"] == pytest.approx(float((errors * weight).mean()), rel=1e-5)
    assert logs[0]["mean_squared_error"] == pytest.approx(float(errors.mean()), rel=1e-5)
    average = float(np.average(errors, weights=weight))
    assert logs[0]["weighted"] == pytest.approx(average, rel=1e-5)


def test_constraints_hold_after_every_batch():
    bound = WeightPolicy(constraint=partial(max_norm, max_value=0.3))
    model = line(policies={"kernel": bound})
    for _ in fit(
        model, X, Y, optimizer=SGD(learning_rate=0.5), loss=MeanSquaredError(), batch_size=3
    ):
        assert np.linalg.norm(model.weights()["line/kernel"]) < 0.301


def test_averaged_weights_are_put_in_place_at_the_end():
    model, plain = line(), line()
    trained(model, X, Y, optimizer=SGD(learning_rate=0.1, use_ema=True), epochs=3, batch_size=5)
    trained(plain, X, Y, optimizer=SGD(learning_rate=0.1), epochs=3, batch_size=5)
    assert not same(model.weights(), plain.weights())


def test_frozen_weights_stay():
    steps = (
        Step("fixed", Layer(dense, {"units": 3}, trainable=False), ("x",)),
        Step("free", Layer(dense, {"units": 1}), ("fixed",)),
    )
    model = Model({"x": Spec((None, 2))}, steps, {"y": "free"})
    before = model.weights()
    trained(model, X, Y, epochs=2)
    after = model.weights()
    np.testing.assert_array_equal(after["fixed/kernel"], before["fixed/kernel"])
    assert not np.array_equal(after["free/kernel"], before["free/kernel"])


def two_ended():
    steps = (
        Step("body", Layer(dense, {"units": 4, "activation": "tanh"}), ("a",)),
        Step("class", Layer(dense, {"units": 3, "activation": "softmax"}), ("body",)),
        Step("size", Layer(dense, {"units": 1}), ("body",)),
    )
    return Model({"a": Spec((None, 2))}, steps, {"kind": "class", "amount": "size"})


KINDS = RNG.integers(0, 3, 10)
TARGETS = {"kind": KINDS, "amount": Y[:, 0]}


def test_several_outputs_have_losses_weights_and_metrics_of_their_own():
    model = two_ended()
    losses = {"kind": SparseCategoricalCrossentropy(), "amount": MeanSquaredError()}
    options = {
        "loss": losses,
        "loss_weights": {"amount": 0.25},
        "metrics": {"kind": [SparseCategoricalAccuracy()]},
    }
    logs = trained(model, {"a": X}, TARGETS, sample_weight={"kind": np.ones(10)}, **options)[0]
    assert list(logs) == ["loss", "kind_loss", "amount_loss", "kind_sparse_categorical_accuracy"]
    assert logs["loss"] == pytest.approx(logs["kind_loss"] + 0.25 * logs["amount_loss"])
    outputs = result_of(predict(model, X))
    assert {name: a.shape for name, a in outputs.items()} == {"kind": (10, 3), "amount": (10, 1)}


def test_loss_weights_reach_the_gradient():
    losses = {"kind": SparseCategoricalCrossentropy(), "amount": MeanSquaredError()}
    model = two_ended()
    before = model.weights()
    trained(model, X, TARGETS, loss=losses, loss_weights={"amount": 0.0})
    assert np.array_equal(model.weights()["size/kernel"], before["size/kernel"])
    assert not np.array_equal(model.weights()["class/kernel"], before["class/kernel"])


def test_an_output_without_a_loss_is_left_alone():
    model = two_ended()
    before = model.weights()
    logs = trained(model, X, {"amount": Y}, loss={"amount": MeanSquaredError()})
    assert list(logs[0]) == ["loss"]
    assert np.array_equal(model.weights()["class/kernel"], before["class/kernel"])


def test_doubled_metrics_are_numbered_and_several_values_too():
    model = line()
    metrics = [AUC(from_logits=True), AUC(from_logits=True), Recall(thresholds=[0.2, 0.4])]
    logs = trained(model, X, (Y > 0).astype(int), metrics=metrics)
    assert list(logs[0]) == ["loss", "auc", "auc_1", "recall_0", "recall_1"]


def test_lengths_may_be_unknown_until_there_is_a_batch():
    step = Step("line", Layer(dense, {"units": 1}), ("x",))
    model = Model({"x": Spec((None, None, 2))}, (step,), {"y": "line"})
    x, y = X.reshape(2, 5, 2), Y.reshape(2, 5).astype(float)
    logs = trained(model, x, y, epochs=200)
    assert logs[-1]["loss"] < 1e-4
    with pytest.raises(DataError, match="do not fit"):
        trained(model, x, y[:, :4])


def root(scope, x):
    """A square root, whose slope at 0 is infinite."""

    def backward(saved, g):
        return [g / (2 * saved)]

    @primitive(shape=lambda spec: spec, backward=backward)
    def square_root(array):
        return np.sqrt(array), np.sqrt(array)

    return square_root(x)


def exploding():
    steps = (
        Step("first", Layer(dense, {"units": 2}), ("x",)),
        Step("power", Layer(activation, {"activation": "exponential"}), ("first",)),
        Step("last", Layer(dense, {"units": 1}), ("power",)),
    )
    return Model({"x": Spec((None, 2))}, steps, {"y": "last"})


def test_training_stops_at_the_first_card_that_is_not_finite():
    model = exploding()
    good = model.weights()
    events = fit(
        model,
        X,
        Y,
        optimizer=SGD(learning_rate=300.0),
        loss=MeanSquaredError(),
        epochs=9,
        batch_size=5,
    )
    seen = [good]
    with pytest.raises(NotFinite) as caught:
        seen.extend(model.weights() for _ in events)
    good = seen[-1]
    assert caught.value.step == "power"
    assert f"epoch {caught.value.epoch}, batch {caught.value.batch}" in str(caught.value)
    assert "the output of 'power' is not finite" in str(caught.value)
    assert same(model.weights(), good)
    assert all(np.isfinite(a).all() for a in good.values())


def test_a_step_too_large_for_the_numbers_is_not_taken():
    model = line()
    before = model.weights()
    with pytest.raises(NotFinite, match="epoch 1, batch 1: the optimizer's step is not finite"):
        trained(model, X, Y, optimizer=SGD(learning_rate=1e39))
    assert same(model.weights(), before)


def test_a_gradient_that_is_not_finite_is_found():
    steps = (
        Step("small", Layer(dense, {"units": 1}), ("x",)),
        Step("root", Layer(root), ("small",)),
        Step("last", Layer(dense, {"units": 1}), ("root",)),
    )
    model = Model({"x": Spec((None, 2))}, steps, {"y": "last"})
    model.set_weights({"small/kernel": np.zeros((2, 1))})
    before = model.weights()
    with pytest.raises(NotFinite, match="the gradient of 'small/bias' is not finite") as caught:
        trained(model, X, Y)
    assert caught.value.step == "small"
    assert same(model.weights(), before)


@pytest.mark.parametrize(
    ("spoil", "step", "sentence"),
    [
        ("x", "x", "the data of the input 'x' are not finite"),
        ("y", None, "the targets of 'y' are not finite"),
    ],
)
def test_missing_values_are_found(spoil, step, sentence):
    data = {"x": X.copy(), "y": Y.copy()}
    data[spoil][7] = np.nan
    with pytest.raises(NotFinite, match=sentence) as caught:
        trained(line(), data["x"], data["y"], batch_size=5, shuffle=False)
    assert (caught.value.batch, caught.value.step) == (2, step)


@pytest.mark.parametrize(
    ("x", "y", "options", "sentence"),
    [
        (X[:0], Y[:0], {}, "There are no samples."),
        (X, Y[:9], {}, "'x' has 10 samples, but 'target y' has 9."),
        (X, Y, {"sample_weight": np.ones(3)}, "but 'sample weight y' has 3"),
        (X[:, :1], Y, {}, r"The input 'x' takes samples of shape \(2\)"),
        (X, np.ones((10, 2)), {}, "Output 'y': targets of shape"),
        (X, Y, {"batch_size": 0}, "The batch size must be 1 or more; it is 0."),
        (X, Y, {"epochs": 0}, "The number of epochs must be 1 or more"),
        (X, Y, {"validation_split": 1.5}, "validation split must lie between 0 and 1"),
        (X, Y, {"validation_split": 0.99}, "too few for a validation split"),
        (X, Y, {"shuffle": "True"}, "Shuffle must be"),
        (X, {"z": Y}, {}, "the output 'z', which the network lacks"),
        (X, Y, {"loss": {}}, "There is no loss"),
        (X, Y, {"loss_weights": {"q": 1.0}}, "loss weight for 'q', which is no output"),
        (X, Y, {"validation_data": (X[:, :1], Y)}, "The input 'x' takes samples"),
        (X, Y, {"loss": SparseCategoricalCrossentropy()}, "Output 'y': class"),
        (X, Y, {"sample_weight": np.ones((10, 3))}, "Output 'y': sample weights"),
        (X, Y, {"metrics": [Precision(class_id=4)]}, "Metric 'precision' of output 'y'"),
    ],
)
def test_data_and_settings_that_do_not_fit_are_one_sentence(x, y, options, sentence):
    with pytest.raises(DataError, match=sentence):
        trained(line(), x, y, **options)


def test_a_class_that_the_network_lacks_is_named():
    model = classifier()
    with pytest.raises(
        DataError, match="class 3 is among the targets, but the network tells apart"
    ):
        trained(model, blobs(9)[0], np.arange(9) % 4, loss=SparseCategoricalCrossentropy())


def test_predictions_are_those_of_all_samples_in_order():
    model = classifier()
    x, _ = blobs(50)
    whole = result_of(predict(model, x, batch_size=50))["y"]
    parts = result_of(predict(model, x, batch_size=7))["y"]
    np.testing.assert_allclose(parts, whole, rtol=1e-5, atol=1e-6)
    with pytest.raises(DataError, match="no samples"):
        result_of(predict(model, x[:0]))
