"""Taking a card out of a chain leaves the chain whole, where nothing has to be guessed."""

from cards.document import Document, Node
from cards.healing import removed
from cards.registry import builtin_cards

TYPES = builtin_cards()


def chain(*cards, **wires):
    nodes = {name: Node(card=card) for name, card in cards}
    return Document(nodes=nodes, wires={k.replace("__", "."): v for k, v in wires.items()})


LINE = chain(
    ("in", "Input"),
    ("a", "Dense"),
    ("b", "BatchNormalization"),
    ("c", "Activation"),
    ("out", "Output"),
    a__input=("in.data",),
    b__input=("a.output",),
    c__input=("b.output",),
    out__data=("c.output",),
)


def test_the_neighbours_of_a_removed_card_are_joined():
    doc = removed(LINE, TYPES, ["b"])
    assert doc.wires["c.input"] == ("a.output",) and "b" not in doc.nodes


def test_several_cards_in_a_row_are_bridged_in_one_go():
    doc = removed(LINE, TYPES, ["a", "c", "b"])
    assert doc.wires == {"out.data": ("in.data",)}


def test_an_end_of_a_chain_goes_with_its_wire():
    assert removed(LINE, TYPES, ["in"]).wires == {
        k: LINE.wires[k] for k in LINE.wires if k[0] != "a"
    }
    assert "out.data" not in removed(LINE, TYPES, ["c", "out"]).wires


def test_what_has_two_inputs_is_not_bridged():
    doc = chain(
        ("x", "Input"), ("y", "Input"), ("sum", "Add"), ("out", "Output"),
        sum__input_a=("x.data",), sum__input_b=("y.data",), out__data=("sum.output",),
    )  # fmt: skip
    assert removed(doc, TYPES, ["sum"]).wires == {}


def test_parts_and_unknown_cards_leave_nothing_behind():
    doc = chain(
        ("zeros", "Zeros"), ("a", "Dense"), ("odd", "Nowhere"),
        a__kernel_initializer=("zeros.instance",), a__input=("odd.output",),
    )  # fmt: skip
    assert removed(doc, TYPES, ["zeros", "odd", "gone"]).wires == {}
