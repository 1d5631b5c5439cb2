import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from app.canvas import noting
from app.canvas.marking import Marked
from app.theme import DARK, LIGHT
from cards import edits
from cards.document import Frame, Note
from tests.app.mouse import CTRL, SHIFT, click, double_click, drag
from tests.app.sample_cards import CHAIN, at_card

TEXT = "# Title\n\nand [a link](https://example.org/a)"


def put(canvas, name="n", text=TEXT, rect=(0.0, 400.0, 240.0, 160.0)):
    document = edits.put_note(canvas.session.document, name, Note(text=text, rect=rect))
    canvas.session.commit("Put", document)


@pytest.fixture
def noted(canvas):
    put(canvas)
    return canvas


def note(canvas, name="n"):
    return canvas.session.document.notes[name]


def inside(canvas, dx, dy, name="n"):
    left, top, *_ = note(canvas, name).rect
    return canvas.to_screen(left + dx, top + dy)


def test_a_new_note_is_written_and_is_one_step(canvas):
    before = canvas.session.document
    noting.add_note(canvas, QPointF(300, 500))
    editor = canvas.writing.editor
    assert editor is not None and editor.hasFocus()
    QTest.keyClicks(editor, "**Hello**")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "there")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    (name,) = canvas.session.document.notes
    assert note(canvas, name).text == "**Hello**\nthere"
    assert canvas.scene.marked == Marked(notes=frozenset({name}))
    canvas.session.undo()
    assert canvas.session.document is before


def test_a_note_in_which_nothing_is_written_leaves_no_trace(canvas):
    before = canvas.session.document
    noting.add_note(canvas)
    QTest.keyClick(canvas.writing.editor, Qt.Key.Key_Escape)
    assert canvas.session.document is before and not canvas.writing.open


def test_a_click_elsewhere_takes_the_text(noted):
    double_click(noted, inside(noted, 100, 120))
    noted.writing.editor.setPlainText("new")
    click(noted, QPointF(900, 650))
    assert note(noted).text == "new" and not noted.writing.open
    noted.session.undo()
    assert note(noted).text == TEXT


def test_an_emptied_note_goes(noted):
    noting.write_note(noted, "n")
    noted.writing.editor.setPlainText("  ")
    noted.writing.finish()
    assert not noted.session.document.notes


def test_keys_of_the_window_stay_with_the_text_while_it_is_written(noted):
    noted.session.select({"norm_1"})
    noting.write_note(noted, "n")
    QTest.keyClick(noted.writing.editor, Qt.Key.Key_Delete)
    QTest.keyClick(noted.writing.editor, Qt.Key.Key_A, CTRL)
    QTest.keyClick(noted.writing.editor, Qt.Key.Key_Backspace)
    assert "norm_1" in noted.session.document.nodes
    assert noted.writing.editor.toPlainText() == ""
    QTest.keyClick(noted.writing.editor, Qt.Key.Key_Z, CTRL)
    assert noted.writing.editor.toPlainText() == TEXT


def test_undoing_the_note_away_closes_its_editor(noted):
    noting.write_note(noted, "n")
    noted.session.undo()
    assert not noted.writing.open and not noted.session.document.notes


def test_a_note_is_dragged_to_the_grid_in_one_step(noted):
    start = inside(noted, 60, 130)
    drag(noted, start, start + QPointF(101, 53))
    assert note(noted).rect == (104.0, 456.0, 240.0, 160.0)
    assert noted.session.history.undo_label == "Move note"
    noted.session.undo()
    assert note(noted).rect[:2] == (0.0, 400.0)


def test_cards_and_notes_that_are_selected_move_together(noted):
    noted.choose({"zeros_1"}, Marked(notes=frozenset({"n"})))
    start = at_card(noted, "zeros_1", 60, 16)
    drag(noted, start, QPointF(start) + QPointF(80, 240))
    assert note(noted).rect[:2] == (80.0, 640.0)
    assert noted.session.document.nodes["zeros_1"].position == (80.0, 480.0)


def test_escape_breaks_off_the_drag_of_a_note(noted):
    from tests.app.mouse import move, press

    before = noted.session.document
    press(noted, inside(noted, 60, 130))
    move(noted, inside(noted, 160, 230))
    assert noted.scene.moving.notes
    noted.cancel_gesture()
    assert noted.session.document is before and not noted.scene.moving.notes


@pytest.mark.parametrize(
    ("corner", "by", "expected"),
    [
        ((240, 160), (80, 40), (0, 400, 320, 200)),
        ((0, 0), (-40, -80), (-40, 320, 280, 240)),
        ((240, 0), (40, 40), (0, 440, 280, 120)),
        ((0, 160), (500, -500), (160, 400, 80, 48)),
    ],
)
def test_corners_make_a_note_larger_and_smaller(noted, corner, by, expected):
    noted.fit()
    noted.zoom_to(1.0)
    noted.center_on(120, 480)
    click(noted, inside(noted, 200, 130))
    start = inside(noted, *corner)
    drag(noted, start, start + QPointF(*by))
    assert note(noted).rect == expected
    noted.session.undo()
    assert note(noted).rect == (0, 400, 240, 160)


def test_clicks_select_and_with_shift_add_and_take_away(noted):
    put(noted, "m", "other", (300.0, 400.0, 100.0, 80.0))
    click(noted, inside(noted, 200, 130))
    assert noted.scene.marked.notes == {"n"}
    click(noted, inside(noted, 50, 60, "m"), SHIFT)
    assert noted.scene.marked.notes == {"n", "m"}
    click(noted, inside(noted, 50, 60, "m"), SHIFT)
    assert noted.scene.marked.notes == {"n"}
    click(noted, at_card(noted, "zeros_1", 60, 16))
    assert not noted.scene.marked and noted.session.selection == {"zeros_1"}


def test_the_rubber_band_takes_notes_and_cards(noted):
    drag(noted, noted.to_screen(-40, 200), noted.to_screen(300, 600))
    assert noted.scene.marked.notes == {"n"} and noted.session.selection == {"zeros_1"}


def test_notes_are_deleted_with_the_cards_in_one_step(noted):
    before = noted.session.document
    noted.choose({"zeros_1"}, Marked(notes=frozenset({"n"})))
    QTest.keyClick(noted, Qt.Key.Key_Delete)
    assert not noted.session.document.notes and "zeros_1" not in noted.session.document.nodes
    noted.session.undo()
    assert noted.session.document is before


def test_keys_move_write_and_leave_a_note(noted):
    noted.choose((), Marked(notes=frozenset({"n"})))
    QTest.keyClick(noted, Qt.Key.Key_Right)
    QTest.keyClick(noted, Qt.Key.Key_Down, SHIFT)
    assert note(noted).rect[:2] == (8.0, 480.0)
    noted.session.undo()
    assert note(noted).rect[:2] == (0.0, 400.0)
    QTest.keyClick(noted, Qt.Key.Key_F2)
    assert noted.writing.open
    QTest.keyClick(noted.writing.editor, Qt.Key.Key_Escape)
    QTest.keyClick(noted, Qt.Key.Key_Escape)
    assert not noted.scene.marked


def test_a_link_is_opened_only_when_the_user_agrees_to_its_address(noted, monkeypatch):
    opened, asked = [], []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    answers = iter([False, True])
    monkeypatch.setattr(noted, "ask", lambda *about: asked.append(about[1]) or next(answers))
    left, top, *_ = note(noted).rect
    page = noted.painting.notes.page(note(noted))
    spot = next(
        (x, y)
        for y in range(0, 120, 3)
        for x in range(0, 200, 3)
        if page.address(float(x), float(y))
    )
    at = noted.to_screen(left + 12 + spot[0] + 4, top + 10 + spot[1] + 2)
    click(noted, at)
    assert asked == ["https://example.org/a"] and not opened
    click(noted, at)
    assert opened == ["https://example.org/a"]
    click(noted, inside(noted, 200, 140))
    assert len(asked) == 2


def test_colours_are_chosen_for_all_that_is_selected(noted):
    noted.choose((), Marked(notes=frozenset({"n"})))
    noting.paint_marked(noted, "#22a6a1")
    assert note(noted).color == "#22a6a1"
    noting.paint_marked(noted, "")
    assert note(noted).color == ""


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("color", ["", "#e2505c", "no colour", "#12"])
def test_notes_of_any_size_and_colour_are_painted_at_any_zoom(canvas, theme, color):
    canvas.set_theme(theme)
    doc = canvas.session.document
    for name, rect in {
        "a": (0.0, 300.0, 200.0, 100.0),
        "b": (-1e6, -1e6, 2e6, 2e6),
        "c": (50.0, 50.0, -30.0, 0.0),
    }.items():
        doc = edits.put_note(doc, name, Note(text=TEXT, rect=rect, color=color))
    canvas.session.commit("Put", doc)
    for scale in (4.0, 1.0, 0.4, 0.08, 0.02):
        canvas.zoom_to(scale)
        assert not canvas.grab().isNull()


def test_a_note_is_painted_once_for_each_zoom(noted, monkeypatch):
    made = []
    from app.canvas.notes import Notes

    write = Notes._write
    monkeypatch.setattr(Notes, "_write", lambda *all_: made.append(1) or write(*all_))
    noted.zoom_to(0.9)
    for _ in range(5):
        noted.repaint()
    noted.pan_by(3, 3)
    noted.repaint()
    assert len(made) == 1


def test_what_is_selected_with_the_mouse_and_gone_by_undo_is_no_longer_selected(noted):
    click(noted, inside(noted, 200, 130))
    noted.session.undo()
    assert noted.session.document == CHAIN and not noted.scene.marked


def test_leaving_the_window_keeps_the_editor(noted):
    noting.write_note(noted, "n")
    noted.writing.editor.setPlainText("still there")
    noted.changeEvent(QEvent(QEvent.Type.ActivationChange))
    assert noted.writing.open


def test_notes_and_frames_are_reached_and_added_by_keys(noted):
    frame = Frame(title="F", nodes=frozenset({"output_1"}))
    noted.session.commit("Put", edits.put_frame(noted.session.document, "f", frame))
    QTest.keyClick(noted, Qt.Key.Key_N, SHIFT)
    assert noted.scene.marked == Marked(notes=frozenset({"n"}))
    QTest.keyClick(noted, Qt.Key.Key_N, SHIFT)
    assert noted.scene.marked == Marked(frames=frozenset({"f"}))
    QTest.keyClick(noted, Qt.Key.Key_N, SHIFT)
    assert noted.scene.marked == Marked(notes=frozenset({"n"}))
    QTest.keyClick(noted, Qt.Key.Key_N)
    assert noted.writing.open and len(noted.session.document.notes) == 2


def test_what_is_written_is_in_the_document_after_a_pause_and_one_step(noted, qtbot):
    noting.write_note(noted, "n")
    for text in ("first", "first and second"):
        noted.writing.editor.setPlainText(text)
        qtbot.waitUntil(lambda text=text: note(noted).text == text, timeout=3000)
        assert noted.writing.open
    noted.writing.finish()
    noted.session.undo()
    assert note(noted).text == TEXT


def test_saving_with_a_key_while_writing_saves_the_text(window, asker, tmp_path):
    window.activateWindow()
    asker.path = tmp_path / "saved.json"
    noting.add_note(window.canvas)
    QTest.keyClicks(window.canvas.writing.editor, "kept")
    QTest.keyClick(window.canvas.writing.editor, Qt.Key.Key_S, CTRL)
    assert "kept" in asker.path.read_text("utf-8")
    window.canvas.writing.finish()
