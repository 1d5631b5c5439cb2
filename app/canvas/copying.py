"""Copies of cards and groups, beside themselves or by the clipboard, as pure edits. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from cards import edits
from cards.document import Document, End, Group, Port, end, node_of, socket_of
from cards.edits import Refused
from cards.grouping import DEEPEST, free_name
from cards.ports import above, inside, pruned

OFFSET = 40.0

Inserted = tuple[Document, frozenset[str]]


def excerpt(document: Document, names: Collection[str]) -> Document:
    """A document of these cards and groups alone, with all inside and the wires between them."""
    cards, inner = inside(document, names)
    nodes = {name: node for name, node in document.nodes.items() if name in cards}
    wires = {
        target: kept
        for target, sources in document.wires.items()
        if node_of(target) in nodes and (kept := tuple(s for s in sources if node_of(s) in nodes))
    }
    groups = {name: group for name, group in document.groups.items() if name in inner}
    notes = {name: note for name, note in document.notes.items() if note.group in inner}
    bends = {
        target: kept
        for target, by_source in document.bends.items()
        if (kept := {s: points for s, points in by_source.items() if s in wires.get(target, ())})
    }
    part = Document(nodes=nodes, wires=wires, notes=notes, bends=bends)
    return part.model_copy(
        update={
            "nodes": {n: _inside(node, groups) for n, node in nodes.items()},
            "groups": {n: _inside(g, groups) for n, g in pruned(part, groups).items()},
        }
    )


def inserted(
    document: Document,
    part: Document,
    dx: float = OFFSET,
    dy: float = OFFSET,
    *,
    group: str | None = None,
) -> Inserted:
    """The document with the nodes of ``part`` as well, moved; and what of it stands by itself.

    That goes into ``group``. Sources of wires that ``part`` does not hold are those of the
    document. Raises Refused if groups would lie too deep.
    """
    if group is not None and part.groups:
        depth = 1 + len(list(above(document, group)))
        if depth + max(1 + len(list(above(part, g))) for g in part.groups) > DEEPEST:
            raise Refused(f"Groups can lie {DEEPEST} deep, not deeper.")
    tops = {n: one for n, one in (*part.nodes.items(), *part.groups.items()) if one.group is None}
    moved = {n: one.model_copy(update={"group": group}) for n, one in tops.items()}
    part = part.model_copy(
        update={
            "nodes": {n: moved.get(n, node) for n, node in part.nodes.items()},
            "groups": {n: moved.get(n, one) for n, one in part.groups.items()},
        }
    )
    return _joined(document, part, dx, dy)


def duplicated(document: Document, names: Collection[str]) -> Inserted:
    """The document with copies of these cards and groups, and the names of the copies.

    Copies keep values and the wires that lead to them; wires between copied nodes go
    between the copies. They are in the groups that what they are copies of is in.
    """
    cards, inner = inside(document, names)
    nodes = {name: node for name, node in document.nodes.items() if name in cards}
    wires = {t: sources for t, sources in document.wires.items() if node_of(t) in nodes}
    part = {
        "nodes": nodes,
        "wires": wires,
        "groups": {name: one for name, one in document.groups.items() if name in inner},
        "notes": {name: one for name, one in document.notes.items() if one.group in inner},
        "bends": {},
    }
    return _joined(document, document.model_copy(update=part), OFFSET, OFFSET)


def _joined(document: Document, part: Document, dx: float, dy: float) -> Inserted:
    """The document with ``part``, whose names become free ones."""
    names = dict(zip(part.nodes, _free_names(document, part), strict=True))
    for name in part.groups:
        names[name] = free_name(document, names.values())
    if not names:
        return document, frozenset()
    in_sight = {n for n in names if _in_sight(part, n)}

    def placed(name: str, one: Any) -> Any:
        x, y = one.position
        there = (x + dx, y + dy) if name in in_sight else (x, y)
        return one.model_copy(update={"position": there, "group": _new(one.group, names)})

    nodes = {names[n]: placed(n, node) for n, node in part.nodes.items()}
    groups = {names[n]: _ported(placed(n, one), names) for n, one in part.groups.items()}
    wires = {
        _renamed(target, names): tuple(_renamed(s, names) for s in sources)
        for target, sources in part.wires.items()
    }
    bends = {
        _renamed(target, names): {
            _renamed(s, names): tuple(
                (x + dx, y + dy) if node_of(s) in in_sight else (x, y) for x, y in points
            )
            for s, points in by_source.items()
        }
        for target, by_source in part.bends.items()
    }
    update: dict[str, Any] = {
        "nodes": {**document.nodes, **nodes},
        "wires": {**document.wires, **wires},
    }
    update |= {"bends": {**document.bends, **bends}} if bends else {}
    if groups:
        update["groups"] = {**document.groups, **groups}
        update["notes"] = {**document.notes, **_notes(document, part, names)}
    tops = {new for old, new in names.items() if _group_of(part, old) not in names}
    return document.model_copy(update=update), frozenset(tops)


def _notes(document: Document, part: Document, names: Mapping[str, str]) -> dict[str, Any]:
    """The notes in the groups of ``part``, by names that are free."""
    made: dict[str, Any] = {}
    for note in (one for one in part.notes.values() if one.group in names):
        number = 1
        while f"note_{number}" in document.notes or f"note_{number}" in made:
            number += 1
        made[f"note_{number}"] = note.model_copy(update={"group": _new(note.group, names)})
    return made


def _ported(group: Group, names: Mapping[str, str]) -> Group:
    sides: dict[str, tuple[Port, ...]] = {
        side: tuple(
            port.model_copy(
                update={"ends": tuple(_renamed(e, names) for e in port.ends if node_of(e) in names)}
            )
            for port in getattr(group, side)
        )
        for side in ("inputs", "outputs")
    }
    return group.model_copy(update=sides)


def _in_sight(part: Document, name: str) -> bool:
    """Whether something of ``part`` stands on the page itself, not on that of a closed group."""
    return all(part.groups[g].open for g in above(part, name))


def _group_of(part: Document, name: str) -> str | None:
    return (part.groups[name] if name in part.groups else part.nodes[name]).group


def _inside(one: Any, groups: Mapping[str, Group]) -> Any:
    return (
        one if one.group is None or one.group in groups else one.model_copy(update={"group": None})
    )


def _new(group: str | None, names: Mapping[str, str]) -> str | None:
    return names.get(group, group) if group is not None else None


def _renamed(place: End, names: Mapping[str, str]) -> End:
    node = node_of(place)
    return end(names.get(node, node), socket_of(place))


def _free_names(document: Document, part: Document) -> Iterator[str]:
    """New names for the nodes of ``part``, in their order."""
    numbers: dict[str, int] = {}
    for node in part.nodes.values():
        stem, _, first = edits.new_name(Document(), node.card).rpartition("_")
        number = numbers.get(stem, int(first))
        while f"{stem}_{number}" in document.nodes or f"{stem}_{number}" in document.groups:
            number += 1
        numbers[stem] = number + 1
        yield f"{stem}_{number}"
