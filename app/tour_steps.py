"""The six steps of the tour on the wine example: what each says, shows, and waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QWidget

from app.canvas.layout import ROW
from app.translation import tr
from cards.document import Document

if TYPE_CHECKING:
    from app.window import Window

CARD, ROW_NAME = "dense_1", "units"


@dataclass(frozen=True)
class Step:
    """One step: ``place`` is what it points at, in the window; ``done`` whether it was done.

    ``done`` is told the document as it was when the step began. ``begin`` brings into sight
    what the step is about.
    """

    title: str
    text: str
    place: Callable[[Window], QRect]
    done: Callable[[Window, Document], bool]
    begin: Callable[[Window], object]


def steps() -> tuple[Step, ...]:
    """The steps in their order, in the language of the window."""
    return (
        Step(
            tr("A network of cards"),
            tr(
                "Each card is one layer, one table or one task; wires carry what they give. "
                "Click the card Dense layer to select it."
            ),
            _card,
            lambda w, before: w.session.selection == {CARD},
            _show_unselected,
        ),
        Step(
            tr("Values stand on the card"),
            tr(
                "Click the number beside Units, type another one and press Enter. "
                "Ctrl+Z takes it back, as everything here."
            ),
            _row,
            _other_value,
            _show_card,
        ),
        Step(
            tr("Add a card"),
            tr(
                "Drag a card from this list onto the canvas, or double-click the canvas "
                "and type its name."
            ),
            lambda w: _widget(w, w.palette_panel),
            lambda w, before: len(w.session.document.nodes) > len(before.nodes),
            lambda w: w.places.show("palette"),
        ),
        Step(
            tr("What is wrong, and what helps"),
            tr(
                "Every edit is checked at once. Problems stand here with buttons that put "
                "them right: press one, or take the new card back with Ctrl+Z."
            ),
            lambda w: _widget(w, w.tabs),
            lambda w, before: w.session.document is not before and w.session.report.ok,
            lambda w: w.show_tab("problems"),
        ),
        Step(
            tr("Run it"),
            tr("Run reads the table, trains the network and measures it. F5 does the same."),
            lambda w: _widget(w, w.button("run")),
            lambda w, before: w.runner.active,
            lambda w: None,
        ),
        Step(
            tr("Watch it learn"),
            tr(
                "The curves grow while it trains. Results shows what each card gave, and Summary "
                "lists the layers. Help, at the right, explains the selected card."
            ),
            lambda w: _widget(w, w.tabs),
            lambda w, before: False,
            lambda w: w.show_tab("training"),
        ),
    )


def _other_value(window: Window, before: Document) -> bool:
    now = window.session.document.nodes.get(CARD)
    old = before.nodes.get(CARD)
    return now is not None and old is not None and dict(now.params) != dict(old.params)


def _show_unselected(window: Window) -> None:
    window.session.select(())
    _show_card(window)


def _show_card(window: Window) -> None:
    if CARD in window.session.document.nodes:
        chosen = window.session.selection
        window.canvas.reveal(CARD)
        window.session.select(chosen)


def _card(window: Window) -> QRect:
    """Where the card stands in the window; the canvas, if it is gone."""
    canvas = window.canvas
    row = canvas.scene.geometry.index.get(CARD)
    if row is None:
        return _widget(window, canvas)
    (x, y), (w, h) = canvas.scene.geometry.xy[row].tolist(), canvas.scene.geometry.wh[row].tolist()
    return _on_canvas(window, x, y, x + w, y + h)


def _row(window: Window) -> QRect:
    """Where the row stands in the window; the card, if it does not show it."""
    geometry = window.canvas.scene.geometry
    index = geometry.index.get(CARD)
    found = geometry.layouts[index].row(ROW_NAME) if index is not None else None
    if index is None or found is None:
        return _card(window)
    x, y = geometry.xy[index].tolist()
    width = float(geometry.wh[index][0])
    return _on_canvas(window, x, y + found.top, x + width, y + found.top + ROW)


def _on_canvas(window: Window, left: float, top: float, right: float, bottom: float) -> QRect:
    canvas = window.canvas
    box = QRectF(canvas.to_screen(left, top), canvas.to_screen(right, bottom))
    seen = box.intersected(QRectF(canvas.rect())).toAlignedRect()
    return seen.translated(canvas.mapTo(window, QPoint(0, 0)))


def _widget(window: Window, widget: QWidget | None) -> QRect:
    if widget is None or not widget.isVisible():
        return QRect()
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
