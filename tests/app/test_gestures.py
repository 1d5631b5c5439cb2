import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

from app.canvas.gestures.draw_wire import DrawWire
from app.canvas.gestures.gesture import Pointer
from app.canvas.hits import Hit, value_rect
from app.canvas.view import Canvas
from app.session import Session
from app.theme import DARK
from cards import edits
from cards.checking import refusal
from cards.document import Document, Node, end
from tests.app.sample_cards import CHAIN, TYPES, at_card

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
# The offscreen platform says so of every menu.
OFFSCREEN_MENU = pytest.mark.qt_log_ignore("This plugin does not support")


def value_at(canvas, node, name):
    geometry = canvas.scene.geometry
    layout = geometry.layouts[geometry.index[node]]
    left, top, right, bottom = value_rect(layout, layout.row(name))
    return at_card(canvas, node, (left + right) / 2, (top + bottom) / 2)


def socket_at(canvas, node, name, *, output=False):
    return canvas.socket_on_screen(end(node, name), output=output).toPoint()


def drag(canvas, start, stop, modifiers=NONE, button=LEFT):
    QTest.mousePress(canvas, button, modifiers, start)
    for share in (0.3, 0.7, 1.0):
        at = QPointF(start) + (QPointF(stop) - QPointF(start)) * share
        # QTest.mouseMove knows neither buttons nor modifiers.
        _move(canvas, at, button, modifiers)
    QTest.mouseRelease(canvas, button, modifiers, stop)


def _move(canvas, at, button, modifiers):
    there = QPointF(canvas.mapToGlobal(at.toPoint()))
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, there, Qt.MouseButton.NoButton, button, modifiers
    )
    canvas.mouseMoveEvent(event)
    canvas.repaint()


def positions(canvas):
    return {n: node.position for n, node in canvas.session.document.nodes.items()}


# --- moving


def test_drag_moves_the_card_to_the_grid_in_one_step(canvas):
    start = at_card(canvas, "output_1", 60, 16)
    drag(canvas, start, start + QPoint(101, 53))
    assert positions(canvas)["output_1"] == (824.0, 56.0)
    canvas.session.undo()
    assert positions(canvas)["output_1"] == (720.0, 0.0)


def test_ctrl_drag_leaves_the_grid(canvas):
    start = at_card(canvas, "output_1", 60, 16)
    drag(canvas, start, start + QPoint(101, 53), CTRL)
    assert positions(canvas)["output_1"] == (821.0, 53.0)


def test_drag_moves_all_selected_cards_alike(canvas):
    canvas.session.select({"input_1", "norm_1"})
    start = at_card(canvas, "norm_1", 60, 16)
    drag(canvas, start, start + QPoint(80, 40))
    assert positions(canvas)["norm_1"] == (400.0, 40.0)
    assert positions(canvas)["input_1"] == (80.0, 40.0)
    assert positions(canvas)["output_1"] == (720.0, 0.0)


def test_escape_breaks_off_a_drag(canvas):
    start = at_card(canvas, "norm_1", 60, 16)
    QTest.mousePress(canvas, LEFT, NONE, start)
    _move(canvas, QPointF(start + QPoint(200, 100)), LEFT, NONE)
    moved = canvas.scene.geometry.xy[canvas.scene.geometry.index["norm_1"]].tolist()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, NONE, start + QPoint(200, 100))
    assert moved != [320.0, 0.0]
    assert canvas.scene.geometry.xy[canvas.scene.geometry.index["norm_1"]].tolist() == [320.0, 0.0]
    assert canvas.session.document is CHAIN


def test_frame_while_dragging_equals_the_frame_painted_whole(canvas):
    start = at_card(canvas, "norm_1", 60, 16)
    canvas.session.select({"norm_1"})
    QTest.mousePress(canvas, LEFT, NONE, start)
    _move(canvas, QPointF(start + QPoint(24, 160)), LEFT, NONE)
    dragged = canvas.grab().toImage()
    canvas.layer.outdate()
    assert canvas.grab().toImage() == dragged
    QTest.mouseRelease(canvas, LEFT, NONE, start + QPoint(24, 160))


def test_card_stays_under_the_pointer_when_the_scene_moves_during_a_drag(canvas):
    start = at_card(canvas, "norm_1", 60, 16)
    QTest.mousePress(canvas, LEFT, NONE, start)
    _move(canvas, QPointF(start + QPoint(10, 0)), LEFT, NONE)
    canvas.pan_by(-80, 0)
    canvas.zoom_at(0.5, QPointF(start))
    _move(canvas, QPointF(start), LEFT, NONE)
    QTest.mouseRelease(canvas, LEFT, NONE, start)
    assert positions(canvas)["norm_1"] == (400.0, 0.0)
    assert canvas.hit(QPointF(start)).node == "norm_1"


# --- wires


def test_wire_is_drawn_from_output_to_input(canvas):
    start = socket_at(canvas, "zeros_1", "instance", output=True)
    drag(canvas, start, socket_at(canvas, "norm_1", "beta_initializer"))
    document = canvas.session.document
    assert document.wires["norm_1.beta_initializer"] == ("zeros_1.instance",)


def test_wire_is_drawn_from_input_to_output(canvas):
    start = socket_at(canvas, "norm_1", "beta_initializer")
    drag(canvas, start, socket_at(canvas, "zeros_1", "instance", output=True))
    document = canvas.session.document
    assert document.wires["norm_1.beta_initializer"] == ("zeros_1.instance",)


def test_refused_wire_says_why_and_changes_nothing(canvas, qtbot):
    start = socket_at(canvas, "zeros_1", "instance", output=True)
    with qtbot.waitSignal(canvas.message) as blocker:
        drag(canvas, start, socket_at(canvas, "norm_1", "epsilon"))
    assert "Float expected, Initializer given" in blocker.args[0]
    assert canvas.session.document is CHAIN


def test_sentence_stands_beside_the_pointer_while_it_is_over_the_socket(canvas):
    QTest.mousePress(canvas, LEFT, NONE, socket_at(canvas, "zeros_1", "instance", output=True))
    _move(canvas, QPointF(socket_at(canvas, "norm_1", "epsilon")), LEFT, NONE)
    assert "Float expected" in canvas.gesture._sentence
    _move(canvas, QPointF(600, 650), LEFT, NONE)
    assert canvas.gesture._sentence == ""
    QTest.mouseRelease(canvas, LEFT, NONE, QPoint(600, 650))
    assert canvas.session.document is CHAIN


def test_only_sockets_that_take_the_wire_glow(canvas):
    QTest.mousePress(canvas, LEFT, NONE, socket_at(canvas, "zeros_1", "instance", output=True))
    assert [h.end for h in canvas.gesture._accepting] == ["norm_1.beta_initializer"]
    canvas.cancel_gesture()


def test_cards_before_the_source_do_not_glow(canvas):
    start = socket_at(canvas, "norm_1", "output", output=True)
    QTest.mousePress(canvas, LEFT, NONE, start)
    assert {h.node for h in canvas.gesture._accepting} == {"output_1"}
    canvas.cancel_gesture()


def test_wire_dropped_on_a_row_or_card_finds_the_socket(canvas):
    start = socket_at(canvas, "zeros_1", "instance", output=True)
    drag(canvas, start, at_card(canvas, "norm_1", 120, 16))
    assert "norm_1.beta_initializer" in canvas.session.document.wires


def test_wired_input_gives_up_its_wire_when_it_is_dropped_nowhere(canvas):
    drag(canvas, socket_at(canvas, "output_1", "input"), QPoint(900, 600))
    assert "output_1.input" not in canvas.session.document.wires
    canvas.session.undo()
    assert canvas.session.document is CHAIN


def test_picked_up_wire_moves_to_another_input_in_one_step(canvas):
    session = canvas.session
    document = edits.add_node(CHAIN, "output_2", Node(card="Output", position=(720, 240)))
    session.commit("Add", document)
    drag(
        canvas,
        socket_at(canvas, "output_1", "input"),
        socket_at(canvas, "output_2", "input"),
    )
    assert "output_1.input" not in session.document.wires
    assert session.document.wires["output_2.input"] == ("norm_1.output",)
    session.undo()
    assert session.document is document


def test_picked_up_wire_dropped_where_it_was_changes_nothing(canvas):
    start = socket_at(canvas, "output_1", "input")
    drag(canvas, start, start + QPoint(2, 2))
    assert canvas.session.document is CHAIN


# --- selection


def test_click_selects_and_shift_click_adds_and_takes_away(canvas):
    QTest.mouseClick(canvas, LEFT, NONE, at_card(canvas, "norm_1", 60, 16))
    assert canvas.session.selection == {"norm_1"}
    QTest.mouseClick(canvas, LEFT, SHIFT, at_card(canvas, "input_1", 60, 16))
    assert canvas.session.selection == {"norm_1", "input_1"}
    QTest.mouseClick(canvas, LEFT, SHIFT, at_card(canvas, "norm_1", 60, 16))
    assert canvas.session.selection == {"input_1"}


def test_rubber_band_selects_what_it_touches_and_shift_adds(canvas):
    top = canvas.to_screen(-30, -30).toPoint()
    drag(canvas, top, canvas.to_screen(60, 60).toPoint())
    assert canvas.session.selection == {"input_1"}
    bottom = canvas.to_screen(-30, 330).toPoint()
    drag(canvas, bottom, canvas.to_screen(60, 260).toPoint(), SHIFT)
    assert canvas.session.selection == {"input_1", "zeros_1"}


def test_click_on_nothing_selects_nothing(canvas):
    canvas.session.select({"norm_1"})
    QTest.mouseClick(canvas, LEFT, NONE, QPoint(1150, 650))
    assert canvas.session.selection == frozenset()


# --- panning


@pytest.mark.parametrize("space", [True, False], ids=["space", "middle button"])
def test_pan_moves_the_scene_and_not_the_document(canvas, space):
    before = canvas.to_screen(0, 0)
    if space:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    drag(canvas, QPoint(300, 300), QPoint(340, 320), button=LEFT if space else MIDDLE)
    if space:
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.to_screen(0, 0) - before == QPointF(40, 20)
    assert canvas.session.document is CHAIN


# --- values


def click_value(canvas, name, node="norm_1"):
    QTest.mouseClick(canvas, LEFT, NONE, value_at(canvas, node, name))


def param(canvas, name, node="norm_1"):
    return canvas.session.document.nodes[node].params.get(name)


def test_switch_toggles_at_once(canvas):
    click_value(canvas, "center")
    assert param(canvas, "center") is False
    click_value(canvas, "center")
    assert param(canvas, "center") is True
    assert not canvas.editing.open


def test_number_is_typed_and_taken_by_enter_and_the_next_row_opens(canvas):
    click_value(canvas, "momentum")
    line = canvas.editing.editor.line
    assert line.hasFocus() and line.selectedText() == "0.9"
    QTest.keyClicks(line, "0.5")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert param(canvas, "momentum") == 0.5
    assert canvas.editing.open and canvas.editing.socket_name == "epsilon"
    QTest.keyClicks(canvas.editing.editor.line, "1e-3")
    QTest.keyClick(canvas.editing.editor.line, Qt.Key.Key_Backtab)
    assert canvas.editing.socket_name == "momentum"


def test_bad_text_keeps_the_editor_open_and_says_why(canvas):
    click_value(canvas, "momentum")
    line = canvas.editing.editor.line
    QTest.keyClicks(line, "1.5")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert canvas.editing.open
    assert canvas.editing._sentence.isVisible()
    assert canvas.editing._sentence.text() == "Momentum must lie between 0 and 1, 1.5 given."
    assert param(canvas, "momentum") == 0.9
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not canvas.editing.open and not canvas.editing._sentence.isVisible()
    assert canvas.session.document is CHAIN
    assert canvas.hasFocus()


def test_click_elsewhere_takes_a_good_text_and_drops_a_bad_one(canvas, qtbot):
    click_value(canvas, "axis")
    QTest.keyClicks(canvas.editing.editor.line, "1, 2")
    QTest.mouseClick(canvas, LEFT, NONE, QPoint(1150, 650))
    assert param(canvas, "axis") == [1, 2]
    click_value(canvas, "axis")
    QTest.keyClicks(canvas.editing.editor.line, "one")
    with qtbot.waitSignal(canvas.message) as blocker:
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(1150, 650))
    assert blocker.args[0] == "Whole number expected, one given."
    assert param(canvas, "axis") == [1, 2]


def menu_texts(canvas):
    return [action.text() for action in canvas.editing.menu.actions()]


def pick(canvas, text):
    menu = canvas.editing.menu
    next(a for a in menu.actions() if a.text() == text).trigger()
    menu.close()


@OFFSCREEN_MENU
def test_choice_is_picked_from_a_menu(canvas):
    click_value(canvas, "mode")
    assert menu_texts(canvas) == ["same", "valid"]
    pick(canvas, "same")
    assert param(canvas, "mode") == "same"


@OFFSCREEN_MENU
def test_part_is_picked_from_all_cards_of_its_kind(canvas):
    click_value(canvas, "beta_initializer")
    assert menu_texts(canvas) == ["Ones", "Zeros"]
    pick(canvas, "Ones")
    assert param(canvas, "beta_initializer") == "Ones"


@OFFSCREEN_MENU
def test_nullable_part_can_be_none(canvas):
    click_value(canvas, "beta_constraint")
    assert menu_texts(canvas) == ["none", "Non neg"]
    pick(canvas, "Non neg")
    assert param(canvas, "beta_constraint") == "NonNeg"


def test_wired_row_has_no_editor(canvas):
    canvas.session.connect_wire("zeros_1.instance", "norm_1.beta_initializer")
    canvas.editing.begin("norm_1", "beta_initializer")
    assert canvas.editing.menu is None


def test_editor_stays_over_its_value_when_the_scene_moves(canvas):
    click_value(canvas, "momentum")
    before = canvas.editing.editor.pos()
    canvas.pan_by(30, 10)
    assert canvas.editing.editor.pos() - before == QPoint(30, 10)


def test_drag_that_starts_on_a_value_moves_the_card(canvas):
    start = value_at(canvas, "norm_1", "momentum")
    drag(canvas, start, start + QPoint(16, 24))
    assert positions(canvas)["norm_1"] == (336.0, 24.0)
    assert not canvas.editing.open


@OFFSCREEN_MENU
def test_several_parts_are_ticked_in_the_row(canvas):
    document = edits.add_node(CHAIN, "train_1", Node(card="Train", position=(0, 360)))
    canvas.session.commit("Add", document)
    for text, value in (("Zeros", ["Zeros"]), ("Ones", ["Zeros", "Ones"]), ("Zeros", ["Ones"])):
        click_value(canvas, "starts", "train_1")
        pick(canvas, text)
        assert param(canvas, "starts", "train_1") == value


# --- folded cards


def fold(canvas, *names):
    canvas.session.commit("Fold", edits.fold(canvas.session.document, names, True))


def test_a_wire_starts_at_a_folded_card_from_the_output_that_fits(canvas):
    canvas.session.commit("Cut", edits.disconnect(canvas.session.document, "output_1.input"))
    fold(canvas, "norm_1")
    start = socket_at(canvas, "norm_1", "output", output=True)
    drag(canvas, start, socket_at(canvas, "output_1", "input"))
    assert canvas.session.document.wires["output_1.input"] == ("norm_1.output",)


def test_the_one_wire_of_a_folded_card_is_picked_up(canvas):
    fold(canvas, "norm_1")
    start = socket_at(canvas, "norm_1", "input")
    drag(canvas, start, start - QPoint(60, -200))
    assert "norm_1.input" not in canvas.session.document.wires
    assert canvas.session.history.undo_label == "Disconnect input_1.output → norm_1.input"


def test_a_wire_ends_at_a_folded_card_at_the_input_that_fits(canvas):
    canvas.session.commit("Cut", edits.disconnect(canvas.session.document, "norm_1.input"))
    fold(canvas, "norm_1")
    drag(
        canvas,
        socket_at(canvas, "input_1", "output", output=True),
        socket_at(canvas, "norm_1", "input"),
    )
    assert canvas.session.document.wires["norm_1.input"] == ("input_1.output",)


# --- the edge


def hold_at(canvas, start, stop):
    QTest.mousePress(canvas, LEFT, NONE, start)
    for at in (start + QPoint(30, 30), stop):
        _move(canvas, QPointF(at), LEFT, NONE)


@pytest.mark.parametrize("what", ["card", "wire", "band"])
def test_the_scene_moves_on_while_the_pointer_is_held_at_the_edge(canvas, qtbot, what):
    starts = {
        "card": at_card(canvas, "norm_1", 90, 16),
        "wire": socket_at(canvas, "norm_1", "output", output=True),
        "band": at_card(canvas, "norm_1", 60, -40),
    }
    before = canvas.scene.camera.left
    hold_at(canvas, starts[what], QPoint(canvas.width() - 3, 300))
    assert canvas._edge.active
    qtbot.waitUntil(lambda: canvas.scene.camera.left > before + 100, timeout=3000)
    _move(canvas, QPointF(600, 300), LEFT, NONE)
    assert not canvas._edge.active
    there = canvas.to_scene(QPointF(600, 300))
    QTest.mouseRelease(canvas, LEFT, NONE, QPoint(600, 300))
    if what == "card":
        assert abs(positions(canvas)["norm_1"][0] + 90 - there[0]) <= 8


def test_a_click_near_the_edge_moves_nothing(canvas):
    canvas.pan_by(at_card(canvas, "norm_1", 90, 16).x() - canvas.width() + 8, 0)
    canvas.pan_by(2 * (canvas.width() - 8 - at_card(canvas, "norm_1", 90, 16).x()), 0)
    left = canvas.scene.camera.left
    at = QPoint(canvas.width() - 8, 200)
    drag(canvas, at, at + QPoint(-6, 2))
    assert not canvas._edge.active and canvas.scene.camera.left == left


def test_zoom_keeps_the_selected_card_in_place(canvas):
    canvas.session.select({"output_1"})
    before = at_card(canvas, "output_1", 84, 60)
    canvas.zoom_by(1.25)
    after = at_card(canvas, "output_1", 84, 60)
    assert (after - before).manhattanLength() < 40


def test_sockets_that_take_a_wire_from_an_input_are_those_that_nothing_refuses(canvas):
    canvas.fit()
    for socket in ("beta_constraint", "input"):
        document = edits.disconnect(canvas.session.document, end("norm_1", socket))
        canvas.session.commit("Cut", document)
        gesture = DrawWire(canvas, Hit("socket", "norm_1", socket))
        gesture.begin(Pointer(QPointF(5, 5)))
        geometry = canvas.scene.geometry
        outputs = [
            end(name, output)
            for name, layout in zip(geometry.names, geometry.layouts, strict=True)
            for output in layout.outputs
        ]
        open_to = [o for o in outputs if not refusal(document, TYPES, o, end("norm_1", socket))]
        assert [h.end for h in gesture._accepting] == open_to
        gesture.cancel()


@OFFSCREEN_MENU
def test_a_layer_is_picked_from_the_menu_of_its_group(qtbot):
    session = Session()
    session.commit("Make", Document(nodes={"both": Node(card="Bidirectional")}))
    canvas = Canvas(session, DARK)
    qtbot.addWidget(canvas)
    canvas.editing.begin("both", "layer")
    groups = {a.text(): a.menu() for a in canvas.editing.menu.actions()}
    assert len(groups) < 20 and {"Layers", "Recurrent layers"} <= set(groups)
    lstm = next(a for a in groups["Recurrent layers"].actions() if a.text() == "LSTM")
    lstm.trigger()
    assert session.document.nodes["both"].params == {"layer": "LSTM"}
    canvas.editing.menu.close()
