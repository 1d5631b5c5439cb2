"""Taking back what differs, one difference at a time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards import edits, grouping, healing
from cards.comparing import differences, moves
from cards.document import Document, Frame, Node, Note
from cards.edits import Refused
from cards.registry import builtin_cards
from cards.taking_back import taken_back
from cards.wiring import connected

TYPES = builtin_cards()
OLD = Document(
    nodes={
        "in": Node(card="Input", params={"shape": [4]}),
        "dense": Node(card="Dense", params={"units": 16}, position=(300, 0)),
        "act": Node(card="Activation", position=(600, 0)),
        "add": Node(card="Add", position=(900, 0)),
        "out": Node(card="Output", position=(1200, 0)),
    },
    wires={
        "dense.input": ("in.data",),
        "act.input": ("dense.output",),
        "add.input": ("act.output", "dense.output"),
        "out.data": ("add.output",),
    },
    bends={"add.input": {"dense.output": ((450.0, 300.0),)}},
    notes={"n": Note(text="One.", rect=(0, 0, 100, 100))},
    frames={"f": Frame(title="Middle", nodes=frozenset({"dense", "act"}))},
)


def found(old, new):
    told = [one for one in differences(old, new, TYPES) if one.seen]
    return [*told, *moves(old, new, TYPES)]


def everything_taken_back(old, new):
    """Undo the first difference until there is none; each one goes when it is taken back."""
    for _ in range(300):
        left = found(old, new)
        if not left:
            return new
        after = taken_back(old, new, left[0])
        assert left[0] not in found(old, after), left[0].text
        new = after
    raise AssertionError([one.text for one in left])


def test_a_value_goes_back_to_what_it_was_or_to_the_default():
    new = edits.set_params(OLD, "dense", {"units": 8, "activation": "relu"})
    one, two = found(OLD, new)
    assert taken_back(OLD, new, two).nodes["dense"].params == {"units": 16, "activation": "relu"}
    assert taken_back(OLD, new, one).nodes["dense"].params == {"units": 8}


def test_a_card_that_went_is_back_with_wires_bends_frame_and_place_in_the_order():
    new = healing.removed(OLD, TYPES, ["dense"])
    (gone,) = [one for one in found(OLD, new) if one.what == "card"]
    back = taken_back(OLD, new, gone)
    assert list(back.nodes) == list(OLD.nodes)
    assert back.wires == OLD.wires and back.bends == OLD.bends and back.frames == OLD.frames


def test_a_group_that_was_made_is_undone_and_one_that_was_undone_is_back():
    new, name = grouping.grouped(OLD, TYPES, ["dense", "act"], "Middle")
    (made,) = [one for one in found(OLD, new) if one.what == "group"]
    assert made.text == f"Group Middle ({name}) of 2 cards" and made.sort == "added"
    assert found(OLD, taken_back(OLD, new, made)) == []
    (gone,) = [one for one in found(new, OLD) if one.what == "group"]
    assert found(new, taken_back(new, OLD, gone)) == []


def test_what_can_no_more_be_taken_back_is_refused():
    new = edits.set_param(OLD, "dense", "units", 8)
    (one,) = found(OLD, new)
    with pytest.raises(Refused, match="called dense"):
        taken_back(OLD, edits.remove_nodes(new, ["dense"]), one)


DEEDS = st.sampled_from(
    (
        *("value", "add", "remove", "wire", "cut", "move", "fold", "note", "frame", "bend"),
        *("group", "ungroup", "open", "rename", "into", "seed", "order"),
    )
)


def changed(doc, deed, pick):
    """``doc`` after one edit that may be refused."""
    names = sorted({**doc.nodes, **doc.groups})
    nodes, groups, pairs = sorted(doc.nodes), sorted(doc.groups), sorted(doc.pairs())
    if deed == "value" and "dense" in doc.nodes:
        return edits.set_param(doc, "dense", "units", pick(range(1, 9)))
    if deed == "add":
        name = edits.new_name(doc, "Dense")
        return edits.add_node(doc, name, Node(card="Dense"))
    if deed == "remove" and nodes:
        return healing.removed(doc, TYPES, [pick(nodes)])
    if deed == "wire" and nodes:
        return connected(doc, TYPES, f"{pick(nodes)}.output", f"{pick(nodes)}.input")
    if deed == "cut" and pairs:
        source, target = pick(pairs)
        return edits.disconnect(doc, target, source)
    if deed == "move" and nodes:
        return edits.move_nodes(doc, {pick(nodes): (pick(range(9)) * 8.0, 0.0)})
    if deed == "fold" and nodes:
        return edits.fold(doc, [pick(nodes)], pick([True, False]))
    if deed == "note":
        note = Note(text=pick(["One.", "Two."]), rect=(0, pick(range(3)), 9, 9))
        return pick([edits.put_note(doc, pick("nm"), note), edits.remove_note(doc, "n")])
    if deed == "frame":
        some = frozenset({pick(names)} if names else ())
        return edits.put_frame(doc, pick("fg"), Frame(title=pick(["A", "B"]), nodes=some))
    if deed == "bend" and pairs:
        return edits.bend(doc, *pick(pairs), [(pick(range(9)), 0.0)])
    if deed == "group" and names:
        return grouping.grouped(doc, TYPES, {pick(names), pick(names)})[0]
    if deed == "ungroup" and groups:
        return grouping.ungrouped(doc, pick(groups))
    if deed == "open" and groups:
        return pick([grouping.opened, grouping.closed])(doc, pick(groups))
    if deed == "rename" and groups:
        return grouping.retitled(doc, pick(groups), pick(["X", "Y"]))
    if deed == "into" and names:
        return grouping.moved_into(doc, [pick(names)], pick([None, *groups]))
    if deed == "seed":
        return edits.set_seed(doc, pick(range(3)))
    if deed == "order" and "add.input" in doc.wires:
        return doc.model_copy(
            update={"wires": {**doc.wires, "add.input": doc.wires["add.input"][::-1]}}
        )
    return doc


@given(st.lists(DEEDS, max_size=4), st.lists(DEEDS, min_size=1, max_size=8), st.data())
@settings(max_examples=120, deadline=None)
def test_taking_everything_back_leads_to_the_older_document(first, then, data):
    def pick(options):
        return data.draw(st.sampled_from(list(options)))

    docs = [OLD]
    for deeds in (first, then):
        doc = docs[-1]
        for deed in deeds:
            try:
                doc = changed(doc, deed, pick)
            except Refused:
                continue
        docs.append(doc)
    _, old, new = docs
    back = everything_taken_back(old, new)
    for part in ("settings", "nodes", "wires", "bends", "groups", "frames", "notes"):
        assert getattr(back, part) == getattr(old, part), part
