"""Words are found in names, titles, values, shapes and problems."""

import pytest

from cards.checking import check
from cards.document import Document, Node
from cards.registry import builtin_cards
from cards.searching import matches

TYPES = builtin_cards()
DOC = Document(
    nodes={
        "in": Node(card="Input", params={"shape": [12], "name": "measurements"}),
        "first": Node(card="Dense", params={"units": 24, "activation": "relu"}),
        "norm": Node(
            card="BatchNormalization",
            params={"axis": 9, "gamma_regularizer": {"card": "L2", "params": {"l2": 0.5}}},
        ),
    },
    wires={"first.input": ("in.data",), "norm.input": ("first.output",)},
)
REPORT = check(DOC, TYPES)


def found(words):
    return [(m.node, m.socket) for m in matches(DOC, REPORT, words)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("dense", [("first", None)]),
        ("first", [("first", None)]),
        ("measurements", [("in", None)]),
        ("relu", [("first", "activation")]),
        ("units 24", [("first", "units")]),
        ("DENSE Relu", [("first", "activation")]),
        ("24 relu", [("first", "units")]),
        ("l2", [("norm", "gamma_regularizer")]),
        ("there is no axis", [("norm", "axis")]),
        ("(batch, 24)", [("first", None), ("norm", "axis")]),
        ("nothing like this", []),
        ("  ", []),
    ],
)
def test_words_lead_to_the_card_and_row_that_have_them(words, expected):
    assert found(words) == expected


def test_cards_that_are_called_so_come_before_those_that_hold_it():
    nodes = {**DOC.nodes, "relu_layer": Node(card="Activation")}
    doc = Document(nodes=nodes)
    names = [m.node for m in matches(doc, check(doc, TYPES), "relu")]
    assert names[0] == "relu_layer" and set(names) == {"relu_layer", "first"}


def test_an_unknown_card_is_found_too():
    doc = Document(nodes={"odd": Node(card="pack/Thing", params={"width": 7})})
    (match,) = matches(doc, check(doc, TYPES), "thing width 7")
    assert match.node == "odd" and match.text == "width: 7"
