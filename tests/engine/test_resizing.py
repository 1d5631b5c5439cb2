"""Repeated places, and places between those that there are."""

import numpy as np
import pytest

from engine.autodiff import Spec, Tensor
from engine.gradcheck import check_primitive
from engine.ops.resizing import KERNELS, repeat, resize, rounded

KERNEL_NAMES = sorted(KERNELS)


def resized(row, factor, kernel):
    x = np.asarray(row, np.float64).reshape(1, -1, 1)
    return resize(Tensor(x), factors=(factor,), kernel=kernel).array[0, :, 0]


def test_places_are_repeated_axis_by_axis():
    x = np.arange(8).reshape(1, 2, 2, 2)
    expected = np.repeat(np.repeat(x, 3, axis=1), 2, axis=2)
    np.testing.assert_array_equal(repeat(Tensor(x), factors=(3, 2)).array, expected)


@pytest.mark.parametrize("factors", [(2,), (1, 3), (2, 1, 3)])
@pytest.mark.parametrize("size", [0, 1, 3])
def test_repeated_and_resized_sizes_are_inferred(factors, size):
    shape = (2, *(size for _ in factors), 3)
    for spec in (Spec(shape), Spec((None, *shape[1:]))):
        inferred = repeat(Tensor(spec), factors=factors).shape
        assert inferred == (spec.shape[0], *(size * f for f in factors), 3)
    x = Tensor(np.zeros(shape, np.float32))
    for y in (repeat(x, factors=factors), resize(x, factors=factors, kernel="bicubic")):
        assert (y.shape, y.dtype) == ((2, *inferred[1:]), "float32")


def test_bilinear_mixes_the_two_next_centres():
    np.testing.assert_allclose(resized([0, 1], 2, "bilinear"), [0, 0.25, 0.75, 1])
    np.testing.assert_allclose(resized([0, 3], 3, "bilinear"), [0, 0, 1, 2, 3, 3])


def test_bicubic_weights_are_looked_up_in_steps_of_a_1024th():
    def keys(d):
        d = abs(d)
        return (1.5 * d - 2.5) * d * d + 1 if d < 1 else ((-0.5 * d + 2.5) * d - 4) * d + 2

    # The place a third before the second of four: at 341/1024, as TensorFlow has it.
    at = 683 / 1024
    weights = np.array([keys(i - at) for i in (-1, 0, 1, 2)])
    x = np.array([3.0, -1.0, 2.0, 5.0, 7.0])
    assert resized(x, 3, "bicubic")[6] == pytest.approx(weights_at(x, weights))


def weights_at(x, weights):
    return float(x[:4] @ weights)


@pytest.mark.parametrize("kernel", KERNEL_NAMES)
@pytest.mark.parametrize("factor", [1, 2, 5])
def test_a_constant_stays_constant_up_to_the_edges(kernel, factor):
    np.testing.assert_allclose(resized([7.0] * 9, factor, kernel), 7)


@pytest.mark.parametrize("kernel", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_kernels_that_interpolate_keep_the_centres(kernel):
    x = np.random.default_rng(0).standard_normal(40)
    np.testing.assert_allclose(resized(x, 3, kernel)[1::3], x, atol=1e-12)


@pytest.mark.parametrize("kernel", KERNEL_NAMES)
def test_long_axes_are_computed_in_blocks_that_do_not_show(kernel):
    x = np.random.default_rng(1).standard_normal(150)
    whole = resized(x, 2, kernel)
    for start in (0, 20, 61, 100):
        # Away from the cut, part of a signal gives part of the result.
        part = resized(x[start : start + 40], 2, kernel)[12:-12]
        np.testing.assert_allclose(part, whole[2 * start + 12 : 2 * start + 68], atol=1e-12)


@pytest.mark.parametrize("kernel", KERNEL_NAMES)
@pytest.mark.parametrize(("shape", "factors"), [((2, 4, 3), (2,)), ((1, 3, 2, 2), (3, 2))])
def test_the_gradient_of_resizing_is_the_transpose(kernel, shape, factors):
    x = np.random.default_rng(2).standard_normal(shape)
    check_primitive(resize, x, factors=factors, kernel=kernel)


@pytest.mark.parametrize("factors", [(2,), (2, 3)])
def test_the_gradient_of_repeating_is_a_sum(factors):
    x = np.random.default_rng(2).standard_normal((2, 3, 2))
    check_primitive(repeat, x, factors=factors)


def test_the_gradient_reaches_across_blocks():
    x = np.random.default_rng(3).standard_normal((1, 70, 1))
    check_primitive(resize, x, factors=(2,), kernel="lanczos3")


def test_whole_numbers_are_rounded_and_stay_in_range():
    x = Tensor(np.array([-3.0, 0.5, 1.5, 2.4, 300.0], np.float32))
    y = rounded(x, dtype="uint8")
    assert y.dtype == "uint8"
    np.testing.assert_array_equal(y.array, [0, 0, 2, 2, 255])
