"""Primitives of transposed, depthwise and locally connected layers, against plain loops."""

import numpy as np
import pytest

from engine.autodiff import Spec, Tensor
from engine.gradcheck import check_primitive
from engine.ops import depthwise_convolution
from engine.ops.convolution import convolve
from engine.ops.depthwise_convolution import convolve_depthwise
from engine.ops.locally_connected import Links, convolve_locally, spread, used
from engine.ops.masked import masked_mean
from engine.ops.transposed_convolution import convolve_transposed
from engine.ops.windows import Windows

RNG = np.random.default_rng(17)


def normal(*shape):
    return RNG.standard_normal(shape)


TRANSPOSED = {
    "one axis": ((2, 4, 3), Windows((3,), (2,)), None),
    "shorter than its step": ((2, 3, 2), Windows((2,), (3,)), None),
    "steps of one": ((2, 3, 4, 2), Windows((3, 2), (1, 1)), None),
    "steps of one, many channels": ((2, 3, 4, 7), Windows((3, 2), (1, 1), "same"), None),
    "same": ((2, 3, 4, 2), Windows((3, 2), (2, 1), "same"), None),
    "same, further": ((1, 3, 2, 2), Windows((3, 4), (2, 3), "same"), (0, 1)),
    "further": ((1, 3, 2, 2), Windows((3, 2), (2, 2)), (1, 0)),
    "dilated": ((1, 3, 4, 2), Windows((2, 3), (1, 1), "same", (2, 3)), None),
    "three axes": ((1, 2, 3, 2, 2), Windows((2, 2, 3), (2, 1, 2), "same"), None),
}


@pytest.mark.parametrize(("shape", "windows", "extra"), TRANSPOSED.values(), ids=list(TRANSPOSED))
class TestTransposed:
    def arrays(self, shape, windows):
        return normal(*shape), normal(*windows.size, 3, shape[-1]), normal(3)

    def test_gradient(self, shape, windows, extra):
        given = self.arrays(shape, windows)
        check_primitive(convolve_transposed, *given, windows=windows, extra=extra)

    def test_it_is_the_gradient_of_the_convolution_of_its_result(self, shape, windows, extra):
        x, kernel, _ = self.arrays(shape, windows)
        y = convolve_transposed(x, kernel, windows=windows, extra=extra)
        settings = {"padding": windows.padding, "dilation": windows.dilation}
        back = convolve(y, kernel, strides=windows.strides, **settings)
        assert back.shape == x.shape
        z = Tensor(normal(*y.shape))
        seen = convolve(z, kernel, strides=windows.strides, **settings)
        assert np.isclose((seen.data * x).sum(), (z.data * y.data).sum())

    def test_spec(self, shape, windows, extra):
        given = [a.astype("f4") for a in self.arrays(shape, windows)]
        y = convolve_transposed(*given, windows=windows, extra=extra)
        specs = [Tensor(Spec((None, *shape[1:]))), *(Tensor(Spec(a.shape)) for a in given[1:])]
        told = convolve_transposed(*specs, windows=windows, extra=extra)
        assert told.spec == Spec((None, *y.shape[1:]), "float32") and y.dtype == "float32"


DEPTHWISE = {
    "one axis": ((2, 7, 3), Windows((3,), (2,), "same"), 2),
    "plain": ((2, 5, 4, 3), Windows((3, 2), (1, 1)), 1),
    "steps": ((3, 6, 5, 2), Windows((2, 3), (2, 1), "same"), 3),
    "dilated": ((1, 6, 7, 2), Windows((2, 3), (2, 1), "same", (2, 3)), 2),
    "causal": ((2, 5, 2), Windows((3,), (1,), "causal"), 1),
}


@pytest.mark.parametrize(("shape", "windows", "count"), DEPTHWISE.values(), ids=list(DEPTHWISE))
class TestDepthwise:
    def arrays(self, shape, windows, count):
        return normal(*shape), normal(*windows.size, shape[-1], count), normal(shape[-1] * count)

    def test_gradient(self, shape, windows, count):
        check_primitive(convolve_depthwise, *self.arrays(shape, windows, count), windows=windows)

    def test_it_is_a_convolution_with_a_group_for_each_channel(self, shape, windows, count):
        x, kernel, bias = self.arrays(shape, windows, count)
        grouped = kernel.reshape(*windows.size, 1, -1)
        y = convolve(
            *(x, grouped, bias),
            strides=windows.strides,
            padding=windows.padding,
            dilation=windows.dilation,
            groups=shape[-1],
        )
        mine = convolve_depthwise(x, kernel, bias, windows=windows)
        np.testing.assert_allclose(mine.data, y.data, atol=1e-12)
        spec = convolve_depthwise(*(Spec(a.shape) for a in (x, kernel, bias)), windows=windows)
        assert spec.shape == mine.shape

    def test_small_tiles_change_nothing(self, shape, windows, count, monkeypatch):
        given = self.arrays(shape, windows, count)
        whole = convolve_depthwise(*given, windows=windows)
        g = normal(*whole.shape)
        expected = convolve_depthwise.backward(whole.call.saved, g)
        monkeypatch.setattr(depthwise_convolution, "_TILE", 1)
        parts = convolve_depthwise(*given, windows=windows)
        np.testing.assert_allclose(parts.data, whole.data, atol=1e-12)
        for a, b in zip(convolve_depthwise.backward(parts.call.saved, g), expected, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-12)

    def test_the_kernel_alone_can_be_asked_for(self, shape, windows, count):
        x, kernel, _ = self.arrays(shape, windows, count)
        y, saved = convolve_depthwise.forward(x, kernel, windows=windows)
        g = normal(*y.shape)
        _, both = convolve_depthwise.backward(saved, g)
        nothing, alone = convolve_depthwise.backward(saved, g, inputs_too=False)
        assert nothing is None
        np.testing.assert_allclose(alone, both)


LOCAL = {
    "one axis": ((2, 6, 2), Windows((3,), (2,))),
    "two axes": ((3, 4, 5, 2), Windows((2, 3), (1, 2))),
    "three axes": ((2, 3, 2, 4, 2), Windows((2, 2, 2), (1, 1, 2))),
}


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize(("shape", "windows"), LOCAL.values(), ids=list(LOCAL))
class TestLocal:
    def arrays(self, shape, windows):
        counts = windows.counts(shape[1:-1])
        return normal(*shape), normal(np.prod(counts), np.prod(windows.size) * shape[-1], 3)

    def test_gradient(self, shape, windows, first):
        given = self.arrays(shape, windows)
        check_primitive(convolve_locally, *given, windows=windows, channels_first=first)

    def test_every_place_has_its_own_kernel(self, shape, windows, first):
        x, kernel = self.arrays(shape, windows)
        y = convolve_locally(x, kernel, windows=windows, channels_first=first)
        counts = windows.counts(shape[1:-1])
        for i, at in enumerate(np.ndindex(*counts)):
            places = zip(at, windows.strides, windows.size, strict=True)
            seen = x[(slice(None), *(slice(a * s, a * s + k) for a, s, k in places))]
            seen = np.moveaxis(seen, -1, 1) if first else seen
            np.testing.assert_allclose(y.data[:, *at], seen.reshape(len(x), -1) @ kernel[i])

    def test_a_matrix_of_links_does_the_same(self, shape, windows, first):
        links = Links(shape[1:-1], windows, shape[-1], 3, first)
        matrix = links.matrix()
        assert matrix.shape == links.shape and matrix.sum() == links.number
        x, kernel = self.arrays(shape, windows)
        y = convolve_locally(x, kernel, windows=windows, channels_first=first).data
        # Result after result: filters last, or first.
        rows = np.moveaxis(kernel, -1, 0 if first else 1).ravel()
        whole = spread(rows, links=links)
        moved = (lambda a: np.moveaxis(a, -1, 1)) if first else (lambda a: a)
        flat = moved(x).reshape(len(x), -1)
        np.testing.assert_allclose(flat @ whole.data, moved(y).reshape(len(x), -1))
        np.testing.assert_array_equal(used(whole, links=links).data, whole.data)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_gradient_of_a_matrix_of_links(padding, first):
    links = Links((4, 3), Windows((2, 3), (2, 1), padding), 2, 3, first)
    check_primitive(used, normal(*links.shape), links=links)
    check_primitive(spread, normal(links.number), links=links)
    assert spread(Tensor(Spec((links.number,))), links=links).shape == links.shape


def test_the_windows_of_links_reach_half_their_size_to_the_left():
    links = Links((4,), Windows((2,), (2,), "same"), 1, 1)
    np.testing.assert_array_equal(links.matrix().T, [[1, 0, 0, 0], [0, 1, 1, 0]])
    assert Windows((2,), (2,), "same").widths((4,)) == [(0, 0)]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("keepdims", [False, True])
def test_gradient_of_a_mean_of_what_counts(keepdims, strict):
    mask = np.array([[1, 0, 1], [0, 1, 0]], bool)[..., None]
    settings = {"axis": 1, "keepdims": keepdims, "strict": strict}
    check_primitive(masked_mean, normal(2, 3, 4), mask, **settings)
    told = masked_mean(Spec((None, 3, 4)), Spec((None, 3, 1), "bool"), **settings)
    assert told.shape == ((None, 1, 4) if keepdims else (None, 4))
