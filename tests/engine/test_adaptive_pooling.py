"""Pooling into a given number of windows, against plain loops."""

import re
from itertools import product
from math import ceil, floor

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.gradcheck import check_layer
from engine.layers import adaptive_pooling
from engine.scope import Layer, Scope

RNG = np.random.default_rng(4)
SPATIAL = (7, 6, 5)
CASES = [
    (kind, rank, counts[:rank], order)
    for kind, rank, counts, order in product(
        ("average", "max"),
        (1, 2, 3),
        ((3, 4, 2), (4, 1, 5), (7, 6, 1), (9, 8, 7)),
        ("channels_last", "channels_first"),
    )
]


def layer(kind, rank, counts, order="channels_last"):
    function = getattr(adaptive_pooling, f"adaptive_{kind}_pooling_{rank}d")
    return Layer(function, {"output_size": counts, "data_format": order})


def in_loops(x, counts, reduce):
    """``x (batch, *spatial, channels)`` pooled window by window."""
    y = np.empty((len(x), *counts, x.shape[-1]))
    for place in np.ndindex(*counts):
        window = tuple(
            slice(floor(i * s / n), ceil((i + 1) * s / n))
            for i, n, s in zip(place, counts, x.shape[1:-1], strict=True)
        )
        part = x[(slice(None), *window)]
        y[(slice(None), *place)] = reduce(part, axis=tuple(range(1, x.ndim - 1)))
    return y


@pytest.mark.parametrize(("kind", "rank", "counts", "order"), CASES)
def test_each_window_gives_its_mean_or_its_largest_value(kind, rank, counts, order):
    x = RNG.standard_normal((2, *SPATIAL[:rank], 3)).astype("f4")
    given = x if order == "channels_last" else np.moveaxis(x, -1, 1)
    own = layer(kind, rank, counts, order)
    y = own(Scope(own), Tensor(given)).array
    y = y if order == "channels_last" else np.moveaxis(y, 1, -1)
    # A mean over rows of means over columns is the mean of the window.
    expected = in_loops(x, counts, np.mean if kind == "average" else np.max)
    np.testing.assert_allclose(y, expected, atol=1e-6)


@pytest.mark.parametrize("kind", ["average", "max"])
def test_gradients_where_windows_overlap(kind):
    x = RNG.permutation(np.arange(2 * 7 * 5 * 2.0)).reshape(2, 7, 5, 2)
    check_layer(layer(kind, 2, (4, 3)), x)


def test_of_equal_values_the_first_gets_the_gradient():
    own, x = layer("max", 1, 1), Tensor(np.ones((1, 3, 1)))
    propagate([(own(Scope(own), x), np.full((1, 1, 1), 5.0))])
    assert x.grad.ravel().tolist() == [5, 0, 0]


@pytest.mark.parametrize(
    ("shape", "counts", "sentence"),
    [
        ((None, 5), 2, "takes signals (batch, steps, channels); the input is (batch, 5)"),
        ((None, None, 3), 2, "needs to know every size of its input"),
        ((None, 0, 3), 2, "needs to know every size of its input"),
        ((None, 5, 3), 0, "output size takes"),
        ((None, 5, 3), (1, 2), "output size takes"),
    ],
)
def test_what_cannot_be_pooled_is_refused(shape, counts, sentence):
    own = layer("average", 1, counts)
    with pytest.raises(ShapeError, match=re.escape(sentence)):
        own(Scope(own, abstract=True), Tensor(Spec(shape)))
