"""What stands on an empty canvas: how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.panels.frame import OneLine, label
from app.session import Session
from assets import about

WIDTH = 536
NAME_WIDTH = 104
MARGIN = 12
"""Pixels that are left free between this and the edge of a small canvas."""


class ExampleButton(QPushButton):
    """Opens one bundled example; says its name and what it does."""

    opened = Signal(object)

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._path = path
        name, sentence = path.stem.capitalize(), about(path)
        self.setProperty("link", True)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setToolTip(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        title, what = label(name, "link", self), OneLine(sentence, "dim", self)
        title.setFixedWidth(NAME_WIDTH)
        for text in (title, what):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(title)
        row.addWidget(what, 1)
        self.setFixedHeight(28)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        self.opened.emit(self._path)


class Welcome(QFrame):
    """Floats over the middle of ``canvas`` while the document is empty."""

    example_requested = Signal(object)
    """The path of an example."""

    def __init__(self, session: Session, examples: Sequence[Path], canvas: QWidget) -> None:
        super().__init__(canvas)
        self._session = session
        self._canvas = canvas
        self.setObjectName("welcome")
        # Cards are dropped on the canvas below, also where this stands.
        self.setAcceptDrops(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 20)
        box.setSpacing(6)
        box.addWidget(label("Start with a card", "title", self), 0, Qt.AlignmentFlag.AlignHCenter)
        hint = "Drag cards from the left onto the canvas, and wires from socket to socket."
        texts = [hint, "Or open an example:"] if examples else [hint]
        for words in texts:
            text = label(words, "dim", self)
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(text)
        self._list = QWidget(self)
        self._list.setObjectName("content")
        self._fill(examples)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._list)
        box.addWidget(area, 1)
        canvas.installEventFilter(self)
        session.changed.connect(self._follow)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _fill(self, examples: Sequence[Path]) -> None:
        rows = QVBoxLayout(self._list)
        rows.setContentsMargins(0, 4, 0, 0)
        rows.setSpacing(0)
        for path in examples:
            button = ExampleButton(path, self._list)
            button.opened.connect(self.example_requested)
            rows.addWidget(button)
        rows.addStretch(1)

    def _follow(self) -> None:
        self.setVisible(not self._session.document.nodes)
        self._place()

    def _place(self) -> None:
        """In the middle of the canvas, smaller if the canvas is; the examples scroll then."""
        canvas = self._canvas
        width = min(WIDTH, canvas.width() - 2 * MARGIN)
        # Texts and margins stand above the examples.
        wanted = self._list.sizeHint().height() + 122
        height = min(wanted, canvas.height() - 2 * MARGIN)
        self.resize(width, height)
        self.move((canvas.width() - self.width()) // 2, (canvas.height() - self.height()) // 2)
