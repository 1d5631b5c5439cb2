"""The same seed gives the same bytes: in one process, in another, and for a model built anew."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.autodiff import Spec
from engine.layers.convolution import conv_2d
from engine.layers.core import dense
from engine.layers.normalization import batch_normalization
from engine.layers.pooling import max_pooling_2d
from engine.layers.regularization import dropout
from engine.layers.reshaping import flatten
from engine.losses import CategoricalCrossentropy
from engine.metrics import CategoricalAccuracy
from engine.model import Model, Step
from engine.optimizers import OPTIMIZERS
from engine.regularizers import l2
from engine.scope import Layer, WeightPolicy
from engine.training import fit, predict, result_of

PENALIZED = {"kernel": WeightPolicy(regularizer=l2)}
LAYERS = (
    ("conv", conv_2d, {"filters": 6, "kernel_size": 3, "padding": "same", "activation": "relu"}),
    ("norm", batch_normalization, {"renorm": True}),
    ("pool", max_pooling_2d, {}),
    ("steps", conv_2d, {"filters": 4, "kernel_size": 2, "strides": 2}),
    ("drop", dropout, {"rate": 0.3}),
    ("own", dropout, {"rate": 0.1, "seed": 5}),
    ("flat", flatten, {}),
    ("hidden", dense, {"units": 9, "activation": "gelu"}),
    ("last", batch_normalization, {}),
    ("out", dense, {"units": 3, "activation": "softmax"}),
)


def network(seed):
    names = ["x", *(name for name, _, _ in LAYERS)]
    steps = tuple(
        Step(name, Layer(function, params, PENALIZED if function is dense else {}), (before,))
        for before, (name, function, params) in zip(names, LAYERS, strict=False)
    )
    return Model({"x": Spec((None, 6, 6, 2))}, steps, {"y": "out"}, seed)


def digest(seed=3, optimizer="Adam"):
    """All that a training gives: each event, the weights, the predictions."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 6, 6, 2)).astype("f4")
    y = np.eye(3, dtype="f4")[rng.integers(0, 3, 50)]
    model, found = network(seed), hashlib.sha256()
    steps = fit(
        model,
        x,
        y,
        optimizer=OPTIMIZERS[optimizer](),
        loss=CategoricalCrossentropy(),
        metrics=[CategoricalAccuracy()],
        batch_size=16,
        epochs=3,
        validation_split=0.2,
    )
    for event in steps:
        found.update(repr(event).encode())
    for name, array in (model.weights() | result_of(predict(model, x))).items():
        found.update(name.encode() + array.tobytes())
    return found.hexdigest()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_repeats_byte_for_byte(optimizer):
    assert digest(optimizer=optimizer) == digest(optimizer=optimizer)


def test_another_seed_gives_other_bytes():
    assert digest(seed=3) != digest(seed=4)


def test_a_run_repeats_in_another_process():
    root = Path(__file__).parents[2]
    code = "from tests.engine.test_repeatability import digest; print(digest())"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest()


def test_runs_in_two_threads_do_not_disturb_each_other():
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(digest, [3, 3, 3, 3])) == {digest(3)}


def test_a_model_built_twice_has_the_same_bytes():
    first, second = network(1).weights(), network(1).weights()
    assert {n: a.tobytes() for n, a in first.items()} == {n: a.tobytes() for n, a in second.items()}


def test_a_run_that_another_one_interrupts_is_the_same():
    events = [fit_one(), fit_one()]
    together = [next(events[i % 2]) for i in range(12)]
    alone = fit_one()
    wanted = [next(alone) for _ in range(6)]
    assert together[::2] == together[1::2] == wanted


def fit_one():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 6, 6, 2)), np.eye(3)[rng.integers(0, 3, 40)]
    options = {"optimizer": OPTIMIZERS["SGD"](), "loss": CategoricalCrossentropy()}
    return fit(network(2), x, y, batch_size=8, epochs=2, **options)
