"""What changed between two documents, in words and by card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from cards.document import Document, Node, node_of
from cards.registry import Types
from cards.sentences import shown
from cards.values import as_json

Sort = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Difference:
    """One change: of a card (``node``), of one of its rows, or of the whole document.

    Wires count to the card where they end. ``seen`` is false for what only moves things.
    """

    sort: Sort
    text: str
    node: str | None = None
    socket: str | None = None
    seen: bool = True


def differences(old: Document, new: Document, types: Types) -> list[Difference]:
    """Everything that tells ``new`` from ``old``: the document, cards, rows, wires, notes."""
    return [
        *_settings(old, new),
        *_nodes(old, new, types),
        *_wires(old, new, types),
        *_beside(old, new),
        *_moved(old, new),
    ]


SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def told(found: Iterable[Difference]) -> str:
    """Differences as lines of text, with a sign before each."""
    lines = [f"{SIGNS[one.sort]} {one.text}" for one in found]
    return "\n".join(lines or ["Both say the same."])


def _settings(old: Document, new: Document) -> Iterator[Difference]:
    if old.settings.seed != new.settings.seed:
        yield Difference("changed", f"Seed: {old.settings.seed} → {new.settings.seed}")


def _nodes(old: Document, new: Document, types: Types) -> Iterator[Difference]:
    for name in sorted(old.nodes.keys() | new.nodes.keys()):
        before, after = old.nodes.get(name), new.nodes.get(name)
        if before is None and after is not None:
            yield Difference("added", _called(name, after, types), name)
        elif after is None and before is not None:
            yield Difference("removed", _called(name, before, types), name)
        elif before is not None and after is not None:
            yield from _rows(name, before, after, types)


def _rows(name: str, before: Node, after: Node, types: Types) -> Iterator[Difference]:
    if before.card != after.card:
        text = f"{name}: {_title(before, types)} → {_title(after, types)}"
        yield Difference("changed", text, name)
    for row in sorted(before.params.keys() | after.params.keys()):
        a, b = _value(before, row, types), _value(after, row, types)
        if a != b:
            card = types.get(after.card)
            socket = card.input(row) if card is not None else None
            title = socket.title if socket is not None else row
            text = f"{_called(name, after, types)}, {title}: {_shown(a)} → {_shown(b)}"
            yield Difference("changed", text, name, row)


def _wires(old: Document, new: Document, types: Types) -> Iterator[Difference]:
    for target in sorted(old.wires.keys() | new.wires.keys()):
        before, after = old.wires.get(target, ()), new.wires.get(target, ())
        node, socket = node_of(target), target.partition(".")[2]
        for source in before:
            if source not in after:
                yield Difference("removed", f"Wire {source} → {target}", node, socket)
        for source in after:
            if source not in before:
                yield Difference("added", f"Wire {source} → {target}", node, socket)
        if before != after and sorted(before) == sorted(after):
            yield Difference("changed", f"Order of the wires at {target}", node, socket)


def _beside(old: Document, new: Document) -> Iterator[Difference]:
    """Notes and frames."""
    for what, a, b in (("Note", old.notes, new.notes), ("Frame", old.frames, new.frames)):
        for key in sorted(a.keys() | b.keys()):
            if key not in a:
                yield Difference("added", f"{what} {key}")
            elif key not in b:
                yield Difference("removed", f"{what} {key}")
            elif a[key] != b[key]:
                yield Difference("changed", f"{what} {key}")


def _moved(old: Document, new: Document) -> Iterator[Difference]:
    moved = folded = 0
    for name in old.nodes.keys() & new.nodes.keys():
        a, b = old.nodes[name], new.nodes[name]
        moved += a.position != b.position
        folded += (a.folded, a.more) != (b.folded, b.more)
    for count, done in ((moved, "moved"), (folded, "folded or unfolded")):
        if count:
            cards = f"{count} card{'s' if count != 1 else ''}"
            yield Difference("changed", f"{cards} {done}", seen=False)


def _title(node: Node, types: Types) -> str:
    card = types.get(node.card)
    return card.title if card is not None else node.card


def _called(name: str, node: Node, types: Types) -> str:
    return f"{_title(node, types)} ({name})"


def _value(node: Node, row: str, types: Types) -> Any:
    """The value of a row: what was typed in, or the card's default."""
    if row in node.params:
        return node.params[row]
    card = types.get(node.card)
    socket = card.input(row) if card is not None else None
    return as_json(socket.default, types) if socket is not None else None


def _shown(value: Any) -> str:
    return "empty" if value in (None, "") else shown(value)
