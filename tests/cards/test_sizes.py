"""Layers that need more memory than there is are refused before anything is made."""

import pytest

from cards import sizes
from cards.checking import check
from cards.document import Document, Node
from cards.registry import builtin_cards
from cards.sizes import largest_row

TYPES = builtin_cards()


def problems(card, shape, **params):
    nodes = {"in": Node(card="Input", params={"shape": shape})}
    nodes["a"] = Node(card=card, params=params)
    out = Node(card="Output")
    wires = {"a.input": ("in.data",), "out.data": ("a.output",)}
    doc = Document(nodes={**nodes, "out": out}, wires=wires)
    return doc, [d for d in check(doc, TYPES).diagnostics if d.node == "a"]


def test_a_dense_layer_of_a_million_million_units_is_refused_with_its_bytes():
    doc, (found,) = problems("Dense", [4], units=10**12)
    assert found.severity == "error" and found.socket == "units"
    assert found.message == "Its weights would take 20.0 TB of memory, more than can be held."
    (fix,) = found.fixes
    assert not check(fix.edit(doc), TYPES).of("a")


def test_an_output_that_nobody_can_hold_is_refused_too():
    _, (found,) = problems("Reshape", [10**13], target_shape=[10**13, 1])
    assert found.message == "One example would take 40.0 TB of memory, more than can be held."


def test_an_output_without_numbers_is_refused():
    """The engine takes such a window, as Keras does; inside a wrapper no card looks at it."""
    pool = {"layer": {"card": "MaxPooling1D", "params": {"pool_size": 3}}}
    _, (found,) = problems("TimeDistributed", [4, 2, 1], **pool)
    assert found.severity == "error" and found.socket == "input"
    assert found.message == "Nothing comes out: the output would be (batch, 4, 0, 1)."


def test_what_another_machine_could_hold_is_a_warning(monkeypatch):
    monkeypatch.setattr(sizes, "machine_bytes", lambda: 10_000)
    _, (found,) = problems("Dense", [4], units=1000)
    assert found.severity == "warning"
    assert found.message == "Its weights would take 20.0 kB of memory; this machine has 10.0 kB."


@pytest.mark.parametrize(
    ("card", "params", "row"),
    [
        ("Dense", {"units": 9}, "units"),
        ("Conv2D", {"filters": 2, "kernel_size": (5, 300)}, "kernel_size"),
        ("Flatten", {}, None),
    ],
)
def test_the_row_at_fault_is_the_one_with_the_largest_number(card, params, row):
    assert largest_row(TYPES[card](**params)) == row
