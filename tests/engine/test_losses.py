from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, backward
from engine.gradcheck import check_primitive
from engine.losses import (
    LOSSES,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from engine.metrics import METRICS
from engine.ops.curves import sigmoid
from engine.ops.losses import softmax_crossentropy
from engine.ops.softmax import softmax

RNG = np.random.default_rng(3)
LABELS = np.eye(3)[[0, 2, 1, 1]]
SIGNS = np.where(LABELS > 0, 1.0, -1.0)
SHARES = RNG.dirichlet((2, 3, 4), 4)
POSITIVE = RNG.uniform(0.2, 3, (4, 3))
REAL = RNG.normal(size=(4, 3))
DATA = {
    "MeanAbsolutePercentageError": (POSITIVE, POSITIVE[::-1]),
    "MeanSquaredLogarithmicError": (POSITIVE, POSITIVE[::-1]),
    "Poisson": (POSITIVE, POSITIVE[::-1]),
    "KLDivergence": (SHARES[::-1], SHARES),
    "Hinge": (SIGNS, REAL),
    "SquaredHinge": (SIGNS, REAL),
    "CategoricalHinge": (LABELS, REAL),
    "BinaryCrossentropy": (LABELS, SHARES),
    "CategoricalCrossentropy": (LABELS, SHARES * 2),
    "SparseCategoricalCrossentropy": (LABELS.argmax(-1), SHARES),
}
OPTIONS = [
    *((name, {}) for name in LOSSES),
    ("Huber", {"delta": 0.3}),
    ("CosineSimilarity", {"axis": 0}),
    ("BinaryCrossentropy", {"from_logits": True}),
    ("BinaryCrossentropy", {"label_smoothing": 0.2}),
    ("BinaryCrossentropy", {"axis": 0}),
    ("BinaryCrossentropy", {"dialect": "tf_keras"}),
    ("CategoricalCrossentropy", {"from_logits": True}),
    ("CategoricalCrossentropy", {"label_smoothing": 0.1}),
    ("CategoricalCrossentropy", {"axis": 0}),
    ("SparseCategoricalCrossentropy", {"from_logits": True}),
    ("SparseCategoricalCrossentropy", {"ignore_class": 1}),
]


@pytest.mark.parametrize(
    ("name", "options"), OPTIONS, ids=[f"{name}-{','.join(o)}" for name, o in OPTIONS]
)
def test_gradient_is_the_slope(name, options):
    y_true, y_pred = DATA.get(name, (REAL[::-1], REAL))
    each = LOSSES[name](reduction="none", **options)
    weighed = LOSSES[name](**options)
    weights = np.array([0.5, 2.0, 1.0, 0.3][: each(y_true, y_pred).array.shape[0]])
    check_primitive(lambda p: each(y_true, p), y_pred)
    check_primitive(lambda p: weighed(y_true, p, weights), y_pred)


@pytest.mark.parametrize("name", LOSSES)
def test_float32_stays_float32(name):
    y_true, y_pred = DATA.get(name, (REAL[::-1], REAL))
    p = Tensor(y_pred.astype("f4"))
    loss = LOSSES[name]()(y_true, p, np.ones(4))
    backward(loss)
    assert loss.dtype == "float32"
    assert p.grad.dtype == np.float32


@pytest.mark.parametrize("name", LOSSES)
def test_a_spec_gives_a_spec(name):
    assert LOSSES[name]()(None, Tensor(Spec((None, 3)))).spec == Spec(())


def test_weighted_sum_is_divided_by_the_number_of_samples():
    zero, p, weights = np.zeros((2, 1)), np.array([[1.0], [2.0]]), np.array([1.0, 3.0])
    assert MeanSquaredError()(zero, p, weights).array == pytest.approx(6.5)
    assert MeanSquaredError(reduction="sum")(zero, p, weights).array == pytest.approx(13)
    mean = MeanSquaredError(reduction="mean_with_sample_weight")
    assert mean(zero, p, weights).array == pytest.approx(13 / 4)
    none = MeanSquaredError(reduction=None)(zero, p, weights)
    np.testing.assert_allclose(none.array, [1, 12])


def test_weights_of_samples_spread_over_their_steps():
    y, p = np.zeros((2, 3, 4)), np.ones((2, 3, 4))
    spread = MeanSquaredError()(y, p, np.array([1.0, 3.0])).array
    assert spread == pytest.approx(2)
    with pytest.raises(ShapeError, match="sample weights"):
        MeanSquaredError()(y, p, np.ones(3))


def test_masked_places_count_neither_above_nor_below_the_line():
    y, p = np.zeros((2, 2, 1), "f4"), Tensor(np.array([[[1], [5]], [[3], [7]]], "f4"))
    shown = Tensor(np.array([[True, False], [True, False]]))
    assert MeanAbsoluteError()(y, p.masked(shown)).array == pytest.approx(2)
    assert MeanAbsoluteError(reduction="sum")(y, p.masked(shown)).array == pytest.approx(4)


def test_ignored_classes_do_not_count():
    labels = np.array([0, -1, 1])
    loss = SparseCategoricalCrossentropy(ignore_class=-1)
    p = Tensor(SHARES[:3].astype("f4"))
    value = loss(labels, p)
    backward(value)
    rest = SparseCategoricalCrossentropy()(labels[[0, 2]], p.array[[0, 2]])
    assert value.array == pytest.approx(float(rest.array))
    assert not p.grad[1].any()


def test_hinge_takes_labels_0_and_1():
    p = REAL[:, :1]
    zero_one, signs = np.array([[0], [1], [1], [0]]), np.array([[-1], [1], [1], [-1]])
    assert Hinge()(zero_one, p).array == Hinge()(signs, p).array


def test_a_missing_last_axis_of_one_is_no_mistake():
    flat, column = REAL[:, 0], REAL[:, 1:2]
    assert MeanSquaredError()(flat, column).array == pytest.approx(
        float(np.mean((REAL[:, 0] - REAL[:, 1]) ** 2))
    )


@pytest.mark.parametrize(
    ("loss", "y_true", "sentence"),
    [
        (MeanSquaredError(), np.zeros((4, 1)), "targets of shape \\(4, 1\\) do not fit"),
        (CategoricalCrossentropy(), np.zeros(4), "SparseCategoricalCrossentropy"),
        (SparseCategoricalCrossentropy(), LABELS, "CategoricalCrossentropy takes one-hot"),
        (SparseCategoricalCrossentropy(), np.array([0, 1, 3, 0]), "class 3 is among the targets"),
        (SparseCategoricalCrossentropy(), np.array([0, -1, 1, 0]), "class -1 is among"),
    ],
)
def test_targets_that_do_not_fit_are_refused(loss, y_true, sentence):
    with pytest.raises(ValueError, match=sentence):
        loss(y_true, SHARES)


def test_what_no_loss_can_be_is_refused():
    with pytest.raises(ValueError, match="reduction must be one of"):
        MeanSquaredError(reduction="average")
    with pytest.raises(ValueError, match="label smoothing"):
        CategoricalCrossentropy(label_smoothing=2)


@pytest.mark.parametrize("loss", [CategoricalCrossentropy(), SparseCategoricalCrossentropy()])
def test_a_saturated_softmax_keeps_its_gradient(loss):
    x = Tensor(np.array([[200.0, 0.0, -200.0]], "f4"))
    y = np.array([2]) if loss == SparseCategoricalCrossentropy() else np.array([[0, 0, 1.0]])
    value = loss(y, softmax(x))
    backward(value)
    assert value.array == pytest.approx(400)
    np.testing.assert_allclose(x.grad, [[1, 0, -1]])


def test_a_saturated_sigmoid_keeps_its_gradient():
    x = Tensor(np.array([[200.0], [-200.0]], "f4"))
    value = BinaryCrossentropy()(np.array([[0.0], [1.0]]), sigmoid(x))
    backward(value)
    assert value.array == pytest.approx(200)
    np.testing.assert_allclose(x.grad, [[0.5], [-0.5]])


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("BinaryCrossentropy", softmax),
        ("BinaryCrossentropy", partial(softmax, axis=0)),
        ("CategoricalCrossentropy", partial(softmax, axis=0)),
        ("CategoricalCrossentropy", sigmoid),
        ("SparseCategoricalCrossentropy", sigmoid),
    ],
)
def test_what_went_into_an_activation_counts_whatever_the_loss_as_in_keras(name, made, dialect):
    x = Tensor(REAL.astype("f4"))
    y = LABELS.argmax(-1) if name.startswith("Sparse") else LABELS
    wanted = LOSSES[name](from_logits=True, dialect=dialect)(y, x.array).array
    for from_logits in (False, True):
        loss = LOSSES[name](from_logits=from_logits, dialect=dialect)
        assert loss(y, made(x)).array == pytest.approx(float(wanted), rel=1e-6)
        metric = METRICS[name](from_logits=from_logits, dialect=dialect)
        metric.update(y, made(x))
        assert metric.result() == pytest.approx(float(wanted), rel=1e-6)


def test_probabilities_in_double_precision_are_taken_as_they_are_but_in_keras_2():
    x = Tensor(REAL)
    apart = BinaryCrossentropy()(LABELS, softmax(x).array).array
    assert BinaryCrossentropy()(LABELS, softmax(x)).array == pytest.approx(float(apart))
    older = BinaryCrossentropy(dialect="tf_keras")(LABELS, softmax(x)).array
    assert older == pytest.approx(float(BinaryCrossentropy(from_logits=True)(LABELS, x).array))


def test_a_softmax_along_another_axis_is_not_taken_for_the_last_one_in_double_precision():
    x = Tensor(REAL)
    p = softmax(x, axis=0)
    assert CategoricalCrossentropy()(LABELS, p).array == pytest.approx(
        float(CategoricalCrossentropy()(LABELS, p.array).array)
    )


def test_joint_and_separate_softmax_agree():
    joint = CategoricalCrossentropy(from_logits=True)(LABELS, REAL).array
    apart = CategoricalCrossentropy()(LABELS, softmax(REAL).array).array
    assert joint == pytest.approx(float(apart), abs=1e-9)


def test_soft_targets_have_the_right_gradient_through_the_joint_form():
    check_primitive(lambda x: softmax_crossentropy(SHARES * 1.5, x), REAL)


@pytest.mark.parametrize("name", ["BinaryCrossentropy", "CategoricalCrossentropy"])
def test_float16_predictions_are_judged_in_float32(name):
    y_true = np.eye(2, dtype="f4")[[0, 1, 1]]
    y_pred = np.array([[1, 0], [0, 1], [0.25, 0.75]], "f2")
    halves = Tensor(y_pred)
    loss = LOSSES[name]()(y_true, halves)
    backward(loss)
    assert loss.dtype == "float32" and halves.grad.dtype == np.float16
    wanted = LOSSES[name]()(y_true, y_pred.astype("f4"))
    np.testing.assert_array_equal(loss.array, wanted.array)
    assert np.isfinite(loss.array)
