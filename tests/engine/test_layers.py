"""Every layer function: gradients, specs and dtypes, over many settings."""

import numpy as np
import pytest

from engine.autodiff import Spec, Tensor, propagate
from engine.gradcheck import check_layer
from engine.layers.activation import activation, relu
from engine.layers.convolution import conv_2d
from engine.layers.core import dense
from engine.layers.merging import add, concatenate
from engine.layers.pooling import average_pooling_2d, global_average_pooling_2d, max_pooling_2d
from engine.layers.regularization import dropout
from engine.layers.reshaping import flatten, reshape
from engine.regularizers import l1, l2
from engine.scope import Layer, Scope, WeightPolicy
from tests.engine import sliding_cases

FIRST = {"data_format": "channels_first"}
PENALIZED = {"kernel": WeightPolicy(regularizer=l2), "activity": WeightPolicy(regularizer=l1)}

CASES = [
    (dense, [(4, 3)], {"units": 5}),
    (dense, [(2, 3, 4)], {"units": 2, "activation": "tanh", "use_bias": False}),
    (dense, [(2, 2, 2, 3)], {"units": 3, "activation": "softmax"}),
    (activation, [(3, 4)], {"activation": "gelu"}),
    (activation, [(3, 4)], {"activation": "linear"}),
    (relu, [(4, 5)], {}),
    (relu, [(4, 5)], {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}),
    (conv_2d, [(2, 5, 4, 3)], {"filters": 2, "kernel_size": (3, 2)}),
    (conv_2d, [(1, 6, 5, 2)], {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"}),
    (conv_2d, [(1, 2, 5, 4)], {"filters": 4, "kernel_size": (2, 3), "groups": 2, **FIRST}),
    (
        conv_2d,
        [(1, 6, 6, 2)],
        {"filters": 2, "kernel_size": 2, "dilation_rate": 2, "padding": "SAME", "use_bias": False},
    ),
    (conv_2d, [(1, 4, 4, 2)], {"filters": 3, "kernel_size": 1, "activation": "softplus"}),
    (max_pooling_2d, [(2, 4, 6, 2)], {}),
    (max_pooling_2d, [(1, 2, 4, 5)], {"pool_size": 2, "strides": 1, **FIRST}),
    (max_pooling_2d, [(1, 5, 5, 2)], {"pool_size": (3, 2), "strides": 2, "padding": "same"}),
    (average_pooling_2d, [(2, 4, 6, 2)], {}),
    (average_pooling_2d, [(1, 2, 4, 5)], {"pool_size": 2, "padding": "same", **FIRST}),
    (global_average_pooling_2d, [(2, 3, 4, 2)], {}),
    (global_average_pooling_2d, [(2, 2, 3, 4)], {"keepdims": True, **FIRST}),
    (flatten, [(2, 3, 4)], {}),
    (flatten, [(2, 3, 2, 2)], FIRST),
    (flatten, [(3,)], {}),
    (reshape, [(2, 6)], {"target_shape": (3, 2)}),
    (reshape, [(2, 3, 4)], {"target_shape": (-1, 2)}),
    (dropout, [(4, 6)], {"rate": 0.4}),
    (dropout, [(4, 6, 2)], {"rate": 0.4, "noise_shape": (None, 1, 2), "seed": 3}),
    (dropout, [(4, 6)], {"rate": 1.0}),
    (add, [(2, 3), (2, 3)], {}),
    (add, [(2, 3), (2, 4, 3), (2, 1, 3)], {}),
    (concatenate, [(2, 3, 2), (2, 1, 2)], {"axis": 1}),
    (concatenate, [(2, 3), (2, 4), (2, 1)], {}),
    *sliding_cases.CASES,
]
IDS = [f"{function.__name__}{number}" for number, (function, _, _) in enumerate(CASES)]


def by_case(test):
    return pytest.mark.parametrize(("function", "shapes", "params"), CASES, ids=IDS)(test)


def arrays(shapes, dtype="f8"):
    rng = np.random.default_rng(21)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


@by_case
@pytest.mark.parametrize("training", [False, True])
def test_gradient_is_numerically_right(function, shapes, params, training):
    policies = PENALIZED if function in (dense, conv_2d) else {}
    check_layer(Layer(function, params, policies), *arrays(shapes), training=training)


@by_case
@pytest.mark.parametrize(
    ("dtype", "weights", "result"),
    [
        ("float32", "float32", "float32"),
        ("float64", "float64", "float64"),
        ("float16", "float16", "float16"),
        ("mixed_float16", "float32", "float16"),
    ],
)
def test_output_and_weights_are_as_inferred(function, shapes, params, dtype, weights, result):
    layer = Layer(function, params, dtype=dtype)
    inferred, computed = Scope(layer, abstract=True, training=True), Scope(layer, training=True)
    told = layer(inferred, *(Tensor(Spec(s)) for s in shapes))
    xs = [Tensor(a) for a in arrays(shapes, "f4")]
    y = layer(computed, *xs)
    assert y.spec == told.spec and y.dtype == result
    specs = {name: value.spec for name, value in inferred.values.items()}
    assert specs == {name: value.spec for name, value in computed.values.items()}
    assert {spec.dtype for spec in specs.values()} <= {weights}
    propagate([(y, np.ones_like(y.array))])
    grads = [t.grad for t in (*xs, *computed.values.values())]
    assert [g.dtype.name for g in grads] == ["float32"] * len(xs) + [weights] * len(specs)


@by_case
def test_the_batch_size_need_not_be_known(function, shapes, params):
    layer = Layer(function, params)
    y = layer(Scope(layer, abstract=True), *(Tensor(Spec((None, *s[1:]))) for s in shapes))
    known = layer(Scope(layer, abstract=True), *(Tensor(Spec(s)) for s in shapes))
    assert y.shape == (None, *known.shape[1:])
