"""Cards that ask a network with states: each starts with those after training."""

import numpy as np

from cards.card import Context
from cards.checking import check
from cards.document import Document, Node
from cards.registry import builtin_cards
from cards.running import CardDone, run

TYPES = builtin_cards()


def document():
    """Iris through a stateful layer, in batches of 10; two cards predict, one evaluates."""
    nodes = {
        "iris": Node(card="BundledDataSet", params={"data_set": "iris"}),
        "split": Node(
            card="SplitIntoXAndYByColumns", params={"x_columns": "0:4", "y_columns": "4"}
        ),
        "in": Node(card="Input", params={"shape": [4], "batch_size": 10}),
        "steps": Node(card="Reshape", params={"target_shape": [4, 1]}),
        "rnn": Node(card="SimpleRNN", params={"units": 3, "stateful": True}),
        "soft": Node(card="Dense", params={"units": 3, "activation": "softmax"}),
        "out": Node(card="Output"),
        "train": Node(
            card="TrainNeuralNetwork",
            params={
                "loss": {"card": "SparseCategoricalCrossentropy", "params": {}},
                "batch_size": 10,
                "epochs": 1,
            },
        ),
        "first": Node(card="Predict", params={"batch_size": 10}),
        "evaluate": Node(card="EvaluateNeuralNetworkModel", params={"batch_size": 10}),
        "second": Node(card="Predict", params={"batch_size": 10}),
    }
    asked = ("first", "second")
    wires = {
        "split.data": ("iris.table",),
        "steps.input": ("in.data",),
        "rnn.input": ("steps.output",),
        "soft.input": ("rnn.output",),
        "out.data": ("soft.output",),
        "train.neural_network": ("out.network",),
        "train.training_x": ("split.x",),
        "train.training_y": ("split.y",),
        "evaluate.model": ("train.model",),
        "evaluate.testing_x": ("split.x",),
        "evaluate.testing_y": ("split.y",),
        **{f"{name}.model": ("train.model",) for name in asked},
        **{f"{name}.x": ("split.x",) for name in asked},
    }
    return Document(nodes=nodes, wires=wires)


def test_what_a_card_tells_does_not_hang_on_those_before_it():
    doc = document()
    report = check(doc, TYPES)
    events = run(doc, report, Context())
    outputs = {e.node: e.outputs for e in events if isinstance(e, CardDone)}
    first, second = (outputs[name]["y"].to_numpy() for name in ("first", "second"))
    np.testing.assert_array_equal(first, second)
    labels = outputs["split"]["y"].to_numpy().ravel().astype(int)
    wanted = -np.log(first[np.arange(len(labels)), labels]).mean()
    np.testing.assert_allclose(outputs["evaluate"]["loss"], wanted, rtol=1e-5)
