"""Random mouse and keyboard events on the real window: nothing may raise or fall out of step."""

import random
import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.canvas.clipboard import copy_selection, paste
from app.canvas.geometry import Geometry
from app.canvas.menu import context_menu
from cards.checking import check
from cards.paging import Pager
from tests.app.sample_network import fill

KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_F),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_7, Qt.Key.Key_X),
)
ACTIONS = ("undo", "redo", "undo", "select_all", "arrange", "fit", "zoom_in", "theme", "duplicate")
MODIFIERS = (
    *[Qt.KeyboardModifier.NoModifier] * 4,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
SECONDS = 2.5
LEAST = 30


class Monkey:
    """A user who knows no better, the same one for each seed."""

    def __init__(self, window, seed):
        self.window, self.canvas = window, window.canvas
        self.rng = random.Random(seed)
        # Dialogs would wait for an answer.
        self.canvas.open_requested.disconnect()

    def act(self):
        deeds = (self.drag, self.drag, self.click, self.click, self.key, self.key, self.wheel)
        others = (self.trigger, self.add, self.menu, self.edit, self.panels, self.copy)
        self.rng.choice((*deeds, *others))()
        if len(self.window.session.document.nodes) > 40:
            self.window.session.undo()

    def place(self):
        """Often at a socket or on a card, for nothing happens on the empty canvas."""
        canvas, geometry, rng = self.canvas, self.canvas.scene.geometry, self.rng
        if geometry.names and rng.random() < 0.75:
            row = rng.randrange(len(geometry.names))
            layout = geometry.layouts[row]
            points = [*layout.inputs.values(), *layout.outputs.values()]
            dx, dy = rng.choice(points) if points and rng.random() < 0.6 else (0, 0)
            if (dx, dy) == (0, 0):
                dx, dy = rng.uniform(0, layout.width), rng.uniform(0, layout.height)
            at = canvas.to_screen(*(geometry.xy[row] + (dx, dy)).tolist()).toPoint()
            if canvas.rect().contains(at):
                return at
        return QPoint(rng.randrange(canvas.width()), rng.randrange(canvas.height()))

    def mouse(self, kind, at, button, held, modifiers):
        there = QPointF(self.canvas.mapToGlobal(at))
        event = QMouseEvent(kind, QPointF(at), there, button, held, modifiers)
        QApplication.sendEvent(self.canvas, event)

    def drag(self):
        button = self.rng.choice((LEFT, LEFT, LEFT, MIDDLE))
        modifiers, start, stop = self.rng.choice(MODIFIERS), self.place(), self.place()
        self.mouse(QEvent.Type.MouseButtonPress, start, button, button, modifiers)
        for share in (0.1, 0.5, 1.0):
            at = start + (stop - start) * share
            self.mouse(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, button, modifiers)
            if self.rng.random() < 0.1:
                self.rng.choice((self.key, self.wheel, self.trigger))()
        none = Qt.MouseButton.NoButton
        self.mouse(QEvent.Type.MouseButtonRelease, stop, button, none, modifiers)

    def click(self):
        act = self.rng.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))
        act(self.canvas, LEFT, self.rng.choice(MODIFIERS), self.place())
        self.close_menus()

    def key(self):
        focus = QApplication.focusWidget() or self.canvas
        key, modifiers = self.rng.choice(KEYS), self.rng.choice(MODIFIERS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            text = chr(key) if key < 128 else ""
            QApplication.sendEvent(focus, QKeyEvent(kind, key, modifiers, text))
            focus = self.canvas
        self.close_menus()

    def wheel(self):
        at = QPointF(self.place())
        there = QPointF(self.canvas.mapToGlobal(at.toPoint()))
        turn = QPoint(0, self.rng.choice((120, -120, 240)))
        phase, none = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
        event = QWheelEvent(
            at, there, QPoint(), turn, none, self.rng.choice(MODIFIERS), phase, False
        )
        QApplication.sendEvent(self.canvas, event)

    def trigger(self):
        self.window.actions_by_id[self.rng.choice(ACTIONS)].trigger()

    def add(self):
        cards = sorted(self.window.session.types)
        self.window.palette_panel.add_requested.emit(self.rng.choice(cards))

    def menu(self):
        menu = context_menu(self.canvas, QPointF(self.place()))
        if menu is not None:
            actions = [a for a in menu.actions() if not a.isSeparator()]
            self.rng.choice(actions).trigger()
            menu.deleteLater()

    def edit(self):
        geometry = self.canvas.scene.geometry
        if not geometry.names:
            return
        row = self.rng.randrange(len(geometry.names))
        sockets = [r.socket.name for r in geometry.layouts[row].rows if r.part == "input"]
        if sockets:
            self.canvas.editing.begin(geometry.names[row], self.rng.choice(sockets))
            self.close_menus()
        if self.canvas.editing.open:
            line = self.canvas.editing.editor.line
            line.setText(self.rng.choice(("3", "0.5", "-1", "oops", "", "1, 2", "1e39")))
            if self.rng.random() < 0.7:
                QTest.keyClick(line, Qt.Key.Key_Return)

    def panels(self):
        window = self.window
        if window.problems.rows and self.rng.random() < 0.5:
            row = self.rng.choice(window.problems.rows)
            QTest.mouseClick(self.rng.choice([row, *row.buttons]), LEFT)
        elif window.inspector.form is not None:
            for row in list(window.inspector.form.rows.values())[:2]:
                row.undo.click()
        window.show_tab(self.rng.choice(("problems", "training", "results")))

    def copy(self):
        if copy_selection(self.canvas) and len(self.window.session.selection) < 5:
            paste(self.canvas, QPointF(self.place()))

    def close_menus(self):
        for menu in self.canvas.findChildren(QMenu):
            actions = [a for a in menu.actions() if not a.isSeparator()]
            if menu.isVisible() and actions and self.rng.random() < 0.7:
                self.rng.choice(actions).trigger()
            menu.close()


def assert_in_step(window):
    """Geometry and report are what they would be if they were made afresh."""
    session, kept = window.session, window.canvas.scene.geometry
    # Closed groups are shown as cards.
    pager = Pager(session.types)
    made = Geometry(pager.page(session.document, session.page).document, pager.types)
    assert window.canvas.page.whole is session.document and kept.names == made.names
    assert np.array_equal(kept.xy, made.xy) and np.array_equal(kept.wh, made.wh)
    ends = {pair: tuple(end) for pair, end in zip(made.pairs, made.ends.tolist(), strict=True)}
    assert ends == {p: tuple(e) for p, e in zip(kept.pairs, kept.ends.tolist(), strict=True)}
    fresh = check(session.document, session.types, session.context)
    said = {(d.node, d.socket, d.message) for d in session.report.diagnostics}
    assert said == {(d.node, d.socket, d.message) for d in fresh.diagnostics}
    assert session.report.specs == fresh.specs
    assert session.selection <= {*session.document.nodes, *session.document.groups}
    assert window.canvas.scene.selection == session.selection


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_random_input_leaves_everything_in_step_and_can_be_undone(window, qtbot, seed):
    fill(window)
    window.resize(1200, 800)
    window.canvas.fit()
    session = window.session
    first, monkey = session.document, Monkey(window, seed)
    until, count = time.monotonic() + SECONDS, 0
    while count < LEAST or (count < 300 and time.monotonic() < until):
        monkey.act()
        count += 1
        if count % 10 == 0:
            QApplication.processEvents()
    window.canvas.cancel_gesture()
    window.canvas.editing.close()
    session.check_now()
    QApplication.processEvents()
    assert_in_step(window)
    while len(session.history._undo) > 1:
        session.undo()
    session.check_now()
    assert session.document is first
    assert_in_step(window)
    QGuiApplication.clipboard().clear()
