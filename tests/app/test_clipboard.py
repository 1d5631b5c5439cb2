import json
import time

import pytest
from PySide6.QtCore import QMimeData, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView

from app import operations
from app.canvas.clipboard import (
    OUTER_MIME,
    copy_selection,
    cut_selection,
    duplicate_selection,
    identities,
    paste,
    paste_wired,
)
from app.canvas.copying import duplicated, excerpt, inserted
from app.canvas.marking import Marked
from cards import edits, files
from cards.document import Document, Frame, Node, Note, node_of
from cards.grouping import grouped
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


@pytest.mark.parametrize("text", ["x", '"', "[", "é", " ", '{"a":'])
def test_text_without_end_on_the_clipboard_is_at_once_known_as_no_cards(canvas, qtbot, text):
    QGuiApplication.clipboard().setText(text * (50_000_000 // len(text)))
    started = time.perf_counter()
    with qtbot.waitSignal(canvas.message) as caught:
        paste(canvas)
    assert time.perf_counter() - started < 2
    assert caught.args == ["The clipboard holds no cards."]
    QGuiApplication.clipboard().clear()


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


# --- with what is around cards


def chosen(canvas):
    (name,) = canvas.session.selection
    return name


def test_pasted_with_outer_wires_copies_are_fed_as_the_originals(canvas):
    canvas.session.select({"dense_2"})
    copy_selection(canvas)
    paste(canvas, QPointF(10, 10))
    assert f"{chosen(canvas)}.input" not in canvas.session.document.wires
    paste_wired(canvas, QPointF(30, 30))
    wires = canvas.session.document.wires
    assert wires[f"{chosen(canvas)}.input"] == ("dense_1.output",)


def test_outer_wires_of_cards_that_are_gone_are_left_out(canvas, qtbot):
    canvas.session.select({"dense_2"})
    copy_selection(canvas)
    canvas.session.select({"dense_1"})
    canvas.delete_selection()
    with qtbot.waitSignal(canvas.message) as caught:
        paste_wired(canvas)
    assert "without outer wires" in caught.args[0]
    assert f"{chosen(canvas)}.input" not in canvas.session.document.wires


def test_outer_wires_go_to_no_other_document(canvas, settings, asker):
    from app.session import Session
    from app.window import Window

    canvas.session.select({"dense_2"})
    copy_selection(canvas)
    other = Window(Session(), settings, asker)
    fill(other)
    paste_wired(other.canvas)
    assert f"{chosen(other.canvas)}.input" not in other.session.document.wires
    other.session.history.mark_saved()
    other.close()
    other.deleteLater()


@pytest.mark.parametrize(
    "beside",
    ["", "{}", "[]", "nonsense", '{"documents": 1, "wires": {}}', "[" * 5000, '{"wires": 3}'],
)
def test_odd_outer_wires_are_passed_over(canvas, beside):
    canvas.session.select({"dense_2"})
    copy_selection(canvas)
    data = QMimeData()
    data.setText(QGuiApplication.clipboard().text())
    data.setData(OUTER_MIME, beside.encode())
    QGuiApplication.clipboard().setMimeData(data)
    paste_wired(canvas)
    assert f"{chosen(canvas)}.input" not in canvas.session.document.wires


@pytest.mark.parametrize(
    "wires", [{"dense_2.input": 7}, {"dense_2.input": [None]}, {"": ["x.y"]}, {"a": ["b"]}, "x"]
)
def test_outer_wires_that_are_none_are_passed_over(canvas, wires):
    canvas.session.select({"dense_2"})
    copy_selection(canvas)
    data = QMimeData()
    data.setText(QGuiApplication.clipboard().text())
    beside = {"documents": identities(canvas), "wires": wires}
    data.setData(OUTER_MIME, json.dumps(beside).encode())
    QGuiApplication.clipboard().setMimeData(data)
    paste_wired(canvas)
    assert f"{chosen(canvas)}.input" not in canvas.session.document.wires


def test_names_stay_where_they_are_free(canvas):
    canvas.session.select({"dense_1", "dense_2"})
    copy_selection(canvas)
    canvas.session.select({"dense_1"})
    canvas.delete_selection()
    paste(canvas)
    assert "dense_1" in canvas.session.selection and "dense_2" not in canvas.session.selection


def test_notes_and_frames_are_copied_with_the_cards(canvas):
    document = canvas.session.document
    frame = Frame(title="F", nodes=frozenset({"dense_1", "dense_2"}), color="#4c8dff")
    document = edits.put_frame(document, "frame_1", frame)
    note = Note(text="hello", rect=(0, -200, 100, 80), color="#22a6a1")
    canvas.session.commit("Put", edits.put_note(document, "note_1", note))
    canvas.choose({"dense_1", "dense_2"}, Marked(notes=frozenset({"note_1"})))
    copy_selection(canvas)
    paste(canvas)
    paste(canvas)
    document = canvas.session.document
    assert len(document.notes) == 3 and len(document.frames) == 3
    assert len({note.rect for note in document.notes.values()}) == 3
    assert all(note.color == "#22a6a1" for note in document.notes.values())
    newest = document.frames["frame_3"]
    assert newest.nodes == canvas.session.selection and newest.title == "F"
    assert len(canvas.scene.marked.notes) == 1


def test_a_marked_frame_is_copied_with_its_cards(canvas):
    frame = Frame(title="F", nodes=frozenset({"dense_1"}))
    canvas.session.commit("Put", edits.put_frame(canvas.session.document, "f", frame))
    canvas.choose((), Marked(frames=frozenset({"f"})))
    duplicate_selection(canvas)
    document = canvas.session.document
    (name,) = document.frames.keys() - {"f"}
    assert document.frames[name].nodes == canvas.session.selection


def test_a_note_alone_is_copied_to_another_window_as_text(canvas):
    note = Note(text="only me", rect=(0, -200, 100, 80))
    canvas.session.commit("Put", edits.put_note(canvas.session.document, "n", note))
    canvas.choose((), Marked(notes=frozenset({"n"})))
    assert copy_selection(canvas)
    QGuiApplication.clipboard().setText(QGuiApplication.clipboard().text())
    canvas.session.new()
    paste(canvas, QPointF(40, 40))
    assert [note.text for note in canvas.session.document.notes.values()] == ["only me"]


def test_groups_are_copied_with_all_that_is_in_them(canvas):
    document, group = grouped(canvas.session.document, canvas.session.types, {"dense_1", "dense_2"})
    note = Note(text="inside", rect=(0, 0, 90, 60), group=group)
    canvas.session.commit("Group", edits.put_note(document, "n", note))
    canvas.session.select({group})
    copy_selection(canvas)
    paste(canvas)
    document = canvas.session.document
    copy = chosen(canvas)
    inner = {n for n, node in document.nodes.items() if node.group == copy}
    assert len(inner) == 2 and inner.isdisjoint({"dense_1", "dense_2"})
    ends = {e for port in document.groups[copy].inputs for e in port.ends}
    assert ends and {node_of(e) for e in ends} <= inner
    assert sorted(note.group for note in document.notes.values()) == sorted([group, copy])
    assert files.loads(files.dumps(document)) == document


def test_cards_copied_out_of_a_group_are_put_where_the_page_is(canvas):
    document, group = grouped(canvas.session.document, canvas.session.types, {"dense_1", "dense_2"})
    canvas.session.commit("Group", document)
    canvas.session.show_page(group)
    canvas.session.select({"dense_1"})
    copy_selection(canvas)
    paste(canvas)
    assert canvas.session.document.nodes[chosen(canvas)].group == group
    canvas.session.show_page(None)
    paste(canvas)
    assert canvas.session.document.nodes[chosen(canvas)].group is None


def test_all_that_is_pasted_into_an_empty_document_is_in_sight(window):
    session, canvas = window.session, window.canvas
    session.commit("Make", sample_network())
    session.select(session.document.nodes)
    copy_selection(canvas)
    canvas.delete_selection()
    canvas.zoom_to(2.0)
    paste(canvas)
    left, top, right, bottom = canvas.scene.geometry.bounds()
    seen = canvas.seen()
    assert seen[0] <= left and seen[1] <= top and seen[2] >= right and seen[3] >= bottom
