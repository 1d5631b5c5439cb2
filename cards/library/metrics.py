"""Metric cards: what training and evaluating report besides the loss.

A metric that has the name of a loss in Keras ends in ``Metric`` here.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from cards.card import Fraction, Part, PositiveInt, Socket, param
from cards.kinds import METRIC
from engine import metrics

_AXIS = "Axis of the classes; -1 is the last one."
_LOGITS = "Whether the network ends without softmax or sigmoid."


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


class RootMeanSquaredError(Metric):
    """The root of the mean of the squared errors, in the unit of the targets."""

    title = "Root mean squared error metric"
    engine = metrics.RootMeanSquaredError


class MeanAbsoluteErrorMetric(Metric):
    """The mean of the absolute errors, in the unit of the targets."""

    title = "Mean absolute error metric"
    keras_class = "MeanAbsoluteError"
    engine = metrics.MeanAbsoluteError


class MeanAbsolutePercentageErrorMetric(Metric):
    """The mean of the absolute errors in percent of the targets."""

    title = "Mean absolute percentage error metric"
    keras_class = "MeanAbsolutePercentageError"
    engine = metrics.MeanAbsolutePercentageError


class MeanSquaredLogarithmicErrorMetric(Metric):
    """The mean squared error of logarithms, log(1 + x)."""

    title = "Mean squared logarithmic error metric"
    keras_class = "MeanSquaredLogarithmicError"
    engine = metrics.MeanSquaredLogarithmicError


class LogCoshError(Metric):
    """The mean of log(cosh(error))."""

    title = "Log cosh error metric"
    engine = metrics.LogCoshError


class CosineSimilarityMetric(Metric):
    """The cosine of the angle between prediction and target: 1 where they agree."""

    title = "Cosine similarity metric"
    keras_class = "CosineSimilarity"
    engine = metrics.CosineSimilarity

    axis: int = param(-1, "Axis of the vectors that are compared; -1 is the last one.")


class R2Score(Metric):
    """The share of the targets' variance that the predictions explain; 1 is the best."""

    title = "R2 score metric"
    engine = metrics.R2Score

    class_aggregation: Literal["uniform_average", "variance_weighted_average"] = param(
        "uniform_average", "How the scores of several columns become one.", advanced=True
    )
    num_regressors: Annotated[int, Field(ge=0)] = param(
        0, "Number of explaining columns, for the adjusted score; 0: not adjusted.", advanced=True
    )


class PoissonMetric(Metric):
    """The mean of prediction - target · log(prediction)."""

    title = "Poisson metric"
    keras_class = "Poisson"
    engine = metrics.Poisson


class KLDivergenceMetric(Metric):
    """The Kullback-Leibler divergence of the predicted distribution from the true one."""

    title = "KL divergence metric"
    keras_class = "KLDivergence"
    engine = metrics.KLDivergence


class HingeMetric(Metric):
    """The mean of max(1 - label · prediction, 0)."""

    title = "Hinge metric"
    keras_class = "Hinge"
    engine = metrics.Hinge


class SquaredHingeMetric(Metric):
    """The mean of max(1 - label · prediction, 0)²."""

    title = "Squared hinge metric"
    keras_class = "SquaredHinge"
    engine = metrics.SquaredHinge


class CategoricalHingeMetric(Metric):
    """The hinge loss between the right class and the best of the wrong ones."""

    title = "Categorical hinge metric"
    keras_class = "CategoricalHinge"
    engine = metrics.CategoricalHinge


class BinaryCrossentropyMetric(Metric):
    """The cross-entropy of predictions between no (0) and yes (1)."""

    title = "Binary crossentropy metric"
    keras_class = "BinaryCrossentropy"
    engine = metrics.BinaryCrossentropy

    label_smoothing: Fraction = param(0.0, "Share by which targets are moved towards one half.")
    from_logits: bool = param(False, _LOGITS, advanced=True)


class CategoricalCrossentropyMetric(Metric):
    """The cross-entropy between one-hot targets and the predicted probabilities."""

    title = "Categorical crossentropy metric"
    keras_class = "CategoricalCrossentropy"
    engine = metrics.CategoricalCrossentropy

    label_smoothing: Fraction = param(
        0.0, "Share by which targets are moved towards all classes alike."
    )
    from_logits: bool = param(False, _LOGITS, advanced=True)
    axis: int = param(-1, _AXIS, advanced=True)


class SparseCategoricalCrossentropyMetric(Metric):
    """The cross-entropy between class numbers, from 0, and the predicted probabilities."""

    title = "Sparse categorical crossentropy metric"
    class_numbers = True
    keras_class = "SparseCategoricalCrossentropy"
    engine = metrics.SparseCategoricalCrossentropy

    ignore_class: int | None = param(None, "Class number that does not count; empty: all count.")
    from_logits: bool = param(False, _LOGITS, advanced=True)
    axis: int = param(-1, _AXIS, advanced=True)


class Accuracy(Metric):
    """The share of predictions that equal their targets exactly."""

    title = "Accuracy metric"
    engine = metrics.Accuracy


class BinaryAccuracy(Metric):
    """The share of predictions that lie on the right side of a threshold."""

    title = "Binary accuracy metric"
    engine = metrics.BinaryAccuracy

    threshold: Fraction = param(0.5, "Predictions above it count as yes.")


class CategoricalAccuracy(Metric):
    """The share of examples whose right class, one-hot, gets the highest prediction."""

    title = "Categorical accuracy metric"
    engine = metrics.CategoricalAccuracy


class SparseCategoricalAccuracy(Metric):
    """The share of examples whose right class, a number from 0, gets the highest prediction."""

    title = "Sparse categorical accuracy metric"
    class_numbers = True
    engine = metrics.SparseCategoricalAccuracy


class TopKCategoricalAccuracy(Metric):
    """The share of examples whose right class, one-hot, is among the highest predictions."""

    title = "Top k categorical accuracy metric"
    engine = metrics.TopKCategoricalAccuracy

    k: PositiveInt = param(5, "Number of predictions that are looked at.")


class SparseTopKCategoricalAccuracy(Metric):
    """The share of examples whose right class, a number, is among the highest predictions."""

    title = "Sparse top k categorical accuracy metric"
    class_numbers = True
    engine = metrics.SparseTopKCategoricalAccuracy

    k: PositiveInt = param(5, "Number of predictions that are looked at.")


class _Confusion(Metric):
    thresholds: Fraction | None = param(
        None, "Predictions above it count as yes; empty: 0.5.", label="Threshold"
    )


class _TopConfusion(_Confusion):
    top_k: PositiveInt | None = param(
        None, "Number of highest predictions that may count as yes; empty: all.", advanced=True
    )
    class_id: Annotated[int, Field(ge=0)] | None = param(
        None, "Number of the only class that counts, from 0; empty: all.", advanced=True
    )


class Precision(_TopConfusion):
    """The share of the predictions of yes that are right."""

    title = "Precision metric"
    engine = metrics.METRICS["Precision"]


class Recall(_TopConfusion):
    """The share of the targets of yes that are predicted."""

    title = "Recall metric"
    engine = metrics.METRICS["Recall"]


class TruePositives(_Confusion):
    """The number of targets of yes that are predicted."""

    title = "True positives metric"
    engine = metrics.METRICS["TruePositives"]


class FalsePositives(_Confusion):
    """The number of predictions of yes that are wrong."""

    title = "False positives metric"
    engine = metrics.METRICS["FalsePositives"]


class TrueNegatives(_Confusion):
    """The number of targets of no that are predicted."""

    title = "True negatives metric"
    engine = metrics.METRICS["TrueNegatives"]


class FalseNegatives(_Confusion):
    """The number of predictions of no that are wrong."""

    title = "False negatives metric"
    engine = metrics.METRICS["FalseNegatives"]


class AUC(Metric):
    """The area under a curve of rates at many thresholds; 1 is the best.

    Source of the precision-recall curve: Davis & Goadrich, 2006, "The relationship
    between precision-recall and ROC curves".
    """

    title = "AUC metric"
    engine = metrics.METRICS["AUC"]

    num_thresholds: Annotated[int, Field(ge=2)] = param(
        200, "Number of thresholds, evenly from 0 to 1.", label="Number of thresholds"
    )
    curve: Literal["ROC", "PR"] = param(
        "ROC", "Which curve: ROC, true against false positives, or PR, precision against recall."
    )
    summation_method: Literal["interpolation", "minoring", "majoring"] = param(
        "interpolation", "Height between two thresholds: in between, the lower, the higher."
    )
    thresholds: tuple[Fraction, ...] | None = param(
        None, "Thresholds of your own; empty: even ones.", advanced=True
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
