"""An input whose batches have one size gets batches of that size, or says why not."""

import numpy as np
import pytest

from cards.checking import check
from cards.document import Document, Node
from cards.registry import builtin_cards
from engine.autodiff import Spec
from engine.data import DataError
from engine.layers.core import dense
from engine.losses import MeanSquaredError
from engine.model import Model, Step
from engine.optimizers import SGD
from engine.scope import Layer
from engine.training import evaluate, fit, predict, result_of

TYPES = builtin_cards()


def document(taken=10, **train):
    """A network for iris whose input takes batches of one size."""
    nodes = {
        "iris": Node(card="BundledDataSet", params={"data_set": "iris"}),
        "split": Node(
            card="SplitIntoXAndYByColumns", params={"x_columns": "0:4", "y_columns": "4"}
        ),
        "in": Node(card="Input", params={"shape": [4], "batch_size": taken}),
        "dense": Node(card="Dense", params={"units": 3, "activation": "softmax"}),
        "out": Node(card="Output"),
        "train": Node(
            card="TrainNeuralNetwork",
            params={"loss": {"card": "SparseCategoricalCrossentropy", "params": {}}, **train},
        ),
    }
    wires = {
        "split.data": ("iris.table",),
        "dense.input": ("in.data",),
        "out.data": ("dense.output",),
        "train.neural_network": ("out.network",),
        "train.training_x": ("split.x",),
        "train.training_y": ("split.y",),
    }
    return Document(nodes=nodes, wires=wires)


def faults(doc):
    return [d for d in check(doc, TYPES).diagnostics if d.severity == "error"]


def test_another_batch_size_is_an_error_at_its_row_with_a_fix():
    (found,) = faults(document())
    assert found.socket == "batch_size"
    assert found.message == "The network's input 'in' takes batches of 10, not of 32."
    (fix,) = found.fixes
    assert not faults(fix.edit(document()))


def test_rows_that_do_not_divide_are_an_error_where_they_arrive():
    (found,) = faults(document(40, batch_size=40))
    assert found.socket == "training_x"
    assert found.message == "Training X has 150 rows, which do not divide into batches of 40."


def test_a_validation_part_has_whole_batches_too():
    (found,) = faults(document(batch_size=10, validation_split=0.1))
    assert found.socket == "training_x" and "135 rows" in found.message
    (found,) = faults(document(45, batch_size=45, validation_split=0.1))
    assert found.socket == "validation_split" and "15 rows" in found.message
    assert not faults(document(batch_size=10, validation_split=0.2))


def model():
    step = Step("a", Layer(dense, {"units": 1}), ("x",))
    return Model({"x": Spec((4, 2))}, (step,), {"y": "a"})


@pytest.mark.parametrize(("rows", "batch", "text"), [(8, 3, "is 3"), (6, 4, "6 samples")])
def test_the_engine_refuses_other_batches(rows, batch, text):
    x, y = np.zeros((rows, 2)), np.zeros((rows, 1))
    loss = MeanSquaredError()
    streams = [
        fit(model(), x, y, optimizer=SGD(), loss=loss, batch_size=batch),
        evaluate(model(), x, y, loss=loss, batch_size=batch),
        predict(model(), x, batch_size=batch),
    ]
    for stream in streams:
        with pytest.raises(DataError, match=text):
            result_of(stream)


def test_whole_batches_are_taken():
    assert result_of(predict(model(), np.zeros((8, 2)), batch_size=4))["y"].shape == (8, 1)
