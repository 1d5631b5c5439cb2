"""Progress bars of a run in a terminal; silent where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

from cards import card as cards_of
from cards.running import CardDone, CardFailed, CardStarted, Event, FromCard
from engine.training import BatchDone, EpochDone

ROOMY = 120
"""Columns from which on all metrics are shown beside the loss."""


class Bars:
    """One line for each task card of a run: its progress, and what it tells."""

    def __init__(self, titles: Mapping[str, str], console: Console) -> None:
        self._titles = titles
        self._roomy = console.width >= ROOMY
        self._lines: dict[str, TaskID] = {}
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=16),
            TextColumn("{task.fields[text]}", style="dim"),
            console=console,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Bring the lines up to date with one event of the run."""
        if isinstance(event, CardStarted):
            title = self._titles.get(event.node, event.node)
            self._lines[event.node] = self._progress.add_task(title, total=None, text="")
        elif isinstance(event, FromCard):
            self._update(event.node, event.event)
        elif isinstance(event, CardDone):
            # What training told last stays; a short task needs no more than its mark.
            self._progress.update(self._lines[event.node], total=1, completed=1)
            if event.kept:
                self._progress.update(self._lines[event.node], text="unchanged")
        elif isinstance(event, CardFailed) and event.node in self._lines:
            self._progress.update(self._lines[event.node], text="[red]failed[/]")
            self._progress.stop_task(self._lines[event.node])

    def _update(self, node: str, told: Any) -> None:
        line = self._lines[node]
        if isinstance(told, cards_of.Progress):
            self._progress.update(line, total=told.total, completed=told.done, text=told.text)
        elif isinstance(told, BatchDone):
            done = (told.epoch - 1) * told.batches + told.batch
            total = told.epochs * told.batches
            self._progress.update(line, total=total, completed=done)
        elif isinstance(told, EpochDone):
            shown = told.logs if self._roomy else {"loss": told.logs["loss"]}
            numbers = "  ".join(f"{name} {value:.4f}" for name, value in shown.items())
            text = f"{told.epoch}/{told.epochs}  {numbers}"
            self._progress.update(line, text=text)
