import io

from rich.console import Console

from app.progress import Bars
from cards.card import Progress
from cards.running import CardDone, CardFailed, CardStarted, FromCard
from engine.training import BatchDone, EpochDone

EVENTS = [
    CardStarted("read"),
    FromCard("read", Progress(1, 2, "half way")),
    CardDone("read", {}),
    CardStarted("train"),
    FromCard("train", BatchDone(1, 2, 1, 1, 0.7)),
    FromCard("train", EpochDone(1, 2, {"loss": 0.7, "accuracy": 0.5})),
    CardDone("train", {}, kept=True),
    CardStarted("back"),
    CardFailed("back", "No."),
    CardFailed("never started", "No."),
]


def shown(*, terminal, width=80, upto=None):
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=width)
    with Bars({"train": "Train neural network"}, console) as bars:
        for event in EVENTS[:upto]:
            bars.show(event)
    return text.getvalue()


def test_bars_are_silent_without_a_terminal():
    assert shown(terminal=False).strip() == ""


def test_each_card_has_a_line_with_what_it_tells():
    text = shown(terminal=True)
    assert "Train neural network" in text
    assert "unchanged" in text
    assert "failed" in text
    assert "accuracy" not in text


def test_a_wide_terminal_shows_all_metrics():
    assert "1/2  loss 0.7000  accuracy 0.5000" in shown(terminal=True, width=140, upto=6)
    assert "1/2  loss 0.7000" in shown(terminal=True, upto=6)
