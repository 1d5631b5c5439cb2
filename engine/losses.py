"""Losses by their Keras names: one number for how far predictions are from targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from engine.autodiff import Array, Call, Primitive, Shape, ShapeError, Spec, Tensor
from engine.loss import Loss, computed, fit, plain
from engine.ops import losses as ops
from engine.ops.curves import sigmoid
from engine.ops.softmax import softmax


class _Plain(Loss):
    """A loss without options of its own."""

    primitive: ClassVar[Primitive]

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        return computed(self.primitive, y_true, y_pred)


class MeanSquaredError(_Plain):
    """Mean of the squared errors."""

    primitive = ops.squared_error


class MeanAbsoluteError(_Plain):
    """Mean of the absolute errors."""

    primitive = ops.absolute_error


class MeanAbsolutePercentageError(_Plain):
    """Mean of the absolute errors in percent of the targets."""

    primitive = ops.absolute_percentage_error


class MeanSquaredLogarithmicError(_Plain):
    """Mean of the squared differences of ``log(1 + x)``; values below 1e-7 count as that."""

    primitive = ops.squared_logarithmic_error


class LogCosh(_Plain):
    """Mean of ``log(cosh(error))``: squared for small errors, absolute for large ones."""

    primitive = ops.log_cosh


class Poisson(_Plain):
    """Mean of ``prediction - target · log(prediction)``, for counts."""

    primitive = ops.poisson


class KLDivergence(_Plain):
    """Kullback-Leibler divergence of the predicted distribution from the true one."""

    primitive = ops.kl_divergence


class CategoricalHinge(_Plain):
    """Hinge loss between the right class and the best of the wrong ones."""

    primitive = ops.categorical_hinge


class _Margin(_Plain):
    """A loss on labels -1 and 1; labels 0 and 1 are taken as these."""

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        if ((y_true == 0) | (y_true == 1)).all():
            y_true = 2 * y_true - 1
        return super().each(y_true, y_pred)


class Hinge(_Margin):
    """Mean of ``max(1 - label · prediction, 0)`` for labels -1 and 1 (or 0 and 1)."""

    primitive = ops.hinge


class SquaredHinge(_Margin):
    """Mean of ``max(1 - label · prediction, 0)²`` for labels -1 and 1 (or 0 and 1)."""

    primitive = ops.squared_hinge


@dataclass(frozen=True, kw_only=True)
class Huber(Loss):
    """Squared for errors up to ``delta``, linear beyond (Huber, 1964)."""

    delta: float = 1.0

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        return computed(ops.huber, y_true, y_pred, delta=float(self.delta))


@dataclass(frozen=True, kw_only=True)
class CosineSimilarity(Loss):
    """Minus the cosine of the angle between target and prediction along ``axis``."""

    axis: int = -1

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        floor = 1e-6 if self.dialect == "tf_keras" else 1e-7
        return computed(ops.cosine_loss, y_true, y_pred, axis=self.axis, floor=floor)


@dataclass(frozen=True, kw_only=True)
class _Crossentropy(Loss):
    """``from_logits`` says that no softmax (or sigmoid) has been applied yet."""

    from_logits: bool = False
    axis: int = -1

    def logits(self, y_pred: Tensor, activation: Primitive) -> Tensor | None:
        """What went into the activation that made ``y_pred``, where that is known.

        As Keras does: the loss of a saturated softmax then keeps its gradient. Keras takes
        it from softmax and sigmoid alike, whichever the loss is about, along any axis, and
        even where it is told to get logits; Keras 3 does so in float32 only.
        """
        call = y_pred.call
        if call is not None and call.primitive in (softmax, sigmoid):
            always = y_pred.dtype == "float32" or self.dialect == "tf_keras"
            if always or (not self.from_logits and self._undoes(call, activation, y_pred.ndim)):
                return call.inputs[0]
        return y_pred if self.from_logits else None

    def _undoes(self, call: Call, activation: Primitive, ndim: int) -> bool:
        """Whether ``call`` is the activation that the loss of logits holds, along its axis."""
        if call.primitive is not activation:
            return False
        return activation is sigmoid or bool(call.saved[1] == (self.axis % ndim,))


def _smoothing(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"label smoothing lies between 0 and 1; it is {value}")
    return value


@dataclass(frozen=True, kw_only=True)
class BinaryCrossentropy(_Crossentropy):
    """Cross-entropy of independent yes-or-no predictions, averaged over ``axis``.

    ``label_smoothing`` s moves labels towards one half: ``y (1 - s) + s / 2``.
    """

    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _smoothing(self.label_smoothing)

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        if self.label_smoothing:
            y_true = y_true * (1 - self.label_smoothing) + 0.5 * self.label_smoothing
        logits = self.logits(y_pred, sigmoid)
        if logits is not None:
            return computed(ops.sigmoid_crossentropy, y_true, logits, axis=self.axis)
        offset = ops.EPSILON if self.dialect == "tf_keras" else 0.0
        return computed(ops.binary_crossentropy, y_true, y_pred, offset=offset, axis=self.axis)


@dataclass(frozen=True, kw_only=True)
class CategoricalCrossentropy(_Crossentropy):
    """Cross-entropy between one-hot targets and predicted probabilities.

    ``label_smoothing`` s moves labels towards the mean: ``y (1 - s) + s / classes``.
    """

    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _smoothing(self.label_smoothing)

    def check(self, target: Shape, prediction: Shape) -> None:
        if len(target) < len(prediction) or target[-1] == 1 != prediction[-1]:
            raise ShapeError(
                f"targets of shape {Spec(target)} are not one-hot, as predictions of shape "
                f"{Spec(prediction)} need; SparseCategoricalCrossentropy takes class numbers"
            )
        super().check(target, prediction)

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        if self.label_smoothing:
            share = self.label_smoothing / y_true.shape[self.axis]
            y_true = y_true * (1 - self.label_smoothing) + share
        logits = self.logits(y_pred, softmax)
        if logits is not None:
            return computed(ops.softmax_crossentropy, y_true, logits, axis=self.axis)
        return computed(ops.categorical_crossentropy, y_true, y_pred, axis=self.axis)


@dataclass(frozen=True, kw_only=True)
class SparseCategoricalCrossentropy(_Crossentropy):
    """Cross-entropy between class numbers and predicted probabilities.

    Targets of class ``ignore_class`` do not count.
    """

    ignore_class: int | None = None

    def check(self, target: Shape, prediction: Shape) -> None:
        if not self._fits(target, prediction):
            raise ShapeError(
                f"targets of shape {Spec(target)} are not class numbers for predictions of shape "
                f"{Spec(prediction)}; CategoricalCrossentropy takes one-hot targets"
            )

    def targets(self, y_true: Any, y_pred: Array) -> Array:
        y = np.asarray(plain(y_true))
        self.check(y.shape, y_pred.shape)
        labels = y.reshape(_without(y_pred.shape, self.axis)).astype(np.intp, copy=False)
        self._check_range(labels, y_pred.shape[self.axis])
        return labels

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        shown = None
        if self.ignore_class is not None:
            shown = y_true != self.ignore_class
            y_true = np.where(shown, y_true, 0)
        logits = self.logits(y_pred, softmax)
        if logits is None:
            logits = ops.log_clipped(y_pred)
        each: Tensor = ops.sparse_softmax_crossentropy(y_true, logits, axis=self.axis)
        return each if shown is None else each.masked(Tensor(shown))

    def _fits(self, target: Shape, prediction: Shape) -> bool:
        if len(target) == len(prediction):
            if target[self.axis] != 1:
                return False
            target = _without(target, self.axis)
        return fit(target, _without(prediction, self.axis))

    def _check_range(self, labels: Array, classes: int) -> None:
        if self.ignore_class is not None:
            labels = labels[labels != self.ignore_class]
        if labels.size and not 0 <= labels.min() <= labels.max() < classes:
            wrong = labels.min() if labels.min() < 0 else labels.max()
            raise ValueError(
                f"class {wrong} is among the targets, but the network tells apart "
                f"classes 0 to {classes - 1}"
            )


def _without(shape: Any, axis: int) -> Any:
    """``shape`` without one axis."""
    sizes = list(shape)
    del sizes[axis]
    return tuple(sizes)


_ALL: tuple[type[Loss], ...] = (
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    LogCosh,
    Huber,
    CosineSimilarity,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
    Poisson,
    KLDivergence,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
LOSSES: Mapping[str, type[Loss]] = MappingProxyType({loss.__name__: loss for loss in _ALL})
