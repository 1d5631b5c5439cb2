"""What one page of a document shows: closed groups as cards, the rest as it is.

A page is itself a document, of what is in sight, with cards made for its groups, so
that whatever paints and hit-tests a document needs to know nothing of groups. The page of
a group also holds two cards for what comes in and goes out: see ``borders``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, ClassVar

from cards.borders import ANY, NEW, Border, border_of, outer_sources, port_of
from cards.card import Card, Socket
from cards.document import Document, End, Group, Node, Port, end, node_of, socket_of
from cards.kinds import UNKNOWN
from cards.page_wires import PortKey, Routes, holders_of
from cards.ports import above
from cards.registry import Types

GROUP_CARD = "group:"
"""How the ids of the cards of groups begin; no document holds them."""
APART, WIDEST, NARROWEST = 96.0, 344.0, 168.0
"""Between a group's border and its cards; how wide cards are at the most and at the least."""
GRID = 8.0

Places = Mapping[Socket, tuple[type[Card] | None, End]]


class GroupCard(Card):
    """A card made of cards. Open it to see them; its rows are rows of the cards inside.

    A double click opens it on a page of its own, the path above the canvas leads back. It
    also opens in place, in a box around its cards. On its page *Inputs* and *Outputs* hold
    its sockets: a wire from or to them, or to the last socket, makes one. Any row of a card
    inside can be shown on the group's card, from the menu of that row.
    """

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


class BorderCard(GroupCard):
    """What comes into this group, or goes out of it. Each socket is one of the group's card."""


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
    open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The groups that are open on it, the outer ones first, and what is right in each."""

    def shows(self, name: str) -> str | None:
        """What stands for a card or a group on this page: itself, or a group it is in."""
        if name in self.document.nodes:
            return name
        one = self.whole.nodes.get(name) or self.whole.groups.get(name)
        if one is None or one.group not in self.holders:
            return None
        return self.holders[one.group]

    def spread(self, names: Iterable[str]) -> frozenset[str]:
        """These cards and groups, those that are open as all that they show."""
        return frozenset(
            n for name in names for n in (spread(self.open, name) if name in self.open else (name,))
        )

    def outer_source(self, place: End) -> End | None:
        """What comes through a socket of the page's inputs from outside; None if nothing does."""
        border = border_of(node_of(place))
        port = port_of(self.whole, border, socket_of(place)) if border is not None else None
        if border is None or port is None or not border.inputs:
            return None
        return next(iter(outer_sources(self.whole, border, port)), None)

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
        self._last: tuple[Page, Routes] | None = None

    def page(self, doc: Document, group: str | None = None) -> Page:
        """The page of a group of ``doc``; of one that is not there, the top page."""
        if not doc.groups:
            self._last = None
            return Page(doc, None, doc)
        group = group if group in doc.groups else None
        last = self._last
        if last is None or not _grouped_alike(last[0], doc, group):
            routes = Routes(doc, group, holders_of(doc, group))
        elif _routed_alike(last[0], doc):
            page = self._followed(*last, doc)
            self._last = page, last[1]
            return page
        else:
            routes = last[1].rewired(doc)
        page = self._made(routes, doc, group)
        self._last = page, routes
        return page

    def _made(self, routes: Routes, doc: Document, group: str | None) -> Page:
        holders = routes.holders
        nodes = self._special(routes, doc, group)
        shown = {n: node for n, node in doc.nodes.items() if routes.place_of.get(n, "") is None}
        frames = _open_groups(doc, holders, group)
        document = doc.model_copy(
            update={
                "nodes": {**shown, **nodes},
                "wires": routes.wires(),
                "frames": _frames(doc, {*shown, *nodes}, frames),
                "notes": {
                    n: note for n, note in doc.notes.items() if holders.get(note.group, "") is None
                },
            }
            | ({"bends": routes.bends()} if doc.bends else {})
        )
        return Page(doc, group, document, routes.members, holders, routes.ports, frames)

    def _followed(self, page: Page, routes: Routes, doc: Document) -> Page:
        """The page after an edit that moves cards or changes their values."""
        if doc is page.whole:
            return page
        routes.doc = doc
        before, place_of = page.whole.nodes, routes.place_of
        differing = [n for n, node in doc.nodes.items() if before[n] is not node]
        # Groups look different if their own values do, or those of cards inside.
        stale = {place_of.get(n) for n in differing} & page.members.keys()
        stale |= {g for g in page.members if doc.groups[g] is not page.whole.groups[g]}
        nodes = dict(page.document.nodes)
        nodes |= {n: doc.nodes[n] for n in differing if place_of.get(n, "") is None}
        nodes |= {name: self._node(routes, name) for name in page.members if name in stale}
        nodes |= self._borders(routes, doc, page.group)
        same = doc.notes is page.whole.notes and doc.frames is page.whole.frames
        update: dict[str, Any] = {"nodes": nodes, "settings": doc.settings}
        if not same:
            update["frames"] = _frames(doc, nodes.keys(), page.open)
            update["notes"] = {
                n: note for n, note in doc.notes.items() if page.holders.get(note.group, "") is None
            }
        if doc.bends is not page.whole.bends:
            update["bends"] = routes.bends()
        return replace(page, whole=doc, document=page.document.model_copy(update=update))

    def _special(self, routes: Routes, doc: Document, group: str | None) -> dict[str, Node]:
        """The nodes that stand for groups and for the border of the page."""
        groups = {name: self._node(routes, name) for name in routes.members}
        return groups | self._borders(routes, doc, group)

    def _node(self, routes: Routes, name: str) -> Node:
        """The node that stands for a group: the same object while nothing about it changes."""
        doc = routes.doc
        group = doc.groups[name]
        taking = list(self._sockets(routes, name, group.inputs, output=False))
        giving = list(self._sockets(routes, name, group.outputs, output=True))
        params = {
            socket.name: values[row]
            for socket, (_, place) in taking
            if socket.parameter
            and (row := socket_of(place)) in (values := doc.nodes[node_of(place)].params)
        }
        card = self._card(group, [s for s, _ in taking], [s for s, _ in giving], dict(taking))
        return self._kept(name, card, params, group.position, folded=group.folded)

    def _kept(
        self,
        name: str,
        card: str,
        params: Mapping[str, Any],
        position: tuple[float, float],
        *,
        folded: bool = False,
    ) -> Node:
        key = (card, position, folded, repr(params))
        known = self._nodes.get(name)
        if known is None or known[0] != key:
            node = Node(card=card, params=params, position=position, folded=folded)
            self._nodes[name] = known = (key, node)
        return known[1]

    def _sockets(
        self, routes: Routes, name: str, ports: tuple[Port, ...], *, output: bool
    ) -> Iterator[tuple[Socket, tuple[type[Card] | None, End]]]:
        """The sockets of a group card, each with a card inside and the end it stands for."""
        for port in routes.needed(name, ports, output=output):
            routes.ports |= {(name, e, output): port.name for e in port.ends}
            card, own = self._inner(routes.doc, port.ends[0], output=output)
            if not output and own.parameter and routes.fed_inside(name, port.ends[0]):
                continue
            label = port.title or f"{own.title} of {node_of(port.ends[0])}"
            socket = replace(own, name=port.name, label=label, before=None, advanced=False)
            yield socket, (card, port.ends[0])

    def _inner(
        self, doc: Document, place: End, *, output: bool
    ) -> tuple[type[Card] | None, Socket]:
        """The card of a socket inside, and the socket."""
        card = self._known.get(doc.nodes[node_of(place)].card)
        row = socket_of(place)
        own = (card.output(row) if output else card.input(row)) if card else None
        return card, own or Socket(row, UNKNOWN, "No card is known that has this socket.")

    def _card(
        self, group: Group, taking: list[Socket], giving: list[Socket], places: Places
    ) -> str:
        """The id of the card type with these sockets, made when there is none yet."""
        stands_for = {
            socket.name: (card, socket_of(place))
            for socket, (card, place) in places.items()
            if card is not None and socket.parameter
        }
        key = (group.title, repr(taking), repr(giving), repr(stands_for))
        return self._ids.get(key) or self._type(
            key, GroupCard, group.title, taking=taking, outputs=giving, stands_for=stands_for
        )

    # --- the border

    def _borders(self, routes: Routes, doc: Document, group: str | None) -> dict[str, Node]:
        if group is None:
            return {}
        xs, ys = zip(*self._corners(routes, doc, group), strict=True)
        found: dict[str, Node] = {}
        for border in (routes.coming, routes.going):
            if border is None:
                continue
            sockets = [*self._border_sockets(routes, border), _to_come(border)]
            left = min(xs) - APART - self._width(sockets) if border.inputs else max(xs) + WIDEST
            left += 0.0 if border.inputs else APART
            place = (GRID * (left // GRID), min(ys))
            found[border.name] = self._kept(
                border.name, self._border_card(border, sockets), {}, place
            )
        return found

    def _corners(self, routes: Routes, doc: Document, group: str) -> list[tuple[float, float]]:
        """Where the cards on the page of a group begin."""
        shown = [doc.groups[g].position for g in routes.members]
        for n, holder in routes.place_of.items():
            if holder is None:
                shown.append(doc.nodes[n].position)
        return shown or [doc.groups[group].position]

    def _width(self, sockets: list[Socket]) -> float:
        """About how wide the card of a border is."""
        longest = max(len(s.title) for s in sockets)
        return min(max(NARROWEST, 48.0 + 8.0 * longest), WIDEST)

    def _border_sockets(self, routes: Routes, border: Border) -> Iterator[Socket]:
        for port in routes.at_border(border):
            routes.ports |= {(border.name, e, border.inputs): port.name for e in port.ends}
            _, own = self._inner(routes.doc, port.ends[0], output=not border.inputs)
            label = port.title or f"{own.title} of {node_of(port.ends[0])}"
            yield Socket(port.name, own.kind, own.doc, label, required=False)

    def _border_card(self, border: Border, sockets: list[Socket]) -> str:
        title = "Inputs" if border.inputs else "Outputs"
        key = (title, repr(sockets))
        taking, outputs = ([], sockets) if border.inputs else (sockets, [])
        return self._ids.get(key) or self._type(
            key, BorderCard, title, taking=taking, outputs=outputs, stands_for={}
        )

    def _type(
        self,
        key: Any,
        base: type[GroupCard],
        title: str,
        *,
        taking: list[Socket],
        outputs: list[Socket],
        stands_for: Mapping[str, Any],
    ) -> str:
        self._ids[key] = card_id = f"{GROUP_CARD}{len(self._ids) + 1}"
        declared = {
            "__doc__": base.__doc__,
            "__module__": __name__,
            "title": title,
            "taking": tuple(taking),
            "outputs": tuple(outputs),
            "stands_for": stands_for,
        }
        self.types[card_id] = type(base.__name__, (base,), declared)
        return card_id


def _to_come(border: Border) -> Socket:
    doc = "Wire it to a card: the group gets a socket for what the wire leads to."
    return Socket(NEW, ANY, doc, "New input" if border.inputs else "New output", required=False)


def _grouped_alike(page: Page, doc: Document, group: str | None) -> bool:
    """Whether the page is that of the group, and all that stays is in the groups it was in."""
    old = page.whole
    if page.group != group:
        return False
    if old.groups is not doc.groups and not _same_groups(old.groups, doc.groups):
        return False
    if old.nodes is doc.nodes:
        return True
    before = old.nodes
    differing = ((before.get(n), node) for n, node in doc.nodes.items())
    return not any(
        x is not node and x is not None and (x.group != node.group or x.card != node.card)
        for x, node in differing
    )


def _routed_alike(page: Page, doc: Document) -> bool:
    """Whether the same cards are there, with the same wires."""
    # The order of cards says which stand in front.
    old = page.whole
    return old.wires is doc.wires and (old.nodes is doc.nodes or list(old.nodes) == list(doc.nodes))


def _same_groups(a: Mapping[str, Group], b: Mapping[str, Group]) -> bool:
    """Whether groups lie in each other as before, have the same ports and are open alike."""
    if a.keys() != b.keys():
        return False
    return all(
        one is b[n]
        or (one.group, one.open, one.inputs, one.outputs)
        == (b[n].group, b[n].open, b[n].inputs, b[n].outputs)
        for n, one in a.items()
    )


def _open_groups(
    doc: Document, holders: Mapping[str | None, str | None], page: str | None
) -> dict[str, tuple[str, ...]]:
    """The groups that are open on a page, the outer ones first, and what is right in them."""
    found: dict[str, list[str]] = {
        g: [] for g, holder in holders.items() if g is not None and g != page and holder is None
    }
    for n, node in doc.nodes.items() if found else ():
        if node.group in found:
            found[node.group].append(n)
    for g, group in doc.groups.items():
        if group.group in found:
            found[group.group].append(g)
    depth = {g: len(list(above(doc, g))) for g in found}
    return {g: tuple(found[g]) for g in sorted(found, key=lambda g: depth[g])}


def _frames(doc: Document, shown: Container[str], opened: Mapping[str, tuple[str, ...]]) -> Any:
    """The frames around something on the page; an open group is all that it shows."""
    frames = {}
    for key, frame in doc.frames.items():
        nodes = frozenset(
            n for g in frame.nodes for n in (spread(opened, g) if g in opened else (g,))
        )
        nodes = frozenset(n for n in nodes if n in shown)
        if nodes:
            frames[key] = (
                frame if nodes == frame.nodes else frame.model_copy(update={"nodes": nodes})
            )
    return frames


def spread(opened: Mapping[str, tuple[str, ...]], group: str) -> list[str]:
    """The cards and closed groups that an open group shows, also by open groups in it."""
    shown: list[str] = []
    for name in opened.get(group, ()):
        shown += spread(opened, name) if name in opened else [name]
    return shown
