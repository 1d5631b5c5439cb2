import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app import operations
from app.canvas.hits import Hit
from app.theme import DARK, LIGHT
from cards import edits, files
from cards.document import Document, Node
from tests.app.sample_network import fill, run_to_end


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


def phases(window):
    return {name: state.phase for name, state in window.session.states.items()}


def test_an_edit_takes_back_what_no_longer_holds_until_it_is_undone(window, qtbot):
    fill(window)
    run_to_end(window, qtbot)
    session, done = window.session, phases(window)
    session.commit("Move", edits.move_nodes(session.document, {"data": (9.0, 9.0)}))
    assert phases(window) == done
    session.commit("Set", edits.set_param(session.document, "dense_1", "units", 8))
    assert done.keys() - phases(window).keys() == {"train", "evaluate", "return_1"}
    session.commit("Cut", edits.disconnect(session.document, "test_xy.data"))
    assert phases(window).keys() == {"data", "split", "train_xy"}
    session.commit("Seed", edits.set_seed(session.document, 9))
    assert phases(window) == {}
    for _ in range(3):
        session.undo()
    assert phases(window) == done


def test_the_status_bar_says_how_a_run_ended(window, qtbot):
    fill(window, train={"epochs": 100000})
    window.actions_by_id["run"].trigger()
    qtbot.waitUntil(lambda: bool(window.training.curves), timeout=20000)
    window.actions_by_id["stop"].trigger()
    qtbot.waitUntil(lambda: not window.runner.active, timeout=10000)
    assert "was stopped after" in window._status.currentMessage()
    window.session.new()
    fill(window, dense_1={"units": -1})
    run_to_end(window, qtbot)
    assert "The run failed" in window._status.currentMessage()


def test_the_canvas_has_most_of_the_room_until_there_are_curves(window, qtbot):
    upper, lower = window.splitters["middle"].sizes()
    assert upper > 3 * lower
    fill(window)
    run_to_end(window, qtbot)
    assert window.splitters["middle"].sizes()[1] > lower + 50
    window.session.new()
    small = window.splitters["middle"].sizes()[1]
    assert small < lower + 50
    window.splitters["middle"].splitterMoved.emit(300, 1)
    window.show_tab("results")
    assert window.splitters["middle"].sizes()[1] == small


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


@pytest.fixture
def running(window, qtbot):
    fill(window, train={"epochs": 100_000})
    window.actions_by_id["run"].trigger()
    qtbot.waitUntil(lambda: bool(window.training.curves), timeout=20_000)
    yield window
    window.runner.stop()
    qtbot.waitUntil(lambda: not window.runner.active, timeout=20_000)


def test_a_document_is_saved_and_undone_while_it_runs(running, asker, tmp_path):
    session = running.session
    asker.path = tmp_path / "net.json"
    assert running.filing.save() and running.runner.active
    document = session.document
    session.commit("Set", edits.set_param(document, "train", "epochs", 7))
    assert running.filing.save()
    assert files.load(asker.path).nodes["train"].params["epochs"] == 7
    session.undo()
    assert session.modified and session.document is document and running.runner.active
    session.redo()
    assert not session.modified


def test_the_card_at_work_is_removed_and_comes_back(running, qtbot):
    session = running.session
    document = session.document
    session.commit("Delete", edits.remove_nodes(document, ["train"]))
    run = session.last_run
    with qtbot.waitSignal(running.runner.drained, timeout=20_000):
        pass
    assert "train" not in session.states and running.runner.active
    session.undo()
    assert session.states["train"].phase == "running" and session.last_run is run
    while session.history.can_undo:
        session.undo()
    with qtbot.waitSignal(running.runner.finished, timeout=20_000):
        running.runner.stop()
    assert not session.document.nodes and not session.states
    session.redo()
    assert session.states["train"].phase == "idle"


def test_a_file_that_cannot_be_read_stops_no_run(running, asker, tmp_path):
    (tmp_path / "bad.json").write_text("{")
    assert not running.filing.open_path(tmp_path / "bad.json")
    assert running.runner.active and len(asker.said) == 1


def test_a_reload_during_a_run_leaves_it_the_document_it_began_with(running, asker, tmp_path):
    session = running.session
    asker.path = tmp_path / "net.json"
    assert running.filing.save()
    before = session.document
    files.save(asker.path, Document())
    assert running.filing.reload() and not session.document.nodes
    assert running.runner.active and session.last_run.document is before
    session.undo()
    assert session.document is before and session.states["train"].phase == "running"


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


def test_many_numbers_stand_below_each_other_and_not_out_of_sight(window):
    window.resize(1500, 950)
    window.show_tab("results")
    window.results._show_numbers({f"some sparse categorical accuracy {i}": 0.5 for i in range(5)})
    QApplication.processEvents()
    content = window.results._content
    assert content.width() <= content.parentWidget().width()


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


def test_cards_of_the_same_title_are_told_apart_in_the_results(window, qtbot):
    fill(window)
    run_to_end(window, qtbot)
    texts = [window.results.list.item(i).text() for i in range(window.results.list.count())]
    assert len(set(texts)) == len(texts)
    assert "Split into X and Y by columns (test_xy)" in texts and "Train neural network" in texts


def test_a_failure_is_told_on_its_card(window, qtbot):
    fill(window, train={"optimizer": {"card": "SGD", "params": {"learning_rate": 1e30}}})
    run_to_end(window, qtbot)
    canvas = window.canvas
    canvas._tips.hovered(Hit("footer", "train"), None)
    assert window.session.last_run.failures["train"] in canvas.toolTip().replace("<br>", " ")
