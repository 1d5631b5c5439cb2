"""What a selected group is: its sockets, what is in it, and what is wrong inside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.panels.frame import empty, label, narrow, rule
from app.session import Session
from app.translation import grouped, tr
from cards.document import Port, node_of, socket_of
from cards.ports import alive, inside
from cards.report import Diagnostic
from cards.sharing import counted

MOST = 8
"""Problems and cards that are listed; more are counted."""


class ProblemButton(QPushButton):
    """A problem of a card inside; pressed, it leads there."""

    def __init__(self, problem: Diagnostic, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{title}: {problem.message}")
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 6, 10, 6)
        box.setSpacing(2)
        role = "error" if problem.severity == "error" else "warning"
        texts = [label(title, "heading", self), narrow(label(problem.message, role, self))]
        for text in texts:
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(text)
        self._box = box

    def heightForWidth(self, width: int) -> int:
        return self._box.heightForWidth(width)

    def hasHeightForWidth(self) -> bool:
        return True


class GroupView(QWidget):
    """The facts of one group of a session, and buttons for what is done most with it."""

    asked = Signal(str)
    """One of ``enter``, ``toggle``, ``ungroup`` and ``save``."""
    problem_chosen = Signal(str, object)
    """The card and the row of a problem."""

    def __init__(self, session: Session, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.name = session, name
        self.buttons: dict[str, QPushButton] = {}
        self.problems: list[ProblemButton] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        session.checked.connect(self.refresh)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the group as it is now."""
        document = self._session.document
        group = document.groups.get(self.name)
        if group is None:
            return
        empty(self._box)
        cards, groups = inside(document, [self.name])
        self._box.addWidget(label(group.title, "title"))
        self._box.addWidget(label(self._counted(len(cards), len(groups) - 1), "dim"))
        trainable, frozen = counted(document, self._session.report, cards)
        if trainable + frozen:
            text = tr("{count} weights").format(count=grouped(trainable + frozen))
            self._box.addWidget(label(text, "dim"))
        self._add_problems(cards)
        self._add_buttons(opened=group.open)
        self._box.addWidget(rule())
        self._add_ports(tr("Inputs"), group.inputs, output=False)
        self._add_ports(tr("Outputs"), group.outputs, output=True)
        self._add_cards(cards)

    def _counted(self, cards: int, groups: int) -> str:
        told = tr("1 card") if cards == 1 else tr("{count} cards").format(count=cards)
        if groups == 1:
            return tr("{cards}, in it 1 group").format(cards=told)
        if groups > 1:
            return tr("{cards}, in it {count} groups").format(cards=told, count=groups)
        return told

    def _add_problems(self, cards: frozenset[str]) -> None:
        found = [d for d in self._session.report.diagnostics if d.node in cards]
        self.problems = []
        for problem in found[:MOST]:
            button = ProblemButton(problem, self._title(problem.node), self)
            button.clicked.connect(partial(self._choose, problem))
            self.problems.append(button)
            self._box.addWidget(button)
        if len(found) > MOST:
            more = tr("… and {count} more").format(count=len(found) - MOST)
            self._box.addWidget(label(more, "dim"))

    def _add_buttons(self, *, opened: bool) -> None:
        texts = {
            "enter": tr("Open"),
            "toggle": tr("Close group") if opened else tr("Open in place"),
            "ungroup": tr("Ungroup"),
            "save": tr("Save to my groups…"),
        }
        self.buttons = {}
        for row in (("enter", "toggle"), ("ungroup", "save")):
            line = QHBoxLayout()
            line.setSpacing(8)
            for key in row:
                button = QPushButton(texts[key], self)
                button.clicked.connect(partial(self._ask, key))
                self.buttons[key] = button
                line.addWidget(button)
            line.addStretch(1)
            holder = QWidget(self)
            holder.setLayout(line)
            line.setContentsMargins(0, 0, 0, 0)
            self._box.addWidget(holder)

    def _add_ports(self, heading: str, ports: tuple[Port, ...], *, output: bool) -> None:
        lines = list(self._port_lines(ports, output=output))
        if lines:
            self._box.addWidget(label(heading, "heading"))
            for line in lines:
                text = label(line)
                text.setTextFormat(Qt.TextFormat.PlainText)
                self._box.addWidget(narrow(text))

    def _port_lines(self, ports: tuple[Port, ...], *, output: bool) -> Iterator[str]:
        document, types = self._session.document, self._session.types
        for port in ports:
            for place in alive(document, port)[:1]:
                card = types.get(document.nodes[node_of(place)].card)
                row = socket_of(place)
                socket = (card.output(row) if output else card.input(row)) if card else None
                told = socket.doc if socket is not None else ""
                kind = f" ({socket.kind.name})" if socket is not None else ""
                yield f"{port.title}{kind}: {told}" if told else f"{port.title}{kind}"

    def _add_cards(self, cards: frozenset[str]) -> None:
        titles = [self._title(n) for n in self._session.document.nodes if n in cards]
        known = list(dict.fromkeys(titles))
        times = [f"{t} × {titles.count(t)}" if titles.count(t) > 1 else t for t in known]
        if len(times) > MOST:
            rest = tr("and {count} more").format(count=len(times) - MOST)
            times = [*times[:MOST], rest]
        if times:
            self._box.addWidget(label(tr("Inside"), "heading"))
            self._box.addWidget(narrow(label(", ".join(times))))

    def _title(self, name: str) -> str:
        node = self._session.document.nodes[name]
        card = self._session.types.get(node.card)
        return card.title if card is not None else node.card

    def _ask(self, key: str, _checked: bool = False) -> None:
        self.asked.emit(key)

    def _choose(self, problem: Diagnostic, _checked: bool = False) -> None:
        self.problem_chosen.emit(problem.node, problem.socket)
