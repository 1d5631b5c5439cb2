"""What changed between two documents, in words and by card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from cards.document import Document, End, Frame, Group, Node, Note, Port, node_of, socket_of
from cards.registry import Types
from cards.sentences import shown
from cards.titles import frame_title, note_title
from cards.values import as_json

Sort = Literal["added", "removed", "changed"]
What = Literal[
    "seed",
    "card",
    "row",
    "wire",
    "order",
    "inside",
    "group",
    "title",
    "port",
    "frame",
    "note",
    "place",
    "look",
    "bend",
]


@dataclass(frozen=True)
class Difference:
    """One change: of a card or group (``node``), of one of its rows, or of the whole document.

    Wires count to the card where they end. ``seen`` is false for what only moves things.
    ``key`` is the source of a wire, or the name of a frame, a note or a port; ``before`` and
    ``after`` are the values of a row as they are shown.
    """

    sort: Sort
    text: str
    node: str | None = None
    socket: str | None = None
    seen: bool = True
    what: What = "card"
    key: str = ""
    before: str = ""
    after: str = ""


def differences(old: Document, new: Document, types: Types) -> list[Difference]:
    """Everything that tells ``new`` from ``old``: the document, cards, rows, wires, notes.

    What only moved is counted in a line of its own.
    """
    return [
        *_settings(old, new),
        *_nodes(old, new, types),
        *_wires(old, new),
        *_groups(old, new),
        *_notes(old, new),
        *_frames(old, new),
        *_counted(moves(old, new, types)),
    ]


def moves(old: Document, new: Document, types: Types) -> list[Difference]:
    """What only looks different, one by one: places, folding, ways of wires."""
    return [
        *_moved_cards(old, new, types),
        *_moved_groups(old, new),
        *_moved_notes(old, new),
        *_led_wires(old, new),
    ]


SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def told(found: Iterable[Difference]) -> str:
    """Differences as lines of text, with a sign before each."""
    lines = [f"{SIGNS[one.sort]} {one.text}" for one in found]
    return "\n".join(lines or ["Both say the same."])


def _settings(old: Document, new: Document) -> Iterator[Difference]:
    a, b = old.settings.seed, new.settings.seed
    if a != b:
        text = f"Seed: {a} → {b}"
        yield Difference("changed", text, what="seed", before=str(a), after=str(b))


def _nodes(old: Document, new: Document, types: Types) -> Iterator[Difference]:
    if old.nodes is new.nodes:
        return
    for name in sorted(old.nodes.keys() | new.nodes.keys()):
        before, after = old.nodes.get(name), new.nodes.get(name)
        if before is None and after is not None:
            yield Difference("added", called(name, after, types), name)
        elif after is None and before is not None:
            yield Difference("removed", called(name, before, types), name)
        elif before is not None and after is not None and before is not after:
            yield from _rows(name, before, after, types)
            yield from _inside(called(name, after, types), name, (before, after), (old, new))


def _rows(name: str, before: Node, after: Node, types: Types) -> Iterator[Difference]:
    if before.card != after.card:
        a, b = _title(before, types), _title(after, types)
        yield Difference("changed", f"{name}: {a} → {b}", name, before=a, after=b)
    for row in sorted(before.params.keys() | after.params.keys()):
        old_value, new_value = _value(before, row, types), _value(after, row, types)
        if old_value != new_value:
            card = types.get(after.card)
            socket = card.input(row) if card is not None else None
            title = socket.title if socket is not None else row
            a, b = _shown(old_value), _shown(new_value)
            text = f"{called(name, after, types)}, {title}: {a} → {b}"
            yield Difference("changed", text, name, row, what="row", before=a, after=b)


def _inside(
    what: str, name: str, pair: tuple[Node | Group, Node | Group], docs: tuple[Document, Document]
) -> Iterator[Difference]:
    """Whether a card went into another group; groups that are made or undone tell it themselves."""
    (before, after), (old, new) = (pair[0].group, pair[1].group), docs
    if before == after:
        return
    if (after in new.groups and after not in old.groups) or (
        before in old.groups and before not in new.groups
    ):
        return
    done = (
        f"moved into the group {_group_title(new, after)}"
        if after is not None
        else f"taken out of the group {_group_title(old, before)}"
    )
    yield Difference("changed", f"{what} {done}", name, what="inside")


def _wires(old: Document, new: Document) -> Iterator[Difference]:
    if old.wires is new.wires:
        return
    for target in sorted(old.wires.keys() | new.wires.keys()):
        before, after = old.wires.get(target, ()), new.wires.get(target, ())
        if before is after:
            continue
        node, socket = node_of(target), socket_of(target)
        sides: list[tuple[Sort, tuple[End, ...], tuple[End, ...]]] = [
            ("removed", before, after),
            ("added", after, before),
        ]
        for sort, these, others in sides:
            for source in these:
                if source not in others:
                    text = f"Wire {source} → {target}"
                    yield Difference(sort, text, node, socket, what="wire", key=source)
        if before != after and sorted(before) == sorted(after):
            text = f"Order of the wires at {target}"
            yield Difference("changed", text, node, socket, what="order")


def _groups(old: Document, new: Document) -> Iterator[Difference]:
    for name in sorted(old.groups.keys() | new.groups.keys()):
        before, after = old.groups.get(name), new.groups.get(name)
        if before is None and after is not None:
            yield Difference("added", _made_of(new, name), name, what="group")
        elif after is None and before is not None:
            yield Difference("removed", _made_of(old, name), name, what="group")
        elif before is not None and after is not None and before is not after:
            what = f"Group {after.title} ({name})"
            if before.title != after.title:
                a, b = before.title, after.title
                text = f"Group {a} ({name}) renamed to {b}"
                yield Difference("changed", text, name, what="title", before=a, after=b)
            yield from _inside(what, name, (before, after), (old, new))
            yield from _ports(name, what, before, after)


def _ports(name: str, what: str, before: Group, after: Group) -> Iterator[Difference]:
    for side, a, b in (
        ("input", before.inputs, after.inputs),
        ("output", before.outputs, after.outputs),
    ):
        if a == b:
            continue
        was, now = {p.name: p for p in a}, {p.name: p for p in b}
        for key in sorted(was.keys() | now.keys()):
            found = _port(was.get(key), now.get(key))
            if found is not None:
                sort, told_of = found
                text = f"{what}, {side} {told_of}"
                yield Difference(sort, text, name, key, what="port", key=side)


def _port(before: Port | None, after: Port | None) -> tuple[Sort, str] | None:
    if before is None:
        return ("added", after.title) if after is not None else None
    if after is None:
        return "removed", before.title
    if before.title != after.title:
        return "changed", f"{before.title} renamed to {after.title}"
    return ("changed", f"{after.title}: other sockets") if before.ends != after.ends else None


def _notes(old: Document, new: Document) -> Iterator[Difference]:
    for key in sorted(old.notes.keys() | new.notes.keys()):
        before, after = old.notes.get(key), new.notes.get(key)
        if before is None and after is not None:
            yield Difference("added", _note_called(after), what="note", key=key)
        elif after is None and before is not None:
            yield Difference("removed", _note_called(before), what="note", key=key)
        elif before is not None and after is not None:
            other = "text" if before.text != after.text else "color"
            if (before.text, before.color) != (after.text, after.color):
                a, b = note_title(before), note_title(after)
                text = f"{_note_called(after)}: other {other}"
                yield Difference("changed", text, what="note", key=key, before=a, after=b)


def _frames(old: Document, new: Document) -> Iterator[Difference]:
    for key in sorted(old.frames.keys() | new.frames.keys()):
        before, after = old.frames.get(key), new.frames.get(key)
        if before is None and after is not None:
            yield Difference("added", f"Frame {frame_title(after)}", what="frame", key=key)
        elif after is None and before is not None:
            yield Difference("removed", f"Frame {frame_title(before)}", what="frame", key=key)
        elif before is not None and after is not None and before != after:
            text = f"Frame {frame_title(before)}: {_frame_change(before, after)}"
            yield Difference("changed", text, what="frame", key=key)


def _frame_change(before: Frame, after: Frame) -> str:
    if before.title != after.title:
        return f"renamed to “{after.title}”"
    return "other cards" if before.nodes != after.nodes else "other color"


def _moved_cards(old: Document, new: Document, types: Types) -> Iterator[Difference]:
    if old.nodes is new.nodes:
        return
    for name in sorted(old.nodes.keys() & new.nodes.keys()):
        before, after = old.nodes[name], new.nodes[name]
        if before is after:
            continue
        what = called(name, after, types)
        if before.position != after.position:
            yield Difference("changed", f"{what} moved", name, seen=False, what="place")
        if (before.folded, before.more) != (after.folded, after.more):
            text = f"{what} folded or unfolded"
            yield Difference("changed", text, name, seen=False, what="look")


def _moved_groups(old: Document, new: Document) -> Iterator[Difference]:
    for name in sorted(old.groups.keys() & new.groups.keys()):
        before, after = old.groups[name], new.groups[name]
        what = f"Group {after.title} ({name})"
        if before.position != after.position:
            yield Difference("changed", f"{what} moved", name, seen=False, what="place")
        if (before.folded, before.open) != (after.folded, after.open):
            text = f"{what} folded or unfolded"
            yield Difference("changed", text, name, seen=False, what="look")


def _moved_notes(old: Document, new: Document) -> Iterator[Difference]:
    for key in sorted(old.notes.keys() & new.notes.keys()):
        before, after = old.notes[key], new.notes[key]
        if (before.rect, before.group) != (after.rect, after.group):
            text = f"{_note_called(after)} moved"
            yield Difference("changed", text, seen=False, what="place", key=key)


def _led_wires(old: Document, new: Document) -> Iterator[Difference]:
    for target in sorted(old.bends.keys() | new.bends.keys()):
        before, after = old.bends.get(target, {}), new.bends.get(target, {})
        for source in sorted(before.keys() | after.keys()):
            in_both = source in old.wires.get(target, ()) and source in new.wires.get(target, ())
            if in_both and before.get(source) != after.get(source):
                text = f"Wire {source} → {target} led another way"
                node, socket = node_of(target), socket_of(target)
                yield Difference("changed", text, node, socket, seen=False, what="bend", key=source)


def _counted(found: Iterable[Difference]) -> Iterator[Difference]:
    """How many things moved, in a line for each sort of thing."""
    cards = folded = notes = wires = 0
    for one in found:
        cards += one.what == "place" and one.node is not None
        folded += one.what == "look"
        notes += one.what == "place" and one.node is None
        wires += one.what == "bend"
    for count, thing, done in (
        (cards, "card", "moved"),
        (folded, "card", "folded or unfolded"),
        (notes, "note", "moved"),
        (wires, "wire", "led another way"),
    ):
        if count:
            text = f"{count} {thing}{'s' if count != 1 else ''} {done}"
            yield Difference("changed", text, seen=False, what="place")


def called(name: str, node: Node, types: Types) -> str:
    """A card by its title and its name: *Dense layer (dense_1)*."""
    return f"{_title(node, types)} ({name})"


def _made_of(document: Document, name: str) -> str:
    count = sum(node.group == name for node in document.nodes.values())
    title = document.groups[name].title
    return f"Group {title} ({name}) of {count} card{'s' if count != 1 else ''}"


def _group_title(document: Document, name: str | None) -> str:
    group = document.groups.get(name) if name is not None else None
    return group.title if group is not None else str(name)


def _note_called(note: Note) -> str:
    title = note_title(note)
    return f"Note “{title}”" if title else "Empty note"


def _title(node: Node, types: Types) -> str:
    card = types.get(node.card)
    return card.title if card is not None else node.card


def _value(node: Node, row: str, types: Types) -> Any:
    """The value of a row: what was typed in, or the card's default."""
    if row in node.params:
        return node.params[row]
    card = types.get(node.card)
    socket = card.input(row) if card is not None else None
    return as_json(socket.default, types) if socket is not None else None


def _shown(value: Any) -> str:
    return "empty" if value in (None, "") else shown(value)
