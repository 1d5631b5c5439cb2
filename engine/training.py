"""Training, evaluating and predicting as streams of events: to stop is to stop reading."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.autodiff import Array, Tensor, propagate
from engine.data import (
    Data,
    DataError,
    Values,
    batch_count,
    batches,
    check_batches,
    check_lengths,
    order_of,
)
from engine.loss import Loss
from engine.memory import keep_pages
from engine.model import Model, stream
from engine.objective import Metrics, Objective, Report, inputs_of
from engine.optimizer import Optimizer


@dataclass(frozen=True)
class BatchDone:
    """A batch is done; ``loss`` and ``metrics`` are the means of the pass so far.

    Epochs and batches count from 1. ``batch_loss`` is the loss of this batch alone.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    batch_loss: float | None = None


@dataclass(frozen=True)
class EpochDone:
    """An epoch is done; ``logs`` has the loss and the metrics, those of validation as ``val_…``."""

    epoch: int
    epochs: int
    logs: Mapping[str, float]


@dataclass(frozen=True)
class BatchPredicted:
    """The outputs for a batch are there; batches count from 1."""

    batch: int
    batches: int


class NotFinite(ArithmeticError):  # noqa: N818 (it says what the numbers are)
    """The loss or a step is not a number; the weights are those after the last good step.

    ``step`` names the first input or step whose values are not finite, or whose gradient
    is not, where there is one.
    """

    def __init__(self, epoch: int, batch: int, step: str | None, what: str) -> None:
        super().__init__(
            f"Training stopped in epoch {epoch}, batch {batch}: {what} not finite. "
            "The weights are those after the last good step."
        )
        self.epoch = epoch
        self.batch = batch
        self.step = step


def fit(
    model: Model,
    x: Values,
    y: Values,
    *,
    optimizer: Optimizer,
    loss: Loss | Mapping[str, Loss],
    metrics: Metrics = (),
    weighted_metrics: Metrics = (),
    loss_weights: Mapping[str, float] | None = None,
    batch_size: int = 32,
    epochs: int = 1,
    validation_split: float = 0.0,
    validation_data: tuple[Values, ...] | None = None,
    shuffle: bool | str = True,
    validation_frequency: int = 1,
    sample_weight: Values | None = None,
    seed: int | None = None,
) -> Iterator[BatchDone | EpochDone]:
    """Train a model; the events tell of every batch and every epoch.

    ``x``, ``y`` and ``sample_weight`` are arrays, or mappings by input or output name.
    ``validation_split`` sets the last share of the samples aside, before shuffling;
    ``validation_data`` is ``(x, y)`` or ``(x, y, sample_weight)`` and goes first.
    ``shuffle`` mixes the samples anew in each epoch (``"batch"``: whole batches). The
    order depends on ``seed`` (the model's own if None): a run repeats bit for bit.
    Stateful layers go on from batch to batch, through epochs and validation.
    ``metrics`` leave sample weights aside, ``weighted_metrics`` use them.

    Raises:
        DataError: the data or the settings do not fit the model.
        NotFinite: the loss or a gradient is NaN or infinite.
    """
    _check_count(batch_size, "batch size")
    _check_count(epochs, "number of epochs")
    _check_count(validation_frequency, "validation frequency")
    keep_pages()
    objective = Objective(model, loss, loss_weights)
    data, checks = objective.data(x, y, sample_weight), None
    if validation_data is not None:
        checks = objective.data(*validation_data)
    elif validation_split:
        data, checks = data.split(validation_split)
    for part in (data, checks or data):
        check_batches(model.inputs, len(part), batch_size)
    report = Report(objective, metrics, weighted_metrics)
    checked = Report(objective, metrics, weighted_metrics)
    report.check(data)
    training = _Training(objective, optimizer)
    rng = stream(model.seed if seed is None else seed, ":shuffle")
    count = batch_count(len(data), batch_size)
    for epoch in range(1, epochs + 1):
        report.reset()
        order = order_of(len(data), batch_size, shuffle, rng)
        for i, batch in enumerate(batches(data, batch_size, order), 1):
            own = training.step(batch, report, epoch, i)
            yield BatchDone(epoch, epochs, i, count, report.loss, report.metrics(), own)
        logs = report.logs()
        if checks is not None and epoch % validation_frequency == 0:
            checked.reset()
            for batch in batches(checks, batch_size):
                _assess(objective, batch, checked)
            logs |= checked.logs("val_")
        yield EpochDone(epoch, epochs, logs)
    optimizer.finalize()


def evaluate(
    model: Model,
    x: Values,
    y: Values,
    *,
    loss: Loss | Mapping[str, Loss],
    metrics: Metrics = (),
    weighted_metrics: Metrics = (),
    loss_weights: Mapping[str, float] | None = None,
    batch_size: int = 32,
    sample_weight: Values | None = None,
) -> Generator[BatchDone, None, dict[str, float]]:
    """Losses and metrics on data that nothing is learned from, returned by name.

    Stateful layers go on from batch to batch, and remember the last one.

    Raises:
        DataError: the data or the settings do not fit the model.
    """
    _check_count(batch_size, "batch size")
    keep_pages()
    objective = Objective(model, loss, loss_weights)
    data = objective.data(x, y, sample_weight)
    check_batches(model.inputs, len(data), batch_size)
    report = Report(objective, metrics, weighted_metrics)
    report.check(data)
    count = batch_count(len(data), batch_size)
    for i, batch in enumerate(batches(data, batch_size), 1):
        _assess(objective, batch, report)
        yield BatchDone(1, 1, i, count, report.loss, report.metrics())
    return report.logs()


def predict(
    model: Model, x: Values, *, batch_size: int = 32
) -> Generator[BatchPredicted, None, dict[str, Array]]:
    """The outputs for new data, returned by output name; stateful layers as in ``evaluate``.

    Raises:
        DataError: the data do not fit the model.
    """
    _check_count(batch_size, "batch size")
    keep_pages()
    inputs = inputs_of(model, x)
    check_lengths(inputs)
    data = Data(inputs, {}, {})
    check_batches(model.inputs, len(data), batch_size)
    count = batch_count(len(data), batch_size)
    found: dict[str, list[Array]] = {name: [] for name in model.outputs}
    for i, batch in enumerate(batches(data, batch_size), 1):
        values = _inferred(model, batch)
        for name, source in model.outputs.items():
            found[name].append(values[source].array)
        yield BatchPredicted(i, count)
    return {name: np.concatenate(parts) for name, parts in found.items()}


def result_of(events: Generator[Any, None, Any]) -> Any:
    """What a stream of events returns, read to its end."""
    while True:
        try:
            next(events)
        except StopIteration as end:
            return end.value


class _Training:
    """One step after another: forward, backward, optimizer, moving statistics, constraints."""

    def __init__(self, objective: Objective, optimizer: Optimizer) -> None:
        self.objective = objective
        self.model = objective.model
        self.optimizer = optimizer
        self.names = list(self.model.trainable())
        self.params = list(self.model.trainable().values())
        self.leaves = [t for s in self.model.scopes.values() for t in s.values.values()]

    def step(self, batch: Data, report: Report, epoch: int, number: int) -> float:
        """Learn from one batch; gives its loss. Raises NotFinite before anything is changed."""
        with np.errstate(all="ignore"):
            values = self.model.run(batch.inputs, training=True)
            terms = self.objective.terms(values, batch)
            if not math.isfinite(terms.total):
                self.model.forget()
                raise NotFinite(epoch, number, *_culprit(self.model, values, batch))
            propagate(terms.seeds)
            grads = [p.grad for p in self.params]
            for leaf in self.leaves:
                leaf.grad = None
            replaced = self.model.replace()
            try:
                if self.params:
                    self.optimizer.apply(self.params, grads, guarded=True)
            except FloatingPointError as error:
                for weight, before in replaced:
                    weight.data = before
                self.model.forget()
                raise NotFinite(epoch, number, *_steepest(self.names, grads)) from error
            self.model.commit()
            self.model.constrain()
            report.add(terms, values, batch)
            return terms.total


def _check_count(value: int, name: str) -> None:
    if value < 1:
        raise DataError(f"The {name} must be 1 or more; it is {value}.")


def _assess(objective: Objective, batch: Data, report: Report) -> None:
    with np.errstate(all="ignore"):
        values = objective.model.run(batch.inputs)
        report.add(objective.terms(values, batch), values, batch)
    objective.model.commit()


def _inferred(model: Model, batch: Data) -> dict[str, Tensor]:
    with np.errstate(all="ignore"):
        values = model.run(batch.inputs)
    model.commit()
    return values


def _culprit(model: Model, values: Mapping[str, Tensor], batch: Data) -> tuple[str | None, str]:
    """The first value that is not finite, and what to say about it."""
    for name in model.inputs:
        if not np.isfinite(values[name].array).all():
            return name, f"the data of the input '{name}' are"
    for step in model.steps:
        made = [values[name].array for name in (step.name, *step.results) if name in values]
        if not all(np.isfinite(array).all() for array in made):
            return step.name, f"the output of '{step.name}' is"
    for name, target in batch.targets.items():
        if not np.isfinite(target).all():
            return None, f"the targets of '{name}' are"
    return None, "the loss is"


def _steepest(names: Sequence[str], grads: Sequence[Array | None]) -> tuple[str | None, str]:
    """The step nearest to the loss whose gradient is not finite, and what to say about it."""
    for name, g in zip(reversed(names), reversed(grads), strict=True):
        if g is not None and not np.isfinite(g).all():
            return name.split("/")[0], f"the gradient of '{name}' is"
    return None, "the optimizer's step is"
