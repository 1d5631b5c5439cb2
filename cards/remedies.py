"""Changes of a network that may make it fit the data that it meets; the check tries them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cards.document import Document, Node, end, node_of
from cards.edits import add_node, connect, move_nodes, new_name, set_param
from cards.fixes import BESIDE
from cards.networks import network_nodes, tensor_sources
from cards.report import Fix, NetworkSpec, Report
from cards.tables import TableSpec
from engine.autodiff import Spec

Shape = tuple[int | None, ...]


def remedies(doc: Document, report: Report, arriving: Mapping[str, Any]) -> Iterator[Fix]:
    """What might help a card that gets a network and data that do not fit each other.

    ``arriving`` is what the card gets, by socket. Nothing here is sure to help.
    """
    network = next((a for a in arriving.values() if isinstance(a, NetworkSpec)), None)
    if network is None:
        return
    shapes = list(dict.fromkeys(_shapes(arriving)))
    for name, spec in network.inputs.items():
        for shape in shapes:
            if shape != spec.shape[1:] and None not in shape and not doc.sources(name, "shape"):
                yield _set(name, "shape", list(shape))
    for name, spec in network.outputs.items():
        last = _last_units(doc, report, name)
        for size in dict.fromkeys(shape[-1] for shape in shapes if shape):
            if last is not None and size is not None and size != spec.shape[-1]:
                yield _set(last, "units", size)
    for name in network_nodes(doc, report, network.outputs):
        if doc.nodes[name].card == "Dense" and report.arrived[name]["input"].ndim > 2:
            yield _flatten(name)


def _shapes(arriving: Mapping[str, Any]) -> Iterator[Shape]:
    """Shapes of one example of the data that arrives."""
    for value in arriving.values():
        for known in value if isinstance(value, tuple) else (value,):
            if isinstance(known, TableSpec):
                yield (len(known.columns),)
            elif isinstance(known, Spec):
                yield known.shape[1:]


def _last_units(doc: Document, report: Report, output: str) -> str | None:
    """The dense layer that decides how many numbers an output gives."""
    name = output
    while True:
        sources = list(tensor_sources(doc, report, name))
        if len(sources) != 1:
            return None
        name = node_of(sources[0])
        if "units" in type(report.cards[name]).model_fields:
            return None if doc.sources(name, "units") else name


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
