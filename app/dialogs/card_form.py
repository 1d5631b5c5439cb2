"""The configuration dialog of a card, made from its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.panels.form import CardForm
from app.panels.frame import label, prose, rule
from app.panels.inspector import wires_into
from app.session import Session
from app.step_names import values_step
from app.theme import Theme
from app.translation import tr
from cards.card import Card
from cards.document import Document
from cards.edits import reset_param, set_params
from cards.registry import Types
from cards.values import CardFaults, card_of

Button = QDialogButtonBox.StandardButton


class CardDialog(QDialog):
    """Edits a draft of a node's values; OK and Apply commit it as one edit."""

    def __init__(
        self, session: Session, name: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._name = name
        node = session.document.nodes[name]
        self._card: type[Card] = session.types[node.card]
        self.draft: dict[str, Any] = dict(node.params)
        self._texts: dict[str, str] = {}
        """Rows whose text means no value, and why."""
        self.setWindowTitle(f"{self._card.title} – {name}")
        self.setModal(True)
        self.form = CardForm(self._card, session.types, theme, explained=True, parent=self)
        self.form.edited.connect(self._edit)
        self.form.reset.connect(self._reset)
        self.form.problem.connect(self._complain)
        self.buttons = QDialogButtonBox(Button.Ok | Button.Cancel | Button.Apply, parent=self)
        self.reset_all = QPushButton(tr("Reset all"), self)
        self.reset_all.setAutoDefault(False)
        self.reset_all.clicked.connect(self._reset_all)
        self._fault = label("", "error", self)
        self._fault.hide()
        self._lay_out()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(Button.Apply).clicked.connect(self.apply)
        self._show()

    def accept(self) -> None:
        """Commit the draft and close."""
        if self.apply():
            super().accept()

    def apply(self) -> bool:
        """Commit the draft as one edit; False if a value is bad."""
        if self._errors():
            return False
        before = self._session.document
        if self._name in before.nodes:
            document = with_params(before, self._name, self.draft)
            label = values_step(before, document, self._session.types, self._name)
            self._session.commit(label, document)
        self._show()
        return True

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        box.addWidget(label(self._card.title, "title", self))
        box.addWidget(prose(self._card.help(), "", self))
        box.addWidget(rule(self))
        area = QScrollArea(self)
        area.setAccessibleName(tr("Rows"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget(area)
        content.setObjectName("content")
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 12, 0)
        inner.addWidget(self.form)
        area.setWidget(content)
        box.addWidget(area, 1)
        box.addWidget(self._fault)
        row = QHBoxLayout()
        row.addWidget(self.reset_all)
        row.addStretch(1)
        row.addWidget(self.buttons)
        box.addLayout(row)
        self.resize(600, min(760, 300 + 64 * len(self._card.parameters())))

    def _edit(self, param: str, value: object) -> None:
        self.draft[param] = value
        self._show()

    def _complain(self, param: str, sentence: str) -> None:
        self._texts.pop(param, None)
        if sentence:
            self._texts[param] = sentence
        self._show()

    def _reset(self, param: str) -> None:
        self.draft.pop(param, None)
        self._texts.pop(param, None)
        self.form.rows[param].start_again()
        self._show()

    def _reset_all(self) -> None:
        self.draft.clear()
        self._texts.clear()
        for row in self.form.rows.values():
            row.start_again()
        self._show()

    def _show(self) -> None:
        errors = self._errors()
        rows = {name: text for name, text in errors.items() if name in self.form.rows}
        self.form.show_values(self.draft, self._wires(), rows)
        rest = [text for name, text in errors.items() if name not in rows]
        self._fault.setText("\n".join(rest))
        self._fault.setVisible(bool(rest))
        node = self._session.document.nodes.get(self._name)
        changed = node is not None and dict(node.params) != self.draft
        self.buttons.button(Button.Ok).setEnabled(not errors)
        self.buttons.button(Button.Apply).setEnabled(changed and not errors)
        self.reset_all.setEnabled(bool(self.draft))

    def _wires(self) -> dict[str, str]:
        return wires_into(self._session.document, self._session.types, self._name)

    def _errors(self) -> dict[str, str]:
        found = draft_errors(self._card, self.draft, self._wires(), self._session.types)
        return found | self._texts


def draft_errors(
    card: type[Card], params: Mapping[str, Any], wired: Mapping[str, Any], types: Types
) -> dict[str, str]:
    """What is wrong with typed values, by row; rows with a wire are not judged."""
    typed = {name: value for name, value in params.items() if name not in wired}
    try:
        card_of(card, typed, types)
    except CardFaults as faults:
        return {e.socket or "": str(e) for e in faults.errors if e.socket not in wired}
    return {}


def with_params(document: Document, name: str, params: Mapping[str, Any]) -> Document:
    """The document whose node ``name`` has exactly these typed values."""
    for gone in document.nodes[name].params.keys() - params.keys():
        document = reset_param(document, name, gone)
    return set_params(document, name, params)
