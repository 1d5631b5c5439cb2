import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest

from app.canvas.adding import inserted
from app.canvas.clipboard import duplicate_selection
from app.canvas.copying import duplicated
from app.canvas.menu import context_menu, remove_wires
from app.canvas.view import CARD_MIME, Canvas
from app.session import NodeState
from app.theme import DARK, LIGHT
from cards import edits
from cards.document import Document, Node, end
from tests.app.sample_cards import CHAIN, TYPES, at_card

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def position(canvas, node):
    return canvas.session.document.nodes[node].position


def image_of(canvas):
    return canvas.grab().toImage()


def turn_wheel(canvas, angle, modifiers=NONE, pixels=None):
    at = QPointF(300, 200)
    event = QWheelEvent(
        at,
        QPointF(canvas.mapToGlobal(at.toPoint())),
        pixels or QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    canvas.wheelEvent(event)


# --- view


def test_fit_shows_everything(canvas):
    canvas.zoom_to(2.0)
    canvas.fit()
    left, top, right, bottom = canvas.seen()
    bounds = canvas.scene.geometry.bounds()
    assert left < bounds[0] and top < bounds[1] and right > bounds[2] and bottom > bounds[3]


@pytest.mark.parametrize("modifiers", [NONE, CTRL], ids=["plain", "ctrl"])
def test_wheel_zooms_at_the_pointer(canvas, modifiers, qtbot):
    before = canvas.to_scene(QPointF(300, 200))
    with qtbot.waitSignal(canvas.zoom_changed) as blocker:
        turn_wheel(canvas, 120, modifiers)
    assert blocker.args[0] > 1
    assert canvas.to_scene(QPointF(300, 200)) == pytest.approx(before)


def test_shift_wheel_and_two_fingers_pan(canvas):
    before = canvas.to_screen(0, 0)
    turn_wheel(canvas, 120, SHIFT)
    turn_wheel(canvas, 0, pixels=QPoint(5, -7))
    assert canvas.to_screen(0, 0) - before == QPointF(125, -7)
    assert canvas.scene.camera.scale == 1.0


def test_reveal_selects_centres_and_opens_more(canvas):
    canvas.pan_by(5000, 5000)
    canvas.reveal("norm_1", "virtual_batch")
    assert canvas.session.selection == {"norm_1"}
    at = canvas.socket_on_screen("norm_1.virtual_batch", output=False)
    assert canvas.rect().contains(at.toPoint())


def test_reveal_unfolds_a_folded_card(canvas):
    canvas.session.commit("Fold", edits.fold(CHAIN, ["norm_1"], True))
    canvas.reveal("norm_1", "epsilon")
    assert not canvas.session.document.nodes["norm_1"].folded


# --- keys


def test_delete_removes_cards_and_their_wires(canvas):
    canvas.session.select({"norm_1"})
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert set(canvas.session.document.nodes) == {"input_1", "output_1", "zeros_1"}
    # The chain that it stood in stays whole.
    assert canvas.session.document.wires == {"output_1.input": ("input_1.output",)}


def test_select_all_and_escape(canvas):
    QTest.keyClick(canvas, Qt.Key.Key_A, CTRL)
    assert canvas.session.selection == set(CHAIN.nodes)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.session.selection == frozenset()


def test_f_fits(canvas):
    canvas.zoom_to(3.0)
    QTest.keyClick(canvas, Qt.Key.Key_F)
    assert canvas.scene.camera.scale <= 1.0


# --- clicks


def test_double_click_on_the_header_asks_for_the_dialog(canvas, qtbot):
    with qtbot.waitSignal(canvas.open_requested) as blocker:
        QTest.mouseDClick(canvas, LEFT, NONE, at_card(canvas, "norm_1", 90, 16))
    assert blocker.args == ["norm_1"]


def test_chevron_folds_and_unfolds(canvas):
    QTest.mouseClick(canvas, LEFT, NONE, at_card(canvas, "norm_1", 14, 16))
    assert canvas.session.document.nodes["norm_1"].folded
    QTest.mouseClick(canvas, LEFT, NONE, at_card(canvas, "norm_1", 14, 16))
    assert not canvas.session.document.nodes["norm_1"].folded


def test_more_row_opens_the_advanced_rows(canvas):
    geometry = canvas.scene.geometry
    layout = geometry.layouts[geometry.index["norm_1"]]
    more = next(row for row in layout.rows if row.part == "more")
    QTest.mouseClick(canvas, LEFT, NONE, at_card(canvas, "norm_1", 60, more.middle))
    assert canvas.session.document.nodes["norm_1"].more


# --- adding


def test_dropped_card_lands_under_the_pointer(canvas):
    data = QMimeData()
    data.setData(CARD_MIME, QByteArray(b"Norm"))
    event = QDropEvent(QPointF(500, 300), Qt.DropAction.CopyAction, data, LEFT, NONE)
    canvas.dropEvent(event)
    assert canvas.session.selection == {"norm_2"}
    assert canvas.hit(QPointF(500, 300)).node == "norm_2"
    assert canvas.hit(QPointF(500, 300)).where == "header"


def drop_on_wire(canvas, card_id, wire):
    ends = canvas.scene.geometry.ends[canvas.scene.geometry.wire_index[wire]]
    at = canvas.to_screen(*((ends[:2] + ends[2:]) / 2).tolist())
    assert canvas._wire_under(at) == wire
    data = QMimeData()
    data.setData(CARD_MIME, QByteArray(card_id.encode()))
    canvas.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, LEFT, NONE))


def test_a_card_dropped_on_a_wire_goes_between(canvas):
    before = canvas.session.document
    drop_on_wire(canvas, "Norm", ("input_1.output", "norm_1.input"))
    document = canvas.session.document
    assert document.wires["norm_2.input"] == ("input_1.output",)
    assert document.wires["norm_1.input"] == ("norm_2.output",)
    canvas.session.undo()
    assert canvas.session.document is before


def test_a_card_that_does_not_fit_leaves_the_wire_alone(canvas):
    drop_on_wire(canvas, "Zeros", ("input_1.output", "norm_1.input"))
    assert canvas.session.document.wires == CHAIN.wires
    assert canvas.session.selection == {"zeros_2"}


def test_among_several_wires_the_new_one_takes_the_place_of_the_old_one():
    nodes = {"a": Node(card="Input"), "b": Node(card="Input"), "sum": Node(card="Add")}
    document = Document(
        nodes={**nodes, "norm": Node(card="Norm")}, wires={"sum.input": ("a.output", "b.output")}
    )
    made = inserted(document, TYPES, "norm", ("a.output", "sum.input"))
    assert made.wires["sum.input"] == ("norm.output", "b.output")
    assert made.wires["norm.input"] == ("a.output",)


def test_added_cards_do_not_lie_on_each_other(canvas):
    first, second = canvas.add_card("Zeros"), canvas.add_card("Zeros")
    assert position(canvas, first) != position(canvas, second)


# --- menu and copies


def test_duplicate_keeps_values_and_wires(canvas):
    canvas.session.select({"norm_1", "output_1"})
    duplicate_selection(canvas)
    document = canvas.session.document
    assert canvas.session.selection == {"norm_2", "output_2"}
    assert document.nodes["norm_2"].params == {"momentum": 0.9}
    assert document.wires["norm_2.input"] == ("input_1.output",)
    assert document.wires["output_2.input"] == ("norm_2.output",)


def test_duplicate_of_nothing_changes_nothing():
    assert duplicated(CHAIN, ()).document is CHAIN


def test_disconnect_takes_away_every_wire_of_a_card(canvas):
    remove_wires(canvas, frozenset({"norm_1"}))
    assert canvas.session.document.wires == {}


def texts(menu):
    return [a.text().partition("\t")[0] for a in menu.actions() if not a.isSeparator()]


def choose(menu, text):
    next(a for a in menu.actions() if a.text().startswith(text)).trigger()


def test_menu_of_a_card_offers_what_can_be_done_with_it(canvas, qtbot):
    menu = context_menu(canvas, QPointF(at_card(canvas, "norm_1", 90, 16)))
    assert texts(menu) == [
        "Configure…",
        "Fold",
        "Show more rows",
        "Cut",
        "Copy",
        "Duplicate",
        "Disconnect",
        "Arrange",
        "Frame",
        "Group",
        "Help",
        "Delete",
    ]
    with qtbot.waitSignal(canvas.help_requested) as blocker:
        choose(menu, "Help")
    assert blocker.args == ["Norm"]
    choose(menu, "Fold")
    assert canvas.session.document.nodes["norm_1"].folded


def test_menu_of_a_row_resets_its_value(canvas):
    geometry = canvas.scene.geometry
    row = geometry.layouts[geometry.index["norm_1"]].row("momentum")
    menu = context_menu(canvas, QPointF(at_card(canvas, "norm_1", 60, row.middle)))
    choose(menu, "Reset to default")
    assert "momentum" not in canvas.session.document.nodes["norm_1"].params


def test_menu_of_a_wire_removes_it(canvas):
    ax, ay, bx, by = canvas.scene.geometry.ends[
        canvas.scene.geometry.wire_index["norm_1.output", "output_1.input"]
    ].tolist()
    menu = context_menu(canvas, canvas.to_screen((ax + bx) / 2, (ay + by) / 2))
    choose(menu, "Remove wire")
    assert "output_1.input" not in canvas.session.document.wires


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_right_click_opens_the_menu(canvas):
    at = at_card(canvas, "zeros_1", 90, 16)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    canvas.contextMenuEvent(event)
    assert canvas.session.selection == {"zeros_1"}


# --- pixels


def test_hovered_socket_shows_its_letter_and_tells_its_kind(canvas):
    before = image_of(canvas)
    at = canvas.socket_on_screen(end("zeros_1", "instance"), output=True)
    QTest.mouseMove(canvas, at.toPoint())
    assert "Initializer" in canvas.toolTip()
    assert image_of(canvas) != before
    QTest.mouseMove(canvas, QPoint(1180, 650))
    assert canvas.toolTip() == ""
    assert image_of(canvas) == before


def test_a_row_tells_its_range_in_the_tool_tip(canvas):
    row = canvas.scene.geometry.layouts[canvas.scene.geometry.index["norm_1"]].row("momentum")
    QTest.mouseMove(canvas, at_card(canvas, "norm_1", 60, row.middle))
    assert "Takes: A number from 0 to 1." in canvas.toolTip()


def test_error_tells_its_sentence_in_the_tool_tip(canvas):
    canvas.session.commit("Set", edits.set_param(CHAIN, "norm_1", "epsilon", -4))
    row = canvas.scene.geometry.layouts[canvas.scene.geometry.index["norm_1"]].row("epsilon")
    QTest.mouseMove(canvas, at_card(canvas, "norm_1", 60, row.middle))
    assert "greater than 0" in canvas.toolTip()


@pytest.mark.parametrize("scale", [0.05, 0.2, 0.5, 1.0, 2.0])
def test_part_of_a_frame_equals_that_part_of_the_whole(canvas, scale):
    canvas.zoom_to(scale)
    whole = image_of(canvas)
    part = canvas.grab(canvas.rect().adjusted(411, 207, -333, -101)).toImage()
    assert part == whole.copy(canvas.rect().adjusted(411, 207, -333, -101))


def test_run_states_repaint_their_cards(canvas):
    before = image_of(canvas)
    canvas.session.set_states({"norm_1": NodeState("running", 0.5, "Half")})
    running = image_of(canvas)
    canvas.session.clear_states()
    assert running != before
    assert image_of(canvas) == before


def test_theme_changes_the_pixels(canvas):
    canvas.set_theme(LIGHT)
    assert canvas.grab().toImage().pixelColor(2, 2).name() == LIGHT.canvas


def test_unknown_card_is_painted_and_kept(canvas):
    odd = edits.add_node(CHAIN, "odd_1", Node(card="pack/Odd", params={"x": 1}, position=(0, 400)))
    canvas.session.commit("Add", odd)
    assert image_of(canvas).width() == canvas.width()
    assert canvas.session.document.nodes["odd_1"].params == {"x": 1}


def test_canvas_follows_undo_redo_and_a_new_document(canvas):
    canvas.session.select({"norm_1"})
    canvas.delete_selection()
    canvas.session.undo()
    assert "norm_1" in canvas.scene.geometry.index
    canvas.session.redo()
    assert "norm_1" not in canvas.scene.geometry.index
    canvas.session.new()
    assert canvas.scene.geometry.names == []
    assert canvas.session.document == Document()


def test_minimap_shows_only_while_something_is_out_of_sight(canvas):
    canvas.fit()
    assert not canvas.minimap.isVisible()
    canvas.zoom_to(2.0)
    assert canvas.minimap.isVisible()
    before = canvas.seen()
    QTest.mouseClick(canvas.minimap, LEFT, NONE, QPoint(160, 20))
    assert canvas.seen() != before


def test_scene_is_painted_with_a_painter_of_ones_own(canvas):
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    canvas.render_to(painter)
    painter.end()
    assert image.pixelColor(2, 2).name() == DARK.canvas


def test_a_small_window_has_no_overview(canvas):
    canvas.zoom_to(3.0)
    assert not canvas.minimap.isHidden()
    canvas.resize(500, 340)
    assert canvas.minimap.isHidden()


def test_what_was_fitted_stays_so_at_any_size_until_the_view_is_moved(canvas, qtbot):
    canvas = Canvas(canvas.session, LIGHT)
    qtbot.addWidget(canvas)
    canvas.resize(120, 90)
    canvas.fit()
    small = canvas.scene.camera.scale
    canvas.resize(1200, 900)
    canvas.show()
    large = canvas.scene.camera.scale
    assert large > 3 * small
    canvas.resize(600, 300)
    assert small < canvas.scene.camera.scale < large
    canvas.zoom_by(1.5)
    seen = canvas.scene.camera.scale
    canvas.resize(1000, 700)
    assert canvas.scene.camera.scale == seen
