"""The cursor of the keyboard: the card, or the row of a card, that keys act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.access.telling import announce_focus
from app.canvas.hits import Hit
from app.canvas.layout import HEADER, ROW, Layout, Row, RowPart, has_value, named

if TYPE_CHECKING:
    from app.canvas.view import Canvas

OUTSIDE = 5.0
"""How far the ring stands around a card, in pixels."""
MARGIN = 40.0
"""Room that is kept around what the cursor goes to, in pixels."""

Key = tuple[RowPart, str]
"""A row: output, input or *more*, and its socket."""


class Caret:
    """Follows the selection: the cursor is on a selected card, or nowhere.

    It is ``shown``, as a ring, from the first key until the mouse is used.
    """

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.node = ""
        self.key: Key | None = None
        self.shown = False
        self.pointed = False
        """Whether the mouse was used last, and not a key."""
        self.came_from: tuple[str, str] | None = None
        """A card, and the card from which a wire was followed to it: the way back."""
        self._rows: dict[str, Key] = {}
        """The row that a card was left from, by card."""
        canvas.session.selection_changed.connect(self._follow)

    # --- where it is

    @property
    def layout(self) -> Layout | None:
        """The layout of its card, if that is in sight."""
        geometry = self.canvas.scene.geometry
        row = geometry.index.get(self.node)
        return geometry.layouts[row] if row is not None else None

    @property
    def row(self) -> Row | None:
        """The row that it is on, unless it is on the card as a whole."""
        layout = self.layout
        if layout is None or self.key is None:
            return None
        return next((r for r in layout.rows if (r.part, named(r)) == self.key), None)

    @property
    def hit(self) -> Hit:
        """What it is on, as if the pointer were there."""
        row = self.row
        if self.layout is None:
            return Hit()
        if row is None:
            return Hit("header", self.node)
        if row.socket is None:
            return Hit("more", self.node)
        value = row.part == "input" and has_value(row.socket)
        return Hit("value" if value else "row", self.node, named(row), row.part == "output")

    def rect(self) -> QRectF | None:
        """The card, or the row, in the window."""
        layout, row = self.layout, self.row
        if layout is None:
            return None
        geometry, scale = self.canvas.scene.geometry, self.canvas.scene.camera.scale
        x, y = geometry.xy[geometry.index[self.node]].tolist()
        top, height = (row.top, ROW) if row is not None else (0.0, layout.height)
        corner = self.canvas.to_screen(x, y + top)
        return QRectF(corner.x(), corner.y(), layout.width * scale, height * scale)

    def point(self) -> QPoint:
        """Where a menu for it opens, in the window."""
        rect = self.rect()
        if rect is None:
            return self.canvas.rect().center()
        scale = self.canvas.scene.camera.scale
        at = rect.topLeft().toPoint() + QPoint(round(24 * scale), 0)
        at.setY(round(rect.top() + (rect.height() if self.row else HEADER * scale)))
        inside = self.canvas.rect().adjusted(8, 8, -8, -8)
        return QPoint(
            min(max(at.x(), inside.left()), inside.right()),
            min(max(at.y(), inside.top()), inside.bottom()),
        )

    # --- going

    def go_to_card(self, node: str) -> None:
        """Put it on a card, which is selected already."""
        self._move(node, None)

    def go_to_row(self, node: str, part: RowPart, socket: str) -> None:
        """Put it on a row, whose card is selected if it was not."""
        if node not in self.canvas.session.selection:
            self.canvas.session.select((node,))
        self._rows[node] = (part, socket)
        self._move(node, (part, socket))

    def enter(self) -> bool:
        """Go into the rows of the card: to the row it was on last, or to the first value."""
        layout = self.layout
        if layout is None or not layout.rows:
            return False
        rows: list[Key] = [(r.part, named(r)) for r in layout.rows]
        values: list[Key] = [
            (r.part, named(r))
            for r in layout.rows
            if r.part == "input" and r.socket is not None and has_value(r.socket)
        ]
        last = self._rows.get(self.node)
        self.go_to_row(self.node, *(last if last in rows else values[0] if values else rows[0]))
        return True

    def leave_rows(self) -> bool:
        """Go back from a row to its card; False if it is on no row."""
        on_row = self.row is not None
        if on_row:
            self._move(self.node, None)
        return on_row

    def step(self, by: int) -> bool:
        """Go to another row of the card; the first and the last one are the ends."""
        layout, row = self.layout, self.row
        if layout is None or row is None:
            return False
        at = layout.rows.index(row) + by
        there = layout.rows[min(max(at, 0), len(layout.rows) - 1)]
        self.go_to_row(self.node, there.part, named(there))
        return there is not row

    # --- what is seen of it

    def show(self) -> None:
        """A key was used."""
        if not self.shown:
            self.shown = True
            self.update()

    def hide(self) -> None:
        """The mouse was used."""
        self.key, self.pointed = None, True
        if self.shown:
            self.update()
            self.shown = False

    def update(self) -> None:
        """Paint where it is again."""
        if not self.shown:
            return
        rect = self.rect()
        if rect is None:
            self.canvas.update()
        else:
            self.canvas.update(rect.adjusted(-9, -9, 9, 9).toAlignedRect())

    def focus(self, reason: Qt.FocusReason) -> None:
        """The canvas has the focus now: by a key, then the ring tells where one is."""
        if reason in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        ):
            self.shown, self.pointed = True, False
        self.update()
        announce_focus(self.canvas)

    def paint(self, painter: QPainter) -> None:
        """A ring around the card or the row; around the canvas while nothing is selected."""
        if not self.shown or not self.canvas.hasFocus() or self.canvas.gesture is not None:
            return
        color, rect = QColor(self.canvas.theme.accent), self.rect()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 2.0))
        if rect is None:
            painter.drawRoundedRect(QRectF(self.canvas.rect()).adjusted(2, 2, -2, -2), 8, 8)
        elif self.row is not None:
            fill = QColor(color)
            fill.setAlphaF(0.1)
            painter.setBrush(fill)
            painter.drawRoundedRect(rect.adjusted(2, 0.5, -2, -0.5), 5, 5)
        else:
            rect = rect.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
            painter.drawRoundedRect(rect, 12, 12)
        painter.restore()

    def bring_into_sight(self) -> None:
        """Move the scene just so far that the card or the row is in the window."""
        rect, canvas = self.rect(), self.canvas
        if rect is None:
            return
        dx = _shift(rect.left(), rect.right(), canvas.width())
        dy = _shift(rect.top(), rect.bottom(), canvas.height())
        if dx or dy:
            canvas.pan_by(dx, dy)

    def _move(self, node: str, key: Key | None) -> None:
        self.update()
        self.node, self.key, self.pointed = node, key, False
        self.update()
        self.bring_into_sight()
        announce_focus(self.canvas)

    def _follow(self, selection: frozenset[str]) -> None:
        if self.node in selection:
            return
        self.update()
        self.key = None
        self.node = next(iter(selection)) if len(selection) == 1 else ""
        self.update()


def _shift(low: float, high: float, room: int) -> float:
    """How far what reaches from ``low`` to ``high`` is moved to be inside, its start first."""
    if low >= 0 and high <= room:
        return 0.0
    margin = min(MARGIN, max(0.0, (room - (high - low)) / 2))
    if low < 0 or high - low > room:
        return margin - low
    return room - margin - high
