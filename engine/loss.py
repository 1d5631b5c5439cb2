"""What a loss is: targets, sample weights and masks, and how they are reduced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.autodiff import Array, Primitive, Shape, ShapeError, Spec, Tensor
from engine.ops import losses as ops
from engine.ops.elementwise import cast

MEANS = ("sum_over_batch_size", "auto", "mean", "mean_with_sample_weight")
REDUCTIONS = (*MEANS, "sum", "none", None)


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What all losses share; ``each`` gives the loss of every sample.

    ``reduction`` ``sum_over_batch_size`` (also ``auto``, ``mean``) divides the weighted sum
    by the number of losses, ``mean_with_sample_weight`` by the sum of weights; ``sum`` does
    not divide, ``none`` does not add up. ``dialect`` is ``keras3`` or ``tf_keras`` (Keras 2).
    """

    reduction: str | None = "sum_over_batch_size"
    dialect: str = "keras3"

    def __post_init__(self) -> None:
        if self.reduction not in REDUCTIONS:
            known = ", ".join(str(r) for r in REDUCTIONS)
            raise ValueError(f"the reduction must be one of {known}; it is {self.reduction!r}")

    def __call__(
        self, y_true: Any, y_pred: Tensor | Array, sample_weight: Array | None = None
    ) -> Tensor:
        """The loss as a scalar tensor, or one number a sample if nothing is reduced.

        ``sample_weight (batch,)`` or of the shape of the losses. Places that the
        predictions' mask leaves out do not count.

        Raises:
            ShapeError: targets and predictions do not fit each other.
        """
        y_pred = y_pred if isinstance(y_pred, Tensor) else Tensor(np.asarray(y_pred))
        y_pred = cast(y_pred, working(y_pred.dtype))
        if y_pred.abstract:
            return Tensor(Spec((), y_pred.dtype))
        return self.of(self.targets(y_true, y_pred.array), y_pred, sample_weight)

    def of(self, y_true: Array, y_pred: Tensor, sample_weight: Array | None = None) -> Tensor:
        """The loss for targets that ``targets`` has made ready."""
        y_pred = cast(y_pred, working(y_pred.dtype))
        each = self.each(y_true, y_pred)
        mask = _both(y_pred.mask, each.mask)
        weights = self._weights(each.array, sample_weight, mask)
        return self._reduced(each, weights)

    def each(self, y_true: Array, y_pred: Tensor) -> Tensor:
        """The loss of every sample, for targets that ``targets`` has made ready."""
        raise NotImplementedError

    def check(self, target: Shape, prediction: Shape) -> None:
        """Raises ShapeError if targets of this shape cannot be compared with the predictions."""
        if not fit(_aligned(target, prediction), prediction):
            raise ShapeError(
                f"targets of shape {Spec(target)} do not fit "
                f"predictions of shape {Spec(prediction)}"
            )

    def targets(self, y_true: Any, y_pred: Array) -> Array:
        """Targets in the type and with the axes of the predictions.

        Raises:
            ShapeError: they do not fit the predictions.
            ValueError: there are class numbers that the predictions lack.
        """
        y = y_true if isinstance(y_true, np.ndarray) else np.asarray(plain(y_true))
        if y.shape != y_pred.shape:
            self.check(y.shape, y_pred.shape)
            y = y.reshape(y_pred.shape)
        return y if y.dtype == y_pred.dtype else y.astype(y_pred.dtype)

    def _weights(
        self, each: Array, sample_weight: Array | None, mask: Tensor | None
    ) -> Array | None:
        weights = None if sample_weight is None else np.asarray(sample_weight, each.dtype)
        if weights is not None:
            weights = fitted_weights(weights, each.shape)
        if mask is None:
            return weights
        shown = mask.array.astype(each.dtype)
        if self.reduction in MEANS[:3]:
            # A mean over what is shown: the total counts hidden places too.
            shown = shown * (shown.size / max(float(shown.sum()), 1.0))
        shown = fitted_weights(shown, each.shape)
        return shown if weights is None else weights * shown

    def _reduced(self, each: Tensor, weights: Array | None) -> Tensor:
        losses = each if weights is None else computed(ops.weighted, each, weights)
        if self.reduction in (None, "none"):
            return losses
        count: float = max(losses.array.size, 1)
        if self.reduction == "sum":
            count = 1
        elif self.reduction == "mean_with_sample_weight" and weights is not None:
            count = float(np.broadcast_to(weights, each.array.shape).sum()) or 1.0
        return computed(ops.scaled_sum, losses, factor=1 / count)


def working(dtype: str) -> str:
    """The type in which predictions of ``dtype`` are judged: float16 has no 1 - 1e-7."""
    return "float64" if dtype == "float64" else "float32"


def fitted_weights(weights: Array, shape: tuple[int, ...]) -> Array:
    """Sample weights with the axes of the losses, so that they broadcast from the left.

    Raises:
        ShapeError: they cannot be spread over losses of ``shape``.
    """
    if weights.ndim > len(shape) and weights.shape[-1] == 1:
        weights = weights[..., 0]
    spread = weights.reshape(weights.shape + (1,) * (len(shape) - weights.ndim))
    pairs = zip(spread.shape, shape, strict=False)
    if weights.ndim > len(shape) or any(w not in (1, n) for w, n in pairs):
        raise ShapeError(f"sample weights of shape {weights.shape} do not fit losses of {shape}")
    return spread


def fit(a: Shape, b: Shape) -> bool:
    """Whether two shapes agree as far as both are known."""
    return len(a) == len(b) and all(
        n is None or m is None or n == m for n, m in zip(a, b, strict=True)
    )


def computed(primitive: Primitive, *args: Any, **static: Any) -> Tensor:
    """The result of a primitive that has one."""
    result: Tensor = primitive(*args, **static)
    return result


def plain(value: Any) -> Any:
    """The array in a tensor; anything else as it is."""
    return value.array if isinstance(value, Tensor) else value


def _aligned(target: Shape, prediction: Shape) -> Shape:
    """The target's shape with a last axis of 1 added or taken away, where only that is missing."""
    if len(target) + 1 == len(prediction) and prediction[-1] == 1:
        return (*target, 1)
    if len(target) == len(prediction) + 1 and target[-1] == 1:
        return target[:-1]
    return target


def _both(a: Tensor | None, b: Tensor | None) -> Tensor | None:
    if a is None or b is None:
        return a or b
    return Tensor(a.array & b.array)
