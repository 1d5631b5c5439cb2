import numpy as np
import pytest

from engine.autodiff import ShapeError
from engine.losses import LOSSES
from engine.metric import snake_case
from engine.metrics import METRICS

RNG = np.random.default_rng(5)
SHARES = RNG.dirichlet((1, 1, 1, 1), 40).astype("f4")
CLASSES = RNG.integers(0, 4, 40)
LABELS = np.eye(4, dtype="f4")[CLASSES]
YES = RNG.integers(0, 2, 40)
CHANCE = (0.3 * YES + 0.7 * RNG.random(40)).astype("f4")
WEIGHTS = RNG.uniform(0.2, 2, 40)
SPARSE = {name for name in METRICS if name.startswith("Sparse")}


def data(name):
    if name in SPARSE:
        return CLASSES, SHARES
    return LABELS, SHARES


@pytest.mark.parametrize("name", METRICS)
def test_batches_add_up_to_the_whole(name):
    y_true, y_pred = data(name)
    whole, parts = METRICS[name](), METRICS[name]()
    whole.update(y_true, y_pred, WEIGHTS)
    for start in (0, 7, 25):
        stop = {0: 7, 7: 25, 25: None}[start]
        at = slice(start, stop)
        parts.update(y_true[at], y_pred[at], WEIGHTS[at])
    assert parts.result() == pytest.approx(whole.result())


@pytest.mark.parametrize("name", METRICS)
def test_reset_forgets(name):
    y_true, y_pred = data(name)
    used, fresh = METRICS[name](), METRICS[name]()
    used.update(y_true[::-1], y_pred)
    used.reset()
    for metric in (used, fresh):
        metric.update(y_true, y_pred)
    assert used.result() == fresh.result()


@pytest.mark.parametrize("name", METRICS)
def test_a_sample_of_weight_2_counts_as_two(name):
    y_true, y_pred = data(name)
    weighted, twice = METRICS[name](), METRICS[name]()
    weighted.update(y_true, y_pred, np.where(np.arange(40) < 10, 2.0, 1.0))
    twice.update(np.concatenate([y_true, y_true[:10]]), np.concatenate([y_pred, y_pred[:10]]))
    assert weighted.result() == pytest.approx(twice.result())


@pytest.mark.parametrize("name", METRICS)
def test_nothing_seen_is_a_number(name):
    assert np.isfinite(METRICS[name]().result())


@pytest.mark.parametrize("name", sorted(METRICS.keys() & LOSSES.keys()))
def test_metrics_are_the_means_of_their_losses(name):
    y_true, y_pred = data(name)
    metric = METRICS[name]()
    metric.update(y_true, y_pred)
    sign = -1 if name == "CosineSimilarity" else 1
    assert sign * metric.result() == pytest.approx(float(LOSSES[name]()(y_true, y_pred).array))


def made(name, y_true, y_pred, weights=None, **options):
    metric = METRICS[name](**options)
    metric.update(y_true, y_pred, weights)
    return metric.result()


def test_areas_under_curves_agree_with_another_library():
    from sklearn.metrics import average_precision_score, roc_auc_score

    fine = {"num_thresholds": 5000}
    assert made("AUC", YES, CHANCE, **fine) == pytest.approx(roc_auc_score(YES, CHANCE), abs=1e-3)
    precision = average_precision_score(YES, CHANCE)
    area = made("AUC", YES, CHANCE, curve="PR", summation_method="majoring", **fine)
    assert area == pytest.approx(precision, abs=0.02)


def test_precision_and_recall_agree_with_another_library():
    from sklearn.metrics import precision_score, recall_score

    said = CHANCE > 0.4
    rows = (YES, CHANCE, WEIGHTS)
    assert made("Precision", *rows, thresholds=0.4) == pytest.approx(
        precision_score(YES, said, sample_weight=WEIGHTS)
    )
    assert made("Recall", *rows, thresholds=0.4) == pytest.approx(
        recall_score(YES, said, sample_weight=WEIGHTS)
    )


def test_several_thresholds_in_any_order_give_one_value_each():
    several = made("Recall", YES, CHANCE, thresholds=[0.7, 0.2, 0.4])
    single = [made("Recall", YES, CHANCE, thresholds=t) for t in (0.7, 0.2, 0.4)]
    np.testing.assert_allclose(several, single)


def test_only_the_top_predictions_of_a_sample_can_be_positive():
    y_true, y_pred = np.array([[0, 1, 0], [1, 0, 0]]), np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]])
    assert made("Recall", y_true, y_pred, top_k=1) == 0.5
    assert made("Recall", y_true, y_pred, top_k=2) == 1
    assert made("Precision", y_true, y_pred, top_k=1, class_id=2) == 0


def test_labels_have_areas_of_their_own():
    areas = [made("AUC", LABELS[:, i], SHARES[:, i]) for i in range(4)]
    assert made("AUC", LABELS, SHARES, multi_label=True) == pytest.approx(np.mean(areas))
    shares = [1.0, 0, 2, 1]
    weighted = made("AUC", LABELS, SHARES, multi_label=True, label_weights=shares)
    assert weighted == pytest.approx(np.average(areas, weights=shares))


def test_top_k_counts_ties_as_hits():
    assert made("SparseTopKCategoricalAccuracy", [2], np.array([[0.4, 0.3, 0.3]]), k=2) == 1
    assert made("TopKCategoricalAccuracy", [[0, 0, 1]], np.array([[0.5, 0.3, 0.2]]), k=2) == 0


def test_class_numbers_may_stand_in_a_column():
    column = made("SparseCategoricalAccuracy", CLASSES[:, None], SHARES)
    assert column == made("SparseCategoricalAccuracy", CLASSES, SHARES)


def test_the_score_of_a_regression_agrees_with_another_library():
    from sklearn.metrics import r2_score

    y, p = RNG.normal(size=(30, 2)), RNG.normal(size=(30, 2))
    assert made("R2Score", y, p) == pytest.approx(r2_score(y, p))
    weighted = made("R2Score", y, p, class_aggregation="variance_weighted_average")
    assert weighted == pytest.approx(r2_score(y, p, multioutput="variance_weighted"))
    each = made("R2Score", y, p, class_aggregation=None)
    np.testing.assert_allclose(each, r2_score(y, p, multioutput="raw_values"))


def test_names_are_those_of_keras():
    names = [metric().name for metric in METRICS.values()]
    assert len(set(names)) == len(names)
    assert snake_case("AUC") == "auc"
    assert METRICS["TopKCategoricalAccuracy"]().name == "top_k_categorical_accuracy"
    assert METRICS["KLDivergence"]().name == "kl_divergence"
    assert METRICS["LogCoshError"]().name == "logcosh"
    assert METRICS["AUC"](name="area").name == "area"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="do not fit"):
        made("CategoricalAccuracy", CLASSES, SHARES)
    with pytest.raises(ValueError, match="between 0 and 1"):
        made("AUC", YES, CHANCE + 1)
    with pytest.raises(ValueError, match="curve must be"):
        METRICS["AUC"](curve="roc")
    with pytest.raises(ValueError, match="thresholds lie"):
        METRICS["Recall"](thresholds=1.2)


def test_the_name_of_a_divergence_is_that_of_its_keras():
    names = [METRICS["KLDivergence"](dialect=dialect).name for dialect in ("keras3", "tf_keras")]
    assert names == ["kl_divergence", "kullback_leibler_divergence"]


@pytest.mark.parametrize("name", ["MeanSquaredError", "RootMeanSquaredError"])
def test_errors_of_float16_predictions_do_not_overflow(name):
    metric = METRICS[name]()
    metric.update(np.zeros((2, 1)), np.full((2, 1), 300, np.float16))
    assert metric.result() == (90_000 if name == "MeanSquaredError" else 300)
