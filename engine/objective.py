"""What training makes small and what it reports: losses and metrics of a model's outputs."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.autodiff import Array, Spec, Tensor
from engine.data import Data, DataError, Values, by_name, check_lengths, fitting
from engine.loss import Loss, fitted_weights, working
from engine.metric import Metric
from engine.model import Model

Metrics = Sequence[Metric] | Mapping[str, Sequence[Metric]]


@dataclass(frozen=True)
class Output:
    """An output of the model: the value that it reads, and the loss there with its weight."""

    name: str
    source: str
    spec: Spec
    loss: Loss
    weight: float

    @property
    def sizes(self) -> tuple[int, ...] | None:
        """The shape of a sample, or None as long as a size is unknown."""
        known = tuple(n for n in self.spec.shape[1:] if n is not None)
        return known if len(known) == len(self.spec.shape) - 1 else None

    def ready(self, y: Array) -> Array:
        """Targets in the shape and type of the predictions, as far as these are known.

        Raises:
            DataError: they do not fit.
        """
        if self.sizes is None:
            return y
        # Shape and type of the predictions, without their memory.
        like = np.broadcast_to(np.zeros((), working(self.spec.dtype)), (len(y), *self.sizes))
        with blaming(f"Output '{self.name}'"):
            return np.ascontiguousarray(self.loss.targets(y, like))

    def of(self, data: Data, prediction: Tensor) -> Tensor:
        """The loss of a batch.

        Raises:
            DataError: the sample weights do not fit.
        """
        y, weight = data.targets[self.name], data.weights.get(self.name)
        # Targets are ready beforehand, but for shapes that only a batch tells.
        compare = self.loss if self.sizes is None else self.loss.of
        with blaming(f"Output '{self.name}'"):
            return compare(y, prediction, weight)

    def rehearsed(self, data: Data) -> tuple[Data, dict[str, Tensor]] | None:
        """One sample and a prediction for it, to try a loss or a metric on."""
        if self.sizes is None:
            return None
        halves = np.full((1, *self.sizes), 0.5, self.spec.dtype)
        return data.at(slice(1)), {self.source: Tensor(halves)}


@dataclass(frozen=True)
class Terms:
    """The loss of one batch: all in all, by output, and the tensors to go back from."""

    total: float
    by_output: tuple[float, ...]
    seeds: tuple[tuple[Tensor, Array], ...]


class Objective:
    """The losses of a model's outputs, and the penalties of its layers.

    Raises:
        DataError: a loss or a loss weight is missing, or belongs to no output.
    """

    def __init__(
        self,
        model: Model,
        loss: Loss | Mapping[str, Loss],
        loss_weights: Mapping[str, float] | None = None,
    ) -> None:
        self.model = model
        losses = loss if isinstance(loss, Mapping) else dict.fromkeys(model.outputs, loss)
        weights = loss_weights or {}
        for given, what in ((losses, "loss"), (weights, "loss weight")):
            for name in given:
                if name not in model.outputs:
                    raise DataError(f"There is a {what} for '{name}', which is no output.")
        if not losses:
            raise DataError("There is no loss for any output.")
        self.outputs = tuple(
            Output(name, source, model.specs[source], losses[name], float(weights.get(name, 1)))
            for name, source in model.outputs.items()
            if name in losses
        )

    def data(self, x: Values, y: Values, sample_weight: Values | None = None) -> Data:
        """Samples checked against the model, in the types that it computes in.

        Raises:
            DataError: they do not fit.
        """
        inputs = inputs_of(self.model, x)
        known = {o.name: o for o in self.outputs}
        targets = by_name(y, known, "output")
        given = {} if sample_weight is None else _weights(sample_weight, known)
        named = ({f"target {k}": v for k, v in targets.items()}, _labelled(given))
        check_lengths(inputs, *named)
        ready = {name: known[name].ready(y) for name, y in targets.items()}
        data = Data(inputs, ready, given)
        with np.errstate(all="ignore"):
            for output in self.outputs:
                trial = output.rehearsed(data)
                if trial is not None:
                    output.of(trial[0], trial[1][output.source])
        return data

    def terms(self, values: Mapping[str, Tensor], data: Data) -> Terms:
        """The losses of a batch whose values ``model.run`` has just made."""
        total, each, seeds = 0.0, [], []
        for output in self.outputs:
            loss = output.of(data, values[output.source])
            each.append(float(loss.array))
            total += each[-1] * output.weight
            seeds.append((loss, loss.array.dtype.type(output.weight)))
        for penalty in self.model.penalties():
            total += float(penalty.array)
            seeds.append((penalty, penalty.array.dtype.type(1)))
        return Terms(total, tuple(each), tuple(seeds))


@dataclass(frozen=True)
class _Measure:
    """A metric at an output; with or without the sample weights."""

    output: Output
    metric: Metric
    takes_weights: bool

    def add(self, values: Mapping[str, Tensor], data: Data) -> None:
        prediction = values[self.output.source]
        weight = data.weights.get(self.output.name) if self.takes_weights else None
        with blaming(f"Metric '{self.metric.name}' of output '{self.output.name}'"):
            if prediction.mask is not None and self.metric.takes_masks:
                shown = prediction.mask.array
                weight = shown if weight is None else shown * fitted_weights(weight, shown.shape)
            seen = prediction if self.metric.takes_tensors else prediction.array
            self.metric.update(data.targets[self.output.name], seen, weight)


class Report:
    """Running means of the losses and the metrics over the batches of one pass."""

    def __init__(self, objective: Objective, metrics: Metrics, weighted: Metrics = ()) -> None:
        self._objective = objective
        self._several = len(objective.outputs) > 1
        self._metrics = [
            _Measure(output, metric, takes_weights)
            for output in objective.outputs
            for given, takes_weights in ((metrics, False), (weighted, True))
            for metric in _of(given, output.name)
        ]
        self._names = _unique([self._name(m.output, m.metric) for m in self._metrics])
        self.reset()

    def reset(self) -> None:
        """Start a new pass."""
        self._count = 0
        self._sums = np.zeros(1 + len(self._objective.outputs))
        for measure in self._metrics:
            measure.metric.reset()

    def add(self, terms: Terms, values: Mapping[str, Tensor], data: Data) -> None:
        """Add a batch; its losses count by its number of samples."""
        count = len(data)
        self._count += count
        self._sums += np.multiply((terms.total, *terms.by_output), count)
        for measure in self._metrics:
            measure.add(values, data)

    def check(self, data: Data) -> None:
        """Raises DataError if a metric cannot be told of such data."""
        with np.errstate(all="ignore"):
            for measure in self._metrics:
                trial = measure.output.rehearsed(data)
                if trial is not None:
                    replace(measure, metric=copy.deepcopy(measure.metric)).add(trial[1], trial[0])

    @property
    def loss(self) -> float:
        """The mean loss so far, penalties included."""
        return float(self._sums[0]) / max(self._count, 1)

    def metrics(self) -> dict[str, float]:
        """The metrics so far, by name."""
        found: dict[str, float] = {}
        for name, measure in zip(self._names, self._metrics, strict=True):
            value = measure.metric.result()
            if np.ndim(value):
                found.update({f"{name}_{i}": float(v) for i, v in enumerate(value)})
            else:
                found[name] = float(value)
        return found

    def logs(self, prefix: str = "") -> dict[str, float]:
        """Losses and metrics, in the order and under the names of Keras."""
        logs = {"loss": self.loss}
        if self._several:
            means = (self._sums[1:] / max(self._count, 1)).tolist()
            names = [f"{o.name}_loss" for o in self._objective.outputs]
            logs.update(zip(names, means, strict=True))
        logs.update(self.metrics())
        return {prefix + name: value for name, value in logs.items()}

    def _name(self, output: Output, metric: Metric) -> str:
        return f"{output.name}_{metric.name}" if self._several else metric.name


class blaming:  # noqa: N801 (reads as a statement; a class, for its speed)
    """Tells where a ValueError in a ``with`` block comes from, as a DataError."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError) and not isinstance(error, DataError):
            raise DataError(f"{self._what}: {error}.") from error


def inputs_of(model: Model, x: Values) -> dict[str, Array]:
    """The arrays that go into a model, checked and in its types.

    Raises:
        DataError: they do not fit the model's inputs.
    """
    given = by_name(x, model.inputs, "input")
    return {name: fitting(a, model.inputs[name], f"input '{name}'") for name, a in given.items()}


def _weights(sample_weight: Values, outputs: Mapping[str, Any]) -> dict[str, Array]:
    """One array of sample weights holds for every output."""
    if isinstance(sample_weight, Mapping):
        chosen = {name: outputs.get(name) for name in sample_weight}
        if None in chosen.values():
            by_name(sample_weight, outputs, "output")
        return by_name(sample_weight, chosen, "sample weight")
    return by_name(dict.fromkeys(outputs, sample_weight), outputs, "sample weight")


def _labelled(weights: Mapping[str, Array]) -> dict[str, Array]:
    return {f"sample weight {name}": array for name, array in weights.items()}


def _of(metrics: Metrics, output: str) -> list[Metric]:
    given = metrics.get(output, ()) if isinstance(metrics, Mapping) else metrics
    return [copy.deepcopy(metric) for metric in given]


def _unique(names: Sequence[str]) -> list[str]:
    """Names with numbers where they would be doubled: auc, auc_1."""
    found: list[str] = []
    for name in names:
        times = sum(other == name for other in names[: len(found)])
        found.append(f"{name}_{times}" if times else name)
    return found
