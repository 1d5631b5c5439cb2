"""The sockets of group cards, and the sockets of the cards inside that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cards.document import Document, End, Group, Port, end, node_of, socket_of

BETWEEN = ":"
"""Stands in the name of a port that only a wire needs: ``node:socket``."""


def real(doc: Document, place: End, *, output: bool) -> tuple[End, ...]:
    """The sockets of cards that a socket on a group card stands for; of a card, its own.

    Empty if the group has no such port.
    """
    group = doc.groups.get(node_of(place))
    if group is None:
        return (place,)
    name = socket_of(place)
    if BETWEEN in name:
        return (end(*name.split(BETWEEN, 1)),)
    ports = group.outputs if output else group.inputs
    return next((alive(doc, port) for port in ports if port.name == name), ())


def alive(doc: Document, port: Port) -> tuple[End, ...]:
    """The ends of a port whose cards are still there."""
    return tuple(e for e in port.ends if node_of(e) in doc.nodes)


def unnamed(place: End) -> str:
    """The name of the port that stands for ``place`` while a wire needs it and no other does."""
    return f"{node_of(place)}{BETWEEN}{socket_of(place)}"


def above(doc: Document, name: str) -> Iterator[str]:
    """The groups that a card, a group or a note is in, the innermost first."""
    one = doc.nodes.get(name) or doc.groups.get(name) or doc.notes.get(name)
    at = one.group if one is not None else None
    while at is not None and at in doc.groups:
        yield at
        at = doc.groups[at].group


def inside(doc: Document, names: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The cards and the groups among ``names`` and in the groups among them, at any depth."""
    chosen = frozenset(names)
    if not doc.groups:
        return chosen & doc.nodes.keys(), frozenset()
    groups = frozenset(g for g in doc.groups if g in chosen or not chosen.isdisjoint(above(doc, g)))
    nodes = frozenset(
        n for n, node in doc.nodes.items() if n in chosen or (groups and node.group in groups)
    )
    return nodes, groups


def crossing(
    doc: Document, within: frozenset[str], targets: Iterable[End]
) -> Iterator[tuple[End, End]]:
    """The wires (source, target) that enter the cards ``within`` at these targets."""
    for target in targets:
        for source in doc.wires.get(target, ()):
            if node_of(source) not in within:
                yield source, target


def pruned(doc: Document, groups: Mapping[str, Group]) -> Mapping[str, Group]:
    """Groups without ports for cards that are gone from ``doc``."""
    kept = {name: _pruned(doc, group) for name, group in groups.items()}
    same = all(kept[name] is group for name, group in groups.items())
    return groups if same else kept


def _pruned(doc: Document, group: Group) -> Group:
    changed = {}
    for side in ("inputs", "outputs"):
        ports: tuple[Port, ...] = getattr(group, side)
        left = tuple(
            port if len(ends) == len(port.ends) else port.model_copy(update={"ends": ends})
            for port in ports
            if (ends := alive(doc, port))
        )
        if left != ports:
            changed[side] = left
    return group.model_copy(update=changed) if changed else group
