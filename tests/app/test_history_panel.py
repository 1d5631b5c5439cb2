"""The list of steps: where one stands, what is saved, and the way to any of them."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.panels.history import HistoryPanel, age, touched_cards
from app.session import Session
from app.theme import DARK, LIGHT
from cards import edits
from cards.document import Document, Node
from cards.history import History
from tests.app.sample_cards import CHAIN, TYPES
from tests.app.sample_network import fill


@pytest.fixture
def session():
    made = Session(TYPES)
    made.commit("Make", CHAIN)
    for value in (0.1, 0.2, 0.3):
        document = edits.set_param(made.document, "norm_1", "momentum", value)
        made.commit(f"Momentum of norm_1: {value}", document)
    return made


@pytest.fixture
def panel(session, shown):
    made = HistoryPanel(session, DARK)
    made.resize(320, 420)
    return shown(made)


def names(panel):
    steps = panel.steps
    return [steps.index(row).data() for row in range(steps.rowCount())]


def remarks(panel, row):
    return panel.steps.index(row).data(Qt.ItemDataRole.AccessibleTextRole).split(", ")[1:]


def click(panel, row):
    at = panel.list.visualRect(panel.steps.index(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_every_step_is_listed_with_its_name_and_the_current_one_is_marked(panel, session):
    assert names(panel) == ["Start", "Make", *(f"Momentum of norm_1: 0.{i}" for i in (1, 2, 3))]
    assert remarks(panel, 4) == ["current"] and panel.list.currentIndex().row() == 4
    assert remarks(panel, 0) == ["saved"] and panel.told.text() == "4 steps"
    session.undo()
    assert remarks(panel, 3) == ["current"] and remarks(panel, 4) == ["undone"]
    assert panel.told.text() == "3 steps done, 1 undone"


def test_one_step_is_not_told_as_several(shown):
    session = Session()
    panel = shown(HistoryPanel(session, LIGHT))
    session.commit("Seed", edits.set_seed(session.document, 3))
    assert panel.told.text() == "1 step"


def test_a_click_goes_to_any_step_at_once_and_back(panel, session):
    seen = []
    session.changed.connect(lambda before, after: seen.append((before, after)))
    last = session.document
    click(panel, 1)
    assert session.document is CHAIN and len(seen) == 1
    click(panel, 4)
    assert session.document is last and len(seen) == 2 and not session.history.can_redo


def test_the_keys_walk_and_enter_goes_there(panel, session):
    panel.list.setFocus()
    for _ in range(3):
        QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert session.history.position == 4
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert session.document is CHAIN


def test_pointing_at_a_step_tells_the_cards_it_touched(panel, session):
    told = []
    panel.touched.connect(told.append)
    at = panel.list.visualRect(panel.steps.index(2)).center()
    QTest.mouseMove(panel.list.viewport(), at)
    assert told[-1] == {"norm_1"}
    QApplication.sendEvent(panel.list.viewport(), QEvent(QEvent.Type.Leave))
    assert told[-1] == frozenset()
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert told[-1] == {"norm_1"}
    panel.hide()
    assert told[-1] == frozenset()


def test_the_saved_state_moves_with_saving(panel, session, tmp_path):
    session.undo()
    session.save(tmp_path / "chain.json")
    assert remarks(panel, 3) == ["current", "saved"] and remarks(panel, 0) == []
    session.undo()
    assert remarks(panel, 3) == ["saved", "undone"]


def test_reloading_is_a_step_and_undo_brings_ones_own_work_back(panel, session, tmp_path):
    session.save(tmp_path / "chain.json")
    mine = edits.set_param(session.document, "norm_1", "momentum", 0.7)
    session.commit("Momentum of norm_1: 0.7", mine)
    session.reload()
    assert names(panel)[-1] == "Reload the file" and remarks(panel, 6) == ["current", "saved"]
    click(panel, 5)
    assert session.document is mine


def test_words_find_steps_and_a_click_goes_to_the_right_one(panel, session):
    QTest.keyClicks(panel.search, "norm_1 0.2")
    assert names(panel) == ["Momentum of norm_1: 0.2"]
    click(panel, 0)
    assert session.document.nodes["norm_1"].params["momentum"] == 0.2
    panel.search.clear()
    assert panel.list.currentIndex().row() == 3
    QTest.keyClicks(panel.search, "qqq")
    assert names(panel) == [] and panel.told.text() == "No step has these words."


def test_another_document_has_another_history(panel, session):
    session.new()
    assert names(panel) == ["Start"] and panel.told.text() == "Every change becomes a step here."
    click(panel, 0)
    assert not session.modified


def test_a_list_out_of_sight_is_filled_when_it_is_shown(panel, session):
    panel.hide()
    session.undo()
    session.undo()
    panel.show()
    assert panel.list.currentIndex().row() == 2


def test_forgotten_steps_are_counted(panel, session):
    session.history.limit = 2
    session.commit("Seed: 3", edits.set_seed(session.document, 3))
    assert names(panel)[0] == "Start; 3 older steps are forgotten" and len(names(panel)) == 3


def test_ages_are_told_in_one_or_two_words():
    now = 1_700_000_000.0
    told = [age(now - s, now) for s in (-5, 3, 42, 200, 7300)]
    assert told == ["now", "now", "42 s", "3 min", "2 h"]
    assert age(now - 200_000, now) == time.strftime("%d %b", time.localtime(now - 200_000))


def test_a_step_touches_cards_at_both_ends_of_a_wire():
    cut = edits.disconnect(CHAIN, "norm_1.input")
    assert touched_cards(CHAIN, cut) == {"input_1", "norm_1"}
    assert touched_cards(CHAIN, CHAIN) == frozenset()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_undone_steps_are_painted_paler(panel, session, theme):
    panel.set_theme(theme)
    panel.list.setStyleSheet(f"background: {theme.panel}")

    def in_full_colour(row):
        rect = panel.list.visualRect(panel.steps.index(row)).adjusted(30, 4, -80, -4)
        image = panel.list.viewport().grab(rect).toImage()
        pixels = [image.pixelColor(x, y) for x in range(160) for y in range(rect.height())]
        full = QColor(theme.text).getRgb()
        return any(
            max(abs(a - b) for a, b in zip(pixel.getRgb(), full, strict=True)) < 24
            for pixel in pixels
        )

    assert in_full_colour(2) and in_full_colour(3)
    session.undo()
    session.undo()
    assert in_full_colour(2) and not in_full_colour(3)


def test_a_thousand_steps_of_ten_thousand_cards_are_listed_at_once(shown):
    nodes = {f"card_{i}": Node(card="Norm", position=(i, 0)) for i in range(10_000)}
    session = Session(TYPES)
    document = Document(nodes=nodes)
    session.history = History(document)
    for i in range(1000):
        document = edits.set_param(document, f"card_{i}", "momentum", 0.5)
        session.history.commit(f"Momentum of card_{i}: 0.5", document)
    panel = HistoryPanel(session, DARK)
    panel.resize(320, 420)
    shown(panel)
    started = time.perf_counter()
    panel.refresh()
    panel.grab()
    QTest.keyClicks(panel.search, "card_99")
    told = []
    panel.touched.connect(told.append)
    panel.list.pointed.emit(0)
    # Generous: it takes a hundredth on an idle machine.
    assert time.perf_counter() - started < 1.5
    assert told == [{"card_99"}] and names(panel)[0] == "Momentum of card_99: 0.5"


def test_the_window_shows_it_and_the_canvas_outlines_what_is_pointed_at(window):
    fill(window)
    session = window.session
    session.commit("Units of dense_1: 5", edits.set_param(session.document, "dense_1", "units", 5))
    window.actions_by_id["history"].trigger()
    assert window.history.isVisible() and window.history.list.hasFocus()
    panel = window.history
    rect = panel.list.visualRect(panel.steps.index(2))
    QTest.mouseMove(panel.list.viewport(), QPoint(40, rect.center().y()))
    assert dict(window.canvas.scene.spotlight.signs) == {"dense_1": "pointed"}
    QApplication.sendEvent(panel.list.viewport(), QEvent(QEvent.Type.Leave))
    assert window.canvas.scene.spotlight is None
