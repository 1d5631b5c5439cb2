"""Finds words in a document: in names, titles, values, shapes and problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cards.document import Document, Node
from cards.report import Diagnostic, Report
from cards.sentences import shown
from engine.autodiff import Spec

GROUP = "Group"
"""The line of a group that has the words in its title."""


@dataclass(frozen=True)
class Match:
    """A card that has the words; ``socket`` and ``text`` are the row or the line they stand in."""

    node: str
    title: str
    text: str = ""
    socket: str | None = None


def matches(doc: Document, report: Report, words: str) -> list[Match]:
    """Every card in which all ``words`` stand, those named so first, from inputs to outputs."""
    wanted = words.lower().split()
    if not wanted:
        return []
    order = {name: i for i, name in enumerate(report.order)}
    problems: dict[str, list[Diagnostic]] = {}
    for problem in report.diagnostics:
        problems.setdefault(problem.node, []).append(problem)
    found: list[tuple[int, int, Match]] = []
    for name, node in doc.nodes.items():
        match = _match(name, node, report, problems.get(name, ()), wanted)
        if match is not None:
            found.append((int(bool(match.text)), order.get(name, len(order)), match))
    for name, group in doc.groups.items():
        own = f"{group.title} {name}".lower()
        if all(word in own for word in wanted):
            found.append((0, len(order), Match(name, group.title, GROUP)))
    return [match for _, _, match in sorted(found, key=lambda f: f[:2])]


def _match(
    name: str, node: Node, report: Report, problems: Iterable[Diagnostic], words: list[str]
) -> Match | None:
    card = report.types.get(name)
    title = card.title if card is not None else node.card
    own = f"{title} {name} {node.params.get('name', '')}".lower()
    rest = [word for word in words if word not in own]
    if not rest:
        return Match(name, title)
    lines = list(_lines(name, node, report, problems))
    best = next((line for line in lines if all(w in line[1].lower() for w in rest)), None)
    if best is None:
        together = " ".join(text for _, text in lines).lower()
        if any(word not in together for word in rest):
            return None
        best = next(line for line in lines if rest[0] in line[1].lower())
    return Match(name, title, best[1], best[0])


def _lines(
    name: str, node: Node, report: Report, problems: Iterable[Diagnostic]
) -> Iterator[tuple[str | None, str]]:
    """What stands on a card, line by line, with the row that it stands in."""
    card = report.types.get(name)
    for row, value in node.params.items():
        socket = card.input(row) if card is not None else None
        yield row, f"{socket.title if socket is not None else row}: {shown(value)}"
    for problem in problems:
        yield problem.socket, problem.message
    inference = report.inferences.get(name)
    for spec in inference.outputs.values() if inference is not None else ():
        if isinstance(spec, Spec):
            yield None, str(spec)
