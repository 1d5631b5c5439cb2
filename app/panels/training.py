"""Live curves of loss and metrics, and how far a training is."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.panels.curves import Curves, in_words
from app.panels.frame import label
from app.panels.plot import Plot, number
from app.runner import Runner
from app.session import Session
from app.theme import Theme
from app.translation import tr
from cards.running import CardDone, CardFailed, FromCard
from engine.training import BatchDone, EpochDone


class Training(QWidget):
    """Follows the training cards of a run; what was drawn stays after a stop."""

    started = Signal()
    """The first event of a training in a run."""

    def __init__(
        self, session: Session, runner: Runner, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._theme = theme
        self.curves: dict[str, Curves] = {}
        self._node = ""
        self._dirty = False
        self._drawn = 0.0
        self.plots: tuple[Plot, Plot] | None = None
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.text = QLabel("", self)
        self.numbers = QLabel("", self)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(tr("Which training"))
        self.choice.currentIndexChanged.connect(self._choose)
        self._lay_out()
        runner.started.connect(self._begin)
        runner.happened.connect(self._follow)
        runner.drained.connect(self._redraw_sometimes)
        runner.finished.connect(self._end)
        session.file_changed.connect(self._forget)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        for plot in self.plots or ():
            plot.set_theme(theme)
        self._dirty = True
        self.redraw()

    def make_plots(self) -> None:
        """Make the plots, if they are not there yet."""
        if self.plots is None:
            loss, metrics = tr("Loss"), tr("Metrics")
            self.plots = (Plot(loss, self._theme, self), Plot(metrics, self._theme, self))
            for plot in self.plots:
                self._plots.addWidget(plot, 1)

    def redraw(self) -> None:
        """Draw what has come since the last time."""
        curves = self.curves.get(self._node)
        if curves is None or not self._dirty or self.plots is None:
            return
        self._dirty, self._drawn = False, time.monotonic()
        self._stack.setCurrentIndex(1)
        self.progress.setValue(round(1000 * curves.fraction))
        self.text.setText(self._state(curves))
        latest = curves.latest()
        told = (f"{in_words(n)} {number(v)}" for n, v in latest.items())
        self.numbers.setText("    ".join(text.replace(" ", "\u00a0") for text in told))
        self.plots[0].show_loss(curves)
        self.plots[1].show_metrics(curves)
        self.plots[1].setVisible(bool(curves.metrics))

    def _redraw_sometimes(self) -> None:
        # Ten times a second look smooth and leave the time to the training.
        if time.monotonic() - self._drawn > 0.1:
            self.redraw()

    def _lay_out(self) -> None:
        self._stack = QStackedLayout(self)
        hint = label(tr("Run a document with a training card to see its curves here."), "dim")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(hint)
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(16, 8, 16, 8)
        box.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(16)
        self.choice.hide()
        self.numbers.setProperty("role", "dim")
        self.numbers.setWordWrap(True)
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignRight)
        top.addWidget(self.choice)
        top.addWidget(self.text)
        top.addWidget(self.numbers, 1)
        box.addLayout(top)
        box.addWidget(self.progress)
        self._plots = QHBoxLayout()
        self._plots.setSpacing(24)
        box.addLayout(self._plots, 1)
        self._stack.addWidget(page)

    def _begin(self) -> None:
        self.curves.clear()
        self._node = ""
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.hide()
        self.choice.blockSignals(False)

    def _forget(self) -> None:
        """Another document: the curves of the last one go."""
        if self._session.last_run is None:
            self._begin()
            self._stack.setCurrentIndex(0)

    def _follow(self, event: object) -> None:
        if isinstance(event, FromCard) and isinstance(event.event, (BatchDone, EpochDone)):
            if event.node not in self.curves:
                self._add(event.node, Curves(self._title(event.node)))
            self.curves[event.node].take(event.event)
            self._dirty = True
        elif isinstance(event, CardDone) and event.kept:
            self._recall(event.node, event.outputs.get("history"))
        elif isinstance(event, (CardDone, CardFailed)) and event.node in self.curves:
            self.curves[event.node].over = True
            self._dirty = True

    def _recall(self, node: str, history: Any) -> None:
        """Draw the training of an earlier run whose result was kept."""
        if hasattr(history, "to_dict") and "epoch" in history.columns:
            columns = history.to_dict(as_series=False)
            self._add(node, Curves.of_history(self._title(node), columns))
            self._dirty = True

    def _title(self, node: str) -> str:
        run = self._session.last_run
        card = run.report.cards.get(node) if run else None
        return type(card).title if card else node

    def _add(self, node: str, curves: Curves) -> None:
        self.make_plots()
        self.curves[node] = curves
        self._node = node
        self.choice.blockSignals(True)
        self.choice.addItem(f"{curves.title} ({node})", node)
        self.choice.setCurrentIndex(self.choice.count() - 1)
        self.choice.blockSignals(False)
        self.choice.setVisible(self.choice.count() > 1)
        if len(self.curves) == 1:
            self.started.emit()

    def _choose(self, index: int) -> None:
        self._node = str(self.choice.itemData(index) or "")
        self._dirty = True
        self.redraw()

    def _end(self) -> None:
        for curves in self.curves.values():
            self._dirty = self._dirty or not curves.over
            curves.over = True
        self.redraw()

    def _state(self, curves: Curves) -> str:
        run = self._session.last_run
        if run and self._node in run.failures:
            return f"{curves.progress()} · {run.failures[self._node]}"
        if curves.over and self._runner.active is False and curves.fraction < 1:
            return f"{curves.progress()} · {tr('stopped')}"
        return curves.progress()
