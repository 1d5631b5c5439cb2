"""Where convolution layers surprise, and what they refuse."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.layers.convolution import conv_1d, conv_2d, conv_3d
from engine.layers.locally_connected import locally_connected_1d, locally_connected_2d
from engine.layers.separable_convolution import (
    depthwise_conv_1d,
    depthwise_conv_2d,
    separable_conv_1d,
    separable_conv_2d,
)
from engine.layers.transposed_convolution import (
    conv_1d_transpose,
    conv_2d_transpose,
    conv_3d_transpose,
)
from engine.scope import Layer, Scope

OLDER = {"dialect": "tf_keras"}
TWO = {"filters": 2, "kernel_size": 2}
TRANSPOSED = {"filters": 2, "kernel_size": 3, "strides": 2}
SIGNAL, IMAGE, VOLUME = (None, 6, 3), (None, 4, 4, 3), (None, 4, 4, 4, 3)


def scoped(function, **params):
    layer = Layer(function, params)
    return layer, Scope(layer, np.random.default_rng(0))


def shape_of(function, shape, **params):
    layer, _ = scoped(function, **params)
    return layer(Scope(layer, abstract=True), Tensor(Spec(shape))).shape


def applied(function, x, **params):
    layer, scope = scoped(function, **params)
    return layer(scope, Tensor(x)).data


def drawn(*shape):
    return np.random.default_rng(1).standard_normal(shape).astype("f4")


def test_no_step_of_a_causal_convolution_sees_a_later_one():
    x = drawn(1, 8, 2)
    changed = x.copy()
    changed[:, 5:] += 1
    for function, more in [(conv_1d, {"dilation_rate": 2}), (separable_conv_1d, OLDER)]:
        settings = {"filters": 3, "kernel_size": 3, "padding": "causal", **more}
        before, after = applied(function, x, **settings), applied(function, changed, **settings)
        np.testing.assert_array_equal(before[:, :5], after[:, :5])
        assert before.shape == (1, 8, 3) and (before[:, 5:] != after[:, 5:]).all()


@pytest.mark.parametrize(
    ("padding", "extra", "length"),
    [("valid", None, 9), ("valid", 1, 10), ("same", None, 8), ("same", 0, 7), ("same", 1, 8)],
)
def test_lengths_of_a_transposed_convolution(padding, extra, length):
    settings = {**TRANSPOSED, "padding": padding, "output_padding": extra}
    assert shape_of(conv_1d_transpose, (None, 4, 3), **settings) == (None, length, 2)
    assert shape_of(conv_3d_transpose, VOLUME, **settings) == (None, *(length,) * 3, 2)


def test_keras_2_forgets_the_dilation_of_a_transposed_3d_convolution():
    settings = {"filters": 1, "kernel_size": 3, "dilation_rate": 2}
    assert shape_of(conv_3d_transpose, VOLUME, **settings)[1:4] == (8, 8, 8)
    assert shape_of(conv_3d_transpose, VOLUME, **settings, **OLDER)[1:4] == (6, 6, 6)
    assert shape_of(conv_2d_transpose, IMAGE, **settings, **OLDER)[1:3] == (8, 8)


def test_the_kernel_of_a_depthwise_convolution_has_another_name_in_keras_2():
    for dialect, name in [("keras3", "kernel"), ("tf_keras", "depthwise_kernel")]:
        layer, scope = scoped(depthwise_conv_2d, kernel_size=2, dialect=dialect)
        layer(scope, Tensor(Spec(IMAGE)))
        assert list(scope.values) == [name, "bias"]


def test_the_filters_of_a_channel_stand_side_by_side():
    layer, scope = scoped(depthwise_conv_1d, kernel_size=1, depth_multiplier=2, use_bias=False)
    x = drawn(1, 4, 2)
    layer(scope, Tensor(Spec(x.shape)))
    scope.values["kernel"].data = np.array([[[1, 2], [3, 4]]], "f4")
    y = layer(scope, Tensor(x)).data
    np.testing.assert_allclose(y, x[..., [0, 0, 1, 1]] * [1, 2, 3, 4])


def test_keras_2_takes_further_axes_as_part_of_the_batch():
    x = drawn(2, 3, 5, 4, 2)
    y = applied(conv_2d, x, **TWO, **OLDER)
    single = applied(conv_2d, x[:, 1], **TWO, **OLDER)
    assert y.shape == (2, 3, 4, 3, 2)
    np.testing.assert_allclose(y[:, 1], single, atol=1e-6)
    assert shape_of(conv_1d, (None, 3, 5, 2), **TWO, **OLDER) == (None, 3, 4, 2)
    with pytest.raises(ShapeError, match="needs to know each size"):
        shape_of(conv_1d, (None, None, 5, 2), **TWO, **OLDER)


@pytest.mark.parametrize("implementation", [1, 2, 3])
def test_each_way_to_keep_weights_has_its_shape(implementation):
    layer, scope = scoped(locally_connected_2d, **TWO, implementation=implementation)
    layer(scope, Tensor(Spec((None, 3, 4, 2))))
    kernels = {1: (6, 8, 2), 2: (3, 4, 2, 2, 3, 2), 3: (6 * 8 * 2,)}
    assert scope.values["kernel"].shape == kernels[implementation]
    assert scope.values["bias"].shape == (2, 3, 2)


def test_offsets_by_place_are_taken_in_the_order_of_the_output():
    settings = {**TWO, "data_format": "channels_first"}
    layer, scope = scoped(locally_connected_2d, **settings)
    x = Tensor(np.zeros((1, 1, 3, 4), "f4"))
    layer(scope, x)
    scope.values["bias"].data = np.arange(12, dtype="f4").reshape(2, 3, 2)
    np.testing.assert_array_equal(layer(scope, x).data.ravel(), np.arange(12))


def test_same_windows_without_shared_weights_lie_one_place_earlier():
    ones = {"filters": 1, "kernel_size": 2, "padding": "same", "use_bias": False}
    x = np.array([1, 10, 100], "f4").reshape(1, 3, 1)
    found = []
    for function, more in [(locally_connected_1d, {"implementation": 3}), (conv_1d, {})]:
        layer, scope = scoped(function, **ones, **more)
        layer(scope, Tensor(x))
        scope.values["kernel"].data = np.ones_like(scope.values["kernel"].data)
        found.append(layer(scope, Tensor(x)).data.ravel().tolist())
    assert found == [[1, 11, 110], [11, 110, 100]]


def test_offsets_belong_to_channels_wherever_these_stand():
    """Keras 3 adds them to columns where there are as many columns as filters."""
    settings = {"filters": 4, "kernel_size": 1, "data_format": "channels_first"}
    layer, scope = scoped(conv_2d, **settings)
    x = Tensor(np.zeros((1, 2, 3, 4), "f4"))
    layer(scope, x)
    scope.values["bias"].data = np.arange(4, dtype="f4")
    y = layer(scope, x).data
    np.testing.assert_array_equal(y, np.arange(4).reshape(1, 4, 1, 1) + np.zeros((1, 4, 3, 4)))


def test_strides_and_dilation_go_together_in_depthwise_layers_of_keras_3():
    settings = {"kernel_size": 2, "strides": 2, "dilation_rate": 2}
    x = drawn(1, 7, 7, 2)
    dense = applied(depthwise_conv_2d, x, **settings | {"strides": 1})
    np.testing.assert_allclose(applied(depthwise_conv_2d, x, **settings), dense[:, ::2, ::2])
    with pytest.raises(ShapeError, match="exclude each other"):
        applied(depthwise_conv_2d, x, **settings, **OLDER)


REFUSED = [
    (conv_1d, IMAGE, TWO, None, r"signals \(batch, steps, channels\); the input is"),
    (conv_3d, IMAGE, TWO, None, r"volumes \(batch, planes, rows, columns, channels\)"),
    (conv_1d, SIGNAL, {**TWO, "kernel_size": [2, 2]}, "kernel_size", "one positive number, not"),
    (conv_1d, SIGNAL, {**TWO, "kernel_size": None}, "kernel_size", "one positive number, not"),
    (conv_1d, SIGNAL, {**TWO, "padding": "x"}, "padding", "valid or same or causal, not 'x'"),
    (conv_1d, SIGNAL, {**TWO, "kernel_size": 7}, "kernel_size", "a kernel of 7 does not fit"),
    (conv_2d, (None, 4, 4, 0), TWO, None, "number of channels of its input"),
    (conv_2d, IMAGE, {**TWO, "groups": 0}, "groups", "number of groups must be positive, not 0"),
    (conv_2d, IMAGE, {**TWO, "groups": -2, **OLDER}, "groups", "must be positive, not -2"),
    (conv_1d_transpose, IMAGE, TWO, None, "a 1D transposed convolution takes signals"),
    (
        *(conv_1d_transpose, SIGNAL, {**TWO, "strides": 2, "output_padding": 2}),
        *("output_padding", r"output padding \(2,\) must be smaller than the strides \(2,\)"),
    ),
    (
        *(conv_2d_transpose, IMAGE, {**TWO, "output_padding": -1}),
        *("output_padding", "one or two numbers of 0 or more"),
    ),
    (
        *(conv_2d_transpose, IMAGE, {**TWO, "padding": "same", "output_padding": 0}),
        *("output_padding", "a kernel of even size"),
    ),
    (
        *(conv_2d_transpose, IMAGE, {**TWO, "dilation_rate": (1, 2), **OLDER}),
        *("dilation_rate", "one dilation rate for rows and columns"),
    ),
    (separable_conv_1d, SIGNAL, {**TWO, "padding": "causal"}, "padding", "valid or same, not"),
    (
        *(separable_conv_2d, IMAGE, {**TWO, "depth_multiplier": 0}),
        *("depth_multiplier", "the depth multiplier must be positive, not 0"),
    ),
    (depthwise_conv_2d, IMAGE, {"kernel_size": 5}, "kernel_size", "5 x 5 does not fit into"),
    (
        *(depthwise_conv_2d, IMAGE, {"kernel_size": 6, **OLDER}),
        *("kernel_size", "6 x 6 does not fit into"),
    ),
    (locally_connected_1d, SIGNAL, {**TWO, "padding": "same"}, "padding", "valid only"),
    (locally_connected_1d, SIGNAL, {**TWO, "implementation": 4}, "implementation", "not 4"),
    (locally_connected_1d, (None, None, 3), TWO, None, "needs to know how many steps there are"),
    (locally_connected_2d, IMAGE, {**TWO, "kernel_size": 5}, "kernel_size", "does not fit"),
    (locally_connected_2d, IMAGE, {**TWO, "filters": 0}, "filters", "must be positive, not 0"),
]


@pytest.mark.parametrize(("function", "shape", "params", "row", "message"), REFUSED)
def test_a_layer_says_what_it_cannot_use(function, shape, params, row, message):
    with pytest.raises(ShapeError, match=message) as refusal:
        shape_of(function, shape, **params)
    assert refusal.value.parameter == row


def test_keras_2_gives_nothing_where_a_kernel_is_a_little_too_large():
    assert shape_of(conv_3d, VOLUME, filters=2, kernel_size=5, **OLDER) == (None, 0, 0, 0, 2)
    assert shape_of(separable_conv_1d, SIGNAL, filters=2, kernel_size=7, **OLDER) == (None, 0, 2)
    assert applied(depthwise_conv_2d, drawn(1, 2, 2, 3), kernel_size=3, **OLDER).size == 0
