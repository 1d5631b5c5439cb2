import numpy as np
import polars as pl
import pytest

from cards.card import Card, CardError, Context, Progress, Socket, TaskCard, param
from cards.checking import check
from cards.document import Document, Node
from cards.edits import set_param
from cards.kinds import DATA
from cards.registry import builtin_cards
from cards.running import Cache, CardDone, CardFailed, FromCard, RunDone, run
from engine.training import BatchDone, EpochDone


class Points(TaskCard):
    """Two clouds of points, or what a test needs instead."""

    title = "Points"
    group = "Test"
    outputs = (Socket("x", DATA, "", "X"), Socket("y", DATA, "", "Y"))

    count: int = param(40, "How many.")
    classes: int = param(2, "How many.")
    text: bool = param(False, "Text among the numbers.")
    image: bool = param(False, "An array instead of a table.")

    def compute(self, context: Context, **arriving):
        rng = np.random.default_rng(0)
        y = np.arange(self.count) % self.classes
        points = rng.normal(size=(self.count, 2)) + 3 * y[:, None]
        x = pl.DataFrame({"a": points[:, 0], "b": points[:, 1]})
        if self.text:
            x = x.with_columns(pl.lit("red").alias("b"))
        if self.image:
            x = np.repeat(points[:, :, None, None], 2, axis=2)
        return {"x": x, "y": pl.DataFrame({"class": y})}


TYPES: dict[str, type[Card]] = {**builtin_cards(), "Points": Points}


def network(train=None, points=None, units=2, activation="softmax", **nodes):
    made = {
        "points": Node(card="Points", params=points or {}),
        "inputs": Node(card="Input", params={"shape": [2]}),
        "dense": Node(card="Dense", params={"units": units, "activation": activation}),
        "outputs": Node(card="Output"),
        "train": Node(
            card="TrainNeuralNetwork",
            params={
                "loss": "SparseCategoricalCrossentropy",
                "metrics": ["SparseCategoricalAccuracy"],
                "epochs": 3,
                "batch_size": 8,
                "optimizer": {"card": "SGD", "params": {"learning_rate": 0.1}},
                **(train or {}),
            },
        ),
        **nodes,
    }
    wires = {
        "dense.input": ("inputs.data",),
        "outputs.data": ("dense.output",),
        "train.neural_network": ("outputs.network",),
        "train.training_x": ("points.x",),
        "train.training_y": ("points.y",),
    }
    return Document(nodes=made, wires=wires)


def wired(doc, **wires):
    more = {
        target.replace("__", "."): (source,) if isinstance(source, str) else source
        for target, source in wires.items()
    }
    return doc.model_copy(update={"wires": {**doc.wires, **more}})


def events(doc, seed=0, cache=None):
    context = Context(seed=seed)
    return list(run(doc, check(doc, TYPES, context), context, cache))


def done(found, node="train"):
    failed = [e for e in found if isinstance(e, CardFailed)]
    assert not failed, failed
    return next(e.outputs for e in found if isinstance(e, CardDone) and e.node == node)


def failure(doc, node="train"):
    found = [e for e in events(doc) if isinstance(e, CardFailed) and e.node == node]
    assert len(found) == 1, found
    return found[0].message, found[0].socket


def test_training_gives_history_results_and_model():
    found = events(network(train={"validation_split": 0.25, "validation_frequency": 2}))
    results = done(found)
    history = results["history"]
    name = "sparse_categorical_accuracy"
    assert history.columns == ["epoch", "loss", name, "val_loss", f"val_{name}"]
    assert history["epoch"].to_list() == [1, 2, 3]
    assert history["val_loss"].is_null().to_list() == [True, False, True]
    assert results["loss"] == history["loss"][2]
    assert results["metric_values"] == {name: history[name][2]}
    assert results["validation_loss"] == history["val_loss"][1]
    assert results["validation_metric_values"] == {name: history[f"val_{name}"][1]}
    told = [e.event for e in found if isinstance(e, FromCard)]
    assert sum(isinstance(e, EpochDone) for e in told) == 3
    assert sum(isinstance(e, BatchDone) for e in told) == 3 * 4


def test_the_same_seed_gives_the_same_weights_bit_for_bit():
    first, second, other = (
        done(events(network(), seed=s))["model"].model.weights() for s in (1, 1, 2)
    )
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert any(not np.array_equal(first[name], other[name]) for name in first)


def test_a_second_run_trains_again_only_if_something_changed():
    cache, doc = Cache(), network()

    def kept(changed):
        return {e.node: e.kept for e in events(changed, cache=cache) if isinstance(e, CardDone)}

    assert kept(doc) == {"points": False, "train": False}
    assert kept(doc) == {"points": True, "train": True}
    assert kept(set_param(doc, "dense", "use_bias", False)) == {"points": True, "train": False}
    assert kept(set_param(doc, "train", "epochs", 2)) == {"points": True, "train": False}
    assert kept(set_param(doc, "points", "count", 30)) == {"points": False, "train": False}


def test_evaluation_and_prediction_use_the_trained_model():
    doc = wired(
        network(
            train={"epochs": 20},
            evaluate=Node(card="EvaluateNeuralNetworkModel"),
            predict=Node(card="Predict"),
            pick=Node(
                card="GetFloatFromNamedValues", params={"name": "sparse_categorical_accuracy"}
            ),
            back=Node(card="ReturnFloat", params={"name": "accuracy"}),
        ),
        evaluate__model="train.model",
        evaluate__testing_x="points.x",
        evaluate__testing_y="points.y",
        predict__model="train.model",
        predict__x="points.x",
        pick__values="evaluate.metric_values",
        back__value="pick.result",
    )
    found = events(doc)
    predicted = done(found, "predict")["y"]
    assert predicted.columns == ["outputs_0", "outputs_1"]
    np.testing.assert_allclose(predicted.to_numpy().sum(1), 1, rtol=1e-5)
    right = (predicted.to_numpy().argmax(1) == np.arange(40) % 2).mean()
    assert found[-1] == RunDone({"accuracy": pytest.approx(right)})
    assert right > 0.9
    assert 0 < done(found, "evaluate")["loss"] < 0.5


def test_validation_data_of_its_own_goes_before_a_split():
    doc = wired(
        network(train={"validation_split": 0.5}, other=Node(card="Points", params={"count": 10})),
        train__validation_x="other.x",
        train__validation_y="other.y",
    )
    found = events(doc)
    assert done(found)["validation_loss"] > 0
    told = [e.event for e in found if isinstance(e, FromCard)]
    assert {t.batches for t in told if isinstance(t, BatchDone)} == {5}


def test_several_inputs_and_outputs_take_several_wires():
    doc = network(
        second=Node(card="Input", params={"shape": [2]}),
        both=Node(card="Concatenate"),
        other=Node(card="Dense", params={"units": 2, "activation": "softmax"}),
        end=Node(card="Output"),
    )
    ends = [f"both__{socket.name}" for socket in TYPES["Concatenate"].inputs]
    doc = wired(
        doc,
        **dict(zip(ends, ("inputs.data", "second.data"), strict=True)),
        dense__input="both.output",
        other__input="both.output",
        end__data="other.output",
        train__neural_network=("outputs.network", "end.network"),
        train__training_x=("points.x", "points.x"),
        train__training_y=("points.y", "points.y"),
    )
    values = done(events(doc))["metric_values"]
    assert {"outputs_loss", "end_loss", "outputs_sparse_categorical_accuracy"} <= set(values)
    short = wired(doc, train__training_x="points.x")
    message, socket = failure(short)
    assert message == "The network has 2 inputs (inputs, second), Training X has 1 wire."
    assert socket == "training_x"


@pytest.mark.parametrize(
    ("change", "message", "socket"),
    [
        ({"train": {"loss": None}}, "Choose a loss.", "loss"),
        (
            {"points": {"text": True}},
            "Training X: column 'b' holds text; encode it one-hot or leave it out.",
            "training_x",
        ),
        (
            {"points": {"classes": 3}},
            "Training Y holds class 2, but the network's output has 2 units, "
            "for the classes 0 to 1.",
            "training_y",
        ),
        (
            {"points": {"image": True}},
            "Training X has the shape (40, 2, 2, 1), the network's input takes (batch, 2).",
            "training_x",
        ),
        (
            {"train": {"loss": "CategoricalCrossentropy", "metrics": []}},
            "Training Y has 1 column, the network's output gives (batch, 2): encode the "
            "classes one-hot, or use sparse categorical cross-entropy.",
            "training_y",
        ),
        (
            {"activation": "linear"},
            "Sparse categorical crossentropy loss expects probabilities, but the network ends in "
            "a linear layer: end it in softmax or sigmoid, or turn From logits on.",
            "loss",
        ),
        (
            {"points": {"count": 1}, "train": {"validation_split": 0.5}},
            "1 row cannot be split by 0.5: one part would have none.",
            "validation_split",
        ),
    ],
)
def test_what_does_not_fit_is_told_at_its_row(change, message, socket):
    assert failure(network(**change)) == (message, socket)


def test_columns_are_checked_against_the_network_before_the_run():
    doc = network(data=Node(card="BundledDataSet"), parts=Node(card="SplitIntoXAndYByColumns"))
    doc = wired(
        doc,
        parts__data="data.table",
        train__training_x="parts.x",
        train__training_y="parts.y",
    )
    found = check(doc, TYPES).of("train")
    assert [(d.message, d.socket) for d in found] == [
        ("Training X has 13 columns, the network's input takes (batch, 2).", "training_x")
    ]
    image = set_param(doc, "inputs", "shape", [13, 1])
    assert "add a Reshape layer" in check(image, TYPES).of("train")[0].message.replace("A", "a")


def test_an_error_in_the_network_is_told_by_its_card_and_no_training_starts():
    doc = set_param(network(), "inputs", "shape", [])
    bad = wired(doc, dense__input=("inputs.data",))
    found = [e for e in events(bad) if isinstance(e, CardFailed)]
    assert [e.node for e in found] == ["dense"]
    assert events(bad)[-1] == RunDone({}, ("dense", "train"))


def test_a_bad_value_in_the_network_is_told_once():
    bad = set_param(network(), "dense", "units", 0)
    found = [e for e in events(bad) if isinstance(e, CardFailed)]
    assert found == [CardFailed("dense", "Units must be at least 1; 0 was given.", "units")]


def test_what_is_wrong_outside_the_network_does_not_stop_training():
    loose = network(loose=Node(card="Dense"))
    assert not check(loose, TYPES).ok
    assert done(events(loose))["loss"] > 0


def test_nan_stops_training_and_tells_batch_and_card():
    optimizer = {"card": "SGD", "params": {"learning_rate": 1e38}}
    message, _ = failure(network(train={"optimizer": optimizer, "epochs": 20}))
    assert message.startswith("Training stopped")
    assert "Dense layer (dense)" in message or "the loss is not finite" in message
    assert "epoch 1" in message
    assert "batch" in message


def test_a_batch_larger_than_the_data_is_told():
    found = events(network(train={"batch_size": 64}))
    done(found)
    told = [e.event for e in found if isinstance(e, FromCard) and isinstance(e.event, Progress)]
    assert [t.text for t in told] == ["The batch size 64 is more than the 40 rows: one batch."]


def test_rows_of_x_and_y_must_be_as_many():
    doc = network(other=Node(card="Points", params={"count": 9}))
    message, socket = failure(wired(doc, train__training_y="other.y"))
    assert (message, socket) == ("Training X has 40 rows, Training Y has 9.", "training_y")


def test_a_model_without_validation_has_no_validation_loss_to_return():
    doc = wired(network(back=Node(card="ReturnFloat")), back__value="train.validation_loss")
    message, socket = failure(doc, "back")
    assert message == "Train neural network (train) gave no Validation loss for Value."
    assert socket == "value"


def test_a_trained_model_is_not_changed_by_being_asked():
    card = TYPES["Predict"]()
    model = done(events(network()))["model"]
    before = model.model.weights()
    stream = card.run(Context(), model=model, x=(pl.DataFrame({"a": [1.0], "b": [2.0]}),))
    list(stream)
    after = model.model.weights()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    with pytest.raises(CardError, match="X has 1 column, the network's input takes"):
        list(card.run(Context(), model=model, x=(pl.DataFrame({"a": [1.0]}),)))
