"""Advice is exact: what it calls unused has no gradient, and what comes out stays the same."""

import numpy as np
import pytest

from cards.checking import check
from cards.compiling import compile_model
from tests.cards.wrapping import TYPES, document


def normalized(layer=("Dense", {"units": 4}), norm=None, shape=(3,), between=(), **wires):
    nodes = {
        "x": ("Input", {"shape": list(shape)}),
        "layer": layer,
        "norm": ("BatchNormalization", norm or {}),
        "out": "Output",
    }
    for name, card in between:
        nodes[name] = card
    ends = {"layer.input": "x.data"}
    last = "layer.output"
    for name, _ in between:
        ends[f"{name}.input"], last = last, f"{name}.output"
    return document(nodes, {**ends, "norm.input": last, "out.data": "norm.output", **wires})


def advice(doc):
    report = check(doc, TYPES)
    assert report.ok, report.diagnostics
    return report.advice


CONV = {"filters": 4, "kernel_size": [3, 3]}
FIRST = {**CONV, "data_format": "channels_first"}


@pytest.mark.parametrize(
    "doc",
    [
        normalized(),
        normalized(("Dense", {"units": 4, "activation": "linear"}), shape=(5, 3)),
        normalized(("Conv2D", CONV), shape=(8, 8, 3)),
        normalized(("Conv2D", FIRST), {"axis": 1}, shape=(3, 8, 8)),
        normalized(
            ("Conv2DTranspose", CONV), {"axis": [3], "dialect": "tf_keras"}, shape=(8, 8, 3)
        ),
        normalized(("SeparableConv2D", CONV), shape=(8, 8, 3)),
    ],
    ids=["dense", "dense over time", "conv", "channels first", "transposed", "separable"],
)
def test_a_bias_that_is_subtracted_again_is_called_unused(doc):
    (found,) = advice(doc)
    assert (found.node, found.socket, found.severity) == ("layer", "use_bias", "advice")
    assert [fix.label for fix in found.fixes] == ["Remove the unused bias"]
    after = found.fixes[0].edit(doc)
    assert advice(after) == []
    report = check(after, TYPES)
    assert "bias" not in report.inferences["layer"].weights


@pytest.mark.parametrize(
    "doc",
    [
        normalized(("Dense", {"units": 4, "activation": "relu"})),
        normalized(("Dense", {"units": 4, "use_bias": False})),
        normalized(("Dense", {"units": 4, "bias_regularizer": "L2"})),
        normalized(("Dense", {"units": 4, "activity_regularizer": "L2"})),
        normalized(("Dense", {"units": 4, "bias_constraint": "NonNeg"})),
        normalized(("Dense", {"units": 4, "trainable": False})),
        normalized(norm={"trainable": False}),
        normalized(norm={"center": False}),
        normalized(norm={"renorm": True}),
        normalized(norm={"momentum": 1.0}),
        normalized(norm={"axis": 1}, shape=(5, 3)),
        normalized(("SimpleRNN", {"units": 4, "activation": "linear"}), shape=(5, 3)),
        normalized(between=[("relu", "ReLU")]),
    ],
    ids=[
        "activation",
        "no bias",
        "penalty",
        "activity penalty",
        "bounds",
        "frozen layer",
        "frozen normalization",
        "no beta",
        "renorm",
        "moving mean never moves",
        "other axis",
        "recurrent",
        "something between",
    ],
)
def test_a_bias_that_may_matter_is_left_alone(doc):
    assert advice(doc) == []


def test_a_bias_that_something_else_reads_is_left_alone():
    doc = normalized()
    nodes = {**doc.nodes, "other": doc.nodes["out"].model_copy()}
    wires = {**doc.wires, "other.data": ("layer.output",)}
    assert advice(doc.model_copy(update={"nodes": nodes, "wires": wires})) == []


def test_without_the_unused_bias_the_network_gives_the_same_while_training():
    doc = normalized(("Conv2D", CONV), shape=(8, 8, 3))
    after = advice(doc)[0].fixes[0].edit(doc)
    models = [compile_model(d, check(d, TYPES), ["out"]) for d in (doc, after)]
    with_bias = models[0].weights() | {"layer/bias": np.array([3, -2, 1, 7], "f4")}
    models[0].set_weights(with_bias)
    models[1].set_weights({n: w for n, w in with_bias.items() if n != "layer/bias"})
    x = np.random.default_rng(0).random((6, 8, 8, 3)).astype("f4")
    made = [m.run({"x": x}, training=True)["norm"].array for m in models]
    np.testing.assert_allclose(made[0], made[1], atol=2e-5)


def warnings(doc):
    return [d for d in check(doc, TYPES).diagnostics if d.node == "norm"]


@pytest.mark.parametrize(
    ("doc", "label", "axis"),
    [
        (normalized(("Conv2D", FIRST), shape=(3, 8, 8)), "Set Axis to 1, the channels", 1),
        (
            normalized(("Conv2D", FIRST), shape=(3, 8, 8), between=[("relu", "ReLU")]),
            "Set Axis to 1, the channels",
            1,
        ),
        (normalized(("Conv2D", CONV), {"axis": 1}, shape=(8, 8, 3)), "Reset Axis to -1", None),
        (
            normalized(
                ("MaxPooling2D", {"data_format": "channels_first"}), {"axis": 3}, shape=(3, 8, 8)
            ),
            "Set Axis to 1, the channels",
            1,
        ),
    ],
    ids=["channels first", "through an activation", "channels last", "pooling"],
)
def test_another_axis_than_that_of_the_channels_is_a_warning(doc, label, axis):
    (found,) = warnings(doc)
    assert (found.socket, found.severity) == ("axis", "warning")
    (fix,) = found.fixes
    assert fix.label == label
    after = fix.edit(doc)
    assert warnings(after) == []
    assert after.nodes["norm"].params.get("axis") == axis


@pytest.mark.parametrize(
    "doc",
    [
        normalized(("Conv2D", CONV), shape=(8, 8, 3)),
        normalized(("Conv2D", FIRST), {"axis": -3}, shape=(3, 8, 8)),
        normalized(("Conv2D", CONV), {"axis": [1, 3], "dialect": "tf_keras"}, shape=(8, 8, 3)),
        normalized(("Conv2D", FIRST), shape=(3, 8, 8), between=[("turn", "Flatten")]),
    ],
    ids=["channels last", "counted from the end", "several axes", "axes change in between"],
)
def test_the_axis_of_the_channels_is_no_warning(doc):
    assert warnings(doc) == []
