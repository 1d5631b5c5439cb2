"""Adding a card where the pointer is: by double click, and at the loose end of a wire."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.library import BUILT_IN
from cards import edits
from cards.document import Node
from tests.app.sample_cards import CHAIN, TYPES, at_card

LEFT = Qt.MouseButton.LeftButton
FREE = QPoint(760, 560)


def search(canvas):
    return canvas.gesture.box.search


def draw(canvas, place, *, output, to=FREE):
    at = canvas.socket_on_screen(place, output=output).toPoint()
    QTest.mousePress(canvas, LEFT, pos=at)
    QTest.mouseMove(canvas, (at + to) / 2)
    QTest.mouseMove(canvas, to)
    QTest.mouseRelease(canvas, LEFT, pos=to)


def offered(canvas):
    tree = canvas.gesture.box.tree
    ids = {i.data(0, Qt.ItemDataRole.UserRole) for i in tree._items()} - {None}
    return {i for i in ids if not i.startswith(BUILT_IN)}


def test_double_click_type_and_enter_add_a_card_there(canvas):
    x, y = canvas.to_scene(FREE.toPointF())
    QTest.mouseDClick(canvas, LEFT, pos=FREE)
    assert offered(canvas) == set(TYPES)
    QTest.keyClicks(search(canvas), "batch")
    QTest.keyClick(search(canvas), Qt.Key.Key_Return)
    (name,) = canvas.session.selection
    assert canvas.session.document.nodes[name].card == "Norm"
    left, top = canvas.session.document.nodes[name].position
    assert left < x < left + 200 and top < y < top + 40
    assert canvas.gesture is None
    canvas.session.undo()
    assert canvas.session.document is CHAIN


@pytest.mark.parametrize("words", ["batch", "qqq"])
def test_enter_in_the_field_opens_no_dialog_behind_it(canvas, words, qtbot):
    canvas.session.select({"norm_1"})
    QTest.mouseDClick(canvas, LEFT, pos=FREE)
    QTest.keyClicks(search(canvas), words)
    with qtbot.assertNotEmitted(canvas.open_requested):
        QTest.keyClick(search(canvas), Qt.Key.Key_Return)


def test_arrows_choose_among_what_was_found(canvas):
    QTest.mouseDClick(canvas, LEFT, pos=FREE)
    QTest.keyClicks(search(canvas), "initializer")
    first = canvas.gesture.box.tree.currentItem().text(0)
    QTest.keyClick(search(canvas), Qt.Key.Key_Down)
    second = canvas.gesture.box.tree.currentItem().text(0)
    assert {first, second} == {"Ones initializer", "Zeros initializer"}
    QTest.keyClick(search(canvas), Qt.Key.Key_Return)
    (name,) = canvas.session.selection
    assert TYPES[canvas.session.document.nodes[name].card].title == second


def test_escape_and_a_click_elsewhere_close_it_and_change_nothing(canvas):
    QTest.mouseDClick(canvas, LEFT, pos=FREE)
    QTest.keyClick(search(canvas), Qt.Key.Key_Escape)
    assert canvas.gesture is None
    QTest.mouseDClick(canvas, LEFT, pos=FREE)
    QTest.mouseClick(canvas, LEFT, pos=QPoint(40, 650))
    assert canvas.gesture is None
    assert canvas.session.document is CHAIN


def test_words_that_no_card_has_add_nothing(canvas):
    QTest.mouseDClick(canvas, LEFT, pos=FREE)
    QTest.keyClicks(search(canvas), "qqq")
    QTest.keyClick(search(canvas), Qt.Key.Key_Return)
    assert canvas.gesture is not None and canvas.session.document is CHAIN


def test_the_loose_end_of_a_wire_offers_what_takes_it_and_wires_it(canvas):
    draw(canvas, "norm_1.output", output=True)
    assert offered(canvas) == {"Norm", "Add", "Output"}
    QTest.keyClicks(search(canvas), "add")
    QTest.keyClick(search(canvas), Qt.Key.Key_Return)
    (name,) = canvas.session.selection
    assert canvas.session.document.sources(name, "input") == ("norm_1.output",)
    assert canvas.session.history.undo_label == "Add Add layer (add_1)"
    canvas.session.undo()
    assert canvas.session.document is CHAIN


def test_the_loose_end_at_an_input_offers_what_gives_it(canvas):
    draw(canvas, "norm_1.beta_constraint", output=False)
    assert offered(canvas) == {"NonNeg"}
    QTest.keyClick(search(canvas), Qt.Key.Key_Return)
    (name,) = canvas.session.selection
    assert canvas.session.document.sources("norm_1", "beta_constraint") == (f"{name}.instance",)


def test_a_click_on_a_socket_offers_nothing(canvas):
    at = canvas.socket_on_screen("norm_1.output", output=True).toPoint()
    QTest.mouseClick(canvas, LEFT, pos=at)
    assert canvas.gesture is None


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_wire_dropped_on_a_card_asks_which_of_several_sockets_is_meant(canvas):
    session = canvas.session
    number = edits.add_node(CHAIN, "number", Node(card="Float", position=(0.0, 360.0)))
    session.commit("Add", number)
    on_card = at_card(canvas, "norm_1", 90, 16)
    draw(canvas, "number.instance", output=True, to=on_card)
    (menu,) = canvas.findChildren(QMenu)
    assert [a.text() for a in menu.actions()] == ["Momentum", "Epsilon"]
    menu.actions()[1].trigger()
    menu.close()
    assert session.document.sources("norm_1", "epsilon") == ("number.instance",)
    session.undo()
    draw(canvas, "zeros_1.instance", output=True, to=on_card)
    assert session.document.sources("norm_1", "beta_initializer") == ("zeros_1.instance",)


def test_deleting_a_card_in_a_chain_joins_its_neighbours_in_one_step(canvas):
    canvas.session.select({"norm_1"})
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.session.document.sources("output_1", "input") == ("input_1.output",)
    canvas.session.undo()
    assert canvas.session.document is CHAIN


def test_the_field_stays_inside_a_canvas_that_shrinks(canvas, qtbot):
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(1150, 650))
    canvas.resize(400, 300)
    assert canvas.rect().contains(canvas.gesture.box.geometry())
