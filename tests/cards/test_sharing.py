import numpy as np
import pytest

from cards.card import Card, Context, Socket, TaskCard
from cards.checking import check
from cards.compiling import compile_model
from cards.kinds import DATA
from cards.running import Cache, CardDone, CardFailed, run
from cards.sharing import counted, home
from engine.autodiff import Spec
from engine.layers.bidirectional import bidirectional
from engine.layers.core import dense
from engine.layers.merging import add
from engine.layers.normalization import batch_normalization
from engine.layers.recurrent import lstm
from engine.layers.wrappers import applied, time_distributed
from engine.losses import MeanSquaredError
from engine.model import Model, Step
from engine.optimizers import SGD
from engine.scope import Layer
from engine.training import fit
from engine.weights import load_weights, save_weights
from tests.cards.wrapping import TYPES, document


def towers(width=3, **more):
    """Two inputs through one Dense, of which only the instance is used, and their sum."""
    return document(
        {
            "a": ("Input", {"shape": [3]}),
            "b": ("Input", {"shape": [width]}),
            "dense": ("Dense", {"units": 4}),
            "left": "ApplyLayer",
            "right": "ApplyLayer",
            "sum": "Add",
            "out": "Output",
            **more,
        },
        {
            "left.layer": "dense.layer",
            "left.input": "a.data",
            "right.layer": "dense.layer",
            "right.input": "b.data",
            "sum.input_a": "left.output",
            "sum.input_b": "right.output",
            "out.data": "sum.output",
        },
    )


def test_all_places_of_a_layer_have_the_weights_of_its_card():
    doc = towers()
    report = check(doc, TYPES)
    assert report.diagnostics == []
    model = compile_model(doc, report, ["out"])
    assert list(model.weights()) == ["dense/kernel", "dense/bias"]
    ones = np.ones((1, 3), "f4")
    made = model.run({"a": ones, "b": 2 * ones})
    np.testing.assert_allclose(2 * made["left"].array, made["right"].array, rtol=1e-6)


def test_shared_weights_count_once_in_all_and_at_each_card():
    doc = towers()
    report = check(doc, TYPES)
    assert [report.inferences[n].trainable for n in ("left", "right")] == [16, 16]
    assert counted(doc, report, report.inferences) == (16, 0)
    assert counted(doc, report, ["right"]) == (16, 0)
    assert sum(line.weights for line in compile_model(doc, report, ["out"]).summary()) == 16


def test_a_frozen_place_freezes_the_layer_at_all_places():
    doc = towers(left=("ApplyLayer", {"trainable": False}))
    report = check(doc, TYPES)
    assert counted(doc, report, report.inferences) == (0, 16)
    model = compile_model(doc, report, ["out"])
    assert model.trainable() == {}
    assert sum(line.trainable for line in model.summary()) == 0


def test_a_fault_at_one_place_is_no_fault_of_the_others():
    doc = towers(number=("Input", {"shape": []}))
    doc = doc.model_copy(update={"wires": {**doc.wires, "dense.input": ("number.data",)}})
    report = check(doc, TYPES)
    assert [d.node for d in report.diagnostics] == ["dense"]
    assert list(compile_model(doc, report, ["out"]).weights()) == ["dense/kernel", "dense/bias"]


def test_a_card_that_stands_in_the_network_shares_its_weights_too():
    doc = towers()
    doc = doc.model_copy(
        update={
            "wires": {**doc.wires, "dense.input": ("b.data",), "sum.input_b": ("dense.output",)}
        }
    )
    report = check(doc, TYPES)
    assert report.diagnostics == []
    model = compile_model(doc, report, ["out"])
    assert list(model.weights()) == ["dense/kernel", "dense/bias"]


def test_places_that_need_other_weights_are_reported_at_the_second():
    doc = towers(width=5)
    found = check(doc, TYPES).diagnostics
    assert len(found) == 1
    first, second = [n for n in check(doc, TYPES).order if n in ("left", "right")]
    shapes = {"left": "(3, 4)", "right": "(5, 4)"}
    assert (found[0].node, found[0].socket) == (second, "input")
    assert found[0].message == (
        f"Apply layer ({second}) shares a layer with Apply layer ({first}), where its kernel is "
        f"{shapes[first]}; here it would have to be {shapes[second]}."
    )
    assert "sum" not in check(doc, TYPES).inferences


def test_weights_are_found_through_several_wrappers():
    doc = document(
        {
            "in": ("Input", {"shape": [4, 3]}),
            "dense": ("Dense", {"units": 3}),
            "place": "ApplyLayer",
            "each": "TimeDistributed",
            "divided": "SpectralNormalization",
            "gru": ("GRU", {"units": 2, "go_backwards": True}),
            "both": ("Bidirectional", {"layer": {"card": "GRU", "params": {"units": 2}}}),
            "out": "Output",
        },
        {
            "place.layer": "dense.layer",
            "each.layer": "place.layer",
            "each.input": "in.data",
            "divided.layer": "place.layer",
            "divided.input": "each.output",
            "both.backward_layer": "gru.layer",
            "both.input": "divided.output",
            "out.data": "both.output",
        },
    )
    report = check(doc, TYPES)
    assert report.diagnostics == []
    assert home(doc, report, "each", "layer/layer/kernel") == ("dense", "kernel")
    assert home(doc, report, "both", "backward/kernel") == ("gru", "kernel")
    assert home(doc, report, "both", "forward/kernel") == ("both", "forward/kernel")
    model = compile_model(doc, report, ["out"])
    names = {name.rpartition("/")[0] for name in model.weights()}
    assert names == {"dense", "divided", "gru", "both/forward"}
    found = {
        home(doc, report, node, path)
        for node, inference in report.inferences.items()
        for path in inference.weights
    }
    assert {"/".join(place) for place in found} == set(model.weights())
    data = waves()
    goal = np.zeros((24, 4), "f4")
    options = {"optimizer": SGD(learning_rate=0.1), "loss": MeanSquaredError(), "batch_size": 24}
    before = model.weights()
    list(fit(model, data["x"], goal, **options))
    after = model.weights()
    assert all(not np.array_equal(after[name], before[name]) for name in after)


# Trained for real, against a model made by hand.


class Waves(TaskCard):
    """Sequences and what is to be learned of them."""

    title = "Waves"
    group = "Test"
    outputs = (Socket("x", DATA, "", "X"), Socket("y", DATA, "", "Y"))

    def compute(self, context: Context, **arriving):
        return waves()


def waves():
    x = np.random.default_rng(0).standard_normal((24, 4, 3)).astype("f4")
    return {"x": x, "y": x.sum(axis=(1, 2), keepdims=True)[:, :, 0]}


KNOWN: dict[str, type[Card]] = {**TYPES, "Waves": Waves}
TRAIN = {
    "loss": "MeanSquaredError",
    "epochs": 2,
    "batch_size": 8,
    "optimizer": {"card": "SGD", "params": {"learning_rate": 0.05}},
}


def trained(*, shared=True):
    """A sequence network with a wrapped, an applied, and a bidirectional layer."""
    own = {} if shared else {"again": "BatchNormalization"}
    doc = document(
        {
            "data": "Waves",
            "in": ("Input", {"shape": [4, 3]}),
            "dense": ("Dense", {"units": 3, "activation": "tanh"}),
            "each": "TimeDistributed",
            "more": "ApplyLayer",
            "norm": ("BatchNormalization", {"momentum": 0.5}),
            "again": "ApplyLayer",
            "lstm": ("LSTM", {"units": 2}),
            "both": ("Bidirectional", {"merge_mode": "sum"}),
            "end": ("Dense", {"units": 1}),
            "out": "Output",
            "train": ("TrainNeuralNetwork", TRAIN),
            **own,
        },
        {
            "each.layer": "dense.layer",
            "each.input": "in.data",
            "more.layer": "dense.layer",
            "more.input": "each.output",
            "norm.input": "more.output",
            "again.layer": "norm.layer",
            "again.input": "norm.output",
            "both.layer": "lstm.layer",
            "both.input": "again.output",
            "end.input": "both.output",
            "out.data": "end.output",
            "train.neural_network": "out.network",
            "train.training_x": "data.x",
            "train.training_y": "data.y",
        },
    )
    if shared:
        return doc
    return doc.model_copy(
        update={"wires": {t: s for t, s in doc.wires.items() if t != "again.layer"}}
    )


def by_hand():
    inner = Layer(dense, {"units": 3, "activation": "tanh"}, owner="dense")
    norm = {"momentum": 0.5}
    layers = {
        "each": Layer(time_distributed, {"layer": inner}),
        "more": Layer(applied, {"layer": inner}),
        "norm": Layer(batch_normalization, norm),
        "again": Layer(applied, {"layer": Layer(batch_normalization, norm, owner="norm")}),
        "both": Layer(bidirectional, {"layer": Layer(lstm, {"units": 2}), "merge_mode": "sum"}),
        "end": Layer(dense, {"units": 1}),
    }
    before = ["in", *layers]
    steps = tuple(
        Step(name, layer, (source,))
        for (name, layer), source in zip(layers.items(), before, strict=False)
    )
    return Model({"in": Spec((None, 4, 3))}, steps, {"out": "end"})


def result(doc, cache=None):
    context = Context()
    events = list(run(doc, check(doc, KNOWN, context), context, cache))
    assert not [e for e in events if isinstance(e, CardFailed)]
    return next(e for e in events if isinstance(e, CardDone) and e.node == "train")


def test_a_document_with_wrappers_trains_as_the_model_made_by_hand(tmp_path):
    model = result(trained()).outputs["model"].model
    mine = by_hand()
    data = waves()
    events = fit(
        mine,
        data["x"],
        data["y"],
        optimizer=SGD(learning_rate=0.05),
        loss=MeanSquaredError(),
        epochs=2,
        batch_size=8,
        seed=0,
    )
    list(events)
    theirs, own = model.weights(), mine.weights()
    assert theirs.keys() == own.keys()
    assert {name.rpartition("/")[0] for name in own} == {
        "dense",
        "norm",
        "both/forward",
        "both/backward",
        "end",
    }
    for name, value in own.items():
        np.testing.assert_array_equal(theirs[name], value, err_msg=name)
    path = tmp_path / "waves.npz"
    save_weights(path, model)
    fresh = by_hand()
    load_weights(path, fresh)
    assert all(np.array_equal(v, own[n]) for n, v in fresh.weights().items())


def test_a_layer_of_its_own_in_the_second_place_is_another_network():
    cache = Cache()
    first = result(trained(), cache)
    assert result(trained(), cache).kept
    other = result(trained(shared=False), cache)
    assert not first.kept and not other.kept
    assert "again/gamma" in other.outputs["model"].model.weights()


def test_whose_weights_a_place_has_is_part_of_what_was_trained():
    cache = Cache()
    doc = trained()
    second = document({"twin": ("Dense", {"units": 3, "activation": "tanh"})}, {}).nodes
    doc = doc.model_copy(update={"nodes": {**doc.nodes, **second}})
    result(doc, cache)
    other = doc.model_copy(update={"wires": {**doc.wires, "more.layer": ("twin.layer",)}})
    found = result(other, cache)
    assert not found.kept
    assert "twin/kernel" in found.outputs["model"].model.weights()


def test_a_sum_of_a_layer_with_itself_is_twice_the_layer():
    inner = Layer(dense, {"units": 2}, owner="dense")
    place = Layer(applied, {"layer": inner})
    steps = (Step("a", place, ("x",)), Step("b", place, ("x",)), Step("s", Layer(add), ("a", "b")))
    model = Model({"x": Spec((None, 3))}, steps, {"y": "s"})
    x = np.ones((2, 3), "f4")
    with pytest.raises(ValueError, match="two values are named"):
        Model({"x": Spec((None, 3))}, (*steps, steps[0]), {"y": "s"})
    made = model.run({"x": x})
    np.testing.assert_allclose(made["s"].array, 2 * made["a"].array)
