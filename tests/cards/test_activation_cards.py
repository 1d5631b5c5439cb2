"""Cards that Keras writes as another layer, and the rows of activations and normalizations."""

import numpy as np
import pytest

from cards.card import CardError, Context, Masked
from cards.checking import check
from cards.document import Document, Node
from cards.keras_config import from_keras
from cards.library.activation_functions import FunctionCard
from cards.values import CardFaults, card_of
from engine.activations import ACTIVATIONS, activate
from engine.autodiff import ShapeError, Spec, Tensor
from engine.scope import Scope
from tests.cards.networks import TYPES

WITH_FORMULA = ("Layers / Activation layers", "Layers / Normalization layers")
FUNCTIONS = [c for c in TYPES.values() if issubclass(c, FunctionCard) and c.named in ACTIVATIONS]


@pytest.mark.parametrize("card", FUNCTIONS)
def test_a_function_is_the_activation_of_its_name(card):
    made = card(name="f", trainable=False)
    config = made.keras()
    assert config["class_name"] == "Activation" and config["config"]["activation"] == card.named
    assert config["config"]["name"] == "f" and config["config"]["trainable"] is False
    again = from_keras(config, TYPES)
    assert type(again) is TYPES["Activation"] and again.activation == card.named
    x = Tensor(np.random.default_rng(0).normal(0, 3, (3, 4)))
    layer = card(dtype="float64").build()
    np.testing.assert_array_equal(layer(Scope(layer), x).array, activate(card.named, x).array)


@pytest.mark.parametrize(
    ("name", "row", "value"),
    [
        ("GELU", "approximate", True),
        ("CELU", "alpha", 0.5),
        ("GLU", "axis", 1),
        ("LogSoftmax", "axis", 1),
        ("Sparsemax", "axis", 0),
        ("HardShrink", "threshold", 1.0),
        ("SoftShrink", "threshold", 1.0),
        ("Squareplus", "b", 1.0),
    ],
)
def test_what_an_activation_of_keras_cannot_carry_is_said_at_its_row(name, row, value):
    with pytest.raises(CardError, match=f"cannot carry {row}: {TYPES[name].named} has") as refused:
        TYPES[name](**{row: value}).keras()
    assert refused.value.socket == row
    assert refused.value.value == TYPES[name].model_fields[row].default


def test_keras_has_no_layer_for_a_threshold():
    with pytest.raises(CardError, match="no layer for a threshold"):
        TYPES["Threshold"]().keras()


def test_an_instance_normalization_is_a_group_normalization_in_keras():
    config = TYPES["InstanceNormalization"](axis=1, epsilon=0.01).keras()
    assert config["class_name"] == "GroupNormalization" and config["config"]["groups"] == -1
    again = from_keras(config, TYPES)
    assert type(again) is TYPES["GroupNormalization"]
    assert (again.groups, again.axis, again.epsilon) == (-1, 1, 0.01)


def test_a_leaky_relu_of_keras_2_is_read():
    made = from_keras({"class_name": "LeakyReLU", "config": {"alpha": 0.1}}, TYPES)
    assert made == TYPES["LeakyReLU"](negative_slope=0.1)


@pytest.mark.parametrize("groups", [0, -2])
def test_a_number_of_groups_is_refused_at_its_row(groups):
    doc = Document(nodes={"a": Node(card="GroupNormalization", params={"groups": groups})})
    found = [d for d in check(doc, TYPES).of("a") if d.socket == "groups"]
    assert [d.message for d in found] == [f"Groups must be at least 1, or -1, not {groups}."]


def test_groups_that_do_not_divide_the_channels_are_refused_with_both_numbers():
    with pytest.raises(ShapeError, match="12 channels do not divide into 32 groups") as refused:
        TYPES["GroupNormalization"]().infer(Context(), {"input": Spec((None, 12))})
    assert refused.value.parameter == "groups"


def test_an_odd_axis_is_refused_at_the_row_of_the_axis():
    with pytest.raises(ShapeError, match="whose length is odd") as refused:
        TYPES["GLU"]().infer(Context(), {"input": Spec((None, 3))})
    assert refused.value.parameter == "axis"


@pytest.mark.parametrize("axis", [0, -1])
def test_shared_axes_are_counted_from_1(axis):
    # Keras takes what is left of it by 1 for an index, so that 0 would be the last axis.
    with pytest.raises(CardFaults, match=r"at least 1|greater than 0"):
        card_of(TYPES["PReLU"], {"shared_axes": [axis]}, TYPES)


@pytest.mark.parametrize(
    "name", ["Softmax", "LayerNormalization", "RMSNormalization", "UnitNormalization"]
)
def test_a_list_of_no_axes_is_refused(name):
    with pytest.raises(CardFaults):
        card_of(TYPES[name], {"axis": []}, TYPES)


def test_bounds_that_cross_are_refused_at_the_upper_one():
    with pytest.raises(CardFaults, match=r"0\.5, is below the smallest, 2"):
        card_of(TYPES["RenormClipping"], {"rmin": 2.0, "rmax": 0.5}, TYPES)
    assert card_of(TYPES["RenormClipping"], {"rmin": 2.0, "rmax": 2}, TYPES).rmax == 2


def test_a_mask_that_softmax_cannot_use_is_refused_before_it_runs():
    card, mask = TYPES["Softmax"](), Spec((None, 3), "bool")
    with pytest.raises(ShapeError, match="a mask of shape"):
        card.infer(Context(), {"input": Masked((None, 3, 4), mask=mask)})
    found = card.infer(Context(), {"input": Masked((None, 4, 3), mask=Spec((None, 1, 3), "bool"))})
    assert found.outputs["output"].mask == Spec((None, 1, 3), "bool")


def test_groups_stand_above_the_rows_that_normalizations_share():
    rows = [s.name for s in TYPES["GroupNormalization"].rows()]
    assert rows[:4] == ["groups", "axis", "epsilon", "center"]
    assert rows.index("input") < rows.index("name")


@pytest.mark.parametrize("name", [n for n, c in TYPES.items() if c.group in WITH_FORMULA])
def test_every_activation_and_normalization_shows_its_formula(name):
    assert TYPES[name].formula
