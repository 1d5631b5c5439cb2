"""Turns the network of a checked document into an engine model."""

from __future__ import annotations

from collections.abc import Sequence

from cards.card import CardError, LayerCard
from cards.document import Document, node_of
from cards.networks import network_nodes, network_spec, tensor_sources
from cards.report import NetworkSpec, Report
from engine.model import Model, Step

__all__ = ["NetworkSpec", "compile_model"]


def compile_model(
    doc: Document, report: Report, outputs: Sequence[str], seed: int | None = None
) -> Model:
    """A new model of everything that the Output cards ``outputs`` read.

    Inputs and steps have the names of their nodes, outputs those of their Output cards.
    Without a ``seed`` the document's holds. Raises CardError if something that is needed
    has an error; the report says which.
    """
    spec = network_spec(doc, report, outputs)
    if spec is None:
        nodes = network_nodes(doc, report, outputs)
        unknown = [name for name in nodes if name not in report.inferences]
        raise CardError(f"The network cannot be built; look at {', '.join(unknown)}.")
    steps: list[Step] = []
    for name in network_nodes(doc, report, outputs):
        card = report.cards[name]
        if isinstance(card, LayerCard):
            steps.append(Step(name, card.build(), _reads(doc, report, name)))
    reads = {name: _reads(doc, report, name)[0] for name in outputs}
    return Model(spec.inputs, tuple(steps), reads, doc.settings.seed if seed is None else seed)


def _reads(doc: Document, report: Report, name: str) -> tuple[str, ...]:
    return tuple(map(node_of, tensor_sources(doc, report, name)))
