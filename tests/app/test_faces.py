from types import SimpleNamespace

import numpy as np
import pytest

from app.canvas.overlays import draw_footer
from app.faces import figure, told
from app.session import CardResult
from cards import edits
from tests.app.sample_network import sample_network

TABLE = SimpleNamespace(height=1437, columns=["a", "b"])


@pytest.mark.parametrize(
    ("outputs", "text"),
    [
        ({"value": 0.98123}, "0.9812"),
        (
            {"loss": 0.5, "metric_values": {"categorical_accuracy": 0.25}},
            "loss 0.5 · accuracy 0.25",
        ),
        ({"table": TABLE}, "1,437 × 2"),
        ({"training": TABLE, "test": TABLE}, "1,437 × 2 + 1,437 × 2"),
        ({"data": np.zeros((20, 3))}, "20 × 3"),
        ({"model": object()}, ""),
        ({}, ""),
    ],
)
def test_numbers_come_before_sizes(outputs, text):
    assert told(outputs) == text


def test_training_tells_loss_metric_epochs_and_time():
    outputs = {
        "history": SimpleNamespace(height=30, columns=["epoch"]),
        "loss": 0.012345,
        "metric_values": {"accuracy": 0.98},
        "validation_loss": None,
        "model": object(),
    }
    assert told(outputs, 2.14) == "loss 0.01235 · accuracy 0.98 · 30 epochs in 2.1 s"
    assert told(outputs) == "loss 0.01235 · accuracy 0.98 · 30 epochs"
    outputs["validation_loss"] = 0.5
    assert told(outputs, 75).startswith("loss 0.01235 · validation loss 0.5 · 30 epochs in 1 min")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (3.0, "3"), (float("nan"), "nan"), (1e-9, "1.00e-09"), (0.123456, "0.1235")],
)
def test_figures_are_short(value, text):
    assert figure(value) == text


def run(window, qtbot):
    window.session.commit("Fill", sample_network())
    with qtbot.waitSignal(window.runner.finished, timeout=20_000):
        window.actions_by_id["run"].trigger()


def test_cards_show_what_they_gave_until_something_before_them_changes(window, qtbot):
    run(window, qtbot)
    session = window.session
    results = dict(session.results)
    assert "epoch" in results["train"].text and "loss" in results["train"].text
    assert not any(result.stale for result in results.values())
    assert window.canvas.scene.results == results
    before = session.document
    session.commit("Wider", edits.set_param(before, "train", "epochs", 3))
    assert session.results["train"] == CardResult(results["train"].text, stale=True)
    fed = next(n for n in results if n not in ("train",) and not session.results[n].stale)
    assert session.results[fed] == results[fed]
    session.undo()
    assert session.results == results


def test_a_new_run_and_a_new_document_forget_them(window, qtbot):
    run(window, qtbot)
    assert window.session.results
    window.session.new()
    assert window.session.results == {} == window.canvas.scene.results


def test_a_stale_result_is_painted_dimmer(window, qtbot, monkeypatch):
    run(window, qtbot)
    canvas, drawn = window.canvas, []
    monkeypatch.setattr(
        "app.canvas.overlays.draw_text",
        lambda painter, rect, text, color, **more: drawn.append((text, color)),
    )
    layout = canvas.scene.geometry.layouts[canvas.scene.geometry.index["train"]]
    for stale in (False, True):
        text = window.session.results["train"].text
        canvas.scene.results = {"train": CardResult(text, stale)}
        canvas.scene.states = {}
        draw_footer(None, layout, canvas.scene, "train", canvas.theme)
    assert drawn[1][0] == f"{drawn[0][0]} · before the last change"
    assert drawn[0][1] != drawn[1][1]
