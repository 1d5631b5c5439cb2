import time

import numpy as np
from PySide6.QtCore import QPointF

from app.canvas.aligning import align, arrange_selection, distribute, toggle_snap
from app.canvas.geometry import Geometry
from app.canvas.gestures.snap import Snap, lines_near
from app.canvas.marking import Marked
from cards import edits
from cards.document import Document, Node, Note
from tests.app.mouse import CTRL, drag, move, press
from tests.app.sample_cards import TYPES, at_card

OTHER = Snap(np.array([[100.0, 50.0, 200.0, 90.0]]))


def place(canvas, name):
    return canvas.session.document.nodes[name].position


def header(canvas, node):
    return QPointF(at_card(canvas, node, 60, 16))


# --- lines


def test_an_edge_near_a_line_is_pulled_onto_it_and_a_guide_is_shown():
    dx, dy, guides = OTHER.snapped((103, 300, 163, 340), (103, 300), 6)
    assert (dx, dy) == (-3, 4)  # the line across, the grid of 8 down
    assert [(g.upright, g.at, g.low, g.high) for g in guides] == [(True, 100, 50, 344)]


def test_middles_meet_middles_and_edges_edges():
    # The left side near the other's middle means nothing.
    dx, _, guides = OTHER.snapped((152, 300, 302, 340), (152, 300), 6)
    assert dx == 0 and not guides
    dx, _, guides = OTHER.snapped((122, 300, 182, 340), (122, 300), 6)
    assert dx == -2 and guides[0].at == 150


def test_what_is_too_far_keeps_to_the_grid_or_is_free():
    assert OTHER.snapped((113, 303, 173, 343), (113, 303), 6)[:2] == (-1, 1)
    assert OTHER.snapped((113, 303, 173, 343), (113, 303), 6, grid=False)[:2] == (0, 0)


def test_only_cards_in_sight_that_stay_attract():
    doc = Document(
        nodes={
            n: Node(card="Zeros", position=(x, 0)) for n, x in (("a", 0), ("b", 500), ("far", 9000))
        }
    )
    found = lines_near(Geometry(doc, TYPES), (0, 0, 1000, 800), np.array([0]))
    assert found.rects[:, 0].tolist() == [500]


def test_among_ten_thousand_cards_a_step_is_cheap():
    nodes = {
        f"n{i}": Node(card="Zeros", position=(i % 100 * 200.0, i // 100 * 120.0))
        for i in range(10_000)
    }
    geometry = Geometry(Document(nodes=nodes), TYPES)
    lines = lines_near(geometry, (0, 0, 20000, 12000), np.array([5]))
    started = time.perf_counter()
    for i in range(100):
        lines.snapped((i, i, i + 100, i + 50), (i, i), 6)
    assert (time.perf_counter() - started) / 100 < 0.005


# --- while dragging


def test_a_dragged_card_stops_in_line_with_another(canvas):
    canvas.session.commit("Place", edits.move_nodes(canvas.document, {"input_1": (3, 1)}))
    start = header(canvas, "zeros_1")
    # Its left would be at 5: nearer to the line at 3 than to the grid.
    press(canvas, start)
    move(canvas, start + QPointF(5, 100))
    assert [g.at for g in canvas.gesture._guides if g.upright] == [3]
    canvas.gesture.finish(None)
    assert place(canvas, "zeros_1")[0] == 3


def test_with_ctrl_or_without_snapping_drags_are_free_and_both_together_snap(canvas):
    start = header(canvas, "zeros_1")
    drag(canvas, start, start + QPointF(45, 101), CTRL)
    assert place(canvas, "zeros_1") == (45, 341)
    assert not toggle_snap(canvas)
    start = header(canvas, "zeros_1")
    drag(canvas, start, start + QPointF(1, 2))
    assert place(canvas, "zeros_1") == (45, 341)  # less than a drag
    drag(canvas, start, start + QPointF(6, 7))
    assert place(canvas, "zeros_1") == (51, 348)
    start = header(canvas, "zeros_1")
    drag(canvas, start, start + QPointF(50, 50), CTRL)
    assert place(canvas, "zeros_1") == (104, 400)


def test_several_keep_their_distances_when_they_snap(canvas):
    canvas.session.select({"input_1", "zeros_1"})
    before = [place(canvas, n) for n in ("input_1", "zeros_1")]
    start = header(canvas, "zeros_1")
    drag(canvas, start, start + QPointF(13, 205))
    after = [place(canvas, n) for n in ("input_1", "zeros_1")]
    assert before != after
    moved = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)]
    assert moved[0] == moved[1]


# --- aligning


def test_cards_and_notes_are_aligned_in_one_step(canvas):
    document = edits.put_note(canvas.session.document, "n", Note(text="", rect=(50, 500, 80, 60)))
    canvas.session.commit("Put", document)
    canvas.choose({"norm_1", "output_1"}, Marked(notes=frozenset({"n"})))
    align(canvas, "left")
    assert place(canvas, "norm_1") == (50, 0) and place(canvas, "output_1") == (50, 0)
    assert canvas.session.document.notes["n"].rect[:2] == (50, 500)
    canvas.session.undo()
    assert canvas.session.document is document


def test_gaps_are_made_equal(canvas):
    canvas.session.select({"input_1", "norm_1", "output_1"})
    geometry = canvas.scene.geometry
    distribute(canvas, "across")
    rows = [geometry.index[n] for n in ("input_1", "norm_1", "output_1")]
    left, width = geometry.xy[rows, 0], geometry.wh[rows, 0]
    gaps = left[1:] - (left + width)[:-1]
    assert abs(gaps[0] - gaps[1]) <= 1 and place(canvas, "output_1") == (720, 0)


def test_too_few_are_told_so(canvas, qtbot):
    canvas.session.select({"norm_1"})
    before = canvas.session.document
    for act in (
        lambda: align(canvas, "top"),
        lambda: distribute(canvas, "down"),
        lambda: arrange_selection(canvas),
    ):
        with qtbot.waitSignal(canvas.message) as caught:
            act()
        assert caught.args[0].startswith("Select")
    assert canvas.session.document is before


def test_only_the_selection_is_arranged_where_it_is(canvas):
    places = {"norm_1": (600, 300), "output_1": (200, 900)}
    canvas.session.commit("Place", edits.move_nodes(canvas.document, places))
    canvas.session.select(places)
    arrange_selection(canvas)
    assert place(canvas, "input_1") == (0, 0) and place(canvas, "zeros_1") == (0, 240)
    (x, y), (u, v) = place(canvas, "norm_1"), place(canvas, "output_1")
    assert x == 200 and min(y, v) == 300 and u > x + 200


def test_every_command_of_the_menu_does_it(window):
    from tests.app.sample_network import fill

    fill(window)
    names = list(window.session.document.nodes)[:3]
    for command in (
        *("align_left", "align_centre", "align_right", "align_top", "align_middle"),
        *("align_bottom", "distribute_across", "distribute_down", "arrange_selection"),
    ):
        window.session.select(names)
        places = {n: (137.0 * i, 211.0 * i * i) for i, n in enumerate(names)}
        window.session.commit("Place", edits.move_nodes(window.session.document, places))
        before = window.session.document
        assert window.actions_by_id[command].isEnabled(), command
        window.actions_by_id[command].trigger()
        assert window.session.document is not before, command
        window.session.undo()
        assert window.session.document is before, command


def test_snapping_is_switched_for_the_window_and_remembered(window):
    assert window.canvas.snap and window.settings.snap
    window.actions_by_id["snap"].trigger()
    assert not window.canvas.snap and not window.settings.snap
    window.actions_by_id["snap"].trigger()
    assert window.canvas.snap and window.settings.snap
