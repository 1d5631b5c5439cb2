import numpy as np
import pytest

from engine.autodiff import ShapeError
from engine.constraints import (
    CONSTRAINTS,
    max_norm,
    min_max_norm,
    non_neg,
    radial_constraint,
    unit_norm,
)


def lengths(w, axis):
    return np.linalg.norm(w, axis=axis)


W = np.random.default_rng(2).normal(0, 2, (4, 5)).astype("f4")


def test_max_norm_shrinks_long_columns_only():
    w = np.array([[3.0, 0.1], [4, 0.2]], "f4")
    np.testing.assert_allclose(max_norm(w), [[1.2, 0.1], [1.6, 0.2]], rtol=1e-6)


def test_unit_norm_gives_length_one_along_the_axis():
    np.testing.assert_allclose(lengths(unit_norm(W, axis=1), 1), 1, rtol=1e-6)
    assert unit_norm(np.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]


def test_min_max_norm_goes_part_of_the_way():
    w = np.array([[4.0], [3]], "f4")
    np.testing.assert_allclose(lengths(min_max_norm(w), 0), 1, rtol=1e-6)
    half = min_max_norm(w, min_value=1, max_value=2, rate=0.5)
    np.testing.assert_allclose(lengths(half, 0), 3.5, rtol=1e-6)


def test_norms_may_span_several_axes():
    w = np.ones((3, 3, 2, 4), "f4")
    np.testing.assert_allclose(
        lengths(unit_norm(w, axis=(0, 1, 2)).reshape(-1, 4), 0), 1, rtol=1e-6
    )


def test_non_neg_replaces_negative_values():
    assert non_neg(np.array([-1.0, 0, 2])).tolist() == [0, 0, 2]


def test_non_neg_leaves_no_infinity_below_zero_and_keeps_nan():
    found = non_neg(np.array([-np.inf, np.inf, np.nan]))
    np.testing.assert_array_equal(found, [0, np.inf, np.nan])


def test_of_contradicting_bounds_the_lower_one_holds():
    found = min_max_norm(W, min_value=2.0, max_value=1.0)
    np.testing.assert_allclose(lengths(found, 0), 2, rtol=1e-5)


def test_rings_take_their_value_from_the_diagonal():
    odd = radial_constraint(np.arange(25.0).reshape(5, 5, 1, 1))[..., 0, 0]
    assert odd[2].tolist() == [18, 12, 6, 12, 18] and odd[0].tolist() == [18] * 5
    even = radial_constraint(np.arange(16.0).reshape(4, 4, 1, 1))[..., 0, 0]
    assert even[1].tolist() == [15, 5, 5, 15] and even[0].tolist() == [15] * 4


@pytest.mark.parametrize("shape", [(3, 3), (3, 2, 1, 1)])
def test_rings_need_square_kernels(shape):
    with pytest.raises(ShapeError, match="square kernels"):
        radial_constraint(np.ones(shape))


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_single_precision_stays(name):
    assert CONSTRAINTS[name](np.ones((3, 3, 2, 2), "f4")).dtype == np.float32
