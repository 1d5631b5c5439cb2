import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

import assets
from app.panels.summary import SummaryPanel
from app.session import Session
from app.theme import DARK, LIGHT
from cards import edits
from cards.document import Document, Node


@pytest.fixture
def panel(qtbot):
    session = Session()
    session.open(assets.examples()["digits"])
    made = SummaryPanel(session, DARK)
    made.session = session
    qtbot.addWidget(made)
    made.resize(1000, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def column(panel, number):
    model = panel.model
    return [model.index(row, number).data() for row in range(model.rowCount())]


def click(panel, row, modifier=Qt.KeyboardModifier.NoModifier):
    table = panel.table
    table.scrollTo(panel.model.index(row, 0))
    at = table.visualRect(panel.model.index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def test_it_has_a_line_for_each_layer_and_the_totals(panel):
    assert column(panel, 1)[:3] == ["input_1", "reshape_1", "conv_1"]
    assert column(panel, 7)[2] == "9,216"
    assert "235,520 multiply-adds" in panel.total.text()
    assert "12,314 trained" in panel.total.text()


@pytest.mark.parametrize("slow", [1000.0, -1.0], ids=["at once", "after a pause"])
def test_an_edit_shows(panel, qtbot, monkeypatch, slow):
    monkeypatch.setattr("app.panels.summary.SLOW", slow)
    session = panel.session
    session.commit("Wider", edits.set_param(session.document, "dense_1", "units", 7))
    assert (column(panel, 2)[-1] == "(batch, 7)") == (slow > 0)
    qtbot.waitUntil(lambda: column(panel, 2)[-1] == "(batch, 7)")
    session.undo()
    qtbot.waitUntil(lambda: column(panel, 2)[-1] == "(batch, 10)")


def test_nothing_is_computed_while_it_is_hidden(panel, monkeypatch):
    panel.hide()
    session = panel.session
    monkeypatch.setattr(panel, "refresh", lambda: pytest.fail("it was computed"))
    session.commit("Wider", edits.set_param(session.document, "dense_1", "units", 7))
    monkeypatch.undo()
    panel.show()
    assert column(panel, 2)[-1] == "(batch, 7)"


def test_a_click_on_a_heading_sorts_by_number(panel):
    header = panel.table.horizontalHeader()
    x = header.sectionViewportPosition(3) + 20
    where = header.viewport().rect().center()
    where.setX(x)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    up = [int(text.replace(",", "")) for text in column(panel, 3)]
    assert up == sorted(up)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    down = [int(text.replace(",", "")) for text in column(panel, 3)]
    assert down == sorted(down, reverse=True) and down[0] == 5130
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert column(panel, 1)[0] == "input_1"


def test_outputs_sort_by_size(panel):
    panel.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert column(panel, 2)[0] == "(batch, 8, 8, 16)" and column(panel, 2)[-1] == "(batch, 10)"


def test_typing_filters_and_totals_count_what_is_shown(panel):
    QTest.keyClicks(panel.filter, "conv 2d")
    assert column(panel, 1) == ["conv_1", "conv_2", "conv_3"]
    assert panel.total.text().startswith("3 layers found · 7,056 trained")
    panel.filter.clear()
    assert len(column(panel, 1)) == 14


def test_selecting_lines_selects_cards_and_asks_for_them(panel, qtbot):
    with qtbot.waitSignal(panel.show_requested) as asked:
        click(panel, 2)
    assert panel.session.selection == {"conv_1"} == asked.args[0]
    click(panel, 4, Qt.KeyboardModifier.ShiftModifier)
    assert panel.session.selection == {"conv_1", "batch_normalization_1", "activation_1"}
    assert panel.total.text().startswith("3 layers selected · 176 trained")
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.session.selection == {"conv_2"}


def test_selecting_cards_selects_lines(panel):
    panel.session.select({"dense_1", "conv_3", "no_such_card"})
    chosen = [i.row() for i in panel.table.selectionModel().selectedRows()]
    assert sorted(chosen) == [9, 13]
    assert panel.session.selection == {"dense_1", "conv_3"}
    panel.table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    names = [panel.model.lines[i.row()].node for i in panel.table.selectionModel().selectedRows()]
    assert set(names) == {"dense_1", "conv_3"}


@pytest.mark.parametrize(
    ("form", "start"),
    [("text", "Card  "), ("csv", "Card,Name,Output"), ("markdown", "| Card | Name |")],
)
def test_the_lines_that_are_shown_are_copied(panel, form, start):
    panel.filter.setText("dense")
    panel.copy(form)
    text = QGuiApplication.clipboard().text()
    assert text.startswith(start) and "dense_1" in text and "conv_1" not in text


def test_a_document_without_layers_says_so(panel, monkeypatch):
    monkeypatch.setattr("app.panels.summary.SLOW", 1000.0)
    panel.session.commit("Empty", Document(nodes={"a": Node(card="ReturnFloat")}))
    assert panel.model.rowCount() == 0 and panel.total.text() == "There is no network yet."
    panel.set_theme(LIGHT)


def test_lines_in_the_window_bring_cards_into_sight(window):
    window.session.open(assets.examples()["digits"])
    window.actions_by_id["summary"].trigger()
    assert window.tabs.currentWidget() is window.summary
    window.canvas.center_on(-9000, -9000)
    click(window.summary, 13)
    seen = window.canvas.seen()
    row = window.canvas.scene.geometry.index["dense_1"]
    x, y = window.canvas.scene.geometry.xy[row]
    assert seen[0] < x < seen[2] and seen[1] < y < seen[3]
    window.canvas.center_on(-9000, -9000)
    click(window.summary, 12, Qt.KeyboardModifier.ControlModifier)
    assert window.session.selection == {"dense_1", "pooling_2"}
    assert window.canvas.seen()[0] > -8000
