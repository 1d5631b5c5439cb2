"""Bends of wires on the canvas: their handles, and what adds and removes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.bends import leg_at
from app.canvas.geometry import Array, Pair
from app.canvas.layout import GRID, Point
from app.canvas.marking import Bend, Marked
from app.canvas.scene import Scene
from app.theme import Theme
from app.translation import tr
from cards import edits
from cards.document import Document
from cards.ports import real

if TYPE_CHECKING:
    from app.canvas.view import Canvas

SMALLEST = 0.3
"""Below this scale bends have no handles, unless they are selected."""
RADIUS = 4.0


def draw_bends(painter: QPainter, scene: Scene, wires: Array, theme: Theme) -> None:
    """The handles of the bends of these wires."""
    geometry, camera = scene.geometry, scene.camera
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row in geometry.bent.keys() & set(wires.tolist()):
        pair = geometry.pairs[row]
        color = QColor(geometry.kind_list[int(geometry.kinds[row])].color)
        for number, point in enumerate(geometry.bent[row]):
            chosen = (*pair, number) in scene.marked.bends
            if not chosen and camera.scale < SMALLEST:
                continue
            large = chosen or pair == scene.hovered_wire
            radius = max(3.0, RADIUS * min(camera.scale, 1.3)) + (1.5 if large else 0.0)
            painter.setPen(QPen(QColor(theme.selection if chosen else theme.canvas), 2))
            painter.setBrush(QColor(theme.card) if chosen else color)
            painter.drawEllipse(QPointF(*camera.to_screen(*point)), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def points_of(document: Document, pair: Pair) -> tuple[Point, ...]:
    """The points that a wire of a page is led through."""
    return document.bends.get(pair[1], {}).get(pair[0], ())


def led(document: Document, points: Mapping[Pair, Iterable[Point]]) -> Document:
    """The document with wires of a page led through these points."""
    for (source, target), through in points.items():
        line = list(through)
        sources = real(document, source, output=True)
        for t in real(document, target, output=False):
            for s in sources:
                if s in document.wires.get(t, ()):
                    document = edits.bend(document, s, t, line)
    return document


def add_bend(canvas: Canvas, pair: Pair, x: float, y: float) -> Bend:
    """Lead a wire through a point near (x, y); gives the new bend, selected."""
    geometry = canvas.scene.geometry
    number = leg_at(geometry, geometry.wire_index[pair], x, y)
    points = list(points_of(canvas.document, pair))
    points.insert(number, (round(x / GRID) * GRID, round(y / GRID) * GRID))
    bend = (*pair, number)
    document = led(canvas.session.document, {pair: points})
    canvas.session.commit(tr("Add bend"), document, merge=bend)
    canvas.choose((), Marked(bends=frozenset({bend})))
    return bend


def without_bends(canvas: Canvas, bends: Iterable[Bend], document: Document) -> Document:
    """``document`` without these bends of wires of the page."""
    gone: dict[Pair, set[int]] = {}
    for source, target, number in bends:
        gone.setdefault((source, target), set()).add(number)
    kept = {
        pair: [p for n, p in enumerate(points_of(canvas.document, pair)) if n not in numbers]
        for pair, numbers in gone.items()
    }
    return led(document, kept)


def remove_bends(canvas: Canvas, bends: Iterable[Bend]) -> None:
    """Take these bends away."""
    document = without_bends(canvas, bends, canvas.session.document)
    canvas.session.commit(tr("Remove bend"), document)


def straighten(canvas: Canvas, pair: Pair) -> None:
    """Take all bends of a wire away."""
    canvas.session.commit(tr("Straighten wire"), led(canvas.session.document, {pair: ()}))
