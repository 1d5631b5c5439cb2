"""What tells a group's card from others: cards behind it, and how many are inside."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.layout import FOOTER, Layout
from app.canvas.text import MEDIUM, draw_text, width_of
from app.theme import Theme, group_color, mixed
from app.translation import tr
from cards.paging import BorderCard, GroupCard

STEP = 4.0
"""How far each card behind the front one sticks out."""


def is_group(layout: Layout) -> bool:
    """Whether this is the card of a group."""
    card = layout.card
    return card is not None and issubclass(card, GroupCard) and not issubclass(card, BorderCard)


def is_border(layout: Layout) -> bool:
    """Whether this is the card of what comes into a group or goes out of it."""
    return layout.card is not None and issubclass(layout.card, BorderCard)


def draw_stack(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """The edges of two cards behind the one in ``rect``."""
    color = mixed(theme.card, group_color(theme, GroupCard.group), 0.35)
    for step in (2, 1):
        behind = rect.adjusted(step * STEP, step * STEP, step * STEP, step * STEP)
        painter.setPen(QPen(QColor(theme.card_border), 1))
        painter.setBrush(QColor(mixed(color, theme.canvas, 0.22 * (step - 1))))
        painter.drawRoundedRect(behind, radius, radius)


def badge_text(count: int) -> str:
    """How many cards a group holds, in words."""
    return tr("1 card") if count == 1 else tr("{count} cards").format(count=count)


def badge_rect(layout: Layout, count: int) -> QRectF:
    """Where the badge stands on the card; clicked, it opens the group."""
    if layout.folded:
        return QRectF()
    width = width_of(badge_text(count), 11, MEDIUM) + 28
    return QRectF(layout.width - width - 7, layout.height - FOOTER + 3.5, width, FOOTER - 7)


def draw_badge(painter: QPainter, layout: Layout, count: int, theme: Theme) -> None:
    """How many cards are inside, with an arrow that leads there."""
    rect = badge_rect(layout, count)
    if rect.isEmpty():
        return
    color = group_color(theme, GroupCard.group)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mixed(theme.card, color, 0.3)))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    text = rect.adjusted(8, 0, -14, 0)
    draw_text(painter, text, badge_text(count), theme.text, size=11, weight=MEDIUM)
    pen = QPen(QColor(theme.text), 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = rect.right() - 9, rect.center().y()
    painter.drawPolyline([QPointF(x - 2, y - 3.2), QPointF(x + 1.4, y), QPointF(x - 2, y + 3.2)])
