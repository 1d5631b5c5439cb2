from itertools import pairwise

import pytest
from hypothesis import given, settings

from cards import edits
from cards.checking import Refused, check, connected, refusal
from cards.document import Document, Node
from cards.library.core import Dense
from engine.autodiff import Spec
from tests.cards.networks import TYPES, chain, only
from tests.cards.random_documents import histories


def messages(doc, node):
    return [d.message for d in check(doc, TYPES).of(node)]


def test_shapes_and_weights_are_inferred_along_the_network():
    doc = chain("Conv2D", "BatchNormalization", "Flatten", "Dense", Input={"shape": [8, 8, 1]})
    report = check(doc, TYPES)
    assert report.ok and not report.diagnostics
    assert report.specs["conv2d.output"] == Spec((None, 6, 6, 32))
    assert report.specs["dense.output"] == Spec((None, 32))
    assert report.inferences["batchnormalization"].weights["gamma"] == Spec((32,))
    assert report.inferences["batchnormalization"].trainable == 64
    assert report.inferences["batchnormalization"].frozen == 64


def test_bad_axis_is_reported_at_its_row_and_not_behind_it():
    doc = chain("BatchNormalization", "Dense", "Activation", BatchNormalization={"axis": 5})
    found = only(doc)
    assert (found.node, found.socket) == ("batchnormalization", "axis")
    assert found.message == "There is no axis 5 in input of shape (batch, 4)."
    labels = [fix.label for fix in found.fixes]
    assert labels == ["Use the last axis", "Reset Axis to -1"]
    for fix in found.fixes:
        assert check(fix.edit(doc), TYPES).ok


def test_what_only_older_systems_have_can_be_had_in_their_dialects():
    doc = chain("BatchNormalization", BatchNormalization={"virtual_batch_size": 2})
    found = only(doc)
    assert found.socket == "virtual_batch_size"
    labels = [fix.label for fix in found.fixes]
    assert labels[:2] == ["Empty Virtual batch size", "Set Dialect to tf_keras"]
    for fix in found.fixes:
        assert check(fix.edit(doc), TYPES).ok


def test_a_fix_that_would_not_help_is_not_offered():
    doc = chain("Conv2D", Conv2D={"kernel_size": [9, 9]}, Input={"shape": [2, 2, 1]})
    found = only(doc)
    assert found.socket == "kernel_size" and found.fixes == ()


@pytest.mark.parametrize(
    ("card", "row", "value", "message"),
    [
        (
            "BatchNormalization",
            "momentum",
            1.5,
            "Momentum must lie between 0 and 1; 1.5 was given.",
        ),
        ("BatchNormalization", "epsilon", -1, "Epsilon must be at least 0; -1 was given."),
        ("BatchNormalization", "momentum", "x", 'Momentum must be a number; "x" was given.'),
        ("BatchNormalization", "center", 1, "Center must be true or false; 1 was given."),
        (
            "BatchNormalization",
            "axis",
            1.5,
            "Axis must be a whole number or a list of whole numbers; 1.5 was given.",
        ),
        (
            "Dense",
            "bias_initializer",
            {"card": "RandomUniform", "params": {"minval": 1}},
            "Bias initializer: Maxval must not be below Minval; 0.05 is below 1.",
        ),
        (
            "Dense",
            "bias_constraint",
            {"card": "MinMaxNorm", "params": {"min_value": 3}},
            "Bias constraint: Max value must not be below Min value; 1 is below 3.",
        ),
        (
            "BatchNormalization",
            "adjustment",
            {"card": "UniformAdjustment", "params": {"scale_range": [2, 1]}},
            "Adjustment: Scale range must go upwards; 1 is below 2.",
        ),
        ("Dense", "units", 0, "Units must be at least 1; 0 was given."),
        ("Dense", "units", 2.5, "Units must be a whole number; 2.5 was given."),
        ("Dense", "units", True, "Units must be a whole number; true was given."),
        (
            "Dense",
            "activation",
            "relo",
            'Activation must be one of its 31 choices; "relo" was given. Did you mean relu?',
        ),
        (
            "Conv2D",
            "padding",
            "all",
            'Padding must be one of valid, same; "all" was given.',
        ),
        (
            "Conv2D",
            "kernel_size",
            [3, 3, 3],
            "Kernel size must be a list of 2 whole numbers; [3, 3, 3] was given.",
        ),
        (
            "Conv2D",
            "strides",
            [0, 1],
            "Each number of Strides must be at least 1; 0 was given.",
        ),
        (
            "Dense",
            "bias_initializer",
            None,
            "Bias initializer must be an initializer; nothing was given.",
        ),
        (
            "Dense",
            "bias_initializer",
            "Nought",
            "Bias initializer: there is no card called Nought.",
        ),
        (
            "Dense",
            "bias_initializer",
            "L2",
            "Bias initializer: Initializer expected, Regularizer given.",
        ),
        (
            "Dense",
            "bias_initializer",
            {"card": "Constant", "params": {"value": "x"}},
            'Bias initializer: Value must be a number; "x" was given.',
        ),
        (
            "Dense",
            "bias_initializer",
            {"card": "Constant", "params": {"valeu": 1}},
            "Bias initializer: Constant initializer has no row called valeu.",
        ),
    ],
)
def test_a_bad_value_is_one_plain_sentence_at_its_row(card, row, value, message):
    doc = chain(card, Input={"shape": [8, 8, 1]}, **{card: {row: value}})
    found = only(doc)
    assert (found.node, found.socket, found.message) == (card.lower(), row, message)
    assert check(found.fixes[0].edit(doc), TYPES).ok


def test_two_bad_values_of_one_card_are_two_sentences():
    doc = chain("BatchNormalization", BatchNormalization={"momentum": 2, "epsilon": -1})
    assert [d.socket for d in check(doc, TYPES).diagnostics] == ["momentum", "epsilon"]


def test_an_initializer_that_does_not_fit_its_weight_is_reported_at_its_row():
    for card, row in (("Dense", "bias_initializer"), ("BatchNormalization", "beta_initializer")):
        found = only(chain(card, **{card: {row: "Orthogonal"}}))
        assert found.socket == row and "two dimensions" in found.message


def test_a_constraint_that_does_not_fit_its_weight_is_reported_at_its_row():
    params = {"bias_constraint": {"card": "MaxNorm", "params": {"axis": [0, 1]}}}
    assert only(chain("Dense", Dense=params)).socket == "bias_constraint"


def test_a_part_may_be_typed_or_wired():
    doc = chain("Dense", Dense={"kernel_initializer": "Zeros"})
    doc = edits.add_node(doc, "one", Node(card="Constant", params={"value": 3}))
    doc = connected(doc, TYPES, "one.instance", "dense.bias_initializer")
    card = check(doc, TYPES).cards["dense"]
    assert card.kernel_initializer == TYPES["Zeros"]()
    assert card.bias_initializer == TYPES["Constant"](value=3.0)


def test_numbers_come_by_wire_and_an_integer_is_a_float():
    doc = chain("BatchNormalization", "Dense")
    doc = edits.add_node(doc, "one", Node(card="Integer", params={"value": 1}))
    doc = connected(doc, TYPES, "one.value", "batchnormalization.momentum")
    doc = connected(doc, TYPES, "one.value", "dense.units")
    report = check(doc, TYPES)
    assert report.ok
    assert report.cards["batchnormalization"].momentum == 1.0
    assert report.specs["dense.output"] == Spec((None, 1))


def test_a_bad_value_by_wire_is_reported_where_it_arrives():
    doc = chain("Dense")
    doc = edits.add_node(doc, "zero", Node(card="Integer"))
    doc = connected(doc, TYPES, "zero.value", "dense.units")
    assert only(doc).message == "Units must be at least 1; 0 was given."


def test_a_card_behind_a_faulty_part_is_unknown_and_not_an_error():
    doc = chain("Dense")
    doc = edits.add_node(doc, "part", Node(card="RandomNormal", params={"stddev": -1}))
    doc = connected(doc, TYPES, "part.instance", "dense.kernel_initializer")
    found = only(doc)
    assert (found.node, found.socket) == ("part", "stddev")
    assert "dense" not in check(doc, TYPES).cards


def test_an_unknown_card_is_reported_once_and_what_it_feeds_is_unknown():
    doc = chain("Activation", "Dense", Activation={"activation": "relu"})
    node = doc.nodes["activation"].model_copy(update={"card": "fancy/Swirl"})
    doc = doc.model_copy(update={"nodes": {**doc.nodes, "activation": node}})
    found = only(doc)
    assert "fancy/Swirl is not known" in found.message and "card pack fancy" in found.message
    assert "dense.output" not in check(doc, TYPES).specs


def test_an_unknown_row_is_a_warning_and_the_card_works():
    doc = chain("Dense", Dense={"colour": "red"})
    found = only(doc)
    assert found.severity == "warning" and "no row called colour" in found.message
    assert check(doc, TYPES).ok
    assert not check(found.fixes[0].edit(doc), TYPES).diagnostics


def test_a_missing_input_is_reported_at_its_socket():
    doc = edits.disconnect(chain("Dense", "Activation"), "dense.input")
    found = only(doc)
    assert (found.node, found.socket, found.message) == (
        "dense",
        "input",
        "Input is not connected.",
    )


def test_a_layer_that_only_serves_as_a_part_needs_no_input():
    class Twice(Dense):
        """Twice."""

        inner: Dense = Dense()

    types = {**TYPES, "Twice": Twice}
    doc = Document(
        nodes={"a": Node(card="Dense"), "b": Node(card="Twice")},
        wires={"b.inner": ("a.layer",)},
    )
    report = check(doc, types)
    assert not report.of("a") and report.cards["b"].inner == Dense()


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("input.data", "dense.units", "Units: Integer expected, Network tensor given."),
        ("input.data", "dense.colour", "Dense layer has no input called colour."),
        ("input.colour", "dense.input", "Input has no output called colour."),
        ("input.shape", "dense.input", "A wire starts at an output."),
        ("input.data", "dense.output", "A wire ends at an input."),
        ("dense.output", "dense.input", "would close a circle"),
        ("activation.output", "dense.input", "would close a circle"),
        ("none.output", "dense.input", "There is no card called none."),
        ("input.data", "none.input", "There is no card called none."),
    ],
)
def test_a_wire_that_may_not_be_is_refused_with_a_sentence(source, target, words):
    doc = chain("Dense", "Activation")
    assert words in refusal(doc, TYPES, source, target)
    with pytest.raises(Refused) as caught:
        connected(doc, TYPES, source, target)
    assert words in str(caught.value)


def test_a_list_does_not_go_into_one_number_but_one_number_into_a_list():
    doc = chain("Dense", "LayerNormalization", "BatchNormalization")
    doc = edits.add_node(doc, "one", Node(card="Integer", params={"value": 1}))
    doc = edits.add_node(doc, "some", Node(card="IntegerList", params={"value": [1]}))
    assert refusal(doc, TYPES, "some.value", "dense.units")
    for source in ("one.value", "some.value"):
        for target in ("layernormalization.axis", "batchnormalization.axis"):
            assert refusal(doc, TYPES, source, target) is None
    wired = connected(doc, TYPES, "one.value", "layernormalization.axis")
    assert check(wired, TYPES).cards["layernormalization"].axis == (1,)


def test_a_result_of_a_run_does_not_go_into_a_row():
    doc = chain("Dense")
    doc = edits.add_node(doc, "train", Node(card="TrainNeuralNetwork"))
    doc = edits.add_node(doc, "sgd", Node(card="SGD"))
    assert "known only after a run" in refusal(doc, TYPES, "train.loss", "sgd.momentum")


@pytest.mark.parametrize(
    ("wires", "words"),
    [
        ({"dense.input": ("gone.output",)}, "comes from gone, which does not exist"),
        ({"gone.input": ("dense.output",)}, "goes to gone, which does not exist"),
        ({"dense.colour": ("input.data",)}, "no input called colour"),
        ({"dense.input": ("input.colour",)}, "no output called colour"),
        ({"dense.units": ("input.data",)}, "Integer expected"),
        ({"dense.input": ("input.data", "input.data")}, "takes one wire; it has 2"),
    ],
)
def test_a_wire_of_a_file_that_may_not_be_is_reported_with_a_fix(wires, words):
    good = chain("Dense")
    doc = good.model_copy(update={"wires": {**good.wires, **wires}})
    found = [d for d in check(doc, TYPES).diagnostics if words in d.message]
    assert len(found) == 1 and found[0].fixes[0].label.startswith("Remove the wire")
    repaired = found[0].fixes[0].edit(doc)
    assert not [d for d in check(repaired, TYPES).diagnostics if words in d.message]


@pytest.mark.parametrize(
    "wires", [{"gone.input": ("dense.output",)}, {"dense.colour": ("input.data",)}]
)
def test_a_wire_that_leads_nowhere_hides_nothing(wires):
    good = chain("Dense", "Activation")
    report = check(good.model_copy(update={"wires": {**good.wires, **wires}}), TYPES)
    assert not report.ok and report.specs == check(good, TYPES).specs


def test_a_circle_is_reported_once_with_the_names_of_its_cards():
    doc = chain("Dense", "Activation", "Flatten")
    doc = edits.connect(doc, "activation.output", "dense.input")
    found = only(doc)
    assert "dense" in found.message and "activation" in found.message
    assert "flatten" not in found.message and "circle" in found.message
    assert "Remove the wire" in found.fixes[0].label
    assert "circle" not in str(check(found.fixes[0].edit(doc), TYPES).diagnostics)


def test_bad_values_are_reported_inside_a_circle_and_two_circles_are_two():
    doc = chain("Dense", "Activation", "Flatten", "Dropout", Dense={"units": 0})
    doc = edits.connect(doc, "activation.output", "dense.input")
    doc = edits.connect(doc, "dropout.output", "flatten.input")
    found = check(doc, TYPES).diagnostics
    assert sum("circle" in d.message for d in found) == 2
    assert any(d.socket == "units" for d in found)


def test_a_card_that_feeds_itself_is_reported():
    doc = edits.connect(chain("Dense"), "dense.output", "dense.input")
    assert only(doc).message == "Dense feeds itself."


def test_ten_thousand_cards_in_one_line_and_in_one_circle_are_checked():
    names = [f"a{i}" for i in range(10_000)]
    nodes = {n: Node(card="Activation") for n in names}
    wires = {f"{b}.input": (f"{a}.output",) for a, b in pairwise(names)}
    doc = Document(nodes=nodes, wires=wires)
    assert refusal(doc, TYPES, "a9999.output", "a0.input")
    assert refusal(doc, TYPES, "a0.output", "a9999.input") is None
    ring = doc.model_copy(update={"wires": {**wires, "a0.input": ("a9999.output",)}})
    found = [d for d in check(ring, TYPES).diagnostics if d.severity == "error"]
    assert len(found) == 1 and len(found[0].message) < 300


def test_inputs_of_one_name_are_reported():
    doc = chain("Dense", Input={"name": "x"})
    doc = edits.add_node(doc, "other", Node(card="Input", params={"name": "x"}))
    found = only(doc)
    assert found.socket == "name" and "called x" in found.message


def test_unnamed_inputs_do_not_clash():
    doc = edits.add_node(chain("Dense"), "other", Node(card="Input"))
    assert not check(doc, TYPES).diagnostics


def test_a_network_without_output_is_a_warning_with_a_fix():
    doc = edits.remove_nodes(chain("Dense", "Activation"), ["output"])
    found = only(doc)
    assert (found.node, found.severity) == ("activation", "warning")
    assert not check(found.fixes[0].edit(doc), TYPES).diagnostics


def test_more_weights_than_memory_is_an_error():
    found = only(chain("Dense", "BatchNormalization", Dense={"units": 10**12}))
    assert found.node == "dense" and found.socket == "units"
    assert "20.0 TB" in found.message


def test_a_newer_card_is_a_warning():
    doc = chain("Dense")
    node = doc.nodes["dense"].model_copy(update={"card_version": 99})
    doc = doc.model_copy(update={"nodes": {**doc.nodes, "dense": node}})
    assert "newer" in only(doc).message and check(doc, TYPES).ok


def plain(report):
    return (
        report.cards,
        report.inferences,
        report.specs,
        [(d.node, d.socket, d.message) for d in report.diagnostics],
    )


@given(histories())
@settings(max_examples=60, deadline=None)
def test_a_check_that_starts_from_an_earlier_report_finds_the_same(documents):
    report = None
    for doc in documents:
        report = check(doc, TYPES, before=report)
        assert plain(report) == plain(check(doc, TYPES))


def test_a_value_that_changes_is_noticed_behind_earlier_reports():
    doc = chain("Dense", "BatchNormalization", "Activation")
    first = check(doc, TYPES)
    second = check(edits.set_param(doc, "dense", "units", 7), TYPES, before=first)
    assert second.specs["activation.output"] == Spec((None, 7))
    assert second.cards["activation"] is first.cards["activation"]
    moved = check(edits.move_nodes(doc, {"dense": (5.0, 5.0)}), TYPES, before=first)
    assert moved.inferences["dense"] is first.inferences["dense"]


def test_equal_cards_share_their_inference_and_1_is_not_1_point_0():
    dense = {"units": 8}
    names = [f"a{i}" for i in range(6)]
    nodes = {"input": Node(card="Input", params={"shape": [8]})}
    nodes |= {n: Node(card="Dense", params=dict(dense)) for n in names}
    ends = ["input.data", *(f"{n}.output" for n in names)]
    wires = {f"{n}.input": (e,) for n, e in zip(names, ends, strict=False)}
    report = check(Document(nodes=nodes, wires=wires), TYPES)
    assert report.ok
    assert len({id(report.inferences[n]) for n in names}) == 1
    wrong = nodes | {"a3": Node(card="Dense", params={"units": 8.0})}
    (found,) = [d for d in check(Document(nodes=wrong, wires=wires), TYPES).diagnostics if d.socket]
    assert (found.node, found.socket) == ("a3", "units")
