"""Metric cards: what training and evaluating report besides the loss.

A metric that has the name of a loss in Keras ends in ``Metric`` here.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from cards.card import Fraction, Part, PositiveInt, Socket, param
from cards.kinds import METRIC
from cards.library import losses
from engine import metrics

_COUNTED = (
    "\nTP: yes, and predicted so; FP: no, but predicted yes; FN: yes, but predicted no\n"
    "Predicted yes is what lies above the threshold, and is among the top k, if those are set."
)
_THRESHOLD = "Predictions above it count as yes."
_TOP = "Number of highest predictions that are looked at."


def _mean_of(loss: type[losses.Loss]) -> str:
    """The formula of a metric that is the mean of a loss."""
    return f"metric = mean of L over all examples, weighted if they have weights\n{loss.formula}"


class Metric(Part):
    """One number for how good or bad a network is."""

    kind = METRIC
    group = "Models / Neural networks / Metrics"
    class_numbers: ClassVar[bool] = False
    """Whether targets are numbers of classes, not one value for each unit."""
    outputs = (
        Socket("instance", METRIC, "This metric, for a card that trains or evaluates.", "Function"),
    )

    name: str = param("", "Name in the results; empty: that of the metric.", advanced=True)

    def build(self) -> Any:
        """A new metric of the engine, which has seen nothing yet."""
        return type(self).engine(**self.values())

    def keras(self) -> dict[str, Any]:
        """The Keras config; without a name Keras gives one."""
        found = super().keras()
        if not self.name:
            del found["config"]["name"]
        return found


class MeanSquaredErrorMetric(Metric):
    """The mean of the squared errors."""

    title = "Mean squared error metric"
    keras_class = "MeanSquaredError"
    engine = metrics.MeanSquaredError
    formula = _mean_of(losses.MeanSquaredError)


class RootMeanSquaredError(Metric):
    """The root of the mean of the squared errors, in the unit of the targets.

    Steps that a mask leaves out count like all others, but not in Keras 2.
    """

    title = "Root mean squared error metric"
    engine = metrics.RootMeanSquaredError
    formula = (
        "metric = √(mean of (p - y)²), over all numbers of all examples\n"
        "y is the target, p the prediction"
    )


class MeanAbsoluteErrorMetric(Metric):
    """The mean of the absolute errors, in the unit of the targets."""

    title = "Mean absolute error metric"
    keras_class = "MeanAbsoluteError"
    engine = metrics.MeanAbsoluteError
    formula = _mean_of(losses.MeanAbsoluteError)


class MeanAbsolutePercentageErrorMetric(Metric):
    """The mean of the absolute errors in percent of the targets."""

    title = "Mean absolute percentage error metric"
    keras_class = "MeanAbsolutePercentageError"
    engine = metrics.MeanAbsolutePercentageError
    formula = _mean_of(losses.MeanAbsolutePercentageError)


class MeanSquaredLogarithmicErrorMetric(Metric):
    """The mean squared error of logarithms, ln(1 + x), for numbers of very different size."""

    title = "Mean squared logarithmic error metric"
    keras_class = "MeanSquaredLogarithmicError"
    engine = metrics.MeanSquaredLogarithmicError
    formula = _mean_of(losses.MeanSquaredLogarithmicError)


class LogCoshError(Metric):
    """The mean of ln(cosh(error)): squared for small errors, absolute for large ones."""

    title = "Log cosh error metric"
    engine = metrics.LogCoshError
    formula = _mean_of(losses.LogCosh)


class CosineSimilarityMetric(Metric):
    """The cosine of the angle between prediction and target: 1 where they agree.

    Lengths below 1e-7 count as that, in Keras 2 those below 1e-6.
    """

    title = "Cosine similarity metric"
    keras_class = "CosineSimilarity"
    engine = metrics.CosineSimilarity
    formula = (
        "metric = mean over all examples of Σ y p / (max(‖y‖, 1e-7) · max(‖p‖, 1e-7))\n"
        "y is the target, p the prediction; sums and lengths are over the axis"
    )

    axis: int = param(-1, losses.VECTORS)


class R2Score(Metric):
    """The share of the targets' variance that the predictions explain; 1 is the best."""

    title = "R2 score metric"
    engine = metrics.R2Score
    formula = (
        "R² = 1 - Σ (y - p)² / Σ (y - mean of y)²  for each column, 0 where y never changes\n"
        "adjusted: 1 - (1 - R²) · (n - 1) / (n - regressors - 1)\n"
        "y is the target, p the prediction, n the number of targets; sums go over all examples"
    )

    class_aggregation: Literal["uniform_average", "variance_weighted_average"] = param(
        "uniform_average",
        "How the scores of several columns become one: by their mean, or by their mean weighed "
        "with the variances of the columns.",
        advanced=True,
    )
    num_regressors: Annotated[int, Field(ge=0)] = param(
        0, "Number of explaining columns, for the adjusted score; 0: not adjusted.", advanced=True
    )


class PoissonMetric(Metric):
    """The Poisson loss of predicted counts: least where the predictions are their means."""

    title = "Poisson metric"
    keras_class = "Poisson"
    engine = metrics.Poisson
    formula = _mean_of(losses.Poisson)


class KLDivergenceMetric(Metric):
    """The Kullback-Leibler divergence of the predicted distribution from the true one."""

    title = "KL divergence metric"
    keras_class = "KLDivergence"
    engine = metrics.KLDivergence
    formula = _mean_of(losses.KLDivergence)


class HingeMetric(Metric):
    """The mean shortfall of a prediction from its label, as in the hinge loss."""

    title = "Hinge metric"
    keras_class = "Hinge"
    engine = metrics.Hinge
    formula = _mean_of(losses.Hinge)


class SquaredHingeMetric(Metric):
    """The mean squared shortfall of a prediction from its label, as in the squared hinge loss."""

    title = "Squared hinge metric"
    keras_class = "SquaredHinge"
    engine = metrics.SquaredHinge
    formula = _mean_of(losses.SquaredHinge)


class CategoricalHingeMetric(Metric):
    """The hinge loss between the right class and the best of the wrong ones."""

    title = "Categorical hinge metric"
    keras_class = "CategoricalHinge"
    engine = metrics.CategoricalHinge
    formula = _mean_of(losses.CategoricalHinge)


class BinaryCrossentropyMetric(Metric):
    """The cross-entropy of predictions between no (0) and yes (1).

    Keras 2 adds 1e-7 inside of the logarithms.
    """

    title = "Binary crossentropy metric"
    keras_class = "BinaryCrossentropy"
    engine = metrics.BinaryCrossentropy
    formula = _mean_of(losses.BinaryCrossentropy)

    label_smoothing: Fraction = param(0.0, losses.TO_HALF)
    from_logits: bool = param(False, losses.LOGITS, advanced=True)


class CategoricalCrossentropyMetric(Metric):
    """The cross-entropy between one-hot targets and the predicted probabilities."""

    title = "Categorical crossentropy metric"
    keras_class = "CategoricalCrossentropy"
    engine = metrics.CategoricalCrossentropy
    formula = _mean_of(losses.CategoricalCrossentropy)

    label_smoothing: Fraction = param(0.0, losses.TO_ALL)
    from_logits: bool = param(False, losses.LOGITS, advanced=True)
    axis: int = param(-1, losses.AXIS, advanced=True)


class SparseCategoricalCrossentropyMetric(Metric):
    """The cross-entropy between class numbers, from 0, and the predicted probabilities."""

    title = "Sparse categorical crossentropy metric"
    class_numbers = True
    keras_class = "SparseCategoricalCrossentropy"
    engine = metrics.SparseCategoricalCrossentropy
    formula = _mean_of(losses.SparseCategoricalCrossentropy)

    ignore_class: int | None = param(None, losses.IGNORED)
    from_logits: bool = param(False, losses.LOGITS, advanced=True)
    axis: int = param(-1, losses.AXIS, advanced=True)


class Accuracy(Metric):
    """The share of predictions that equal their targets exactly."""

    title = "Accuracy metric"
    engine = metrics.Accuracy
    formula = "metric = share of the numbers with p = y,  y the target, p the prediction"


class BinaryAccuracy(Metric):
    """The share of predictions that lie on the right side of a threshold."""

    title = "Binary accuracy metric"
    engine = metrics.BinaryAccuracy
    formula = (
        "metric = share of the numbers with y = (1 if p > threshold, else 0)\n"
        "y is the target, p the prediction"
    )

    threshold: Fraction = param(0.5, _THRESHOLD)


class CategoricalAccuracy(Metric):
    """The share of examples whose right class, one-hot, gets the highest prediction."""

    title = "Categorical accuracy metric"
    engine = metrics.CategoricalAccuracy
    formula = (
        "metric = share of the examples with argmax(p) = argmax(y)\n"
        "y is the target, p the prediction; of equal numbers the first is the largest"
    )


class SparseCategoricalAccuracy(Metric):
    """The share of examples whose right class, a number from 0, gets the highest prediction."""

    title = "Sparse categorical accuracy metric"
    class_numbers = True
    engine = metrics.SparseCategoricalAccuracy
    formula = (
        "metric = share of the examples with argmax(p) = y\n"
        "y is the target, p the prediction; of equal numbers the first is the largest"
    )


class TopKCategoricalAccuracy(Metric):
    """The share of examples whose right class, one-hot, is among the highest predictions."""

    title = "Top k categorical accuracy metric"
    engine = metrics.TopKCategoricalAccuracy
    formula = (
        "metric = share of the examples in which fewer than k predictions\n"
        "         are higher than that of the right class"
    )

    k: PositiveInt = param(5, _TOP)


class SparseTopKCategoricalAccuracy(Metric):
    """The share of examples whose class, a number from 0, is among the highest predictions."""

    title = "Sparse top k categorical accuracy metric"
    class_numbers = True
    engine = metrics.SparseTopKCategoricalAccuracy
    formula = TopKCategoricalAccuracy.formula

    k: PositiveInt = param(5, _TOP)


class _Confusion(Metric):
    thresholds: Fraction | None = param(None, f"{_THRESHOLD[:-1]}; empty: 0.5.", label="Threshold")


class _TopConfusion(_Confusion):
    top_k: PositiveInt | None = param(
        None,
        "Number of highest predictions that may count as yes, and do where no threshold is set; "
        "empty: all.",
        advanced=True,
    )
    class_id: Annotated[int, Field(ge=0)] | None = param(
        None, "Number, from 0, of the only class that counts; empty: all.", advanced=True
    )


class Precision(_TopConfusion):
    """The share of the predictions of yes that are right.

    Steps that a mask leaves out count like all others, but not in Keras 2.
    """

    title = "Precision metric"
    engine = metrics.METRICS["Precision"]
    formula = "precision = TP / (TP + FP), 0 if there are none" + _COUNTED


class Recall(_TopConfusion):
    """The share of the targets of yes that are predicted.

    Steps that a mask leaves out count like all others, but not in Keras 2.
    """

    title = "Recall metric"
    engine = metrics.METRICS["Recall"]
    formula = "recall = TP / (TP + FN), 0 if there are none" + _COUNTED


class TruePositives(_Confusion):
    """The number of targets of yes that are predicted.

    Steps that a mask leaves out count like all others, but not in Keras 2.
    """

    title = "True positives metric"
    engine = metrics.METRICS["TruePositives"]
    formula = (
        "metric = number of places with y = 1 and p > threshold\ny is the target, p the prediction"
    )


class FalsePositives(_Confusion):
    """The number of predictions of yes that are wrong.

    Steps that a mask leaves out count like all others, but not in Keras 2.
    """

    title = "False positives metric"
    engine = metrics.METRICS["FalsePositives"]
    formula = (
        "metric = number of places with y = 0 and p > threshold\ny is the target, p the prediction"
    )


class TrueNegatives(_Confusion):
    """The number of targets of no that are predicted.

    Steps that a mask leaves out count like all others, but not in Keras 2.
    """

    title = "True negatives metric"
    engine = metrics.METRICS["TrueNegatives"]
    formula = (
        "metric = number of places with y = 0 and p ≤ threshold\ny is the target, p the prediction"
    )


class FalseNegatives(_Confusion):
    """The number of predictions of no that are wrong.

    Steps that a mask leaves out count like all others, but not in Keras 2.
    """

    title = "False negatives metric"
    engine = metrics.METRICS["FalseNegatives"]
    formula = (
        "metric = number of places with y = 1 and p ≤ threshold\ny is the target, p the prediction"
    )


class AUC(Metric):
    """The area under a curve of rates at many thresholds; 1 is the best.

    Steps that a mask leaves out count like all others, but not in Keras 2.

    Source of the precision-recall curve: Davis & Goadrich, 2006, "The relationship
    between precision-recall and ROC curves".
    """

    title = "AUC metric"
    engine = metrics.METRICS["AUC"]
    formula = (
        "area = Σᵢ (uᵢ - uᵢ₊₁) · h,  i going through the thresholds upwards\n"
        "h = mean (interpolation), smaller (minoring) or larger (majoring) of vᵢ and vᵢ₊₁\n"
        "ROC: u = FP / (FP + TN), v = TP / (TP + FN)\n"
        "PR:  u = TP / (TP + FN), v = TP / (TP + FP); with interpolation\n"
        "     area = Σᵢ s · (TPᵢ - TPᵢ₊₁ + (TPᵢ₊₁ - s nᵢ₊₁) · ln(nᵢ / nᵢ₊₁)) / (TP + FN),\n"
        "     n = TP + FP, s = (TPᵢ - TPᵢ₊₁) / (nᵢ - nᵢ₊₁), the logarithm 0 where an n is 0\n"
        "TP, FP: positives rightly and wrongly told above a threshold; TN, FN: the same below it"
    )

    num_thresholds: Annotated[int, Field(ge=2)] = param(
        200, "Number of thresholds, evenly from 0 to 1.", label="Number of thresholds"
    )
    curve: Literal["ROC", "PR"] = param(
        "ROC",
        "Which curve: ROC has the rate of true positives over that of false ones, PR the "
        "precision over the recall.",
    )
    summation_method: Literal["interpolation", "minoring", "majoring"] = param(
        "interpolation",
        "Which height counts between two thresholds: one in between, the lower or the higher one.",
    )
    thresholds: tuple[Fraction, ...] | None = param(
        None,
        "Thresholds of your own, between 0 and 1, instead of even ones; empty: even ones.",
        advanced=True,
    )
    multi_label: bool = param(
        False,
        "Whether each column has an area of its own, of which the mean is taken.",
        advanced=True,
    )
    num_labels: PositiveInt | None = param(
        None, "Number of columns with an area of their own.", advanced=True
    )
    label_weights: tuple[float, ...] | None = param(
        None, "Weights of the columns; empty: all alike.", advanced=True
    )
    from_logits: bool = param(False, "Whether the network ends without sigmoid.", advanced=True)
