"""What one page of a document shows: closed groups as cards, the rest as it is.

A page is itself a document, of what is in sight, with cards made for its groups, so
that whatever paints and hit-tests a document needs to know nothing of groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, ClassVar

from cards.card import Card, Socket
from cards.document import Document, End, Group, Node, Port, end, node_of, socket_of
from cards.kinds import UNKNOWN
from cards.ports import above, alive, inside, unnamed
from cards.registry import Types

GROUP_CARD = "group:"
"""How the ids of the cards of groups begin; no document holds them."""

PortKey = tuple[str, End, bool]
"""A group card, the end of a card inside, and whether that is an output."""


class GroupCard(Card):
    """A card made of cards. Open it to see them; its rows are rows of the cards inside."""

    title: ClassVar[str] = "Group"
    group: ClassVar[str] = "Groups"
    taking: ClassVar[tuple[Socket, ...]] = ()
    stands_for: ClassVar[Mapping[str, tuple[type[Card], str]]] = {}
    """By row, the card inside and its row."""

    @classmethod
    @cache
    def parameters(cls) -> tuple[Socket, ...]:
        return tuple(s for s in cls.taking if s.parameter)

    @classmethod
    @cache
    def rows(cls) -> tuple[Socket, ...]:
        return cls.taking

    @classmethod
    def input(cls, name: str) -> Socket | None:
        return next((s for s in cls.taking if s.name == name), None)

    @classmethod
    def output(cls, name: str) -> Socket | None:
        return next((s for s in cls.outputs if s.name == name), None)


@dataclass(frozen=True)
class Page:
    """What is shown of ``whole`` on the page of ``group`` (None: the top page).

    ``members`` holds for every group card on it the cards inside.
    """

    whole: Document
    group: str | None
    document: Document
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    holders: Mapping[str | None, str | None] = field(default_factory=dict)
    """For every group with cards on this page the group card that shows them; None: they are."""
    ports: Mapping[PortKey, str] = field(default_factory=dict)
    """The names of ports."""

    def shows(self, name: str) -> str | None:
        """What stands for a card or a group on this page: itself, or a group it is in."""
        if name in self.document.nodes:
            return name
        one = self.whole.nodes.get(name) or self.whole.groups.get(name)
        if one is None or one.group not in self.holders:
            return None
        return self.holders[one.group]

    def groups_differ(self, other: Page) -> bool:
        """Whether groups show other cards, or other sockets of them, than on another page."""
        return self.members != other.members or self.ports != other.ports

    def end(self, place: End, *, output: bool) -> End | None:
        """The socket on this page that stands for one of a card; None if none does."""
        holder = self.shows(node_of(place))
        if holder is None or holder == node_of(place):
            return None if holder is None else place
        port = self.ports.get((holder, place, output))
        return end(holder, port) if port is not None else None

    def ends(self, place: End, *, output: bool) -> tuple[End, ...]:
        """The sockets of cards that one of this page stands for."""
        if node_of(place) not in self.members:
            return (place,)
        holder, port = node_of(place), socket_of(place)
        return tuple(
            e
            for (group, e, out), name in self.ports.items()
            if (group, name, out) == (holder, port, output)
        )


class Pager:
    """Makes pages, one after another, and the card types of the groups on them.

    ``types`` holds all card types, those of groups too: it only ever grows.
    """

    def __init__(self, types: Types) -> None:
        self.types: dict[str, type[Card]] = dict(types)
        self._known = types
        self._ids: dict[Any, str] = {}
        self._nodes: dict[str, tuple[Any, Node]] = {}

    def page(self, doc: Document, group: str | None = None) -> Page:
        """The page of a group of ``doc``; of one that is not there, the top page."""
        if not doc.groups:
            return Page(doc, None, doc)
        group = group if group in doc.groups else None
        holders = _holders(doc, group)
        cards = [
            name
            for name, one in doc.groups.items()
            if not one.open and name != group and holders.get(one.group, "") is None
        ]
        members = {name: inside(doc, [name])[0] for name in cards}
        page = _Making(doc, holders, members)
        groups = {name: self._node(page, name) for name in cards}
        shown = {n: node for n, node in doc.nodes.items() if holders.get(node.group, "") is None}
        nodes = {**shown, **groups}
        frames = {
            key: frame for key, frame in doc.frames.items() if not frame.nodes.isdisjoint(nodes)
        }
        notes = {n: note for n, note in doc.notes.items() if holders.get(note.group, "") is None}
        document = doc.model_copy(
            update={"nodes": nodes, "wires": page.wires, "frames": frames, "notes": notes}
            | ({"bends": page.bends()} if doc.bends else {})
        )
        return Page(doc, group, document, members, holders, page.ports)

    def _node(self, making: _Making, name: str) -> Node:
        """The node that stands for a group: the same object while nothing about it changes."""
        group = making.doc.groups[name]
        taking = list(self._sockets(making, name, group.inputs, output=False))
        giving = list(self._sockets(making, name, group.outputs, output=True))
        params = {
            socket.name: values[row]
            for socket, (_, place) in taking
            if socket.parameter
            and (row := socket_of(place)) in (values := making.doc.nodes[node_of(place)].params)
        }
        card = self._card(group, [s for s, _ in taking], [s for s, _ in giving], dict(taking))
        key = (card, group.position, group.folded, repr(params))
        known = self._nodes.get(name)
        if known is None or known[0] != key:
            node = Node(card=card, params=params, position=group.position, folded=group.folded)
            self._nodes[name] = known = (key, node)
        return known[1]

    def _sockets(
        self, making: _Making, name: str, ports: Iterable[Port], *, output: bool
    ) -> Iterator[tuple[Socket, tuple[type[Card] | None, End]]]:
        """The sockets of a group card, each with a card inside and the end it stands for."""
        declared = [(port.name, port.title, alive(making.doc, port)) for port in ports]
        side = making.outputs if output else making.inputs
        lost = [e for e in side.get(name, ()) if not any(e in ends for *_, ends in declared)]
        for port, title, ends in (*declared, *((unnamed(e), "", (e,)) for e in lost)):
            ends = tuple(e for e in ends if node_of(e) in making.members[name])
            if not ends:
                continue
            making.ports |= {(name, e, output): port for e in ends}
            card = self._known.get(making.doc.nodes[node_of(ends[0])].card)
            row = socket_of(ends[0])
            own = (card.output(row) if output else card.input(row)) if card else None
            if own is None:
                own = Socket(row, UNKNOWN, "No card is known that has this socket.")
            if not output and own.parameter and making.fed_inside(name, ends[0]):
                continue
            label = title or f"{own.title} of {node_of(ends[0])}"
            socket = replace(own, name=port, label=label, before=None, advanced=False)
            yield socket, (card, ends[0])

    def _card(
        self,
        group: Group,
        taking: list[Socket],
        giving: list[Socket],
        places: Mapping[Socket, tuple[type[Card] | None, End]],
    ) -> str:
        """The id of the card type with these sockets, made when there is none yet."""
        stands_for = {
            socket.name: (card, socket_of(place))
            for socket, (card, place) in places.items()
            if card is not None and socket.parameter
        }
        key = (group.title, repr(taking), repr(giving), repr(stands_for))
        if key not in self._ids:
            self._ids[key] = card_id = f"{GROUP_CARD}{len(self._ids) + 1}"
            made = type(
                "GroupCard",
                (GroupCard,),
                {
                    "__doc__": GroupCard.__doc__,
                    "__module__": __name__,
                    "title": group.title,
                    "taking": tuple(taking),
                    "outputs": tuple(giving),
                    "stands_for": stands_for,
                },
            )
            self.types[card_id] = made
        return self._ids[key]


class _Making:
    """The wires of a page while it is made, and the ports that they need."""

    def __init__(
        self,
        doc: Document,
        holders: Mapping[str | None, str | None],
        members: Mapping[str, frozenset[str]],
    ) -> None:
        self.doc, self.members = doc, members
        self.ports: dict[PortKey, str] = {}
        self.inputs: dict[str, list[End]] = {}
        self.outputs: dict[str, list[End]] = {}
        self._by_node = {
            n: holders[node.group] for n, node in doc.nodes.items() if node.group in holders
        }
        self._crossing: list[tuple[End, tuple[End, ...]]] = []
        self._plain: dict[End, tuple[End, ...]] = {}
        self._sort()

    def _sort(self) -> None:
        """Tell wires between cards in sight from those that meet the border of a group."""
        place_of = self._by_node
        for target, sources in self.doc.wires.items():
            taker = place_of.get(node_of(target), "")
            if taker == "":
                continue
            givers = [place_of.get(node_of(source), "") for source in sources]
            if taker is None and not any(givers) and "" not in givers:
                self._plain[target] = sources
                continue
            crossing = tuple(
                s
                for s, giver in zip(sources, givers, strict=True)
                if giver != "" and (giver is None or giver != taker)
            )
            if not crossing:
                continue
            self._crossing.append((target, crossing))
            if taker is not None:
                self.inputs.setdefault(taker, []).append(target)
            for source in crossing:
                holder = place_of[node_of(source)]
                if holder is not None and source not in self.outputs.setdefault(holder, []):
                    self.outputs[holder].append(source)

    @property
    def wires(self) -> dict[End, tuple[End, ...]]:
        """The wires as this page shows them; those that go to one port together are one."""
        shown: dict[End, list[End]] = {}
        for target, sources in self._crossing:
            at = shown.setdefault(self._shown(target, output=False), [])
            at += [e for s in sources if (e := self._shown(s, output=True)) not in at]
        return {**self._plain, **{target: tuple(sources) for target, sources in shown.items()}}

    def bends(self) -> dict[End, dict[End, tuple[tuple[float, float], ...]]]:
        """The bends of the wires that are shown."""
        found: dict[End, dict[End, tuple[tuple[float, float], ...]]] = {}
        for target, by_source in self.doc.bends.items():
            if node_of(target) not in self._by_node:
                continue
            for source, points in by_source.items():
                here = self._by_node.get(node_of(source), ""), self._by_node[node_of(target)]
                if "" not in here and (here[0] is None or here[0] != here[1]):
                    at = found.setdefault(self._shown(target, output=False), {})
                    at[self._shown(source, output=True)] = points
        return found

    def fed_inside(self, group: str, target: End) -> bool:
        """Whether a card in the group itself feeds this input."""
        return any(node_of(s) in self.members[group] for s in self.doc.wires.get(target, ()))

    def _shown(self, place: End, *, output: bool) -> End:
        holder = self._by_node[node_of(place)]
        if holder is None:
            return place
        return end(holder, self.ports.get((holder, place, output)) or unnamed(place))


def _holders(doc: Document, page: str | None) -> dict[str | None, str | None]:
    """For each group whose cards belong to this page, the closed group that shows them."""
    holders: dict[str | None, str | None] = {page: None}
    for name in doc.groups:
        path = [name, *above(doc, name)]
        if page is not None and page not in path:
            continue
        below = path[: path.index(page)] if page is not None else path
        closed = (g for g in reversed(below) if not doc.groups[g].open)
        holders[name] = next(closed, None)
    return holders
