"""The layers of a document's networks, line by line: shapes, weights, memory, multiply-adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from cards.card import Card, Inference, LayerCard
from cards.costs import Cost, cost, weight_bytes
from cards.document import Document
from cards.kinds import TENSOR
from cards.report import Report
from cards.sharing import owned
from engine.autodiff import Spec


@dataclass(frozen=True, slots=True)
class Line:
    """One layer, or an input of the network. Memory is in bytes, and for one example.

    Weights that several layers share are counted at the first of them. None stands for
    what depends on a size that is not known.
    """

    node: str
    title: str
    output: str
    values: int | None
    """How many numbers it gives for one example."""
    trained: int
    frozen: int
    weight_memory: int
    activation_memory: int | None
    multiply_adds: int | None


@dataclass(frozen=True)
class Summary:
    """All lines in the order of computation; the totals are their sums."""

    lines: tuple[Line, ...] = ()

    @property
    def trained(self) -> int:
        return sum(line.trained for line in self.lines)

    @property
    def frozen(self) -> int:
        return sum(line.frozen for line in self.lines)

    @property
    def weight_memory(self) -> int:
        return sum(line.weight_memory for line in self.lines)

    @property
    def activation_memory(self) -> int | None:
        return _sum(line.activation_memory for line in self.lines)

    @property
    def multiply_adds(self) -> int | None:
        return _sum(line.multiply_adds for line in self.lines)


class Summarizer:
    """Makes summaries one after the other; what did not change between two is kept."""

    def __init__(self) -> None:
        self._costs: dict[int, tuple[Inference, Cost]] = {}
        self._lines: dict[str, tuple[Inference, type[Card], Line]] = {}

    def summary(self, doc: Document, report: Report) -> Summary:
        """The summary of a document that was checked; layers that are not known are left out."""
        nodes = [name for name in report.order if _stands(report, name)]
        own = owned(doc, report, nodes)
        lines = [self._line(report, name, own.get(name)) for name in nodes]
        alive = {id(report.inferences[name]) for name in nodes}
        self._costs = {key: kept for key, kept in self._costs.items() if key in alive}
        self._lines = {n: kept for n, kept in self._lines.items() if n in report.inferences}
        return Summary(tuple(lines))

    def _line(self, report: Report, name: str, own: dict[str, bool] | None) -> Line:
        inference, card = report.inferences[name], report.types[name]
        kept = self._lines.get(name)
        if own is None and kept and kept[0] is inference and kept[1] is card:
            return kept[2]
        made = _made(report, name, self._cost(report, name), own)
        if kept and kept[2] == made:
            made = kept[2]
        if own is None:
            self._lines[name] = inference, card, made
        else:
            self._lines.pop(name, None)
        return made

    def _cost(self, report: Report, name: str) -> Cost:
        # Nodes that are alike have one inference; it is held here, so that its id is its own.
        inference = report.inferences[name]
        key = id(inference)
        if key not in self._costs:
            found = cost(report.cards[name], inference, report.arrived[name])
            self._costs[key] = inference, found
        return self._costs[key][1]


def summary(doc: Document, report: Report) -> Summary:
    """The summary of a document that was checked."""
    return Summarizer().summary(doc, report)


def _stands(report: Report, name: str) -> bool:
    """Whether a node stands in a network and gives a tensor: a layer or an input."""
    card = report.cards.get(name)
    if name not in report.inferences or card is None:
        return False
    return isinstance(card, LayerCard) or any(s.kind.id == TENSOR.id for s in card.outputs)


def _made(report: Report, name: str, costs: Cost, own: dict[str, bool] | None) -> Line:
    inference = report.inferences[name]
    specs = [spec for spec in inference.outputs.values() if isinstance(spec, Spec)]
    trained, frozen, paths = inference.trainable, inference.frozen, list(inference.weights)
    if own is not None:
        sizes = {path: prod(n or 0 for n in inference.weights[path].shape) for path in own}
        trained = sum(size for path, size in sizes.items() if own[path])
        frozen, paths = sum(sizes.values()) - trained, list(own)
    return Line(
        name,
        report.types[name].title,
        str(specs[0]) if specs else "",
        _numbers(specs[0]) if specs else None,
        trained,
        frozen,
        weight_bytes(inference, paths),
        costs.activations,
        costs.multiply_adds,
    )


def _numbers(spec: Spec) -> int | None:
    sizes = spec.shape[1:]
    return None if None in sizes else prod(n or 0 for n in sizes)


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return None if None in known else sum(n or 0 for n in known)
