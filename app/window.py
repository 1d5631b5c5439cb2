"""The main window: puts canvas, panels, menus and toolbar together."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QSplitter,
    QTabBar,
    QTabWidget,
    QToolBar,
    QToolButton,
    QWidget,
)

from app import operations
from app.actions import make_actions
from app.bars import Status, add_menus, add_toolbar, percent, show_icons, show_overflow
from app.canvas.view import Canvas
from app.dropping import dropped_files, take_files
from app.filing import Asker, Filing, examples
from app.following import Follower
from app.guarding import Guard
from app.library import Library
from app.panels.banner import Banners
from app.panels.breadcrumb import Breadcrumb
from app.panels.curves import duration
from app.panels.frame import Panel, Stage
from app.panels.help import Help
from app.panels.history import HistoryPanel
from app.panels.inspector import Inspector
from app.panels.palette import Palette
from app.panels.plot import number
from app.panels.problems import Problems
from app.panels.results import Results
from app.panels.summary import SummaryPanel
from app.panels.training import Training
from app.panels.welcome import Welcome
from app.places import SPLITS, Places
from app.recovery import Autosave
from app.runner import Runner
from app.session import LastRun, Session
from app.settings import Settings
from app.shortcuts import Keymap
from app.theme import ASSETS, ICON, THEMES, Theme, palette, px, style_sheet, system_theme
from app.thumbnails import keep_picture, kept_picture
from app.translation import decimal, tr

if TYPE_CHECKING:
    from app.desk import Desk
from cards.document import Document
from cards.paging import GroupCard


class Window(QMainWindow):
    """One document in one window; what happens to it is in the parts.

    It stands alone, or as a tab on a ``desk``.
    """

    refreshed = Signal()
    """Title, state of the document or of its run may have changed."""

    desk: Desk | None
    places: Places
    session: Session
    runner: Runner
    filing: Filing
    canvas: Canvas
    palette_panel: Palette
    keymap: Keymap
    """What keys do; see ``CommandAction`` and ``app.canvas.keys``."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        asker: Asker | None = None,
        desk: Desk | None = None,
    ) -> None:
        super().__init__(desk)
        self.settings = settings
        self.desk = desk
        self.session = session
        session.setParent(self)
        self.theme = chosen_theme(settings)
        self.runner = Runner(self)
        self.follower = Follower(session, self.runner, self)
        self.filing = Filing(session, settings, asker or Asker(self), parent=self)
        self.filing.stop_run = self._end_run
        self.autosave: Autosave | None = None
        # The first card of an empty document moves nothing.
        self._fitted = session.history if not session.document.nodes else None
        # Before anything is made, so that nothing is styled twice.
        dress(self.theme)
        self._make_parts()
        self._place_parts()
        self.actions_by_id = make_actions(self)
        add_menus(self)
        self._buttons = add_toolbar(self)
        self._status = Status(self)
        self.setStatusBar(self._status)
        self.setWindowIcon(QIcon(str(ASSETS / "icons" / "layerdeck.svg")))
        show_icons(self.actions_by_id, self.theme)
        self._show_overflow()
        self.setAcceptDrops(True)
        self._restore()
        self._connect()
        self._show_zoom(1.0)
        self._take_settings()
        self.refresh()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def untouched(self) -> bool:
        """Whether the document is empty, has no file and nothing was done to it."""
        session = self.session
        history = session.history
        return session.path is None and not (history.can_undo or history.can_redo)

    def keep_unsaved(self, folder: Path | None) -> None:
        """From now on keep unsaved work in ``folder``, or nowhere."""
        if self.autosave is not None and (folder is None or self.autosave.file.parent != folder):
            self.autosave.forget()
            self.autosave.deleteLater()
            self.autosave = None
        if self.autosave is None and folder is not None:
            self.autosave = Autosave(self.session, folder, self)
            self.guard.tell_kept(self.autosave)

    def open_path(self, path: Path) -> bool:
        """Open a file: in a tab of its own, where there are tabs."""
        return self.desk.open_path(path) if self.desk else self.filing.open_path(path)

    def apply_settings(self) -> None:
        """Show and do everything as the settings want it."""
        self.set_theme(chosen_theme(self.settings))
        for bar in self.findChildren(QToolBar):
            bar.setIconSize(QSize(px(ICON), px(ICON)))
        self.places.fit_text()
        self._take_settings()

    def set_theme(self, theme: Theme) -> None:
        """Show everything in the colours of ``theme``."""
        self.theme = theme
        dress(theme)
        for part in self._themed:
            part.set_theme(theme)
        show_icons(self.actions_by_id, theme)
        self._show_overflow()

    def show_tab(self, name: str) -> None:
        """Bring one of the lower panels to the front."""
        self.tabs.setCurrentIndex(list(self._lower_panels()).index(name))
        self.places.show("lower")
        if name != "problems":
            self.places.give_room()

    def show_side(self, name: str) -> None:
        """Bring one of the panels below the inspector to the front, and the cursor into it."""
        chosen = list(self._right_panels()).index(name)
        self.side.setCurrentIndex(chosen)
        self.places.show("inspector")
        self.side.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def button(self, command: str) -> QToolButton | None:
        """The button of a command in the toolbar, if it has one."""
        return self._buttons.get(command)

    def show_message(self, text: str) -> None:
        """Say something in the status bar for a while."""
        self._status.showMessage(text, 8000)

    def refresh(self) -> None:
        """Bring title, actions and status bar up to date."""
        session = self.session
        name = session.title
        if session.read_only:
            name = tr("{name} (read only)").format(name=name)
        group = session.document.groups.get(session.page or "")
        page = f" › {group.title}".replace("[*]", "[ *]") if group is not None else ""
        self.setWindowTitle(f"{name}[*]{page} – Layerdeck")
        self.setWindowModified(session.modified)
        for action in self.actions_by_id.values():
            action.refresh()
        history = session.history
        for name, label in (("undo", history.undo_label), ("redo", history.redo_label)):
            text = f"{tr(self.actions_by_id[name].command.text)} {_lower(label)}".rstrip()
            self.actions_by_id[name].setText(text)
        self._status.show_session(session)
        self.refreshed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_drop(event, event.position().toPoint())

    def take_drop(self, event: QDropEvent, at: QPoint) -> None:
        """Take files that were dropped at a point of the window."""
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            take_files(self, paths, at)

    def showEvent(self, event: QShowEvent) -> None:
        # The window has its size only now.
        self.places.share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.places.fit_width()

    def may_close(self) -> bool:
        """Whether the document is saved or unwanted, and no run goes on that is wanted."""
        if self.runner.active and not self.filing.asker.stop(self.session.title):
            return False
        return self.filing.may_leave()

    def finish(self) -> None:
        """Let go of everything; the document was saved, or nobody wants it."""
        if self.autosave is not None:
            self.autosave.forget()
        self.guard.close()
        self.runner.close()
        self._keep_picture()
        self._remember()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.finish()
        event.accept()

    def _make_parts(self) -> None:
        session, theme = self.session, self.theme
        self.canvas = Canvas(session, theme, self)
        self.stage = Stage(self.canvas, theme)
        self.banners = Banners(theme, self)
        self.guard = Guard(session, self.filing, self.banners, self.settings, parent=self)
        self.welcome = Welcome(session, examples(), self.canvas, self.settings, theme)
        self.library = Library(self.settings.path and self.settings.path.parent / "groups", self)
        self.breadcrumb = Breadcrumb(session, theme, self)
        self.palette_panel = Palette(session.types, theme, self, self.library)
        self.inspector = Inspector(session, theme, self)
        self.help = Help(theme, self, session.types)
        self.history = HistoryPanel(session, theme, self)
        self.problems = Problems(session, theme, self)
        self.training = Training(session, self.runner, theme, self)
        self.results = Results(session, self.runner, theme, self)
        self.summary = SummaryPanel(session, theme, self)
        self._themed = (
            self.canvas,
            self.stage,
            self.welcome,
            self.banners,
            self.palette_panel,
            self.breadcrumb,
            self.inspector,
            self.help,
            self.history,
            self.problems,
            self.training,
            self.results,
            self.summary,
        )

    def _lower_panels(self) -> dict[str, tuple[str, QWidget]]:
        """The panels below the canvas by their command's id, with their titles, in order."""
        return {
            "problems": (tr("Problems"), self.problems),
            "training": (tr("Training"), self.training),
            "results": (tr("Results"), self.results),
            "summary": (tr("Summary"), self.summary),
        }

    def _right_panels(self) -> dict[str, tuple[str, QWidget]]:
        """The panels below the inspector by their command's id, with their titles, in order."""
        return {"help": (tr("Help"), self.help), "history": (tr("History"), self.history)}

    def _strips(self) -> list[QWidget]:
        """What stands between the toolbar and the canvas while it is shown, from the top down."""
        return [self.banners, self.breadcrumb]

    def _place_parts(self) -> None:
        self.tabs = _tabbed(self._lower_panels(), self)
        self.tabs.setAccessibleName(tr("Lower panels"))
        self.side = _tabbed(self._right_panels(), self)
        self.side.setAccessibleName(tr("Panels at the right"))
        for strip in self._strips():
            self.stage.add_strip(strip)
        self._badge = QLabel(self)
        self._badge.setProperty("role", "badge")
        self._badge.hide()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        cards, lower = Panel(self.palette_panel), Panel(self.tabs)
        middle = _splitter("middle", down, self.stage, lower)
        right = _splitter("right", down, Panel(self.inspector), Panel(self.side))
        columns = _splitter("columns", across, cards, middle, right)
        columns.setContentsMargins(8, 0, 8, 0)
        columns.setStretchFactor(1, 1)
        middle.setStretchFactor(0, 1)
        self.splitters = {s.objectName(): s for s in (columns, middle, right)}
        frames = {"palette": cards, "inspector": right, "lower": lower}
        self.places = Places(self, self.splitters, frames)
        self.setCentralWidget(columns)

    def _connect(self) -> None:
        session, canvas = self.session, self.canvas
        for signal in (session.changed, session.checked, session.selection_changed):
            signal.connect(self._note_change)
        session.file_changed.connect(self._note_file)
        session.selection_changed.connect(self._show_page)
        self.filing.compare_requested.connect(self._compare)
        self.guard.taking.connect(canvas.cancel_gesture)
        canvas.open_requested.connect(self._configure)
        self.breadcrumb.message.connect(self.show_message)
        self.inspector.group_asked.connect(self._act_on_group)
        self.inspector.problem_chosen.connect(self._reveal)
        self.palette_panel.message.connect(self.show_message)
        session.page_changed.connect(self._note_change)
        canvas.message.connect(self.show_message)
        canvas.marks_changed.connect(self._note_change)
        canvas.help_requested.connect(self._show_help)
        canvas.pointed.connect(self._show_row)
        self.inspector.row_focused.connect(self._show_row)
        self.history.touched.connect(canvas.tracing.point_out)
        canvas.tracing.toggled.connect(self.refresh)
        canvas.zoom_changed.connect(self._show_zoom)
        self.palette_panel.add_requested.connect(self._add_card)
        self.inspector.configure_requested.connect(self._configure)
        self.inspector.message.connect(self.show_message)
        self.problems.activated.connect(self._reveal)
        self.problems.message.connect(self.show_message)
        self.problems.count_changed.connect(self._show_count)
        self.problems.recount()
        self.training.started.connect(self._show_training)
        self.results.show_requested.connect(self._reveal_card)
        self.summary.show_requested.connect(self._reveal_cards)
        self.summary.message.connect(self.show_message)
        begin = self.welcome
        begin.example_requested.connect(self.open_path)
        begin.file_requested.connect(self.open_path)
        begin.new_requested.connect(partial(operations.begin, self))
        begin.open_requested.connect(partial(operations.open_file, self))
        begin.tour_requested.connect(self._start_tour)
        begin.restore_requested.connect(partial(operations.restore, self))
        begin.compare_requested.connect(partial(operations.compare_leftover, self))
        self.runner.started.connect(self._note_start)
        self.runner.finished.connect(self._finish_run)
        self.runner.broke.connect(self._report_bug)

    def _note_change(self, *_: object) -> None:
        self.refresh()

    def _note_file(self) -> None:
        self.refresh()
        # Another history is another document: show all of it.
        if self._fitted is not self.session.history:
            self._fitted = self.session.history
            self.places.give_room(SPLITS["middle"][1])
            self.canvas.fit()
            # Nobody has seen another view of this document.
            self.canvas.glide.finish()

    def _show_page(self) -> None:
        nodes, types = self.session.document.nodes, self.session.types
        chosen = sorted(name for name in self.session.selection if name in nodes)
        cards = [types[nodes[name].card] for name in chosen if nodes[name].card in types]
        if not chosen and len(self.session.selection) == 1:
            cards = [GroupCard]
        if len(chosen) > 1:
            self.help.show_cards(cards, len(chosen))
        else:
            self.help.show_card(cards[0] if cards else None)

    def _show_row(self, node: str, row: str) -> None:
        found = self.session.document.nodes.get(node)
        self.help.show_row(self.session.types.get(found.card) if found else None, row)

    def _show_help(self, card_id: str) -> None:
        self.help.show_card(self.session.types.get(card_id))
        operations.show_help(self)

    def _show_zoom(self, zoom: float) -> None:
        self._status.zoom.setText(percent(zoom))
        self._buttons["zoom_full"].setText(percent(zoom))

    def _show_count(self, errors: int, warnings: int) -> None:
        count, right = errors + warnings, QTabBar.ButtonPosition.RightSide
        self._badge.setText(str(count))
        self._badge.setProperty("role", "badge" if errors else "mild")
        self._badge.style().unpolish(self._badge)
        self._badge.style().polish(self._badge)
        self._badge.adjustSize()
        # Set anew: the tab keeps the room of a badge that is only hidden or resized.
        self.tabs.tabBar().setTabButton(0, right, cast(QWidget, None))
        if count:
            self.tabs.tabBar().setTabButton(0, right, self._badge)
        self._badge.setVisible(bool(count))

    def _compare(self, old: Document, new: Document, titles: tuple[str, str]) -> None:
        operations.compare(self, old, new, titles)

    def _configure(self, name: str) -> None:
        operations.configure(self, name)

    def _act_on_group(self, name: str, what: str) -> None:
        operations.act_on_group(self, name, what)

    def _add_card(self, card_id: str) -> None:
        self.canvas.add_card(card_id)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reveal(self, node: str, socket: str | None) -> None:
        self.session.select((node,))
        self.canvas.reveal(node, socket)

    def _reveal_card(self, node: str) -> None:
        self._reveal(node, None)

    def _reveal_cards(self, names: frozenset[str]) -> None:
        operations.reveal_cards(self, names)

    def _show_training(self) -> None:
        self.show_tab("training")

    def _note_start(self) -> None:
        self.refresh()
        self._status.showMessage(tr("Running"))

    def _finish_run(self) -> None:
        self.refresh()
        run = self.session.last_run
        if run is None:
            return
        if run.failures:
            self.show_tab("results")
        self._status.showMessage(outcome(run))

    def _report_bug(self, error: BaseException) -> None:
        sys.excepthook(type(error), error, error.__traceback__)

    def _start_tour(self) -> None:
        self.actions_by_id["tour"].trigger()

    def _end_run(self) -> None:
        self.runner.close()

    def _show_overflow(self) -> None:
        for bar in self.findChildren(QToolBar):
            show_overflow(bar, self.theme)

    def _take_settings(self) -> None:
        self.canvas.snap = self.settings.snap
        self.canvas.glide.on = self.desk is not None and not self.settings.reduced_motion
        self.runner.threads = self.settings.threads or None
        self.session.undo_steps = self.settings.undo_steps
        self.session.history.limit = self.settings.undo_steps

    def _restore(self) -> None:
        if self.desk is not None:
            return
        room = self.screen().availableSize()
        self.resize(min(1600, room.width()), min(1000, room.height()))
        if self.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self.settings.geometry.encode()))

    def _keep_picture(self) -> None:
        """For the list of recent files."""
        session, folder = self.session, self.settings.pictures
        if session.path is None or session.modified or folder is None:
            return
        if str(session.path) in self.settings.recent:
            file = kept_picture(session.path, folder, self.theme)
            keep_picture(session.document, session.types, file, theme=self.theme)

    def _remember(self) -> None:
        if self.desk is None:
            self.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.places.remember()
        self.settings.store()


def chosen_theme(settings: Settings) -> Theme:
    """The theme that the user chose, or that of the desktop."""
    return THEMES.get(settings.theme) or system_theme()


def dress(theme: Theme) -> None:
    """Give the application the colours of ``theme``."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        sheet = style_sheet(theme)
        # Styling all there is takes a while: not again for what is worn already.
        if sheet != app.styleSheet():
            app.setPalette(palette(theme))
            app.setStyleSheet(sheet)


def outcome(run: LastRun) -> str:
    """How a run ended, in one sentence."""
    if run.failures:
        return tr("The run failed: {why}").format(why=next(iter(run.failures.values())))
    if not run.complete:
        return tr("The run was stopped after {time}.").format(time=duration(run.seconds))
    short = run.seconds < 10
    took = tr("{count} s").format(count=decimal(run.seconds)) if short else duration(run.seconds)
    returned = ", ".join(f"{name} {number(value)}" for name, value in run.returned.items())
    if returned:
        return tr("Returned {values} in {time}.").format(values=returned, time=took)
    return tr("The run took {time}.").format(time=took)


def _splitter(name: str, orientation: Qt.Orientation, *parts: QWidget) -> QSplitter:
    made = QSplitter(orientation)
    made.setObjectName(name)
    made.setHandleWidth(8)
    made.setChildrenCollapsible(False)
    for part in parts:
        made.addWidget(part)
    return made


def _tabbed(panels: dict[str, tuple[str, QWidget]], parent: QWidget) -> QTabWidget:
    """The panels as tabs; one alone has a tab as well, which is its heading."""
    made = QTabWidget(parent)
    made.setDocumentMode(True)
    for title, panel in panels.values():
        made.addTab(panel, title)
    return made


def _lower(text: str) -> str:
    """A step's name in the middle of a menu's line, where an ampersand would be a mnemonic."""
    return (text[:1].lower() + text[1:]).replace("&", "&&")
