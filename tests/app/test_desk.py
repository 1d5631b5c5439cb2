"""Several documents on one desk."""

import gc
import json
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from shiboken6 import isValid

from app.desk import Desk
from app.settings import load_settings
from app.theme import CONTRAST, DARK, LIGHT
from cards import edits, files
from cards.document import Document, Node
from tests.app.sample_network import fill, sample_network


@pytest.fixture
def desk(settings, asker, qapp, qtbot):
    made = Desk(settings, asker)
    made.show()
    qtbot.waitActive(made)
    yield made
    asker.answer = "discard"
    if isValid(made):
        made.close()
        made.deleteLater()


@pytest.fixture
def nets(tmp_path) -> list[Path]:
    paths = [tmp_path / f"{name}.json" for name in "abc"]
    for path in paths:
        files.save(path, sample_network())
    return paths


def titles(desk):
    return [desk.bar.tabText(i) for i in range(desk.bar.count())]


def act(desk, name):
    desk.current.actions_by_id[name].trigger()


def keys(desk, key, modifiers=Qt.KeyboardModifier.ControlModifier):
    QTest.keyClick(desk.windowHandle(), key, modifiers)
    QApplication.processEvents()


def middle_of(desk, at):
    return desk.bar.tabRect(at).center()


def add_card(page, name="one"):
    page.session.commit("Add", edits.add_node(page.session.document, name, Node(card="Input")))


def test_a_file_takes_the_place_of_an_untouched_document_and_the_next_gets_a_tab(desk, nets):
    first = desk.current
    assert desk.open_path(nets[0]) and desk.open_path(nets[1])
    assert titles(desk) == ["a", "b"] and desk.pages[0] is first
    assert desk.windowTitle().startswith("b[*]")


def test_an_open_file_only_comes_to_the_front(desk, nets):
    for path in (*nets, nets[0]):
        desk.open_path(path)
    assert titles(desk) == ["a", "b", "c"] and desk.current.session.path == nets[0]


def test_new_makes_no_second_empty_document(desk):
    act(desk, "new")
    assert titles(desk) == ["Untitled"]
    add_card(desk.current)
    act(desk, "new")
    assert titles(desk) == ["Untitled", "Untitled"] and desk.current is desk.pages[1]


def test_a_file_that_cannot_be_read_leaves_no_tab(desk, nets, tmp_path, asker):
    desk.open_path(nets[0])
    (tmp_path / "bad.json").write_text("{")
    assert not desk.open_path(tmp_path / "bad.json")
    assert titles(desk) == ["a"] and len(asker.said) == 1


def test_the_tab_says_what_is_not_saved(desk, nets):
    desk.open_path(nets[0])
    button = desk.bar.tabButton(0, QTabBar.ButtonPosition.RightSide)
    assert not button.modified
    add_card(desk.current)
    assert button.modified and desk.isWindowModified()
    assert "not saved" in desk.bar.accessibleTabName(0)
    desk.current.session.undo()
    assert not button.modified and not desk.isWindowModified()


def test_tabs_are_gone_through_by_keyboard(desk, nets):
    desk.open_paths(nets)
    assert desk.current is desk.pages[0]
    keys(desk, Qt.Key.Key_PageDown)
    assert desk.current is desk.pages[1]
    keys(desk, Qt.Key.Key_PageUp)
    keys(desk, Qt.Key.Key_PageUp)
    assert desk.current is desk.pages[2]
    keys(desk, Qt.Key.Key_Tab)
    assert desk.current is desk.pages[0]
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    keys(desk, Qt.Key.Key_Backtab, both)
    assert desk.current is desk.pages[2]
    assert desk.focusWidget() is desk.current.canvas


def test_shortcuts_are_for_the_document_that_is_shown(desk, nets):
    desk.open_paths(nets[:2])
    keys(desk, Qt.Key.Key_A)
    assert desk.pages[0].session.selection and not desk.pages[1].session.selection
    keys(desk, Qt.Key.Key_PageDown)
    keys(desk, Qt.Key.Key_B)
    assert desk.settings.hidden == ["palette"]
    assert desk.current.places.frames["palette"].isHidden()
    keys(desk, Qt.Key.Key_PageUp)
    assert desk.current.places.frames["palette"].isHidden()


def test_tabs_are_closed_by_key_button_and_middle_click(desk, nets, qtbot):
    desk.open_paths(nets)
    keys(desk, Qt.Key.Key_W)
    assert titles(desk) == ["b", "c"]
    qtbot.mouseClick(desk.bar, Qt.MouseButton.MiddleButton, pos=middle_of(desk, 1))
    assert titles(desk) == ["b"]
    button = desk.bar.tabButton(0, QTabBar.ButtonPosition.RightSide)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert titles(desk) == ["Untitled"] and desk.current.untouched


def test_a_double_click_beside_the_tabs_and_the_button_make_new_ones(desk, qtbot):
    qtbot.mouseClick(desk._add, Qt.MouseButton.LeftButton)
    assert len(desk.pages) == 2 and desk.current is desk.pages[1]
    desk.bar.new_requested.emit()
    assert len(desk.pages) == 3


def test_tabs_are_put_in_another_order(desk, nets):
    desk.open_paths(nets)
    desk.bar.moveTab(0, 2)
    assert titles(desk) == ["b", "c", "a"]
    assert [page.session.title for page in desk.pages] == ["b", "c", "a"]
    assert desk.current.session.title == "a"
    desk.close_page(desk.current)
    assert titles(desk) == ["b", "c"] and desk.stack.currentWidget() is desk.current


def test_others_are_closed_but_not_without_asking(desk, nets, asker):
    desk.open_paths(nets)
    add_card(desk.pages[2])
    asker.answer = "cancel"
    desk.close_others(desk.pages[0])
    assert titles(desk) == ["a", "b", "c"] and asker.asked == ["c"]
    asker.answer = "discard"
    desk.close_others(desk.pages[0])
    assert titles(desk) == ["a"]


def test_quitting_asks_for_each_document_and_closes_none_before_all_are_answered(desk, nets, asker):
    desk.open_paths(nets)
    for page in desk.pages[:2]:
        add_card(page)
    answers = iter(["discard", "cancel"])
    asker.keep = lambda name: asker.asked.append(name) or next(answers)
    assert not desk.close()
    assert asker.asked == ["a", "b"] and desk.isVisible()
    assert titles(desk) == ["a", "b", "c"] and desk.pages[0].session.modified
    asker.keep = lambda name: "save"
    assert desk.close()
    assert "one" in files.load(nets[0]).nodes and "one" in files.load(nets[1]).nodes


def test_cards_are_copied_from_one_document_to_another(desk, nets):
    desk.open_path(nets[0])
    act(desk, "select_all")
    act(desk, "copy")
    act(desk, "new")
    act(desk, "paste")
    there = desk.current.session.document
    assert len(there.nodes) == len(sample_network().nodes) and there.wires
    assert not desk.pages[0].session.modified


def test_a_run_goes_on_behind_other_documents_and_its_tab_says_so(desk, qtbot):
    fill(desk.current)
    page = desk.current
    act(desk, "run")
    act(desk, "new")
    assert "running" in desk.bar.accessibleTabName(0)
    qtbot.waitUntil(lambda: not page.runner.active, timeout=30_000)
    assert page.session.last_run.complete
    assert "the run is done" in desk.bar.accessibleTabName(0)
    assert not desk.bar.tabIcon(0).isNull()
    act(desk, "previous_tab")
    assert desk.bar.tabIcon(0).isNull()


def test_closing_tabs_that_run_ends_their_runs_and_no_other(desk, qtbot, asker):
    fill(desk.current, train={"epochs": 100_000})
    first = desk.current
    act(desk, "run")
    act(desk, "new")
    second = desk.current
    fill(desk.current, train={"epochs": 100_000})
    act(desk, "run")
    assert first.runner.active
    asker.answer = "discard"
    runner = first.runner
    assert desk.close_page(first)
    assert not runner.active and list(desk.pages) == [second] and second.runner.active
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: bool(second.training.curves), timeout=20_000)
    runner = second.runner
    assert desk.close() and not runner.active


def test_of_two_windows_on_one_file_the_second_writes_elsewhere(desk, nets, asker, tmp_path):
    desk.open_path(nets[0])
    other = Desk(desk.settings, asker)
    other.show()
    try:
        other.open_path(nets[0])
        for seed, one in ((1, desk), (2, other)):
            session = one.current.session
            session.commit("Seed", edits.set_seed(session.document, seed))
        assert not other.current.filing.save()
        assert desk.current.filing.save() and files.load(nets[0]).settings.seed == 1
        # Nor by choosing it in the dialog.
        asker.path = nets[0]
        assert not other.current.filing.save() and files.load(nets[0]).settings.seed == 1
        asker.path = tmp_path / "other.json"
        assert other.current.filing.save() and files.load(asker.path).settings.seed == 2
    finally:
        asker.answer = "discard"
        other.close()
        other.deleteLater()


def test_a_closed_document_gives_its_memory_back(desk, nets):
    desk.open_paths(nets[:2])
    page = desk.pages[1]
    gone = [weakref.ref(page), weakref.ref(page.canvas), weakref.ref(page.session)]
    desk.close_page(page)
    del page
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert [ref() for ref in gone] == [None, None, None]


def test_all_documents_show_the_theme(desk, nets):
    desk.open_paths(nets[:2])
    desk.settings.theme = "contrast"
    desk.apply_settings()
    assert {page.canvas.theme for page in desk.pages} == {CONTRAST}
    assert desk.add_page().canvas.theme is CONTRAST


def test_the_theme_of_the_system_is_followed_while_none_is_chosen(desk, monkeypatch):
    desk.settings.theme = ""
    for theme in (LIGHT, DARK):
        monkeypatch.setattr("app.window.system_theme", lambda theme=theme: theme)
        QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
        assert desk.current.theme is theme
    desk.settings.theme = "contrast"
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert desk.current.theme is DARK


def test_documents_come_back_at_the_next_start(desk, nets, asker):
    desk.settings.reopen = True
    desk.open_paths(nets)
    desk.close()
    nets[1].unlink()
    again = Desk(load_settings(desk.settings.path), asker)
    again.show()
    again.reopen()
    QApplication.processEvents()
    assert titles(again) == ["a", "c"] and again.current.session.title == "a"
    assert not asker.said
    again.close()
    again.deleteLater()


def test_files_dropped_beside_the_documents_are_opened(desk, nets):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in nets])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    desk.dropEvent(QDropEvent(QPointF(QPoint(200, 10)), Qt.DropAction.CopyAction, data, left, none))
    assert titles(desk) == ["a", "b", "c"] and desk.current.session.title == "a"


def test_unsaved_work_of_each_document_is_kept_unless_the_user_does_not_want_it(desk, tmp_path):
    folder = tmp_path / "unsaved"
    desk.keep_unsaved(folder)
    desk.show_page(desk.add_page())
    for page in desk.pages:
        add_card(page)
        page.autosave.write()
    assert len(list(folder.glob("*.json"))) == 2
    desk.settings.autosave = False
    desk.apply_settings()
    assert not list(folder.glob("*.json"))
    assert desk.current.autosave is None


def test_the_size_of_the_history_is_that_of_the_settings(desk, nets):
    desk.settings.undo_steps = 10
    desk.apply_settings()
    desk.open_path(nets[0])
    for i in range(20):
        add_card(desk.current, f"card_{i}")
    page = desk.current
    for _ in range(20):
        page.session.undo()
    assert "card_9" in page.session.document.nodes
    assert "card_10" not in page.session.document.nodes


def test_geometry_is_remembered(desk):
    desk.resize(900, 640)
    desk.close()
    kept = json.loads(desk.settings.path.read_text())
    assert kept["geometry"] and kept["open_files"] == []
    assert desk.current.session.document == Document()


def test_another_window_has_documents_of_its_own_and_shares_the_rest(desk, nets, asker):
    desk.open_path(nets[0])
    act(desk, "new_window")
    other = desk.desks[1]
    other.asker = asker
    assert other.open_path(nets[1]) and titles(other) == ["b"]
    # What is open in another window comes to the front there.
    assert other.open_path(nets[0]) and titles(other) == ["b"] and titles(desk) == ["a"]
    desk.settings.theme = "contrast"
    other.apply_settings()
    assert desk.current.theme is other.current.theme is CONTRAST
    assert other.close() and desk.desks == [desk] and desk.isVisible()


def test_quitting_closes_all_windows_or_stops_at_the_one_that_stays(desk, asker):
    other = desk.new_window()
    other.asker = other.current.filing.asker = asker
    add_card(other.current)
    asker.answer = "cancel"
    desk.quit()
    assert other.isVisible() and other.desks == [other] and not desk.isVisible()
    asker.answer = "discard"
    other.quit()
    assert not other.isVisible() and not desk.isVisible()


def test_panels_are_as_large_in_every_document(desk, nets):
    desk.resize(1400, 800)
    desk.open_path(nets[0])
    QApplication.processEvents()
    desk.current.splitters["columns"].setSizes([300, 700, 384])
    sizes = desk.current.splitters["columns"].sizes()
    desk.open_path(nets[1])
    QApplication.processEvents()
    assert desk.current.splitters["columns"].sizes() == sizes
    # One that was never seen has no sizes to be remembered.
    desk.add_page()
    desk.close()
    assert desk.settings.splits["columns"] == sizes


def test_a_run_that_goes_on_is_not_stopped_without_asking(desk, qtbot, asker):
    fill(desk.current)
    page = desk.current
    act(desk, "run")
    desk.new_tab()
    asker.stops = False
    assert not desk.close_page(page) and page.runner.active and asker.stopped
    # Nobody needs to answer for a document whose run they keep.
    assert not asker.asked
    asker.stops, asker.answer = True, "discard"
    assert desk.close_page(page)
    assert page not in desk.pages


def test_a_window_that_comes_forward_has_the_keyboard_on_the_canvas(desk, qtbot):
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    desk.come_forward()
    qtbot.waitUntil(desk.isActiveWindow)
    assert QApplication.focusWidget() is desk.current.canvas
