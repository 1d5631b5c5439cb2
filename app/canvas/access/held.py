"""What a row of a card holds, as a text and as a number, for assistive technology."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleTextInterface, QAccessibleValueInterface

from app.canvas.rows import current
from cards.bounds import Bounds, bounds

if TYPE_CHECKING:
    from app.canvas.access.row import RowInterface


class Words(QAccessibleTextInterface):
    """What stands in a row, for what reads texts; it is written by ``setText``."""

    def __init__(self, row: RowInterface) -> None:
        super().__init__()
        self._row = row

    @property
    def _all(self) -> str:
        return self._row.text(QAccessible.Text.Value)

    def text(self, start_offset: int, end_offset: int) -> str:
        return self._all[max(start_offset, 0) : None if end_offset < 0 else end_offset]

    def characterCount(self) -> int:
        return len(self._all)

    def cursorPosition(self) -> int:
        return 0

    def setCursorPosition(self, position: int) -> None:
        """The text has no cursor until it is edited."""

    def selectionCount(self) -> int:
        return 0

    def addSelection(self, start_offset: int, end_offset: int) -> None:
        """Nothing in it can be selected."""

    def removeSelection(self, selection_index: int) -> None:
        """Nothing in it is selected."""

    def setSelection(self, selection_index: int, start_offset: int, end_offset: int) -> None:
        """Nothing in it can be selected."""

    def characterRect(self, offset: int) -> QRect:
        return self._row.rect()

    def offsetAtPoint(self, point: QPoint) -> int:
        return 0

    def scrollToSubstring(self, start_index: int, end_index: int) -> None:
        """It is all in sight."""


class Number(QAccessibleValueInterface):
    """The number of a row, with its bounds."""

    def __init__(self, row: RowInterface) -> None:
        super().__init__()
        self._row = row

    def currentValue(self) -> Any:
        socket = self._row.typed
        if socket is None:
            return None
        return current(self._row.canvas, self._row.card.name, socket)

    def setCurrentValue(self, value: Any) -> None:
        socket = self._row.typed
        if socket is not None and isinstance(value, (int, float)) and self._bounds.hold(value):
            self._row.set(round(value) if socket.kind.id == "Integer" else float(value))

    def maximumValue(self) -> Any:
        return self._bounds.highest

    def minimumValue(self) -> Any:
        return self._bounds.lowest

    def minimumStepSize(self) -> Any:
        socket, low, high = self._row.typed, self._bounds.lowest, self._bounds.highest
        if socket is None or socket.kind.id == "Integer":
            return 1
        return (high - low) / 100 if low is not None and high is not None else 0.1

    def step(self, by: int) -> None:
        """Turn the number by a step."""
        now = self.currentValue()
        self.setCurrentValue(round((now or 0) + by * self.minimumStepSize(), 12))

    @property
    def _bounds(self) -> Bounds:
        socket, card = self._row.typed, self._row.card.layout.card
        if socket is None or card is None:
            return Bounds()
        return bounds(card, socket.name)
