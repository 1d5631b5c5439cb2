"""What stands on an empty canvas: how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.panels.frame import label
from app.session import Session


class ExampleButton(QPushButton):
    """Opens one bundled example."""

    opened = Signal(object)

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(path.stem.capitalize(), parent)
        self._path = path
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
        box.setContentsMargins(32, 28, 32, 28)
        box.setSpacing(8)
        box.addWidget(label("Start with a card", "title", self), 0, Qt.AlignmentFlag.AlignHCenter)
        hint = "Drag cards from the left onto the canvas, and wires from socket to socket."
        text = label(hint, "dim", self)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(text)
        row = QHBoxLayout()
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        if examples:
            row.addWidget(label("Or open an example:", "dim", self))
        for path in examples:
            button = ExampleButton(path, self)
            button.opened.connect(self.example_requested)
            row.addWidget(button)
        row.addStretch(1)
        box.addLayout(row)
        self.setFixedSize(424, 168)
        canvas.installEventFilter(self)
        session.changed.connect(self._follow)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self.setVisible(not self._session.document.nodes)
        self._place()

    def _place(self) -> None:
        canvas = self._canvas
        self.move((canvas.width() - self.width()) // 2, (canvas.height() - self.height()) // 2)
