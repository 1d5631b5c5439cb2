"""What masks and states of recurrent layers mean for training, evaluating and predicting."""

import numpy as np
import pytest

from engine.autodiff import Spec
from engine.layers.core import dense
from engine.layers.embedding import masking
from engine.layers.recurrent import gru, lstm
from engine.losses import MeanSquaredError as SquaredError
from engine.metrics import METRICS
from engine.model import Model, Step
from engine.optimizers import SGD
from engine.scope import Layer
from engine.training import EpochDone, evaluate, fit, predict, result_of
from engine.weights import load_weights, save_weights

STILL = {"optimizer": SGD(learning_rate=0.0), "loss": SquaredError(), "shuffle": False}
RNG = np.random.default_rng(0)
LONG = RNG.normal(size=(2, 12, 3)).astype("f4")
"""Two long sequences; a stateful layer gets them in pieces of three steps."""
PIECES = LONG.reshape(2, 4, 3, 3).swapaxes(0, 1).reshape(8, 3, 3)
TARGETS = np.zeros((8, 1), "f4")


def network(batch=2, stateful=True):
    layer = Layer(lstm, {"units": 4, "stateful": stateful})
    steps = (Step("lstm", layer, ("x",)), Step("out", Layer(dense, {"units": 1}), ("lstm",)))
    return Model({"x": Spec((batch, None, 3))}, steps, {"y": "out"})


def predicted(model, x):
    return result_of(predict(model, x, batch_size=2))["y"]


def after(steps):
    """What the same network gives after so many steps at once."""
    return predicted(network(None, stateful=False), LONG[:, :steps])


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_predictions_go_on_from_batch_to_batch():
    model = network()
    close(predicted(model, PIECES[:4]), np.concatenate((after(3), after(6))))
    close(predicted(model, PIECES[4:6]), after(9))


def test_evaluation_goes_on_too():
    model = network()
    logs = result_of(evaluate(model, PIECES[:4], TARGETS[:4], loss=SquaredError(), batch_size=2))
    expected = np.concatenate((after(3), after(6)))
    assert logs["loss"] == pytest.approx(float((expected**2).mean()), rel=1e-5)
    close(predicted(model, PIECES[4:6]), after(9))


def test_states_pass_through_training_and_validation():
    model = network()
    checks = {"validation_data": (PIECES[4:6], TARGETS[4:6])}
    logs = [
        event.logs
        for event in fit(model, PIECES[:4], TARGETS[:4], batch_size=2, **STILL, **checks)
        if isinstance(event, EpochDone)
    ]
    assert logs[0]["val_loss"] == pytest.approx(float((after(9) ** 2).mean()), rel=1e-5)
    close(predicted(model, PIECES[6:]), after(12))


def test_states_may_be_taken_back():
    model = network()
    predicted(model, PIECES[:2])
    with model.resuming():
        close(predicted(model, PIECES[2:4]), after(6))
    with model.resuming():
        next(predict(model, PIECES[4:], batch_size=2))
    close(predicted(model, PIECES[2:4]), after(6))


def test_what_a_layer_remembers_is_no_weight(tmp_path):
    model = network()
    predicted(model, PIECES)
    assert set(model.weights()) == {
        *(f"lstm/{name}" for name in ("kernel", "recurrent_kernel", "bias")),
        *(f"out/{name}" for name in ("kernel", "bias")),
    }
    assert model.summary()[0].weights == 4 * 4 * (3 + 4 + 1)
    save_weights(tmp_path / "w.npz", model)
    one = network(batch=1)
    load_weights(tmp_path / "w.npz", one)
    close(result_of(predict(one, PIECES[:1], batch_size=1))["y"], after(3)[:1])


def masked(layer=gru):
    steps = (
        Step("mask", Layer(masking), ("x",)),
        Step("layer", Layer(layer, {"units": 2, "return_sequences": True}), ("mask",)),
    )
    return Model({"x": Spec((None, 3, 3))}, steps, {"y": "layer"})


def scores(names, dialect, weight=None):
    """Metrics of a network that sees one step of two, by way of ``evaluate``."""
    x = PIECES[:4].copy()
    x[:, 2] = 0
    x[1, 1] = 0
    y = (RNG.random((4, 3, 2)) > 0.5).astype("f4")
    model = masked()
    metrics = [METRICS[name](dialect=dialect) for name in names]
    chosen = {"metrics": metrics} if weight is None else {"weighted_metrics": metrics}
    logs = result_of(
        evaluate(model, x, y, loss=SquaredError(), batch_size=4, sample_weight=weight, **chosen)
    )
    shown = (x != 0).any(-1)
    return logs, (predicted(model, x) - y) ** 2, shown, y


def test_means_leave_masked_steps_out():
    for dialect in ("keras3", "tf_keras"):
        logs, error, shown, _ = scores(["MeanSquaredError"], dialect)
        assert logs["mean_squared_error"] == pytest.approx(float(error[shown].mean()), rel=1e-5)
        assert logs["loss"] == pytest.approx(logs["mean_squared_error"], rel=1e-5)


def test_other_metrics_count_masked_steps_as_keras_3_does():
    names = ["RootMeanSquaredError", "TruePositives", "FalseNegatives"]
    logs, error, _, y = scores(names, "keras3")
    assert logs["root_mean_squared_error"] == pytest.approx(float(error.mean()) ** 0.5, rel=1e-5)
    assert logs["true_positives"] + logs["false_negatives"] == y.sum()


def test_no_metric_counts_masked_steps_in_keras_2():
    names = ["RootMeanSquaredError", "TruePositives", "FalseNegatives"]
    logs, error, shown, y = scores(names, "tf_keras")
    mean = float(error[shown].mean())
    assert logs["root_mean_squared_error"] == pytest.approx(mean**0.5, rel=1e-5)
    assert logs["true_positives"] + logs["false_negatives"] == y[shown].sum()


@pytest.mark.parametrize("shape", [(4,), (4, 1), (4, 3), (4, 3, 1)])
def test_weights_of_samples_or_steps_meet_a_mask(shape):
    weight = np.random.default_rng(3).uniform(0.5, 2, shape)
    logs, error, shown, _ = scores(["MeanSquaredError"], "keras3", weight)
    weights = shown * weight.reshape(4, -1)
    each = error.mean(-1)
    expected = (each * weights).sum() / weights.sum()
    assert logs["mean_squared_error"] == pytest.approx(float(expected), rel=1e-5)
    assert logs["loss"] == pytest.approx(float((each * weights).sum() / shown.sum()), rel=1e-5)
