"""Layers that draw random numbers in training: a seed repeats them bit for bit."""

import numpy as np
import pytest

from cards.card import LayerCard
from cards.registry import builtin_cards
from cards.values import card_of
from engine.autodiff import Spec
from engine.layers.bidirectional import bidirectional
from engine.layers.core import dense
from engine.layers.reshaping import flatten
from engine.layers.wrappers import time_distributed
from engine.losses import MeanSquaredError
from engine.model import Model, Step
from engine.optimizers import Adam
from engine.scope import Layer
from engine.training import fit

TYPES = builtin_cards()
ROWS = {"dropout": 0.4, "recurrent_dropout": 0.3, "rate": 0.4, "stddev": 0.5, "filters": 2}
RANDOM = {
    name: card
    for name, card in TYPES.items()
    if issubclass(card, LayerCard) and "seed" in card.model_fields
}
RECURRENT = [name for name, card in RANDOM.items() if "go_backwards" in card.model_fields]
WRAPPED = [
    *((name, None) for name in RANDOM),
    *((name, bidirectional) for name in RECURRENT),
    ("Dropout", time_distributed),
    ("SimpleRNN", time_distributed),
]


def layer(name, seed):
    card = RANDOM[name]
    rows = {row: value for row, value in ROWS.items() if row in card.model_fields}
    return card_of(card, {**card.sample_values, **rows, "seed": seed}, TYPES).build()


def network(name, wrapper, seed, own=None):
    """The layer, in a wrapper if there is one, and a dense unit behind it."""
    inner = layer(name, own)
    shapes = [shape[1:] for shape in RANDOM[name].sample]
    if wrapper is time_distributed:
        shapes = [(2, *shape) for shape in shapes]
    middle = inner if wrapper is None else Layer(wrapper, {"layer": inner})
    names = tuple(f"x{i}" for i in range(len(shapes)))
    steps = (
        Step("middle", middle, names),
        Step("flat", Layer(flatten), ("middle",)),
        Step("out", Layer(dense, {"units": 2}), ("flat",)),
    )
    inputs = {n: Spec((None, *shape)) for n, shape in zip(names, shapes, strict=True)}
    return Model(inputs, steps, {"y": "out"}, seed)


def trained(model):
    """The weights after two batches."""
    rng = np.random.default_rng(0)
    x = {n: rng.normal(size=(6, *s.shape[1:])).astype("f4") for n, s in model.inputs.items()}
    y = rng.normal(size=(6, 2)).astype("f4")
    settings = {"optimizer": Adam(learning_rate=0.05), "loss": MeanSquaredError()}
    for _ in fit(model, x, y, batch_size=4, shuffle=False, **settings):
        pass
    return model.weights()


def equal(a, b):
    return all(a[name].tobytes() == b[name].tobytes() for name in a)


@pytest.mark.parametrize(("name", "wrapper"), WRAPPED)
def test_the_seed_of_the_network_makes_a_training_repeat(name, wrapper):
    first, same, other = (network(name, wrapper, seed) for seed in (3, 3, 4))
    other.set_weights(first.weights())
    found = trained(first)
    assert equal(found, trained(same))
    assert not equal(found, trained(other))


@pytest.mark.parametrize(("name", "wrapper"), WRAPPED)
def test_a_seed_of_its_own_repeats_whatever_that_of_the_network(name, wrapper):
    first, other = (network(name, wrapper, seed, own=5) for seed in (3, 4))
    other.set_weights(first.weights())
    assert equal(trained(first), trained(other))
