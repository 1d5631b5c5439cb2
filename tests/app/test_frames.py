import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.canvas import noting
from app.canvas.frames import frame_box, shown_rect, title_box
from app.canvas.marking import Marked
from app.theme import DARK, LIGHT
from cards import edits
from cards.document import Frame, Note
from tests.app.mouse import ALT, click, double_click, drag, move, press, release
from tests.app.sample_cards import CHAIN, at_card


def put(canvas, name, nodes, title="Frame", color="#4c8dff"):
    frame = Frame(title=title, nodes=frozenset(nodes), color=color)
    canvas.session.commit("Put", edits.put_frame(canvas.session.document, name, frame))


@pytest.fixture
def framed(canvas):
    """A frame around the input and the part, left of the other cards."""
    put(canvas, "f", {"input_1", "zeros_1"})
    canvas.zoom_to(0.7)
    canvas.center_on(400, 250)
    return canvas


def members(canvas, name="f"):
    return canvas.session.document.frames[name].nodes


def title_at(canvas, name="f"):
    box = frame_box(shown_rect(canvas.scene, name), canvas.scene.camera)
    return title_box(box, canvas.scene.camera.scale).center()


def header(canvas, node):
    return QPointF(at_card(canvas, node, 60, 16))


def centre_of(canvas, name="f"):
    left, top, right, bottom = canvas.scene.geometry.frame(name)
    return canvas.to_screen((left + right) / 2, (top + bottom) / 2)


def test_a_frame_goes_around_the_selection_and_its_title_is_written(canvas):
    before = canvas.session.document
    canvas.session.select({"norm_1", "output_1"})
    name = noting.add_frame(canvas)
    editor = canvas.writing.editor
    assert editor.hasFocus() and editor.textCursor().hasSelection()
    QTest.keyClicks(editor, "The network")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    frame = canvas.session.document.frames[name]
    assert (frame.title, frame.nodes) == ("The network", {"norm_1", "output_1"})
    assert canvas.scene.marked.frames == {name}
    canvas.session.undo()
    assert canvas.session.document is before


def test_without_a_selection_it_says_what_is_missing(canvas, qtbot):
    with qtbot.waitSignal(canvas.message) as caught:
        assert noting.add_frame(canvas) is None
    assert "Select the cards" in caught.args[0]


def test_frames_side_by_side_differ_in_colour(canvas):
    for node in CHAIN.nodes:
        canvas.session.select({node})
        noting.add_frame(canvas)
    colors = [frame.color for frame in canvas.session.document.frames.values()]
    assert len(set(colors)) == len(colors) == 4


def test_a_double_click_on_the_title_renames(framed):
    double_click(framed, title_at(framed))
    assert framed.writing.editor.toPlainText() == "Frame"
    framed.writing.editor.setPlainText("What comes in\n")
    framed.writing.finish()
    assert framed.session.document.frames["f"].title == "What comes in"
    framed.session.undo()
    assert framed.session.document.frames["f"].title == "Frame"


def test_an_empty_title_changes_nothing(framed):
    before = framed.session.document
    noting.write_title(framed, "f")
    framed.writing.editor.setPlainText("   ")
    framed.writing.finish()
    assert framed.session.document is before


def test_dragging_the_title_moves_the_cards_and_the_notes_inside(framed):
    doc = edits.put_note(framed.session.document, "n", Note(text="x", rect=(10, 150, 80, 60)))
    framed.session.commit("Put", edits.put_note(doc, "out", Note(text="x", rect=(900, 0, 80, 60))))
    before = framed.session.document
    start = title_at(framed)
    drag(framed, start, start + QPointF(0, 56))
    doc = framed.session.document
    assert doc.nodes["input_1"].position == (0, 80) and doc.nodes["zeros_1"].position == (0, 320)
    assert doc.notes["n"].rect[1] == 230 and doc.notes["out"].rect[1] == 0
    assert doc.nodes["norm_1"].position == (320, 0)
    assert framed.session.history.undo_label == "Move frame"
    framed.session.undo()
    assert framed.session.document is before


def test_a_card_dragged_in_joins_and_the_frame_welcomes_it(framed):
    start, stop = header(framed, "output_1"), centre_of(framed) - QPointF(60, 0)
    press(framed, start)
    move(framed, (start + stop) / 2)
    assert not framed.scene.moving.welcoming
    move(framed, stop)
    assert framed.scene.moving.welcoming == {"f"}
    release(framed, stop)
    assert members(framed) == {"input_1", "zeros_1", "output_1"}
    framed.session.undo()
    assert members(framed) == {"input_1", "zeros_1"}
    assert framed.session.document.nodes["output_1"].position == (720, 0)


def test_a_card_dragged_out_leaves(framed):
    start = header(framed, "zeros_1")
    drag(framed, start, start + QPointF(400, 200))
    assert members(framed) == {"input_1"}


def test_a_card_moved_a_little_stays_and_the_frame_follows_it(framed):
    before = framed.scene.geometry.frame("f")
    start = header(framed, "zeros_1")
    drag(framed, start, start + QPointF(0, 28))
    assert members(framed) == {"input_1", "zeros_1"}
    assert framed.scene.geometry.frame("f")[3] == before[3] + 40


@pytest.mark.parametrize("node", ["zeros_1", "output_1"])
def test_with_alt_nobody_joins_or_leaves(framed, node):
    start = header(framed, node)
    stop = start + QPointF(400, 200) if node == "zeros_1" else centre_of(framed)
    drag(framed, start, stop, ALT)
    assert members(framed) == {"input_1", "zeros_1"}


def test_when_all_its_cards_move_the_frame_comes_along(framed):
    framed.session.select({"input_1", "zeros_1"})
    start = header(framed, "zeros_1")
    drag(framed, start, start + QPointF(300, 200))
    assert members(framed) == {"input_1", "zeros_1"}


def test_a_broken_off_drag_leaves_the_frames_as_they_were(framed):
    before = framed.session.document
    start = header(framed, "output_1")
    press(framed, start)
    move(framed, centre_of(framed))
    QTest.keyClick(framed, Qt.Key.Key_Escape)
    assert framed.session.document is before and not framed.scene.moving
    assert framed.scene.geometry.frame("f")[2] < 300


def test_deleting_a_frame_keeps_its_cards(framed):
    click(framed, title_at(framed))
    assert framed.scene.marked == Marked(frames=frozenset({"f"}))
    QTest.keyClick(framed, Qt.Key.Key_Delete)
    assert not framed.session.document.frames
    assert framed.session.document.nodes == CHAIN.nodes


def test_a_frame_goes_with_its_last_card(framed):
    framed.session.select({"input_1"})
    framed.delete_selection()
    assert members(framed) == {"zeros_1"}
    framed.session.select({"zeros_1"})
    framed.delete_selection()
    assert not framed.session.document.frames
    framed.session.undo()
    assert members(framed) == {"zeros_1"}


def test_taken_out_cards_leave_and_an_empty_frame_goes(framed):
    framed.session.select({"input_1"})
    noting.leave_frames(framed)
    assert members(framed) == {"zeros_1"}
    framed.session.select({"zeros_1"})
    noting.leave_frames(framed)
    assert not framed.session.document.frames


def test_the_title_is_edited_with_f2(framed):
    framed.choose((), Marked(frames=frozenset({"f"})))
    QTest.keyClick(framed, Qt.Key.Key_F2)
    assert framed.writing.open


def test_a_frame_has_the_colour_that_is_chosen(framed):
    framed.choose((), Marked(frames=frozenset({"f"})))
    noting.paint_marked(framed, "#e2505c")
    assert framed.session.document.frames["f"].color == "#e2505c"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("color", ["#888888", "red", "no colour", "#1"])
def test_frames_of_any_colour_and_title_are_painted(canvas, theme, color):
    canvas.set_theme(theme)
    put(canvas, "f", {"input_1"}, "T" * 5000, color)
    put(canvas, "g", set(), "nobody in it", color)
    for scale in (3.0, 1.0, 0.2, 0.02):
        canvas.zoom_to(scale)
        assert not canvas.grab().isNull()


def test_thousands_of_framed_cards_are_dragged_at_once(framed):
    from cards.document import Document, Node

    nodes = {
        f"n{i}": Node(card="Zeros", position=(i % 60 * 200.0, i // 60 * 120.0)) for i in range(3000)
    }
    frames = {
        f"f{k}": Frame(title="F", nodes=frozenset(f"n{i}" for i in range(k * 30, k * 30 + 30)))
        for k in range(100)
    }
    framed.session.commit("Many", Document(nodes=nodes, frames=frames))
    framed.session.select([f"n{i}" for i in range(1500)])
    framed.fit()
    start = header(framed, "n700")
    drag(framed, start, start + QPointF(100, 300))
    assert framed.session.document.nodes["n0"].position != (0, 0)
