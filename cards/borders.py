"""The border of a group as its own page shows it: a card of what comes in, one of what goes out.

Both are on the page only, and no nodes of the document. The sockets of *Inputs* are the
group's input ports, and a wire from one leads to each card that the port stands for; those
of *Outputs* are its output ports. A last socket of each stands for a port to come.
"""

from __future__ import annotations

from typing import NamedTuple

from cards.document import Document, End, Port, node_of, socket_of
from cards.kinds import Kind
from cards.ports import BETWEEN, above, alive, crossing, inside

INPUTS, OUTPUTS = "@inputs:", "@outputs:"
NEW = "+"
"""The socket of a border that makes a new port of what is wired to it."""
ANY = Kind("Any", "Anything", "#8a93a3", "circle", "+")


class Border(NamedTuple):
    """One side of a group: where wires come in, or where they go out."""

    group: str
    inputs: bool

    @property
    def name(self) -> str:
        """What it is called among the nodes of the page."""
        return (INPUTS if self.inputs else OUTPUTS) + self.group


def border_of(name: str) -> Border | None:
    """The border that a node of a page is; None for a card or a group."""
    if not name.startswith("@"):
        return None
    start = INPUTS if name.startswith(INPUTS) else OUTPUTS
    return Border(name.removeprefix(start), start == INPUTS)


def port_of(doc: Document, border: Border, socket: str) -> Port | None:
    """The port that a socket of a border stands for, also one that only a wire needs."""
    group = doc.groups.get(border.group)
    if group is None or socket == NEW:
        return None
    if BETWEEN in socket:
        node, _, inner = socket.partition(BETWEEN)
        name = inner or "port"
        return Port(name=name, title="", ends=(f"{node}.{inner}",)) if node in doc.nodes else None
    ports = group.inputs if border.inputs else group.outputs
    found = next((port for port in ports if port.name == socket), None)
    return found.model_copy(update={"ends": alive(doc, found)}) if found is not None else None


def outer_sources(doc: Document, border: Border, port: Port) -> list[End]:
    """What feeds an input port from outside the group, each once."""
    within, _ = inside(doc, [border.group])
    return list(dict.fromkeys(source for source, _ in crossing(doc, within, port.ends)))


def outer_targets(doc: Document, border: Border, port: Port) -> list[End]:
    """What an output port feeds outside the group."""
    within, _ = inside(doc, [border.group])
    return [
        target
        for source, target in doc.pairs()
        if source in port.ends and node_of(target) not in within
    ]


def encloses(doc: Document, border: Border, place: End) -> bool:
    """Whether a socket is one of a card inside."""
    return border.group in above(doc, node_of(place))


def without(port: Port, place: End) -> Port | None:
    """The port without an end; None if that was its only one."""
    ends = tuple(e for e in port.ends if e != place)
    if not ends:
        return None
    return port if len(ends) == len(port.ends) else port.model_copy(update={"ends": ends})


def named_of(place: End) -> tuple[Border, str] | None:
    """The border and its socket, where a place of a page is one."""
    border = border_of(node_of(place))
    return (border, socket_of(place)) if border is not None else None
