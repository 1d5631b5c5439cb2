"""Offers the tour to who starts the program for the first time, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.panels.frame import label
from app.translation import tr

if TYPE_CHECKING:
    from app.window import Window

WIDTH, GAP = 300, 10


class TourOffer(QFrame):
    """A word beside the start screen's button for the tour."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("overlay")
        self.setAccessibleName(tr("New here?"))
        self.setFixedWidth(WIDTH)
        self.refuse = QPushButton(tr("&Not now"), self)
        self.refuse.setProperty("flat", True)
        self.take = QPushButton(tr("&Take the tour"), self)
        self.take.setDefault(True)
        self.refuse.clicked.connect(self.leave)
        self.take.clicked.connect(self._take)
        buttons = QHBoxLayout()
        buttons.addWidget(self.refuse)
        buttons.addStretch(1)
        buttons.addWidget(self.take)
        text = tr("Six short steps through an example show how everything works. "
                  "You may leave at any time; it is in the Help menu, too.")  # fmt: skip
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(6)
        box.addWidget(label(tr("New here?"), "title", self))
        box.addWidget(label(text, "", self))
        box.addSpacing(6)
        box.addLayout(buttons)
        self.resize(WIDTH, self.heightForWidth(WIDTH))
        # Who begins with something else does not want it.
        window.session.changed.connect(self.leave)

    def leave(self, *_: object) -> None:
        """Go away."""
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        self.leave()
        self._window.actions_by_id["tour"].trigger()


def offer_tour(window: Window) -> TourOffer | None:
    """Offer the tour where the start screen is seen, if that was never done before."""
    if window.settings.toured or not window.welcome.isVisible():
        return None
    window.settings.toured = True
    window.settings.store()
    made = TourOffer(window)
    screen = window.welcome
    place = QRect(screen.mapTo(window, QPoint(0, 0)), screen.size())
    room = window.rect().adjusted(GAP, GAP, -GAP, -GAP)
    x = min(place.right() - made.width() - GAP, room.right() - made.width())
    made.move(max(x, room.left()), max(place.top() + GAP, room.top()))
    made.show()
    made.raise_()
    made.take.setFocus(Qt.FocusReason.OtherFocusReason)
    return made
