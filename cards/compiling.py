"""Turns the network of a checked document into an engine model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cards.card import CardError, LayerCard
from cards.document import Document, end, node_of
from cards.kinds import LAYER, TENSOR
from cards.networks import network_nodes, network_spec, tensor_sources, value_name
from cards.report import NetworkSpec, Report
from engine.model import Model, Step
from engine.scope import Layer

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
            results = tuple(end(name, socket) for socket in card.results()[1:])
            steps.append(Step(name, _layer(doc, report, name), _reads(doc, report, name), results))
    ends = {name: value_name(report, next(tensor_sources(doc, report, name))) for name in outputs}
    return Model(spec.inputs, tuple(steps), ends, doc.settings.seed if seed is None else seed)


def _layer(doc: Document, report: Report, name: str) -> Layer:
    """The engine layer of a node; layers that it wraps know the nodes that own them."""
    card = report.cards[name]
    layer: Layer = card.build()
    inner: dict[str, Layer] = {}
    for socket in card.parameters():
        sources = doc.sources(name, socket.name) if socket.kind.id == LAYER.id else ()
        for source in sources[:1]:
            node = node_of(source)
            inner[socket.name] = replace(_layer(doc, report, node), owner=node)
    return replace(layer, params={**layer.params, **inner}) if inner else layer


def _reads(doc: Document, report: Report, name: str) -> tuple[str | None, ...]:
    """The values that a layer reads, in the order of its sockets; None where one has no wire."""
    read: list[str | None] = []
    for socket in report.cards[name].inputs:
        if socket.kind.id == TENSOR.id:
            sources = [value_name(report, source) for source in doc.sources(name, socket.name)]
            read += sources if sources or socket.many else [None]
    return tuple(read)
