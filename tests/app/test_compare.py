"""What changed, as a coloured graph and a list."""

import shutil
import subprocess

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.spotlight import sign_color
from app.dialogs.compare import Compare
from app.dialogs.revisions import RevisionPicker
from app.theme import DARK, THEMES
from cards import edits, files, grouping
from cards.document import Document, Node, Note
from cards.registry import builtin_cards
from tests.app.sample_network import fill, sample_network

TYPES = builtin_cards()
OLD = sample_network()


def changed(document=OLD):
    """One card more, one less, two values, a note and a move."""
    document = edits.set_params(document, "dense_1", {"units": 77, "name": "wide"})
    document = edits.remove_nodes(document, ["return_1"])
    document = edits.add_node(document, "drop_1", Node(card="Dropout", position=(840, 420)))
    document = edits.connect(document, "dense_1.output", "drop_1.input")
    document = edits.put_note(document, "n", Note(text="Why", rect=(0, 900, 200, 60)))
    return edits.move_nodes(document, {"data": (-300, 0)})


@pytest.fixture
def dialog(shown):
    return shown(Compare(OLD, changed(), TYPES, ("wine.json", "Now"), DARK))


def texts(dialog):
    return [item.text(0) for item in dialog._items()]


def item(dialog, text):
    return next(one for one in dialog._items() if text in one.text(0))


def choose(dialog, text):
    dialog.list.scrollToItem(item(dialog, text))
    at = dialog.list.visualItemRect(item(dialog, text)).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=at)


def pixel(dialog, x, y):
    image = dialog.canvas.grab().toImage()
    return image.pixelColor(dialog.canvas.to_screen(x, y).toPoint())


def near(color, wanted):
    return all(abs(color.getRgb()[i] - wanted.getRgb()[i]) < 40 for i in range(3))


def test_differences_are_listed_by_card_with_signs(dialog):
    assert texts(dialog) == [
        "Dense layer (dense_1)",
        "Name: empty → wide",
        "Units: 16 → 77",
        "Dropout layer (drop_1)",
        "Wire dense_1.output → drop_1.input",
        "Return float (return_1)",
        "Wire evaluate.loss → return_1.value",
        "Note “Why”",
    ]
    role = Qt.ItemDataRole.AccessibleTextRole
    assert item(dialog, "Units").data(0, role) == "Changed: Units: 16 → 77"
    assert item(dialog, "(return_1)").data(0, role).startswith("Removed: ")
    assert dialog.told.text() == "7 differences"
    counts = [button.text() for button in dialog.filters.values()]
    assert counts == ["Added 3", "Removed 2", "Changed 2", "Moved 1"]


def test_the_graph_shows_both_documents_with_signs(dialog):
    light, document = dialog.canvas.scene.spotlight, dialog.canvas.document
    assert document.nodes.keys() == OLD.nodes.keys() | {"drop_1"}
    assert dict(light.signs) == {"dense_1": "changed", "drop_1": "added", "return_1": "removed"}
    assert light.wire_signs["evaluate.loss", "return_1.value"] == "removed"
    assert light.wire_signs["dense_1.output", "drop_1.input"] == "added"
    assert light.rows["dense_1"] == {"units": "16 → 77", "name": "empty → wide"}
    assert [sign for _, sign in light.areas] == ["added"]
    assert "split" not in light.cards


def test_a_row_out_of_sight_is_brought_into_sight(shown):
    old = edits.fold(OLD, ["dense_1"], True)
    new = edits.set_param(old, "dense_1", "trainable", False)
    dialog = shown(Compare(old, new, TYPES, theme=DARK))
    node = dialog.canvas.document.nodes["dense_1"]
    assert node.more and not node.folded


@pytest.mark.parametrize("theme", list(THEMES.values()), ids=lambda theme: theme.name)
def test_each_sign_is_painted_in_its_colour_in_every_theme(shown, theme):
    dialog = shown(Compare(OLD, changed(), TYPES, theme=theme))
    dialog.canvas.zoom_to(1.0)
    geometry = dialog.canvas.scene.geometry
    for name, sign in (("dense_1", "changed"), ("drop_1", "added"), ("return_1", "removed")):
        row = geometry.index[name]
        x, y = geometry.xy[row].tolist()
        dialog.canvas.center_on(x, y)
        # On the disc beside its sign.
        seen = pixel(dialog, x - 5, y - 5)
        assert near(seen, QColor(sign_color(sign, theme))), (sign, seen.name())


def test_choosing_a_difference_brings_it_into_sight(dialog):
    choose(dialog, "(return_1)")
    left, top, right, bottom = dialog.canvas.seen()
    x, y = OLD.nodes["return_1"].position
    assert left < x < right and top < y < bottom
    assert dialog.canvas.session.selection == {"return_1"}
    choose(dialog, "Note")
    left, top, right, bottom = dialog.canvas.seen()
    assert left < 100 < right and top < 930 < bottom


def test_keys_go_from_difference_to_difference(dialog):
    QTest.keyClick(dialog, Qt.Key.Key_F7)
    assert dialog.current().socket == "name"
    QTest.keyClick(dialog, Qt.Key.Key_F7)
    assert dialog.current().socket == "units"
    for _ in range(2):
        QTest.keyClick(dialog, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.current().what == "note"


def test_filters_hide_in_list_and_graph_and_moves_are_shown_on_wish(dialog):
    dialog.filters["changed"].click()
    assert "Units: 16 → 77" not in texts(dialog)
    assert "dense_1" not in dialog.canvas.scene.spotlight.signs
    dialog.filters["moved"].click()
    assert "Moved" in texts(dialog)
    assert dialog.canvas.scene.spotlight.signs["data"] == "changed"
    QTest.keyClicks(dialog.search, "drop_1")
    assert texts(dialog) == ["Dropout layer (drop_1)", "Wire dense_1.output → drop_1.input"]
    QTest.keyClicks(dialog.search, "qqq")
    assert texts(dialog) == [] and dialog.told.text() == "The filters hide every difference."


def test_equal_documents_are_said_to_be_equal(shown):
    dialog = shown(Compare(OLD, OLD, TYPES, theme=DARK))
    assert dialog.told.text() == "Both say the same."
    QTest.keyClick(dialog, Qt.Key.Key_F7)
    assert dialog.current() is None
    dialog.canvas.grab()


def test_empty_documents_and_unknown_cards_are_compared(shown):
    odd = Document(nodes={"a": Node(card="pack/Gone", params={"x": 1})})
    for old, new in ((Document(), odd), (odd, Document()), (Document(), Document())):
        dialog = shown(Compare(old, new, TYPES, theme=DARK))
        dialog.canvas.grab()
        assert len(texts(dialog)) == len({**old.nodes, **new.nodes})


def test_the_picture_cannot_be_edited(dialog):
    canvas, document = dialog.canvas, dialog.canvas.session.document
    geometry = canvas.scene.geometry
    canvas.zoom_to(1.0)
    canvas.reveal("dense_1")
    row = geometry.index["dense_1"]
    at = canvas.to_screen(*(geometry.xy[row] + (60, 12)).tolist()).toPoint()
    for act in (QTest.mouseClick, QTest.mouseDClick):
        act(canvas, Qt.MouseButton.LeftButton, pos=at)
    before = canvas.scene.camera.left
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(canvas, at + QPoint(50, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(50, 0))
    assert canvas.scene.camera.left != before
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_X, Qt.Key.Key_Return, Qt.Key.Key_Left):
        QTest.keyClick(canvas, key)
    assert canvas.session.document is document and not canvas.editing.open
    assert dialog.isVisible()


def test_what_differs_inside_a_closed_group_marks_the_group_and_is_shown_inside(shown):
    old, group = grouping.grouped(OLD, TYPES, {"input_1", "dense_1"}, "Front")
    dialog = shown(Compare(old, edits.set_param(old, "dense_1", "units", 8), TYPES, theme=DARK))
    assert dict(dialog.canvas.scene.spotlight.signs) == {group: "changed"}
    choose(dialog, "Units")
    assert dialog.canvas.page.group == group
    light = dialog.canvas.scene.spotlight
    assert dict(light.signs) == {"dense_1": "changed"} and light.rows["dense_1"]


# --- in the window


@pytest.fixture
def saved(window, tmp_path):
    """The window with a saved document that has changed since."""
    fill(window)
    window.session.save(tmp_path / "net.json")
    window.session.commit("Change", changed(window.session.document))
    return window


def opened(window):
    (dialog,) = [d for d in window.findChildren(Compare) if d.isVisible()]
    return dialog


def test_the_document_is_compared_with_its_saved_state_and_followed(saved):
    saved.actions_by_id["what_changed"].trigger()
    dialog = opened(saved)
    assert "Units: 16 → 77" in texts(dialog)
    session = saved.session
    session.commit("More", edits.set_param(session.document, "dense_1", "units", 78))
    assert "Units: 16 → 78" in texts(dialog)
    session.save()
    assert dialog.told.text() == "Both say the same."
    session.new()
    assert not dialog.isVisible()


def test_one_difference_is_taken_back_as_one_step(saved):
    saved.actions_by_id["what_changed"].trigger()
    dialog, session = opened(saved), saved.session
    assert not dialog.take_back.isEnabled()
    choose(dialog, "(return_1)")
    before = session.document
    QTest.mouseClick(dialog.take_back, Qt.MouseButton.LeftButton)
    assert session.document.wires["return_1.value"] == ("evaluate.loss",)
    assert session.document.nodes["dense_1"].params["units"] == 77
    assert not any("return_1" in text for text in texts(dialog))
    assert session.history.undo_label == "Take back: Return float (return_1)"
    session.undo()
    assert session.document is before and any("return_1" in text for text in texts(dialog))
    dialog.close()


def test_another_file_is_compared_and_a_bad_one_is_told(saved, asker, tmp_path):
    other = tmp_path / "other.json"
    files.save(other, OLD)
    asker.path = other
    saved.actions_by_id["compare_file"].trigger()
    assert "Dropout layer (drop_1)" in texts(opened(saved))
    opened(saved).close()
    other.write_text("no document")
    saved.actions_by_id["compare_file"].trigger()
    assert len(asker.said) == 1
    asker.path = None
    saved.actions_by_id["compare_file"].trigger()
    assert not [d for d in saved.findChildren(Compare) if d.isVisible()]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_commit_is_chosen_from_a_list_and_compared(saved, tmp_path):
    who = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Begin the network")):
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)
    saved.session.save()
    seen = []

    def choose_first():
        picker = QApplication.activeModalWidget()
        assert isinstance(picker, RevisionPicker)
        seen.append([picker.list.topLevelItem(0).text(i) for i in range(3)])
        QTest.keyClicks(picker.search, "qqq")
        assert not picker.compare.isEnabled()
        picker.search.clear()
        QTest.keyClick(picker.search, Qt.Key.Key_Return)

    QTimer.singleShot(0, choose_first)
    saved.actions_by_id["compare_commit"].trigger()
    assert seen[0][1:] == ["Begin the network", "Someone"]
    assert "Units: 16 → 77" in texts(opened(saved))
    opened(saved).close()


def test_without_commits_one_sentence_says_so(saved, asker):
    saved.actions_by_id["compare_commit"].trigger()
    assert len(asker.said) == 1 and "git" in asker.said[0]
    saved.session.new()
    assert not saved.actions_by_id["compare_commit"].isEnabled()
