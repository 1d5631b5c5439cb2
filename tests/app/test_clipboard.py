import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView

from app import operations
from app.canvas.clipboard import copy_selection, cut_selection, paste
from app.canvas.copying import duplicated, excerpt, inserted
from cards import edits
from cards.document import Document, Node
from tests.app.sample_cards import CHAIN
from tests.app.sample_network import fill, run_to_end, sample_network


@pytest.fixture
def canvas(window):
    fill(window)
    return window.canvas


def test_pasted_cards_keep_values_and_the_wires_between_them(canvas):
    canvas.session.select({"dense_1", "dense_2"})
    assert copy_selection(canvas)
    paste(canvas, QPointF(10, 10))
    document = canvas.session.document
    assert canvas.session.selection == {"dense_3", "dense_4"}
    assert document.nodes["dense_3"].params == {"units": 16, "activation": "relu"}
    assert document.wires["dense_4.input"] == ("dense_3.output",)
    assert "dense_3.input" not in document.wires
    canvas.session.undo()
    assert canvas.session.document == sample_network()


def test_pasted_again_at_the_same_place_nothing_is_covered(canvas):
    canvas.session.select({"dense_1"})
    copy_selection(canvas)
    for _ in range(3):
        paste(canvas, QPointF(50, 50))
    places = [node.position for node in canvas.session.document.nodes.values()]
    assert len(set(places)) == len(places)


def test_cut_cards_come_back_by_paste(canvas):
    canvas.session.select({"dense_1", "dense_2"})
    cut_selection(canvas)
    assert "dense_1" not in canvas.session.document.nodes
    paste(canvas)
    assert canvas.session.document.wires["dense_2.input"] == ("dense_1.output",)


@pytest.mark.parametrize("text", ["", "hello", '{"format": "layerdeck", "version": 99}'])
def test_what_is_no_document_is_not_pasted(canvas, qtbot, text):
    before = canvas.session.document
    QGuiApplication.clipboard().setText(text)
    with qtbot.waitSignal(canvas.message) as caught:
        paste(canvas)
    assert caught.args == ["The clipboard holds no cards."]
    assert canvas.session.document is before


def test_unknown_cards_are_copied_as_they_are(canvas):
    node = Node(card="other/Thing", params={"a": [1, {"b": None}]})
    canvas.session.commit("Add", edits.add_node(canvas.session.document, "odd", node))
    canvas.session.select({"odd"})
    copy_selection(canvas)
    paste(canvas, QPointF(10, 10))
    (name,) = canvas.session.selection
    made = canvas.session.document.nodes[name]
    assert (made.card, made.params) == (node.card, node.params)


def test_thousands_of_cards_are_duplicated_at_once():
    nodes = {f"dense_{i}": Node(card="Dense") for i in range(3000)}
    wires = {f"dense_{i}.input": (f"dense_{i - 1}.output",) for i in range(1, 3000)}
    made = duplicated(Document(nodes=nodes, wires=wires), nodes)
    document, names = made.document, made.names
    assert len(names) == 3000 and len(document.nodes) == 6000
    assert document.wires["dense_3001.input"] == ("dense_3000.output",)


def test_an_excerpt_put_back_is_the_same_graph():
    part = excerpt(CHAIN, CHAIN.nodes)
    assert part.wires == CHAIN.wires
    made = inserted(Document(), part, 0.0, 0.0)
    document, names = made.document, made.names
    assert len(names) == len(CHAIN.nodes) and len(document.wires) == len(CHAIN.wires)


def test_the_table_with_the_cursor_copies_its_cells(window, qtbot, monkeypatch):
    fill(window)
    run_to_end(window, qtbot)
    window.results.choose("data")
    table = window.results._content.findChildren(QTableView)[-1]
    table.selectAll()
    monkeypatch.setattr(QApplication, "focusWidget", lambda: table)
    operations.copy(window)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == table.model().rowCount() and lines[0].count("\t") == 4
