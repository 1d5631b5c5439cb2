"""Other losses and metrics that may suit a network and its targets; the check tries them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cards.card import Card
from cards.document import Document, node_of
from cards.edits import change_card, set_param
from cards.registry import Types, card_id
from cards.report import Fix, NetworkSpec, Report
from cards.values import params_of

_LOSSES = {
    "softmax": ("SparseCategoricalCrossentropy", "CategoricalCrossentropy"),
    "sigmoid": ("BinaryCrossentropy",),
    "linear": ("MeanSquaredError",),
}
"""The usual losses by the activation in which a network ends."""


@dataclass(frozen=True)
class _Place:
    """Where a part of a card stands: it is a node, or item ``at`` of a row of ``node``."""

    node: str
    card: Card
    row: str | None = None
    at: int = 0

    def replaced(self, doc: Document, card: type[Card], params: Any, types: Types) -> Document:
        """The document with another card in this place; ``params`` are set on it."""
        name = card_id(types, card)
        if self.row is None:
            rows = card.model_fields.keys()
            doc = change_card(doc, self.node, name, rows, card.version)
            for row, value in params.items():
                doc = set_param(doc, self.node, row, value)
            return doc
        typed = params_of(self.card, types)
        kept = {row: value for row, value in typed.items() if row in card.model_fields}
        new: Any = {"card": name, "params": {**kept, **params}} if kept or params else name
        old = doc.nodes[self.node].params.get(self.row)
        if isinstance(old, list):
            new = [*old[: self.at], new, *old[self.at + 1 :]]
        return set_param(doc, self.node, self.row, new)


def replacements(
    doc: Document, report: Report, types: Types, node: str, network: NetworkSpec
) -> Iterator[Fix]:
    """Other losses and metrics for a card that trains ``network``; nothing is sure to help."""
    rows = type(report.cards[node]).model_fields.keys()
    if "loss" in rows:
        yield from _losses(doc, report, types, node, network)
    if "metrics" in rows:
        for place in _places(doc, report, node, "metrics"):
            yield from _metric(place, types)


def _losses(
    doc: Document, report: Report, types: Types, node: str, network: NetworkSpec
) -> Iterator[Fix]:
    places = list(_places(doc, report, node, "loss"))
    for place in places:
        logits = getattr(place.card, "from_logits", None)
        if logits is not None:
            label = f"Turn From logits {'off' if logits else 'on'}"
            yield _fix(label, place, type(place.card), types, from_logits=not logits)
    # Which loss a linear layer is for cannot be told once another was chosen.
    endings = [e for e in network.endings.values() if e != "linear" or not places]
    named = [name for ending in endings for name in _LOSSES.get(ending, ())]
    for name in dict.fromkeys(name for name in named if name in types):
        if not places:
            yield Fix(f"Use {types[name].title}", _typed(node, name))
        for place in places:
            if type(place.card) is not types[name]:
                yield _fix(f"Use {types[name].title}", place, types[name], types)


def _metric(place: _Place, types: Types) -> Iterator[Fix]:
    """The metric of the same name for class numbers, or for one column a class."""
    name = card_id(types, type(place.card))
    other = types.get(name.removeprefix("Sparse") if "Sparse" in name else f"Sparse{name}")
    if other is not None:
        yield _fix(f"Use {other.title}", place, other, types)


def _places(doc: Document, report: Report, node: str, row: str) -> Iterator[_Place]:
    value = getattr(report.cards[node], row)
    found = value if isinstance(value, tuple) else (value,)
    sources = doc.sources(node, row)
    for at, card in enumerate(card for card in found if isinstance(card, Card)):
        if sources:
            yield _Place(node_of(sources[at]), card)
        else:
            yield _Place(node, card, row, at)


def _typed(node: str, name: str) -> Any:
    return lambda doc: set_param(doc, node, "loss", name)


def _fix(label: str, place: _Place, card: type[Card], types: Types, **params: Any) -> Fix:
    return Fix(label, lambda doc: place.replaced(doc, card, params, types))
