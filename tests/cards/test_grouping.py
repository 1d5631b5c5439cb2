import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards import edits, files, grouping, healing
from cards.document import Document, Group, Node, node_of
from cards.edits import Refused
from cards.paging import Pager
from cards.ports import above, inside, real
from cards.registry import all_cards
from cards.wiring import connected, refusal

TYPES = all_cards()[0]


def chain() -> Document:
    doc = Document()
    cards = ("Input", "Dense", "BatchNormalization", "Activation", "Dense", "Output")
    names = ("input_1", "dense_1", "bn_1", "act_1", "dense_2", "output_1")
    for i, (name, card) in enumerate(zip(names, cards, strict=True)):
        doc = edits.add_node(doc, name, Node(card=card, position=(300.0 * i, 10.0 * i)))
    outs = {"Input": "data"}
    for a, b in itertools.pairwise(names):
        out = outs.get(doc.nodes[a].card, "output")
        into = "data" if doc.nodes[b].card == "Output" else "input"
        doc = connected(doc, TYPES, f"{a}.{out}", f"{b}.{into}")
    return doc


def test_a_group_gets_the_sockets_that_its_wires_cross():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"}, "Block")
    group = doc.groups[name]
    assert [(p.title, p.ends) for p in group.inputs] == [("Input", ("dense_1.input",))]
    assert [(p.title, p.ends) for p in group.outputs] == [("Output", ("bn_1.output",))]
    assert doc.wires == chain().wires
    assert group.position == (300.0, 10.0)
    assert {n for n in doc.nodes if doc.nodes[n].group == name} == {"dense_1", "bn_1"}


def test_one_source_of_several_cards_inside_is_one_socket():
    doc = edits.add_node(chain(), "add_1", Node(card="Add"))
    first, second = (s.name for s in TYPES["Add"].inputs[:2])
    doc = connected(doc, TYPES, "bn_1.output", f"add_1.{first}")
    doc = connected(doc, TYPES, "act_1.output", f"add_1.{second}")
    doc, name = grouping.grouped(doc, TYPES, {"act_1", "add_1"})
    assert [p.ends for p in doc.groups[name].inputs] == [("act_1.input", f"add_1.{first}")]
    shown = Pager(TYPES).page(doc).document
    assert shown.wires[f"{name}.input"] == ("bn_1.output",)
    doc = edits.disconnect(doc, f"{name}.input")
    assert f"add_1.{first}" not in doc.wires
    assert f"add_1.{second}" in doc.wires


def test_what_waits_for_a_wire_is_a_socket_too():
    doc = edits.add_node(Document(), "dense_1", Node(card="Dense"))
    doc, name = grouping.grouped(doc, TYPES, {"dense_1"})
    assert [p.ends for p in doc.groups[name].inputs] == [("dense_1.input",)]
    assert [p.ends for p in doc.groups[name].outputs] == [("dense_1.output",)]


def test_a_page_shows_a_closed_group_as_one_card():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"}, "Block")
    pager = Pager(TYPES)
    page = pager.page(doc)
    assert set(page.document.nodes) == {"input_1", "act_1", "dense_2", "output_1", name}
    assert page.document.wires[f"{name}.input"] == ("input_1.data",)
    assert page.document.wires["act_1.input"] == (f"{name}.output",)
    card = pager.types[page.document.nodes[name].card]
    assert card.title == "Block"
    assert [s.name for s in card.rows()] == ["input"]
    assert page.shows("bn_1") == name
    assert page.end("bn_1.output", output=True) == f"{name}.output"
    assert page.ends(f"{name}.input", output=False) == ("dense_1.input",)


def test_the_page_of_a_group_shows_its_cards_alone():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"}, "Block")
    page = Pager(TYPES).page(doc, name)
    came, goes = f"@inputs:{name}", f"@outputs:{name}"
    assert set(page.document.nodes) == {"dense_1", "bn_1", came, goes}
    assert page.document.wires == {
        "dense_1.input": (f"{came}.input",),
        "bn_1.input": ("dense_1.output",),
        f"{goes}.output": ("bn_1.output",),
    }


def test_an_open_group_shows_its_cards_where_it_stood():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"}, "Block")
    doc = edits.move_nodes(doc, {name: (1000.0, 500.0)})
    doc = grouping.opened(doc, name)
    page = Pager(TYPES).page(doc)
    assert set(page.document.nodes) == set(doc.nodes)
    assert page.document.wires == doc.wires
    assert doc.nodes["dense_1"].position == (1000.0, 500.0)
    assert doc.nodes["bn_1"].position == (1300.0, 510.0)
    doc = grouping.closed(edits.move_nodes(doc, {"dense_1": (900.0, 400.0)}), name)
    assert doc.groups[name].position == (900.0, 400.0)


def test_ungrouping_gives_the_network_back():
    doc = chain()
    made, name = grouping.grouped(doc, TYPES, {"dense_1", "bn_1"})
    assert grouping.ungrouped(made, name) == doc


def test_groups_lie_in_groups():
    doc, inner = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"}, "Inner")
    doc, outer = grouping.grouped(doc, TYPES, {inner, "act_1"}, "Outer")
    assert doc.groups[inner].group == outer
    assert list(above(doc, "bn_1")) == [inner, outer]
    assert inside(doc, [outer]) == (
        frozenset({"dense_1", "bn_1", "act_1"}),
        frozenset({inner, outer}),
    )
    pager = Pager(TYPES)
    assert set(pager.page(doc).document.nodes) == {"input_1", "dense_2", "output_1", outer}
    border = {f"@inputs:{outer}", f"@outputs:{outer}"}
    assert set(pager.page(doc, outer).document.nodes) == {inner, "act_1", *border}
    assert pager.page(doc).document.wires["dense_2.input"] == (f"{outer}.output",)
    both_open = grouping.opened(grouping.opened(doc, inner), outer)
    assert set(pager.page(both_open).document.nodes) == set(doc.nodes)


def test_a_wire_to_a_port_goes_to_the_cards_inside():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"})
    doc = edits.disconnect(doc, f"{name}.input")
    assert "dense_1.input" not in doc.wires
    assert refusal(doc, TYPES, "input_1.data", f"{name}.input") is None
    assert "expected" in (refusal(doc, TYPES, "dense_2.layer", f"{name}.input") or "")
    doc = connected(doc, TYPES, "input_1.data", f"{name}.input")
    assert doc.wires["dense_1.input"] == ("input_1.data",)
    assert "circle" in (refusal(doc, TYPES, "act_1.output", f"{name}.input") or "")


def test_a_row_of_a_group_is_a_row_of_a_card_inside():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"})
    doc = grouping.exposed(doc, TYPES, "dense_1.units", output=False)
    doc = edits.set_param(doc, name, "units", 7)
    assert doc.nodes["dense_1"].params["units"] == 7
    pager = Pager(TYPES)
    shown = pager.page(doc).document.nodes[name]
    assert shown.params == {"units": 7}
    assert pager.page(doc).document.nodes[name] is shown
    doc = edits.reset_param(doc, name, "units")
    assert "units" not in doc.nodes["dense_1"].params
    doc = grouping.renamed_port(doc, name, "units", "Width", output=False)
    card = pager.types[pager.page(doc).document.nodes[name].card]
    assert [s.title for s in card.rows()] == ["Input", "Width"]
    doc = grouping.hidden(doc, name, "units", output=False)
    assert [p.name for p in doc.groups[name].inputs] == ["input"]


def test_a_wire_without_a_port_gets_one_while_it_is_there():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"})
    doc = edits.add_node(doc, "dense_3", Node(card="Dense"))
    doc = connected(doc, TYPES, "dense_1.output", "dense_3.input")
    pager = Pager(TYPES)
    shown = pager.page(doc).document
    (source,) = shown.wires["dense_3.input"]
    assert node_of(source) == name
    assert real(doc, source, output=True) == ("dense_1.output",)
    card = pager.types[shown.nodes[name].card]
    assert "Output of dense_1" in [s.title for s in card.outputs]


def test_deleting_a_group_deletes_what_is_in_it_and_heals_the_chain():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"})
    left = healing.removed(doc, TYPES, [name])
    assert set(left.nodes) == {"input_1", "act_1", "dense_2", "output_1"}
    assert left.wires["act_1.input"] == ("input_1.data",)
    assert not left.groups


def test_ports_of_cards_that_are_gone_go_with_them():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1", "bn_1"})
    left = edits.remove_nodes(doc, ["bn_1"])
    assert not left.groups[name].outputs


def test_a_group_cannot_lie_in_itself_or_too_deep():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1"})
    with pytest.raises(Refused, match="inside itself"):
        grouping.moved_into(doc, [name], name)
    for _ in range(grouping.DEEPEST - 1):
        doc, name = grouping.grouped(doc, TYPES, {name})
    with pytest.raises(Refused, match="deep"):
        grouping.grouped(doc, TYPES, {name})
    with pytest.raises(Refused, match="Select"):
        grouping.grouped(doc, TYPES, set())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_grouped_the_network_stays_and_pages_hold_every_card_once(data):
    doc, pager = chain(), Pager(TYPES)
    for _ in range(data.draw(st.integers(0, 6))):
        names = sorted({*doc.nodes, *doc.groups})
        chosen = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=4))
        step = data.draw(st.sampled_from(["group", "open", "close", "ungroup"]))
        groups = sorted(chosen & doc.groups.keys())
        if step == "group":
            doc, _ = grouping.grouped(doc, TYPES, chosen)
        elif groups:
            act = {"open": grouping.opened, "close": grouping.closed}.get(step, grouping.ungrouped)
            doc = act(doc, groups[0])
    assert doc.wires == chain().wires
    assert set(doc.nodes) == set(chain().nodes)
    assert files.loads(files.dumps(doc)) == doc
    pages = [pager.page(doc, group) for group in (None, *doc.groups)]
    top = pages[0]
    shown = [inside(doc, [n])[0] or {n} for n in top.document.nodes]
    assert sorted(n for names in shown for n in names) == sorted(doc.nodes)
    for page in pages:
        for source, target in page.document.pairs():
            assert {node_of(source), node_of(target)} <= page.document.nodes.keys()
            assert node_of(source) != node_of(target)
            for e, output in ((source, True), (target, False)):
                assert page.ends(e, output=output) == real(doc, e, output=output)
                card = pager.types[page.document.nodes[node_of(e)].card]
                socket = e.partition(".")[2]
                assert (card.output(socket) if output else card.input(socket)) is not None


def test_a_document_without_groups_is_its_own_page():
    doc = chain()
    assert Pager(TYPES).page(doc).document is doc


def test_a_name_is_of_a_card_or_of_a_group():
    doc, name = grouping.grouped(chain(), TYPES, {"dense_1"})
    with pytest.raises(Refused):
        edits.add_node(doc, name, Node(card="Dense"))
    with pytest.raises(Refused):
        edits.put_group(doc, "dense_2", Group(title="x"))
