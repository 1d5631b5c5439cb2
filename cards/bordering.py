"""Wires to and from the border of a group, seen from inside: they are what ports stand for."""

from __future__ import annotations

from collections.abc import Sequence

from cards.borders import (
    ANY,
    NEW,
    Border,
    border_of,
    encloses,
    named_of,
    outer_sources,
    outer_targets,
    port_of,
)
from cards.card import Socket
from cards.document import Document, End, Port, node_of, socket_of
from cards.edits import Refused, disconnect, put_group, unported
from cards.grouping import exposed
from cards.kinds import Kind
from cards.ports import BETWEEN, crossing, inside, real
from cards.registry import Types
from cards.wiring import connected, refusal, replaced

ACROSS = "A group passes nothing on by itself: lead the wire through a card."
BACKWARDS = "Wires go from the inputs of a group to its cards, and from them to its outputs."


def border_refusal(doc: Document, types: Types, source: End, target: End) -> str | None:
    """Why no wire may go from or to the border of a group; None if it may."""
    giving, taking = named_of(source), named_of(target)
    if giving is not None and taking is not None:
        return ACROSS
    if giving is not None:
        return _inward_refusal(doc, types, giving, target)
    return _outward_refusal(doc, types, source, taking) if taking is not None else None


def border_connected(doc: Document, types: Types, source: End, target: End) -> Document:
    """The document in which a port also stands for the card at the other end of the wire."""
    giving, taking = named_of(source), named_of(target)
    if giving is not None:
        return _wired_in(doc, types, giving, real(doc, target, output=False))
    if taking is not None:
        return _wired_out(doc, types, real(doc, source, output=True)[0], taking)
    return doc


def border_kind(doc: Document, types: Types, place: End) -> Kind | None:
    """The kind of what a socket of a border gives or takes; ANY for a port to come."""
    found = named_of(place)
    if found is None:
        return None
    border, socket = found
    if socket == NEW:
        return ANY
    port = port_of(doc, border, socket)
    if port is None or not port.ends:
        return None
    own = _socket(doc, types, port.ends[0], output=not border.inputs)
    return own.kind if own is not None else None


# --- in


def _inward_refusal(
    doc: Document, types: Types, giving: tuple[Border, str], target: End
) -> str | None:
    border, socket = giving
    takers = real(doc, target, output=False)
    wrong = _outside(doc, types, border, takers, output=False)
    if wrong or socket == NEW:
        return wrong
    port = port_of(doc, border, socket)
    if port is None or not port.ends:
        return "The group has no such socket."
    sources = outer_sources(doc, border, port)
    pairs = [(source, taker) for source in sources for taker in takers]
    if pairs:
        return next((w for pair in pairs if (w := refusal(doc, types, *pair))), None)
    kind = border_kind(doc, types, f"{border.name}.{socket}")
    for taker in takers:
        into = _socket(doc, types, taker, output=False)
        if into is not None and kind is not None and (wrong := into.kind.refuses(kind)):
            return f"{into.title}: {wrong}"
    return None


def _wired_in(
    doc: Document, types: Types, giving: tuple[Border, str], takers: Sequence[End]
) -> Document:
    border, socket = giving
    port = port_of(doc, border, socket)
    takers = [taker for taker in takers if port is None or taker not in port.ends]
    if not takers:
        return doc
    sources = outer_sources(doc, border, port) if port is not None else []
    for taker in takers:
        doc = _freed(doc, types, border, taker)
    if port is None:
        return exposed(doc, types, *takers, output=False, group=border.group)
    if BETWEEN in socket:
        doc = exposed(doc, types, *port.ends, *takers, output=False, group=border.group)
    else:
        doc = _with_port(doc, border, port, (*port.ends, *takers))
    for taker in takers:
        for source in sources:
            doc = connected(doc, types, source, taker)
    return doc


def _freed(doc: Document, types: Types, border: Border, taker: End) -> Document:
    """The document in which a socket waits for a wire of another port."""
    into = _socket(doc, types, taker, output=False)
    if into is None or not into.many:
        return disconnect(unported(doc, border.group, [taker], output=False), taker)
    within, _ = inside(doc, [border.group])
    for source, target in list(crossing(doc, within, [taker])):
        doc = disconnect(doc, target, source)
    return unported(doc, border.group, [taker], output=False)


# --- out


def _outward_refusal(
    doc: Document, types: Types, source: End, taking: tuple[Border, str]
) -> str | None:
    border, socket = taking
    givers = real(doc, source, output=True)[:1]
    wrong = _outside(doc, types, border, givers, output=True)
    if wrong or socket == NEW:
        return wrong
    port = port_of(doc, border, socket)
    if port is None or not port.ends:
        return "The group has no such socket."
    # What reads the port outside must take what comes now.
    for target in outer_targets(doc, border, port):
        freed = disconnect(doc, target, port.ends[0])
        if wrong := refusal(freed, types, givers[0], target):
            return wrong
    return None


def _wired_out(doc: Document, types: Types, giver: End, taking: tuple[Border, str]) -> Document:
    border, socket = taking
    port = port_of(doc, border, socket)
    if port is None:
        return exposed(doc, types, giver, output=True, group=border.group)
    if giver in port.ends:
        return doc
    targets = outer_targets(doc, border, port)
    doc = unported(doc, border.group, [giver], output=True)
    if BETWEEN in socket:
        doc = exposed(doc, types, giver, output=True, group=border.group)
    else:
        doc = _with_port(doc, border, port, (giver,))
    for target in targets:
        doc = replaced(doc, types, target, port.ends[0], giver)
    return doc


# --- both


def _outside(
    doc: Document, types: Types, border: Border, places: Sequence[End], *, output: bool
) -> str | None:
    """Why sockets cannot be wired to this border, if not for their kind."""
    if border.group not in doc.groups:
        return "The group is gone."
    if border.inputs is output:
        return BACKWARDS
    if not places:
        return "The group has no such socket."
    for place in places:
        if border_of(node_of(place)) is not None or not encloses(doc, border, place):
            return "Only cards in the group can be wired to its border."
        if _socket(doc, types, place, output=output) is None:
            side = "output" if output else "input"
            return f"{node_of(place)} has no {side} called {socket_of(place)}."
    return None


def _with_port(doc: Document, border: Border, port: Port, ends: Sequence[End]) -> Document:
    group = doc.groups[border.group]
    side = "inputs" if border.inputs else "outputs"
    old: tuple[Port, ...] = getattr(group, side)
    if all(one.name != port.name for one in old):
        raise Refused("The group has no such socket.")
    ports = tuple(
        one.model_copy(update={"ends": tuple(ends)}) if one.name == port.name else one
        for one in old
    )
    return put_group(doc, border.group, group.model_copy(update={side: ports}))


def _socket(doc: Document, types: Types, place: End, *, output: bool) -> Socket | None:
    node = doc.nodes.get(node_of(place))
    card = types.get(node.card) if node is not None else None
    if card is None:
        return None
    return card.output(socket_of(place)) if output else card.input(socket_of(place))
