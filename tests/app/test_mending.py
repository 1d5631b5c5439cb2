"""Fixes are found between events, and offered where a problem is shown."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

import assets
from app.canvas.fixing import FOOTER_SIGN
from app.canvas.layout import FOOTER
from app.canvas.menu import context_menu
from app.canvas.view import Canvas
from app.mending import mender_of
from app.panels.inspector import Inspector
from app.panels.problems import Problems
from app.session import Session
from app.theme import DARK
from cards import edits
from tests.app.mouse import click
from tests.cards.test_mending import CONV, joined

SET_A, SET_B = "Set Filters of a to 16", "Set Filters of b to 8"


@pytest.fixture
def session():
    made = Session()
    made.commit("Make", joined("Add", ("Conv2D", CONV), ("Conv2D", {**CONV, "filters": 16})))
    return made


def texts(buttons):
    return [button.text() for button in buttons]


def test_the_problems_panel_finds_fixes_and_applies_them(session, shown, qtbot):
    panel = shown(Problems(session, DARK))
    (row,) = panel.rows
    qtbot.waitUntil(lambda: texts(row.buttons) == [SET_A, SET_B])
    before = session.document
    qtbot.mouseClick(row.buttons[1], Qt.MouseButton.LeftButton)
    assert session.report.ok and session.history.undo_label == SET_B
    session.undo()
    assert session.document is before
    qtbot.waitUntil(lambda: bool(panel.rows) and texts(panel.rows[0].buttons) == [SET_A, SET_B])


def test_nothing_is_tried_while_nobody_looks(session, qtbot, monkeypatch):
    panel = Problems(session, DARK)
    qtbot.addWidget(panel)
    mender = mender_of(session)
    assert mender is mender_of(session)
    assert not mender._timer.isActive()


def test_a_try_that_takes_long_is_the_last(session, qtbot, monkeypatch):
    monkeypatch.setattr("app.mending.LONG", -1.0)
    mender = mender_of(session)
    (problem,) = session.report.diagnostics
    assert mender.fixes(problem) is None
    with qtbot.waitSignal(mender.found):
        pass
    assert [fix.label for fix in mender.fixes(problem)] == [SET_A]


def test_fixes_are_forgotten_with_the_document_they_were_found_for(session, qtbot):
    mender = mender_of(session)
    (problem,) = session.report.diagnostics
    mender.at_once([problem])
    assert [fix.label for fix in mender.fixes(problem)] == [SET_A, SET_B]
    session.commit("More", edits.set_param(session.document, "b", "filters", 4))
    (problem,) = session.report.diagnostics
    assert mender.fixes(problem) is None


def test_advice_stands_below_the_problems_and_at_its_row(shown, qtbot):
    session = Session()
    session.open(assets.examples()["wine"])
    panel = shown(Problems(session, DARK))
    counts = []
    panel.count_changed.connect(lambda *found: counts.append(found))
    panel.recount()
    assert counts == [(0, 0)]
    (row,) = panel.rows
    assert row.problem.severity == "advice" and texts(row.buttons) == ["Remove the unused bias"]
    inspector = shown(Inspector(session, DARK))
    session.select({"dense_1"})
    form_row = inspector.form.rows["use_bias"]
    assert form_row._error.text().startswith("The bias has no effect")
    (button,) = form_row.fixes.buttons
    # The form is laid out a moment later.
    qtbot.waitUntil(lambda: button.isVisible() and button.height() > 12)
    inspector.ensureWidgetVisible(button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.document.nodes["dense_1"].params["use_bias"] is False
    assert form_row.fixes.buttons == [] and panel.rows == []


def test_the_inspector_offers_fixes_at_the_row_and_for_the_card(session, shown, qtbot):
    inspector = shown(Inspector(session, DARK))
    session.select({"join"})
    qtbot.waitUntil(lambda: texts(inspector._fixes.buttons) == [SET_A, SET_B])
    session.commit("Bad", edits.set_param(session.document, "a", "filters", -3))
    session.select({"a"})
    row = inspector.form.rows["filters"]
    qtbot.waitUntil(lambda: texts(row.fixes.buttons) == ["Reset Filters to 32"])
    session.select({"b"})
    assert inspector._fixes.buttons == []
    assert not any(r.fixes.buttons for r in inspector.form.rows.values())


def test_the_menu_of_a_card_has_its_fixes(session, shown):
    canvas = shown(Canvas(session, DARK))
    canvas.resize(1000, 700)
    session.commit(
        "Place",
        edits.move_nodes(session.document, {n: (400.0 * i, 0.0) for i, n in enumerate("xab")}),
    )
    session.commit("Place", edits.move_nodes(session.document, {"join": (0.0, 600.0)}))
    canvas.reveal("join")
    row = canvas.scene.geometry.index["join"]
    x, y = canvas.scene.geometry.xy[row]
    menu = context_menu(canvas, canvas.to_screen(x + 60, y + 12))
    labels = [action.text() for action in menu.actions()]
    assert labels[:2] == [f"Fix: {SET_A}", f"Fix: {SET_B}"]
    menu.actions()[0].trigger()
    assert session.report.ok and session.history.undo_label == SET_A


def test_a_fix_of_another_document_says_so(session, shown, qtbot):
    panel = shown(Problems(session, DARK))
    (row,) = panel.rows
    qtbot.waitUntil(lambda: len(row.buttons) == 2)
    fix = row.buttons[0]._fix
    session.commit("Remove", edits.remove_nodes(session.document, ["a"]))
    said = []
    panel.message.connect(said.append)
    panel._apply(fix)
    assert len(said) == 1


def sign_in_footer(canvas, name):
    geometry = canvas.scene.geometry
    left, top = geometry.xy[geometry.index[name]].tolist()
    layout = geometry.layouts[geometry.index[name]]
    return canvas.to_screen(left + FOOTER_SIGN, top + layout.height - FOOTER / 2)


def test_a_click_on_the_sign_of_trouble_tells_it_and_offers_the_fixes(session, shown, monkeypatch):
    opened = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: opened.append(menu))
    canvas = shown(Canvas(session, DARK))
    canvas.resize(1200, 900)
    (problem,) = session.report.diagnostics
    canvas.fit({problem.node})
    click(canvas, sign_in_footer(canvas, problem.node))
    (menu,) = opened
    told, line, first, *_ = menu.actions()
    assert told.text() == problem.message.partition("\n")[0] and not told.isEnabled()
    assert line.isSeparator()
    assert first.text() == f"Fix: {SET_A}"
    first.trigger()
    assert session.report.ok


def test_a_card_without_trouble_has_no_sign_to_click(session, shown, monkeypatch):
    opened = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: opened.append(menu))
    (problem,) = session.report.diagnostics
    session.commit("Mend", edits.set_param(session.document, "a", "filters", 16))
    assert session.report.ok
    canvas = shown(Canvas(session, DARK))
    canvas.resize(1200, 900)
    canvas.fit({problem.node})
    click(canvas, sign_in_footer(canvas, problem.node))
    assert not opened and session.selection == {problem.node}
