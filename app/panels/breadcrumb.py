"""Where in the groups of a document one is: a path above the canvas, each step a button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.session import Session
from app.theme import Theme, icon_pixmap, px
from app.translation import tr
from cards.ports import above, inside

LONGEST = 40
"""Letters of a step; longer titles end in …."""


class Step(QToolButton):
    """One step of the path; a double click on the last one renames the group."""

    rename_requested = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.rename_requested.emit()


class Breadcrumb(QFrame):
    """The path from the document to the page; shown while the document has groups."""

    message = Signal(str)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._told: object = None
        self.steps: list[Step] = []
        self.editor: QLineEdit | None = None
        self.setObjectName("breadcrumb")
        self.setAccessibleName(tr("Path of the page"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 4, 10, 4)
        self._row.setSpacing(2)
        session.page_changed.connect(self.refresh)
        session.changed.connect(self.refresh)
        session.checked.connect(self.refresh)
        session.file_changed.connect(self.refresh)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme, self._told = theme, None
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the path as it is now."""
        session = self._session
        self.setVisible(bool(session.document.groups))
        path = self._path()
        told = [(name, self._title(name), self._severity(name)) for name in path]
        if told != self._told:
            self._told = told
            self._fill(told)

    def rename(self) -> None:
        """Let the user write the title of the page's group."""
        session, name = self._session, self._session.page
        if name is None or not self.steps:
            return
        self._close_editor()
        step = self.steps[-1]
        editor = self.editor = QLineEdit(session.document.groups[name].title, self)
        editor.setAccessibleName(tr("Title of the group"))
        editor.setMaxLength(80)
        editor.setFixedWidth(max(step.width() + 24, 160))
        self._row.insertWidget(self._row.indexOf(step), editor)
        step.hide()
        editor.selectAll()
        editor.editingFinished.connect(partial(self._take, name))
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _path(self) -> list[str | None]:
        page, document = self._session.page, self._session.document
        if page is None:
            return [None]
        return [None, *reversed([page, *above(document, page)])]

    def _title(self, name: str | None) -> str:
        if name is None:
            return self._session.title
        return self._session.document.groups[name].title

    def _severity(self, name: str | None) -> str:
        """The worst of what is inside; of the document what is on no page below."""
        found = self._session.report.diagnostics
        if name is not None:
            members, _ = inside(self._session.document, [name])
            found = [d for d in found if d.node in members]
        worst = {d.severity for d in found}
        return "error" if "error" in worst else "warning" if "warning" in worst else ""

    def _fill(self, told: list[tuple[str | None, str, str]]) -> None:
        self._close_editor()
        while (item := self._row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.steps = []
        for place, (name, title, severity) in enumerate(told):
            if place:
                arrow = QLabel("›", self)
                arrow.setProperty("role", "dim")
                self._row.addWidget(arrow)
            self._row.addWidget(self._step(name, title, severity, last=place == len(told) - 1))
        self._row.addStretch(1)

    def _step(self, name: str | None, title: str, severity: str, *, last: bool) -> Step:
        step = Step(self)
        short = title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
        step.setText(short.replace("&", "&&"))
        step.setProperty("current", last)
        step.setAutoRaise(True)
        step.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        step.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        spoken = title
        if severity:
            color = self._theme.error if severity == "error" else self._theme.warning
            step.setIcon(icon_pixmap(severity, color, 14))
            step.setIconSize(QSize(px(14), px(14)))
            wrong = tr("errors inside") if severity == "error" else tr("warnings inside")
            spoken = f"{title}, {wrong}"
        step.setAccessibleName(spoken)
        step.setToolTip(spoken)
        step.clicked.connect(partial(self._go, name))
        if last and name is not None:
            step.rename_requested.connect(self.rename)
        self.steps.append(step)
        return step

    def _go(self, name: str | None, _checked: bool = False) -> None:
        self._session.show_page(name)

    def _take(self, name: str) -> None:
        from app.groups import retitled

        editor, self.editor = self.editor, None
        if editor is None:
            return
        title = editor.text()
        self._told = None
        sentence = retitled(self._session, name, title) if title.strip() else ""
        if sentence:
            self.message.emit(sentence)
        self.refresh()

    def _close_editor(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.blockSignals(True)
            editor.hide()
            editor.deleteLater()
