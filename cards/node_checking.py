"""Looks at one node of a document after the other: values, wires, shapes, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cards.card import (
    Card,
    CardError,
    Context,
    Inference,
    LayerCard,
    OutsideError,
    Socket,
    TaskCard,
)
from cards.document import Document, End, Node, end, node_of, socket_of
from cards.fixes import (
    allow_file,
    drop_param,
    drop_wire,
    other_choices,
    reset,
    set_row,
    use_last_axis,
)
from cards.kinds import NETWORK
from cards.known import Known, Sized, sort_of
from cards.networks import network_nodes, network_spec
from cards.registry import Types
from cards.remedies import remedies
from cards.report import Diagnostic, Fix, NetworkSpec, Origin, Report
from cards.sentences import sentence
from cards.sharing import Sharing
from cards.sizes import nothing, too_large
from cards.values import CardFaults, card_of
from engine.autodiff import ShapeError

MOST_TRIED = 1000
"""Nodes beyond which changes of the network are not tried, since each needs a check."""


class NodeCheck:
    """What is learned of a document while its nodes are looked at in their order.

    ``whole`` looks at all of them; see ``checking``.
    """

    def __init__(
        self, doc: Document, types: Types, context: Context, before: Report, tries: bool = True
    ) -> None:
        self.doc, self.types, self.context, self.before = doc, types, context, before
        self.tries = tries
        self.report = Report()
        self.known = Known(doc, types)
        self.wires = self.known.wires
        if before.known is not None:
            self.known.remember(before.known)
        self.sharing = Sharing(doc, self.report)
        self.faulty: set[str] = set()

    def whole(self) -> Report:
        """The report of a check of everything."""
        raise NotImplementedError

    def say(self, node: str, message: str, socket: str | None = None, *fixes: Fix) -> None:
        self.faulty.add(node)
        self._tell(Diagnostic(node, sentence(message), socket, fixes=fixes))

    def warn(self, node: str, message: str, socket: str | None = None, *fixes: Fix) -> None:
        self._tell(Diagnostic(node, sentence(message), socket, "warning", fixes))

    def _tell(self, found: Diagnostic) -> None:
        self.known.said.setdefault(found.node, []).append(found)

    def node(self, name: str, node: Node) -> None:
        """Resolve one node's card and infer what it gives."""
        card_type = self.types.get(node.card)
        if card_type is None:
            pack = node.card.partition("/")[0] if "/" in node.card else ""
            hint = f"; it comes with the card pack {pack}" if pack else ""
            self.say(name, f"The card {node.card} is not known here{hint}. It is kept as it is.")
            return
        self.report.types[name] = card_type
        if node.card_version > card_type.version:
            self.warn(name, f"A newer Layerdeck saved this {card_type.title}; check its rows.")
        card = self.card(name, node, card_type)
        if card is None:
            self.faulty.add(name)
            return
        self.report.cards[name] = card
        if name in self.faulty:
            return
        arriving = self.arriving(name, card)
        if arriving is not None and name not in self.faulty:
            self.infer(name, card, arriving)

    def card(self, name: str, node: Node, card_type: type[Card]) -> Card | None:
        """The node's card with its typed and wired values; None if they do not allow one."""
        typed = self.typed(name, node, card_type) if node.params else {}
        wired = self.wired(name, card_type)
        if wired is None:
            return None
        origin, old = Origin(node, wired), self.before.cards.get(name)
        self.report.origins[name] = origin
        if type(old) is card_type and self.before.origins.get(name) == origin:
            # The same object again lets the inference be taken from the earlier report.
            return old
        return self.made(name, card_type, typed, wired)

    def typed(self, name: str, node: Node, card_type: type[Card]) -> dict[str, Any]:
        """The values in the node's rows; a value that has no row is reported."""
        known: dict[str, Any] = {}
        for row, value in node.params.items():
            if row in sort_of(card_type).rows:
                known[row] = value
            else:
                text = f"{card_type.title} has no row called {row}. The value is kept."
                self.warn(name, text, None, drop_param(name, row))
        return known

    def wired(self, name: str, card_type: type[Card]) -> dict[str, Any] | None:
        """What arrives at the node's rows by wire; None if not all of it is known."""
        found: dict[str, Any] = {}
        into = self.wires.incoming.get(name)
        for socket in sort_of(card_type).fed(into) if into else ():
            sources = into[socket.name] if into else ()
            if any(node_of(s) not in self.report.cards for s in sources):
                return None
            values = tuple(self.report.cards[node_of(s)].argument(socket_of(s)) for s in sources)
            if values:
                found[socket.name] = values if socket.many else values[0]
        return found

    def made(
        self, name: str, card_type: type[Card], typed: dict[str, Any], wired: dict[str, Any]
    ) -> Card | None:
        """The card that has these values; None and a report if they do not allow one."""
        # Most cards of a large network are like others: told apart as 1 and 1.0 in a file are.
        equal = self.known.equal
        key = None if wired else (card_type, told_apart(typed))
        if key in equal:
            return equal[key]
        try:
            card = card_of(card_type, {**typed, **wired}, self.types)
        except CardFaults as faults:
            for error in faults.errors:
                own = error.socket is not None and error.socket in typed
                fixes = [reset(card_type, name, str(error.socket))] if own else []
                self.say(name, str(error), error.socket, *fixes)
            return None
        old = self.before.cards.get(name)
        if old is not None and type(old) is card_type and old == card:
            card = old
        if key is not None:
            equal[key] = card
            if sort_of(card_type).layer and typed.get("name") is not None:
                nameless = {row: value for row, value in typed.items() if row != "name"}
                model = equal.setdefault((card_type, "nameless " + told_apart(nameless)), card)
                self.known.models[id(card)] = card, model
        return card

    def arriving(self, name: str, card: Card) -> dict[str, Any] | None:
        """What arrives at the tensor and data sockets; None if something is not known."""
        into, sort = self.wires.incoming.get(name, {}), sort_of(type(card))
        missing = [s for s in sort.inputs if s.required and s.name not in into]
        # A layer that another card applies has no place of its own in the network.
        if missing and not (sort.layer and end(name, "layer") in self.wires.readers):
            for socket in missing:
                self.say(name, f"{socket.title} is not connected.", socket.name)
        wires = [(socket, into.get(socket.name, ())) for socket in sort.inputs]
        every = [node_of(source) for _, sources in wires for source in sources]
        if missing or any(node not in self.report.inferences for node in every):
            return None
        self.empty(name, wires)
        found = {socket.name: self.arriving_at(socket, sources) for socket, sources in wires}
        unknown = (s for s, sources in wires if sources and s.kind.id == NETWORK.id)
        return None if any(found[s.name] is None for s in unknown) else found

    def empty(self, name: str, wires: list[tuple[Socket, tuple[End, ...]]]) -> None:
        """Report wires from outputs of layers that give nothing, as their rows are set."""
        for socket, sources in wires:
            for source in sources:
                if source in self.report.specs:
                    continue
                giver = self.report.cards[node_of(source)]
                if isinstance(giver, LayerCard):
                    output = giver.output(socket_of(source))
                    text = f"{output.title if output else source} of {giver.title} gives nothing"
                    fix = drop_wire(source, end(name, socket.name))
                    self.say(name, f"{text}, as its rows are set.", socket.name, fix)

    def arriving_at(self, socket: Socket, sources: tuple[End, ...]) -> Any:
        if socket.kind.id == NETWORK.id:
            return self.network(tuple(map(node_of, sources))) if sources else None
        specs = tuple(self.report.specs.get(source) for source in sources)
        return specs if socket.many else (specs[0] if specs else None)

    def network(self, outputs: tuple[str, ...]) -> NetworkSpec | None:
        """Inputs and outputs of the network behind some Output cards; None if not all is known."""
        nodes = self.known.networks.get(outputs)
        if nodes is None:
            nodes = self.known.networks[outputs] = network_nodes(self.doc, self.report, outputs)
        return network_spec(self.doc, self.report, outputs, nodes)

    def infer(self, name: str, card: Card, arriving: dict[str, Any]) -> None:
        """Note what a card gives, or what keeps it from giving anything."""
        try:
            found = self.inferred(name, card, arriving)
            self.share(name, card, found)
        except (CardError, ShapeError) as error:
            row = error.socket if isinstance(error, CardError) else error.parameter
            row = row if row and card.input(row) else self.last_fed(name, card)
            ways = [*self.suggested(name, card, error), *self.ways_out(name, card, row, arriving)]
            self.say(name, str(error), row, *{way.label: way for way in ways}.values())
            return
        empty, large = self.sized(card, found)
        if empty is not None:
            self.say(name, empty, self.last_fed(name, card))
            return
        if large is not None:
            size, hopeless = large
            tell = self.say if hopeless else self.warn
            tell(name, str(size), size.socket, *self.suggested(name, card, size))
            if hopeless:
                return
        for remark in found.remarks:
            self.warn(name, str(remark), remark.socket, *self.suggested(name, card, remark))
        self.report.inferences[name] = found
        self.known.count(found)
        self.report.arrived[name] = arriving
        for output, spec in found.outputs.items():
            self.report.specs[end(name, output)] = spec

    def inferred(self, name: str, card: Card, arriving: dict[str, Any]) -> Inference:
        # Layers depend on nothing else; other cards may read files, which change.
        if not sort_of(type(card)).layer:
            return card.infer(self.context, arriving)
        if self.before.cards.get(name) is card and self.before.arrived.get(name) == arriving:
            return self.before.inferences[name]
        # The card is held with it, so that its id is its own.
        _, card = self.known.models.get(id(card), (card, card))
        key = (id(card), tuple(arriving.values()))
        found = self.known.alike.get(key)
        if found is None:
            found = self.known.alike[key] = card, card.infer(self.context, arriving)
        return found[1]

    def sized(self, card: Card, found: Inference) -> Sized:
        """What is wrong with the sizes of an inference, which many like nodes have together."""
        sizes = self.known.sizes
        kept = sizes.get(id(found))
        if kept is None:
            # Held here as well, so that its id is its own.
            kept = sizes[id(found)] = found, (nothing(card, found), too_large(card, found))
        return kept[1]

    def share(self, name: str, card: Card, found: Inference) -> None:
        """Raise CardError if a layer's weights are others here than at its first place."""
        if sort_of(type(card)).wrapper or end(name, "layer") in self.wires.readers:
            refused = self.sharing.refusal(name, found)
            if refused:
                raise CardError(refused, "input")

    def last_fed(self, name: str, card: Card) -> str | None:
        """The row of a layer where a tensor arrives that it cannot use: of several the last."""
        fed = [s.name for s in card.inputs if self.wires.into(name, s.name)]
        return fed[-1] if fed and isinstance(card, LayerCard) else None

    def suggested(self, name: str, card: Card, error: Exception) -> list[Fix]:
        """The value that an error itself names as right for its row, as a fix."""
        if isinstance(error, OutsideError):
            return [allow_file(error.place)]
        row, value = getattr(error, "socket", None), getattr(error, "value", None)
        socket = card.input(row) if row else None
        if value is None or socket is None or self.wires.into(name, socket.name):
            return []
        if value == socket.default:
            return [reset(type(card), name, socket.name)]
        return [set_row(name, socket, value)]

    def ways_out(
        self, name: str, card: Card, row: str | None, arriving: dict[str, Any]
    ) -> Iterator[Fix]:
        """Fixes of what keeps a card from being inferred, each of them tried."""
        ways = []
        if row is not None and row in self.doc.nodes[name].params:
            ways = [use_last_axis(name)] if row == "axis" else []
            ways += [reset(type(card), name, row), *other_choices(type(card), name, "dialect")]
        if isinstance(card, TaskCard) and self.tries and len(self.doc.nodes) <= MOST_TRIED:
            for fix in remedies(self.doc, self.report, self.types, name, arriving):
                if self.helps(name, row, fix, arriving):
                    yield fix
        yield from (fix for fix in ways if self.fits(name, card, fix, arriving))

    def fits(self, name: str, card: Card, fix: Fix, arriving: dict[str, Any]) -> bool:
        """Whether the card could be inferred with the values that ``fix`` gives it."""
        typed = fix.edit(self.doc).nodes[name].params
        known = {row: typed[row] for row in typed if row in type(card).model_fields}
        params = {**known, **self.report.origins[name].wired}
        try:
            card_of(type(card), params, self.types).infer(self.context, arriving)
        except (CardFaults, CardError, ShapeError):
            return False
        return True

    def helps(self, name: str, row: str | None, fix: Fix, arriving: dict[str, Any]) -> bool:
        """Whether a change of the network before a card takes away what is wrong at its row.

        Something may then be wrong at a later row, which a card looks at after this one.
        """
        doc = fix.edit(self.doc)
        after = type(self)(doc, self.types, self.context, self.report, tries=False).whole()
        network = next((a for a in arriving.values() if isinstance(a, NetworkSpec)), None)
        needed = network_nodes(doc, after, network.outputs) if network else []
        known = all(n in after.inferences for n in needed)
        rows = [socket.name for socket in type(self.report.cards[name]).rows()]
        later = rows[rows.index(row) + 1 :] if row in rows else []
        return known and all(d.socket in later for d in after.of(name))


def told_apart(typed: dict[str, Any]) -> str:
    """A text that is another for other values; 1 and 1.0 are told apart as in a file."""
    return repr(sorted(typed.items())) if typed else ""
