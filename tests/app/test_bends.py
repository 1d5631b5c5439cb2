import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.canvas.bending import add_bend, led, straighten
from app.canvas.bends import polyline, wires_in_sight
from app.canvas.clipboard import duplicate_selection
from app.canvas.geometry import Geometry
from app.canvas.hits import wire_at
from app.canvas.marking import Marked
from cards import edits
from tests.app.mouse import ALT, click, double_click, drag, move, press, release
from tests.app.sample_cards import CHAIN, TYPES, at_card

WIRE = ("norm_1.output", "output_1.input")
BENT = edits.bend(CHAIN, *WIRE, [(640.0, 400.0)])


@pytest.fixture
def bent(canvas):
    canvas.session.commit("Bend", BENT)
    canvas.zoom_to(0.8)
    canvas.center_on(480, 250)
    return canvas


def points(canvas, pair=WIRE):
    return canvas.session.document.bends.get(pair[1], {}).get(pair[0], ())


def middle(canvas, pair=WIRE):
    """A point of the window in the middle of a wire that is not bent."""
    geometry = canvas.scene.geometry
    ax, ay, bx, by = geometry.ends[geometry.wire_index[pair]].tolist()
    return canvas.to_screen((ax + bx) / 2, (ay + by) / 2)


def at(canvas, x, y):
    return canvas.to_screen(x, y)


def test_a_curve_goes_from_socket_to_socket_through_its_bends():
    path = polyline(np.array([0.0, 0, 300, 0]), [(100.0, 90.0), (200.0, -90.0)])
    assert tuple(path[0]) == (0, 0) and tuple(path[-1]) == (300, 0)
    for point in ((100, 90), (200, -90)):
        assert np.abs(path - point).sum(axis=1).min() < 1e-9
    assert path[1][0] > 0 and abs(path[1][1]) < path[1][0]  # leaves level


def test_a_bend_on_a_bend_or_on_a_socket_is_drawn_too():
    path = polyline(np.array([0.0, 0, 0, 0]), [(0.0, 0.0), (0.0, 0.0)])
    assert np.isfinite(path).all()


def test_wires_are_hit_where_they_are_bent_and_not_where_they_were():
    geometry = Geometry(BENT, TYPES)
    assert wire_at(geometry, 640, 400, scale=1.0) == WIRE
    row = geometry.wire_index[WIRE]
    straight = (geometry.ends[row][:2] + geometry.ends[row][2:]) / 2
    assert wire_at(geometry, *straight.tolist(), scale=1.0) is None
    assert row in wires_in_sight(geometry, (600, 380, 660, 420))
    assert geometry.bounds()[3] >= 400


def test_geometry_follows_bends_as_if_made_afresh():
    geometry = Geometry(CHAIN, TYPES)
    for document in (BENT, edits.disconnect(BENT, WIRE[1]), BENT, CHAIN):
        geometry.update(document)
        assert geometry.bent == Geometry(document, TYPES).bent


def test_alt_and_a_press_bend_a_wire_and_the_drag_goes_on_in_one_step(canvas):
    before = canvas.session.document
    start = middle(canvas)
    drag(canvas, start, start + QPointF(0, 120), ALT)
    ((x, y),) = points(canvas)
    assert abs(canvas.to_screen(x, y).y() - start.y() - 120) < 8
    assert canvas.scene.marked.bends == {(*WIRE, 0)}
    canvas.session.undo()
    assert canvas.session.document is before


def test_a_second_bend_takes_its_place_in_the_row(bent):
    geometry = bent.scene.geometry
    path = polyline(geometry.ends[geometry.wire_index[WIRE]], points(bent))
    add_bend(bent, WIRE, *path[-4].tolist())
    assert points(bent)[0] == (640, 400) and len(points(bent)) == 2
    add_bend(bent, WIRE, *path[4].tolist())
    assert points(bent)[1] == (640, 400) and len(points(bent)) == 3


def test_a_bend_is_dragged(bent):
    drag(bent, at(bent, 640, 400), at(bent, 600, 320))
    assert points(bent) == ((600, 320),)
    assert bent.session.history.undo_label == "Move bend"
    bent.session.undo()
    assert points(bent) == ((640, 400),)


def test_escape_brings_a_dragged_bend_back(bent):
    press(bent, at(bent, 640, 400))
    move(bent, at(bent, 600, 300))
    row = bent.scene.geometry.wire_index[WIRE]
    assert bent.scene.geometry.bent[row] == ((600, 304),) or bent.scene.geometry.bent[row] == (
        (600, 296),
    )
    QTest.keyClick(bent, Qt.Key.Key_Escape)
    assert bent.scene.geometry.bent[row] == ((640, 400),)
    release(bent, at(bent, 600, 300))
    assert points(bent) == ((640, 400),)


def test_a_bend_goes_by_delete_or_a_double_click(bent):
    click(bent, at(bent, 640, 400))
    QTest.keyClick(bent, Qt.Key.Key_Delete)
    assert not points(bent) and WIRE[1] in bent.session.document.wires
    bent.session.undo()
    double_click(bent, at(bent, 640, 400))
    assert not points(bent)


def test_bends_move_with_both_of_their_cards_and_stay_with_one(bent):
    bent.session.select({"norm_1", "output_1"})
    start = QPointF(at_card(bent, "norm_1", 60, 16))
    drag(bent, start, start + QPointF(0, 64))
    assert points(bent) == ((640, 480),)
    bent.session.select({"output_1"})
    start = QPointF(at_card(bent, "output_1", 60, 16))
    drag(bent, start, start + QPointF(0, 64))
    assert points(bent) == ((640, 480),)


def test_copies_have_the_bends_of_the_wires_between_them(bent):
    bent.session.select({"norm_1", "output_1"})
    duplicate_selection(bent)
    (target,) = [t for t in bent.session.document.bends if t != WIRE[1]]
    assert next(iter(bent.session.document.bends[target].values())) == ((680, 440),)


def test_bends_go_with_their_wire_and_come_back_with_it(bent):
    bent.session.commit("Cut", edits.disconnect(bent.session.document, WIRE[1]))
    assert not bent.session.document.bends and not bent.scene.geometry.bent
    bent.session.undo()
    assert points(bent) == ((640, 400),)


def test_straightening_takes_all_bends_of_a_wire(bent):
    straighten(bent, WIRE)
    assert not bent.session.document.bends


def test_arranging_straightens_what_it_moves(bent):
    from app.canvas.aligning import arrange_page

    bent.session.commit(
        "Away", edits.move_nodes(bent.document, {"norm_1": (900, 900), "output_1": (0, 0)})
    )
    arrange_page(bent)
    assert not bent.session.document.bends


def test_many_bends_are_painted_at_any_zoom(canvas):
    through = [(600.0 + 10 * i, 300.0 * (i % 2)) for i in range(200)]
    canvas.session.commit("Bend", led(canvas.session.document, {WIRE: through}))
    canvas.mark(Marked(bends=frozenset((*WIRE, n) for n in range(200))))
    for scale in (2.0, 1.0, 0.2, 0.05):
        canvas.zoom_to(scale)
        assert not canvas.grab().isNull()


def test_labels_of_bent_wires_stand_on_them(bent):
    from app.canvas.labels import placed

    bent.zoom_to(1.0)
    bent.center_on(600, 250)
    bent.grab()
    geometry = bent.scene.geometry
    row = geometry.wire_index[WIRE]
    path = polyline(geometry.ends[row], geometry.bent[row])
    found = [one for one in placed(bent.scene) if one.wire == row]
    for one in found:
        left, top, right, bottom = one.rect(1.0)
        x, y = bent.scene.camera.to_scene((left + right) / 2, (top + bottom) / 2)
        assert np.hypot(*(path - (x, y)).T).min() < 12
    assert found


def test_a_wire_into_a_closed_group_is_bent_and_keeps_its_bend_inside(canvas):
    from cards.grouping import grouped

    made, group = grouped(canvas.session.document, TYPES, {"norm_1", "output_1"})
    canvas.session.commit("Group", made)
    (pair,) = canvas.scene.geometry.pairs
    assert pair[1].startswith(f"{group}.")
    add_bend(canvas, pair, 250, 300)
    assert canvas.session.document.bends == {"norm_1.input": {"input_1.output": ((248.0, 304.0),)}}
    row = canvas.scene.geometry.wire_index[pair]
    assert canvas.scene.geometry.bent[row] == ((248.0, 304.0),)
    drag(canvas, at(canvas, 248, 304), at(canvas, 208, 400))
    assert points(canvas, ("input_1.output", "norm_1.input")) == ((208.0, 400.0),)
    click(canvas, at(canvas, 208, 400))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert not canvas.session.document.bends


def test_a_group_card_joins_a_frame(canvas):
    from cards.document import Frame
    from cards.grouping import grouped

    made, group = grouped(canvas.session.document, TYPES, {"norm_1", "output_1"})
    frame = Frame(title="F", nodes=frozenset({"input_1"}))
    canvas.session.commit("Group", edits.put_frame(made, "f", frame))
    canvas.zoom_to(0.8)
    canvas.center_on(300, 200)
    start = QPointF(at_card(canvas, group, 60, 16))
    drag(canvas, start, QPointF(at_card(canvas, "input_1", 20, 20)))
    assert canvas.session.document.frames["f"].nodes == {"input_1", group}


def test_a_click_and_a_double_click_with_alt_make_one_bend(canvas):
    spot = middle(canvas)
    click(canvas, spot, ALT)
    assert len(points(canvas)) == 1
    double_click(canvas, spot, ALT)
    assert len(points(canvas)) == 1
    canvas.session.undo()
    assert not points(canvas)
