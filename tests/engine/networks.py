"""Small networks that several tests train."""

from functools import partial

import numpy as np

from engine.autodiff import Spec
from engine.layers.core import dense
from engine.layers.normalization import batch_normalization
from engine.layers.regularization import dropout
from engine.model import Model, Step
from engine.scope import Layer


def classifier(seed=0, features=4, classes=3):
    """Dense, batch normalization, dropout, softmax."""
    steps = (
        Step("hidden", Layer(dense, {"units": 8, "activation": "relu"}), ("x",)),
        Step("norm", Layer(batch_normalization), ("hidden",)),
        Step("drop", Layer(dropout, {"rate": 0.2}), ("norm",)),
        Step("out", Layer(dense, {"units": classes, "activation": "softmax"}), ("drop",)),
    )
    return Model({"x": Spec((None, features))}, steps, {"y": "out"}, seed)


def line(**layer):
    """One dense unit without anything else."""
    step = Step("line", Layer(partial(dense, units=1), **layer), ("x",))
    return Model({"x": Spec((None, 2))}, (step,), {"y": "line"})


def blobs(samples=90, features=4, classes=3, seed=1):
    """Points around one centre a class, and their one-hot classes."""
    rng = np.random.default_rng(seed)
    labels = np.arange(samples) % classes
    centres = rng.normal(0, 6, (classes, features))
    x = centres[labels] + rng.normal(size=(samples, features))
    return x.astype("f4"), np.eye(classes, dtype="f4")[labels]
