"""The main job by mouse and keyboard: add a card, wire it, set it, train, save, reopen."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.hits import value_rect
from app.panels.card_tree import MIME
from cards import files
from cards.document import end
from tests.app.sample_network import sample_network

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


class CaughtDrag(QDrag):
    """A native drag cannot run without a desktop: it is caught where it would begin."""

    caught: list["CaughtDrag"] = []

    def exec(self, action):
        CaughtDrag.caught.append(self)
        return action


@pytest.fixture
def drags(monkeypatch):
    CaughtDrag.caught = []
    monkeypatch.setattr("app.panels.card_tree.QDrag", CaughtDrag)
    return CaughtDrag.caught


def move_mouse(widget, at, buttons=LEFT):
    there = QPointF(widget.mapToGlobal(at))
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), there, Qt.MouseButton.NoButton, buttons, NONE
    )
    QApplication.sendEvent(widget, event)


def drag_mouse(widget, start, stop):
    QTest.mousePress(widget, LEFT, NONE, start)
    for share in (0.1, 0.4, 0.7, 1.0):
        move_mouse(widget, start + (stop - start) * share)
    QTest.mouseRelease(widget, LEFT, NONE, stop)


def drag_from_palette(window, card_id, drags):
    """Press on a card in the palette and pull; give the data of the drag that begins."""
    palette = window.palette_panel
    QTest.keyClicks(palette.search, card_id)
    tree = palette.tree
    item = tree.item_of(card_id)
    tree.scrollToItem(item)
    at = tree.visualItemRect(item).center()
    QTest.mousePress(tree.viewport(), LEFT, NONE, at)
    for step in (5, 15, 40):
        move_mouse(tree.viewport(), at + QPoint(step, step // 4))
    QTest.mouseRelease(tree.viewport(), LEFT, NONE, at)
    palette.search.clear()
    (drag,) = drags
    assert not drag.pixmap().isNull()
    return drag.mimeData()


def drop(canvas, data, at):
    """Bring the data over the canvas and let go."""
    enter = QDragEnterEvent(at, COPY, data, LEFT, NONE)
    QApplication.sendEvent(canvas, enter)
    move = QDragMoveEvent(at, COPY, data, LEFT, NONE)
    QApplication.sendEvent(canvas, move)
    let_go = QDropEvent(QPointF(at), COPY, data, LEFT, NONE)
    QApplication.sendEvent(canvas, let_go)
    assert enter.isAccepted() and move.isAccepted() and let_go.isAccepted()


def draw_wire(canvas, source, target):
    start = canvas.socket_on_screen(source, output=True).toPoint()
    stop = canvas.socket_on_screen(target, output=False).toPoint()
    assert canvas.rect().contains(start) and canvas.rect().contains(stop)
    drag_mouse(canvas, start, stop)


def value_at(canvas, node, name):
    geometry = canvas.scene.geometry
    row = geometry.index[node]
    layout = geometry.layouts[row]
    left, top, right, bottom = value_rect(layout, layout.row(name))
    x, y = geometry.xy[row].tolist()
    return canvas.to_screen(x + (left + right) / 2, y + (top + bottom) / 2).toPoint()


def test_a_card_is_dragged_wired_set_trained_saved_and_found_again(
    window, asker, drags, qtbot, tmp_path
):
    window.resize(1700, 1000)
    asker.path = tmp_path / "iris.json"
    files.save(asker.path, sample_network())
    assert window.filing.open()
    canvas, session = window.canvas, window.session
    before = session.document

    # Between the two dense layers, at a size where everything can be hit.
    canvas.zoom_to(0.75)
    canvas.center_on(900.0, 560.0)
    data = drag_from_palette(window, "BatchNormalization", drags)
    assert bytes(data.data(MIME).data()) == b"BatchNormalization"
    drop(canvas, data, canvas.to_screen(900.0, 436.0).toPoint())
    (name,) = session.document.nodes.keys() - before.nodes.keys()
    assert name == "batch_normalization_1"
    x, _ = session.document.nodes[name].position
    assert before.nodes["dense_1"].position[0] < x < before.nodes["dense_2"].position[0]
    assert not session.report.ok

    draw_wire(canvas, end("dense_1", "output"), end(name, "input"))
    draw_wire(canvas, end(name, "output"), end("dense_2", "input"))
    assert session.document.wires[f"{name}.input"] == ("dense_1.output",)
    assert session.document.wires["dense_2.input"] == (f"{name}.output",)
    assert session.report.ok
    assert str(session.report.specs[f"{name}.output"]) == "(batch, 16)"

    QTest.mouseClick(canvas, LEFT, NONE, value_at(canvas, name, "momentum"))
    line = canvas.editing.editor.line
    assert line.hasFocus() and line.selectedText() == "0.99"
    QTest.keyClicks(line, "0.9")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClick(canvas.editing.editor.line, Qt.Key.Key_Escape)
    assert session.document.nodes[name].params == {"momentum": 0.9}
    assert window.inspector.form.rows["momentum"].editor.value() == 0.9

    with qtbot.waitSignal(window.runner.finished, timeout=60000):
        QTest.keyClick(window, Qt.Key.Key_F5)
    run = session.last_run
    assert not run.failures and "test_loss" in run.returned
    assert window.training.curves["train"].at["loss"] == [1.0, 2.0, 3.0, 4.0]
    assert f"{name}/moving_mean" in run.outputs["train"]["model"].model.weights()

    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not session.modified
    saved = session.document
    assert window.filing.new() and not session.document.nodes
    assert window.filing.open()
    assert session.document == saved
    assert session.document.nodes[name].params == {"momentum": 0.9}
    assert session.report.ok and asker.said == []


def test_no_part_of_the_window_is_ever_a_window_of_its_own(window, qtbot):
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
            showing = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
            if showing and watched.isWindow() and watched is not window:
                shown.append(f"{type(watched).__name__} {watched.objectName()}")
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    window.session.commit("Fill", sample_network(dense_1={"units": -1}))
    for name in ("dense_1", "train", "split"):
        window.session.select([name])
    window.session.commit("Set", sample_network())
    with qtbot.waitSignal(window.runner.finished, timeout=60000):
        window.actions_by_id["run"].trigger()
    window.show_tab("results")
    for i in range(window.results.list.count()):
        window.results.list.setCurrentRow(i)
    window.session.new()
    qtbot.wait(50)
    QApplication.instance().removeEventFilter(watch)
    assert shown == []


def test_all_of_it_can_be_undone_and_done_again(window, drags, qtbot):
    window.resize(1700, 1000)
    session, canvas = window.session, window.canvas
    session.commit("Fill", sample_network())
    canvas.zoom_to(0.75)
    canvas.center_on(900.0, 560.0)
    data = drag_from_palette(window, "BatchNormalization", drags)
    drop(canvas, data, canvas.to_screen(900.0, 436.0).toPoint())
    draw_wire(canvas, end("dense_1", "output"), end("batch_normalization_1", "input"))
    done = session.document
    for _ in range(2):
        window.actions_by_id["undo"].trigger()
    assert session.document == sample_network()
    for _ in range(2):
        window.actions_by_id["redo"].trigger()
    assert session.document == done
