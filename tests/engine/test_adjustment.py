import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_layer
from engine.layers.adjustment import UniformAdjustment
from engine.layers.normalization import batch_normalization
from engine.scope import Layer, Scope

X = np.random.default_rng(0).normal(size=(6, 5, 3)).astype("float32")


def outputs(adjustment, training=True, seed=1, calls=2):
    layer = Layer(batch_normalization, {"adjustment": adjustment, "dialect": "tf_keras"})
    scope = Scope(layer, np.random.default_rng(seed), training=training)
    return [layer(scope, Tensor(X)).array for _ in range(calls)]


def test_each_batch_gets_a_factor_and_a_shift_a_channel():
    plain = outputs(None)[0]
    first, second = outputs(UniformAdjustment((0.5, 2.0), (-1.0, 1.0)))
    assert not np.allclose(first, second)
    for y in (first, second):
        for channel in range(3):
            slope, shift = np.polyfit(plain[..., channel].ravel(), y[..., channel].ravel(), 1)
            assert 0.5 <= slope <= 2 and -1 <= shift <= 1
            fitted = slope * plain[..., channel] + shift
            assert np.allclose(fitted, y[..., channel], atol=1e-5)


def test_only_training_is_adjusted():
    assert np.array_equal(
        outputs(UniformAdjustment(), training=False), outputs(None, training=False)
    )


def test_the_layers_stream_or_a_seed_decides():
    assert np.array_equal(
        outputs(UniformAdjustment(), seed=4), outputs(UniformAdjustment(), seed=4)
    )
    assert not np.array_equal(outputs(UniformAdjustment(), seed=4), outputs(UniformAdjustment()))
    seeded = UniformAdjustment(seed=9)
    assert np.array_equal(outputs(seeded, seed=4), outputs(seeded))
    first, second = outputs(seeded)
    assert not np.array_equal(first, second)


def test_the_gradient_goes_through_it():
    params = {"adjustment": UniformAdjustment(), "dialect": "tf_keras"}
    check_layer(Layer(batch_normalization, params), X, training=True, tolerance=1e-6)


@pytest.mark.parametrize("axis", [1, [1, 2], -1])
def test_the_channels_are_those_of_the_normalization(axis):
    params = {"axis": axis, "dialect": "tf_keras"}
    found = []
    for adjustment in (None, UniformAdjustment((0.5, 2.0), (-1.0, 1.0))):
        layer = Layer(batch_normalization, {**params, "adjustment": adjustment})
        found.append(layer(Scope(layer, training=True), Tensor(X)).array)
    others = {1: (0, 2), -1: (0, 1)}.get(axis if isinstance(axis, int) else 0, (0,))
    plain, adjusted = (np.moveaxis(y, others, range(len(others))) for y in found)
    lead = int(np.prod(plain.shape[: len(others)]))
    for x, y in zip(plain.reshape(lead, -1).T, adjusted.reshape(lead, -1).T, strict=True):
        slope, shift = np.polyfit(x, y, 1)
        assert 0.5 <= slope <= 2 and -1 <= shift <= 1
        np.testing.assert_allclose(slope * x + shift, y, atol=1e-5)


def test_keras_3_has_none():
    layer = Layer(batch_normalization, {"adjustment": UniformAdjustment()})
    with pytest.raises(ShapeError, match="keras3"):
        layer(Scope(layer, abstract=True), Tensor(Spec((None, 3))))
