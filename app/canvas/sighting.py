"""Moves the view just so far that a card is wholly in sight, and not below the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from app.canvas.view import Canvas

MARGIN = 16.0
"""Pixels that stay free around the card."""


def bring_into_sight(canvas: Canvas, name: str) -> None:
    """Show all of a card of the page; of one that is larger than the window, its beginning."""
    if name not in canvas.scene.geometry.index or canvas.width() <= 2 * MARGIN:
        return
    room, box = QRectF(canvas.rect()), _box(canvas, name)
    if not room.contains(box.center()):
        row, geometry = canvas.scene.geometry.index[name], canvas.scene.geometry
        canvas.center_on(*(geometry.xy[row] + geometry.wh[row] / 2).tolist())
        box = _box(canvas, name)
    dx = _shift(box.left(), box.right(), room.width())
    dy = _shift(box.top(), box.bottom(), room.height())
    if dx or dy:
        canvas.pan_by(dx, dy)
    overview = QRectF(canvas.minimap.geometry())
    if canvas.minimap.isVisible() and overview.intersects(_box(canvas, name)):
        _move_off(canvas, _box(canvas, name), overview)


def _move_off(canvas: Canvas, box: QRectF, overview: QRectF) -> None:
    """Move the scene up or to the left, whichever is less, if the card stays in sight."""
    up, left = box.bottom() - overview.top() + MARGIN, box.right() - overview.left() + MARGIN
    ways = [(up, 0.0, -up)] if box.top() - up >= 0 else []
    ways += [(left, -left, 0.0)] if box.left() - left >= 0 else []
    if ways:
        canvas.pan_by(*min(ways)[1:])


def _box(canvas: Canvas, name: str) -> QRectF:
    """Where a card stands in the window."""
    geometry, scale = canvas.scene.geometry, canvas.scene.camera.scale
    row = geometry.index[name]
    at, (width, height) = canvas.to_screen(*geometry.xy[row].tolist()), geometry.wh[row].tolist()
    return QRectF(at.x(), at.y(), width * scale, height * scale)


def _shift(low: float, high: float, room: float) -> float:
    """How far what reaches from ``low`` to ``high`` moves to be inside, its start first."""
    if low >= 0 and high <= room:
        return 0.0
    margin = min(MARGIN, max(0.0, (room - (high - low)) / 2))
    return margin - low if low < 0 or high - low > room else room - margin - high
