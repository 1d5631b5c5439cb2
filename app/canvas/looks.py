"""The unchanging part of a card: body, header, labels and sockets, in card coordinates."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from app.canvas.badges import draw_stack, is_border, is_group
from app.canvas.facts import Severity
from app.canvas.layout import FOOTER, HEADER, INDENT, ROW, Layout, Row, has_value, named
from app.canvas.marks import draw_mark, mark_radius
from app.canvas.text import STRONG, draw_text, face, width_of
from app.theme import Theme, group_color, mixed
from app.translation import tr

PAD = 18.0
"""Room around a card for its shadow, ring and sockets."""
RADIUS = 9.0
STRONG_MARK = 7.5
"""Radius of marks in high contrast."""
SHADOW_CARD = 32.0
"""Side of the small card whose shadow is stretched for all others."""


@dataclass(frozen=True)
class Look:
    """What changes the unchanging part: ``named`` cards show their own name.

    ``detail`` is 0 without text, 1 with text, 2 with the letters of the marks.
    """

    selected: bool = False
    severity: Severity = ""
    bad_rows: frozenset[str] = frozenset()
    named: bool = False
    detail: int = 1


def draw_look(
    painter: QPainter, layout: Layout, look: Look, theme: Theme, shadow: QPixmap | None = None
) -> None:
    """Paint a card without its values; ``shadow`` is the picture of a small card's shadow."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(0, 0, layout.width, layout.height)
    if shadow is None:
        draw_shadow(painter, rect, theme)
    else:
        _stretch_shadow(painter, rect, shadow)
    if is_group(layout):
        draw_stack(painter, rect.adjusted(-0.5, -0.5, 0.5, 0.5), RADIUS, theme)
    _draw_body(painter, rect, layout, look, theme)
    for row in layout.rows:
        _draw_row(painter, layout, row, look, theme)
    _draw_header(painter, layout, look, theme)
    _draw_sockets(painter, layout, look, theme)


def header_color(layout: Layout, theme: Theme) -> str:
    if layout.card is None:
        return mixed(theme.dim, theme.card, 0.25)
    if is_border(layout):
        return group_color(theme, "Inputs and outputs")
    return group_color(theme, layout.group)


def draw_shadow(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """A soft shadow around and below a card."""
    shade = QColor(theme.shadow)
    alpha = shade.alphaF()
    painter.setPen(Qt.PenStyle.NoPen)
    layers = 12
    for i in range(layers):
        spread = 13.0 * (1 - i / layers) - 1
        # Weaker outside than inside: the sum falls off as a blurred edge does.
        shade.setAlphaF(alpha * 0.3 * (i + 1) / layers)
        painter.setBrush(shade)
        grown = rect.adjusted(-spread, -spread + 3, spread, spread + 3)
        painter.drawRoundedRect(grown, RADIUS + spread, RADIUS + spread)


def _stretch_shadow(painter: QPainter, rect: QRectF, shadow: QPixmap) -> None:
    """Draw the four corners and the edges between them from a small card's shadow."""
    ratio = shadow.devicePixelRatio()
    per_unit = painter.transform().m11() * ratio
    # Whole device pixels: pieces that share a pixel would let the background shine through.
    corner = int((PAD + SHADOW_CARD / 2) * per_unit)
    far = round((2 * PAD + SHADOW_CARD) * per_unit)
    xs, ys = (
        (0, corner, end - corner, end)
        for end in (round((side + 2 * PAD) * per_unit) for side in (rect.width(), rect.height()))
    )
    # Between the corners the shadow is the same all along: one pixel is stretched.
    pieces = ((0, corner), (corner, 1), (far - corner, corner))
    painter.save()
    painter.resetTransform()
    for i, (u, width) in enumerate(pieces):
        for j, (v, height) in enumerate(pieces):
            wide, high = xs[i + 1] - xs[i], ys[j + 1] - ys[j]
            target = QRectF(xs[i] / ratio, ys[j] / ratio, wide / ratio, high / ratio)
            if (i, j) != (1, 1) and not target.isEmpty():
                painter.drawPixmap(target, shadow, QRectF(u, v, width, height))
    painter.restore()


def _draw_body(painter: QPainter, rect: QRectF, layout: Layout, look: Look, theme: Theme) -> None:
    if look.selected:
        glow = QColor(theme.selection)
        glow.setAlphaF(0.28)
        painter.setPen(QPen(glow, 6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), RADIUS + 2, RADIUS + 2)
    border = {"error": theme.error, "warning": theme.warning}.get(look.severity, theme.card_border)
    color = theme.selection if look.selected else border
    thick = 2.0 if look.selected or look.severity == "error" else 1.0
    painter.setPen(QPen(QColor(color), thick))
    unknown = layout.card is None
    painter.setBrush(QColor(mixed(theme.card, theme.canvas, 0.5) if unknown else theme.card))
    painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), RADIUS, RADIUS)
    if layout.footer and not layout.folded:
        top = layout.height - FOOTER
        painter.setPen(QPen(QColor(mixed(theme.card, theme.card_border, 0.6)), 1))
        painter.drawLine(QPointF(1, top), QPointF(layout.width - 1, top))


def _draw_header(painter: QPainter, layout: Layout, look: Look, theme: Theme) -> None:
    color = header_color(layout, theme)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawPath(_header_path(layout))
    if not is_border(layout):
        _draw_chevron(painter, layout, theme)
    if look.detail:
        room = QRectF(12 if is_border(layout) else 28, 0, layout.width - 28 - 24, HEADER)
        if look.named:
            faded = mixed(theme.header_text, color, 0.28)
            draw_text(painter, room.adjusted(0, 16, 0, -3), layout.title, faded, size=10)
        else:
            color = theme.header_text
            draw_text(painter, room, layout.title, color, size=13, weight=STRONG)
    else:
        _draw_far_title(painter, layout, theme)


def _header_path(layout: Layout) -> QPainterPath:
    path = QPainterPath()
    rect = QRectF(0, 0, layout.width, HEADER)
    radius = RADIUS - 0.5
    if layout.folded:
        path.addRoundedRect(rect, radius, radius)
        return path
    path.moveTo(0, HEADER)
    path.lineTo(0, radius)
    path.arcTo(QRectF(0, 0, 2 * radius, 2 * radius), 180, -90)
    path.lineTo(layout.width - radius, 0)
    path.arcTo(QRectF(layout.width - 2 * radius, 0, 2 * radius, 2 * radius), 90, -90)
    path.lineTo(layout.width, HEADER)
    path.closeSubpath()
    return path


def _draw_chevron(painter: QPainter, layout: Layout, theme: Theme) -> None:
    pen = QPen(QColor(mixed(theme.header_text, header_color(layout, theme), 0.2)), 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = 15.5, HEADER / 2
    if layout.folded:
        painter.drawPolyline([QPointF(x - 2, y - 4), QPointF(x + 2, y), QPointF(x - 2, y + 4)])
    else:
        painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])


def _draw_far_title(painter: QPainter, layout: Layout, theme: Theme) -> None:
    """A large title across the rows, so that a card is known from afar."""
    if layout.folded:
        room = QRectF(28, 0, layout.width - 36, HEADER)
        draw_text(painter, room, layout.title, theme.header_text, size=20, weight=STRONG)
        return
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
    rect = QRectF(8, HEADER, layout.width - 16, layout.height - HEADER)
    for size in (32, 28, 24, 20, 17):
        used = face(size, STRONG)
        taken = QFontMetricsF(used).boundingRect(rect, flags, layout.title)
        if taken.height() <= rect.height() and taken.width() <= rect.width():
            break
    painter.setFont(used)
    painter.setPen(QColor(mixed(theme.text, theme.card, 0.1)))
    painter.drawText(rect, flags, layout.title)


def _draw_row(painter: QPainter, layout: Layout, row: Row, look: Look, theme: Theme) -> None:
    name = named(row)
    bad = row.part == "input" and name in look.bad_rows
    if bad:
        tint = mixed(theme.card, theme.error, 0.13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint))
        painter.drawRect(QRectF(0.5, row.top, layout.width - 1, ROW))
    if not look.detail:
        return
    if row.part == "more":
        _draw_more(painter, layout, row, theme)
    elif row.part == "output" and row.socket:
        rect = QRectF(INDENT, row.top, layout.width - 2 * INDENT, ROW)
        draw_text(painter, rect, row.socket.title, theme.text, right=True)
    elif row.socket:
        _draw_label(painter, layout, row, bad=bad, theme=theme)


def _draw_label(painter: QPainter, layout: Layout, row: Row, *, bad: bool, theme: Theme) -> None:
    if row.socket is None:
        return
    right = layout.value_left - 6 if has_value(row.socket) else layout.width - INDENT
    rect = QRectF(INDENT, row.top, right - INDENT, ROW)
    color = theme.error if bad else theme.text
    draw_text(painter, rect, row.socket.title, color)
    if bad:
        draw_alert(painter, sign_left(layout, row), row.middle, theme.error, theme.card)


def sign_left(layout: Layout, row: Row) -> float:
    """Where the middle of the sign stands that something is wrong with a row."""
    if row.socket is None:
        return 0.0
    right = layout.value_left - 6 if has_value(row.socket) else layout.width - INDENT
    return min(INDENT + width_of(row.socket.title) + 11, right - 6)


def draw_alert(painter: QPainter, x: float, y: float, color: str, ink: str) -> None:
    """An exclamation mark on a disc."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(QPointF(x, y), 6, 6)
    painter.setBrush(QColor(ink))
    painter.drawRoundedRect(QRectF(x - 0.9, y - 3.6, 1.8, 4.4), 0.9, 0.9)
    painter.drawEllipse(QPointF(x, y + 2.7), 1.1, 1.1)


def _draw_more(painter: QPainter, layout: Layout, row: Row, theme: Theme) -> None:
    pen = QPen(QColor(theme.dim), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    x, y = INDENT + 4, row.middle
    if layout.more:
        points = [QPointF(x - 3.5, y - 1.8), QPointF(x, y + 1.8), QPointF(x + 3.5, y - 1.8)]
    else:
        points = [QPointF(x - 1.8, y - 3.5), QPointF(x + 1.8, y), QPointF(x - 1.8, y + 3.5)]
    painter.drawPolyline(points)
    rect = QRectF(INDENT + 14, row.top, layout.width, ROW)
    draw_text(painter, rect, tr("Less") if layout.more else tr("More"), theme.dim)


def _draw_sockets(painter: QPainter, layout: Layout, look: Look, theme: Theme) -> None:
    if layout.folded:
        for points in (layout.inputs, layout.outputs):
            for x, y in set(points.values()):
                painter.setPen(QPen(QColor(theme.card), 1.6))
                painter.setBrush(QColor(theme.dim))
                painter.drawEllipse(QPointF(x, y), 5, 5)
        return
    for row in layout.rows:
        if row.socket is None:
            continue
        painter.save()
        painter.translate(layout.width if row.part == "output" else 0.0, row.middle)
        radius = mark_radius(row.socket)
        letter = look.detail == 2 and radius > 5
        if theme.strong:
            # Large enough for a letter, which tells the kind without any colour.
            radius, letter = max(radius, STRONG_MARK), look.detail > 0
        draw_mark(painter, row.socket.kind, radius, rim=theme.card, letter=letter)
        painter.restore()
