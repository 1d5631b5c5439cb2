"""Finds words in a document: in names, titles, values, shapes, problems, frames and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cards.document import Document, Node
from cards.report import Diagnostic, Report
from cards.sentences import shown
from engine.autodiff import Spec

GROUP, FRAME, NOTE = "Group", "Frame", "Note"
"""What is told of a group or a frame with the words in its title, and the title of a note."""


@dataclass(frozen=True)
class Match:
    """A card that has the words; ``socket`` and ``text`` are the row or the line they stand in.

    ``node`` is the name of what is found: a frame's or a note's, where ``what`` says so.
    """

    node: str
    title: str
    text: str = ""
    socket: str | None = None
    what: Literal["card", "frame", "note"] = "card"


def matches(doc: Document, report: Report, words: str) -> list[Match]:
    """Every card in which all ``words`` stand, those named so first, from inputs to outputs.

    After the cards come groups, then frames and notes by their names.
    """
    wanted = words.lower().split()
    if not wanted:
        return []
    order = {name: i for i, name in enumerate(report.order)}
    problems: dict[str, list[Diagnostic]] = {}
    for problem in report.diagnostics:
        problems.setdefault(problem.node, []).append(problem)
    texts = report.known.texts if report.known is not None else {}
    for name in doc.nodes.keys() - texts.keys():
        texts[name] = _text(name, doc.nodes[name], report)
    names = list(texts)
    for word in wanted:
        names = [name for name in names if word in texts[name] or name in problems]
    found: list[tuple[int, int, Match]] = []
    for name in names:
        node = doc.nodes.get(name)
        if node is None:
            continue
        match = _match(name, node, report, problems.get(name, ()), wanted)
        if match is not None:
            found.append((int(bool(match.text)), order.get(name, len(order)), match))
    for name, group in doc.groups.items():
        own = f"{group.title} {name}".lower()
        if all(word in own for word in wanted):
            found.append((0, len(order), Match(name, group.title, GROUP)))
    cards = [match for _, _, match in sorted(found, key=lambda f: f[:2])]
    return [*cards, *_beside(doc, wanted)]


def _beside(doc: Document, wanted: list[str]) -> Iterator[Match]:
    """Frames and notes; of a note the line that has the words, or the first of them."""
    for name, frame in doc.frames.items():
        if all(word in frame.title.lower() for word in wanted):
            yield Match(name, frame.title, FRAME, what="frame")
    for name, note in doc.notes.items():
        text = note.text.lower()
        if all(word in text for word in wanted):
            lines = note.text.splitlines()
            line = next(one for one in lines if wanted[0] in one.lower())
            yield Match(name, NOTE, line.strip(), what="note")


def _text(name: str, node: Node, report: Report) -> str:
    """All that stands on a card but for its problems, in small letters."""
    card = report.types.get(name)
    own = f"{card.title if card is not None else node.card} {name} {node.params.get('name', '')}"
    return "\n".join([own, *(text for _, text in _lines(name, node, report, ()))]).lower()


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
