"""What stands on an empty canvas: examples, recent files, unsaved work, and how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.panels.frame import empty, label
from app.panels.start_parts import ExampleButton, Grid, LeftoverRow, RecentRow
from app.recovery import Leftover
from app.session import Session
from app.settings import Settings
from app.theme import Theme, px
from app.translation import tr
from assets import about

WIDTH = 940
LISTED = 5
"""Most recent files that are listed; the menu has more."""
MARGIN = 12
"""Pixels that are left free between this and the edge of a small canvas."""


class Welcome(QFrame):
    """Floats over the middle of ``canvas`` while the document is empty.

    It is filled when it is first seen: documents that are opened pay nothing for it.
    """

    example_requested = Signal(object)
    """The path of an example."""
    file_requested = Signal(object)
    """The path of a recent file."""
    new_requested = Signal()
    open_requested = Signal()
    tour_requested = Signal()
    restore_requested = Signal(object)
    """A ``Leftover``."""
    compare_requested = Signal(object)
    """A ``Leftover``."""

    def __init__(
        self,
        session: Session,
        examples: Sequence[Path],
        canvas: QWidget,
        settings: Settings,
        theme: Theme,
    ) -> None:
        super().__init__(canvas)
        self._session, self._examples, self._canvas = session, examples, canvas
        self._settings, self._theme = settings, theme
        self._leftovers: Sequence[Leftover] = ()
        self._grid: Grid | None = None
        self._dismissed = False
        self._loading: list[ExampleButton] = []
        self._load = QTimer(self)
        self._load.setInterval(0)
        self._load.timeout.connect(self._load_next)
        self.setObjectName("welcome")
        # Cards are dropped on the canvas below, also where this stands.
        self.setAcceptDrops(False)
        canvas.installEventFilter(self)
        session.changed.connect(self._follow)
        session.file_changed.connect(self._follow)
        self._follow()

    def dismiss(self) -> None:
        """Leave the canvas empty, until there is another document."""
        self._dismissed = True
        self._follow()
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_leftovers(self, found: Sequence[Leftover]) -> None:
        """Offer unsaved work."""
        self._leftovers = found
        if self._grid is not None:
            self.fill_lists()

    def set_theme(self, theme: Theme) -> None:
        """Show everything in other colours, and as large as the text is now."""
        self._theme = theme
        if self._grid is not None:
            self._fit_texts()
            self.fill_lists()
            self._start_loading()
            self._grid.lay_out()
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        if self._grid is None:
            self._build()
        self.fill_lists()
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def fill_lists(self) -> None:
        """List recent files and unsaved work as they are now."""
        empty(self._recent)
        empty(self._unsaved)
        if self._leftovers:
            self._add_leftovers()
        files = [Path(name) for name in self._settings.recent[:LISTED]]
        if files:
            self._recent.addWidget(label(tr("Recent"), "heading", self._content))
        for path in files:
            row = RecentRow(path, self._theme, self._content, self._settings.pictures)
            row.opened.connect(self.file_requested)
            row.removed.connect(self._forget)
            self._recent.addWidget(row)
        # What was put in is measured only when the layout is asked.
        QTimer.singleShot(0, self, self._place)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addWidget(area)
        self._content = QWidget(self)
        self._content.setObjectName("content")
        area.setWidget(self._content)
        self._area = area
        rows = QVBoxLayout(self._content)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(8)
        rows.addLayout(self._heading())
        self._unsaved, self._recent = QVBoxLayout(), QVBoxLayout()
        for part in (self._unsaved, self._recent):
            part.setSpacing(2)
        rows.addLayout(self._unsaved)
        rows.addLayout(self._recent)
        rows.addSpacing(4)
        rows.addWidget(label(tr("Examples"), "heading", self._content))
        self._grid = Grid(self._tiles(), self._content)
        rows.addWidget(self._grid)
        rows.addStretch(1)
        self._start_loading()

    def _heading(self) -> QVBoxLayout:
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(label(tr("Build a neural network from cards"), "large", self._content))
        hint = tr("Drag cards from the left onto the canvas, or press Tab there and type a name.")
        texts.addWidget(label(hint, "dim", self._content))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        acts = [
            (tr("New network"), self.new_requested),
            (tr("Open…"), self.open_requested),
            (tr("Take the tour"), self.tour_requested),
        ]
        self.buttons: list[QPushButton] = []
        for name, signal in acts:
            button = QPushButton(name, self._content)
            button.clicked.connect(signal)
            buttons.addWidget(button)
            self.buttons.append(button)
        self.buttons[0].setProperty("first", True)
        self.buttons[2].setVisible(self._has_tour())
        buttons.addStretch(1)
        texts.addSpacing(8)
        texts.addLayout(buttons)
        texts.addSpacing(8)
        return texts

    def _has_tour(self) -> bool:
        return "tour" in getattr(self.window_of(), "actions_by_id", {})

    def window_of(self) -> QWidget | None:
        """The document's window, which may be a tab."""
        widget: QWidget | None = self._canvas
        while widget is not None and not hasattr(widget, "actions_by_id"):
            widget = widget.parentWidget()
        return widget

    def _tiles(self) -> list[ExampleButton]:
        made = [ExampleButton(p, about(p), self._theme, self._content) for p in self._examples]
        for button in made:
            button.opened.connect(self.example_requested)
        return made

    def _add_leftovers(self) -> None:
        row = QHBoxLayout()
        row.addWidget(label(tr("Not saved last time"), "heading", self._content), 1)
        later = QPushButton(tr("Later"), self._content)
        later.setProperty("flat", True)
        later.setToolTip(tr("It is kept, and found under File, Recover unsaved work"))
        later.clicked.connect(self._put_off)
        row.addWidget(later)
        holder = QWidget(self._content)
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self._unsaved.addWidget(holder)
        for one in self._leftovers:
            found = LeftoverRow(one, self._content)
            found.restore_requested.connect(self.restore_requested)
            found.compare_requested.connect(self.compare_requested)
            self._unsaved.addWidget(found)

    def _put_off(self) -> None:
        self.show_leftovers(())

    def _forget(self, path: Path) -> None:
        self._settings.forget(path)
        self._settings.store()
        self.fill_lists()

    def _start_loading(self) -> None:
        self._loading = list(self._grid.tiles) if self._grid is not None else []
        self._load.start()

    def _load_next(self) -> None:
        if not self._loading:
            self._load.stop()
            return
        self._loading.pop(0).show_picture(self._theme)

    def _fit_texts(self) -> None:
        for button in self.findChildren(QPushButton):
            button.updateGeometry()

    def _follow(self) -> None:
        session = self._session
        if session.document.nodes or session.path is not None:
            # The next empty document is another one.
            self._dismissed = False
        self.setVisible(not (session.document.nodes or self._dismissed))

    def _place(self) -> None:
        """In the middle of the canvas, smaller if the canvas is; what is in it scrolls then."""
        if self._grid is None:
            return
        canvas = self._canvas
        width = min(px(WIDTH), canvas.width() - 2 * MARGIN)
        self.resize(width, self.height())
        self._content.resize(width - 2, self._content.height())
        layout = self._content.layout()
        if layout is not None:
            layout.activate()
        wanted = self._content.sizeHint().height() + 2
        self.resize(width, min(wanted, canvas.height() - 2 * MARGIN))
        self.move((canvas.width() - self.width()) // 2, (canvas.height() - self.height()) // 2)
