"""Gets cards ready while nobody waits, so that the first edit with each is as quick as others."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from cards.registry import Types

PAUSE = 40
"""Milliseconds between two cards: the window stays free for what the user does."""


class Warming(QObject):
    """Builds the validators and rows of cards one by one, once the window stands."""

    def __init__(self, types: Types, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting = [card for card in types.values() if not card.__pydantic_complete__]
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    @property
    def done(self) -> bool:
        """Whether every card is ready."""
        return not self._waiting

    def _step(self) -> None:
        while self._waiting:
            card = self._waiting.pop(0)
            # Whoever used it meanwhile has built it.
            if not card.__pydantic_complete__:
                card.model_rebuild()
                card.rows()
                return
        self._timer.stop()
