"""Finding cards of the document by words, and going from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem

from app.canvas.marking import Marked
from app.canvas.overlay import LIST_KEYS, Overlay
from app.translation import tr
from cards.searching import Match, matches

if TYPE_CHECKING:
    from app.canvas.view import Canvas

WIDTH, BARE, ROW, MOST_ROWS = 420, 78, 25, 8
"""Width of the frame, its height without and with rows, in pixels."""
MOST_SHOWN = 200


class Find(Overlay):
    """What the words are found in; the chosen card is brought into sight at once.

    Enter goes to the next one, Shift and Enter to the one before.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, tr("Find in names, values, shapes, problems and notes"))
        self.found: list[Match] = []
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("Found cards"))
        # What is too long ends in dots.
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told = QLabel(self)
        self.told.setProperty("role", "dim")
        self.box.addWidget(self.list)
        self.box.addWidget(self.told)
        self.search.textChanged.connect(self._fill)
        self.list.currentRowChanged.connect(self._go)
        self._fill("")
        self.open_at(8, 8, min(WIDTH, canvas.width() - 16), self._fitting_height())

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step(-1 if back else 1)
            return True
        if event.key() in LIST_KEYS:
            self.list.keyPressEvent(event)
        return event.key() in LIST_KEYS

    def step(self, by: int) -> None:
        """Go to another of the found cards, round at the ends."""
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def _fill(self, words: str) -> None:
        session = self._canvas.session
        self.found = matches(session.document, session.report, words)
        self.list.blockSignals(True)
        self.list.clear()
        for match in self.found[:MOST_SHOWN]:
            text = f"{match.title}  ·  {match.text or match.node}"
            item = QListWidgetItem(text)
            item.setToolTip(f"{match.node}: {match.text}" if match.text else match.node)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.resize(self.width(), self._fitting_height())
        if self.found:
            self.list.setCurrentRow(0)
        self.told.setText(self._summary(words))

    def _summary(self, words: str) -> str:
        if not words.strip():
            return tr("Type a word; Enter goes to the next card.")
        if not self.found:
            return tr("Nothing in this document has these words.")
        at, count = self.list.currentRow() + 1, len(self.found)
        if count > MOST_SHOWN:
            text = tr("{at} of {count}, the first {most} shown")
            return text.format(at=at, count=count, most=MOST_SHOWN)
        return tr("{at} of {count}").format(at=at, count=count)

    def _fitting_height(self) -> int:
        """As high as what it shows, so that it covers no more than that."""
        rows = min(self.list.count(), MOST_ROWS)
        self.list.setVisible(rows > 0)
        return min(BARE + rows * ROW, self._canvas.height() - 16)

    def _go(self, row: int) -> None:
        if not 0 <= row < len(self.found):
            return
        match, canvas = self.found[row], self._canvas
        document = canvas.session.document
        if match.what == "frame" and match.node in document.frames:
            self._show_frame(match.node)
        elif match.what == "note" and match.node in document.notes:
            self._show_note(match.node)
        elif match.node in document.nodes or match.node in document.groups:
            canvas.reveal(match.node, match.socket)
        self.told.setText(self._summary(self.search.text()))

    def _show_note(self, name: str) -> None:
        """Select a note and bring it into sight, on whatever page it is."""
        canvas = self._canvas
        canvas.session.show_page_of(name)
        left, top, width, height = canvas.session.document.notes[name].rect
        canvas.choose((), Marked(notes=frozenset({name})))
        canvas.center_on(left + width / 2, top + height / 2)

    def _show_frame(self, name: str) -> None:
        """Select a frame and bring it into sight."""
        canvas = self._canvas
        members = sorted(canvas.session.document.frames[name].nodes)
        if members:
            canvas.session.show_page_of(members[0])
        rect = canvas.scene.geometry.frame(name)
        if rect is not None:
            canvas.choose((), Marked(frames=frozenset({name})))
            canvas.center_on((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2)
