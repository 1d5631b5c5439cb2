"""Menus, toolbar and status bar of a window, made from its actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QStatusBar, QToolBar, QToolButton, QWidget

from app import operations
from app.actions import MENUS, TOOLBAR, CommandAction
from app.filing import examples
from app.session import Session
from app.theme import THEMES, Theme, icon, px
from app.translation import counted, tr
from cards.report import Report
from cards.sharing import counted as weights_of

if TYPE_CHECKING:
    from app.window import Window

WITH_TEXT = {"run", "zoom_full"}
"""Buttons that show words."""


class FileAction(QAction):
    """Opens one file."""

    chosen = Signal(object)

    def __init__(self, path: Path, text: str, parent: QWidget) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._path = path
        self.triggered.connect(self._choose)

    def _choose(self) -> None:
        self.chosen.emit(self._path)


class FileMenu(QMenu):
    """A menu of files, filled when it is shown."""

    chosen = Signal(object)

    def __init__(self, title: str, window: Window, *, recent: bool) -> None:
        super().__init__(title, window)
        self._window = window
        self._recent = recent
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the files as they are now."""
        self.clear()
        recent = [Path(name) for name in self._window.settings.recent]
        for path in recent if self._recent else examples():
            text = str(path) if self._recent else path.stem.capitalize()
            action = FileAction(path, text, self)
            action.chosen.connect(self.chosen)
            self.addAction(action)
        if self.isEmpty():
            self.addAction(tr("No files yet")).setEnabled(False)


class ThemeMenu(QMenu):
    """The themes to choose from, and that of the desktop."""

    def __init__(self, window: Window) -> None:
        super().__init__(tr("T&heme"), window)
        self._window = window
        self._group = QActionGroup(self)
        names = (tr("As the &system"), tr("&Light"), tr("&Dark"), tr("&High contrast"))
        for text, name in zip(names, ("", *THEMES), strict=True):
            action = self.addAction(text)
            action.setCheckable(True)
            action.setData(name)
            self._group.addAction(action)
        self._group.triggered.connect(self._choose)
        self.aboutToShow.connect(self.mark)

    def mark(self) -> None:
        """Mark the theme that is chosen now."""
        for action in self.actions():
            action.setChecked(action.data() == self._window.settings.theme)

    def _choose(self, action: QAction) -> None:
        operations.choose_theme(self._window, str(action.data()))


def with_mnemonics(titles: Sequence[str]) -> list[str]:
    """Titles of menus, each with a sign before the first letter that is free."""
    taken: set[str] = set()
    signed = []
    for title in titles:
        at = next((i for i, c in enumerate(title) if c.lower() not in taken), 0)
        taken.add(title[at].lower())
        signed.append(f"{title[:at]}&{title[at:]}")
    return signed


def add_menus(window: Window) -> None:
    """Fill the menu bar."""
    titles = with_mnemonics([tr(name) for name in MENUS])
    menus = {name: QMenu(title, window) for name, title in zip(MENUS, titles, strict=True)}
    for menu in menus.values():
        window.menuBar().addMenu(menu)
    for action in window.actions_by_id.values():
        menu = menus[action.command.menu]
        if action.command.separator:
            menu.addSeparator()
        menu.addAction(action)
        if action.command.id == "theme":
            menu.addMenu(ThemeMenu(window))
        if action.command.id == "open":
            for title, recent in ((tr("Open &recent"), True), (tr("Open e&xample"), False)):
                files = FileMenu(title, window, recent=recent)
                files.chosen.connect(window.open_path)
                menu.addMenu(files)


def add_toolbar(window: Window) -> dict[str, QToolButton]:
    """Put the toolbar in place; gives its buttons by command."""
    bar = QToolBar(tr("Toolbar"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(px(20), px(20)))
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    buttons: dict[str, QToolButton] = {}
    for name in TOOLBAR:
        if name == "|":
            bar.addSeparator()
        elif name == ">":
            space = QWidget(bar)
            space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            bar.addWidget(space)
        else:
            buttons[name] = _button(bar, window.actions_by_id[name], name)
            bar.addWidget(buttons[name])
    window.addToolBar(bar)
    return buttons


def show_icons(actions: Mapping[str, CommandAction], theme: Theme) -> None:
    """Give the actions icons in the colours of the theme."""
    for action in actions.values():
        if action.command.icon:
            action.setIcon(icon(action.command.icon, theme))
    actions["theme"].setIcon(icon("light" if theme.dark else "dark", theme))
    actions["run"].setIcon(icon("run", theme, theme.accent_text))
    actions["stop"].setIcon(icon("stop", theme, theme.error))


def show_overflow(bar: QToolBar, theme: Theme) -> None:
    """Let the button be seen that has what a narrow window leaves no room for."""
    button = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    if button is not None:
        button.setIcon(icon("more", theme))
        button.setToolTip(tr("More commands"))
        button.setAccessibleName(tr("More commands"))


class Status(QStatusBar):
    """Messages, and what the document amounts to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards, self.weights = QLabel(self), QLabel(self)
        self.seed, self.zoom = QLabel(self), QLabel(percent(1.0), self)
        self._counted: tuple[Report, int] | None = None
        for part in (self.cards, self.weights, self.seed, self.zoom):
            self.addPermanentWidget(part)
        self.setSizeGripEnabled(False)

    def show_session(self, session: Session) -> None:
        """Count cards and weights."""
        count = len(session.document.nodes)
        report = session.report
        if self._counted is None or self._counted[0] is not report:
            # One edit asks several times.
            weights = sum(weights_of(session.document, report, report.inferences))
            self._counted = report, weights
        weights = self._counted[1]
        self.cards.setText(counted(count, tr("card"), tr("cards")))
        known = session.report.known is not None
        told = counted(weights, tr("weight"), tr("weights")) if known else tr("Checking…")
        self.weights.setText(told)
        self.seed.setText(tr("Seed {seed}").format(seed=session.document.settings.seed))


def percent(zoom: float) -> str:
    """A zoom in percent."""
    return f"{round(100 * zoom)} %"


def _button(bar: QToolBar, action: QAction, name: str) -> QToolButton:
    # Made here: Python knows one that Qt makes by its address, which another may have later.
    button = QToolButton(bar)
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setIconSize(bar.iconSize())
    bar.iconSizeChanged.connect(button.setIconSize)
    button.setObjectName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if name == "run":
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    elif name in WITH_TEXT:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    return button
