"""Cards are found by what can be wired to them."""

import pytest

from cards.document import Document, Node
from cards.finding import SAID, fitting, joined, ranked
from cards.registry import builtin_cards

TYPES = builtin_cards()
DOC = Document(
    nodes={
        "in": Node(card="Input"),
        "zeros": Node(card="Zeros"),
        "dense": Node(card="Dense"),
        "table": Node(card="BundledDataSet"),
        "new": Node(card="Dense"),
    }
)


def test_a_tensor_goes_to_layers_and_outputs():
    found = fitting(TYPES, DOC, ["in.data"], outward=True)
    assert {"Dense", "BatchNormalization", "Output", "Add"} <= set(found)
    assert not {"Input", "Zeros", "TrainNeuralNetwork"} & set(found)


def test_what_gives_a_part_is_found_from_its_row():
    found = fitting(TYPES, DOC, ["dense.kernel_initializer"], outward=False)
    assert {"Zeros", "GlorotUniform"} <= set(found)
    assert not {"Dense", "L2", "Input"} & set(found)


def test_a_new_card_is_wired_at_its_first_fitting_socket():
    doc = joined(DOC, TYPES, ["in.data"], "new", outward=True)
    assert doc.sources("new", "input") == ("in.data",)
    doc = joined(DOC, TYPES, ["zeros.instance"], "new", outward=True)
    assert doc.sources("new", "kernel_initializer") == ("zeros.instance",)
    doc = joined(DOC, TYPES, ["dense.input"], "new", outward=False)
    assert doc.sources("dense", "input") == ("new.output",)
    assert joined(DOC, TYPES, ["table.table"], "new", outward=True) is None


@pytest.mark.parametrize(
    ("words", "card"),
    [
        ("MaxPool2D", "MaxPooling2D"),
        ("avgpool1d", "AveragePooling1D"),
        ("GlobalAvgPool3D", "GlobalAveragePooling3D"),
        ("SeparableConvolution2D", "SeparableConv2D"),
        ("Convolution2DTranspose", "Conv2DTranspose"),
        ("Deconvolution2D", "Conv2DTranspose"),
        ("2D convolution", "Conv2D"),
        ("BatchNorm2d", "BatchNormalization"),
        ("layer norm", "LayerNormalization"),
        ("upsample 2d", "UpSampling2D"),
        ("zeropad2d", "ZeroPadding2D"),
        ("leaky relu", "LeakyReLU"),
        ("one hot", "OneHotEncodeColumns"),
        ("add", "AddAll"),
        ("hard sigmoid", "Activation"),
        ("bn", "BatchNormalization"),
        ("re", "ReLU"),
        ("residual", "AddAll"),
    ],
)
def test_what_is_typed_finds_what_is_meant_first(words, card):
    assert ranked(TYPES, words)[0] == card


@pytest.mark.parametrize("card", TYPES)
def test_a_card_is_found_first_by_its_title_and_by_its_name(card):
    assert ranked(TYPES, TYPES[card].title)[0] == card
    assert card in ranked(TYPES, card)[:2]


def test_what_others_say_names_cards_that_are_there():
    assert set(SAID.values()) <= set(TYPES)


def test_short_words_are_whole_words_in_texts():
    assert len(ranked(TYPES, "he")) < 60
    assert not ranked(TYPES, "no such card")
