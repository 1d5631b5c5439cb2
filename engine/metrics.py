"""Metrics by their Keras names: what training reports besides the loss."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from engine import confusion, losses
from engine.autodiff import Array, ShapeError, Tensor
from engine.loss import Loss, working
from engine.metric import MeanMetric, Metric


@dataclass(kw_only=True, eq=False)
class _OfLoss(MeanMetric):
    """The mean of a loss; its options are those of the loss."""

    loss: ClassVar[type[Loss]]
    options: ClassVar[tuple[str, ...]] = ()
    _loss: Loss = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        given = {option: getattr(self, option) for option in self.options}
        self._loss = self.loss(dialect=self.dialect, **given)

    def each(self, y_true: Array, y_pred: Array) -> Array:
        y_pred = _judged(y_pred)
        return self._loss.each(self._loss.targets(y_true, y_pred), Tensor(y_pred)).array


class MeanSquaredError(_OfLoss):
    """Mean of the squared errors."""

    loss = losses.MeanSquaredError


class RootMeanSquaredError(_OfLoss):
    """Root of the mean of the squared errors over all batches."""

    loss = losses.MeanSquaredError
    plain_mean = False

    def each(self, y_true: Array, y_pred: Array) -> Array:
        y_pred = _judged(y_pred)
        error = self._loss.targets(y_true, y_pred) - y_pred
        square: Array = error * error
        return square

    def result(self) -> float:
        return math.sqrt(super().result())


class MeanAbsoluteError(_OfLoss):
    """Mean of the absolute errors."""

    loss = losses.MeanAbsoluteError


class MeanAbsolutePercentageError(_OfLoss):
    """Mean of the absolute errors in percent of the targets."""

    loss = losses.MeanAbsolutePercentageError


class MeanSquaredLogarithmicError(_OfLoss):
    """Mean of the squared differences of ``log(1 + x)``."""

    loss = losses.MeanSquaredLogarithmicError


class LogCoshError(_OfLoss):
    """Mean of ``log(cosh(error))``."""

    loss = losses.LogCosh

    def __post_init__(self) -> None:
        self.name = self.name or "logcosh"
        super().__post_init__()


class Poisson(_OfLoss):
    """Mean of ``prediction - target · log(prediction)``."""

    loss = losses.Poisson


class KLDivergence(_OfLoss):
    """Kullback-Leibler divergence of the predicted distribution from the true one."""

    loss = losses.KLDivergence

    def __post_init__(self) -> None:
        if self.dialect == "tf_keras":
            self.name = self.name or "kullback_leibler_divergence"
        super().__post_init__()


class Hinge(_OfLoss):
    """Mean of ``max(1 - label · prediction, 0)``."""

    loss = losses.Hinge


class SquaredHinge(_OfLoss):
    """Mean of ``max(1 - label · prediction, 0)²``."""

    loss = losses.SquaredHinge


class CategoricalHinge(_OfLoss):
    """Hinge loss between the right class and the best of the wrong ones."""

    loss = losses.CategoricalHinge


@dataclass(kw_only=True, eq=False)
class CosineSimilarity(_OfLoss):
    """Cosine of the angle between target and prediction along ``axis``."""

    loss = losses.CosineSimilarity
    options = ("axis",)
    axis: int = -1

    def each(self, y_true: Array, y_pred: Array) -> Array:
        return -super().each(y_true, y_pred)


class _Crossentropy(_OfLoss):
    """A cross-entropy, which like its loss looks for what went into a softmax or a sigmoid."""

    takes_tensors = True

    def each(self, y_true: Array, y_pred: Any) -> Array:
        if not isinstance(y_pred, Tensor):
            return super().each(y_true, y_pred)
        if y_pred.dtype != "float32":
            return super().each(y_true, y_pred.array)
        return self._loss.each(self._loss.targets(y_true, y_pred.array), y_pred).array


@dataclass(kw_only=True, eq=False)
class BinaryCrossentropy(_Crossentropy):
    """Cross-entropy of independent yes-or-no predictions."""

    loss = losses.BinaryCrossentropy
    options = ("from_logits", "label_smoothing")
    from_logits: bool = False
    label_smoothing: float = 0.0


@dataclass(kw_only=True, eq=False)
class CategoricalCrossentropy(_Crossentropy):
    """Cross-entropy between one-hot targets and predicted probabilities."""

    loss = losses.CategoricalCrossentropy
    options = ("from_logits", "label_smoothing", "axis")
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1


@dataclass(kw_only=True, eq=False)
class SparseCategoricalCrossentropy(_Crossentropy):
    """Cross-entropy between class numbers and predicted probabilities."""

    loss = losses.SparseCategoricalCrossentropy
    options = ("from_logits", "ignore_class", "axis")
    from_logits: bool = False
    ignore_class: int | None = None
    axis: int = -1

    def update(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        if self.ignore_class is not None:
            shown = np.asarray(y_true) != self.ignore_class
            sample_weight = shown if sample_weight is None else sample_weight * shown
        super().update(y_true, y_pred, sample_weight)


class Accuracy(MeanMetric):
    """Share of predictions that equal their targets."""

    def each(self, y_true: Array, y_pred: Array) -> Array:
        hits: Array = _like(y_true, y_pred) == y_pred
        return hits


@dataclass(kw_only=True, eq=False)
class BinaryAccuracy(MeanMetric):
    """Share of predictions on the right side of ``threshold``."""

    threshold: float = 0.5

    def each(self, y_true: Array, y_pred: Array) -> Array:
        hits: Array = _like(y_true, y_pred) == (y_pred > y_pred.dtype.type(self.threshold))
        return hits


class CategoricalAccuracy(MeanMetric):
    """Share of samples whose highest prediction is at the place of the one-hot target."""

    def each(self, y_true: Array, y_pred: Array) -> Array:
        hits: Array = _like(y_true, y_pred).argmax(-1) == y_pred.argmax(-1)
        return hits


class SparseCategoricalAccuracy(MeanMetric):
    """Share of samples whose highest prediction is at the place of the class number."""

    def each(self, y_true: Array, y_pred: Array) -> Array:
        hits: Array = _like(y_true, y_pred[..., 0]) == y_pred.argmax(-1)
        return hits


@dataclass(kw_only=True, eq=False)
class TopKCategoricalAccuracy(MeanMetric):
    """Share of samples whose one-hot target is among the ``k`` highest predictions."""

    k: int = 5

    def each(self, y_true: Array, y_pred: Array) -> Array:
        return _among_top(_like(y_true, y_pred).argmax(-1), y_pred, self.k)


@dataclass(kw_only=True, eq=False)
class SparseTopKCategoricalAccuracy(MeanMetric):
    """Share of samples whose class number is among the ``k`` highest predictions."""

    k: int = 5

    def each(self, y_true: Array, y_pred: Array) -> Array:
        return _among_top(_like(y_true, y_pred[..., 0]), y_pred, self.k)


@dataclass(kw_only=True, eq=False)
class R2Score(Metric):
    """Share of the targets' variance that the predictions explain.

    ``class_aggregation`` is ``uniform_average``, ``variance_weighted_average`` or None
    (one value a column). ``num_regressors`` above 0 gives the adjusted score.
    """

    class_aggregation: str | None = "uniform_average"
    num_regressors: int = 0
    _sums: Array = field(init=False, repr=False)
    _samples: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.class_aggregation not in ("uniform_average", "variance_weighted_average", None):
            raise ValueError(
                "class_aggregation must be uniform_average, variance_weighted_average or None; "
                f"it is {self.class_aggregation!r}"
            )
        self.reset()

    def reset(self) -> None:
        self._sums, self._samples = np.zeros((4, 1)), 0

    def update(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        p = np.asarray(y_pred, float)
        y = _like(np.asarray(y_true, float), p)
        weight = np.ones(1) if sample_weight is None else np.asarray(sample_weight, float)
        weight = np.broadcast_to(weight.reshape(-1, 1), y.shape)
        terms = (weight, weight * y, weight * y * y, weight * (y - p) ** 2)
        self._sums = self._sums + np.stack([term.sum(0) for term in terms])
        self._samples += y.size

    def result(self) -> Any:
        count, total, squares, error = self._sums
        variance = squares - confusion.ratio(total * total, count)
        scores = np.where(variance == 0, 0.0, 1 - confusion.ratio(error, variance))
        score: Any = scores
        if self.class_aggregation == "uniform_average":
            score = float(scores.mean())
        elif self.class_aggregation == "variance_weighted_average":
            score = float(confusion.ratio((variance * scores).sum(), variance.sum()))
        free = self._samples - self.num_regressors - 1
        if self.num_regressors and free > 0:
            score = 1 - (1 - score) * (self._samples - 1) / free
        return score


def _judged(y_pred: Array) -> Array:
    return y_pred.astype(working(str(y_pred.dtype)), copy=False)


def _like(y_true: Array, y_pred: Array) -> Array:
    """Targets with the axes of the predictions."""
    if y_true.shape == y_pred.shape:
        return y_true
    if y_true.size != y_pred.size or abs(y_true.ndim - y_pred.ndim) > 1:
        raise ShapeError(f"targets of shape {y_true.shape} do not fit {y_pred.shape}")
    return y_true.reshape(y_pred.shape)


def _among_top(labels: Array, y_pred: Array, k: int) -> Array:
    """Whether fewer than ``k`` predictions are higher than the one at ``labels``."""
    chosen = np.take_along_axis(y_pred, labels.astype(np.intp)[..., None], -1)
    higher = (y_pred > chosen).sum(-1)
    hits: Array = (higher < k) & np.isfinite(chosen[..., 0])
    return hits


_ALL: tuple[type[Metric], ...] = (
    MeanSquaredError,
    RootMeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    LogCoshError,
    CosineSimilarity,
    R2Score,
    Poisson,
    KLDivergence,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    TopKCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    confusion.Precision,
    confusion.Recall,
    confusion.TruePositives,
    confusion.FalsePositives,
    confusion.TrueNegatives,
    confusion.FalseNegatives,
    confusion.AUC,
)
METRICS: Mapping[str, type[Metric]] = MappingProxyType({m.__name__: m for m in _ALL})
