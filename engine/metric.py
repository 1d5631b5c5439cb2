"""What a metric is, and metrics that are a mean over samples."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from engine.autodiff import Array, Tensor
from engine.loss import fitted_weights


@dataclass(kw_only=True, eq=False)
class Metric:
    """Collects batches with ``update`` and gives one value for all of them.

    ``name`` stands in logs; without one it follows from the class. ``dialect`` is
    ``keras3`` or ``tf_keras`` (Keras 2).
    """

    name: str = ""
    dialect: str = "keras3"
    plain_mean: ClassVar[bool] = False
    takes_tensors: ClassVar[bool] = False
    """Whether it wants to know what made the predictions."""

    @property
    def takes_masks(self) -> bool:
        """Whether a mask of the predictions leaves places out: in Keras 3 of plain means only."""
        return self.plain_mean or self.dialect == "tf_keras"

    def __post_init__(self) -> None:
        self.name = self.name or snake_case(type(self).__name__)

    def update(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch; ``sample_weight (batch,)`` or of the shape of the values.

        Raises:
            ShapeError: targets, predictions or weights do not fit each other.
        """
        raise NotImplementedError

    def result(self) -> Any:
        """The value for all batches since the last ``reset``, a float for most metrics."""
        raise NotImplementedError

    def reset(self) -> None:
        """Forget all batches."""
        raise NotImplementedError


@dataclass(kw_only=True, eq=False)
class MeanMetric(Metric):
    """The mean of one value a sample, weighted by the sample weights."""

    plain_mean = True
    total: float = field(default=0.0, init=False, repr=False)
    count: float = field(default=0.0, init=False, repr=False)

    def each(self, y_true: Array, y_pred: Any) -> Array:
        """The value of every sample; a tensor comes to a metric that ``takes_tensors``."""
        raise NotImplementedError

    def update(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        if not isinstance(y_pred, Tensor):
            y_pred = np.asarray(y_pred)
        values = self.each(np.asarray(y_true), y_pred)
        if sample_weight is None:
            self.total += float(np.add.reduce(values, None))
            self.count += values.size
            return
        weights = fitted_weights(np.asarray(sample_weight), values.shape)
        weights = np.broadcast_to(weights, values.shape)
        self.total += float((values * weights).sum())
        self.count += float(weights.sum())

    def result(self) -> float:
        return self.total / self.count if self.count else 0.0

    def reset(self) -> None:
        self.total = self.count = 0.0


def snake_case(name: str) -> str:
    """``MeanSquaredError`` as ``mean_squared_error``, ``AUC`` as ``auc``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
