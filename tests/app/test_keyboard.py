"""The canvas by keyboard alone: going, rows, values, wires, cards."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.canvas.choosing import Chooser
from app.canvas.view import Canvas
from app.session import Session
from app.theme import DARK
from cards import edits
from cards.document import Document, Node
from tests.app.sample_cards import CHAIN, TYPES

Key = Qt.Key
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
OFFSCREEN_MENU = pytest.mark.qt_log_ignore("This plugin does not support")

FORK = Document(
    nodes={
        "input_1": Node(card="Input", position=(0, 0)),
        "upper": Node(card="Norm", position=(320, -400)),
        "lower": Node(card="Norm", position=(320, 200)),
        "add_1": Node(card="Add", position=(800, 0)),
        "lone": Node(card="Zeros", position=(0, 600)),
    },
    wires={
        "upper.input": ("input_1.output",),
        "lower.input": ("input_1.output",),
        "add_1.input": ("upper.output", "lower.output"),
    },
)


def press(canvas, *keys, held=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(canvas, key, held)


def chosen(canvas):
    (name,) = canvas.session.selection
    return name


def chooser(canvas):
    return next(box for box in canvas.findChildren(Chooser) if not box.done)


def row(canvas):
    return canvas.caret.hit.socket or canvas.caret.hit.where


@pytest.fixture
def fork(qtbot):
    session = Session(TYPES)
    session.commit("Make", FORK)
    widget = Canvas(session, DARK)
    qtbot.addWidget(widget)
    widget.resize(1200, 900)
    with qtbot.waitActive(widget):
        widget.show()
    widget.fit()
    widget.setFocus()
    return widget


# --- from card to card


def test_right_and_left_follow_wires_and_come_back_the_same_way(fork):
    fork.session.select({"upper"})
    press(fork, Key.Key_Right)
    assert chosen(fork) == "add_1"
    press(fork, Key.Key_Left)
    assert chosen(fork) == "upper"
    press(fork, Key.Key_Left)
    assert chosen(fork) == "input_1"
    press(fork, Key.Key_Left)
    assert chosen(fork) == "input_1"


def test_up_and_down_go_to_siblings(fork):
    fork.session.select({"upper"})
    press(fork, Key.Key_Down)
    assert chosen(fork) == "lower"
    press(fork, Key.Key_Up)
    assert chosen(fork) == "upper"
    press(fork, Key.Key_Up)
    assert chosen(fork) == "upper"


def test_an_arrow_chooses_a_card_where_none_is_selected(fork):
    press(fork, Key.Key_Down)
    assert len(fork.session.selection) == 1


def test_home_end_and_page_keys_reach_every_card(fork):
    press(fork, Key.Key_Home)
    seen = [chosen(fork)]
    for _ in range(4):
        press(fork, Key.Key_PageDown)
        seen.append(chosen(fork))
    assert seen == ["input_1", "lone", "upper", "lower", "add_1"]
    press(fork, Key.Key_Home, Key.Key_End)
    assert chosen(fork) == "add_1"
    press(fork, Key.Key_PageUp)
    assert chosen(fork) == "lower"


def test_shift_and_arrows_extend_the_selection_and_take_back(fork):
    fork.session.select({"input_1"})
    press(fork, Key.Key_Right, Key.Key_Right, held=SHIFT)
    assert fork.session.selection >= {"input_1", "add_1"} and len(fork.session.selection) == 3
    press(fork, Key.Key_Left, held=SHIFT)
    assert "add_1" not in fork.session.selection


def test_ctrl_and_arrows_move_the_selection_by_the_grid_as_one_step(canvas):
    canvas.session.select({"norm_1"})
    press(canvas, Key.Key_Right, held=CTRL)
    press(canvas, Key.Key_Down, held=CTRL | SHIFT)
    assert canvas.session.document.nodes["norm_1"].position == (328.0, 80.0)
    canvas.session.undo()
    assert canvas.session.document is CHAIN


def test_alt_and_arrows_move_the_view(canvas):
    left = canvas.scene.camera.left
    press(canvas, Key.Key_Right, held=ALT)
    assert canvas.scene.camera.left > left


def test_the_card_that_keys_go_to_comes_into_sight(canvas):
    canvas.center_on(-5000, -5000)
    canvas.session.select({"input_1"})
    press(canvas, Key.Key_Right)
    assert canvas.rect().contains(canvas.caret.rect().toRect())


def test_a_ring_is_seen_once_keys_are_used_and_goes_with_a_click(fork):
    fork.session.select({"upper"})
    before = fork.grab().toImage()
    press(fork, Key.Key_Shift)
    assert fork.grab().toImage() == before
    press(fork, Key.Key_Up)
    assert fork.grab().toImage() != before
    QTest.mouseClick(fork, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    fork.session.select({"upper"})
    QTest.mouseMove(fork, QPoint(5, 5))
    assert fork.grab().toImage() == before


# --- rows


def test_enter_goes_into_rows_and_escape_out(canvas):
    canvas.session.select({"norm_1"})
    press(canvas, Key.Key_Return)
    assert row(canvas) == "axis"
    seen = []
    for _ in range(12):
        seen.append(row(canvas))
        press(canvas, Key.Key_Down)
    assert seen[-1] == seen[-2] == "more" and "momentum" in seen
    press(canvas, Key.Key_Home)
    assert canvas.caret.hit.output
    press(canvas, Key.Key_Escape)
    assert canvas.caret.row is None and chosen(canvas) == "norm_1"
    press(canvas, Key.Key_Escape)
    assert not canvas.session.selection


def go_to(canvas, node, socket, part="input"):
    canvas.setFocus()
    canvas.caret.show()
    canvas.caret.go_to_row(node, part, socket)


def test_typing_edits_and_enter_takes_it_and_goes_to_the_next_row(canvas):
    go_to(canvas, "norm_1", "momentum")
    press(canvas, Key.Key_0)
    line = canvas.editing.editor.line
    assert line.text() == "0"
    QTest.keyClicks(line, ".5")
    QTest.keyClick(line, Key.Key_Return)
    assert canvas.session.document.nodes["norm_1"].params["momentum"] == 0.5
    assert canvas.editing.editor is None and row(canvas) == "epsilon"
    press(canvas, Key.Key_F2)
    assert canvas.editing.editor is not None
    QTest.keyClick(canvas.editing.editor.line, Key.Key_Escape)
    assert canvas.editing.editor is None and row(canvas) == "epsilon"


def test_tab_in_the_editor_edits_the_next_value_and_the_cursor_follows(canvas):
    go_to(canvas, "norm_1", "momentum")
    press(canvas, Key.Key_Return)
    QTest.keyClick(canvas.editing.editor.line, Key.Key_Tab)
    assert canvas.editing.socket_name == "epsilon" == row(canvas)
    QTest.keyClick(canvas.editing.editor.line, Key.Key_Return)
    assert canvas.editing.editor is None and row(canvas) == "center"


def test_a_text_that_means_nothing_stays_in_the_editor(canvas):
    go_to(canvas, "norm_1", "momentum")
    press(canvas, Key.Key_Minus)
    QTest.keyClick(canvas.editing.editor.line, Key.Key_Return)
    assert canvas.editing.editor is not None
    assert canvas.session.document is CHAIN


def test_letters_begin_no_number_and_do_what_they_do_elsewhere(canvas):
    canvas.zoom_to(3.0)
    go_to(canvas, "norm_1", "momentum")
    press(canvas, Key.Key_F)
    assert canvas.editing.editor is None and canvas.scene.camera.scale <= 1.0


def test_letters_are_typed_into_texts(canvas):
    document = edits.add_node(CHAIN, "train", Node(card="Train", position=(0, 500)))
    canvas.session.commit("Add", document)
    go_to(canvas, "train", "path")
    press(canvas, Key.Key_W)
    assert canvas.editing.editor.line.text() == "w"


def test_space_toggles_a_switch(canvas):
    go_to(canvas, "norm_1", "center")
    press(canvas, Key.Key_Space)
    assert canvas.session.document.nodes["norm_1"].params["center"] is False
    assert not canvas.space_held


def test_left_and_right_step_through_choices_as_one_step_of_undo(canvas):
    go_to(canvas, "norm_1", "mode")
    press(canvas, Key.Key_Right)
    assert canvas.session.document.nodes["norm_1"].params["mode"] == "same"
    press(canvas, Key.Key_Left)
    assert canvas.session.document.nodes["norm_1"].params["mode"] == "valid"
    canvas.session.undo()
    assert canvas.session.document is CHAIN


@OFFSCREEN_MENU
def test_enter_opens_the_menu_of_choices(canvas):
    go_to(canvas, "norm_1", "mode")
    press(canvas, Key.Key_Return)
    assert [a.text() for a in canvas.editing.menu.actions()] == ["same", "valid"]
    canvas.editing.menu.close()


def test_left_and_right_follow_the_wire_of_a_row(canvas):
    go_to(canvas, "norm_1", "input")
    press(canvas, Key.Key_Left)
    assert (chosen(canvas), row(canvas)) == ("input_1", "output")
    press(canvas, Key.Key_Right)
    assert (chosen(canvas), row(canvas)) == ("norm_1", "input")


def test_delete_in_a_row_removes_its_wire_or_resets_its_value_and_no_card(canvas):
    go_to(canvas, "norm_1", "input")
    press(canvas, Key.Key_Delete)
    assert not canvas.session.document.sources("norm_1", "input")
    canvas.session.undo()
    go_to(canvas, "norm_1", "momentum")
    press(canvas, Key.Key_Delete, Key.Key_Delete)
    assert "momentum" not in canvas.session.document.nodes["norm_1"].params
    canvas.session.undo()
    go_to(canvas, "norm_1", "output", part="output")
    press(canvas, Key.Key_Delete)
    assert not canvas.session.document.sources("output_1", "input")
    assert set(canvas.session.document.nodes) == set(CHAIN.nodes)


def test_enter_on_more_opens_the_advanced_rows(canvas):
    go_to(canvas, "norm_1", "", part="more")
    press(canvas, Key.Key_Return)
    assert canvas.session.document.nodes["norm_1"].more
    assert row(canvas) == "more"


def test_the_row_is_remembered_while_one_looks_at_another_card(canvas):
    go_to(canvas, "norm_1", "epsilon")
    press(canvas, Key.Key_Escape, Key.Key_Left, Key.Key_Right, Key.Key_Return)
    assert (chosen(canvas), row(canvas)) == ("norm_1", "epsilon")


def test_a_row_that_vanishes_leaves_the_cursor_on_its_card(canvas):
    go_to(canvas, "norm_1", "epsilon")
    canvas.session.commit("Fold", edits.fold(CHAIN, ["norm_1"], True))
    assert canvas.caret.row is None and canvas.caret.node == "norm_1"
    canvas.session.commit("Remove", edits.remove_nodes(CHAIN, ["norm_1"]))
    assert canvas.caret.node == ""
    press(canvas, Key.Key_Return, Key.Key_Delete, Key.Key_Right)


# --- wires by name


def test_naming_a_socket_lists_what_fits_and_enter_wires_it(canvas):
    canvas.session.commit("Cut", edits.disconnect(CHAIN, "output_1.input"))
    canvas.session.select({"norm_1"})
    press(canvas, Key.Key_W)
    box = chooser(canvas)
    assert [box.list.item(i).text() for i in range(box.list.count())] == [
        "Output (output_1) · Input",
        "Zeros initializer (zeros_1) · Initializer instance",
    ]
    QTest.keyClicks(box.search, "out")
    QTest.keyClick(box.search, Key.Key_Return)
    assert canvas.session.document.sources("output_1", "input") == ("norm_1.output",)
    canvas.session.undo()
    assert not canvas.session.document.sources("output_1", "input")


def test_a_wire_is_named_from_an_input_too(canvas):
    go_to(canvas, "norm_1", "beta_initializer")
    press(canvas, Key.Key_W)
    box = chooser(canvas)
    assert [box.list.item(i).text() for i in range(box.list.count())] == [
        "Zeros initializer (zeros_1) · Initializer instance"
    ]
    QTest.keyClick(box.search, Key.Key_Return)
    assert canvas.session.document.sources("norm_1", "beta_initializer") == ("zeros_1.instance",)


def test_what_a_wire_would_replace_is_told(canvas):
    document = edits.add_node(CHAIN, "input_2", Node(card="Input", position=(0, -300)))
    canvas.session.commit("Add", document)
    canvas.session.select({"input_2"})
    press(canvas, Key.Key_W)
    details = [chooser(canvas).list.item(i).toolTip() for i in range(2)]
    assert all("instead of" in detail for detail in details)


def test_w_names_a_socket_on_a_row_of_choices_too(canvas):
    go_to(canvas, "norm_1", "mode")
    press(canvas, Key.Key_W)
    assert chooser(canvas).search.hasFocus()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("norm epsilon", "Float expected, Initializer given"),
        ("input_1 output", "A wire ends at an input."),
        ("qqq", "No socket of this document has these words."),
    ],
)
def test_the_reason_is_told_when_the_words_match_only_refused_sockets(canvas, words, told):
    canvas.session.select({"zeros_1"})
    press(canvas, Key.Key_W)
    box = chooser(canvas)
    QTest.keyClicks(box.search, words)
    assert box.list.count() == 0 and told.lower() in box.told.text().lower()
    QTest.keyClick(box.search, Key.Key_Return)
    assert canvas.session.document is CHAIN
    QTest.keyClick(box.search, Key.Key_Escape)
    assert box.done


def test_a_wire_that_would_close_a_circle_is_not_offered(canvas):
    go_to(canvas, "norm_1", "output", part="output")
    press(canvas, Key.Key_W)
    texts = [chooser(canvas).list.item(i).text() for i in range(chooser(canvas).list.count())]
    assert texts == []


def test_without_a_card_w_says_what_to_do(canvas, qtbot):
    with qtbot.waitSignal(canvas.message) as blocker:
        press(canvas, Key.Key_W)
    assert "Select the card" in blocker.args[0]


# --- adding


def offered(canvas):
    return canvas.gesture.box


def add(canvas, words):
    QTest.keyClicks(offered(canvas).search, words)
    QTest.keyClick(offered(canvas).search, Key.Key_Return)
    return chosen(canvas)


def test_tab_adds_behind_the_selected_card_and_wires_it(canvas):
    canvas.session.select({"norm_1"})
    press(canvas, Key.Key_Tab)
    name = add(canvas, "add")
    document = canvas.session.document
    assert document.sources(name, "input") == ("norm_1.output",)
    assert document.nodes[name].position[0] > document.nodes["norm_1"].position[0] + 200
    rows = canvas.scene.geometry.in_rect((*document.nodes[name].position, *canvas_corner(canvas)))
    assert canvas.scene.geometry.index[name] in rows.tolist()
    canvas.session.undo()
    assert canvas.session.document is CHAIN


def canvas_corner(canvas):
    x, y = canvas.session.document.nodes[chosen(canvas)].position
    return x + 10, y + 10


def test_a_chain_is_made_by_tab_after_tab_and_covers_nothing(canvas):
    canvas.session.commit("Empty", Document())
    press(canvas, Key.Key_Tab)
    first = add(canvas, "input")
    for words in ("batch", "batch", "output"):
        press(canvas, Key.Key_Tab)
        add(canvas, words)
    document = canvas.session.document
    assert list(document.wires) == ["norm_1.input", "norm_2.input", "output_1.input"]
    assert document.sources("norm_1", "input") == (f"{first}.output",)
    geometry = canvas.scene.geometry
    for number, (x, y) in enumerate(geometry.xy.tolist()):
        w, h = geometry.wh[number].tolist()
        assert geometry.in_rect((x, y, x + w, y + h)).tolist() == [number]


def test_shift_tab_adds_before_the_selected_card(canvas):
    canvas.session.commit("Cut", edits.disconnect(CHAIN, "norm_1.input"))
    canvas.session.select({"norm_1"})
    press(canvas, Key.Key_Tab, held=SHIFT)
    name = add(canvas, "input")
    document = canvas.session.document
    assert document.sources("norm_1", "input") == (f"{name}.output",)
    assert document.nodes[name].position[0] < 320


def test_tab_on_a_row_offers_what_fits_it(canvas):
    go_to(canvas, "norm_1", "beta_constraint")
    press(canvas, Key.Key_Tab)
    name = add(canvas, "")
    assert canvas.session.document.sources("norm_1", "beta_constraint") == (f"{name}.instance",)


def test_a_card_that_fits_no_wire_is_added_beside_without_one(canvas):
    canvas.session.select({"norm_1"})
    press(canvas, Key.Key_Tab)
    QTest.keyClicks(offered(canvas).search, "ones")
    assert offered(canvas).told.isVisible()
    QTest.keyClick(offered(canvas).search, Key.Key_Return)
    assert canvas.session.document.wires == CHAIN.wires
    assert canvas.session.document.nodes[chosen(canvas)].card == "Ones"


def test_tab_adds_at_the_pointer_when_the_mouse_was_used_last(canvas):
    at = QPoint(700, 560)
    QTest.mouseMove(canvas, at - QPoint(5, 5))
    QTest.mouseMove(canvas, at)
    press(canvas, Key.Key_Tab)
    name = add(canvas, "ones")
    x, y = canvas.to_scene(at.toPointF())
    left, top = canvas.session.document.nodes[name].position
    assert left < x < left + 200 and top < y < top + 40


def test_tab_in_the_search_field_neither_leaves_nor_closes_it(canvas):
    press(canvas, Key.Key_Tab)
    box = offered(canvas)
    QTest.keyClick(box.search, Key.Key_Tab)
    assert not box.done and box.search.hasFocus()
    QTest.keyClick(box.search, Key.Key_Escape)
    assert canvas.hasFocus()


# --- the menu


@OFFSCREEN_MENU
@pytest.mark.parametrize(
    ("key", "held"), [(Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Key.Key_F10, SHIFT)]
)
def test_the_menu_key_opens_the_menu_of_the_row(canvas, key, held):
    go_to(canvas, "norm_1", "momentum")
    press(canvas, key, held=held)
    (menu,) = (one for one in canvas.findChildren(QMenu) if one.parent() is canvas)
    texts = [action.text() for action in menu.actions()]
    assert "Reset to default" in texts and menu.activeAction() is menu.actions()[0]
    menu.close()


def test_every_key_of_the_canvas_is_harmless_on_an_empty_document(qtbot):
    from app.canvas.key_table import CANVAS_KEYS

    session = Session(TYPES)
    widget = Canvas(session, DARK)
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    for one in CANVAS_KEYS:
        if one.id != "menu":
            one.act(widget)
            widget.cancel_gesture()
    assert session.document == Document()


# --- a whole network in the real window


def test_a_network_is_built_edited_moved_and_run_by_keyboard_alone(window, qtbot):
    with qtbot.waitActive(window):
        window.activateWindow()
    canvas, session = window.canvas, window.session
    canvas.setFocus()

    def add(words, *, by=Key.Key_Tab, held=Qt.KeyboardModifier.NoModifier):
        press(canvas, by, held=held)
        QTest.keyClicks(canvas.gesture.box.search, words)
        QTest.keyClick(canvas.gesture.box.search, Key.Key_Return)
        assert canvas.hasFocus()
        return chosen(canvas)

    def connect(words):
        press(canvas, Key.Key_W)
        QTest.keyClicks(chooser(canvas).search, words)
        QTest.keyClick(chooser(canvas).search, Key.Key_Return)

    def fill_in(*texts):
        """Go into the rows and type: Enter takes each and goes on to the next row."""
        press(canvas, Key.Key_Return)
        if row(canvas) == "name":
            press(canvas, Key.Key_Down)
        for text in texts:
            press(canvas, Key.Key_Return)
            line = canvas.editing.editor.line
            line.selectAll()
            QTest.keyClicks(line, text)
            QTest.keyClick(line, Key.Key_Return)
        press(canvas, Key.Key_Escape)

    entry = add("input")
    fill_in("8")
    dense = add("dense layer")
    fill_in("16")
    norm = add("batch normalization")
    # By name: the output is added where nothing is selected, then wired.
    press(canvas, Key.Key_Escape)
    output = add("output")
    connect("batch normalization")
    document = session.document
    assert document.nodes[entry].params["shape"] == [8]
    assert document.nodes[dense].params["units"] == 16
    assert document.sources(dense, "input") == (f"{entry}.data",)
    assert document.sources(norm, "input") == (f"{dense}.output",)
    assert document.sources(output, "data") == (f"{norm}.output",)
    press(canvas, Key.Key_Left, Key.Key_Left, Key.Key_Left)
    assert chosen(canvas) == entry
    place = document.nodes[entry].position
    press(canvas, Key.Key_Down, held=CTRL)
    assert session.document.nodes[entry].position == (place[0], place[1] + 8)
    press(canvas, Key.Key_Z, held=CTRL)
    assert session.document.nodes[entry].position == place
    with qtbot.waitSignal(window.runner.finished, timeout=30000):
        press(canvas, Key.Key_F5)
    assert session.last_run.complete and not session.last_run.failures


def test_naming_asks_each_sort_of_card_once_however_many_there_are(monkeypatch):
    from app.canvas import candidates
    from app.canvas.geometry import Geometry

    asked = []
    monkeypatch.setattr(candidates, "socket_refusal", lambda *pair: asked.append(pair) or "No.")
    nodes = {f"n{i}": Node(card="Norm", position=(400.0 * i, 0.0)) for i in range(2000)}
    found = candidates.Candidates(Geometry(Document(nodes=nodes), TYPES), "n0", output=False)
    assert found.find("batch") == [] and found.find("qqq", refused=True) == []
    (one,) = found.find("n1999 momentum", refused=True, most=1)
    assert one.node == "n1999" and one.refusal == "No."
    sockets = len(TYPES["Norm"].rows()) + len(TYPES["Norm"].outputs)
    assert len(asked) == sockets**2
