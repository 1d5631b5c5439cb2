"""What a card gave in a run, in the few words that its face has room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from app.panels.curves import duration
from app.translation import grouped, tr

NUMBERS = 3
"""Numbers of one card, at most; the results panel has them all."""


def told(outputs: Mapping[str, Any], seconds: float = 0.0) -> str:
    """What a card gave: its numbers, or how large its tables are; empty if neither."""
    history = outputs.get("history")
    if history is not None and "model" in outputs:
        return " · ".join(_training(outputs, history, seconds))
    numbers = list(_numbers(outputs))
    if numbers:
        alone = len(numbers) == 1 and not numbers[0][0]
        texts = [figure(value) if alone else f"{name} {figure(value)}" for name, value in numbers]
        return " · ".join(texts[:NUMBERS])
    return " + ".join([size for value in outputs.values() if (size := _size(value))][:2])


def figure(value: float) -> str:
    """A number in four digits at most."""
    if value == 0 or not isfinite(value) or (value.is_integer() and abs(value) < 1e6):
        return f"{value:.0f}"
    return f"{value:.4g}" if 1e-3 <= abs(value) < 1e5 else f"{value:.2e}"


def _training(outputs: Mapping[str, Any], history: Any, seconds: float) -> Iterator[str]:
    """Last loss, last metric, epochs and time."""
    values = [("loss", outputs.get("loss")), *(outputs.get("metric_values") or {}).items()]
    if outputs.get("validation_loss") is not None:
        values.insert(1, (tr("validation loss"), outputs["validation_loss"]))
    known = [(name, value) for name, value in values if isinstance(value, float)]
    for name, value in known[:2]:
        yield f"{_short(name)} {figure(value)}"
    count = getattr(history, "height", 0)
    epochs = (tr("{count} epoch") if count == 1 else tr("{count} epochs")).format(count=count)
    took = f"{seconds:.1f} s" if seconds < 10 else duration(seconds)
    yield tr("{epochs} in {time}").format(epochs=epochs, time=took) if seconds else epochs


def _numbers(outputs: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Single numbers, and those of named values; a number alone needs no name."""
    for name, value in outputs.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield name if len(outputs) > 1 else "", float(value)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                if isinstance(one, int | float):
                    yield _short(str(key)), float(one)


def _short(name: str) -> str:
    """The name of a metric without what the network's targets are like."""
    words = name.replace("_", " ").removeprefix("sparse ")
    return words.removeprefix("categorical ").removeprefix("binary ")


def _size(value: Any) -> str:
    """How large a table or an array is."""
    if hasattr(value, "columns") and hasattr(value, "height"):
        return f"{grouped(value.height)} × {len(value.columns)}"
    shape = getattr(value, "shape", None)
    return " × ".join(grouped(n) for n in shape) if isinstance(shape, tuple) and shape else ""
