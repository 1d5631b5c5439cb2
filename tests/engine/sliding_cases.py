"""Convolution and pooling layers over ranks, formats, paddings, strides and dilations."""

from engine.layers.convolution import conv_1d, conv_2d, conv_3d
from engine.layers.locally_connected import locally_connected_1d, locally_connected_2d
from engine.layers.pooling import (
    average_pooling_1d,
    average_pooling_3d,
    global_average_pooling_1d,
    global_average_pooling_3d,
    global_max_pooling_1d,
    global_max_pooling_2d,
    global_max_pooling_3d,
    max_pooling_1d,
    max_pooling_3d,
)
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

FIRST = {"data_format": "channels_first"}
SAME = {"padding": "same"}
OLDER = {"dialect": "tf_keras"}
TWO = {"filters": 2, "kernel_size": 2}
THREE = {"filters": 2, "kernel_size": 3}

CASES = [
    (conv_1d, [(2, 6, 2)], {**THREE, "padding": "causal", "dilation_rate": 2}),
    (conv_1d, [(2, 6, 2)], {**THREE, "padding": "causal", "strides": 2}),
    (conv_1d, [(2, 4, 6)], {**TWO, "groups": 2, "activation": "softmax", **FIRST}),
    (conv_1d, [(2, 3, 5, 2)], {**TWO, **SAME, **OLDER}),
    (conv_2d, [(2, 2, 3, 4, 2)], {**TWO, "strides": 2, **OLDER}),
    (conv_3d, [(1, 4, 3, 4, 2)], {**TWO, "strides": (2, 1, 1)}),
    (conv_3d, [(1, 2, 3, 4, 3)], {**TWO, "dilation_rate": (1, 2, 1), **SAME, **FIRST}),
    (conv_3d, [(1, 3, 3, 3, 4)], {"filters": 4, "kernel_size": (1, 2, 3), "groups": 2}),
    (conv_1d_transpose, [(2, 4, 3)], {**THREE, "strides": 2, **SAME}),
    (conv_1d_transpose, [(2, 3, 4)], {**TWO, "strides": 3, **FIRST}),
    (conv_2d_transpose, [(1, 3, 2, 2)], {**THREE, "strides": 2, "output_padding": 1, **SAME}),
    (conv_2d_transpose, [(1, 2, 3, 3)], {**TWO, "dilation_rate": (2, 1), **FIRST}),
    (conv_2d_transpose, [(1, 3, 3, 2)], {**TWO, "strides": (1, 2), "output_padding": (0, 1)}),
    (conv_3d_transpose, [(1, 2, 3, 2, 2)], {**TWO, "strides": (2, 1, 2), **SAME}),
    (conv_3d_transpose, [(1, 2, 2, 2, 3)], {**TWO, "dilation_rate": 2, **OLDER}),
    (depthwise_conv_1d, [(2, 7, 2)], {"kernel_size": 3, "depth_multiplier": 2, "strides": 2}),
    (depthwise_conv_1d, [(2, 2, 7)], {"kernel_size": 2, "dilation_rate": 2, **SAME, **FIRST}),
    (depthwise_conv_2d, [(2, 5, 4, 2)], {"kernel_size": (2, 3), "strides": (1, 2), **SAME}),
    (
        *(depthwise_conv_2d, [(1, 6, 6, 2)]),
        {"kernel_size": 2, "strides": 2, "dilation_rate": 2, "depth_multiplier": 2, **SAME},
    ),
    (depthwise_conv_2d, [(1, 2, 4, 4)], {"kernel_size": 2, **FIRST, **OLDER}),
    (separable_conv_1d, [(2, 6, 2)], {**THREE, "depth_multiplier": 2, "strides": 2}),
    (separable_conv_1d, [(2, 6, 2)], {**TWO, "padding": "causal", **OLDER}),
    (separable_conv_2d, [(1, 5, 4, 2)], {**TWO, "dilation_rate": 2, "strides": (2, 1), **SAME}),
    (separable_conv_2d, [(1, 2, 4, 4)], {**TWO, "activation": "tanh", **FIRST}),
    (locally_connected_1d, [(2, 6, 2)], {**THREE, "strides": 2, "activation": "tanh"}),
    (locally_connected_1d, [(2, 2, 5)], {**TWO, "implementation": 2, **SAME, **FIRST}),
    (locally_connected_1d, [(2, 5, 2)], {**TWO, "implementation": 3, "strides": 2, **SAME}),
    (locally_connected_2d, [(2, 2, 4, 3)], {**TWO, "strides": (2, 1), **FIRST}),
    (locally_connected_2d, [(2, 3, 4, 2)], {**TWO, "implementation": 2, "strides": 2}),
    (locally_connected_2d, [(2, 2, 3, 4)], {**TWO, "implementation": 3, **SAME, **FIRST}),
    (max_pooling_1d, [(2, 7, 2)], {"pool_size": 3, "strides": 2, **SAME}),
    (max_pooling_3d, [(1, 2, 4, 3, 4)], {"strides": 1, **FIRST}),
    (average_pooling_1d, [(2, 2, 7)], {"pool_size": 3, "strides": 2, **SAME, **FIRST}),
    (average_pooling_3d, [(1, 4, 3, 4, 2)], {"pool_size": (2, 3, 2), "strides": 1, **SAME}),
    (global_max_pooling_1d, [(2, 4, 3)], {"keepdims": True}),
    (global_max_pooling_2d, [(2, 2, 3, 4)], {"keepdims": True, **FIRST}),
    (global_max_pooling_3d, [(2, 2, 3, 2, 2)], {}),
    (global_average_pooling_1d, [(2, 4, 3)], FIRST),
    (global_average_pooling_3d, [(1, 2, 3, 2, 2)], {"keepdims": True, **FIRST}),
]
