"""Groups that are open in place: titled boxes around their cards, with buttons in the title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.canvas.frames import frame_box
from app.canvas.geometry import Geometry, Rect
from app.canvas.looks import draw_alert
from app.canvas.scene import Scene
from app.canvas.text import STRONG, draw_text
from app.theme import Theme, group_color, mixed
from cards.paging import GroupCard, Page, spread

MARGIN, TITLE = 20.0, 30.0
RADIUS = 12.0
EMPTY = (200.0, 72.0)
"""Size of a group that nothing is in."""
BUTTON = 22.0
FILL, WELCOME = 0.10, 0.24
NEAR = 0.5
"""Below this scale the title stays as large as it is, and has no buttons."""
LEAST_TITLE = 16.0

Part = Literal["title", "close", "enter"]


@dataclass(frozen=True)
class OpenSpot:
    """The title of an open group under a point, or one of its buttons."""

    group: str
    part: Part


def open_rects(geometry: Geometry, page: Page) -> dict[str, Rect]:
    """The boxes of the groups that are open on a page, the outer ones first."""
    found: dict[str, Rect] = {}
    for name in reversed(list(page.open)):
        members = page.open[name]
        rows = [geometry.index[n] for n in members if n in geometry.index]
        rects = [found[n] for n in members if n in found]
        notes = (geometry.document.notes[n] for n in _notes(geometry, name))
        rects += [(x, y, x + w, y + h) for x, y, w, h in (note.rect for note in notes)]
        if rows:
            low, high = geometry.xy[rows].min(axis=0), (geometry.xy + geometry.wh)[rows].max(axis=0)
            rects.append((*low.tolist(), *high.tolist()))
        found[name] = _around(rects) if rects else _alone(page, name)
    return {name: found[name] for name in page.open}


def open_spot(scene: Scene, x: float, y: float) -> OpenSpot | None:
    """The innermost open group whose title is under a point of the scene."""
    if scene.page is None or not scene.page.open:
        return None
    for name, rect in reversed(open_rects(scene.geometry, scene.page).items()):
        left, top, right, _ = rect
        if not (left <= x <= right and top <= y <= top + TITLE):
            continue
        at = right - x
        part: Part = "close" if at < BUTTON + 6 else "enter" if at < 2 * BUTTON + 8 else "title"
        return OpenSpot(name, part)
    return None


def group_at(scene: Scene, x: float, y: float) -> str | None:
    """The innermost open group around a point of the scene, else the one of the page."""
    if scene.page is None:
        return None
    for name, rect in reversed(open_rects(scene.geometry, scene.page).items()):
        if rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]:
            return name
    return scene.page.group


def title_place(scene: Scene, name: str) -> QRectF | None:
    """Where the title of an open group is written, in the window."""
    if scene.page is None or name not in scene.page.open:
        return None
    box = frame_box(open_rects(scene.geometry, scene.page)[name], scene.camera)
    scale = scene.camera.scale
    return QRectF(box.left(), box.top(), box.width() - 2 * BUTTON * scale, TITLE * scale)


def draw_open_groups(painter: QPainter, scene: Scene, area: Rect, theme: Theme) -> None:
    """Draw the boxes of open groups inside ``area`` of the screen, the outer ones first."""
    if scene.page is None or not scene.page.open:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    window = QRectF(QPointF(*area[:2]), QPointF(*area[2:])).adjusted(-3, -3, 3, 3)
    for name, rect in open_rects(scene.geometry, scene.page).items():
        box = frame_box(rect, scene.camera)
        if box.intersects(window):
            _draw_one(painter, scene, name, box, theme)


def touched(page: Page, names: Iterable[str]) -> list[str]:
    """The open groups that show any of these cards."""
    names = set(names)
    return [g for g in page.open if not names.isdisjoint(spread(page.open, g))]


def _draw_one(painter: QPainter, scene: Scene, name: str, box: QRectF, theme: Theme) -> None:
    scale, color = scene.camera.scale, group_color(theme, GroupCard.group)
    chosen, welcoming = name in scene.selection, f"group:{name}" in scene.moving.welcoming
    radius = RADIUS * scale
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    fill = QColor(color)
    fill.setAlphaF(WELCOME if welcoming else FILL)
    painter.fillPath(path, fill)
    head = QPainterPath()
    height = max(TITLE * scale, min(LEAST_TITLE, box.height() / 3))
    head.addRect(QRectF(box.left(), box.top(), box.width(), height))
    painter.fillPath(path.intersected(head), QColor(mixed(theme.canvas, color, 0.72)))
    strong = theme.accent if welcoming else theme.selection if chosen else color
    painter.strokePath(path, QPen(QColor(strong), 2.0 if chosen or welcoming else 1.4))
    if scale < NEAR:
        _draw_far_head(painter, scene, name, box, theme)
    else:
        painter.save()
        painter.translate(box.topLeft())
        painter.scale(scale, scale)
        _draw_head(painter, scene, name, box.width() / scale, theme)
        painter.restore()


def _draw_far_head(painter: QPainter, scene: Scene, name: str, box: QRectF, theme: Theme) -> None:
    page = scene.page
    if page is None or box.width() < 40 or box.height() < 3 * LEAST_TITLE:
        return
    place = QRectF(box.left() + 6, box.top(), box.width() - 12, LEAST_TITLE)
    severity = worst_of(scene, name)
    if severity:
        draw_alert(
            painter, place.left() + 5, place.center().y(), getattr(theme, severity), theme.card
        )
        place.adjust(15, 0, 0, 0)
    draw_text(
        painter, place, page.whole.groups[name].title, theme.header_text, size=11, weight=STRONG
    )


def _draw_head(painter: QPainter, scene: Scene, name: str, width: float, theme: Theme) -> None:
    page = scene.page
    if page is None:
        return
    left = 14.0
    severity = worst_of(scene, name)
    if severity:
        draw_alert(painter, 18, TITLE / 2, getattr(theme, severity), theme.card)
        left = 32.0
    room = QRectF(left, 0, max(width - left - 2 * BUTTON - 14, 0), TITLE)
    title = page.whole.groups[name].title
    draw_text(painter, room, title, theme.header_text, size=13, weight=STRONG)
    pen = QPen(QColor(theme.header_text), 1.7)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle = TITLE / 2
    x = width - 6 - BUTTON / 2
    # Arrows that point at each other: the cards become one again.
    for sign in (-1, 1):
        painter.drawLine(
            QPointF(x + sign * 6, middle + sign * 6), QPointF(x + sign * 2, middle + sign * 2)
        )
        corner = QPointF(x + sign * 2, middle + sign * 2)
        painter.drawLine(corner, corner + QPointF(sign * 4, 0))
        painter.drawLine(corner, corner + QPointF(0, sign * 4))
    x -= BUTTON + 2
    painter.drawPolyline(
        [QPointF(x - 2, middle - 5), QPointF(x + 3, middle), QPointF(x - 2, middle + 5)]
    )


def worst_of(scene: Scene, group: str) -> str:
    """The worst severity of what an open group shows."""
    if scene.page is None:
        return ""
    found = {scene.facts.trouble(n).severity for n in spread(scene.page.open, group)}
    return "error" if "error" in found else "warning" if "warning" in found else ""


def _around(rects: list[Rect]) -> Rect:
    table = np.array(rects)
    left, top = (table[:, :2].min(axis=0) - (MARGIN, MARGIN + TITLE)).tolist()
    right, bottom = (table[:, 2:].max(axis=0) + MARGIN).tolist()
    return left, top, right, bottom


def _alone(page: Page, name: str) -> Rect:
    x, y = page.whole.groups[name].position
    return x, y, x + EMPTY[0], y + EMPTY[1]


def _notes(geometry: Geometry, group: str) -> list[str]:
    return [n for n, note in geometry.document.notes.items() if note.group == group]
