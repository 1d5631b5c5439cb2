"""Cards are found by what can be wired to them."""

from cards.document import Document, Node
from cards.finding import fitting, joined
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
