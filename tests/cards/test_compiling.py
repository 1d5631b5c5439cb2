import numpy as np
import pytest

from cards import edits
from cards.card import CardError
from cards.checking import check, connected
from cards.compiling import compile_model
from cards.document import Node
from cards.networks import network_spec
from engine.autodiff import Spec
from tests.cards.networks import TYPES, chain


def compiled(doc, *outputs, **options):
    return compile_model(doc, check(doc, TYPES), outputs or ["output"], **options)


def test_steps_have_the_names_of_their_nodes_and_run():
    doc = chain("Dense", "BatchNormalization", Dense={"units": 3})
    model = compiled(doc)
    assert list(model.inputs) == ["input"]
    assert [step.name for step in model.steps] == ["dense", "batchnormalization"]
    values = model.run({"input": np.ones((2, 4), "float32")})
    assert values[model.outputs["output"]].shape == (2, 3)
    assert "batchnormalization/moving_mean" in model.weights()


def test_values_of_the_card_reach_the_layer():
    start = {"card": "Constant", "params": {"value": 2.5}}
    params = {"bias_initializer": start, "bias_regularizer": "L2", "trainable": False}
    model = compiled(chain("Dense", Dense=params))
    assert np.all(model.weights()["dense/bias"] == 2.5)
    assert not model.trainable()


def test_only_what_an_output_reads_is_built():
    doc = chain("Dense", "Activation")
    doc = edits.add_node(doc, "aside", Node(card="Dense", params={"units": 0}))
    doc = edits.add_node(doc, "side", Node(card="Dense"))
    doc = connected(doc, TYPES, "dense.output", "side.input")
    assert {step.name for step in compiled(doc).steps} == {"dense", "activation"}


def test_two_inputs_and_two_outputs_make_one_model():
    doc = chain("Dense", "Add", Dense={"units": 4})
    doc = edits.add_node(doc, "second", Node(card="Input"))
    doc = connected(doc, TYPES, "second.data", "add.input_b")
    doc = edits.add_node(doc, "early", Node(card="Output"))
    doc = connected(doc, TYPES, "dense.output", "early.data")
    report = check(doc, TYPES)
    assert report.ok, report.diagnostics
    found = network_spec(doc, report, ["output", "early"])
    assert found.inputs == {"input": Spec((None, 4)), "second": Spec((None, 4))}
    assert found.outputs == {"output": Spec((None, 4)), "early": Spec((None, 4))}
    model = compile_model(doc, report, ["output", "early"])
    assert model.outputs == {"output": "add", "early": "dense"}
    assert model.steps[1].inputs == ("dense", "second")
    assert list(compile_model(doc, report, ["early"]).inputs) == ["input"]


def test_the_seed_of_the_document_decides_the_weights():
    doc = chain("Dense")
    first, second = (compiled(doc).weights()["dense/kernel"] for _ in range(2))
    assert np.array_equal(first, second)
    other = compiled(edits.set_seed(doc, 1)).weights()["dense/kernel"]
    assert not np.array_equal(first, other)
    assert np.array_equal(other, compiled(doc, seed=1).weights()["dense/kernel"])


def test_a_network_with_an_error_is_not_built_and_the_message_names_the_card():
    doc = chain("Dense", "Activation", Dense={"units": 0})
    with pytest.raises(CardError, match="look at dense"):
        compiled(doc)
