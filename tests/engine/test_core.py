import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.layers.core import dense, identity
from engine.scope import Layer, Scope


def units_of(units, dialect="keras3"):
    layer = Layer(dense, {"units": units, "dialect": dialect})
    return layer(Scope(layer, abstract=True), Tensor(Spec((None, 3)))).shape[-1]


def test_keras_3_takes_whole_numbers_of_units_only_and_keras_2_makes_them():
    assert units_of(True) == 1
    for written in (2.0, "2", None, [2]):
        with pytest.raises(ShapeError, match="units must be a whole number, not") as refusal:
            units_of(written)
        assert refusal.value.parameter == "units"
    assert [units_of(n, "tf_keras") for n in (2.9, "2")] == [2, 2]


def test_an_identity_changes_the_type_of_floats_alone():
    layer = Layer(identity, dtype="float16")
    mask = Tensor(np.array([True, False]))
    y = layer(Scope(layer), Tensor(np.ones((2, 3), "f4"), mask=mask))
    assert y.dtype == "float16" and y.mask is mask
    assert layer(Scope(layer), Tensor(np.ones((2, 3), "i4"))).dtype == "int32"
