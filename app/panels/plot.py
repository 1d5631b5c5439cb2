"""One plot of curves over epochs, in the look of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.panels.curves import Curves, in_words
from app.theme import Theme, mixed, px, text_font
from app.translation import tr

HUES = {
    "light": ("#2f5fd0", "#c2570c", "#0f7f6b", "#8a3fb0", "#a8324a"),
    "dark": ("#7aa5ff", "#ffab5e", "#4fd0b5", "#cf95f2", "#ff8fa3"),
    "contrast": ("#8ab4ff", "#ffb366", "#5ce6c8", "#dba8ff", "#ffa3b3"),
}
"""Colours of curves, told apart in both themes also by colour-blind people."""


class Plot(QWidget):
    """A titled plot with its own legend."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Loaded here: pyqtgraph costs 0.17 s at start and is only needed in a run.
        import pyqtgraph as pg

        self._pg = pg
        self._theme = theme
        self._lines: dict[str, Any] = {}
        self._title = QLabel(title, self)
        self._title.setProperty("role", "heading")
        self._legend = QLabel("", self)
        self._legend.setProperty("role", "dim")
        # Long names of several outputs take two lines and not the room of other panels.
        self._legend.setWordWrap(True)
        self._legend.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.view = pg.PlotWidget(parent=self)
        self.view.setMenuEnabled(False)
        self.view.hideButtons()
        self.view.setAccessibleName(tr("{title} by epoch").format(title=title))
        # Its stubs give None as well, though every plot has one.
        self._item: Any = self.view.getPlotItem()
        self._item.setContentsMargins(0, 4, 8, 0)
        top = QHBoxLayout()
        top.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._legend, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(top)
        box.addWidget(self.view, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.view.setBackground(theme.panel)
        item = self._item
        item.showGrid(x=False, y=True, alpha=0.12)
        for name in ("left", "bottom"):
            axis = item.getAxis(name)
            axis.setPen(QPen(QColor(theme.card_border)))
            axis.setTextPen(QPen(QColor(theme.dim)))
            axis.setStyle(tickFont=text_font(11), tickTextOffset=6, tickLength=0)
        item.getAxis("left").setWidth(px(48))
        item.getAxis("bottom").setHeight(px(22))
        for line in self._lines.values():
            self.view.removeItem(line)
        self._lines.clear()

    def show_loss(self, curves: Curves) -> None:
        """Loss of batches, faint, and of epochs on both sets."""
        faint = QColor(self._colors()[0])
        faint.setAlphaF(0.35)
        if len(curves.batch_at) > 1:
            line = self._line("batches", self._pg.mkPen(faint, width=1), antialias=False)
            line.setData(curves.batch_at, curves.batch_loss)
        self._show(curves, ["loss"])
        self._finish(["loss"], curves)

    def show_metrics(self, curves: Curves) -> None:
        """Every metric on both sets."""
        self._show(curves, curves.metrics)
        single = in_words(curves.metrics[0]) if len(curves.metrics) == 1 else tr("metrics")
        self._title.setText(single.capitalize())
        self._finish(curves.metrics, curves)

    def _show(self, curves: Curves, names: Sequence[str]) -> None:
        for name in names:
            for key in (name, f"val_{name}"):
                if key in curves.epochs:
                    pen = self._pen(names, key)
                    # One epoch is a point: a line of one point cannot be seen.
                    dot = "o" if len(curves.at[key]) < 3 else None
                    line = self._line(key, pen)
                    line.setData(
                        curves.at[key],
                        curves.epochs[key],
                        symbol=dot,
                        symbolSize=6,
                        symbolBrush=pen.color(),
                        symbolPen=None,
                    )

    def _line(self, name: str, pen: QPen, *, antialias: bool = True) -> Any:
        if name not in self._lines:
            self._lines[name] = self.view.plot(pen=pen, antialias=antialias, connect="finite")
            self._lines[name].setZValue(0 if name == "batches" else 1)
        return self._lines[name]

    def _pen(self, names: Sequence[str], key: str) -> QPen:
        colors = self._colors()
        place = 2 * list(names).index(key.removeprefix("val_")) + key.startswith("val_")
        pen: QPen = self._pg.mkPen(colors[place % len(colors)], width=2)
        return pen

    def _finish(self, names: Sequence[str], curves: Curves) -> None:
        known = {*names, *(f"val_{n}" for n in names), "batches"}
        for name in [n for n in self._lines if n not in known or not self._wanted(n, curves)]:
            self.view.removeItem(self._lines.pop(name))
        parts = []
        for name in names:
            for key, text in ((name, tr("training")), (f"val_{name}", tr("validation"))):
                if key in curves.epochs:
                    words = text if len(names) == 1 else f"{in_words(name)}, {text}"
                    words = words.replace(" ", "&nbsp;")
                    color = self._pen(names, key).color().name()
                    parts.append(f'<span style="color:{color}">●</span>&nbsp;{words}')
        if "loss" in names and len(curves.batch_at) > 1:
            color = mixed(self._colors()[0], self._theme.panel, 0.55)
            batches = tr("each batch").replace(" ", "&nbsp;")
            parts.append(f'<span style="color:{color}">●</span>&nbsp;{batches}')
        self._legend.setText("&nbsp; ".join(parts))
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        if curves.total:
            self._item.setXRange(0, max(curves.total, 1), padding=0.025)

    def _wanted(self, name: str, curves: Curves) -> bool:
        return bool(curves.batch_at) if name == "batches" else name in curves.epochs

    def _colors(self) -> tuple[str, ...]:
        return HUES[self._theme.name]


def number(value: float) -> str:
    """A number in four digits."""
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e4 or value == 0 else f"{value:.3g}"
