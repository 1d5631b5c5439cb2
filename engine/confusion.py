"""Metrics from counts of true and false positives and negatives at thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.autodiff import Array, ShapeError
from engine.loss import fitted_weights
from engine.metric import Metric

HIDDEN = -1e10
"""Takes the place of predictions that are not among the top k."""


@dataclass(eq=False)
class Counts:
    """Weights of positives above each threshold ``(thresholds, labels)``, and of all."""

    thresholds: Array
    true: Array | float = 0.0
    false: Array | float = 0.0
    positives: Array | float = 0.0
    negatives: Array | float = 0.0

    def add(self, y_true: Array, y_pred: Array, weights: Array) -> None:
        """Count predictions ``(samples, labels)``; those above a threshold are positive."""
        right = y_true.astype(bool)
        true, false = np.where(right, weights, 0.0), np.where(right, 0.0, weights)
        self.true = self.true + self._above(y_pred, true)
        self.false = self.false + self._above(y_pred, false)
        self.positives = self.positives + true.sum(0)
        self.negatives = self.negatives + false.sum(0)

    def _above(self, y_pred: Array, weights: Array) -> Array:
        order = np.argsort(self.thresholds, kind="stable")
        count, labels = len(order), y_pred.shape[1]
        below = np.searchsorted(self.thresholds[order], y_pred, side="left")
        places = (below * labels + np.arange(labels)).ravel()
        sums = np.bincount(places, weights.ravel(), (count + 1) * labels).reshape(-1, labels)
        above = np.empty((count, labels))
        above[order] = np.cumsum(sums[:0:-1], axis=0)[::-1]
        return above


@dataclass(kw_only=True, eq=False)
class Confusion(Metric):
    """A metric from the counts at ``thresholds`` (0.5); one value for each of several.

    With ``top_k`` only the k highest predictions of a sample can be positive; with
    ``class_id`` only that class counts.
    """

    thresholds: float | Sequence[float] | None = None
    top_k: int | None = None
    class_id: int | None = None
    counts: Counts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        for threshold in np.atleast_1d(0.5 if self.thresholds is None else self.thresholds):
            if not 0 <= threshold <= 1:
                raise ValueError(f"thresholds lie between 0 and 1; {threshold} does not")
        self.reset()

    def reset(self) -> None:
        default = 0.5 if self.top_k is None else HIDDEN
        chosen = default if self.thresholds is None else self.thresholds
        self.counts = Counts(np.atleast_1d(np.asarray(chosen, np.float32)))

    def update(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true, y_pred = _pair(y_true, y_pred)
        if self.top_k is not None:
            y_pred = _top(y_pred, self.top_k)
        if self.class_id is not None:
            if not 0 <= self.class_id < y_pred.shape[-1]:
                raise ShapeError(f"there is no class {self.class_id} among {y_pred.shape[-1]}")
            chosen = [self.class_id]
            y_true, y_pred = y_true[..., chosen], y_pred[..., chosen]
        weights = _weights(sample_weight, y_pred.shape)
        self.counts.add(y_true.reshape(-1, 1), y_pred.reshape(-1, 1), weights.reshape(-1, 1))

    def value(self, counts: Counts) -> Array:
        """The metric at each threshold."""
        raise NotImplementedError

    def result(self) -> Any:
        values = np.ravel(self.value(self.counts))
        if values.size == 1 or np.isscalar(self.counts.true):
            return float(values[0])
        return values


class Precision(Confusion):
    """Share of the positive predictions that are right."""

    def value(self, counts: Counts) -> Array:
        return ratio(counts.true, np.add(counts.true, counts.false))


class Recall(Confusion):
    """Share of the positives that are predicted."""

    def value(self, counts: Counts) -> Array:
        return ratio(counts.true, counts.positives)


class TruePositives(Confusion):
    """Number (or weight) of the positives that are predicted."""

    def value(self, counts: Counts) -> Array:
        return np.asarray(counts.true)


class FalsePositives(Confusion):
    """Number (or weight) of the negatives that are predicted as positive."""

    def value(self, counts: Counts) -> Array:
        return np.asarray(counts.false)


class TrueNegatives(Confusion):
    """Number (or weight) of the negatives that are predicted as such."""

    def value(self, counts: Counts) -> Array:
        return np.subtract(counts.negatives, counts.false)


class FalseNegatives(Confusion):
    """Number (or weight) of the positives that are missed."""

    def value(self, counts: Counts) -> Array:
        return np.subtract(counts.positives, counts.true)


@dataclass(kw_only=True, eq=False)
class AUC(Metric):
    """Area under the ROC or the precision-recall curve, from counts at many thresholds.

    ``multi_label`` averages the areas of all labels, by ``label_weights`` if given.
    Source of the precision-recall interpolation: Davis & Goadrich, 2006, section 4.
    """

    num_thresholds: int = 200
    curve: str = "ROC"
    summation_method: str = "interpolation"
    thresholds: Sequence[float] | None = None
    multi_label: bool = False
    num_labels: int | None = None
    label_weights: Sequence[float] | None = None
    from_logits: bool = False
    counts: Counts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.curve not in ("ROC", "PR"):
            raise ValueError(f"the curve must be ROC or PR; it is {self.curve!r}")
        if self.summation_method not in ("interpolation", "minoring", "majoring"):
            raise ValueError(
                "the summation method must be interpolation, minoring or majoring; "
                f"it is {self.summation_method!r}"
            )
        if self.thresholds is None and self.num_thresholds < 2:
            raise ValueError(f"num_thresholds must be 2 or more; it is {self.num_thresholds}")
        self.reset()

    def reset(self) -> None:
        inner = (
            [i / (self.num_thresholds - 1) for i in range(1, self.num_thresholds - 1)]
            if self.thresholds is None
            else sorted(self.thresholds)
        )
        # The ends lie outside, so that 0 and 1 are told apart from them.
        self.counts = Counts(np.asarray([-1e-7, *inner, 1 + 1e-7], np.float32))

    def update(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true, y_pred = _pair(y_true, y_pred)
        if self.from_logits:
            y_pred = (0.5 * np.tanh(0.5 * y_pred) + 0.5).astype(np.float32)
        if y_pred.size and not 0 <= y_pred.min() <= y_pred.max() <= 1:
            raise ValueError("AUC needs predictions between 0 and 1 (or from_logits)")
        weights = _weights(sample_weight, y_pred.shape)
        if self.label_weights is not None and not self.multi_label:
            weights = weights * np.asarray(self.label_weights)
        labels = y_pred.shape[-1] if self.multi_label else 1
        rows = (a.reshape(-1, labels) for a in (y_true, y_pred, weights))
        self.counts.add(*rows)

    def result(self) -> float:
        if np.isscalar(self.counts.true):
            return 0.0
        areas = self._areas()
        if self.multi_label and self.label_weights is not None:
            return float(np.average(areas, weights=self.label_weights))
        return float(areas.mean())

    def _areas(self) -> Array:
        """The area of each label."""
        c = self.counts
        recall = ratio(c.true, c.positives)
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self._interpolated()
        x, y = recall, ratio(c.true, np.add(c.true, c.false))
        if self.curve == "ROC":
            x, y = ratio(c.false, c.negatives), recall
        heights = {
            "interpolation": (y[:-1] + y[1:]) / 2,
            "minoring": np.minimum(y[:-1], y[1:]),
            "majoring": np.maximum(y[:-1], y[1:]),
        }[self.summation_method]
        area: Array = ((x[:-1] - x[1:]) * heights).sum(0)
        return area

    def _interpolated(self) -> Array:
        true, predicted = np.asarray(self.counts.true), np.add(self.counts.true, self.counts.false)
        high, low = predicted[:-1], predicted[1:]
        gained = true[:-1] - true[1:]
        slope = ratio(gained, np.maximum(high - low, 0))
        intercept = true[1:] - slope * low
        both = (high > 0) & (low > 0)
        span = np.where(both, ratio(high, low), 1.0)
        steps = ratio(slope * (gained + intercept * np.log(span)), self.counts.positives)
        area: Array = steps.sum(0)
        return area


def ratio(a: Any, b: Any) -> Array:
    """``a / b``, and 0 where ``b`` is 0."""
    a, b = np.broadcast_arrays(np.asarray(a, float), np.asarray(b, float))
    quotient: Array = np.divide(a, b, out=np.zeros(a.shape), where=b != 0)
    return quotient


def _pair(y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred, np.float32)
    if y_true.shape != y_pred.shape:
        if y_true.size != y_pred.size:
            raise ShapeError(
                f"targets of shape {y_true.shape} do not fit predictions of shape {y_pred.shape}"
            )
        y_true = y_true.reshape(y_pred.shape)
    return y_true, y_pred


def _top(y_pred: Array, k: int) -> Array:
    """Predictions outside the ``k`` highest of each sample hidden; the first of equal ones win."""
    highest = np.argsort(-y_pred, axis=-1, kind="stable")[..., :k]
    shown = np.full_like(y_pred, HIDDEN)
    np.put_along_axis(shown, highest, np.take_along_axis(y_pred, highest, -1), -1)
    return shown


def _weights(sample_weight: Any, shape: tuple[int, ...]) -> Array:
    weights = np.ones(1) if sample_weight is None else np.asarray(sample_weight, float)
    return np.broadcast_to(fitted_weights(weights, shape), shape)
