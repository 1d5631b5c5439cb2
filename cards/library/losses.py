"""Loss cards: how far predictions are from what they should be."""

from typing import Any, ClassVar, Literal

from cards.card import Fraction, Part, PositiveFloat, Socket, param
from cards.kinds import LOSS
from engine import losses


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


class MeanAbsoluteError(Loss):
    """The mean of the absolute errors; single large errors count less than when squared."""

    title = "Mean absolute error loss"
    engine = losses.MeanAbsoluteError


class MeanAbsolutePercentageError(Loss):
    """The mean of the absolute errors in percent of the right numbers."""

    title = "Mean absolute percentage error loss"
    engine = losses.MeanAbsolutePercentageError


class MeanSquaredLogarithmicError(Loss):
    """The mean squared error of logarithms, log(1 + x), for numbers of very different size."""

    title = "Mean squared logarithmic error loss"
    engine = losses.MeanSquaredLogarithmicError


class LogCosh(Loss):
    """The mean of log(cosh(error)): squared for small errors, absolute for large ones."""

    title = "Log cosh loss"
    engine = losses.LogCosh


class Huber(Loss):
    """Squared for small errors and linear for large ones.

    Source: Huber, 1964, "Robust estimation of a location parameter".
    """

    title = "Huber loss"
    engine = losses.Huber

    delta: PositiveFloat = param(1.0, "Error from which on the loss is linear.")


class CosineSimilarity(Loss):
    """Minus the cosine of the angle between prediction and target: -1 where they agree."""

    title = "Cosine similarity loss"
    engine = losses.CosineSimilarity

    axis: int = param(-1, "Axis of the vectors that are compared; -1 is the last one.")


class Hinge(Loss):
    """The mean of max(1 - label · prediction, 0) for labels -1 and 1, or 0 and 1."""

    title = "Hinge loss"
    engine = losses.Hinge


class SquaredHinge(Loss):
    """The mean of max(1 - label · prediction, 0)² for labels -1 and 1, or 0 and 1."""

    title = "Squared hinge loss"
    engine = losses.SquaredHinge


class CategoricalHinge(Loss):
    """The hinge loss between the right class and the best of the wrong ones."""

    title = "Categorical hinge loss"
    engine = losses.CategoricalHinge


class Poisson(Loss):
    """The mean of prediction - target · log(prediction), for predicting counts."""

    title = "Poisson loss"
    engine = losses.Poisson


class KLDivergence(Loss):
    """The Kullback-Leibler divergence of the predicted distribution from the true one."""

    title = "KL divergence loss"
    engine = losses.KLDivergence


class _Crossentropy(Loss):
    from_logits: bool = param(
        False, "Whether the network ends without softmax or sigmoid.", advanced=True
    )
    axis: int = param(-1, "Axis of the classes; -1 is the last one.", advanced=True)


class BinaryCrossentropy(_Crossentropy):
    """The cross-entropy of predictions between no (0) and yes (1).

    The network should end with one or more sigmoid units.
    """

    title = "Binary crossentropy loss"
    ending = "sigmoid"
    engine = losses.BinaryCrossentropy

    label_smoothing: Fraction = param(0.0, "Share by which targets are moved towards one half.")


class CategoricalCrossentropy(_Crossentropy):
    """The cross-entropy between one-hot targets and the predicted probabilities of classes.

    The network should end with a softmax over the classes.
    """

    title = "Categorical crossentropy loss"
    ending = "softmax"
    engine = losses.CategoricalCrossentropy

    label_smoothing: Fraction = param(
        0.0, "Share by which targets are moved towards all classes alike."
    )


class SparseCategoricalCrossentropy(_Crossentropy):
    """The cross-entropy between class numbers, from 0, and the predicted probabilities.

    The network should end with a softmax over the classes.
    """

    title = "Sparse categorical crossentropy loss"
    class_numbers = True
    ending = "softmax"
    engine = losses.SparseCategoricalCrossentropy

    ignore_class: int | None = param(None, "Class number that does not count; empty: all count.")
