import numpy as np
import pytest

from engine.autodiff import primitive
from engine.gradcheck import GradientError, check_layer, check_primitive, primitive_slopes
from engine.initializers import ones
from engine.ops.elementwise import multiply, scale
from engine.ops.rules import unchanged
from engine.regularizers import l2
from engine.scope import Layer, WeightPolicy


@primitive(shape=unchanged, backward=lambda saved, g: (g * saved,))
def cube_with_wrong_slope(x):
    return x**3, 2 * x**2


@primitive(shape=unchanged, backward=lambda saved, g: (g * np.nan,))
def slope_is_nan(x):
    return x, None


def weighted(scope, x):
    return multiply(x, scope.weight("kernel", x.shape[1:], default=ones))


def noisy(scope, x):
    return multiply(x, scope.stream(None if scope.training else 3).standard_normal(x.shape))


def test_a_wrong_gradient_is_refused_with_both_numbers():
    with pytest.raises(GradientError, match=r"cube_with_wrong_slope is wrong:\n  x0: analytic "):
        check_primitive(cube_with_wrong_slope, np.linspace(-1, 2, 6))


def test_a_nan_does_not_pass():
    with pytest.raises(GradientError):
        check_primitive(slope_is_nan, np.ones(3))


def test_slopes_are_found_in_float64_for_each_input_of_floats():
    slopes = primitive_slopes(multiply, np.ones(3, "f4"), np.arange(3), directions=1)
    assert [s.name for s in slopes] == ["x0"]
    assert slopes[0].error < 1e-9


def test_weights_and_penalties_of_a_layer_are_checked():
    layer = Layer(weighted, policies={"kernel": WeightPolicy(regularizer=l2)})
    check_layer(layer, np.linspace(-1, 1, 12).reshape(4, 3))


def test_activity_penalties_are_checked():
    layer = Layer(weighted, policies={"activity": WeightPolicy(regularizer=l2)})
    check_layer(layer, np.linspace(-1, 1, 12).reshape(4, 3))


@pytest.mark.parametrize("training", [False, True])
def test_random_layers_draw_the_same_numbers_at_each_evaluation(training):
    check_layer(Layer(noisy), np.linspace(-1, 1, 12).reshape(4, 3), training=training)


def test_static_arguments_reach_the_primitive():
    check_primitive(scale, np.ones(3), factor=-2.5)
