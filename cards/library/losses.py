"""Loss cards: how far predictions are from what they should be."""

from typing import Any, ClassVar, Literal

from cards.card import Fraction, Part, PositiveFloat, Socket, param
from cards.kinds import LOSS
from engine import losses

_SYMBOLS = "\ny is the target, p the prediction; means, sums and maxima are over "
MEANT_LAST = _SYMBOLS + "the last axis"
MEANT_AXIS = _SYMBOLS + "the axis"
LOGITS = (
    "Whether the network ends without softmax or sigmoid. Where it ends with one of them, what "
    "goes into it counts as logits anyway, as in Keras."
)
AXIS = "Axis of the classes; -1 is the last one."
VECTORS = "Axis of the vectors that are compared; -1 is the last one."
TO_HALF = "Share by which targets are moved towards one half."
TO_ALL = "Share by which targets are moved towards all classes alike."
IGNORED = "Class number that does not count; empty: all count."


class Loss(Part):
    """One number for how wrong a network is; training makes it small."""

    kind = LOSS
    group = "Models / Neural networks / Losses"
    class_numbers: ClassVar[bool] = False
    """Whether targets are numbers of classes, not one value for each unit."""
    ending: ClassVar[str | None] = None
    """The activation in which a network for this loss should end."""
    outputs = (Socket("instance", LOSS, "This loss, for a card that trains.", "Function"),)

    reduction: Literal["sum_over_batch_size", "sum", "mean_with_sample_weight"] = param(
        "sum_over_batch_size",
        "How the losses of a batch become one: their mean, their sum, or their sum divided "
        "by the sum of the weights.",
        advanced=True,
    )

    def build(self) -> Any:
        """The engine's loss."""
        return type(self).engine(**self.values())


class MeanSquaredError(Loss):
    """The mean of the squared errors. This is the usual loss for predicting numbers."""

    title = "Mean squared error loss"
    engine = losses.MeanSquaredError
    formula = "L = mean of (p - y)²" + MEANT_LAST


class MeanAbsoluteError(Loss):
    """The mean of the absolute errors; single large errors count less than when squared."""

    title = "Mean absolute error loss"
    engine = losses.MeanAbsoluteError
    formula = "L = mean of |p - y|" + MEANT_LAST


class MeanAbsolutePercentageError(Loss):
    """The mean of the absolute errors in percent of the targets."""

    title = "Mean absolute percentage error loss"
    engine = losses.MeanAbsolutePercentageError
    formula = "L = 100 · mean of |p - y| / max(|y|, 1e-7)" + MEANT_LAST


class MeanSquaredLogarithmicError(Loss):
    """The mean squared error of logarithms, ln(1 + x), for numbers of very different size."""

    title = "Mean squared logarithmic error loss"
    engine = losses.MeanSquaredLogarithmicError
    formula = "L = mean of (ln(1 + max(p, 1e-7)) - ln(1 + max(y, 1e-7)))²" + MEANT_LAST


class LogCosh(Loss):
    """The mean of ln(cosh(error)): squared for small errors, absolute for large ones."""

    title = "Log cosh loss"
    engine = losses.LogCosh
    formula = "L = mean of ln(cosh(p - y))" + MEANT_LAST


class Huber(Loss):
    """Squared for small errors and linear for large ones.

    Source: Huber, 1964, "Robust estimation of a location parameter".
    """

    title = "Huber loss"
    engine = losses.Huber
    formula = (
        "L = mean of h,  e = p - y\n"
        "h = e² / 2                   where |e| ≤ delta\n"
        "h = delta · (|e| - delta/2)  elsewhere" + MEANT_LAST
    )

    delta: PositiveFloat = param(
        1.0, "Error from which on the loss is linear, in the unit of the targets."
    )


class CosineSimilarity(Loss):
    """Minus the cosine of the angle between prediction and target: -1 where they agree.

    Lengths below 1e-7 count as that, in Keras 2 those below 1e-6.
    """

    title = "Cosine similarity loss"
    engine = losses.CosineSimilarity
    formula = "L = -Σ y p / (max(‖y‖, 1e-7) · max(‖p‖, 1e-7))\n‖y‖ = √(Σ y²)" + MEANT_AXIS

    axis: int = param(-1, VECTORS)


class Hinge(Loss):
    """The mean shortfall of a prediction from its label, which is -1 or 1.

    It is 0 where the prediction has the sign of the label and is at least 1 in size. Where all
    labels of a batch are 0 or 1, they count as -1 and 1. Source: Cortes & Vapnik, 1995, "Support-
    vector networks".
    """

    title = "Hinge loss"
    engine = losses.Hinge
    formula = "L = mean of max(1 - y · p, 0)" + MEANT_LAST


class SquaredHinge(Loss):
    """The mean of the squares of what the hinge loss takes the mean of.

    Labels are -1 and 1; where all of a batch are 0 or 1, they count as these.
    """

    title = "Squared hinge loss"
    engine = losses.SquaredHinge
    formula = "L = mean of max(1 - y · p, 0)²" + MEANT_LAST


class CategoricalHinge(Loss):
    """The hinge loss between the right class and the best of the wrong ones.

    Source: Crammer & Singer, 2001, "On the algorithmic implementation of multiclass
    kernel-based vector machines".
    """

    title = "Categorical hinge loss"
    engine = losses.CategoricalHinge
    formula = "L = max(0, 1 + max((1 - y) · p) - Σ y p)" + MEANT_LAST


class Poisson(Loss):
    """The loss for predicting counts: least where the predictions are their means.

    Predictions must be positive: the network may end in softplus or exponential.
    """

    title = "Poisson loss"
    engine = losses.Poisson
    formula = "L = mean of p - y · ln(p + 1e-7)" + MEANT_LAST


class KLDivergence(Loss):
    """The Kullback-Leibler divergence of the predicted distribution from the true one.

    Source: Kullback & Leibler, 1951, "On information and sufficiency".
    """

    title = "KL divergence loss"
    engine = losses.KLDivergence
    formula = "L = Σ y · ln(y / p),  y and p kept within 1e-7 and 1" + MEANT_LAST


class _Crossentropy(Loss):
    from_logits: bool = param(False, LOGITS, advanced=True)
    axis: int = param(-1, AXIS, advanced=True)


class BinaryCrossentropy(_Crossentropy):
    """The cross-entropy of predictions between no (0) and yes (1).

    The network should end with one or more sigmoid units; the loss is then computed from
    what goes into the sigmoid, which is more exact. Keras 2 adds 1e-7 inside of the logarithms.
    Source of label smoothing: Szegedy et al., 2016, arXiv:1512.00567.
    """

    title = "Binary crossentropy loss"
    ending = "sigmoid"
    engine = losses.BinaryCrossentropy
    formula = (
        "L = mean of -y · ln(q) - (1 - y) · ln(1 - q)\n"
        "q = p kept within 1e-7 and 1 - 1e-7; from logits: q = sigmoid(p)\n"
        "smoothed by s: y becomes y · (1 - s) + s/2" + MEANT_AXIS
    )

    label_smoothing: Fraction = param(0.0, TO_HALF)


class CategoricalCrossentropy(_Crossentropy):
    """The cross-entropy between one-hot targets and the predicted probabilities of classes.

    The network should end with a softmax over the classes; the loss is then computed from
    what goes into the softmax, which is more exact.
    Source of label smoothing: Szegedy et al., 2016, arXiv:1512.00567.
    """

    title = "Categorical crossentropy loss"
    ending = "softmax"
    engine = losses.CategoricalCrossentropy
    formula = (
        "L = -Σ y · ln(q)\n"
        "q = p / Σ p kept within 1e-7 and 1 - 1e-7; from logits: q = softmax(p)\n"
        "smoothed by s: y becomes y · (1 - s) + s / number of classes" + MEANT_AXIS
    )

    label_smoothing: Fraction = param(0.0, TO_ALL)


class SparseCategoricalCrossentropy(_Crossentropy):
    """The cross-entropy between class numbers, from 0, and the predicted probabilities.

    The network should end with a softmax over the classes; the loss is then computed from
    what goes into the softmax, which is more exact.
    """

    title = "Sparse categorical crossentropy loss"
    class_numbers = True
    ending = "softmax"
    engine = losses.SparseCategoricalCrossentropy
    formula = (
        "L = -ln(q[y] / Σ q)\n"
        "q = p kept within 1e-7 and 1 - 1e-7; from logits: q = exp(p)" + MEANT_AXIS
    )

    ignore_class: int | None = param(None, IGNORED)
