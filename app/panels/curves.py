"""The numbers of a training, epoch by epoch, as they arrive. No widgets."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.translation import tr
from engine.training import BatchDone, EpochDone


@dataclass
class Curves:
    """What one training card has reported so far.

    ``epochs`` holds a list of numbers by name (``loss``, ``val_loss``, metrics), with
    the epoch of each in ``at``; ``batch_at`` and ``batch_loss`` pair the position in
    epochs with the loss of that batch alone.
    """

    title: str = ""
    total: int = 0
    epoch: int = 0
    batch: int = 0
    batch_count: int = 0
    at: dict[str, list[float]] = field(default_factory=dict)
    epochs: dict[str, list[float]] = field(default_factory=dict)
    batch_at: list[float] = field(default_factory=list)
    batch_loss: list[float] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    over: bool = False

    def take(self, event: BatchDone | EpochDone) -> None:
        """Add what an event tells."""
        self.total, self.epoch = event.epochs, event.epoch
        if isinstance(event, BatchDone):
            self.batch, self.batch_count = event.batch, event.batches
            self.batch_at.append(event.epoch - 1 + event.batch / max(event.batches, 1))
            own = event.loss if event.batch_loss is None else event.batch_loss
            self.batch_loss.append(float(own))
            return
        self.batch = self.batch_count
        for name, value in event.logs.items():
            self.epochs.setdefault(name, []).append(float(value))
            self.at.setdefault(name, []).append(float(event.epoch))

    @classmethod
    def of_history(cls, title: str, history: Mapping[str, Sequence[float | None]]) -> Curves:
        """The curves of a training that is over, from its columns by name."""
        made = cls(title, over=True)
        at = [float(e or 0) for e in history["epoch"]]
        made.total = made.epoch = int(at[-1]) if at else 0
        for name, values in history.items():
            pairs = [(e, v) for e, v in zip(at, values, strict=True) if v is not None]
            if name != "epoch" and pairs:
                made.at[name] = [e for e, _ in pairs]
                made.epochs[name] = [v for _, v in pairs]
        return made

    @property
    def metrics(self) -> list[str]:
        """Names of the curves beside the loss, without ``val_``."""
        plain = [n.removeprefix("val_") for n in self.epochs]
        return [n for n in dict.fromkeys(plain) if n != "loss"]

    @property
    def fraction(self) -> float:
        """How much of the training is done, 0 to 1."""
        part = self.batch / self.batch_count if self.batch_count else 1.0
        return max(self.epoch - 1 + part, 0.0) / self.total if self.total else 0.0

    def progress(self, now: float | None = None) -> str:
        """Epoch, batch and remaining time in words."""
        if not self.epoch:
            return tr("Starting")
        text = tr("Epoch {epoch} of {total}").format(epoch=self.epoch, total=self.total)
        if self.over:
            return text
        if self.batch_count:
            told = tr("batch {batch} of {count}")
            text += " · " + told.format(batch=self.batch, count=self.batch_count)
        passed = (time.monotonic() if now is None else now) - self.started
        if self.fraction > 0.02 and passed > 0.5:
            left = duration(passed / self.fraction - passed)
            text += " · " + tr("{time} left").format(time=left)
        return text

    def latest(self) -> Mapping[str, float]:
        """The last number of each curve."""
        return {name: values[-1] for name, values in self.epochs.items() if values}


def in_words(name: str) -> str:
    """The name of a curve as people say it: ``validation loss`` for ``val_loss``."""
    words = f"{tr('validation')} {name[4:]}" if name.startswith("val_") else name
    return words.replace("_", " ")


def duration(seconds: float) -> str:
    """A time in words, as short as is useful."""
    whole = max(round(seconds), 0)
    if whole < 60:
        return tr("{count} s").format(count=whole)
    if whole < 3600:
        return tr("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return tr("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)
