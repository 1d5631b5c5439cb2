"""Where pooling layers surprise, and what they refuse."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.layers.pooling import (
    average_pooling_1d,
    average_pooling_3d,
    global_average_pooling_1d,
    global_average_pooling_2d,
    global_max_pooling_1d,
    global_max_pooling_3d,
    max_pooling_1d,
    max_pooling_2d,
    max_pooling_3d,
)
from engine.scope import Layer, Scope

OLDER = {"dialect": "tf_keras"}


def applied(function, x, **params):
    layer = Layer(function, params)
    return layer(Scope(layer), x if isinstance(x, Tensor) else Tensor(x))


def signal(*values):
    return np.array(values, "f4").reshape(1, -1, 1)


def test_an_average_over_the_edge_is_that_of_what_lies_inside():
    y = applied(average_pooling_1d, signal(1, 2, 3, 4), pool_size=3, strides=2, padding="same")
    assert y.data.ravel().tolist() == [2, 3.5]


def test_equal_values_of_a_window_share_nothing_and_those_of_a_channel_all():
    for function, expected in [(max_pooling_1d, [1, 0, 0]), (global_max_pooling_1d, [0.5, 0.5, 0])]:
        x = Tensor(signal(2, 2, 1))
        y = applied(function, x)
        propagate([(y, np.ones(y.shape, "f4"))])
        assert x.grad.ravel().tolist() == expected


def test_all_equal_values_of_a_window_of_a_volume_get_the_gradient():
    x = Tensor(np.array([1, 2, 2, 2, 1], "f4").reshape(1, 5, 1, 1, 1))
    y = applied(max_pooling_3d, x, pool_size=(2, 1, 1), strides=1)
    propagate([(y, np.ones(y.shape, "f4"))])
    assert x.grad.ravel().tolist() == [0, 2, 2, 2, 0]


def test_integers_stay_integers_where_the_largest_is_kept():
    x = np.arange(-8, 0).reshape(1, 4, 2)
    assert applied(max_pooling_1d, x, padding="same", pool_size=3).data.tolist() == [
        [[-6, -5], [-2, -1]]
    ]
    assert applied(global_max_pooling_1d, x).dtype == "int64"
    assert applied(average_pooling_1d, x).dtype == "float32"


@pytest.mark.parametrize("function", [max_pooling_2d, average_pooling_3d])
def test_nothing_comes_out_where_a_window_is_a_little_too_large(function):
    x = np.ones((1, *(2,) * (2 if function is max_pooling_2d else 3), 3), "f4")
    for dialect in ("keras3", "tf_keras"):
        assert applied(function, x, pool_size=3, dialect=dialect).data.size == 0
        with pytest.raises(ShapeError, match="a window of 4 x 4") as refusal:
            applied(function, x, pool_size=4, strides=1, dialect=dialect)
        assert refusal.value.parameter == "pool_size"


class TestMasks:
    x = signal(1, 2, np.nan)
    mask = np.array([[True, True, False]])

    def test_the_mean_is_that_of_the_steps_that_count(self):
        y = applied(global_average_pooling_1d, Tensor(self.x, mask=Tensor(self.mask)))
        assert y.data.tolist() == [[1.5]] and y.mask is None

    def test_what_does_not_count_spoils_the_mean_in_keras_2_if_it_is_no_number(self):
        y = applied(global_average_pooling_1d, Tensor(self.x, mask=Tensor(self.mask)), **OLDER)
        assert np.isnan(y.data).all()

    def test_the_mean_of_no_step_is_not_a_number(self):
        for more in ({}, OLDER):
            x = Tensor(signal(1, 2, 3), mask=Tensor(np.zeros((1, 3), bool)))
            assert np.isnan(applied(global_average_pooling_1d, x, **more).data).all()

    def test_nothing_goes_back_to_steps_that_do_not_count(self):
        x = Tensor(signal(1, 2, 3), mask=Tensor(np.zeros((1, 3), bool)))
        y = applied(global_average_pooling_1d, x)
        propagate([(y, np.ones(y.shape, "f4"))])
        assert x.grad.ravel().tolist() == [0, 0, 0]

    def test_it_lies_along_the_steps_in_both_formats(self):
        x = np.arange(12, dtype="f4").reshape(1, 2, 6)
        mask = Tensor(np.arange(6)[None] < 2)
        first = {"data_format": "channels_first", "keepdims": True}
        y = applied(global_average_pooling_1d, Tensor(x, mask=mask), **first)
        assert y.data.tolist() == [[[0.5], [6.5]]]

    def test_other_layers_drop_it(self):
        x = Tensor(signal(1, 2, 3), mask=Tensor(self.mask))
        assert applied(max_pooling_1d, x).mask is None
        assert applied(global_max_pooling_1d, x).mask is None

    def test_a_mask_of_another_rank_is_refused(self):
        x = Tensor(signal(1, 2, 3), mask=Tensor(np.ones((1, 3, 1), bool)))
        with pytest.raises(ShapeError, match=r"the mask of a signal is \(batch, steps\)"):
            applied(global_average_pooling_1d, x)


def test_nothing_has_no_mean_in_keras_3_and_is_refused_in_keras_2():
    x = np.ones((1, 0, 2, 3), "f4")
    assert np.isnan(applied(global_average_pooling_2d, x).data).all()
    with pytest.raises(ShapeError, match="there is nothing to pool"):
        applied(global_average_pooling_2d, x, **OLDER)
    with pytest.raises(ShapeError, match="there is nothing to pool"):
        applied(global_max_pooling_3d, np.ones((1, 2, 0, 2, 3), "f4"))


def test_the_largest_of_an_empty_batch_is_refused_in_keras_3_only():
    x = np.ones((0, 4, 3), "f4")
    assert applied(global_max_pooling_1d, x, **OLDER).shape == (0, 3)
    with pytest.raises(ShapeError, match="there is nothing to pool"):
        applied(global_max_pooling_1d, x)


@pytest.mark.parametrize(
    ("function", "shape", "params", "row", "message"),
    [
        (max_pooling_1d, (None, 4, 4, 2), {}, None, r"1D pooling takes signals \(batch, steps"),
        (max_pooling_3d, (None, 4, 2), {}, None, "3D pooling takes volumes"),
        (global_max_pooling_3d, (None, 4, 2), {}, None, "global 3D pooling takes volumes"),
        (max_pooling_3d, (None, 4, 4, 4, 2), {"pool_size": (2, 2)}, "pool_size", "one or three"),
        (max_pooling_1d, (None, 4, 2), {"strides": -1}, "strides", "one number of 0 or more"),
        (max_pooling_1d, (None, 4, 2), {"strides": 0}, "strides", "one positive number, not 0"),
        (max_pooling_1d, (None, 4, 2), {"padding": "causal"}, "padding", "valid or same, not"),
        (max_pooling_1d, (None, 4, 2), {"data_format": "x"}, "data_format", "channels_last or"),
        (global_max_pooling_1d, (None, 4, 2), {"data_format": "x"}, "data_format", "not 'x'"),
    ],
)
def test_a_layer_says_what_it_cannot_use(function, shape, params, row, message):
    with pytest.raises(ShapeError, match=message) as refusal:
        applied(function, Tensor(Spec(shape)), **params)
    assert refusal.value.parameter == row
