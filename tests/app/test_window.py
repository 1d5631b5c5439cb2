import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence

from app import operations, qt_guard
from app.actions import COMMANDS, MENUS, TOOLBAR
from app.application import ErrorDoor
from app.bars import FileMenu
from app.filing import EXAMPLES, examples
from app.session import Session
from app.settings import Settings, load_settings
from app.start import BLAS, cap_threads, written_down
from app.theme import DARK, LIGHT
from app.window import Window
from cards import edits, files
from cards.document import Document, Node
from tests.app.sample_network import sample_network


def fill(window, **changed):
    window.session.commit("Fill", sample_network(**changed))


def run_to_end(window, qtbot, timeout=30000):
    with qtbot.waitSignal(window.runner.finished, timeout=timeout):
        window.actions_by_id["run"].trigger()


# Actions


def test_every_action_can_be_reached_by_keyboard_and_menu():
    shortcuts = [c.shortcut for c in COMMANDS]
    assert all(shortcuts) and len(set(shortcuts)) == len(shortcuts)
    assert all(not QKeySequence(s).isEmpty() for s in shortcuts)
    assert {c.menu for c in COMMANDS} == set(MENUS)
    ids = [c.id for c in COMMANDS]
    assert len(set(ids)) == len(ids)
    assert set(TOOLBAR) - {"|", ">"} <= set(ids)
    assert all(c.icon for c in COMMANDS if c.id in TOOLBAR and c.id != "zoom_full")


def test_actions_are_enabled_when_they_can_do_something(window):
    def enabled():
        return {i for i, action in window.actions_by_id.items() if action.isEnabled()}

    needy = {"undo", "redo", "delete", "configure", "run", "stop", "save_weights", "select_all"}
    assert not enabled() & needy
    fill(window)
    assert enabled() & needy == {"undo", "run", "select_all"}
    window.session.select(["dense_1"])
    assert enabled() & needy == {"undo", "run", "select_all", "delete", "configure"}
    window.session.undo()
    assert enabled() & needy == {"redo"}


def test_undo_says_what_it_takes_back(window):
    fill(window)
    assert window.actions_by_id["undo"].text() == "&Undo fill"
    window.actions_by_id["undo"].trigger()
    assert window.actions_by_id["redo"].text() == "&Redo fill"


def test_title_status_and_badge_follow_the_document(window, tmp_path):
    assert window.windowTitle() == "Untitled[*] – Layerdeck" and not window.isWindowModified()
    fill(window, dense_1={"units": -1})
    assert window.isWindowModified()
    assert window._status.cards.text() == "11 cards"
    assert window._badge.text() == "1" and not window._badge.isHidden()
    window.session.commit("Set", edits.set_param(window.session.document, "dense_1", "units", 8))
    assert window._status.weights.text() == f"{4 * 8 + 8 + 8 * 3 + 3} weights"
    assert window._badge.isHidden()
    window.session.save(tmp_path / "net.json")
    assert window.windowTitle() == "net[*] – Layerdeck" and not window.isWindowModified()


def test_problem_is_shown_on_its_card(window, qtbot):
    fill(window, dense_1={"units": -1})
    row = window.problems.rows[0]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert window.session.selection == {"dense_1"}


def test_theme_is_switched_and_remembered(window, settings):
    before = window.theme
    window.actions_by_id["theme"].trigger()
    assert window.theme is (LIGHT if before is DARK else DARK)
    assert json.loads(settings.path.read_text())["theme"] == window.theme.name
    assert window.canvas.theme is window.theme
    window.actions_by_id["theme"].trigger()
    assert window.theme is before


def test_palette_adds_cards_and_help_follows_the_selection(window):
    window.palette_panel.add_requested.emit("BatchNormalization")
    (name,) = window.session.document.nodes
    assert window.session.selection == {name}
    assert "Batch normalization" in window.help.toPlainText()
    assert window.welcome.isHidden()
    window.session.select([])
    assert "Select a card" in window.help.toPlainText()


def test_cards_are_arranged_in_one_step(window):
    fill(window)
    before = {n: node.position for n, node in window.session.document.nodes.items()}
    window.actions_by_id["arrange"].trigger()
    after = {n: node.position for n, node in window.session.document.nodes.items()}
    assert after != before and after["data"][0] < after["split"][0] < after["train"][0]
    window.session.undo()
    assert {n: node.position for n, node in window.session.document.nodes.items()} == before


def test_zoom_is_shown(window):
    fill(window)
    window.actions_by_id["zoom_full"].trigger()
    assert window._status.zoom.text() == "100 %"
    window.actions_by_id["zoom_in"].trigger()
    assert window._status.zoom.text() == "125 %"


def test_seed_is_asked_for(window, monkeypatch):
    answers = iter([("7", True), ("many", True), ("-1", True), ("9", False)])
    monkeypatch.setattr("app.operations.QInputDialog.getText", lambda *a, **k: next(answers))
    operations.ask_seed(window)
    assert window.session.document.settings.seed == 7
    assert window._status.seed.text() == "Seed 7"
    for _ in range(3):
        operations.ask_seed(window)
    assert window.session.document.settings.seed == 7


def test_an_unknown_card_has_no_dialog_but_a_sentence(window):
    window.session.commit("Add", Document(nodes={"a": Node(card="other/Thing")}))
    operations.configure(window, "a")
    assert "not known here" in window._status.currentMessage()
    operations.configure(window, "not there")


# Files


def test_save_asks_for_a_place_once(window, asker, tmp_path):
    fill(window)
    asker.path = tmp_path / "net"
    assert window.filing.save()
    assert files.load(tmp_path / "net.json") == window.session.document
    asker.path = None
    window.session.commit("Seed", edits.set_seed(window.session.document, 3))
    assert window.filing.save() and not window.session.modified
    assert window.settings.recent == [str(tmp_path / "net.json")]


@pytest.mark.parametrize(
    ("answer", "gone", "saved"),
    [("save", True, True), ("discard", True, False), ("cancel", False, False)],
)
def test_changes_are_not_lost_without_asking(window, asker, tmp_path, answer, gone, saved):
    fill(window)
    asker.answer, asker.path = answer, tmp_path / "net.json"
    assert window.filing.new() is gone
    assert bool(window.session.document.nodes) is not gone
    assert (tmp_path / "net.json").exists() is saved


def test_a_cancelled_save_loses_nothing(window, asker):
    fill(window)
    asker.answer, asker.path = "save", None
    assert not window.filing.new()
    assert window.session.document.nodes


def test_closing_asks_too(window, asker):
    fill(window)
    asker.answer = "cancel"
    assert not window.close() and window.isVisible()
    asker.answer = "discard"
    assert window.close()


def test_a_file_that_cannot_be_read_is_told_in_one_sentence(window, asker, tmp_path):
    fill(window)
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "layerdeck", "version": 99}')
    window.settings.remember(bad)
    kept = window.session.document
    assert not window.filing.open_path(bad)
    assert len(asker.said) == 1 and "\n" not in asker.said[0]
    assert window.session.document is kept
    assert window.settings.recent == []


def test_a_folder_that_cannot_be_written_is_told(window, asker, tmp_path):
    fill(window)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    asker.path = blocked / "net.json"
    assert not window.filing.save_as()
    assert len(asker.said) == 1 and window.session.modified


def test_recent_files_are_in_the_menu(window, asker, tmp_path, qtbot):
    asker.path = tmp_path / "net.json"
    fill(window)
    window.filing.save()
    window.filing.new()
    menu = FileMenu("Open recent", window, recent=True)
    menu.chosen.connect(window.filing.open_path)
    menu.fill()
    assert [a.text() for a in menu.actions()] == [str(asker.path)]
    menu.actions()[0].trigger()
    assert window.session.path == asker.path


def test_an_example_is_saved_elsewhere_with_its_data(window, asker, tmp_path, monkeypatch):
    shipped = tmp_path / "examples"
    shipped.mkdir()
    (shipped / "table.csv").write_text("a,b\n1,2\n")
    node = Node(card="ReadAsCSV", params={"path": "table.csv"})
    files.save(shipped / "table.json", Document(nodes={"read": node}))
    monkeypatch.setattr("app.filing.EXAMPLES", shipped)
    assert window.filing.open_path(shipped / "table.json")
    assert window.settings.recent == []
    (tmp_path / "mine").mkdir()
    asker.path = tmp_path / "mine" / "net.json"
    assert window.filing.save()
    assert (tmp_path / "mine" / "table.csv").read_text() == "a,b\n1,2\n"
    assert window.session.path == asker.path


@pytest.mark.parametrize("path", examples(), ids=lambda p: p.stem)
def test_bundled_examples_open_without_problems(window, path):
    assert window.filing.open_path(path)
    assert window.session.document.nodes
    assert window.session.report.diagnostics == []
    assert path.parent == EXAMPLES


# Runs


def test_a_run_trains_and_shows_curves_states_and_results(window, qtbot):
    fill(window)
    run_to_end(window, qtbot)
    run = window.session.last_run
    assert run.returned.keys() == {"test_loss"} and not run.failures
    curves = window.training.curves["train"]
    assert curves.at["loss"] == [1.0, 2.0, 3.0, 4.0] and curves.over
    assert len(curves.batch_at) == 4 * 6
    assert {s.phase for s in window.session.states.values()} == {"done"}
    titles = [window.results.list.item(i).text() for i in range(window.results.list.count())]
    assert titles[0] == "Returned" and "Train neural network" in titles
    assert window.tabs.currentWidget() is window.training
    assert "Returned test_loss" in window._status.currentMessage()
    assert not window.runner.active


def test_results_and_curves_go_with_the_document(window, qtbot):
    fill(window)
    run_to_end(window, qtbot)
    assert window.filing.new()
    assert window.training.curves == {} and window.training._stack.currentIndex() == 0
    assert window.results.list.count() == 0
    assert not window.actions_by_id["save_weights"].isEnabled()


def test_opening_another_document_ends_the_run(window, qtbot):
    fill(window, train={"epochs": 100000})
    window.actions_by_id["run"].trigger()
    qtbot.waitUntil(lambda: bool(window.training.curves), timeout=20000)
    assert window.filing.new()
    assert not window.runner.active and window.training.curves == {}
    assert not window.actions_by_id["stop"].isEnabled()


def test_what_a_card_says_while_it_works_is_kept(window, qtbot):
    fill(window, train={"batch_size": 5000})
    run_to_end(window, qtbot)
    assert "5000" in window.session.last_run.notes["train"]
    assert window.training.curves["train"].at["loss"] == [1.0, 2.0, 3.0, 4.0]


def test_numbers_that_grow_beyond_all_bounds_stop_the_training(window, qtbot):
    optimizer = {"card": "SGD", "params": {"learning_rate": 1e30}}
    fill(window, train={"optimizer": optimizer, "epochs": 50})
    run_to_end(window, qtbot)
    sentence = window.session.last_run.failures["train"]
    assert "batch" in sentence and sentence in window.training.text.text()
    assert window.session.states["train"].phase == "failed"
    assert window.tabs.currentWidget() is window.results


def test_a_second_run_keeps_results_and_their_curves(window, qtbot):
    fill(window)
    run_to_end(window, qtbot)
    first = window.training.curves["train"].epochs
    run_to_end(window, qtbot)
    assert window.session.states["train"].text == "kept"
    assert window.training.curves["train"].epochs == first


def test_stop_keeps_the_curves(window, qtbot):
    fill(window, train={"epochs": 100000})
    window.actions_by_id["run"].trigger()
    qtbot.waitUntil(lambda: len(window.session.states) > 4, timeout=20000)
    qtbot.waitUntil(lambda: bool(window.training.curves), timeout=20000)
    assert window.actions_by_id["stop"].isEnabled()
    with qtbot.waitSignal(window.runner.finished, timeout=10000):
        window.actions_by_id["stop"].trigger()
    assert window.training.curves["train"].batch_at
    assert "stopped" in window.training.text.text()
    assert window.session.states["train"].phase == "idle"


def test_edits_during_a_run_do_not_touch_it(window, qtbot):
    fill(window, train={"epochs": 30})
    window.actions_by_id["run"].trigger()
    window.session.commit("Set", edits.set_param(window.session.document, "train", "epochs", 2))
    with qtbot.waitSignal(window.runner.finished, timeout=30000):
        pass
    assert len(window.training.curves["train"].at["loss"]) == 30


def test_closing_while_running_ends_the_thread(window, qtbot):
    fill(window, train={"epochs": 100000})
    window.actions_by_id["run"].trigger()
    qtbot.waitUntil(lambda: bool(window.training.curves), timeout=20000)
    assert window.close()
    assert not window.runner.active


def test_a_failed_card_is_shown_in_results_and_leads_to_the_card(window, qtbot, tmp_path):
    node = Node(card="ReadAsCSV", params={"path": str(tmp_path / "no.csv")})
    window.session.commit("Add", Document(nodes={"read": node}))
    run_to_end(window, qtbot)
    assert "no.csv" in window.session.last_run.failures["read"]
    assert window.session.states["read"].phase == "failed"
    assert window.tabs.currentWidget() is window.results
    with qtbot.waitSignal(window.results.show_requested) as caught:
        window.results._ask()
    assert caught.args == ["read"] and window.session.selection == {"read"}


def test_results_show_tables_and_numbers(window, qtbot):
    fill(window)
    run_to_end(window, qtbot)
    for i in range(window.results.list.count()):
        window.results.list.setCurrentRow(i)
    window.results.choose("data")
    table = window.results.findChildren(window.results.list.__class__.__mro__[2])
    assert table
    window.set_theme(DARK)
    window.set_theme(LIGHT)


def test_trained_weights_are_saved_beside_the_document(window, qtbot, asker, tmp_path):
    fill(window)
    assert operations.trained(window) is None
    run_to_end(window, qtbot)
    window.session.save(tmp_path / "net.json")
    asker.path = tmp_path / "net.weights.npz"
    window.actions_by_id["save_weights"].trigger()
    assert asker.asked[-1] == str(tmp_path / "net.weights.npz")
    with np.load(asker.path) as saved:
        assert saved["dense_1/kernel"].shape == (4, 16)
    asker.path = tmp_path / "no folder" / "x.npz"
    operations.save_trained(window)
    assert len(asker.said) == 1


# Start


def test_sizes_are_remembered(qtbot, tmp_path):
    settings = Settings(path=tmp_path / "window.json")
    first = Window(Session(), settings)
    qtbot.addWidget(first)
    first.show()
    first.resize(1300, 700)
    first.splitters["columns"].setSizes([300, 600, 384])
    kept = first.splitters["columns"].sizes()
    assert first.close()
    second = Window(Session(), load_settings(settings.path))
    qtbot.addWidget(second)
    # The screen of the offscreen platform is smaller than the window was.
    second.show()
    second.resize(1300, 700)
    assert second.height() == first.height() == 700
    assert second.settings.splits["columns"] == kept
    second.close()


def test_unexpected_errors_are_written_down_and_told_once(window, asker, tmp_path, monkeypatch):
    log = tmp_path / "state" / "errors.log"
    monkeypatch.setattr("app.application.log_file", lambda: log)
    door = ErrorDoor(window)
    try:
        raise ZeroDivisionError("nothing to divide by")
    except ZeroDivisionError:
        door.catch(*sys.exc_info())
    assert len(asker.said) == 1 and str(log) in asker.said[0]
    assert "test_window.py" in log.read_text() and "nothing to divide by" in log.read_text()


def test_a_log_that_cannot_be_written_goes_to_the_terminal(tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("")
    written_down(blocked / "errors.log", ValueError, ValueError("lost?"), None)
    assert "lost?" in capsys.readouterr().err


def test_threads_are_capped_unless_the_user_chose(monkeypatch):
    for name in BLAS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    cap_threads()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3" and os.environ["OMP_NUM_THREADS"] == "7"


@pytest.mark.parametrize(
    ("python", "pyside", "safe"),
    [
        ((3, 11), "6.12.0", False),
        ((3, 11), "6.13", False),
        ((3, 11), "7.0.1", False),
        ((3, 11), "6.11.3", True),
        ((3, 11), "6.8", True),
        ((3, 12), "6.12.0", True),
        ((3, 13), "6.14.1", True),
        ((3, 11), "unknown", True),
    ],
)
def test_the_pyside_that_crashes_is_refused(python, pyside, safe):
    reason = qt_guard.unsafe(python, pyside)
    assert (reason is None) is safe
    if reason:
        assert pyside in reason and reason.endswith(".") and "\n" not in reason


def test_an_unsafe_pyside_is_an_import_error(monkeypatch):
    monkeypatch.setattr(qt_guard.sys, "version_info", (3, 11, 7))
    monkeypatch.setattr("PySide6.__version__", "6.12.0")
    with pytest.raises(ImportError, match=r"6\.12\.0"):
        qt_guard.refuse_unsafe_qt()


def test_the_installed_pyside_survives_a_hundred_thousand_calls(qapp):
    # PySide6 6.12 drops a reference to None in each call that returns nothing.
    before = sys.getrefcount(None)
    thing = QObject()
    for _ in range(100_000):
        thing.setObjectName("soak")
    after = sys.getrefcount(None)
    assert after == before or abs(after - before) < 5_000
    assert thing.objectName() == "soak"


def test_modules_without_qt_load_no_qt():

    code = "import app, app.qt_guard, app.start, sys; print('PySide6' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"


START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import start
start.cap_threads()
from app.application import show
app = QApplication(sys.argv[:1])
def look():
    (window,) = [w for w in app.topLevelWidgets() if type(w).__name__ == "Window"]
    print(window.windowTitle(), len(window.session.document.nodes))
    loaded = [m for m in ("polars", "sklearn", "pyqtgraph", "scipy") if m in sys.modules]
    print(loaded)
    window.close()
QTimer.singleShot(300, look)
from pathlib import Path
sys.exit(show(Path(sys.argv[1])))
"""


def test_the_program_starts_with_a_file_and_loads_no_more_than_it_needs(tmp_path):

    files.save(tmp_path / "net.json", sample_network())
    environment = os.environ | {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "net.json")],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    lines = [x for x in done.stderr.splitlines() if "propagateSizeHints" not in x]
    assert (done.returncode, lines) == (0, [])
    assert done.stdout.splitlines() == ["net[*] – Layerdeck 11", "[]"]
    remembered = json.loads((tmp_path / "config" / "layerdeck" / "window.json").read_text())
    assert remembered["recent"] == [str(tmp_path / "net.json")]
