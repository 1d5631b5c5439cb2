"""What assistive technology reads of the canvas, and what it can do there."""

import gc

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.canvas.choosing import Chooser
from app.canvas.quick_add import QuickAdd
from app.canvas.view import Canvas
from app.session import Session
from app.theme import DARK
from cards import edits
from cards.document import Document, Node
from tests.app.sample_cards import CHAIN, TYPES, at_card

Text, Role, Relation = QAccessible.Text, QAccessible.Role, QAccessible.RelationFlag
OFFSCREEN_MENU = pytest.mark.qt_log_ignore("This plugin does not support")


def interface_of(canvas):
    return QAccessible.queryAccessibleInterface(canvas)


def children_of(canvas):
    interface = interface_of(canvas)
    return [interface.child(i) for i in range(interface.childCount())]


def cards_of(canvas):
    found = [child for child in children_of(canvas) if child.role() == Role.ListItem]
    return {card.text(Text.Name): card for card in found}


def wires_of(canvas):
    return [child for child in children_of(canvas) if child.role() == Role.Graphic]


def rows_of(card):
    return {card.child(i).text(Text.Name): card.child(i) for i in range(card.childCount())}


def norm(canvas):
    return cards_of(canvas)["Batch normalization layer"]


def do(interface, action):
    acts = interface.actionInterface()
    assert action in acts.actionNames()
    acts.doAction(action)


# --- reading


def test_cards_are_read_with_shape_and_place(canvas):
    cards = cards_of(canvas)
    assert list(cards) == ["Input", "Batch normalization layer", "Output", "Zeros initializer"]
    card = norm(canvas)
    assert card.text(Text.Description) == "(batch, 8)"
    assert card.text(Text.Help).startswith("Keeps the activations")
    assert card.rect().topLeft() == canvas.mapToGlobal(canvas.to_screen(320, 0).toPoint())
    assert card.parent().indexOfChild(card) == 1
    assert interface_of(canvas).text(Text.Description) == "4 cards, 2 wires"


def test_rows_are_read_with_their_values_and_wires(canvas):
    rows = rows_of(norm(canvas))
    assert rows["Momentum"].text(Text.Value) == "0.9"
    assert rows["Input"].text(Text.Value) == "from Input (input_1) · Output"
    assert rows["Output"].text(Text.Value) == "batch × 8 · float32"
    assert rows["Beta initializer"].text(Text.Value) == "Zeros"
    assert rows["Momentum"].text(Text.Description) == "Share of the past kept at each batch."
    assert rows["More"].isValid()
    words = rows["Mode"].textInterface()
    assert words.text(0, -1) == "valid" and words.characterCount() == 5


def test_rows_have_the_roles_of_their_values(canvas):
    rows = {name: row.role() for name, row in rows_of(norm(canvas)).items()}
    assert rows["Center"] == Role.CheckBox and rows["Mode"] == Role.ComboBox
    assert rows["Momentum"] == Role.SpinBox and rows["Axis"] == Role.EditableText
    assert rows["Input"] == Role.Row and rows["More"] == Role.Button


def test_rows_tell_their_states(canvas):
    rows = rows_of(norm(canvas))
    assert rows["Center"].state().checked and rows["Center"].state().checkable
    assert rows["Input"].state().readOnly and not rows["Momentum"].state().readOnly
    canvas.session.commit("Set", edits.set_param(CHAIN, "norm_1", "center", False))
    assert not rows["Center"].state().checked
    canvas.setFocus()
    canvas.caret.go_to_row("norm_1", "input", "mode")
    assert rows["Mode"].state().focused == canvas.hasFocus()


def test_error_is_read_with_its_card_and_its_row(canvas):
    canvas.session.commit("Set", edits.set_param(CHAIN, "norm_1", "epsilon", -1))
    card = norm(canvas)
    assert "greater than 0" in card.text(Text.Description) and card.state().invalid
    row = rows_of(card)["Epsilon"]
    assert "greater than 0" in row.text(Text.Description) and row.state().invalid
    assert not rows_of(card)["Momentum"].state().invalid


def test_sockets_are_read_with_kind_and_wires(canvas):
    row = rows_of(norm(canvas))["Input"]
    socket = row.child(0)
    assert socket.text(Text.Name) == "Input, input socket"
    assert socket.text(Text.Description) == "Network tensor"
    assert socket.state().linked and socket.parent() is row
    at = canvas.socket_on_screen("norm_1.input", output=False).toPoint()
    assert socket.rect().contains(canvas.mapToGlobal(at))


def test_wires_are_read_from_end_to_end(canvas):
    wires = wires_of(canvas)
    assert [w.text(Text.Name) for w in wires] == [
        "Wire from Input · Output to Batch normalization layer · Input",
        "Wire from Batch normalization layer · Output to Output · Input",
    ]
    assert wires[0].text(Text.Description) == "batch × 8 · float32"
    assert interface_of(canvas).indexOfChild(wires[1]) == 5


def test_selected_and_folded_cards_say_so(canvas):
    card = cards_of(canvas)["Output"]
    assert not card.state().selected and card.state().expanded
    canvas.session.select({"output_1"})
    assert card.state().selected
    canvas.session.commit("Fold", edits.fold(CHAIN, ["output_1"], True))
    assert card.state().collapsed and card.childCount() == 0


def test_what_is_at_a_point_is_found(canvas):
    interface = interface_of(canvas)
    at = canvas.mapToGlobal(canvas.to_screen(400, 16).toPoint())
    assert interface.childAt(at.x(), at.y()).name == "norm_1"
    x1, y1, x2, y2 = canvas.scene.geometry.ends[0].tolist()
    middle = canvas.mapToGlobal(canvas.to_screen((x1 + x2) / 2, (y1 + y2) / 2).toPoint())
    assert interface.childAt(middle.x(), middle.y()).role() == Role.Graphic
    row = canvas.mapToGlobal(at_card(canvas, "norm_1", 60, 74))
    assert norm(canvas).childAt(row.x(), row.y()).text(Text.Name) == "Output"
    nothing = canvas.mapToGlobal(QPoint(5, 600))
    assert interface.childAt(nothing.x(), nothing.y()) is None


def test_wires_are_relations_of_cards_and_rows(canvas):
    card = norm(canvas)
    assert [(one.name, way) for one, way in card.relations(Relation.FlowsFrom)] == [
        ("output_1", Relation.FlowsFrom)
    ]
    assert [one.name for one, _ in card.relations(Relation.FlowsTo)] == ["input_1"]
    ((row, way),) = rows_of(card)["Input"].relations(Relation.FlowsTo)
    assert (row.card.name, row.key, way) == (
        "input_1",
        ("output", "output"),
        Relation.FlowsTo,
    )


def test_the_place_of_the_cursor_has_the_focus(canvas):
    interface = interface_of(canvas)
    assert interface.focusChild() is None
    canvas.session.select({"norm_1"})
    assert interface.focusChild().name == "norm_1"
    canvas.caret.go_to_row("norm_1", "input", "mode")
    assert interface.focusChild().text(Text.Name) == "Mode"


def test_interface_of_a_card_that_is_gone_is_not_valid(canvas):
    card = norm(canvas)
    row, wire = rows_of(card)["Momentum"], wires_of(canvas)[0]
    canvas.session.commit("Remove", edits.remove_nodes(CHAIN, ["norm_1"]))
    for one in (card, row, row.child(0) or row, wire):
        assert not one.isValid() and one.text(Text.Name) == ""
        assert one.actionInterface().actionNames() == []
        one.actionInterface().doAction("Press")
        assert one.rect().isEmpty() or one is row
    assert card.childCount() == 0 and row.childCount() == 0
    assert row.valueInterface() is None and card.relations() == []


# --- doing


def test_values_are_set_by_text_number_and_steps(canvas):
    rows = rows_of(norm(canvas))
    params = lambda: canvas.session.document.nodes["norm_1"].params  # noqa: E731
    number = rows["Momentum"].valueInterface()
    assert (number.currentValue(), number.minimumValue(), number.maximumValue()) == (0.9, 0, 1)
    number.setCurrentValue(0.5)
    assert params()["momentum"] == 0.5
    number.setCurrentValue(7)
    assert params()["momentum"] == 0.5
    do(rows["Momentum"], "Increase")
    assert params()["momentum"] == 0.51
    rows["Axis"].setText(Text.Value, "1, 2")
    assert params()["axis"] == [1, 2]
    do(rows["Mode"], "Increase")
    assert params()["mode"] == "same"


def test_a_text_that_means_nothing_is_refused_with_a_sentence(canvas, qtbot):
    with qtbot.waitSignal(canvas.message) as blocker:
        rows_of(norm(canvas))["Momentum"].setText(Text.Value, "many")
    assert "Number expected" in blocker.args[0] and canvas.session.document is CHAIN


def test_switches_toggle_and_values_are_reset(canvas):
    rows = rows_of(norm(canvas))
    do(rows["Center"], "Toggle")
    assert canvas.session.document.nodes["norm_1"].params["center"] is False
    do(rows["Momentum"], "Reset")
    assert "momentum" not in canvas.session.document.nodes["norm_1"].params


def test_a_value_opens_for_editing_by_its_action(canvas):
    do(rows_of(norm(canvas))["Epsilon"], "Press")
    assert canvas.editing.socket_name == "epsilon" and canvas.editing.editor is not None


def test_more_rows_open_by_their_action(canvas):
    row = rows_of(norm(canvas))["More"]
    assert not row.state().expanded
    do(row, "Press")
    assert canvas.session.document.nodes["norm_1"].more and row.state().expanded


def test_sockets_connect_and_wires_disconnect_by_their_actions(canvas):
    do(wires_of(canvas)[1], "Disconnect")
    assert not canvas.session.document.sources("output_1", "input")
    do(rows_of(norm(canvas))["Output"].child(0), "Connect")
    (box,) = canvas.findChildren(Chooser)
    QTest.keyClicks(box.search, "output")
    box._take()
    assert canvas.session.document.sources("output_1", "input") == ("norm_1.output",)
    do(rows_of(norm(canvas))["Input"], "Disconnect")
    assert not canvas.session.document.sources("norm_1", "input")


def test_cards_fold_are_shown_selected_and_deleted_by_their_actions(canvas, qtbot):
    card = norm(canvas)
    do(card, "Fold")
    assert canvas.session.document.nodes["norm_1"].folded
    with qtbot.waitSignal(canvas.open_requested) as blocker:
        do(card, "Configure")
    assert blocker.args == ["norm_1"]
    canvas.center_on(9000, 9000)
    assert card.state().offscreen
    do(card, "Zoom")
    assert not card.state().offscreen
    selection = interface_of(canvas).selectionInterface()
    assert selection.select(cards_of(canvas)["Output"]) and selection.selectedItemCount() == 2
    selection.clear()
    assert not canvas.session.selection
    do(card, "Delete")
    assert "norm_1" not in canvas.session.document.nodes


@OFFSCREEN_MENU
def test_the_menu_of_a_row_opens_by_its_action(canvas):
    do(rows_of(norm(canvas))["Momentum"], "ShowMenu")
    (menu,) = (one for one in canvas.findChildren(QMenu) if one.parent() is canvas)
    assert "Reset to default" in [a.text() for a in menu.actions()]
    menu.close()


def test_actions_have_names_in_the_language_of_the_interface(canvas):
    for one in (norm(canvas), *rows_of(norm(canvas)).values(), *wires_of(canvas)):
        acts = one.actionInterface()
        for name in acts.actionNames():
            assert acts.localizedActionName(name)


def test_a_network_is_built_by_actions_alone(qtbot):
    session = Session(TYPES)
    canvas = Canvas(session, DARK)
    qtbot.addWidget(canvas)
    canvas.resize(1200, 700)
    canvas.show()
    canvas.setFocus()

    def add(card_id):
        (box,) = (b for b in canvas.findChildren(QuickAdd) if not b.done)
        box.tree.setCurrentItem(box.tree.item_of(card_id))
        box._take()
        return next(iter(session.selection))

    canvas.offer(canvas.rect().center().toPointF())
    add("Input")
    for card_id in ("Norm", "Output"):
        canvas.offer(canvas.rect().center().toPointF())
        name = add(card_id)
        row = rows_of(interface_of(canvas).card(name))["Input"]
        do(row.child(0), "Connect")
        (box,) = (b for b in canvas.findChildren(Chooser) if not b.done)
        QTest.keyClicks(box.search, "input" if card_id == "Norm" else "norm")
        box._take()
    card = interface_of(canvas).card("norm_1")
    rows_of(card)["Momentum"].setText(Text.Value, "0.8")
    do(rows_of(card)["Center"], "Toggle")
    assert session.document.wires == {
        "norm_1.input": ("input_1.output",),
        "output_1.input": ("norm_1.output",),
    }
    assert session.document.nodes["norm_1"].params == {"momentum": 0.8, "center": False}
    assert not session.report.diagnostics


# --- telling


def kinds(heard):
    return [event.type() for event in heard]


def test_going_somewhere_tells_the_new_focus(canvas, heard):
    canvas.session.select({"norm_1"})
    assert heard[-1].type() == QAccessible.Event.Focus
    assert heard[-1].accessibleInterface().name == "norm_1"
    canvas.caret.go_to_row("norm_1", "input", "mode")
    assert heard[-1].accessibleInterface().text(Text.Name) == "Mode"


def test_new_values_are_told_of_what_was_asked_for(canvas, heard):
    rows_of(norm(canvas))
    canvas.session.commit("Set", edits.set_param(CHAIN, "norm_1", "momentum", 0.7))
    event = next(e for e in heard if e.type() == QAccessible.Event.ValueChanged)
    assert event.value() == "0.7"


def test_new_problems_are_told_once(canvas, heard):
    canvas.session.commit("Set", edits.set_param(CHAIN, "norm_1", "epsilon", -1))
    told = [e.message() for e in heard if e.type() == QAccessible.Event.Announcement]
    assert len(told) == 1 and "greater than 0" in told[0]
    assert QAccessible.Event.Alert in kinds(heard)
    heard.clear()
    canvas.session.commit("Set", edits.set_param(canvas.session.document, "norm_1", "axis", 1))
    assert QAccessible.Event.Announcement not in kinds(heard)


def test_what_the_arrows_come_to_in_a_list_is_told(canvas, heard):
    canvas.session.select({"norm_1"})
    QTest.keyClicks(canvas, "w")
    told = [e.message() for e in heard if e.type() == QAccessible.Event.Announcement]
    assert told and "Zeros initializer" in told[-1]


def test_nothing_is_told_or_made_while_nobody_listens(canvas, monkeypatch):
    events = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    canvas.session.select({"norm_1"})
    canvas.session.commit("Set", edits.set_param(CHAIN, "norm_1", "epsilon", -1))
    assert events == [] and canvas.interface is None


def test_thousands_of_cards_make_no_interface_that_nobody_asks_for(qtbot, heard):
    nodes = {
        f"n{i}": Node(card="Norm", position=(300.0 * (i % 60), 400.0 * (i // 60)))
        for i in range(3000)
    }
    session = Session(TYPES)
    session.commit("Make", Document(nodes=nodes))
    canvas = Canvas(session, DARK)
    qtbot.addWidget(canvas)
    interface = interface_of(canvas)
    assert interface.childCount() == 3000
    moved = {name: (node.position[0] + 8, node.position[1]) for name, node in nodes.items()}
    session.commit("Move", edits.move_nodes(session.document, moved))
    session.commit("Set", edits.set_param(session.document, "n7", "momentum", 0.5))
    assert len(interface._cards) <= 1


# --- living and dying


@pytest.fixture
def few_to_look_at():
    """Lets the garbage collector leave alone what was there before the test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("few_to_look_at")
def test_asking_often_and_closing_does_no_harm(qtbot):
    for _ in range(20):
        session = Session(TYPES)
        session.commit("Make", CHAIN)
        widget = Canvas(session, DARK)
        for child in children_of(widget):
            QAccessible.uniqueId(child)
        for card in cards_of(widget).values():
            for row in rows_of(card).values():
                assert row.text(Text.Value) is not None
                assert row.actionInterface().actionNames()
        widget.deleteLater()
        qtbot.wait(1)
        del widget, child, card, row
        gc.collect()
