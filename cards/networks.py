"""Which nodes make up a network: everything that its Output cards read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cards.card import LayerCard
from cards.document import Document, End
from cards.document import node_of as node_of_end
from cards.kinds import TENSOR
from cards.library.wrappers import ending
from cards.report import NetworkSpec, Report


def tensor_sources(doc: Document, report: Report, node: str) -> Iterator[End]:
    """The ends that feed a node's network sockets, in the order of its sockets."""
    for socket in report.cards[node].inputs:
        if socket.kind.id == TENSOR.id:
            yield from doc.sources(node, socket.name)


def value_name(report: Report, source: End) -> str:
    """What a network tensor is called in the model: as its node, further ones as their end."""
    node = node_of_end(source)
    first = next(s.name for s in report.cards[node].outputs if s.kind.id == TENSOR.id)
    return node if source == f"{node}.{first}" else source


def network_nodes(doc: Document, report: Report, outputs: Iterable[str]) -> list[str]:
    """The nodes that the Output cards ``outputs`` read, in order of computation, with them."""
    needed: set[str] = set()
    stack = list(outputs)
    while stack:
        name = stack.pop()
        if name not in needed:
            needed.add(name)
            if name in report.cards:
                stack += map(node_of_end, tensor_sources(doc, report, name))
    return [name for name in report.order if name in needed]


def network_spec(
    doc: Document, report: Report, outputs: Iterable[str], nodes: list[str] | None = None
) -> NetworkSpec | None:
    """Inputs and outputs of the network behind some Output cards; None if not all is known.

    ``nodes`` are those of the network, if they have been found already.
    """
    outputs = list(outputs)
    nodes = network_nodes(doc, report, outputs) if nodes is None else nodes
    if not report.inferences.keys() >= set(nodes):
        return None
    inputs = {}
    for name in nodes:
        card = report.cards[name]
        if not issubclass(type(card), LayerCard):
            for socket in card.outputs:
                if socket.kind.id == TENSOR.id:
                    inputs[name] = report.specs[f"{name}.{socket.name}"]
    # An Output card notes what it reads under the name of its socket.
    ends = {name: next(iter(report.arrived[name].values())) for name in outputs}
    endings: dict[str, str] = {}
    for name in outputs:
        for source in tensor_sources(doc, report, name):
            activation = getattr(ending(report.cards[node_of_end(source)]), "activation", None)
            if isinstance(activation, str):
                endings[name] = activation
    return NetworkSpec(inputs, ends, endings)
