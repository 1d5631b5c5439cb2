"""Networks with several inputs and outputs, from the check to what they predict."""

import json

import pytest

from cards import files
from cards.card import Context
from cards.checking import check
from cards.compiling import compile_model
from cards.edits import connect, disconnect, set_param
from cards.registry import builtin_cards
from cards.running import CardDone, CardFailed, RunDone, run

TYPES = builtin_cards()
CONTEXT = Context(seed=0)

COLUMNS = "SplitIntoXAndYByColumns"
SEPAL = {"card": COLUMNS, "params": {"x_columns": "0:2", "y_columns": "target"}}
PETAL = {"card": COLUMNS, "params": {"x_columns": "petal_length", "y_columns": "petal_width"}}

NODES = {
    "data": {"card": "BundledDataSet", "params": {"data_set": "iris"}},
    "split": {"card": "SplitIntoTrainingAndTest", "params": {"stratify": "target"}},
    # The sepal tells one branch, the petal the other; the petal's width is to be told as well.
    "sepal": SEPAL,
    "petal": PETAL,
    "sepal_test": SEPAL,
    "petal_test": PETAL,
    "a": {"card": "Input", "params": {"shape": [2]}},
    "b": {"card": "Input", "params": {"shape": [1]}},
    "both": {"card": "Concatenate"},
    "hidden": {"card": "Dense", "params": {"units": 8, "activation": "relu"}},
    "first": {"card": "Dense", "params": {"units": 1}},
    "second": {"card": "Dense", "params": {"units": 1}},
    "kind": {"card": "Output"},
    "width": {"card": "Output"},
    "train": {
        "card": "TrainNeuralNetwork",
        "params": {
            "loss": "MeanSquaredError",
            "metrics": ["MeanAbsoluteErrorMetric"],
            "optimizer": {"card": "Adam", "params": {"learning_rate": 0.02}},
            "epochs": 40,
        },
    },
    "evaluate": {"card": "EvaluateNeuralNetworkModel"},
    "predict": {"card": "Predict"},
    "pick": {
        "card": "GetFloatFromNamedValues",
        "params": {"name": "width_mean_absolute_error"},
    },
    "back": {"card": "ReturnFloat", "params": {"name": "error of the width"}},
}
WIRES = {
    "split.data": "data.table",
    "sepal.data": "split.training",
    "petal.data": "split.training",
    "sepal_test.data": "split.test",
    "petal_test.data": "split.test",
    "both.input_a": "a.data",
    "both.input_b": "b.data",
    "hidden.input": "both.output",
    "first.input": "hidden.output",
    "second.input": "hidden.output",
    "kind.data": "first.output",
    "width.data": "second.output",
    "train.neural_network": ["kind.network", "width.network"],
    "train.training_x": ["sepal.x", "petal.x"],
    "train.training_y": ["sepal.y", "petal.y"],
    "evaluate.model": "train.model",
    "evaluate.testing_x": ["sepal_test.x", "petal_test.x"],
    "evaluate.testing_y": ["sepal_test.y", "petal_test.y"],
    "predict.model": "train.model",
    "predict.x": ["sepal_test.x", "petal_test.x"],
    "pick.values": "evaluate.metric_values",
    "back.value": "pick.result",
}
DOCUMENT = files.loads(
    json.dumps({"format": "layerdeck", "version": 1, "nodes": NODES, "wires": WIRES})
)


def ran(doc=DOCUMENT):
    return list(run(doc, check(doc, TYPES, CONTEXT), CONTEXT))


def only(doc):
    (found,) = check(doc, TYPES, CONTEXT).diagnostics
    return found.node, found.socket, found.message


def test_two_inputs_and_two_outputs_are_checked_and_compiled():
    report = check(DOCUMENT, TYPES, CONTEXT)
    assert report.diagnostics == []
    model = compile_model(DOCUMENT, report, ["kind", "width"])
    assert list(model.inputs) == ["a", "b"]
    assert list(model.outputs) == ["kind", "width"]
    assert report.specs["predict.y"].names == ("kind", "width")
    assert report.specs["train.metric_values"].names == (
        "kind_loss",
        "width_loss",
        "kind_mean_absolute_error",
        "width_mean_absolute_error",
    )


def test_they_are_trained_with_one_loss_for_all_evaluated_and_predicted():
    events = ran()
    done = {e.node: e.outputs for e in events if isinstance(e, CardDone)}
    values = done["train"]["metric_values"]
    assert done["train"]["loss"] == pytest.approx(values["kind_loss"] + values["width_loss"])
    assert tuple(values) == check(DOCUMENT, TYPES, CONTEXT).specs["train.metric_values"].names
    assert events[-1] == RunDone({"error of the width": pytest.approx(0.15, abs=0.1)})
    predicted, real = done["predict"]["y"], done["petal_test"]["y"]
    assert predicted.columns == ["kind", "width"]
    error = (predicted["width"] - real["petal_width"]).abs().mean()
    assert error == pytest.approx(events[-1].returned["error of the width"], rel=1e-5)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("train.training_x", "The network has 2 inputs (a, b), Training X has 1 wire."),
        ("train.training_y", "The network has 2 outputs (kind, width), Training Y has 1 wire."),
        ("evaluate.testing_x", "The network has 2 inputs (a, b), Testing X has 1 wire."),
        ("evaluate.testing_y", "The network has 2 outputs (kind, width), Testing Y has 1 wire."),
        ("predict.x", "The network has 2 inputs (a, b), X has 1 wire."),
    ],
)
def test_a_missing_wire_is_told_with_the_names_of_the_ends(target, message):
    doc = disconnect(DOCUMENT, target, DOCUMENT.wires[target][0])
    node, socket = target.split(".")
    assert only(doc) == (node, socket, message)
    failed = [e for e in ran(set_param(doc, "train", "epochs", 1)) if isinstance(e, CardFailed)]
    assert failed == [CardFailed(node, message, socket)]


def test_a_wire_too_many_is_told():
    doc = connect(DOCUMENT, "sepal.x", "train.training_y", many=True)
    message = "The network has 2 outputs (kind, width), Training Y has 3 wires."
    assert only(doc) == ("train", "training_y", message)


def test_wires_in_the_wrong_order_are_told_by_the_name_of_the_end():
    doc = DOCUMENT.model_copy(
        update={"wires": {**DOCUMENT.wires, "train.training_x": ("petal.x", "sepal.x")}}
    )
    message = "Training X has 1 column, the network's input 'a' takes (batch, 2)."
    assert only(doc) == ("train", "training_x", message)


def test_one_loss_that_suits_only_one_of_the_outputs_is_told():
    doc = set_param(DOCUMENT, "first", "units", 3)
    doc = set_param(doc, "first", "activation", "softmax")
    doc = set_param(doc, "train", "loss", "SparseCategoricalCrossentropy")
    doc = set_param(doc, "train", "metrics", [])
    doc = disconnect(doc, "pick.values")
    errors = [d for d in check(doc, TYPES, CONTEXT).diagnostics if d.node == "train"]
    assert [(d.socket, d.message) for d in errors] == [
        (
            "loss",
            "Sparse categorical crossentropy loss expects probabilities, but output 'width' ends "
            "in a linear layer: end it in softmax or sigmoid, or turn From logits on.",
        )
    ]


def test_two_branches_may_be_added():
    doc = files.loads(
        json.dumps(
            {
                "format": "layerdeck",
                "version": 1,
                "nodes": {
                    **NODES,
                    "both": {"card": "Add"},
                    "wide": {"card": "Dense", "params": {"units": 2}},
                },
                "wires": {**WIRES, "wide.input": "b.data", "both.input_b": "wide.output"},
            }
        )
    )
    assert check(doc, TYPES, CONTEXT).diagnostics == []
    assert ran(set_param(doc, "train", "epochs", 1))[-1].failed == ()
    # Sizes of 1 are repeated to fit, so that another size does not.
    bad = set_param(doc, "wide", "units", 3)
    assert only(bad)[0] == "both"
