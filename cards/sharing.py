"""Which places of a network have one layer, and with it one set of weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod

from cards.card import Inference
from cards.document import Document, node_of
from cards.known import sort_of
from cards.library.wrappers import Wrapper
from cards.report import Report, label
from engine.autodiff import Spec


@dataclass
class Sharing:
    """The weights of layers with several places, as they were found at the first of them."""

    doc: Document
    report: Report
    found: dict[tuple[str, str], tuple[str, Spec]] = field(default_factory=dict)
    """The first place of a weight and what it is there, by the node that keeps it and its name."""

    def refusal(self, node: str, inference: Inference) -> str | None:
        """Why a place cannot have the weights that its layer has elsewhere, or None."""
        for path, spec in inference.weights.items():
            first, there = self.found.setdefault(
                home(self.doc, self.report, node, path), (node, spec)
            )
            if _differ(there, spec):
                name = path.rpartition("/")[2]
                other = label(self.doc, self.report, first)
                return (
                    f"{label(self.doc, self.report, node)} shares a layer with {other}, "
                    f"where its {name} is {there}; here it would have to be {spec}."
                )
        return None


def home(doc: Document, report: Report, node: str, path: str) -> tuple[str, str]:
    """The node that keeps a weight of ``node``, and what the weight is called there."""
    card = report.cards.get(node)
    for row, below in card.places.items() if isinstance(card, Wrapper) else ():
        sources = doc.sources(node, row)
        if sources and path.startswith(f"{below}/"):
            return home(doc, report, node_of(sources[0]), path.removeprefix(f"{below}/"))
    return node, path


def counted(doc: Document, report: Report, nodes: Iterable[str]) -> tuple[int, int]:
    """How many numbers of some nodes are trained, and how many are not; shared ones count once."""
    inferences, known = report.inferences, report.known
    if known is not None and nodes is inferences and not known.wrappers:
        # All of them, as every edit asks.
        return known.trained, known.frozen
    found = [node for node in nodes if node in inferences]
    own = owned(doc, report, found)
    alone = [inferences[node] for node in found if node not in own] if own else None
    if alone is None:
        alone = list(map(inferences.__getitem__, found))
    trained, frozen = sum(i.trainable for i in alone), sum(i.frozen for i in alone)
    for node, paths in own.items():
        weights = inferences[node].weights
        for path, learned in paths.items():
            size = prod(n or 0 for n in weights[path].shape)
            trained, frozen = trained + size * learned, frozen + size * (not learned)
    return trained, frozen


def owned(doc: Document, report: Report, nodes: Iterable[str]) -> dict[str, dict[str, bool]]:
    """The weights that count at each node that may share some, and whether they are trained.

    Weights with several places count at the first of ``nodes`` that has them. Of a node that
    is left out all weights count.
    """
    inferences = report.inferences
    found = {node: inferences[node] for node in nodes if node in inferences}
    wrappers = [node for node in found if sort_of(type(report.cards[node])).wrapper]
    if not wrappers:
        return {}
    homes = {n: {path: home(doc, report, n, path) for path in found[n].weights} for n in wrappers}
    # Few nodes share: only they are looked at weight by weight, since this follows every edit.
    lent = {place[0] for places in homes.values() for place in places.values()} - set(wrappers)
    homes |= {n: {path: (n, path) for path in found[n].weights} for n in lent if n in found}
    first: dict[tuple[str, str], tuple[str, str]] = {}
    learned: dict[tuple[str, str], bool] = {}
    for node in (n for n in found if n in homes):
        for path, place in homes[node].items():
            first.setdefault(place, (node, path))
            # A place that is frozen freezes the weights for all.
            learned[place] = learned.get(place, True) and path in found[node].learned
    own: dict[str, dict[str, bool]] = {node: {} for node in homes}
    for place, (node, path) in first.items():
        own[node][path] = learned[place]
    return own


def _differ(a: Spec, b: Spec) -> bool:
    pairs = zip(a.shape, b.shape, strict=False)
    return a.ndim != b.ndim or any(n != m for n, m in pairs if None not in (n, m))
