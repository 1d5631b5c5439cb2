"""Changes of a network that may make it fit the data that it meets; the check tries them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cards.document import Document, Node, end, node_of
from cards.edits import add_node, connect, move_nodes, new_name, set_param
from cards.feeding import row_shape
from cards.fixes import BESIDE
from cards.networks import network_nodes, tensor_sources
from cards.registry import Types
from cards.replacements import replacements
from cards.report import Fix, NetworkSpec, Report
from cards.tables import MOST_CLASSES, TableSpec

Shape = tuple[int | None, ...]


def remedies(
    doc: Document, report: Report, types: Types, node: str, arriving: Mapping[str, Any]
) -> Iterator[Fix]:
    """What might help a card that gets a network and data that do not fit each other.

    ``arriving`` is what the card gets, by socket. Nothing here is sure to help.
    """
    network = next((a for a in arriving.values() if isinstance(a, NetworkSpec)), None)
    if network is None:
        return
    yield from _activations(doc, report, network)
    yield from replacements(doc, report, types, node, network)
    shapes = list(dict.fromkeys(_shapes(arriving, "x")))
    targets = [*_shapes(arriving, "y")]
    for name, spec in network.inputs.items():
        for shape in shapes:
            if shape != spec.shape[1:] and None not in shape and not doc.sources(name, "shape"):
                yield _set(name, "shape", list(shape))
    for name, spec in network.outputs.items():
        last = _last(doc, report, name, "units")
        sizes = [shape[-1] for shape in targets if shape] + [*_counts_of_classes(arriving)]
        for size in dict.fromkeys(sizes):
            alone = size == 1 and network.endings.get(name) == "softmax"
            if last is not None and size not in (None, spec.shape[-1]) and not alone:
                yield _set(last, "units", size)
    for name in network_nodes(doc, report, network.outputs):
        if doc.nodes[name].card == "Dense" and report.arrived[name]["input"].ndim > 2:
            yield _flatten(name)


def _shapes(arriving: Mapping[str, Any], part: str) -> Iterator[Shape]:
    """Shapes of one example of the data that arrives at sockets for X, or for Y."""
    for socket, value in arriving.items():
        for known in value if isinstance(value, tuple) and socket.endswith(part) else ():
            shape = row_shape(known)
            if shape is not None:
                yield shape


def _counts_of_classes(arriving: Mapping[str, Any]) -> Iterator[int]:
    """How many units would hold the class numbers of a column of classes that arrives."""
    for value in arriving.values():
        for known in value if isinstance(value, tuple) else ():
            if isinstance(known, TableSpec) and len(known.columns) == 1:
                classes = known.certain(known.names[0])
                if classes and isinstance(classes[-1], int) and classes[-1] < MOST_CLASSES:
                    yield classes[-1] + 1


def _activations(doc: Document, report: Report, network: NetworkSpec) -> Iterator[Fix]:
    """Other ends of the network, for losses that expect probabilities."""
    for name, ending in network.endings.items():
        last = _last(doc, report, name, "activation")
        several = network.outputs[name].shape[-1] != 1
        for activation in ("softmax", "sigmoid") if several else ("sigmoid",):
            if last is not None and activation != ending:
                yield _set(last, "activation", activation)


def _last(doc: Document, report: Report, output: str, row: str) -> str | None:
    """The last layer before an output that has such a row; None if it is fed by wire."""
    name = output
    while True:
        sources = list(tensor_sources(doc, report, name))
        if len(sources) != 1:
            return None
        name = node_of(sources[0])
        if row in type(report.cards[name]).model_fields:
            return None if doc.sources(name, row) else name


def _set(node: str, row: str, value: Any) -> Fix:
    shown = row.capitalize()
    label = f"Set {shown} of {node} to {value}"
    return Fix(label, lambda doc: set_param(doc, node, row, value))


def _flatten(node: str) -> Fix:
    """Put a Flatten layer before a dense layer, and make room for it."""

    def edit(doc: Document) -> Document:
        (source,) = doc.sources(node, "input")
        name = new_name(doc, "Flatten")
        x, y = doc.nodes[node].position
        right = {
            n: (p.position[0] + BESIDE, p.position[1])
            for n, p in doc.nodes.items()
            if p.position[0] >= x
        }
        doc = move_nodes(doc, right)
        doc = add_node(doc, name, Node(card="Flatten", position=(x, y)))
        doc = connect(doc, source, end(name, "input"))
        return connect(doc, end(name, "output"), end(node, "input"))

    return Fix(f"Put a Flatten layer before {node}", edit)
