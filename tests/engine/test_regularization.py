"""Layers that disturb values while training, and what they refuse."""

from itertools import product

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_layer
from engine.layers.regularization import (
    activity_regularization,
    alpha_dropout,
    dropout,
    gaussian_dropout,
    gaussian_noise,
    spatial_dropout_1d,
    spatial_dropout_2d,
    spatial_dropout_3d,
)
from engine.scope import Layer, Scope

SPATIAL = (spatial_dropout_1d, spatial_dropout_2d, spatial_dropout_3d)
NOISY = (dropout, alpha_dropout, gaussian_dropout, gaussian_noise)
OLDER = {"dialect": "tf_keras"}


def strength(function, value):
    return {"stddev" if function is gaussian_noise else "rate": value}


def run(function, x, training=True, mask=None, stream=0, **params):
    layer = Layer(function, params)
    scope = Scope(layer, np.random.default_rng(stream), training=training)
    return layer(scope, Tensor(x, mask=None if mask is None else Tensor(mask)))


@pytest.mark.parametrize("function", NOISY)
def test_nothing_happens_outside_training_or_at_strength_0(function):
    x = np.random.default_rng(0).standard_normal((3, 4)).astype("f4")
    mask = np.ones((3,), bool)
    for training, value in ((False, 0.5), (True, 0), (True, 0.0)):
        y = run(function, x, training=training, mask=mask, **strength(function, value))
        np.testing.assert_array_equal(y.array, x)
        assert y.mask is not None


@pytest.mark.parametrize("function", NOISY)
def test_a_seed_alone_fixes_the_draws(function):
    x = np.ones((50, 4), np.float32)
    params = strength(function, 0.5)
    first, again = (run(function, x, stream=s, **params).array for s in (1, 2))
    assert not np.array_equal(first, again)
    for seed in (7, -1, 2**40):
        first, again = (run(function, x, stream=s, seed=seed, **params).array for s in (1, 2))
        np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("function", NOISY)
@pytest.mark.parametrize("value", [0.1, 0.6])
def test_mean_and_deviation_of_the_noise(function, value):
    x = np.ones((400, 500), np.float32)
    y = run(function, x, **strength(function, value)).array
    deviation = value if function is gaussian_noise else (value / (1 - value)) ** 0.5
    if function is alpha_dropout:
        floor = -1.6732632423543772 * 1.0507009873554805
        slope = ((1 - value) * (1 + value * floor**2)) ** -0.5
        high, low = slope * (1 - floor * value), slope * (floor - floor * value)
        np.testing.assert_allclose(np.unique(y), [low, high], rtol=1e-5)
        mean = value * low + (1 - value) * high
        deviation = (high - low) * (value * (1 - value)) ** 0.5
    else:
        mean = 1.0
    assert y.mean() == pytest.approx(mean, abs=6 * deviation / y.size**0.5)
    assert y.std() == pytest.approx(deviation, rel=0.02)


def test_alpha_dropout_keeps_mean_0_and_deviation_1():
    x = np.random.default_rng(5).standard_normal((500, 400)).astype("f4")
    y = run(alpha_dropout, x, rate=0.3).array
    assert y.mean() == pytest.approx(0, abs=0.01)
    assert y.std() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("rank", "order"),
    [(1, "channels_last"), *product((2, 3), ("channels_last", "channels_first"))],
)
def test_whole_channels_are_dropped(rank, order):
    shape = (40, *[3] * rank, 25) if order == "channels_last" else (40, 25, *[3] * rank)
    params = {} if rank == 1 else {"data_format": order}
    y = run(SPATIAL[rank - 1], np.ones(shape, np.float32), rate=0.3, **params).array
    channels = np.moveaxis(y, 1, -1) if order == "channels_first" else y
    by_channel = channels.reshape(40, -1, 25)
    assert np.ptp(by_channel, axis=1).max() == 0
    assert (by_channel[:, 0] == 0).mean() == pytest.approx(0.3, abs=0.09)


@pytest.mark.parametrize("function", [dropout, alpha_dropout])
@pytest.mark.parametrize("noise_shape", [(30, 1, 20), (None, 1, None), (1, 20), [1, 1, 20]])
def test_draws_are_shared_along_axes_of_1(function, noise_shape):
    y = run(function, np.ones((30, 10, 20), np.float32), rate=0.5, noise_shape=noise_shape).array
    assert np.ptp(y, axis=1).max() == 0
    assert np.ptp(y, axis=2).max() > 0


@pytest.mark.parametrize("function", [dropout, alpha_dropout])
@pytest.mark.parametrize("noise_shape", [(3, 2), (2, 4), (3, 4, 1), (3, None, None)])
def test_a_noise_shape_that_does_not_fit_is_refused_in_training(function, noise_shape):
    x = np.ones((3, 4), np.float32)
    with pytest.raises(ShapeError, match="does not fit the input") as refusal:
        run(function, x, rate=0.5, noise_shape=noise_shape)
    assert refusal.value.parameter == "noise_shape"
    run(function, x, training=False, rate=0.5, noise_shape=noise_shape)


@pytest.mark.parametrize("noise_shape", [(0, 4), (-1, 4), (1.0, 1), "ab", 3])
def test_a_noise_shape_of_other_than_positive_numbers_is_refused_at_once(noise_shape):
    with pytest.raises(ShapeError, match="positive numbers or None"):
        run(dropout, np.ones((3, 4)), training=False, rate=0.5, noise_shape=noise_shape)


@pytest.mark.parametrize("function", [*NOISY, *SPATIAL])
@pytest.mark.parametrize("value", [-0.5, 1.5])
def test_a_strength_outside_0_to_1_is_refused(function, value):
    row = next(iter(strength(function, value)))
    with pytest.raises(ShapeError, match=f"the {row} must be between 0 and 1") as refusal:
        run(function, Spec((None, 2)), **strength(function, value))
    assert refusal.value.parameter == row


def test_alpha_dropout_of_keras_2_needs_a_known_noise_shape():
    x = np.ones((3, 4), np.float32)
    with pytest.raises(ShapeError, match="has an unknown size"):
        run(alpha_dropout, x, rate=0.5, noise_shape=(None, 1), **OLDER)


def test_keras_2_takes_other_strengths_where_it_does_not_look():
    x = np.ones((300, 300), np.float32)
    for function in (alpha_dropout, gaussian_dropout):
        for rate in (-0.5, 1.0, 1.5):
            np.testing.assert_array_equal(run(function, x, rate=rate, **OLDER).array, x)
    assert run(gaussian_noise, x, stddev=2.5, **OLDER).array.std() == pytest.approx(2.5, rel=0.02)


@pytest.mark.parametrize(
    ("function", "dialect"),
    [
        (alpha_dropout, "keras3"),
        (gaussian_dropout, "keras3"),
        (dropout, "tf_keras"),
        (spatial_dropout_1d, "tf_keras"),
    ],
)
def test_these_cannot_be_trained_with_rate_1(function, dialect):
    x = np.ones((2, 3, 4), np.float32)
    run(function, x, training=False, rate=1.0, dialect=dialect)
    with pytest.raises(ShapeError, match="number below 1 in training"):
        run(function, x, rate=1.0, dialect=dialect)


def test_everything_may_be_dropped_in_keras_3():
    assert not run(dropout, np.ones((3, 4), np.float32), rate=1.0).array.any()


@pytest.mark.parametrize("function", NOISY)
def test_a_seed_is_a_whole_number(function):
    params = {**strength(function, 0.5), "seed": 2.5}
    with pytest.raises(ShapeError, match=r"whole number, not 2\.5") as refusal:
        run(function, np.ones((2, 2)), **params)
    assert refusal.value.parameter == "seed"
    run(function, np.ones((2, 2), np.float32), **params, **OLDER)
    text = {**params, "seed": "a", **OLDER}
    run(function, np.ones((2, 2), np.float32), training=False, **text)
    with pytest.raises(TypeError, match="not 'a'"):
        run(function, np.ones((2, 2), np.float32), **text)


@pytest.mark.parametrize("function", SPATIAL)
def test_channels_need_their_axes(function):
    with pytest.raises(ShapeError, match=r"spatial dropout .D takes .* the input is"):
        run(function, Spec((None, 3)), rate=0.5)


def penalty(x, **params):
    layer = Layer(activity_regularization, params)
    scope = Scope(layer)
    assert layer(scope, Tensor(x)).array is x
    return [float(loss.array) for loss in scope.losses]


def test_the_penalty_is_a_mean_over_the_batch():
    x = np.array([[1.0, -2.0], [0.0, 3.0]], np.float32)
    assert penalty(x, l1=0.5, l2=0.25) == pytest.approx([(0.5 * 6 + 0.25 * 14) / 2])
    assert penalty(x) == []


@pytest.mark.parametrize("factor", [-0.1, float("inf"), float("nan"), "a", [0.1]])
def test_penalties_need_factors_of_0_or_more(factor):
    with pytest.raises(ShapeError, match="l2 must be a number of 0 or more") as refusal:
        penalty(np.ones((2, 2), np.float32), l2=factor)
    assert refusal.value.parameter == "l2"


def test_a_negative_penalty_is_possible_in_keras_2():
    assert penalty(np.ones((2, 3), np.float32), l1=-1.0, **OLDER) == pytest.approx([-3])


@pytest.mark.parametrize("function", [*NOISY, *SPATIAL])
def test_gradients_by_seed(function):
    rank = SPATIAL.index(function) + 1 if function in SPATIAL else 1
    x = np.random.default_rng(0).standard_normal((2, *[2] * rank, 4))
    for seed in (None, 3):
        layer = Layer(function, {**strength(function, 0.4), "seed": seed})
        check_layer(layer, x, training=True)


def test_gradient_of_the_penalty():
    x = np.random.default_rng(0).standard_normal((3, 2, 2))
    check_layer(Layer(activity_regularization, {"l1": 0.3, "l2": 0.2}), x)
