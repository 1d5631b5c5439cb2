"""Checks a document in one pass: parameters, wires, shapes; says what is wrong where."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import Any

from cards.advice import behind, odd_axis, unused_bias
from cards.card import Card, Context
from cards.document import Document, end, node_of
from cards.edits import Refused
from cards.fixes import drop_wire
from cards.known import Known, sort_of
from cards.node_checking import NodeCheck
from cards.ordering import by_level, levels, ordered, relevelled
from cards.registry import Types
from cards.report import Diagnostic, Fix, NetworkSpec, Report
from cards.sentences import sentence
from cards.usable_wires import resorted, usable_wires
from cards.whole_network import no_output, same_names
from cards.wiring import connected, refusal

__all__ = [
    "Diagnostic",
    "Fix",
    "NetworkSpec",
    "Refused",
    "Report",
    "check",
    "connected",
    "refusal",
]


def check(
    doc: Document, types: Types, context: Context | None = None, before: Report | None = None
) -> Report:
    """Check ``doc`` from its inputs to its outputs.

    A node behind a faulty one is not reported again: what arrives there is unknown.
    ``before`` is the report of an earlier state of the document: only what depends on a
    change since is looked at again. The outcome is the same as without it.
    """
    context, before = context or Context(), before or Report()
    known = before.known
    if known is None or known.types is not types or known.circles:
        return _Check(doc, types, context, before).whole()
    return _Check(doc, types, context, before).followed(known)


class _Check(NodeCheck):
    """One check of one document, which fills ``report``."""

    def whole(self) -> Report:
        """The report of a check of everything."""
        known = self.known
        known.wires = self.wires = usable_wires(self.doc, self.types)
        self.faulty.update(self.wires.faulty)
        self.report.order = self.sorted()
        known.position = {name: at for at, name in enumerate(self.report.order)}
        for name in self.report.order:
            self.node(name, self.doc.nodes[name])
            self.note(name)
        return self.finished(
            {n for n, card in self.report.cards.items() if sort_of(type(card)).norm}
        )

    def followed(self, before: Known) -> Report:
        """The report of a check of what may be another than in the report before."""
        known, nodes = self.known, self.doc.nodes
        differing, retyped = before.differing(self.doc)
        known.wires, concerned = resorted(
            before.wires, self.doc, self.types, before.rewired(self.doc), retyped
        )
        self.wires = known.wires
        stay = list(before.doc.nodes) == list(nodes)
        same = known.wires is before.wires and stay
        level = relevelled(before.level, nodes, self.wires, concerned | retyped)
        if level is None:
            return self.whole()
        known.level, still = level, stay and level is before.level
        self.report = self.sharing.report = self.before.copied()
        known.follow(before)
        if same:
            known.networks = before.networks.copy()
        self.report.order = order = self.before.order if still else by_level(nodes, level)
        known.position = (
            before.position if still else dict(zip(order, range(len(order)), strict=True))
        )
        for name in [n for n in retyped if n not in nodes]:
            self.forget(name)
            known.drop(name)
        touched = (differing | concerned | known.always) & nodes.keys()
        norms = self.walk(touched)
        judged = touched & (known.axes.keys() | known.biases.keys())
        return self.finished(norms | judged)

    def walk(self, touched: set[str]) -> set[str]:
        """Look at these nodes again, and at what hangs on them.

        Gives the normalizations of which something else may hold now.
        """
        position, order, feeds = self.known.position, self.report.order, self.wires.feeds
        waiting = [position[name] for name in touched]
        heapify(waiting)
        whole, norms, done = set(touched), set[str](), -1
        while waiting:
            at = heappop(waiting)
            if at == done:
                continue
            done, name = at, order[at]
            inputs_alone = name not in whole and self.inputs_alone(name)
            if inputs_alone:
                card = self.report.cards[name]
                if sort_of(type(card)).norm:
                    norms.add(name)
                if not self.arrives(name, card):
                    continue
            else:
                whole.add(name)
                self.again(name)
            if not inputs_alone and self.another_card(name):
                whole.update(feeds.get(name, ()))
            elif not self.gives_other(name):
                continue
            for follower in feeds.get(name, ()):
                heappush(waiting, position[follower])
        return norms | behind(self.report, self.wires, whole)

    def again(self, name: str) -> None:
        """Look at all of a node again."""
        self.forget(name)
        if name in self.wires.faulty:
            self.faulty.add(name)
        self.node(name, self.doc.nodes[name])
        self.note(name)
        if type(self.report.cards.get(name)) is not type(self.before.cards.get(name)):
            self.known.networks.clear()

    def inputs_alone(self, name: str) -> bool:
        """Whether a node, behind one that changed, need only be looked at for what arrives."""
        right = name in self.report.cards and name not in self.known.said
        return right and name not in self.wires.faulty and name not in self.known.always

    def arrives(self, name: str, card: Card) -> bool:
        """Look at what arrives at a node with which nothing was wrong; False if nothing did."""
        report, into = self.report, self.wires.incoming[name]
        specs, arriving = report.specs, dict[str, Any]()
        for socket in sort_of(type(card)).inputs:
            sources = into.get(socket.name, ())
            found = tuple([specs[source] for source in sources if source in specs])
            if len(found) < len(sources) or (socket.required and not sources):
                return self.arrives_in_part(name, card)
            arriving[socket.name] = found if socket.many else (found[0] if found else None)
        self.unlearn(name)
        self.infer(name, card, arriving)
        return True

    def arrives_in_part(self, name: str, card: Card) -> bool:
        """As ``arrives``, where something may be unknown."""
        unlearned = name in self.report.inferences
        self.unlearn(name)
        arriving = self.arriving(name, card)
        if arriving is not None and name not in self.faulty:
            self.infer(name, card, arriving)
        return unlearned or arriving is not None

    def another_card(self, name: str) -> bool:
        """Whether a node has another card than before, or other values on it."""
        return self.report.cards.get(name) is not self.before.cards.get(name)

    def gives_other(self, name: str) -> bool:
        """Whether what arrives behind a node is another than before."""
        found, had = self.report.inferences.get(name), self.before.inferences.get(name)
        if found is had:
            return False
        if found is None or had is None:
            return True
        try:
            return bool(found.outputs != had.outputs)
        except ValueError:  # arrays in what a card gives do not tell whether they are equal
            return True

    def unlearn(self, name: str) -> None:
        """Take what a node gives out of the report."""
        report = self.report
        report.arrived.pop(name, None)
        self.known.texts.pop(name, None)
        inference = report.inferences.pop(name, None)
        if inference is not None:
            self.known.count(inference, -1)
            for output in inference.outputs:
                report.specs.pop(f"{name}.{output}", None)

    def forget(self, name: str) -> None:
        """Take everything that is known of a node out of the report."""
        report = self.report
        self.known.forget(name)
        for kept in (report.types, report.cards, report.origins):
            kept.pop(name, None)
        self.unlearn(name)

    def note(self, name: str) -> None:
        """Note what the check of the whole network and the next check need of a node."""
        card = self.report.cards.get(name)
        if card is not None:
            self.known.note(name, card, lent=end(name, "layer") in self.wires.readers)

    def finished(self, norms: set[str]) -> Report:
        """The report, once all nodes are looked at; ``norms`` are normalizations to judge."""
        doc, report, known = self.doc, self.report, self.known
        for name in norms:
            for kept, judged in (
                (known.axes, odd_axis(doc, report, name)),
                (known.biases, unused_bias(doc, report, name, self.wires.readers)),
            ):
                if judged is None:
                    kept.pop(name, None)
                else:
                    kept[name] = judged
        place = known.position.__getitem__
        report.diagnostics = [
            *self.wires.diagnostics(doc),
            *known.circles,
            *(d for name in sorted(known.said, key=place) for d in known.said[name]),
            *same_names(doc, report, known.roles),
            *no_output(report, known, self.types),
            *(known.axes[name] for name in sorted(known.axes, key=place)),
        ]
        report.advice = [known.biases[name] for name in sorted(known.biases, key=place)]
        report.known = known
        return report

    def sorted(self) -> list[str]:
        """All nodes, each after those that feed it; circles are reported."""
        level = levels(self.doc.nodes, self.wires.feeds)
        if level is not None:
            self.known.level = level
            return by_level(self.doc.nodes, level)
        order, circles = ordered({name: self.wires.before(name) for name in self.doc.nodes})
        for circle in circles:
            self.faulty.update(circle)
            shown = circle if len(circle) <= 8 else [*circle[:7], "…"]
            message = f"The cards {', '.join(shown)} feed each other in a circle."
            if len(circle) == 1:
                message = f"{circle[0]} feeds itself."
            fixes = tuple(self.cut(circle[-1], circle[0]))
            self.known.circles.append(Diagnostic(circle[0], sentence(message), fixes=fixes))
        return order

    def cut(self, source: str, target: str) -> list[Fix]:
        """The wires from one node to another, as fixes that remove them."""
        return [
            drop_wire(place, end(target, socket))
            for socket, sources in self.wires.incoming[target].items()
            for place in sources
            if node_of(place) == source
        ]
