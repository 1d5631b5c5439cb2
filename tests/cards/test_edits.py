import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards import edits
from cards.document import Document, Frame, Node
from cards.edits import Refused
from cards.history import History, changes
from tests.cards.random_documents import DOCUMENTS, histories


def two():
    doc = edits.add_node(Document(), "a", Node(card="Input"))
    return edits.add_node(doc, "b", Node(card="Dense", params={"units": 3}))


@given(histories())
@settings(max_examples=150, deadline=None)
def test_undo_returns_the_identical_documents_and_redo_the_later_ones(documents):
    history = History(documents[0])
    for i, doc in enumerate(documents[1:]):
        history.commit(f"step {i}", doc)
    distinct = [
        d for d, after in zip(documents, [*documents[1:], None], strict=True) if d is not after
    ]
    for doc in reversed(distinct[:-1]):
        history.undo()
        assert history.document is doc
    assert not history.can_undo and not history.modified
    for doc in distinct[1:]:
        history.redo()
        assert history.document is doc
    assert not history.can_redo


@given(histories())
@settings(max_examples=100, deadline=None)
def test_an_edit_leaves_a_document_that_would_pass_validation(documents):
    for doc in documents:
        again = Document.model_validate(doc.model_dump())
        assert again == doc
        assert all(set(g.nodes) <= set(doc.nodes) for g in doc.frames.values())


@given(histories())
@settings(max_examples=100, deadline=None)
def test_changes_say_exactly_what_differs(documents):
    for old, new in pairwise(documents):
        found = changes(old, new)
        assert set(old.nodes) - found.removed | found.added == set(new.nodes)
        for name in set(old.nodes) & set(new.nodes):
            assert (name in found.changed) == (old.nodes[name] != new.nodes[name])
        assert set(old.pairs()) - found.wires_removed | found.wires_added == set(new.pairs())


@given(
    DOCUMENTS, st.sampled_from(["Dense", "Conv2D", "MaxPooling2D", "pack/L1L2", "AUC", "2D", "é"])
)
@settings(deadline=None)
def test_a_new_name_is_free_and_can_be_used(doc, card):
    name = edits.new_name(doc, card)
    assert name not in doc.nodes
    assert name in edits.add_node(doc, name, Node(card=card)).nodes


def test_new_names_are_snake_case_and_count():
    doc = Document()
    for expected in ("batch_normalization_1", "batch_normalization_2"):
        name = edits.new_name(doc, "BatchNormalization")
        assert name == expected
        doc = edits.add_node(doc, name, Node(card="BatchNormalization"))
    assert edits.new_name(doc, "Conv2D") == "conv2d_1"
    assert edits.new_name(doc, "KLDivergence") == "kl_divergence_1"


def test_removing_a_node_takes_its_wires_and_its_place_in_groups():
    doc = edits.connect(two(), "a.data", "b.input")
    doc = edits.put_frame(doc, "g", Frame(title="both", nodes=frozenset("ab")))
    doc = edits.remove_nodes(doc, ["a"])
    assert not doc.wires and doc.frames["g"].nodes == {"b"}


def test_a_second_wire_replaces_the_first_unless_the_socket_takes_many():
    doc = edits.connect(two(), "a.data", "b.input")
    assert edits.connect(doc, "a.other", "b.input").wires == {"b.input": ("a.other",)}
    many = edits.connect(doc, "a.other", "b.input", many=True)
    assert many.wires == {"b.input": ("a.data", "a.other")}
    assert edits.disconnect(many, "b.input", "a.data").wires == {"b.input": ("a.other",)}
    assert not edits.disconnect(many, "b.input").wires


def test_an_edit_without_effect_gives_the_same_document():
    doc = edits.connect(two(), "a.data", "b.input")
    assert edits.connect(doc, "a.data", "b.input") is doc
    assert edits.set_param(doc, "b", "units", 3) is doc
    assert edits.reset_param(doc, "b", "use_bias") is doc
    assert edits.move_nodes(doc, {"a": (0, 0)}) is doc
    assert edits.remove_nodes(doc, ["none"]) is doc
    assert edits.disconnect(doc, "b.input", "b.output") is doc
    assert edits.fold(doc, ["a"], False) is doc
    assert edits.set_seed(doc, 0) is doc


def test_one_and_true_and_one_point_zero_are_three_values():
    doc = edits.set_param(two(), "b", "units", 1)
    assert edits.set_param(doc, "b", "units", True) is not doc
    assert edits.set_param(doc, "b", "units", 1.0) is not doc


def test_values_are_kept_as_a_file_gives_them_back():
    assert edits.set_param(two(), "b", "shape", (1, (2, 3))).nodes["b"].params["shape"] == [
        1,
        [2, 3],
    ]


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: edits.add_node(d, "a", Node(card="Dense")),
        lambda d: edits.add_node(d, "a.b", Node(card="Dense")),
        lambda d: edits.add_node(d, "c\n", Node(card="Dense")),
        lambda d: edits.set_param(d, "none", "units", 3),
        lambda d: edits.set_param(d, "b", "units", math.nan),
        lambda d: edits.set_param(d, "b", "units", [1, {"x": math.inf}]),
        lambda d: edits.set_param(d, "b", "units", object()),
        lambda d: edits.set_param(d, "b", "units", {1: 2}),
        lambda d: edits.set_param(d, "b", "units", "\ud800"),
        lambda d: edits.move_nodes(d, {"a": (math.nan, 0)}),
        lambda d: edits.move_nodes(d, {"a": (1e9, 0)}),
        lambda d: edits.connect(d, "none.x", "a.y"),
        lambda d: edits.connect(d, "a.x", "b"),
        lambda d: edits.set_seed(d, -1),
        lambda d: edits.put_frame(d, "g", Frame(title="", nodes=frozenset(["none"]))),
    ],
)
def test_what_a_file_could_not_hold_is_refused_with_a_sentence(edit):
    with pytest.raises(Refused) as caught:
        edit(two())
    assert str(caught.value).endswith(".")


def test_a_frame_goes_with_its_last_card_and_an_empty_one_stays_as_it_is():
    doc = Document(nodes={n: Node(card="Dense") for n in "abc"})
    for name, nodes in {"f": "a", "g": "ab", "empty": ""}.items():
        doc = edits.put_frame(doc, name, Frame(title=name, nodes=frozenset(nodes)))
    left = edits.remove_nodes(doc, ["a"])
    assert {name: frame.nodes for name, frame in left.frames.items()} == {
        "g": {"b"},
        "empty": set(),
    }
