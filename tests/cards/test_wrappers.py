import json
import re

import numpy as np
import pytest

from cards.card import LayerCard, Masked
from cards.checking import check, connected, refusal
from cards.compiling import compile_model
from cards.document import Node
from cards.edits import Refused, add_node
from cards.feeding import network_of
from cards.keras_config import from_keras
from cards.networks import network_spec
from cards.values import card_of
from engine.autodiff import Spec
from tests.cards.networks import only
from tests.cards.wrapping import TYPES, document, wrapped

LSTM = ("LSTM", {"units": 4, "return_sequences": True})
GRU = ("GRU", {"units": 4})
DENSE = ("Dense", {"units": 4})


@pytest.mark.parametrize(
    ("wrapper", "inner", "rows", "output"),
    [
        ("Bidirectional", LSTM, {}, (None, 5, 8)),
        ("Bidirectional", GRU, {}, (None, 8)),
        ("Bidirectional", LSTM, {"merge_mode": "sum"}, (None, 5, 4)),
        ("TimeDistributed", DENSE, {}, (None, 5, 4)),
        ("TimeDistributed", ("Reshape", {"target_shape": [3, 1]}), {}, (None, 5, 3, 1)),
        ("SpectralNormalization", DENSE, {}, (None, 5, 4)),
        ("ApplyLayer", LSTM, {}, (None, 5, 4)),
    ],
)
def test_a_wrapper_takes_a_layer_that_needs_no_input_of_its_own(wrapper, inner, rows, output):
    doc = wrapped(wrapper, inner, **rows)
    report = check(doc, TYPES)
    assert report.diagnostics == []
    assert report.specs["wrapper.output"] == Spec(output)
    assert "layer" not in report.inferences
    compile_model(doc, report, ["out"])


@pytest.mark.parametrize(
    ("wrapper", "inner", "message"),
    [
        (
            "Bidirectional",
            DENSE,
            "Dense layer has no direction in time; a bidirectional wrapper takes a "
            "recurrent layer, such as LSTM.",
        ),
        (
            "Bidirectional",
            ("LSTM", {"go_backwards": True}),
            "Both layers go backwards; one of the two has to go the other way.",
        ),
        (
            "TimeDistributed",
            "Add",
            "Add layer (2 inputs) takes several inputs; a wrapper has one for it.",
        ),
        (
            "TimeDistributed",
            ("LSTM", {"return_state": True}),
            "LSTM layer gives several outputs; a step has one.",
        ),
        (
            "SpectralNormalization",
            "BatchNormalization",
            "Batch normalization layer has neither a kernel nor embeddings that could be divided.",
        ),
        (
            "SpectralNormalization",
            "LSTM",
            "LSTM layer has neither a kernel nor embeddings that could be divided.",
        ),
        (
            "SpectralNormalization",
            "SeparableConv2D",
            "Separable convolution 2D layer has neither a kernel nor embeddings that could be "
            "divided.",
        ),
    ],
)
def test_a_layer_that_cannot_be_wrapped_is_refused_at_its_row(wrapper, inner, message):
    found = only(wrapped(wrapper, inner))
    assert (found.node, found.socket, found.message) == ("wrapper", "layer", message)


@pytest.mark.parametrize("wrapper", ["Bidirectional", "TimeDistributed", "ApplyLayer"])
def test_a_row_without_a_layer_says_that_it_needs_one(wrapper):
    doc = document({"in": "Input", "wrapper": wrapper}, {"wrapper.input": "in.data"})
    found = check(doc, TYPES).of("wrapper")
    assert [d.message for d in found] == [
        "Layer is missing; choose one, or connect that of another card."
    ]
    assert found[0].socket == "layer"


def test_a_faulty_layer_is_reported_at_its_own_card_only():
    found = only(wrapped("TimeDistributed", ("Dense", {"units": 0})))
    assert (found.node, found.socket) == ("layer", "units")


def test_what_the_layer_cannot_use_is_said_at_the_wrapper():
    found = only(wrapped("TimeDistributed", ("Conv2D", {})))
    assert found.node == "wrapper" and "takes images" in found.message


@pytest.mark.parametrize(
    ("wrapper", "inner", "message"),
    [
        (
            "TimeDistributed",
            ("BatchNormalization", {"axis": 4}),
            "There is no axis 4 in input of shape (batch, 3).",
        ),
        (
            "Bidirectional",
            ("LSTM", {"units": 2, "bias_initializer": "Orthogonal"}),
            "orthogonal needs",
        ),
    ],
)
def test_a_row_of_the_layer_that_does_not_fit_is_said_at_the_row_for_it(wrapper, inner, message):
    found = only(wrapped(wrapper, inner))
    assert (found.node, found.socket) == ("wrapper", "layer")
    assert message.lower() in found.message.lower()


def test_wrappers_cannot_wrap_themselves():
    doc = wrapped("TimeDistributed", DENSE)
    assert "circle" in refusal(doc, TYPES, "wrapper.layer", "wrapper.layer")
    doc = add_node(doc, "other", Node(card="TimeDistributed"))
    doc = connected(doc, TYPES, "wrapper.layer", "other.layer")
    with pytest.raises(Refused, match="circle"):
        connected(doc, TYPES, "other.layer", "wrapper.layer")
    looped = document(
        {"a": "TimeDistributed", "b": "ApplyLayer"}, {"a.layer": "b.layer", "b.layer": "a.layer"}
    )
    assert [d.message for d in check(looped, TYPES).diagnostics] == [
        "The cards b, a feed each other in a circle."
    ]


def test_a_network_that_ends_without_an_output_is_not_seen_at_a_layer_in_a_wrapper():
    doc = wrapped("TimeDistributed", DENSE)
    doc = doc.model_copy(
        update={
            "nodes": {n: doc.nodes[n] for n in ("in", "wrapper", "layer")},
            "wires": {t: s for t, s in doc.wires.items() if t != "out.data"},
        }
    )
    assert only(doc).node == "wrapper"


def test_a_layer_may_be_chosen_in_the_row():
    doc = document(
        {
            "in": ("Input", {"shape": [5, 3]}),
            "wrapper": ("Bidirectional", {"layer": {"card": "GRU", "params": {"units": 2}}}),
        },
        {"wrapper.input": "in.data"},
    )
    assert check(doc, TYPES).specs["wrapper.output"] == Spec((None, 4))


def test_outputs_that_are_not_merged_stand_side_by_side_with_the_states():
    doc = wrapped("Bidirectional", LSTM, merge_mode=None)
    specs = check(doc, TYPES).specs
    outputs = {name: specs[f"wrapper.{name}"].shape for name in doc_outputs(specs)}
    assert outputs == {
        "output": (None, 5, 4),
        "backward_output": (None, 5, 4),
        "forward_state": (None, 4),
        "forward_carry": (None, 4),
        "backward_state": (None, 4),
        "backward_carry": (None, 4),
    }
    assert doc_outputs(check(wrapped("Bidirectional", GRU), TYPES).specs) == [
        "output",
        "forward_state",
        "backward_state",
    ]


def doc_outputs(specs):
    return [end.split(".")[1] for end in specs if end.startswith("wrapper.")]


def test_a_wire_from_an_output_that_gives_nothing_is_reported_where_it_ends():
    doc = wrapped("Bidirectional", LSTM)
    doc = doc.model_copy(update={"wires": {**doc.wires, "out.data": ("wrapper.backward_output",)}})
    found = only(doc)
    assert (found.node, found.socket) == ("out", "data")
    assert found.message == (
        "Backward output of Bidirectional layer wrapper gives nothing, as its rows are set."
    )
    apart = wrapped("Bidirectional", LSTM, merge_mode=None)
    wires = {**apart.wires, "out.data": ("wrapper.backward_output",)}
    assert check(apart.model_copy(update={"wires": wires}), TYPES).ok


def test_both_directions_can_start_from_states():
    doc = document(
        {
            "in": ("Input", {"shape": [5, 3]}),
            "first": ("Bidirectional", {"layer": "GRU"}),
            "second": ("Bidirectional", {"layer": "GRU"}),
            "out": "Output",
        },
        {
            "first.input": "in.data",
            "second.input": "in.data",
            "second.initial_state": ["first.forward_state", "first.backward_state"],
            "out.data": "second.output",
        },
    )
    report = check(doc, TYPES)
    assert report.ok, report.diagnostics
    model = compile_model(doc, report, ["out"])
    assert model.steps[1].inputs == ("in", "first.forward_state", "first.backward_state")


@pytest.mark.parametrize("wrapper", ["TimeDistributed", "SpectralNormalization", "ApplyLayer"])
def test_the_activation_in_which_a_network_ends_is_seen_through_wrappers(wrapper):
    doc = wrapped(wrapper, ("Dense", {"units": 4, "activation": "softmax"}))
    report = check(doc, TYPES)
    told = network_spec(doc, report, ["out"])
    assert told.endings == {"out": "softmax"}
    assert network_of(compile_model(doc, report, ["out"])).endings == told.endings


def test_a_mask_goes_through_wrappers():
    doc = document(
        {
            "in": ("Input", {"shape": [5, 3]}),
            "mask": "Masking",
            "each": ("TimeDistributed", {"layer": "Dense"}),
            "both": ("Bidirectional", {"layer": {"card": "LSTM", "params": LSTM[1]}}),
        },
        {"mask.input": "in.data", "each.input": "mask.output", "both.input": "each.output"},
    )
    specs = check(doc, TYPES).specs
    assert isinstance(specs["each.output"], Masked) and isinstance(specs["both.output"], Masked)


@pytest.mark.parametrize(
    ("inner", "count", "message"),
    [
        ("Dense", 2, "Dense layer takes one input; 2 came."),
        ("Add", 1, "Add layer (2 inputs) takes 2 inputs; 1 came."),
        ("Add", 2, None),
    ],
)
def test_an_applied_layer_gets_as_many_inputs_as_it_takes(inner, count, message):
    doc = wrapped("ApplyLayer", inner)
    doc = doc.model_copy(update={"wires": {**doc.wires, "wrapper.input": ("in.data",) * count}})
    found = check(doc, TYPES).diagnostics
    assert [d.message for d in found] == ([message] if message else [])
    assert [d.socket for d in found] == (["input"] if message else [])


@pytest.mark.parametrize("penalized", ["Dense", "ActivityRegularization"])
def test_a_penalty_that_is_not_counted_is_remarked(penalized):
    row = {"activity_regularizer": "L2"} if penalized == "Dense" else {"l2": 0.1}
    found = only(wrapped("TimeDistributed", (penalized, row)))
    assert found.severity == "warning"
    assert found.message == "The activity penalty of the layer is not counted at single steps."


def test_embeddings_that_become_whole_numbers_are_remarked():
    doc = wrapped("SpectralNormalization", ("Embedding", {"input_dim": 4, "output_dim": 2}), (5,))
    assert check(doc, TYPES).diagnostics == []
    nodes = {**doc.nodes, "in": Node(card="Input", params={"shape": [5], "dtype": "int32"})}
    found = only(doc.model_copy(update={"nodes": nodes}))
    assert found.message == (
        "The output becomes int32, the type of the input; choose floats there."
    )


def test_a_wrapper_in_a_wrapper_is_read_back_from_keras():
    nested = {"layer": {"card": "Bidirectional", "params": {"layer": "LSTM", "merge_mode": None}}}
    card = card_of(TYPES["ApplyLayer"], nested, TYPES)
    config = json.loads(json.dumps(card.keras()))
    inner = config["config"]["layer"]
    assert inner["class_name"] == "Bidirectional" and inner["config"]["merge_mode"] is None
    assert inner["config"]["layer"]["class_name"] == "LSTM"
    assert from_keras(config, TYPES) == card


def test_what_keras_3_writes_of_a_wrapper_is_read():
    # Shortened from get_config() of Bidirectional(GRU(2)), Keras 3.
    def gru(name, backwards):
        return {
            "module": "keras.layers",
            "class_name": "GRU",
            "config": {"name": name, "trainable": True, "units": 2, "go_backwards": backwards},
            "registered_name": None,
        }

    config = {
        "class_name": "Bidirectional",
        "config": {
            "name": "bidirectional",
            "trainable": True,
            "merge_mode": "ave",
            "layer": gru("forward_gru", False),
            "backward_layer": gru("backward_gru", True),
        },
    }
    card = from_keras(config, TYPES)
    assert card.merge_mode == "ave" and card.backward_layer.go_backwards


LAYERS = [name for name, card in TYPES.items() if issubclass(card, LayerCard)]
SENTENCE = re.compile(r"[^a-z\s].*[.!?)]", re.DOTALL)


@pytest.mark.parametrize("inner", LAYERS)
@pytest.mark.parametrize(
    "wrapper", ["Bidirectional", "TimeDistributed", "SpectralNormalization", "ApplyLayer"]
)
def test_any_layer_is_wrapped_or_refused_in_a_sentence(wrapper, inner):
    card = TYPES[inner]
    shape = card.sample[0][1:]
    shape = (2, *shape) if wrapper == "TimeDistributed" else shape
    doc = wrapped(wrapper, (inner, dict(card.sample_values)), shape)
    if wrapper == "ApplyLayer":
        count = len(card.sample)
        doc = doc.model_copy(update={"wires": {**doc.wires, "wrapper.input": ("in.data",) * count}})
    report = check(doc, TYPES)
    for diagnostic in report.diagnostics:
        assert diagnostic.node == "wrapper"
        assert SENTENCE.fullmatch(diagnostic.message), diagnostic.message
    if report.ok:
        model = compile_model(doc, report, ["out"])
        made = model.run({"in": np.zeros((2, *shape), "f4")}, training=True)["wrapper"]
        inferred = report.specs["wrapper.output"]
        assert (made.shape[1:], made.dtype) == (inferred.shape[1:], inferred.dtype)
