"""The measured work on our own engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cards.card import Card, LayerCard
from cards.checking import check
from cards.compiling import compile_model
from cards.files import load
from cards.networks import network_nodes
from cards.registry import all_cards
from engine.autodiff import Tensor, propagate
from engine.layers.normalization import batch_normalization
from engine.losses import LOSSES
from engine.model import Model
from engine.optimizers import OPTIMIZERS
from engine.scope import Layer, Scope
from engine.training import BatchDone, fit
from tests.benchmarks.jobs import BatchNorm, Job, drawn_batch, drawn_pair
from tests.benchmarks.timing import Work

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"


def our_work(job: Job) -> Work:
    """The job as the engine does it today."""
    if isinstance(job, BatchNorm):
        return _batch_norm(*drawn_pair(job), backward=job.backward)
    model, _ = digits_network()
    return _training(model, *drawn_batch(model, job))


def digits_network() -> tuple[Model, list[Card]]:
    """The compiled network of the example, and its layer cards in order."""
    doc, types = load(EXAMPLES / "digits.json"), all_cards()[0]
    report = check(doc, types)
    outputs = [name for name, node in doc.nodes.items() if node.card == "Output"]
    nodes = network_nodes(doc, report, outputs)
    layers = [report.cards[n] for n in nodes if isinstance(report.cards[n], LayerCard)]
    return compile_model(doc, report, outputs), layers


def _batch_norm(x: np.ndarray, g: np.ndarray, *, backward: bool) -> Work:
    scope = Scope(Layer(batch_normalization), training=True)

    def forward() -> object:
        y = scope.layer(scope, Tensor(x))
        scope.commit()
        return y

    def both() -> object:
        tensor = Tensor(x)
        propagate([(scope.layer(scope, tensor), g)])
        scope.commit()
        for weight in scope.values.values():
            weight.grad = None
        return tensor.grad

    return both if backward else forward


def _training(model: Model, x: np.ndarray, y: np.ndarray) -> Work:
    """A stream of training that is read one batch at a call."""
    events = fit(
        model,
        x,
        y,
        optimizer=OPTIMIZERS["Adam"](),
        loss=LOSSES["CategoricalCrossentropy"](),
        batch_size=len(x),
        epochs=10**6,
    )
    return lambda: next(event for event in events if isinstance(event, BatchDone))
