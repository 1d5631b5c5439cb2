"""Groups that are cards: making them, opening them, taking them apart. Pure edits.

The document stays flat: a group is a title, a place and ports, and cards say which
group they are in. So nothing changes in what a network computes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from cards.card import Card, Socket
from cards.document import Document, End, Group, Node, Port, end, node_of, socket_of
from cards.edits import Refused, move_nodes, put_group
from cards.kinds import LAYER
from cards.ports import above, inside
from cards.registry import Types

DEEPEST = 16
"""Groups inside groups beyond which no further one is made."""

Sizes = Mapping[str, tuple[float, float]]
"""Width and height of cards, as the canvas shows them."""


def grouped(
    doc: Document, types: Types, names: Collection[str], title: str = "Group"
) -> tuple[Document, str]:
    """The document with a new group of these cards and groups, and its name.

    It gets the sockets that it needs: those with wires across its border, and those
    that still wait for a wire. Raises Refused if nothing is there to group.
    """
    chosen = [n for n in (*doc.nodes, *doc.groups) if n in names]
    # What lies in a chosen group comes along with it.
    tops = [n for n in chosen if not any(g in names for g in above(doc, n))]
    if not tops:
        raise Refused("Select the cards that are to become a group.")
    parent = _common(doc, tops)
    nodes, groups = inside(doc, tops)
    depth = len(list(above(doc, parent))) + 2 if parent else 1
    if depth + max((_levels(doc, g, groups) for g in groups), default=0) > DEEPEST:
        raise Refused(f"Groups can lie {DEEPEST} deep, not deeper.")
    name = free_name(doc)
    places = [_one(doc, n).position for n in tops]
    position = (min(x for x, _ in places), min(y for _, y in places))
    inputs, outputs = _ports(doc, types, nodes)
    group = Group(title=title, position=position, group=parent, inputs=inputs, outputs=outputs)
    left = {one.group for n in tops if (one := _one(doc, n)).group not in (None, parent)}
    doc = moved_into(put_group(doc, name, group), tops, name)
    doc = _without_empty(doc, left)
    frames = {
        key: frame.model_copy(update={"nodes": (frame.nodes - set(tops)) | {name}})
        if frame.nodes & set(tops) and not frame.nodes <= set(tops)
        else frame
        for key, frame in doc.frames.items()
    }
    return doc.model_copy(update={"frames": frames}), name


def ungrouped(doc: Document, name: str) -> Document:
    """The document with the cards of a group in its place, beside what surrounds it."""
    group = _group(doc, name)
    members = members_of(doc, name)
    if not group.open:
        doc = _brought(doc, name)
    doc = moved_into(doc, members, group.group)
    groups = {key: other for key, other in doc.groups.items() if key != name}
    frames = {
        key: frame.model_copy(update={"nodes": frame.nodes - {name} | frozenset(members)})
        if name in frame.nodes
        else frame
        for key, frame in doc.frames.items()
    }
    return doc.model_copy(update={"groups": groups, "frames": frames})


def opened(doc: Document, name: str) -> Document:
    """Show the cards of a group where its card stands, instead of the card."""
    group = _group(doc, name)
    if group.open:
        return doc
    doc = _brought(doc, name)
    return put_group(doc, name, _group(doc, name).model_copy(update={"open": True}))


def closed(doc: Document, name: str) -> Document:
    """Show the card of a group again, where its cards begin."""
    group = _group(doc, name)
    if not group.open:
        return doc
    corner = _corner(doc, name) or group.position
    return put_group(doc, name, group.model_copy(update={"open": False, "position": corner}))


def retitled(doc: Document, name: str, title: str) -> Document:
    """Call a group something else. Raises Refused without a title."""
    title = " ".join(title.split())[:80]
    if not title:
        raise Refused("A group needs a title.")
    group = _group(doc, name)
    if group.title == title:
        return doc
    return put_group(doc, name, group.model_copy(update={"title": title}))


def moved_into(doc: Document, names: Iterable[str], group: str | None) -> Document:
    """Put cards, groups and notes into a group, or on the top page."""
    names = set(names)
    if group is not None and (group in names or not names.isdisjoint(above(doc, group))):
        raise Refused("A group cannot lie inside itself.")
    inner = names & doc.groups.keys()
    if group is not None and inner:
        _, groups = inside(doc, inner)
        depth = 1 + len(list(above(doc, group)))
        if depth + max(_levels(doc, g, groups) for g in groups) > DEEPEST:
            raise Refused(f"Groups can lie {DEEPEST} deep, not deeper.")
    return doc.model_copy(
        update={
            part: {
                n: one.model_copy(update={"group": group})
                if n in names and one.group != group
                else one
                for n, one in getattr(doc, part).items()
            }
            for part in ("nodes", "groups", "notes")
            if not names.isdisjoint(getattr(doc, part))
        }
    )


def exposed(
    doc: Document,
    types: Types,
    *places: End,
    output: bool,
    group: str | None = None,
    title: str = "",
) -> Document:
    """Give a group one socket of its own for these sockets of cards inside.

    Without ``group`` it is the one that the first card is in. What has one keeps it.
    """
    name = group or doc.nodes[node_of(places[0])].group
    if name is None:
        raise Refused("The card is in no group.")
    old = _group(doc, name)
    side = "outputs" if output else "inputs"
    ports: tuple[Port, ...] = getattr(old, side)
    free = tuple(place for place in places if not any(place in port.ends for port in ports))
    if not free:
        return doc
    title = title or _title(doc, types, free[0], output=output)
    port = _Names(ports).port(title, free, doc, types)
    return put_group(doc, name, old.model_copy(update={side: (*ports, port)}))


def hidden(doc: Document, group: str, port: str, *, output: bool) -> Document:
    """Take a socket off a group card; wires that need one keep a nameless one."""
    side = "outputs" if output else "inputs"
    old = _group(doc, group)
    kept = tuple(p for p in getattr(old, side) if p.name != port)
    return put_group(doc, group, old.model_copy(update={side: kept}))


def renamed_port(doc: Document, group: str, port: str, title: str, *, output: bool) -> Document:
    """Call a socket of a group card something else. Raises Refused without a title."""
    title = " ".join(title.split())[:80]
    if not title:
        raise Refused("A socket needs a title.")
    side = "outputs" if output else "inputs"
    old = _group(doc, group)
    ports = tuple(
        p.model_copy(update={"title": title}) if p.name == port else p for p in getattr(old, side)
    )
    return put_group(doc, group, old.model_copy(update={side: ports}))


def moved_port(doc: Document, group: str, port: str, step: int, *, output: bool) -> Document:
    """Put a socket of a group card one place higher (-1) or lower (1) among those of its side."""
    side = "outputs" if output else "inputs"
    old = _group(doc, group)
    ports: list[Port] = list(getattr(old, side))
    at = next((i for i, p in enumerate(ports) if p.name == port), None)
    if at is None or not 0 <= at + step < len(ports):
        return doc
    ports.insert(at + step, ports.pop(at))
    return put_group(doc, group, old.model_copy(update={side: tuple(ports)}))


def members_of(doc: Document, group: str | None) -> list[str]:
    """The cards, groups and notes that are directly in a group, or on the top page."""
    parts: tuple[Mapping[str, Any], ...] = (doc.nodes, doc.groups, doc.notes)
    return [n for part in parts for n, one in part.items() if one.group == group]


def _without_empty(doc: Document, names: Iterable[str | None]) -> Document:
    """The document without those of these groups that nothing is left in."""
    for name in names:
        while name is not None and name in doc.groups and not members_of(doc, name):
            around = doc.groups[name].group
            groups = {n: group for n, group in doc.groups.items() if n != name}
            frames = {
                key: frame.model_copy(update={"nodes": frame.nodes - {name}})
                if name in frame.nodes
                else frame
                for key, frame in doc.frames.items()
            }
            doc = doc.model_copy(update={"groups": groups, "frames": frames})
            name = around if around in doc.groups else None
    return doc


# --- ports


def _ports(
    doc: Document, types: Types, nodes: frozenset[str]
) -> tuple[tuple[Port, ...], tuple[Port, ...]]:
    """The sockets that a group of these cards needs."""
    feeding: dict[End, list[End]] = {}
    """By the ends outside that feed some, and by the end itself, the inputs in question."""
    for target in _inputs(doc, types, nodes):
        sources = doc.wires.get(target, ())
        outer = [source for source in sources if node_of(source) not in nodes]
        alone = len(outer) == 1 == len(sources)
        if outer or not sources:
            feeding.setdefault(outer[0] if alone else target, []).append(target)
    read = {source for source, target in doc.pairs() if node_of(target) not in nodes}
    inner = {node_of(s) for s, target in doc.pairs() if node_of(target) in nodes}
    outputs = [
        end(name, socket)
        for name in doc.nodes
        if name in nodes
        for socket in _outputs(doc, types, name, read, ends=name not in inner)
    ]
    ins, outs = _Names(()), _Names(())
    return (
        tuple(
            ins.port(_shortest(doc, types, ends), tuple(ends), doc, types)
            for ends in feeding.values()
        ),
        tuple(
            outs.port(_title(doc, types, place, output=True), (place,), doc, types)
            for place in outputs
        ),
    )


def _inputs(doc: Document, types: Types, nodes: frozenset[str]) -> Iterator[End]:
    """Inputs with a wire, and required tensor and data inputs without one."""
    wired: dict[str, set[str]] = {}
    for target in doc.wires:
        wired.setdefault(node_of(target), set()).add(socket_of(target))
    for name in [n for n in doc.nodes if n in nodes]:
        card = types.get(doc.nodes[name].card)
        known = [s.name for s in card.rows()] if card else []
        lost = sorted(wired.get(name, set()) - set(known))
        needed = {s.name for s in card.inputs if s.required} if card else set()
        for socket in (*known, *lost):
            if socket in needed or end(name, socket) in doc.wires:
                yield end(name, socket)


def _outputs(
    doc: Document, types: Types, name: str, read: set[End], *, ends: bool
) -> Iterator[str]:
    """The outputs of a card that are read outside; of one that ends the group, all."""
    card = types.get(doc.nodes[name].card)
    known = [s.name for s in card.outputs] if card else []
    lost = sorted({socket_of(e) for e in read if node_of(e) == name} - set(known))
    several = card is not None and len(card.outputs) > 1
    for socket in (*known, *lost):
        out = card.output(socket) if card else None
        spare = several and out is not None and out.kind.id == LAYER.id
        if end(name, socket) in read or (ends and not spare):
            yield socket


class _Names:
    """Names of ports that differ, and titles that tell them apart."""

    def __init__(self, ports: Iterable[Port]) -> None:
        self.names = {port.name for port in ports}
        self.titles = {port.title for port in ports}

    def port(self, title: str, ends: tuple[End, ...], doc: Document, types: Types) -> Port:
        if title in self.titles:
            title = f"{title} of {node_of(ends[0])}"
        name = stem = socket_of(ends[0])
        number = 2
        while name in self.names:
            name, number = f"{stem}_{number}", number + 1
        self.names.add(name)
        self.titles.add(title)
        return Port(name=name, title=title, ends=ends)


def _shortest(doc: Document, types: Types, ends: Iterable[End]) -> str:
    """The plainest of the titles of inputs that are fed together."""
    return min((_title(doc, types, e, output=False) for e in ends), key=len)


def _title(doc: Document, types: Types, place: End, *, output: bool) -> str:
    socket = _socket(doc, types, place, output=output)
    return socket.title if socket is not None else socket_of(place)


def _socket(doc: Document, types: Types, place: End, *, output: bool) -> Socket | None:
    card: type[Card] | None = types.get(doc.nodes[node_of(place)].card)
    if card is None:
        return None
    return card.output(socket_of(place)) if output else card.input(socket_of(place))


# --- places


def _brought(doc: Document, name: str) -> Document:
    """The cards of a group moved so that they begin where its card stands."""
    corner, (x, y) = _corner(doc, name), _group(doc, name).position
    if corner is None or corner == (x, y):
        return doc
    dx, dy = x - corner[0], y - corner[1]
    members = members_of(doc, name)
    cards = [n for n in members if n in doc.nodes or n in doc.groups]
    # Groups that are open show their cards on the page of this one.
    spread = [n for n in cards if n not in doc.groups or not doc.groups[n].open]
    for g in (n for n in cards if n in doc.groups and doc.groups[n].open):
        spread += _shown_in(doc, g)
    doc = move_nodes(
        doc,
        {n: (_one(doc, n).position[0] + dx, _one(doc, n).position[1] + dy) for n in spread},
    )
    notes = {
        key: note.model_copy(
            update={"rect": (note.rect[0] + dx, note.rect[1] + dy, *note.rect[2:])}
        )
        if key in members
        else note
        for key, note in doc.notes.items()
    }
    return doc.model_copy(update={"notes": notes})


def _shown_in(doc: Document, group: str) -> list[str]:
    """What an open group shows of itself: cards, closed groups, and what open ones in it show."""
    shown: list[str] = []
    for name in members_of(doc, group):
        if name in doc.groups and doc.groups[name].open:
            shown += _shown_in(doc, name)
        elif name in doc.groups or name in doc.nodes:
            shown.append(name)
    return shown


def _corner(doc: Document, name: str) -> tuple[float, float] | None:
    places = [_one(doc, n).position for n in _shown_in(doc, name)]
    if not places:
        return None
    return min(x for x, _ in places), min(y for _, y in places)


# --- names


def _common(doc: Document, names: Iterable[str]) -> str | None:
    """The innermost group that all of these are in."""
    paths = [list(above(doc, name))[::-1] for name in names]
    shared: str | None = None
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared = steps[0]
    return shared


def _levels(doc: Document, group: str, within: frozenset[str]) -> int:
    return sum(g in within for g in above(doc, group)) + 1


def free_name(doc: Document, taken: Collection[str] = ()) -> str:
    """A name that no group and no card has, nor any of those ``taken``."""
    number = 1
    while (name := f"group_{number}") in doc.groups or name in doc.nodes or name in taken:
        number += 1
    return name


def _group(doc: Document, name: str) -> Group:
    try:
        return doc.groups[name]
    except KeyError:
        raise Refused(f"There is no group called {name}.") from None


def _one(doc: Document, name: str) -> Node | Group:
    return doc.groups[name] if name in doc.groups else doc.nodes[name]
