import json

import numpy as np
import polars as pl
import pytest

from app.event_lines import line
from cards.card import Progress
from cards.running import CardDone, CardFailed, CardStarted, FromCard, RunDone
from engine.training import BatchDone, EpochDone


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (CardStarted("a"), {"event": "started", "node": "a"}),
        (
            FromCard("a", Progress(1, 2, "x")),
            {"event": "progress", "node": "a", "done": 1, "total": 2, "text": "x"},
        ),
        (
            FromCard("a", BatchDone(1, 2, 3, 4, float("nan"), {"m": 0.5})),
            {
                "event": "batch",
                "node": "a",
                "epoch": 1,
                "epochs": 2,
                "batch": 3,
                "batches": 4,
                "loss": None,
                "metrics": {"m": 0.5},
            },
        ),
        (
            FromCard("a", EpochDone(1, 2, {"loss": float("inf")})),
            {"event": "epoch", "node": "a", "epoch": 1, "epochs": 2, "logs": {"loss": None}},
        ),
        (
            CardFailed("a", "No.", "row"),
            {"event": "failed", "node": "a", "row": "row", "message": "No."},
        ),
        (
            RunDone({"x": 1.5}, ("a",)),
            {"event": "finished", "returned": {"x": 1.5}, "failed": ["a"]},
        ),
    ],
)
def test_an_event_is_one_line_of_strict_json(event, expected):
    text = line(event)
    assert "\n" not in text
    assert json.loads(text, parse_constant=pytest.fail) == expected


def test_results_are_described_and_not_written_out():
    outputs = {
        "table": pl.DataFrame({"a": [1, 2]}),
        "array": np.zeros((2, 3)),
        "number": np.float32(0.5),
        "model": object(),
    }
    assert json.loads(line(CardDone("a", outputs)))["outputs"] == {
        "table": {"rows": 2, "columns": ["a"]},
        "array": {"shape": [2, 3]},
        "number": 0.5,
        "model": {"type": "object"},
    }
