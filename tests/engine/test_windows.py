"""Convolution and pooling primitives."""

import numpy as np
import pytest

from engine.autodiff import Spec, Tensor
from engine.gradcheck import check_primitive
from engine.ops import convolution
from engine.ops.convolution import convolve
from engine.ops.pooling import average_pool, max_pool
from engine.ops.windows import Windows

RNG = np.random.default_rng(11)

LAYOUTS = {
    "plain": ((2, 5, 4, 3), (3, 2, 3, 2), {"strides": (1, 1)}),
    "same": ((2, 5, 4, 3), (3, 2, 3, 4), {"strides": (1, 1), "padding": "same"}),
    "many filters": ((2, 4, 4, 1), (3, 3, 1, 5), {"strides": (1, 1), "padding": "same"}),
    "steps": ((1, 6, 5, 2), (3, 3, 2, 3), {"strides": (2, 3), "padding": "same"}),
    "steps, valid": ((2, 7, 6, 2), (3, 2, 2, 3), {"strides": (2, 2)}),
    "dilated": ((1, 6, 7, 2), (2, 3, 2, 2), {"strides": (1, 1), "dilation": (3, 2)}),
    "dilated, same": (
        *((1, 6, 7, 2), (2, 3, 2, 2)),
        {"strides": (1, 1), "dilation": (2, 2), "padding": "same"},
    ),
    "groups": ((2, 4, 4, 6), (2, 2, 2, 9), {"strides": (1, 1), "groups": 3}),
    "groups, steps": ((2, 4, 4, 4), (2, 2, 2, 6), {"strides": (2, 1), "groups": 2}),
    "one place": ((2, 3, 3, 4), (1, 1, 4, 2), {"strides": (1, 1)}),
    "one axis": ((2, 7, 3), (3, 3, 2), {"strides": (2,), "padding": "same"}),
    "three axes": ((1, 4, 3, 4, 2), (2, 2, 3, 2, 2), {"strides": (1, 1, 1), "padding": "same"}),
    "causal": ((2, 6, 2), (3, 2, 3), {"strides": (1,), "padding": "causal", "dilation": (2,)}),
    "causal, steps": ((2, 7, 2), (2, 2, 2), {"strides": (3,), "padding": "causal"}),
}


def by_layout(test):
    return pytest.mark.parametrize(
        ("shape", "kernel", "static"), LAYOUTS.values(), ids=list(LAYOUTS)
    )(test)


def arrays(shape, kernel, dtype="f8"):
    sizes = (shape, kernel, kernel[-1:])
    return [RNG.standard_normal(size).astype(dtype) for size in sizes]


def plainly_convolved(x, kernel, bias, *, strides, padding="valid", dilation=None, groups=1):
    """One window after the other, in loops."""
    windows = Windows(kernel.shape[:-2], strides, padding, dilation or ())
    counts = windows.counts(x.shape[1:-1])
    x = np.pad(x, [(0, 0), *windows.widths(x.shape[1:-1]), (0, 0)])
    y = np.zeros((len(x), *counts, kernel.shape[-1]))
    share, filters = kernel.shape[-2], kernel.shape[-1] // groups
    for at in np.ndindex(*counts):
        for f in range(kernel.shape[-1]):
            channels = slice(f // filters * share, (f // filters + 1) * share)
            for place in np.ndindex(*windows.size):
                where = (
                    a * s + p * d
                    for a, s, p, d in zip(at, strides, place, windows.spacing, strict=True)
                )
                seen = x[(slice(None), *where, channels)]
                y[(slice(None), *at, f)] += seen @ kernel[(*place, slice(None), f)]
    return y + bias


@by_layout
def test_convolution_is_the_plain_sum_over_windows(shape, kernel, static):
    given = arrays(shape, kernel)
    y = convolve(*given, **static).data
    np.testing.assert_allclose(y, plainly_convolved(*given, **static), atol=1e-12)


@by_layout
def test_gradient_of_convolution(shape, kernel, static):
    check_primitive(convolve, *arrays(shape, kernel), **static)


@by_layout
def test_spec_of_convolution(shape, kernel, static):
    given = arrays(shape, kernel, "f4")
    specs = [Tensor(Spec(a.shape)) for a in given]
    assert convolve(*specs, **static).spec == convolve(*given, **static).spec


@by_layout
@pytest.mark.parametrize("tile", [1, 700])
def test_small_tiles_change_nothing(shape, kernel, static, tile, monkeypatch):
    given = arrays(shape, kernel)
    whole = convolve(*given, **static)
    g = RNG.standard_normal(whole.shape)
    gradients = convolve.backward(whole.call.saved, g)
    monkeypatch.setattr(convolution, "_TILE", tile)
    parts = convolve(*given, **static)
    np.testing.assert_allclose(parts.data, whole.data, atol=1e-12)
    for mine, theirs in zip(convolve.backward(parts.call.saved, g), gradients, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-12)


def test_single_precision_stays_and_is_close_to_double():
    given = arrays((2, 12, 12, 16), (3, 3, 16, 16))
    single = [a.astype("f4") for a in given]
    y = convolve(*single, strides=(1, 1), padding="same")
    exact = convolve(*given, strides=(1, 1), padding="same")
    gradients = convolve.backward(y.call.saved, np.ones_like(y.data))
    assert {y.dtype, *(g.dtype.name for g in gradients)} == {"float32"}
    np.testing.assert_allclose(y.data, exact.data, atol=5e-5)


def test_unknown_sizes_pass_through():
    kernel = Tensor(Spec((3, 3, 2, 7)))
    x = Tensor(Spec((None, None, 8, 2)))
    assert convolve(x, kernel, strides=(2, 2)).shape == (None, None, 3, 7)


POOLS = {
    "two by two": ((2, 4, 6, 3), Windows((2, 2), (2, 2))),
    "leftovers": ((1, 5, 5, 2), Windows((2, 2), (2, 2))),
    "overlapping": ((2, 5, 5, 2), Windows((3, 2), (1, 2))),
    "same": ((1, 5, 4, 2), Windows((3, 2), (2, 2), "same")),
    "same, overlapping": ((1, 5, 4, 2), Windows((3, 3), (1, 1), "same")),
    "one axis": ((2, 7, 2), Windows((3,), (2,), "same")),
}


@pytest.mark.parametrize(("shape", "windows"), POOLS.values(), ids=list(POOLS))
@pytest.mark.parametrize("pool", [max_pool, average_pool])
class TestPooling:
    def test_gradient(self, pool, shape, windows):
        # So far apart that no step of the check changes which value is the largest.
        x = RNG.permutation(np.prod(shape)).reshape(shape) / 9
        check_primitive(pool, x, windows=windows)

    def test_spec_and_dtype(self, pool, shape, windows):
        x = RNG.standard_normal(shape).astype("f4")
        assert pool(x, windows=windows).spec == pool(Tensor(Spec(shape)), windows=windows).spec

    def test_value_is_that_of_each_window(self, pool, shape, windows):
        x = RNG.standard_normal(shape)
        widths = [(0, 0), *windows.widths(shape[1:-1]), (0, 0)]
        seen = windows.view(np.pad(x, widths, constant_values=np.nan))
        axes = tuple(range(-len(windows.size), 0))
        plain = np.nanmax(seen, axes) if pool is max_pool else np.nanmean(seen, axes)
        np.testing.assert_allclose(pool(x, windows=windows).data, plain)


def test_the_first_of_equal_values_gets_the_gradient():
    x = np.array([1.0, 2, 2, 2]).reshape(1, 2, 2, 1)
    y = max_pool(x, windows=Windows((2, 2), (2, 2)))
    (g,) = max_pool.backward(y.call.saved, np.ones((1, 1, 1, 1)))
    assert g.ravel().tolist() == [0, 1, 0, 0]


def test_the_odd_place_of_same_padding_comes_last():
    assert Windows((2,), (1,), "same").widths((5,)) == [(0, 1)]
    assert Windows((3,), (2,), "same").widths((4,)) == [(0, 1)]
    assert Windows((2,), (1,), "same", (2,)).widths((6,)) == [(1, 1)]


@by_layout
def test_the_gradient_of_the_kernel_is_the_same_when_nobody_wants_that_of_the_input(
    shape, kernel, static
):
    x, weights = arrays(shape, kernel)[:2]
    y, saved = convolve.forward(x, weights, **static)
    g = RNG.standard_normal(y.shape)
    _, both = convolve.backward(saved, g)
    nothing, alone = convolve.backward(saved, g, inputs_too=False)
    assert nothing is None
    np.testing.assert_allclose(alone, both, atol=1e-12)
