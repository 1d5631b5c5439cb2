"""Values in the rows of cards: fields, switches, tags; each painted once per zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.text import MEDIUM, NORMAL, draw_text
from app.editors.values import is_part, shown
from app.theme import Theme, mixed
from cards.card import Socket
from cards.kinds import Choice, Integers, Listed, Number

Style = Literal["text", "number", "choice", "switch", "tag", "none"]

CHIP_HEIGHT = 20.0


@dataclass(frozen=True)
class Chip:
    """How a value looks; ``typed`` ones differ from the card's default."""

    style: Style
    text: str
    color: str = ""
    typed: bool = False
    bad: bool = False


def chip(socket: Socket, value: Any, *, typed: bool, bad: bool = False) -> Chip:
    """The chip for ``value`` in the row of ``socket``."""
    kind = socket.kind
    text = shown(socket, value)
    if value is None or (socket.many and not value):
        return Chip("none", text, "", typed, bad)
    if is_part(kind):
        return Chip("tag", text, kind.color, typed, bad)
    if isinstance(value, bool):
        return Chip("switch", text, "", typed, bad)
    if isinstance(kind, Choice):
        return Chip("choice", text, "", typed, bad)
    numeric = isinstance(kind, (Number, Integers, Listed))
    return Chip("number" if numeric else "text", text, "", typed, bad)


def draw_chip(painter: QPainter, look: Chip, width: float, theme: Theme) -> None:
    """Paint a chip into (0, 0, width, CHIP_HEIGHT)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.style == "switch":
        _draw_switch(painter, look, width, theme)
    elif look.style == "tag":
        _draw_tag(painter, look, width, theme)
    else:
        _draw_field(painter, look, width, theme)


def _draw_field(painter: QPainter, look: Chip, width: float, theme: Theme) -> None:
    rect = QRectF(0.5, 0.5, width - 1, CHIP_HEIGHT - 1)
    painter.setPen(QPen(QColor(theme.error if look.bad else theme.field_border), 1))
    painter.setBrush(QColor(theme.field))
    painter.drawRoundedRect(rect, 5, 5)
    empty = look.style == "none"
    color = theme.text if look.typed else mixed(theme.text, theme.dim, 0.75)
    color = mixed(theme.dim, theme.field, 0.3) if empty else color
    room = 22.0 if look.style == "choice" else 8.0
    weight = MEDIUM if look.typed and not empty else NORMAL
    inner = rect.adjusted(7, 0, -room + 0.5, 0)
    draw_text(painter, inner, look.text, color, weight=weight, right=look.style == "number")
    if look.style == "choice":
        _draw_caret(painter, width - 12, theme)


def _draw_caret(painter: QPainter, x: float, theme: Theme) -> None:
    pen = QPen(QColor(theme.dim), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle = CHIP_HEIGHT / 2
    points = [QPointF(x - 3, middle - 1.5), QPointF(x, middle + 1.5), QPointF(x + 3, middle - 1.5)]
    painter.drawPolyline(points)


def _draw_switch(painter: QPainter, look: Chip, width: float, theme: Theme) -> None:
    on = look.text == "true"
    track = QRectF(width - 30, 2, 30, CHIP_HEIGHT - 4)
    off = mixed(theme.field_border, theme.dim, 0.25)
    painter.setPen(QPen(QColor(theme.error), 1) if look.bad else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent if on else off))
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
    middle = track.right() - 8 if on else track.left() + 8
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent_text if on else theme.card))
    painter.drawEllipse(QPointF(middle, track.center().y()), 5.6, 5.6)


def _draw_tag(painter: QPainter, look: Chip, width: float, theme: Theme) -> None:
    rect = QRectF(0.5, 0.5, width - 1, CHIP_HEIGHT - 1)
    painter.setPen(
        QPen(QColor(theme.error if look.bad else mixed(theme.card, look.color, 0.45)), 1)
    )
    painter.setBrush(QColor(mixed(theme.card, look.color, 0.16)))
    painter.drawRoundedRect(rect, 5, 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.color))
    painter.drawEllipse(QPointF(10, CHIP_HEIGHT / 2), 3, 3)
    color = theme.text if look.typed else mixed(theme.text, theme.dim, 0.4)
    draw_text(painter, rect.adjusted(17, 0, -5, 0), look.text, color)
