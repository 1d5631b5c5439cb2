import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_layer
from engine.layers.einsum_dense import einsum_dense
from engine.scope import Layer, Scope

FORMS = [
    # equation, output shape, bias axes, input, kernel, bias, result
    ("ab,bc->ac", 5, None, (3, 4), (4, 5), None, (3, 5)),
    ("abc,cd->abd", (None, 5), "d", (2, 3, 4), (4, 5), (5,), (2, 3, 5)),
    ("abc,cde->abde", (3, 2, 5), "be", (2, 3, 4), (4, 2, 5), (3, 1, 5), (2, 3, 2, 5)),
    ("abc,bcd->ad", 5, "d", (2, 3, 4), (3, 4, 5), (5,), (2, 5)),
    ("...a,ab->...b", 5, "b", (2, 3, 2, 4), (4, 5), (5,), (2, 3, 2, 5)),
    ("...a,ab->...b", 5, "b", (2, 4), (4, 5), (5,), (2, 5)),
    ("ab...,bc->ac...", 5, "c", (2, 3, 4, 2), (3, 5), (5, 1, 1), (2, 5, 4, 2)),
    ("abc,cd->adb", (5, 3), "db", (2, 3, 4), (4, 5), (5, 3), (2, 5, 3)),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form[0]} {form[3]}")
def test_shapes_follow_from_the_equation_and_gradients_are_the_numeric_ones(form):
    equation, output_shape, bias_axes, shape, kernel, bias, result = form
    told = {"equation": equation, "output_shape": output_shape, "bias_axes": bias_axes}
    layer = Layer(einsum_dense, {**told, "activation": "tanh"})
    scope = Scope(layer, abstract=True)
    y = layer(scope, Tensor(Spec((None, *shape[1:])), mask=Tensor(Spec((None,), "bool"))))
    assert y.shape == (None, *result[1:]) and y.mask is None
    made = {"kernel": kernel} | ({"bias": bias} if bias else {})
    assert {name: value.shape for name, value in scope.values.items()} == made
    check_layer(layer, np.random.default_rng(0).standard_normal(shape), tolerance=1e-6)


def test_only_keras_3_wants_a_size_that_kernel_and_result_share_to_be_given():
    told = {"equation": "abc,bcd->abd", "output_shape": (None, 5), "bias_axes": None}
    x = Tensor(Spec((None, 3, 4)))
    with pytest.raises(ShapeError, match="needs to know every size"):
        einsum_dense(Scope(Layer(einsum_dense), abstract=True), x, **told)
    scope = Scope(Layer(einsum_dense), abstract=True)
    einsum_dense(scope, x, **told, dialect="tf_keras")
    assert scope.values["kernel"].shape == (3, 4, 5)


@pytest.mark.parametrize(
    ("told", "row", "message"),
    [
        ({"equation": "ab,bc"}, "equation", "no equation like"),
        ({"equation": "...ab,bc->ac"}, "equation", "no equation like"),
        ({"equation": "ab,bc->ac"}, "equation", "does not fit the input"),
        ({"equation": "abcd,cd->abd"}, "equation", "does not fit the input"),
        ({"equation": "abc,cd->abe"}, "equation", "letters d, e of the equation stand once"),
        ({"equation": "aab,bc->aac"}, "equation", "stands twice"),
        ({"output_shape": 5}, "output_shape", "1 sizes do not fit the letters 'abd'"),
        ({"output_shape": (2, 5)}, "output_shape", "axis b is 3 long in the input .* and 2 in"),
        ({"bias_axes": "c"}, "bias_axes", "bias axis c is none of the letters 'abd'"),
        ({"activation": "bent"}, "activation", "no activation 'bent'"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_row(told, row, message):
    usual = {"equation": "abc,cd->abd", "output_shape": (None, 5), "bias_axes": "d"}
    layer = Layer(einsum_dense, {**usual, **told})
    with pytest.raises(ShapeError, match=message) as refusal:
        layer(Scope(layer, abstract=True), Tensor(Spec((None, 3, 4))))
    assert refusal.value.parameter == row
