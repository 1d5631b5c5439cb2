import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_primitive
from engine.ops.einsum import einsum, letters

EQUATIONS = [
    "btnh,bsnh->bnts",
    "bnts,bsnh->btnh",
    "abc,cde->abde",
    "ab,bc->ac",
    "ab,ab->",
    "ab,c->cab",
    "ab,b->a",
    "abc,b->ca",
    "ab,cd->da",
    "ba,ba->ab",
]
SIZES = {"a": 2, "b": 3, "c": 4, "d": 2, "e": 3, "t": 4, "s": 5, "n": 2, "h": 3}


def factors(equation, seed=0):
    rng = np.random.default_rng(seed)
    first, second, _ = letters(equation)
    return [rng.standard_normal([SIZES[c] for c in names]) for names in (first, second)]


@pytest.mark.parametrize("equation", EQUATIONS)
def test_products_are_those_of_numpy(equation):
    a, b = factors(equation)
    y = einsum(a, b, equation=equation)
    np.testing.assert_allclose(y.array, np.einsum(equation, a, b), atol=1e-12)
    specs = [Tensor(Spec((None, *x.shape[1:]), "float64")) for x in (a, b)]
    assert len(einsum(*specs, equation=equation).shape) == y.ndim


@pytest.mark.parametrize("equation", EQUATIONS)
def test_gradients_are_the_numeric_ones(equation):
    check_primitive(einsum, *factors(equation), equation=equation)


def test_a_size_is_known_if_one_of_the_factors_knows_it():
    a, b = Tensor(Spec((None, 3, None))), Tensor(Spec((4, None, 2)))
    assert einsum(a, b, equation="abc,cbd->abcd").shape == (None, 3, 4, 2)


def test_an_empty_axis_gives_nothing_or_zeros():
    a, b = np.zeros((2, 0), "f4"), np.zeros((0, 3), "f4")
    assert einsum(a, b, equation="ab,bc->ac").array.tolist() == [[0, 0, 0]] * 2
    assert einsum(b, a, equation="ab,cd->adbc").shape == (0, 0, 3, 2)


@pytest.mark.parametrize(
    ("shapes", "equation", "message"),
    [
        (((2, 3), (4, 2)), "ab,bc->ac", "axis b is 3 and 4 long"),
        (((2, 3, 4), (3, 2)), "ab,bc->ac", r"'ab' of the equation ab,bc->ac does not fit"),
        (((2, 3), (3, 2)), "ab,bc", "no equation like"),
        (((2, 3), (3, 2)), "ab->ac", "no equation like"),
        (((2, 3), (3, 2)), "a.,bc->ac", "no equation like"),
        (((2, 2), (2, 2)), "aa,ab->b", "stands twice"),
        (((2, 2), (2, 2)), "ab,bc->ad", "comes from nowhere"),
    ],
)
def test_what_does_not_fit_is_refused_with_and_without_values(shapes, equation, message):
    for make in (np.ones, Spec):
        with pytest.raises(ShapeError, match=message):
            einsum(*(Tensor(make(s)) for s in shapes), equation=equation)
