import numpy as np
import pytest

from engine.autodiff import ShapeError, Tensor, backward
from engine.gradcheck import check_primitive
from engine.regularizers import REGULARIZERS, l1, l1_l2, l2, orthogonal_regularizer

W = np.array([[-2.0, 0.5], [0, 1]], "f4")


def test_penalties():
    assert l1(Tensor(W), l1=0.1).data == pytest.approx(0.35)
    assert l2(Tensor(W), l2=0.1).data == pytest.approx(0.525)
    assert l1_l2(Tensor(W), l1=0.1, l2=0.1).data == pytest.approx(0.875)
    assert l1_l2(Tensor(W)).data == 0


def test_the_slope_of_l1_at_zero_is_zero():
    w = Tensor(W)
    backward(l1(w, l1=0.1))
    np.testing.assert_allclose(w.grad, [[-0.1, 0.1], [0, 0.1]])


@pytest.mark.parametrize("name", REGULARIZERS)
def test_gradient_and_dtype(name):
    check_primitive(REGULARIZERS[name], np.linspace(-1, 2, 6).reshape(3, 2))
    assert REGULARIZERS[name](Tensor(W)).dtype == "float32"


def test_rows_or_columns_at_right_angles_cost_nothing():
    w = np.array([[3.0, 4, 0], [0, 0, 2]], "f4")
    assert orthogonal_regularizer(Tensor(w)).data == 0
    columns = orthogonal_regularizer(Tensor(w), factor=3.0, mode="columns")
    # Of the three pairs one lies in one line.
    assert columns.data == pytest.approx(1)


def test_rows_of_zeros_cost_nothing_and_a_row_alone_has_no_mean():
    w = Tensor(np.zeros((2, 3), "f4"))
    backward(orthogonal_regularizer(w))
    assert not w.grad.any()
    assert np.isnan(orthogonal_regularizer(Tensor(np.ones((1, 3)))).data)


@pytest.mark.parametrize(
    ("shape", "mode", "message"),
    [((3,), "rows", r"a matrix, not \(3\)"), ((2, 2), "both", "rows or columns, not 'both'")],
)
def test_other_angles_are_refused(shape, mode, message):
    with pytest.raises(ValueError, match=message) as refusal:
        orthogonal_regularizer(Tensor(np.ones(shape)), mode=mode)
    assert isinstance(refusal.value, ShapeError) == (mode == "rows")
