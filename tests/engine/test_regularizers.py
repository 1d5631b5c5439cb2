import numpy as np
import pytest

from engine.autodiff import Tensor, backward
from engine.gradcheck import check_primitive
from engine.regularizers import REGULARIZERS, l1, l1_l2, l2

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
    check_primitive(REGULARIZERS[name], np.linspace(-1, 2, 6))
    assert REGULARIZERS[name](Tensor(W)).dtype == "float32"
