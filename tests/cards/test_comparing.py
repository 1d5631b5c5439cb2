"""What changed between two documents, in words."""

from cards.comparing import differences
from cards.document import Document, Node, Note, Settings
from cards.registry import builtin_cards

TYPES = builtin_cards()
OLD = Document(
    nodes={
        "in": Node(card="Input", params={"shape": [4]}),
        "dense": Node(card="Dense", params={"units": 16, "kernel_regularizer": {"card": "L2"}}),
        "act": Node(card="Activation"),
        "odd": Node(card="pack/Thing", params={"width": 3}),
    },
    wires={"dense.input": ("in.data",), "act.input": ("dense.output",)},
    notes={"n": Note(text="One.", rect=(0, 0, 1, 1))},
)


def told(new, old=OLD):
    return [(d.sort, d.text) for d in differences(old, new, TYPES)]


def with_node(name, **changed):
    node = OLD.nodes[name].model_copy(update=changed)
    return OLD.model_copy(update={"nodes": {**OLD.nodes, name: node}})


def test_nothing_is_told_of_equal_documents():
    assert told(OLD.model_copy()) == []


def test_a_row_is_told_with_both_values_the_default_included():
    assert told(with_node("dense", params={"units": 8})) == [
        ("changed", "Dense layer (dense), Kernel regularizer: L2 → empty"),
        ("changed", "Dense layer (dense), Units: 16 → 8"),
    ]
    # A default that is typed in is no change.
    assert told(with_node("act", params={"activation": "relu"})) == []
    assert told(with_node("odd", params={"width": 4})) == [
        ("changed", "pack/Thing (odd), width: 3 → 4")
    ]


def test_cards_and_wires_come_and_go():
    nodes = {name: node for name, node in OLD.nodes.items() if name != "act"}
    nodes["norm"] = Node(card="BatchNormalization")
    wires = {"dense.input": ("in.data",), "norm.input": ("dense.output",)}
    new = OLD.model_copy(update={"nodes": nodes, "wires": wires})
    assert told(new) == [
        ("removed", "Activation layer (act)"),
        ("added", "Batch normalization layer (norm)"),
        ("removed", "Wire dense.output → act.input"),
        ("added", "Wire dense.output → norm.input"),
    ]
    (row,) = [d for d in differences(OLD, new, TYPES) if d.node == "norm" and d.socket]
    assert row.socket == "input"


def test_another_card_under_the_same_name_is_a_change():
    assert told(with_node("act", card="ReLU"))[0] == (
        "changed",
        "act: Activation layer → ReLU layer",
    )


def test_seed_notes_and_moves_are_told():
    moved = with_node("in", position=(64.0, 0.0), folded=True)
    new = moved.model_copy(update={"settings": Settings(seed=3), "notes": {}})
    assert told(new) == [
        ("changed", "Seed: 0 → 3"),
        ("removed", "Note “One.”"),
        ("changed", "1 card moved"),
        ("changed", "1 card folded or unfolded"),
    ]
    assert [d.seen for d in differences(OLD, new, TYPES)] == [True, True, False, False]


def test_the_order_of_wires_counts():
    wires = {"act.input": ("a.x", "b.x")}
    old = OLD.model_copy(update={"wires": wires})
    new = OLD.model_copy(update={"wires": {"act.input": ("b.x", "a.x")}})
    assert told(new, old) == [("changed", "Order of the wires at act.input")]
