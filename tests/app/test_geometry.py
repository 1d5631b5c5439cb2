import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.canvas.camera import Camera
from app.canvas.curves import in_sight, segments
from app.canvas.geometry import Geometry
from app.canvas.hits import hit, value_rect, wire_at
from app.canvas.layout import HEADER, INDENT, Layouts, has_value, text_width
from cards import edits
from cards.document import Document, Frame, Node, Note, end
from cards.history import History
from cards.kinds import Choice
from cards.registry import builtin_cards
from tests.app.sample_cards import CHAIN, TYPES

CARDS = [*TYPES, "NotInstalled"]
SOCKETS = ["input", "beta_initializer", "sizes", "layer", "output", "instance", "odd"]


def state(geometry: Geometry):
    wires = {
        pair: (
            geometry.ends[i].tolist(),
            [geometry.names[j] for j in geometry.joins[i]],
            geometry.kind_list[geometry.kinds[i]].id,
        )
        for i, pair in enumerate(geometry.pairs)
    }
    return {
        "names": geometry.names,
        "index": geometry.index,
        "layouts": [layout.key for layout in geometry.layouts],
        "xy": geometry.xy.tolist(),
        "wh": geometry.wh.tolist(),
        "look": [geometry.layout_of.made[n].key for n in geometry.look],
        "wires": wires,
        "wire_index": {pair: geometry.pairs[i] for pair, i in geometry.wire_index.items()},
    }


def random_edit(document: Document, data: st.DataObject) -> Document:
    names = sorted(document.nodes)
    kinds = ["add"] + ["remove", "move", "value", "connect", "cut", "fold", "more"] * bool(names)
    match data.draw(st.sampled_from(kinds)):
        case "add":
            card = data.draw(st.sampled_from(CARDS))
            x, y = data.draw(st.tuples(st.integers(-500, 500), st.integers(-500, 500)))
            node = Node(card=card, position=(x, y))
            return edits.add_node(document, edits.new_name(document, card), node)
        case "remove":
            return edits.remove_nodes(document, data.draw(st.sets(st.sampled_from(names))))
        case "move":
            name = data.draw(st.sampled_from(names))
            return edits.move_nodes(document, {name: (data.draw(st.integers(-9, 9)), 4)})
        case "value":
            name = data.draw(st.sampled_from(names))
            return edits.set_param(document, name, "epsilon", data.draw(st.integers(1, 5)))
        case "fold":
            name = data.draw(st.sampled_from(names))
            return edits.fold(document, [name], data.draw(st.booleans()))
        case "more":
            name = data.draw(st.sampled_from(names))
            return edits.show_more(document, [name], data.draw(st.booleans()))
        case "cut" if document.wires:
            return edits.disconnect(document, data.draw(st.sampled_from(sorted(document.wires))))
        case _:
            a, b = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
            source = end(a, data.draw(st.sampled_from(SOCKETS)))
            target = end(b, data.draw(st.sampled_from(SOCKETS)))
            return edits.connect(document, source, target, many=data.draw(st.booleans()))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_geometry_after_edits_and_undos_equals_geometry_made_afresh(data):
    history = History(CHAIN)
    geometry = Geometry(CHAIN, TYPES)
    for _ in range(data.draw(st.integers(1, 14))):
        step = data.draw(st.sampled_from(["edit", "edit", "edit", "undo", "redo"]))
        if step == "undo" and history.can_undo:
            history.undo()
        elif step == "redo" and history.can_redo:
            history.redo()
        else:
            history.commit("edit", random_edit(history.document, data))
        geometry.update(history.document)
        assert state(geometry) == state(Geometry(history.document, TYPES))


def test_shown_drag_is_undone_by_the_next_document():
    geometry = Geometry(CHAIN, TYPES)
    row = geometry.index["norm_1"]
    geometry.place(np.array([row]), np.array([[1000.0, 1000.0]]))
    moved = edits.move_nodes(CHAIN, {"norm_1": (328.0, 8.0)})
    geometry.update(moved)
    assert state(geometry) == state(Geometry(moved, TYPES))


def test_wire_to_a_node_that_is_not_there_is_left_out_until_it_is():
    wired = CHAIN.model_copy(update={"wires": {**CHAIN.wires, "late_1.input": ("norm_1.output",)}})
    geometry = Geometry(wired, TYPES)
    assert len(geometry.pairs) == 2
    late = edits.add_node(wired, "late_1", Node(card="Norm"))
    geometry.update(late)
    assert state(geometry)["wires"] == state(Geometry(late, TYPES))["wires"]
    assert len(geometry.pairs) == 3


def test_unknown_card_has_the_sockets_that_its_wires_name():
    document = edits.add_node(CHAIN, "odd_1", Node(card="pack/Odd", params={"a": 1}))
    document = edits.connect(document, "odd_1.result", "norm_1.epsilon")
    document = edits.connect(document, "zeros_1.instance", "odd_1.start")
    layout = Geometry(document, TYPES).layouts[-1]
    assert set(layout.inputs) == {"start"}
    assert set(layout.outputs) == {"result"}
    assert layout.title == "pack/Odd"


def test_wired_advanced_row_shows_while_more_is_closed():
    geometry = Geometry(CHAIN, TYPES)
    assert "sizes" not in geometry.layouts[geometry.index["norm_1"]].inputs
    geometry.update(edits.connect(CHAIN, "zeros_1.instance", "norm_1.sizes"))
    layout = geometry.layouts[geometry.index["norm_1"]]
    assert "sizes" in layout.inputs
    assert "virtual_batch" not in layout.inputs


def test_more_shows_every_advanced_row():
    geometry = Geometry(edits.show_more(CHAIN, ["norm_1"], True), TYPES)
    layout = geometry.layouts[geometry.index["norm_1"]]
    assert {"sizes", "virtual_batch", "name", "trainable"} <= set(layout.inputs)


def test_folded_card_gathers_its_sockets_at_its_header():
    geometry = Geometry(edits.fold(CHAIN, ["norm_1"], True), TYPES)
    layout = geometry.layouts[geometry.index["norm_1"]]
    assert layout.height == HEADER
    assert set(layout.inputs.values()) == {(0.0, HEADER / 2)}
    assert set(layout.outputs.values()) == {(layout.width, HEADER / 2)}


def test_outputs_stand_above_inputs_and_advanced_rows_below_more():
    geometry = Geometry(edits.show_more(CHAIN, ["norm_1"], True), TYPES)
    rows = geometry.layouts[geometry.index["norm_1"]].rows
    parts = [row.part for row in rows]
    more = parts.index("more")
    assert parts[:2] == ["output", "output"]
    assert not any(r.socket.advanced for r in rows[:more])
    assert all(r.socket.advanced for r in rows[more + 1 :])


def test_foremost_card_is_hit():
    geometry = Geometry(edits.move_nodes(CHAIN, {"output_1": (300.0, 0.0)}), TYPES)
    assert hit(geometry, 420, 10).node == "output_1"
    below = next(n for n in geometry.names if n != "output_1" and hit_alone(n, 420, 10))
    assert hit(geometry, 420, 10, front={below}).node == below


def hit_alone(node, x, y):
    """Whether the card ``node`` of the chain lies under a point, others left aside."""
    others = set(CHAIN.nodes) - {node}
    return hit(Geometry(edits.remove_nodes(CHAIN, others), TYPES), x, y).node == node


@pytest.mark.parametrize(
    ("x", "y", "where"), [(5, 15, "fold"), (100, 15, "header"), (-60, 0, "nothing")]
)
def test_header_parts_are_hit(x, y, where):
    assert hit(Geometry(CHAIN, TYPES), 320 + x, y).where == where


def test_value_row_and_socket_are_hit():
    geometry = Geometry(CHAIN, TYPES)
    layout = geometry.layouts[geometry.index["norm_1"]]
    row = layout.row("momentum")
    left, top, right, bottom = value_rect(layout, row)
    value = hit(geometry, 320 + (left + right) / 2, (top + bottom) / 2)
    label = hit(geometry, 320 + 40, row.middle)
    socket = hit(geometry, 320 - 6, row.middle)
    assert (value.where, label.where, socket.where) == ("value", "row", "socket")
    assert {h.socket for h in (value, label, socket)} == {"momentum"}
    assert hit(geometry, 320 + layout.width, layout.row("output", output=True).middle).output


def test_wire_is_found_by_its_middle_and_not_far_from_it():
    geometry = Geometry(CHAIN, TYPES)
    ax, ay, bx, by = geometry.ends[0]
    middle = ((ax + bx) / 2, (ay + by) / 2)
    assert wire_at(geometry, *middle, scale=1.0) == geometry.pairs[0]
    assert wire_at(geometry, middle[0], middle[1] + 400, scale=1.0) is None


def test_only_wires_near_the_window_become_segments():
    geometry = Geometry(CHAIN, TYPES)
    camera = Camera(left=5000)
    assert len(in_sight(geometry.ends, camera.seen(0, 0, 800, 600))) == 0
    lines, owner = segments(geometry.ends, Camera(), (0, 0, 800, 600))
    assert set(owner.tolist()) == {0, 1}
    assert lines.shape[1] == 4 and lines.flags.c_contiguous


def test_bounds_hold_cards_frames_and_notes():
    document = edits.put_frame(CHAIN, "g", Frame(title="All", nodes=frozenset(CHAIN.nodes)))
    document = edits.put_note(document, "n", Note(text="Hi", rect=(-400, 0, 100, 50)))
    left, top, _, _ = Geometry(document, TYPES).bounds()
    assert (left, top) == (-400, -52)
    assert Geometry(Document(), TYPES).bounds() is None


def test_zoom_keeps_the_point_under_the_pointer():
    camera = Camera(10, 20, 0.5)
    before = camera.to_scene(300, 200)
    camera.zoom_at(1.7, 300, 200)
    assert camera.to_scene(300, 200) == pytest.approx(before)


def test_of_several_sockets_in_reach_the_nearest_is_meant():
    geometry = Geometry(CHAIN, TYPES)
    layout = geometry.layouts[geometry.index["norm_1"]]
    for name, (x, y) in layout.inputs.items():
        assert hit(geometry, 320 + x, y + 3, 60.0).socket == name


def test_no_card_of_the_program_cuts_its_labels_or_choices():
    layouts = Layouts(builtin_cards())
    for card_id in layouts.types:
        layout = layouts.of(Node(card=card_id), frozenset(), frozenset())
        assert layout.width >= text_width(layout.title, 13.5) + 56
        for row in layout.rows:
            if row.part == "input" and row.socket and has_value(row.socket):
                assert INDENT + text_width(row.socket.title) + 18 <= layout.value_left
            if row.part == "input" and row.socket and isinstance(row.socket.kind, Choice):
                longest = max(map(text_width, row.socket.kind.options))
                assert longest + 29 <= layout.width - layout.value_left - 12, (card_id, row)
