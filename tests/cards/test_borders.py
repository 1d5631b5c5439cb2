"""The border of a group as its page shows it, and the wires there."""

from cards import edits, grouping, healing
from cards.document import Node
from cards.paging import Pager
from cards.registry import all_cards
from cards.wiring import connected, refusal
from tests.cards.test_grouping import chain

TYPES = all_cards()[0]


def block():
    return grouping.grouped(chain(), TYPES, {"dense_1", "bn_1", "act_1"}, "Block")


def titles(sockets):
    return [socket.title for socket in sockets]


def test_the_border_has_the_sockets_of_the_group_and_one_to_come():
    doc, name = block()
    pager = Pager(TYPES)
    page = pager.page(doc, name).document
    came, goes = (pager.types[page.nodes[f"@{side}:{name}"].card] for side in ("inputs", "outputs"))
    assert titles(came.outputs) == ["Input", "New input"]
    assert titles(goes.rows()) == ["Output", "New output"]
    assert page.nodes[f"@inputs:{name}"].position[0] < page.nodes["dense_1"].position[0]
    assert page.nodes[f"@outputs:{name}"].position[0] > page.nodes["act_1"].position[0]


def test_what_is_wired_to_an_input_of_the_border_gets_what_comes_from_outside():
    doc, name = block()
    doc = edits.add_node(doc, "dense_3", Node(card="Dense", group=name))
    source = f"@inputs:{name}.input"
    assert refusal(doc, TYPES, source, "dense_3.input") is None
    doc = connected(doc, TYPES, source, "dense_3.input")
    assert doc.groups[name].inputs[0].ends == ("dense_1.input", "dense_3.input")
    assert doc.wires["dense_3.input"] == ("input_1.data",)
    doc = edits.disconnect(doc, "dense_3.input", source)
    assert doc.groups[name].inputs[0].ends == ("dense_1.input",)
    assert "dense_3.input" not in doc.wires


def test_a_port_is_made_by_wiring_to_the_socket_to_come():
    doc, name = block()
    doc = connected(doc, TYPES, f"@inputs:{name}.+", "dense_1.units")
    doc = connected(doc, TYPES, "bn_1.output", f"@outputs:{name}.+")
    group = doc.groups[name]
    assert [(p.title, p.ends) for p in group.inputs][1:] == [("Units", ("dense_1.units",))]
    assert [p.ends for p in group.outputs] == [("act_1.output",), ("bn_1.output",)]
    page = Pager(TYPES).page(doc, name).document
    assert page.wires["dense_1.units"] == (f"@inputs:{name}.units",)


def test_another_card_takes_over_an_output_of_the_border():
    doc, name = block()
    doc = connected(doc, TYPES, "bn_1.output", f"@outputs:{name}.output")
    assert doc.groups[name].outputs[0].ends == ("bn_1.output",)
    assert doc.wires["dense_2.input"] == ("bn_1.output",)
    doc = edits.disconnect(doc, f"@outputs:{name}.output", "bn_1.output")
    assert not doc.groups[name].outputs
    assert "dense_2.input" not in doc.wires


def test_the_border_says_why_it_takes_no_wire():
    doc, name = block()
    came, goes = f"@inputs:{name}", f"@outputs:{name}"
    assert "through a card" in (refusal(doc, TYPES, f"{came}.input", f"{goes}.+") or "")
    assert "in the group" in (refusal(doc, TYPES, f"{came}.input", "dense_2.input") or "")
    assert "expected" in (refusal(doc, TYPES, f"{came}.input", "dense_1.units") or "")
    assert "inputs of a group" in (refusal(doc, TYPES, "dense_1.output", f"{came}.input") or "")
    assert "expected" in (refusal(doc, TYPES, "dense_1.layer", f"{goes}.output") or "")
    assert "no input" in (refusal(doc, TYPES, f"{came}.+", "dense_1.nothing") or "")
    gone = edits.disconnect(doc, f"{goes}.output", "act_1.output")
    assert "no such socket" in (refusal(gone, TYPES, "act_1.output", f"{goes}.output") or "")


def test_the_border_of_a_group_around_groups_is_wired_to_their_ports():
    doc, inner = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"}, "Inner")
    doc, outer = grouping.grouped(doc, TYPES, {inner, "act_1"}, "Outer")
    page = Pager(TYPES).page(doc, outer)
    assert page.document.wires == {
        f"{inner}.input": (f"@inputs:{outer}.input",),
        "act_1.input": (f"{inner}.output",),
        f"@outputs:{outer}.output": ("act_1.output",),
    }
    assert page.outer_source(f"@inputs:{outer}.input") == "input_1.data"


def test_ports_stay_when_the_cards_at_the_border_are_deleted():
    doc, name = block()
    doc = healing.removed(doc, TYPES, ["dense_1"])
    assert [p.ends for p in doc.groups[name].inputs] == [("bn_1.input",)]
    doc = healing.removed(doc, TYPES, ["act_1"])
    assert [p.ends for p in doc.groups[name].outputs] == [("bn_1.output",)]
    assert doc.wires["bn_1.input"] == ("input_1.data",)
    assert doc.wires["dense_2.input"] == ("bn_1.output",)


def test_a_page_that_follows_edits_is_as_one_made_afresh():
    doc, name = block()
    doc = grouping.exposed(doc, TYPES, "dense_1.units", output=False)
    pager = Pager(TYPES)
    before = pager.page(doc)
    doc = edits.set_param(edits.move_nodes(doc, {"input_1": (5.0, 6.0)}), "dense_1", "units", 3)
    after = pager.page(doc)
    assert after.document == Pager(TYPES).page(doc).document
    assert after.document.wires is before.document.wires
    assert after.document.nodes["output_1"] is before.document.nodes["output_1"]
    assert after.document.nodes[name].params == {"units": 3}
