"""Copies of groups: with all inside, on other pages, and in other documents."""

import pytest

from app.canvas.copying import duplicated, excerpt, inserted
from cards import files, grouping
from cards.document import node_of
from cards.edits import Refused
from cards.ports import inside
from tests.cards.test_grouping import TYPES, chain


def nested():
    doc, inner = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"}, "Inner")
    return (*grouping.grouped(doc, TYPES, {inner}, "Outer"), inner)


def test_a_group_is_copied_with_all_that_is_in_it():
    doc, outer, inner = nested()
    part = excerpt(doc, {outer})
    assert set(part.nodes) == {"dense_1", "bn_1"}
    assert part.groups[inner].group == outer
    assert part.groups[outer].group is None
    put = inserted(doc, files.loads(files.dumps(part)))
    made, (copy,) = put.document, put.names
    assert copy not in doc.groups
    assert made.groups[copy].title == "Outer"
    cards, groups = inside(made, [copy])
    assert len(cards) == 2 and len(groups) == 2
    inputs = [e for port in made.groups[copy].inputs for e in port.ends]
    assert inputs and {node_of(e) for e in inputs} <= cards


def test_what_is_pasted_on_the_page_of_a_group_is_in_that_group():
    doc, outer, inner = nested()
    put = inserted(doc, excerpt(doc, {inner}), page=outer)
    made, (copy,) = put.document, put.names
    assert made.groups[copy].group == outer
    moved = made.groups[copy].position[0] - doc.groups[inner].position[0]
    assert moved == 40


def test_a_copied_group_is_fed_as_the_one_it_is_a_copy_of():
    doc, outer, _ = nested()
    put = duplicated(doc, {outer})
    made, (copy,) = put.document, put.names
    cards, _ = inside(made, [copy])
    outside = {s for s, t in made.pairs() if node_of(t) in cards and node_of(s) not in cards}
    assert {node_of(s) for s in outside} == {"input_1"}


def test_groups_are_not_pasted_deeper_than_they_may_lie():
    doc, outer, _ = nested()
    name = outer
    for _ in range(14):
        doc, name = grouping.grouped(doc, TYPES, {name})
    with pytest.raises(Refused, match="deep"):
        inserted(doc, excerpt(doc, {name}), page=outer)
