"""What is drawn over the look of one card: its own name, footer and run state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.badges import badge_rect, draw_badge
from app.canvas.layout import FOOTER, HEADER, Layout
from app.canvas.looks import draw_alert
from app.canvas.scene import Scene
from app.canvas.text import STRONG, draw_text
from app.theme import Theme, mixed
from app.translation import tr

if TYPE_CHECKING:
    from app.session import NodeState


def draw_name(painter: QPainter, layout: Layout, name: str, theme: Theme) -> None:
    """The user's name of a card, above its title."""
    rect = QRectF(28, 2, layout.width - 28 - 24, HEADER - 14)
    draw_text(painter, rect, name, theme.header_text, weight=STRONG)


def draw_footer(painter: QPainter, layout: Layout, scene: Scene, node: str, theme: Theme) -> None:
    """What the card gives, what came of its run, or what is wrong with it."""
    if not layout.footer:
        return
    state, result = scene.states.get(node), scene.results.get(node)
    trouble = scene.facts.trouble(node)
    text, color = scene.facts.footer(node), theme.dim
    if result is not None and result.stale:
        text = tr("{result} · before the last change").format(result=result.text)
        color = mixed(theme.dim, theme.card, 0.35)
    elif result is not None:
        text, color = result.text, theme.text
    left = 12.0
    if layout.card is None:
        text = tr("This card is not installed")
    if state is not None and state.text and state.phase == "done":
        text = f"{text} · {state.text}" if text else state.text
    elif state is not None and state.text and state.phase != "idle":
        text, color = state.text, theme.error if state.phase == "failed" else theme.text
    elif None in trouble.messages or (trouble.messages and not text):
        found = trouble.messages.get(None) or next(iter(trouble.messages.values()))
        text = found.partition("\n")[0]
        color = theme.error if trouble.severity == "error" else theme.warning
        draw_alert(painter, 17, layout.height - FOOTER / 2, color, theme.card)
        left = 28.0
    right = 10.0
    if scene.page is not None and node in scene.page.members:
        count = len(scene.page.members[node])
        draw_badge(painter, layout, count, theme)
        right += badge_rect(layout, count).width()
    rect = QRectF(left, layout.height - FOOTER, layout.width - left - right, FOOTER)
    draw_text(painter, rect, text, color, size=11)


def draw_state(painter: QPainter, layout: Layout, state: NodeState, theme: Theme) -> None:
    """Progress under the header, and whether the card is done or has failed."""
    middle = QPointF(layout.width - 15, HEADER / 2)
    if state.phase == "running":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mixed(theme.card, theme.accent, 0.25)))
        painter.drawRect(QRectF(0.5, HEADER, layout.width - 1, 3))
        painter.setBrush(QColor(theme.accent))
        share = min(max(state.fraction, 0.0), 1.0)
        painter.drawRect(QRectF(0.5, HEADER, (layout.width - 1) * share, 3))
        painter.setPen(QPen(QColor(theme.header_text), 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(QRectF(middle.x() - 5, middle.y() - 5, 10, 10), 90 * 16, -270 * 16)
    elif state.phase == "done":
        pen = QPen(QColor(theme.header_text), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        tick = [QPointF(-4, 0.5), QPointF(-1, 3.5), QPointF(4.5, -3.5)]
        painter.drawPolyline([middle + point for point in tick])
    elif state.phase == "failed":
        draw_alert(painter, middle.x(), middle.y(), theme.error, theme.card)
