"""What layer functions refuse: the sentence, and the row at fault."""

import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.layers.activation import activation, relu
from engine.layers.convolution import conv_2d
from engine.layers.core import dense
from engine.layers.merging import add, concatenate
from engine.layers.pooling import average_pooling_2d, global_average_pooling_2d, max_pooling_2d
from engine.layers.regularization import dropout
from engine.layers.reshaping import flatten, reshape
from engine.scope import Layer, Scope

IMAGE = [(None, 5, 5, 3)]
SMALL = [(None, 2, 2, 3)]


def conv(**params):
    return {"filters": 4, "kernel_size": 3, **params}


@pytest.mark.parametrize(
    ("function", "shapes", "params", "row", "message"),
    [
        (dense, [(None, 3)], {"units": 0}, "units", "units must be positive, not 0"),
        (dense, [(None,)], {"units": 2}, None, r"beside the batch; the input is \(batch\)"),
        (dense, [(None, None)], {"units": 2}, None, "know the last size of its input"),
        (dense, [(None, 3)], {"units": 2, "activation": "x"}, "activation", "no activation 'x'"),
        (activation, [(None, 3)], {"activation": "Relu"}, "activation", "there are: celu, elu,"),
        (activation, [(None, 3)], {"activation": "glu"}, "activation", "whose length is odd"),
        (relu, [(None, 3)], {"threshold": -1.0}, "threshold", "at least 0, which -1.0 is not"),
        (relu, [(None, 3)], {"negative_slope": None}, "negative_slope", "must be a number"),
        (conv_2d, [(None, 5)], conv(), None, r"\(batch, rows, columns, channels\); the input is"),
        (conv_2d, [(None, 5, 5, None)], conv(), None, "number of channels"),
        (conv_2d, IMAGE, conv(filters=0), "filters", "must be positive, not 0"),
        (conv_2d, IMAGE, conv(kernel_size=0), "kernel_size", "positive numbers, not 0"),
        (conv_2d, IMAGE, conv(strides=(1, 2, 3)), "strides", "one or two positive numbers"),
        (conv_2d, IMAGE, conv(padding="causal"), "padding", "valid or same, not 'causal'"),
        (conv_2d, IMAGE, conv(data_format="nhwc"), "data_format", "data format is channels_last"),
        (conv_2d, IMAGE, conv(strides=2, dilation_rate=2), "dilation_rate", "exclude each other"),
        (conv_2d, IMAGE, conv(groups=2), "groups", "the 3 channels of the input do not divide"),
        (conv_2d, IMAGE, conv(groups=3), "groups", "4 filters do not divide into 3 groups"),
        (
            *(conv_2d, SMALL, conv(), "kernel_size"),
            r"a kernel of 3 x 3 does not fit into the 2 x 2 of \(batch, 2, 2, 3\)",
        ),
        (
            *(conv_2d, IMAGE, conv(dilation_rate=3), "kernel_size"),
            "a kernel of 7 x 7 does not fit into the 5 x 5",
        ),
        (
            *(max_pooling_2d, SMALL, {"pool_size": 4, "strides": 1}, "pool_size"),
            "a window of 4 x 4 does not fit into the 2 x 2",
        ),
        (average_pooling_2d, IMAGE, {"strides": 0}, "strides", "positive numbers, not 0"),
        (global_average_pooling_2d, [(None, 3)], {}, None, "takes images"),
        (flatten, [()], {}, None, "needs a batch axis"),
        (
            *(reshape, [(None, 2, 3)], {"target_shape": (5,)}, "target_shape"),
            r"\(batch, 2, 3\) has 6 values, \(5\) has 5",
        ),
        (reshape, [(None, 6)], {"target_shape": (-1, -1)}, "target_shape", "more than one -1"),
        (reshape, [(None, 6)], {"target_shape": (-2, 3)}, "target_shape", "has others"),
        (dropout, [(None, 3)], {"rate": 1.5}, "rate", "between 0 and 1, not 1.5"),
        (add, [(None, 3), (None, 4)], {}, None, "inputs of one shape, .* 3 and 4 differ"),
        (add, [(2, 3), (4, 3)], {}, None, "needs batches of one size"),
        (add, [], {}, None, "at least one input"),
        (concatenate, [(None, 3), (None, 4, 3)], {}, "axis", "cannot be joined along axis"),
        (concatenate, [(None, 3), (None, 3)], {"axis": 2}, "axis", "no axis 2 in the input"),
        (concatenate, [(None, 3, 2), (None, 4, 2)], {}, "axis", "their other sizes differ"),
    ],
)
def test_a_layer_says_what_it_cannot_use(function, shapes, params, row, message):
    layer = Layer(function, params)
    with pytest.raises(ShapeError, match=message) as refusal:
        layer(Scope(layer, abstract=True), *(Tensor(Spec(s)) for s in shapes))
    assert refusal.value.parameter == row


def test_keras_2_lets_windows_and_units_come_to_nothing():
    older = {"dialect": "tf_keras"}
    assert shape(conv_2d, SMALL, conv(**older)) == (None, 0, 0, 4)
    assert shape(max_pooling_2d, SMALL, {"pool_size": 3, **older}) == (None, 0, 0, 3)
    assert shape(dense, [(None, 3)], {"units": 0, **older}) == (None, 0)
    with pytest.raises(ShapeError, match="does not fit"):
        shape(conv_2d, SMALL, conv(kernel_size=4, **older))


def shape(function, shapes, params):
    layer = Layer(function, params)
    return layer(Scope(layer, abstract=True), *(Tensor(Spec(s)) for s in shapes)).shape
