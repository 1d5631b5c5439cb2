"""Layers that put values into another shape."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_layer
from engine.layers.reshaping import flatten, permute, repeat_vector, reshape
from engine.scope import Layer, Scope


def run(function, x, **params):
    layer = Layer(function, params)
    mask = None if isinstance(x, Spec) or x.ndim < 2 else Tensor(np.ones(x.shape[:2], bool))
    return layer(Scope(layer), Tensor(x, mask=mask))


def numbers(*shape):
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


def test_axes_are_counted_from_1_behind_the_batch():
    x = numbers(2, 3, 4, 5)
    y = run(permute, x, dims=(3, 1, 2))
    np.testing.assert_array_equal(y.array, x.transpose(0, 3, 1, 2))
    assert y.mask is None
    assert run(permute, Spec((None, None, 4)), dims=[2, 1]).shape == (None, 4, None)


@pytest.mark.parametrize("dims", [(0, 1), (1, 1), (2, 3), (-1, 1)])
def test_an_order_names_each_axis_once(dims):
    with pytest.raises(ShapeError, match="names each of 1, 2, 3 and so on once") as refusal:
        run(permute, numbers(2, 3, 4), dims=dims)
    assert refusal.value.parameter == "dims"


@pytest.mark.parametrize("dims", [(1,), (3, 1, 2)])
def test_an_order_has_the_axes_of_the_input(dims):
    with pytest.raises(ShapeError, match=r"the input \(2, 3, 4\), which has 2 behind the batch"):
        run(permute, numbers(2, 3, 4), dims=dims)


def test_vectors_are_repeated_as_steps():
    x = numbers(2, 3)
    y = run(repeat_vector, x, n=4)
    np.testing.assert_array_equal(y.array, np.repeat(x[:, None], 4, axis=1))
    assert run(repeat_vector, Spec((None, None)), n=4).shape == (None, 4, None)


@pytest.mark.parametrize(
    ("n", "dialect", "error"),
    [
        (0, "keras3", ShapeError),
        (-1, "keras3", ShapeError),
        (-1, "tf_keras", ShapeError),
        (2.0, "keras3", TypeError),
        ("2", "tf_keras", TypeError),
        (True, "keras3", TypeError),
    ],
)
def test_the_number_of_repetitions_is_positive_and_whole(n, dialect, error):
    with pytest.raises(error, match="number of repetitions") as refusal:
        run(repeat_vector, numbers(2, 3), n=n, dialect=dialect)
    assert refusal.value.parameter == "n"


def test_keras_2_repeats_no_times_or_true_times():
    assert run(repeat_vector, numbers(2, 3), n=0, dialect="tf_keras").shape == (2, 0, 3)
    assert run(repeat_vector, numbers(2, 3), n=True, dialect="tf_keras").shape == (2, 1, 3)


def test_only_vectors_are_repeated():
    with pytest.raises(ShapeError, match=r"takes \(batch, features\); the input is \(2, 3, 4\)"):
        run(repeat_vector, numbers(2, 3, 4), n=2)


@pytest.mark.parametrize("sizes", [(-1, -1), (-2, 3)])
def test_sizes_below_minus_1_or_several_minus_1_are_refused_for_every_input(sizes):
    for spec in (Spec(()), Spec((None, 6)), Spec((None, None))):
        with pytest.raises(ShapeError, match=r"-1 once|more than one -1") as refusal:
            run(reshape, spec, target_shape=sizes)
        assert refusal.value.parameter == "target_shape"


@pytest.mark.parametrize("shape", [(2, 0), (2, 0, 3), (0, 3), (0, 0)])
@pytest.mark.parametrize("order", ["channels_last", "channels_first"])
def test_nothing_can_be_flattened(shape, order):
    y = run(flatten, numbers(*shape), data_format=order)
    assert y.shape == (shape[0], int(np.prod(shape[1:])))


@pytest.mark.parametrize(
    ("function", "params", "shape"),
    [
        (flatten, {}, (2, 3, 4)),
        (flatten, {"data_format": "channels_first"}, (2, 3, 2, 2)),
        (reshape, {"target_shape": (2, -1)}, (3, 4)),
        (permute, {"dims": (3, 1, 2)}, (2, 3, 2, 4)),
        (repeat_vector, {"n": 3}, (2, 3)),
    ],
)
def test_gradients(function, params, shape):
    check_layer(Layer(function, params), np.random.default_rng(0).standard_normal(shape))
