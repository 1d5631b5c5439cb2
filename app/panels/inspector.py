"""What the selected card is, what it gives, and its values."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.mending import mender_of
from app.panels.fixes import FixBar
from app.panels.form import CardForm
from app.panels.frame import empty, label, narrow, prose, rule, set_role
from app.panels.group_view import GroupView
from app.session import Session
from app.step_names import value_step
from app.theme import Theme
from app.translation import grouped, tr
from cards.card import Card
from cards.document import Document, End, end, node_of
from cards.edits import Refused, reset_param, set_param
from cards.registry import Types
from cards.report import Fix
from cards.sharing import counted

FORMS = 8
"""Forms that are kept for cards selected again; making one takes some 50 ms."""


class Inspector(QScrollArea):
    """Shows the selection of a session; edits are committed at once."""

    configure_requested = Signal(str)
    row_focused = Signal(str, str)
    """A card, and the row of it whose editor has the focus."""
    message = Signal(str)
    group_asked = Signal(str, str)
    """A group, and what is to be done with it: see ``GroupView``."""
    problem_chosen = Signal(str, object)
    """The card and the row of a problem inside a group."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Inspector"))
        self._session = session
        self._theme = theme
        self._shown: tuple[str, str] | None = None
        self.form: CardForm | None = None
        self._forms: dict[type[Card], CardForm] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget(self)
        content.setObjectName("content")
        self._box = QVBoxLayout(content)
        self._box.setContentsMargins(16, 14, 12, 16)
        self._box.setSpacing(8)
        self._facts = narrow(label("", "dim", content))
        self._fault = narrow(label("", "error", content))
        self._fixes = FixBar(content)
        self._fixes.chosen.connect(self._apply)
        self._mender = mender_of(session)
        self._mender.found.connect(self._offer)
        self.setWidget(content)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._note_focus)
        session.selection_changed.connect(self._rebuild)
        session.checked.connect(self.refresh)
        session.changed.connect(self._follow)
        self._rebuild()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        for form in self._forms.values():
            form.set_theme(theme)

    def refresh(self) -> None:
        """Show the values, wires, errors and facts as they are now."""
        self._show()

    def _show(self, *, fresh: bool = False) -> None:
        name = self._node()
        if name is None or self.form is None:
            if name is None:
                self._rebuild()
            return
        session = self._session
        errors: dict[str, str] = {}
        whole: list[str] = []
        severe = False
        for found in session.report.of(name):
            if found.socket in self.form.rows:
                errors.setdefault(str(found.socket), found.message)
            else:
                whole.append(found.message)
                severe = severe or found.severity == "error"
        advice = [found for found in session.report.advice if found.node == name]
        node = session.document.nodes[name]
        wires = wires_into(session.document, session.types, name)
        self.form.show_values(node.params, wires, errors, fresh=fresh)
        self._facts.setText(facts(session, name))
        self._facts.setVisible(bool(self._facts.text()))
        self._fault.setText("\n".join(whole))
        self._fault.setVisible(bool(whole))
        set_role(self._fault, "error" if severe else "warning")
        for found in advice:
            row = self.form.rows.get(str(found.socket))
            if row is not None and found.socket not in errors:
                row.show_error(found.message, "dim")
        self._offer()

    def _offer(self) -> None:
        """Put the fixes of each problem below its row, those of the card below its sentence."""
        name = self._node()
        if name is None or self.form is None or not self.isVisible():
            return
        report = self._session.report
        by_row: dict[str | None, list[Fix]] = {}
        for problem in (*report.of(name), *(d for d in report.advice if d.node == name)):
            where = problem.socket if problem.socket in self.form.rows else None
            known = self._mender.fixes(problem)
            by_row.setdefault(where, []).extend(problem.fixes if known is None else known)
        for row_name, row in self.form.rows.items():
            if row.fixes.buttons or row_name in by_row:
                row.fixes.show_fixes(by_row.get(row_name, ()))
        self._fixes.show_fixes(by_row.get(None, ()))

    def _apply(self, fix: Fix) -> None:
        try:
            self._session.apply(fix)
        except Refused as refused:
            self.message.emit(str(refused))

    def _note_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Tell which row has the focus, if it is one of these."""
        if now is None or self.form is None or not self.form.isAncestorOf(now):
            return
        row = next((n for n, row in self.form.rows.items() if row.isAncestorOf(now)), None)
        name = self._node()
        if row is not None and name is not None:
            self.row_focused.emit(name, row)

    def _node(self) -> str | None:
        chosen = self._session.selection
        return next(iter(chosen)) if len(chosen) == 1 else None

    def _follow(self, before: Document, after: Document) -> None:
        name = self._node()
        if name is None or name not in after.nodes:
            return
        if self._shown != (name, after.nodes[name].card):
            self._rebuild()
        elif before.nodes.get(name) is not after.nodes[name] or before.wires is not after.wires:
            self.refresh()

    def _rebuild(self) -> None:
        name = self._node()
        card = self._card(name)
        group = name is not None and name in self._session.document.groups
        now = self._shown_now(name)
        if name is not None and self._shown == now:
            self.refresh()
            return
        for kept in (self._facts, self._fault, self._fixes, *self._forms.values()):
            self._box.removeWidget(kept)
            kept.hide()
        empty(self._box)
        self.form = None
        self._shown = now
        if name is None:
            self._show_many()
        elif group:
            self._show_group(name)
        elif card is None:
            self._show_unknown(name)
        else:
            self._show_one(name, card)
        self._box.addStretch(1)
        if name is not None:
            self._show(fresh=True)

    def _card(self, name: str | None) -> type[Card] | None:
        node = self._session.document.nodes.get(name) if name else None
        return self._session.types.get(node.card) if node else None

    def _shown_now(self, name: str | None) -> tuple[str, str] | None:
        """What is shown of a card or group, by which it is known whether to show another."""
        if name is None:
            return None
        node = self._session.document.nodes.get(name)
        return (name, node.card) if node is not None else (name, "")

    def _show_group(self, name: str) -> None:
        view = GroupView(self._session, name, self.widget())
        view.asked.connect(partial(self.group_asked.emit, name))
        view.problem_chosen.connect(self.problem_chosen)
        self._box.addWidget(view)

    def _show_many(self) -> None:
        count = len(self._session.selection)
        told = tr("{count} cards selected") if count else tr("Nothing selected")
        self._box.addWidget(label(told.format(count=count), "title"))
        text = weights_text(*_weights(self._session, self._session.selection)) if count else ""
        if not count:
            text = tr("Select a card to see and change its values.")
        if text:
            self._box.addWidget(label(text, "dim"))

    def _show_unknown(self, name: str) -> None:
        node = self._session.document.nodes[name]
        self._box.addWidget(label(node.card, "title"))
        self._box.addWidget(label(name, "dim"))
        self._box.addWidget(
            label(tr("This card is not known here. It is kept and saved unchanged."))
        )

    def _show_one(self, name: str, card: type[Card]) -> None:
        self._box.addWidget(label(card.title, "title"))
        self._box.addWidget(label(name, "dim"))
        self._box.addWidget(prose(card.help().partition("\n\n")[0].replace("\n", " ")))
        self._box.addWidget(self._facts)
        self._box.addWidget(self._fault)
        self._box.addWidget(self._fixes)
        self._box.addSpacing(4)
        self._box.addWidget(rule())
        self._box.addSpacing(4)
        self.form = self._form_of(card)
        self._box.addWidget(self.form)
        self.form.setVisible(bool(card.parameters()))
        self._box.addWidget(self._buttons(bool(card.parameters())))

    def _form_of(self, card: type[Card]) -> CardForm:
        """The form of a card type, the one from last time if it is still there."""
        form = self._forms.pop(card, None)
        if form is None:
            form = CardForm(card, self._session.types, self._theme, parent=self.widget())
            form.edited.connect(self._edit)
            form.reset.connect(self._reset)
            for row in form.rows.values():
                row.fixes.chosen.connect(self._apply)
        self._forms[card] = form
        if len(self._forms) > FORMS:
            self._forms.pop(next(iter(self._forms))).deleteLater()
        return form

    def _buttons(self, configurable: bool) -> QWidget:
        holder = QWidget(self.widget())
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 8, 0, 0)
        if configurable:
            configure = QPushButton(tr("Configure…"), holder)
            configure.clicked.connect(self._configure)
            row.addWidget(configure)
        row.addStretch(1)
        return holder

    def _configure(self) -> None:
        if name := self._node():
            self.configure_requested.emit(name)

    def _edit(self, param: str, value: Any) -> None:
        if name := self._node():
            try:
                changed = set_param(self._session.document, name, param, value)
            except Refused as refused:
                self.message.emit(str(refused))
                return
            label = value_step(changed, self._session.types, name, param)
            self._session.commit(label, changed, merge=("param", name, param))

    def _reset(self, param: str) -> None:
        if name := self._node():
            changed = reset_param(self._session.document, name, param)
            self._session.commit(value_step(changed, self._session.types, name, param), changed)


def wires_into(document: Document, types: Types, name: str) -> dict[str, str]:
    """For each input of a node that has wires, where they come from."""
    # Asked socket by socket: this follows every edit, and large documents have many wires.
    card = types.get(document.nodes[name].card)
    rows = card.rows() if card else ()
    found = {socket.name: document.sources(name, socket.name) for socket in rows}
    return {
        socket: tr("from {cards}").format(
            cards=", ".join(_origin(document, types, source) for source in sources)
        )
        for socket, sources in found.items()
        if sources
    }


def _origin(document: Document, types: Types, source: End) -> str:
    node = document.nodes.get(node_of(source))
    card = types.get(node.card) if node else None
    return card.title if card else node_of(source)


def facts(session: Session, name: str) -> str:
    """Shapes of the outputs and number of weights of a card, as far as they are known."""
    report = session.report
    card = session.types.get(session.document.nodes[name].card)
    lines: list[str] = []
    for output in card.outputs if card else ():
        spec = report.specs.get(end(name, output.name))
        # What has no text of its own for people, such as a trained network, is left out.
        if spec is not None and str(spec) not in ("", repr(spec)):
            lines.append(f"{output.title}: {spec}")
    text = weights_text(*_weights(session, (name,)))
    return "\n".join([*lines, text] if text else lines)


def weights_text(trainable: int, frozen: int) -> str:
    """Numbers of weights in words; empty if there are none."""
    if not trainable + frozen:
        return ""
    count = trainable + frozen
    text = tr("{count} weight") if count == 1 else tr("{count} weights")
    if frozen:
        text = tr("{count} weights, {frozen} of them not trained")
    return text.format(count=grouped(count), frozen=grouped(frozen))


def _weights(session: Session, names: Any) -> tuple[int, int]:
    return counted(session.document, session.report, names)
