"""Networks of recurrent, wrapped and shared layers: weights, counts, and what goes wrong."""

from dataclasses import replace

import numpy as np
import pytest

from engine.autodiff import Spec
from engine.layers.bidirectional import bidirectional
from engine.layers.core import dense
from engine.layers.multi_head_attention import multi_head_attention
from engine.layers.normalization import batch_normalization
from engine.layers.recurrent import gru, lstm
from engine.layers.reshaping import flatten
from engine.layers.wrappers import applied, spectral_normalization, time_distributed
from engine.losses import MeanSquaredError
from engine.model import Model, Step
from engine.ops.elementwise import scale
from engine.optimizers import SGD
from engine.scope import Layer
from engine.training import NotFinite, fit, predict, result_of
from engine.weights import load_weights, save_weights

INNER = Layer(dense, {"units": 4})
BOTH_WAYS = Layer(bidirectional, {"layer": Layer(lstm, {"units": 2, "return_sequences": True})})
RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 3, 4)).astype("f4")
Y = RNG.normal(size=(6, 1)).astype("f4")


def network(seed=0, last=None):
    """Every kind of nesting, and a layer that stands at three places."""
    shared = replace(INNER, owner="shared")
    layers = (
        ("both", BOTH_WAYS, ("x",)),
        ("shared", shared, ("both",)),
        ("again", shared, ("shared",)),
        ("steps", Layer(time_distributed, {"layer": shared}), ("again",)),
        ("normal", Layer(time_distributed, {"layer": Layer(batch_normalization)}), ("steps",)),
        ("divided", Layer(spectral_normalization, {"layer": INNER}), ("normal",)),
        ("heads", Layer(multi_head_attention, {"num_heads": 2, "key_dim": 3}), ("divided", "x")),
        ("last", last or Layer(gru, {"units": 3}), ("heads",)),
        ("applied", Layer(applied, {"layer": Layer(dense, {"units": 1})}), ("last",)),
    )
    steps = tuple(Step(*layer) for layer in layers)
    return Model({"x": Spec((None, 3, 4))}, steps, {"y": "applied"}, seed)


def train(model):
    optimizer = SGD(learning_rate=0.05)
    for _ in fit(model, X, Y, optimizer=optimizer, loss=MeanSquaredError(), seed=3):
        pass


def test_weights_of_nested_and_shared_layers_come_back(tmp_path):
    model, other = network(), network(seed=1)
    train(model)
    save_weights(tmp_path / "w.npz", model)
    load_weights(tmp_path / "w.npz", other)
    wanted, found = (result_of(predict(m, X))["y"] for m in (model, other))
    np.testing.assert_array_equal(found, wanted)
    for one in (model, other):
        train(one)
    assert all(np.array_equal(a, other.weights()[n]) for n, a in model.weights().items())


def test_each_weight_counts_once():
    lines = {line.name: (line.weights, line.trainable) for line in network().summary()}
    assert lines == {
        "both": (2 * 4 * 2 * (4 + 2 + 1),) * 2,
        "shared": (20, 20),
        "again": (0, 0),
        "steps": (0, 0),
        "normal": (16, 8),
        "divided": (24, 20),
        "heads": ((4 + 1) * 6 * 3 + (6 + 1) * 4,) * 2,
        "last": (3 * 3 * (4 + 3 + 2),) * 2,
        "applied": (4, 4),
    }
    assert sum(weights for weights, _ in lines.values()) == sum(
        a.size for a in network().weights().values()
    )


@pytest.mark.parametrize("step", ["both", "shared", "divided", "heads", "last", "applied"])
def test_a_step_that_is_not_finite_is_named(step):
    model = network()
    name = next(n for n in model.weights() if n.startswith(f"{step}/") and n.endswith("bias"))
    model.set_weights({name: np.full_like(model.weights()[name], np.nan)})
    with pytest.raises(NotFinite) as caught:
        train(model)
    assert caught.value.step == step


def spoiling(scope, x):
    """The input, and a further result that is not finite."""
    return x, scale(x, factor=float("inf"))


def test_a_step_is_named_for_its_further_results():
    steps = (
        Step("spoiling", Layer(spoiling), ("x",), ("more",)),
        Step("flat", Layer(flatten), ("more",)),
        Step("out", Layer(dense, {"units": 1}), ("flat",)),
    )
    model = Model({"x": Spec((None, 3, 4))}, steps, {"y": "out"})
    with pytest.raises(NotFinite, match="the output of 'spoiling' is not finite"):
        train(model)
