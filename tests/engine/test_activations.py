from math import erfc, sqrt

import numpy as np
import pytest

from engine.activations import ACTIVATIONS, DIALECTS, activate
from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_primitive
from engine.ops.curves import normal_share
from engine.ops.ramps import bent_relu, hard_sigmoid_2

SPREAD = np.random.default_rng(5).normal(0, 3, (6, 8))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradient_is_numerically_right(name):
    check_primitive(ACTIVATIONS[name], SPREAD)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_dtype_and_shape_are_those_of_the_spec(name, dtype):
    y = activate(name, Tensor(SPREAD.astype(dtype)))
    assert y.spec == activate(name, Tensor(Spec(SPREAD.shape, dtype))).spec
    assert y.dtype == dtype
    if y.call is not None:
        (g,) = y.call.primitive.backward(y.call.saved, np.ones_like(y.data))
        assert g.dtype == dtype


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"exponential"}))
def test_far_values_overflow_nowhere(name):
    x = np.array([[-1e4, -100, 100, 1e4]], "f4")
    y = activate(name, Tensor(x))
    assert np.isfinite(y.data).all()
    if y.call is not None:
        (g,) = y.call.primitive.backward(y.call.saved, np.ones_like(y.data))
        assert np.isfinite(g).all()


def slope_at(function, x, **static):
    y = function(np.array([x]), **static)
    return y.call.primitive.backward(y.call.saved, np.ones(1))[0].item()


@pytest.mark.parametrize(
    ("name", "x", "slope"),
    [
        ("relu", 0, 0),
        ("relu6", 0, 0),
        ("relu6", 6, 0),
        ("leaky_relu", 0, 0.2),
        ("elu", 0, 1),
        ("hard_sigmoid", 3, 0),
        ("hard_tanh", 1, 1),
        ("softsign", 0, 1),
        ("celu", 0, 2),
        ("selu", 0, 1.0507009873554805),
    ],
)
def test_slope_at_a_kink(name, x, slope):
    assert slope_at(ACTIVATIONS[name], float(x)) == pytest.approx(slope)


def test_hard_sigmoid_differs_between_the_generations():
    x = Tensor(np.array([-2.0, 1.0]))
    assert activate("hard_sigmoid", x).data == pytest.approx([1 / 6, 4 / 6])
    assert activate("hard_sigmoid", x, "tf_keras").data == pytest.approx([0.1, 0.7])
    check_primitive(hard_sigmoid_2, SPREAD)
    assert DIALECTS["keras3"] is ACTIVATIONS


def test_gelu_is_the_exact_form():
    x = np.linspace(-8, 8, 401)
    exact = np.array([0.5 * erfc(-v / sqrt(2)) for v in x])
    np.testing.assert_allclose(normal_share(x), exact, rtol=1e-13, atol=2e-16)
    np.testing.assert_allclose(normal_share(x.astype("f4")), exact, rtol=3e-6, atol=1e-12)


def test_bent_relu_has_its_pieces():
    x = np.array([-1, 0.5, 1, 1.5, 2, 3])
    pieces = {"max_value": 2.0, "negative_slope": 0.1, "threshold": 1.0}
    assert bent_relu(x, **pieces).data == pytest.approx([-0.2, -0.05, 0, 1.5, 2, 2])
    check_primitive(bent_relu, SPREAD, **pieces)
    assert slope_at(bent_relu, 1.0, **pieces) == 0
    assert slope_at(bent_relu, 2.0, **pieces) == 1
    assert slope_at(bent_relu, 6.0, max_value=6, negative_slope=0.1, threshold=0) == 0


def test_sparsemax_is_that_of_keras_3_and_not_that_of_its_paper():
    # Found in Keras 3.15 with TensorFlow: the paper's algorithm gives (0.6, 0, 0.4) in the
    # first row, where two values are kept, and thirds in the last.
    y = ACTIVATIONS["sparsemax"](np.array([[2.0, 0.5, 1.8], [3, 0.5, 1.8], [0, 0, 0]])).data
    np.testing.assert_allclose(y, [[0, 0, 0], [1, 0, 0], [1 / 3] * 3], atol=1e-12)


def test_the_mask_is_handed_on():
    x = Tensor(np.ones((2, 4)), mask=Tensor(np.ones(2, bool)))
    assert all(activate(name, x).mask is x.mask for name in ACTIVATIONS)


def test_an_unknown_name_is_refused_at_its_row():
    with pytest.raises(ShapeError, match="no activation 'rely'") as refusal:
        activate("rely", Tensor(Spec((None, 3))))
    assert refusal.value.parameter == "activation"


def test_glu_refuses_an_odd_axis():
    with pytest.raises(ShapeError, match="whose length is odd"):
        activate("glu", Tensor(Spec((None, 3))))
    with pytest.raises(ShapeError, match="whose length is odd"):
        activate("glu", Tensor(np.ones((2, 3))))
