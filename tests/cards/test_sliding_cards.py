"""Cards of convolution and pooling: what Keras writes about them, and what they refuse."""

import pytest

from cards.card import CardError, Context
from cards.checking import check
from cards.document import Document, Node
from cards.keras_config import from_keras
from engine.autodiff import Spec
from tests.cards.networks import TYPES


def test_lists_of_one_number_are_that_number():
    config = {"filters": 4, "kernel_size": [5], "strides": [2], "dilation_rate": [1]}
    card = from_keras({"class_name": "Conv1D", "config": config}, TYPES)
    assert (card.kernel_size, card.strides, card.dilation_rate) == (5, 2, 1)
    config = {"pool_size": [3], "strides": [2]}
    card = from_keras({"class_name": "MaxPooling1D", "config": config}, TYPES)
    assert (card.pool_size, card.strides) == (3, 2)


@pytest.mark.parametrize("name", ["Conv2DTranspose", "DepthwiseConv2D", "SeparableConv2D"])
def test_what_keras_2_writes_without_using_it_is_left_aside(name):
    config = {"kernel_size": [2, 2], "groups": 1, "kernel_regularizer": None}
    config["kernel_initializer"] = {"class_name": "GlorotUniform", "config": {"seed": None}}
    card = from_keras({"class_name": name, "config": config}, TYPES)
    assert card.kernel_size == (2, 2)
    with pytest.raises(CardError, match="no row for the argument groups"):
        from_keras({"class_name": name, "config": {**config, "groups": 2}}, TYPES)


@pytest.mark.parametrize("name", ["MaxPooling1D", "AveragePooling2D", "MaxPooling3D"])
def test_a_window_larger_than_its_input_is_refused_at_its_row(name):
    card = TYPES[name]()
    rank = int(name[-2])
    with pytest.raises(CardError, match="nothing comes out") as refusal:
        card.infer(Context(), {"input": Spec((None, *(1,) * rank, 2))})
    assert refusal.value.socket == "pool_size"
    card.infer(Context(), {"input": Spec((None, *(None,) * rank, 2))})


def test_the_row_of_a_kernel_that_does_not_fit_is_told():
    nodes = {
        "in": Node(card="Input", params={"shape": [4, 4, 3]}),
        "conv": Node(card="DepthwiseConv2D", params={"kernel_size": [5, 5]}),
    }
    doc = Document(nodes=nodes, wires={"conv.input": ("in.data",)})
    found, *_ = check(doc, TYPES).of("conv")
    assert found.socket == "kernel_size" and "5 x 5 does not fit into the 4 x 4" in found.message
