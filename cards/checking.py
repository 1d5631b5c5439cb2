"""Checks a document in one pass: parameters, wires, shapes; says what is wrong where."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from cards.advice import behind, odd_axis, unused_bias
from cards.card import Context
from cards.document import Document, end, node_of
from cards.edits import Refused
from cards.fixes import drop_wire
from cards.known import Known, sort_of
from cards.node_checking import NodeCheck
from cards.ordering import by_level, ordered
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
        return self.finished({n for n, card in self.report.cards.items() if sort_of(card).norm})

    def followed(self, before: Known) -> Report:
        """The report of a check of what may be another than in the report before."""
        known, nodes = self.known, self.doc.nodes
        differing, retyped = before.differing(self.doc)
        known.wires, concerned = resorted(
            before.wires, self.doc, self.types, before.rewired(self.doc), retyped
        )
        self.wires = known.wires
        same = known.wires is before.wires and list(before.doc.nodes) == list(nodes)
        order = self.before.order if same else by_level(nodes, self.wires.feeds)
        if order is None:
            return self.whole()
        self.report = self.sharing.report = self.before.copied()
        known.follow(before)
        if same:
            known.networks = before.networks.copy()
        self.report.order = order
        known.position = before.position if same else {n: at for at, n in enumerate(order)}
        for name in [n for n in retyped if n not in nodes]:
            self.forget(name)
            known.drop(name)
        touched = (differing | concerned | known.always) & nodes.keys()
        seen = self.walk(touched)
        judged = seen & (known.axes.keys() | known.biases.keys())
        return self.finished(behind(self.report, self.wires, seen) | judged)

    def walk(self, touched: set[str]) -> set[str]:
        """Look at these nodes again, and at what hangs on them; gives all that were looked at."""
        known, position = self.known, self.known.position
        seen: set[str] = set()
        waiting = [position[name] for name in touched]
        heapify(waiting)
        done = -1
        while waiting:
            at = heappop(waiting)
            if at == done:
                continue
            done, name = at, self.report.order[at]
            seen.add(name)
            self.forget(name)
            if name in self.wires.faulty:
                self.faulty.add(name)
            self.node(name, self.doc.nodes[name])
            self.note(name)
            if type(self.report.cards.get(name)) is not type(self.before.cards.get(name)):
                known.networks.clear()
            if self.differs(name):
                for follower in self.wires.feeds.get(name, ()):
                    heappush(waiting, position[follower])
        return seen

    def differs(self, name: str) -> bool:
        """Whether those behind a node get anything else from it than before."""
        new, old = self.report, self.before
        if new.cards.get(name) is not old.cards.get(name):
            return True
        found, had = new.inferences.get(name), old.inferences.get(name)
        if found is had:
            return False
        if found is None or had is None:
            return True
        try:
            return bool(found.outputs != had.outputs)
        except ValueError:  # arrays in what a card gives do not tell whether they are equal
            return True

    def forget(self, name: str) -> None:
        """Take everything that is known of a node out of the report."""
        report, known = self.report, self.known
        known.forget(name)
        for kept in (report.types, report.cards, report.arrived, report.origins):
            kept.pop(name, None)
        inference = report.inferences.pop(name, None)
        for output in inference.outputs if inference is not None else ():
            report.specs.pop(end(name, output), None)

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
        order = by_level(self.doc.nodes, self.wires.feeds)
        if order is not None:
            return order
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
