"""Folding and unfolding the selected cards, and their further rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.canvas.menu import remove_wires
from app.canvas.pointing import fold_cards, more_rows

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def toggle_fold(canvas: Canvas) -> None:
    """Fold the selected cards; unfold them if all are folded."""
    names = _chosen(canvas)
    nodes = canvas.scene.geometry.document.nodes
    if names:
        fold_cards(canvas, names, folded=not all(nodes[name].folded for name in names))


def toggle_more(canvas: Canvas) -> None:
    """Show the further rows of the selected cards; hide them if all show them."""
    names = frozenset(_chosen(canvas) & canvas.session.document.nodes.keys())
    nodes = canvas.session.document.nodes
    if names:
        more_rows(canvas, names, more=not all(nodes[name].more for name in names))


def disconnect_selected(canvas: Canvas) -> None:
    """Take away every wire of the selected cards."""
    if names := _chosen(canvas):
        remove_wires(canvas, names)


def _chosen(canvas: Canvas) -> frozenset[str]:
    return frozenset(n for n in canvas.session.selection if n in canvas.scene.geometry.index)
