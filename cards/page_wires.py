"""How the wires of a document run on one of its pages, and what sockets of groups they need."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Set
from copy import copy

from cards.borders import Border
from cards.document import Document, End, Port, end, node_of
from cards.ports import above, alive, unnamed

PortKey = tuple[str, End, bool]
"""A group card or a border, the end of a card, and whether it is shown as an output."""
Bends = dict[End, dict[End, tuple[tuple[float, float], ...]]]
Holders = Mapping[str | None, str | None]

_ELSEWHERE = ""


class Routes:
    """The wires of a page while it is made, and the ports that they need.

    ``place_of`` holds for every card on the page the closed group that shows it, None for
    one that stands there itself; ``members`` the cards in every closed group. ``ports`` is
    filled while the sockets of groups are made.
    """

    def __init__(self, doc: Document, page: str | None, holders: Holders) -> None:
        self.doc = doc
        self.coming = Border(page, inputs=True) if page is not None else None
        self.going = Border(page, inputs=False) if page is not None else None
        self.ports: dict[PortKey, str] = {}
        self.inputs: dict[str, list[End]] = {}
        self.outputs: dict[str, list[End]] = {}
        self.entering: list[End] = []
        """Sockets of cards on the page that are wired to its inputs."""
        self.leaving: list[End] = []
        """Sockets of cards on the page that are wired to its outputs."""
        self.holders = holders
        self.place_of = {
            n: holders[node.group] for n, node in doc.nodes.items() if node.group in holders
        }
        inside: dict[str, set[str]] = {h: set() for h in holders.values() if h is not None}
        for n, holder in self.place_of.items():
            if holder is not None:
                inside[holder].add(n)
        self.members = {holder: frozenset(names) for holder, names in inside.items()}
        self._crossing: dict[End, tuple[End, ...]] = {}
        self._plain: dict[End, tuple[End, ...]] = {}
        self._fed: dict[End, None] = {}
        """The inputs that something outside the page feeds."""
        self._read: dict[End, list[End]] = {}
        """By what reads them outside the page, the outputs of cards on it."""
        for target, sources in doc.wires.items():
            self._route(target, sources)
        self._gather()

    def rewired(self, doc: Document) -> Routes:
        """The routes of a document with other wires, new cards, and without some.

        The groups are as they were, and what stays is in the group that it was in.
        """
        made = copy(self)
        made.doc = doc
        made.ports, made.inputs, made.outputs = {}, {}, {}
        if self.doc.nodes.keys() != doc.nodes.keys():
            made._follow_nodes(self.doc.nodes.keys() - doc.nodes.keys())
        before, after = self.doc.wires, doc.wires
        made._crossing, made._plain = dict(self._crossing), dict(self._plain)
        made._fed, made._read = dict(self._fed), dict(self._read)
        differing = [t for t, sources in after.items() if before.get(t) is not sources]
        for target in (*(before.keys() - after.keys()), *differing):
            for part in (made._crossing, made._plain, made._fed, made._read):
                part.pop(target, None)
        for target in differing:
            made._route(target, after[target])
        made._gather()
        return made

    def _follow_nodes(self, gone: Set[str]) -> None:
        """Take note of cards that are new, and of those that are gone."""
        new = {
            n: self.holders[node.group]
            for n, node in self.doc.nodes.items()
            if n not in self.place_of and node.group in self.holders
        }
        self.place_of = {n: h for n, h in self.place_of.items() if n not in gone} | new
        self.members = {
            holder: (names - gone) | {n for n, h in new.items() if h == holder}
            for holder, names in self.members.items()
        }

    def _route(self, target: End, sources: tuple[End, ...]) -> None:
        """Tell whether wires are between cards in sight or meet the border of a group."""
        place_of = self.place_of
        taker = place_of.get(target[: target.find(".")], _ELSEWHERE)
        if taker == _ELSEWHERE:
            if self.coming is not None and (read := [s for s in sources if node_of(s) in place_of]):
                self._read[target] = read
            return
        givers = [place_of.get(source[: source.find(".")], _ELSEWHERE) for source in sources]
        if taker is None and givers.count(None) == len(givers):
            self._plain[target] = sources
            return
        if _ELSEWHERE in givers:
            self._fed[target] = None
        crossing = tuple(
            s
            for s, giver in zip(sources, givers, strict=True)
            if giver != _ELSEWHERE and (giver is None or giver != taker)
        )
        if crossing:
            self._crossing[target] = crossing

    def _gather(self) -> None:
        """Gather what enters and leaves the page, and what closed groups need."""
        self.entering = list(self._fed) if self.coming is not None else []
        self.leaving = [source for sources in self._read.values() for source in sources]
        if self.coming is not None:
            self._add_ports(self.coming.group)
        self._need()

    def _add_ports(self, page: str) -> None:
        """What ports of the page's group stand for is wired to its border, if nothing else is."""
        group = self.doc.groups[page]
        for port in group.inputs:
            for e in alive(self.doc, port):
                if e not in self._fed and e not in self.doc.wires and node_of(e) in self.place_of:
                    self.entering.append(e)
        for port in group.outputs:
            self.leaving += [e for e in alive(self.doc, port) if node_of(e) in self.place_of]
        self.entering = list(dict.fromkeys(self.entering))
        self.leaving = list(dict.fromkeys(self.leaving))

    def _need(self) -> None:
        """Note the sockets that the wires need of closed groups."""
        for target, sources in self._crossing.items():
            self._need_one(self.inputs, target)
            for source in sources:
                self._need_one(self.outputs, source)
        for target in self.entering:
            self._need_one(self.inputs, target)
        for source in self.leaving:
            self._need_one(self.outputs, source)

    def _need_one(self, side: dict[str, list[End]], place: End) -> None:
        holder = self.place_of[node_of(place)]
        if holder is not None and place not in side.setdefault(holder, []):
            side[holder].append(place)

    def wires(self) -> dict[End, tuple[End, ...]]:
        """The wires as this page shows them; those that go to one port together are one."""
        shown: dict[End, list[End]] = {}
        for target, sources in self._crossing.items():
            at = shown.setdefault(self._shown(target, output=False), [])
            at += [e for s in sources if (e := self._shown(s, output=True)) not in at]
        for target in self.entering:
            at = shown.setdefault(self._shown(target, output=False), [])
            source = self._at_border(self.coming, target)
            at += [source] if source not in at else []
        for source in self.leaving:
            shown.setdefault(self._at_border(self.going, source), []).append(
                self._shown(source, output=True)
            )
        return {**self._plain, **{target: tuple(sources) for target, sources in shown.items()}}

    def bends(self) -> Bends:
        """The bends of the wires that are shown."""
        found: Bends = {}
        place_of = self.place_of
        for target, by_source in self.doc.bends.items():
            if node_of(target) not in place_of:
                continue
            for source, points in by_source.items():
                here = place_of.get(node_of(source), _ELSEWHERE), place_of[node_of(target)]
                if here[0] != _ELSEWHERE and (here[0] is None or here[0] != here[1]):
                    at = found.setdefault(self._shown(target, output=False), {})
                    at[self._shown(source, output=True)] = points
        return found

    def fed_inside(self, group: str, target: End) -> bool:
        """Whether a card in the group itself feeds this input."""
        return any(node_of(s) in self.members[group] for s in self.doc.wires.get(target, ()))

    def needed(self, name: str, ports: tuple[Port, ...], *, output: bool) -> Iterator[Port]:
        """The ports of a group or a border that have cards here, and those only wires need."""
        places = (self.outputs if output else self.inputs).get(name, [])
        yield from self._with_lost(ports, places, self.members[name])

    def at_border(self, border: Border) -> Iterator[Port]:
        """The ports that the border of the page's group shows."""
        group = self.doc.groups[border.group]
        ports = group.inputs if border.inputs else group.outputs
        places = self.entering if border.inputs else self.leaving
        yield from self._with_lost(ports, places, self.place_of.keys())

    def _with_lost(
        self, ports: tuple[Port, ...], places: list[End], within: Container[str]
    ) -> Iterator[Port]:
        held: set[End] = set()
        for port in ports:
            ends = tuple(e for e in alive(self.doc, port) if node_of(e) in within)
            held.update(ends)
            if ends:
                yield Port(name=port.name, title=port.title, ends=ends)
        for e in places:
            if e not in held:
                yield Port.model_construct(name=unnamed(e), title="", ends=(e,))

    def _shown(self, place: End, *, output: bool) -> End:
        holder = self.place_of[node_of(place)]
        if holder is None:
            return place
        return end(holder, self.ports.get((holder, place, output)) or unnamed(place))

    def _at_border(self, border: Border | None, place: End) -> End:
        name = border.name if border is not None else ""
        output = border is not None and border.inputs
        return end(name, self.ports.get((name, place, output)) or unnamed(place))


def holders_of(doc: Document, page: str | None) -> dict[str | None, str | None]:
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
