"""What every normalization card does with hard numbers; warnings of NumPy are errors here.

The cards are those of the registry's group, so that a new one must be told of here.
"""

import numpy as np
import pytest

from cards.card import LayerCard
from cards.registry import builtin_cards
from engine.autodiff import Tensor, propagate
from engine.scope import Scope, apply_layer

GROUP = "Layers / Normalization layers"
CARDS = {
    name: card
    for name, card in builtin_cards().items()
    if card.group == GROUP and issubclass(card, LayerCard) and "layer" not in card.model_fields
}
"""The group's layers but for those around another layer."""

SETTINGS = {"GroupNormalization": {"groups": 2}}
SHAPE = (4, 6, 8)


def over(*axes, centred=True):
    """The formula of a normalization over ``axes``, in float64."""

    def normalized(x, epsilon):
        far = x - x.mean(axes, keepdims=True) * centred
        return far / np.sqrt((far**2).mean(axes, keepdims=True) + epsilon)

    return normalized


def grouped(x, epsilon):
    split = x.reshape(*x.shape[:-1], 2, x.shape[-1] // 2)
    return over(*range(1, x.ndim - 1), x.ndim)(split, epsilon).reshape(x.shape)


def unit(x, _):
    return x / np.sqrt((x**2).sum(-1, keepdims=True))


FORMULAS = {
    "BatchNormalization": lambda x, e: over(*range(x.ndim - 1))(x, e),
    "LayerNormalization": over(-1),
    "GroupNormalization": grouped,
    "InstanceNormalization": lambda x, e: over(*range(1, x.ndim - 1))(x, e),
    "RMSNormalization": over(-1, centred=False),
    "UnitNormalization": unit,
}
TOGETHER = {"BatchNormalization": (0, 1), "GroupNormalization": (1,), "InstanceNormalization": (1,)}
"""Axes that are normalized together besides some channels."""

every_card = pytest.mark.parametrize("name", CARDS)
in_both = pytest.mark.parametrize("training", [False, True])
in_all_types = pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])


def test_the_formula_of_every_card_is_known():
    assert CARDS.keys() == FORMULAS.keys()


def swept(name, x, training=True, dtype="float32"):
    """Output, gradient of the input, and scope, for upstream gradients that are drawn."""
    layer = CARDS[name](**SETTINGS.get(name, {}), dtype=dtype).build()
    scope = Scope(layer, np.random.default_rng(0))
    scope.training = training
    tensor = Tensor(np.asarray(x, dtype))
    y = apply_layer(layer, scope, [tensor])
    g = np.random.default_rng(1).standard_normal(x.shape).astype(dtype)
    propagate([(y, g)])
    assert y.dtype == dtype and tensor.grad.dtype == dtype
    return y.array, tensor.grad, scope, g


def drawn(*shape, mean=0.0, std=1.0):
    return mean + std * np.random.default_rng(len(shape)).standard_normal(shape)


def slope(formula, x, g, epsilon, step=1e-3):
    """The formula's slopes along random ways, by differences in float64."""
    ways = np.random.default_rng(2).standard_normal((5, *x.shape))
    rises = [formula(x + step * w, epsilon) - formula(x - step * w, epsilon) for w in ways]
    return ways, [np.sum(rise * g) / (2 * step) for rise in rises]


@every_card
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-4), ("float64", 1e-10)])
def test_a_large_mean_costs_no_accuracy(name, dtype, tolerance):
    x = drawn(8, 16, 8, mean=1e4).astype(dtype).astype(np.float64)
    epsilon = getattr(CARDS[name](), "epsilon", 0)
    y, g_x, _, g = swept(name, x, dtype=dtype)
    np.testing.assert_allclose(y, FORMULAS[name](x, epsilon), rtol=tolerance, atol=tolerance)
    ways, wanted = slope(FORMULAS[name], x, g.astype(np.float64), epsilon)
    found = [np.sum(g_x.astype(np.float64) * way) for way in ways]
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-3)


def test_a_large_mean_costs_no_accuracy_in_inference():
    x = drawn(8, 16, 8, mean=1e4).astype(np.float32)
    layer = CARDS["BatchNormalization"]().build()
    scope = Scope(layer)
    apply_layer(layer, scope, [Tensor(x)])
    exact = x.astype(np.float64)
    mean, variance = exact.mean((0, 1)), exact.var((0, 1))
    scope.values["moving_mean"].data = mean.astype(np.float32)
    scope.values["moving_variance"].data = variance.astype(np.float32)
    y = apply_layer(layer, scope, [Tensor(x)]).array
    kept = mean.astype(np.float32).astype(np.float64)
    np.testing.assert_allclose(y, (exact - kept) / np.sqrt(variance + 1e-3), rtol=1e-4, atol=1e-4)


@every_card
@in_all_types
@in_both
@pytest.mark.parametrize("value", [0.0, 7.0, 1e4, -3e4])
def test_constant_inputs_give_constants(name, dtype, training, value):
    y, g_x, _, _ = swept(name, np.full(SHAPE, value), training, dtype)
    assert np.isfinite(y).all() and np.isfinite(g_x).all()
    assert np.ptp(y) == 0
    if name not in ("RMSNormalization", "UnitNormalization") and training:
        np.testing.assert_array_equal(y, 0)


@every_card
@in_all_types
@in_both
@pytest.mark.parametrize("shape", [(1, 8), (1, 1, 8), (1, 5, 2), (3, 1, 2)])
def test_a_batch_of_one_is_normalized(name, dtype, training, shape):
    x = drawn(*shape)
    y, g_x, scope, _ = swept(name, x, training, dtype)
    assert np.isfinite(y).all() and np.isfinite(g_x).all()
    assert all(np.isfinite(v.array).all() for v in scope.updates.values())
    epsilon = getattr(CARDS[name](), "epsilon", 0)
    if training:
        wanted = FORMULAS[name](x.astype(dtype).astype(np.float64), epsilon)
        np.testing.assert_allclose(y, wanted, atol=4e-3 if dtype == "float16" else 1e-5)


@every_card
@in_all_types
@in_both
@pytest.mark.parametrize("shape", [(0, 8), (0, 3, 8), (2, 0, 8)])
def test_nothing_in_gives_nothing_out(name, dtype, training, shape):
    y, g_x, _, _ = swept(name, np.zeros(shape), training, dtype)
    assert y.shape == g_x.shape == shape


@every_card
@in_all_types
@in_both
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_stays_in_its_part(name, dtype, training, bad):
    x = drawn(*SHAPE)
    x[1, 2, 3] = bad
    y, g_x, scope, _ = swept(name, x, training, dtype)
    reached = np.zeros(SHAPE, bool)
    inference = name == "BatchNormalization" and not training
    if inference:
        reached[1, 2, 3] = True
    else:
        places = [1, 2, slice(None)]
        for axis in TOGETHER.get(name, ()):
            places[axis] = slice(None)
        channels = {"BatchNormalization": 3, "InstanceNormalization": 3}
        places[2] = slice(4) if name == "GroupNormalization" else channels.get(name, slice(None))
        reached[tuple(places)] = True
    clean, _, again, _ = swept(name, np.where(reached, 1.0, x), training, dtype)
    assert np.isfinite(y[~reached]).all() and np.isfinite(g_x[~reached]).all()
    assert not np.isfinite(y[1, 2, 3]) or name in ("RMSNormalization", "UnitNormalization")
    np.testing.assert_array_equal(y[~reached], clean[~reached])
    if not inference and np.isnan(bad):
        assert np.isnan(y[reached]).all() and np.isnan(g_x[reached]).all()
    for path, value in scope.updates.items():
        others = np.arange(8) != 3
        np.testing.assert_array_equal(value.array[others], again.updates[path].array[others])


@every_card
@in_both
def test_huge_numbers_make_no_warnings(name, training):
    for dtype, value in (("float16", 6e4), ("float32", 1e30), ("float64", 1e300)):
        x = drawn(*SHAPE) * value / 10
        y, _, _, _ = swept(name, x, training, dtype)
        assert y.shape == SHAPE


@every_card
@in_both
def test_tiny_numbers_make_no_warnings(name, training):
    for dtype, value in (("float16", 6e-8), ("float32", 1e-44), ("float64", 1e-320)):
        y, g_x, _, _ = swept(name, drawn(*SHAPE) * value, training, dtype)
        assert np.isfinite(y).all() and np.isfinite(g_x).all()
