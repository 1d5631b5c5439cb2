"""What might take a problem away: changes of values and of the graph, not yet tried."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt, prod
from typing import Any

from cards.card import Card, LayerCard, TaskCard
from cards.document import Document, End, end, node_of
from cards.edits import set_param
from cards.fixes import drop_wire, reset, set_row
from cards.inserting import add_input, nearby, put_before
from cards.kinds import NETWORK, TENSOR
from cards.networks import network_nodes, network_spec, tensor_sources
from cards.registry import Types
from cards.remedies import remedies
from cards.report import Diagnostic, Fix, NetworkSpec, Report
from engine.autodiff import Spec


def candidates(doc: Document, report: Report, types: Types, problem: Diagnostic) -> Iterator[Fix]:
    """What might help; nothing here is sure to."""
    node = problem.node
    if node not in doc.nodes or problem.severity == "advice":
        return
    card, card_type = report.cards.get(node), report.types.get(node)
    socket = card_type.input(problem.socket) if card_type and problem.socket else None
    if socket is not None and not socket.parameter and not doc.sources(node, socket.name):
        yield from nearby(doc, types, node, socket.name)
        if socket.kind.id == TENSOR.id:
            yield add_input(end(node, socket.name))
        return
    if isinstance(card, LayerCard) and node not in report.inferences:
        yield from _of_layer(doc, report, card, node)
    elif isinstance(card, TaskCard):
        yield from _of_task(doc, report, types, card, node)
    if card_type is not None and socket is not None:
        yield from _of_row(doc, card_type, problem)


def _of_row(doc: Document, card: type[Card], problem: Diagnostic) -> Iterator[Fix]:
    """The default of a row that is at fault, and no wire at one that may be empty."""
    node, row = problem.node, str(problem.socket)
    socket = card.input(row)
    if socket is None:
        return
    if socket.parameter and row in doc.nodes[node].params:
        yield reset(card, node, row)
    if socket.parameter or not socket.required:
        for source in doc.sources(node, row):
            yield drop_wire(source, end(node, row))


def _of_layer(doc: Document, report: Report, card: LayerCard, node: str) -> Iterator[Fix]:
    """Changes for a layer that cannot use what arrives."""
    ends = list(tensor_sources(doc, report, node))
    specs = [report.specs.get(source) for source in ends]
    known = [(e, s) for e, s in zip(ends, specs, strict=True) if isinstance(s, Spec)]
    if len(known) > 1 and len(known) == len(ends):
        yield from _alike(doc, report, node, known)
        yield from _axes(doc, card, node, known)
        return
    for source, spec in known:
        for target in _targets(doc, node, source):
            yield from _reshaped(source, target, spec)


def _targets(doc: Document, node: str, source: End) -> list[End]:
    return [t for t, sources in doc.wires.items() if node_of(t) == node and source in sources]


def _alike(
    doc: Document, report: Report, node: str, known: list[tuple[End, Spec]]
) -> Iterator[Fix]:
    """Let layers that are joined give the same shapes, each as another does."""
    for source, spec in known:
        for other, wanted in known:
            if source == other or spec.shape == wanted.shape:
                continue
            size = wanted.shape[-1]
            for row in ("filters", "units"):
                last = _last(doc, report, source, row)
                if last is not None and size is not None and size != spec.shape[-1]:
                    yield _set(report, last, row, size)
            for row in ("padding", "strides"):
                mine, theirs = (_last(doc, report, e, row) for e in (source, other))
                if mine is None:
                    continue
                value = report.cards[theirs].values()[row] if theirs else "same"
                if report.cards[mine].values()[row] != value and (theirs or row == "padding"):
                    yield _set(report, mine, row, value)
    for source, spec in known:
        least = min(s.ndim for _, s in known)
        for target in _targets(doc, node, source):
            if spec.ndim > least:
                yield from _reshaped(source, target, spec)


def _axes(
    doc: Document, card: LayerCard, node: str, known: list[tuple[End, Spec]]
) -> Iterator[Fix]:
    """Another axis for layers that join along one, if inputs differ there alone."""
    socket = card.input("axis")
    if socket is None or doc.sources(node, "axis"):
        return
    ndim = known[0][1].ndim
    if any(spec.ndim != ndim for _, spec in known):
        return
    shapes = [spec.shape for _, spec in known]
    differ = [i for i in range(1, ndim) if len({shape[i] for shape in shapes}) > 1]
    if len(differ) == 1:
        axis = -1 if differ[0] == ndim - 1 else differ[0]
        yield (
            reset(type(card), node, "axis")
            if axis == socket.default
            else set_row(node, socket, axis)
        )


def _reshaped(source: End, target: End, spec: Spec) -> Iterator[Fix]:
    """Layers between two that see other numbers of axes."""
    sizes = [n for n in spec.shape[1:] if n is not None]
    if len(sizes) != spec.ndim - 1 or not sizes:
        return
    node = node_of(target)
    if len(sizes) > 1:
        yield from _flattened(target, source, spec)
        shapes = [[sizes[0], prod(sizes[1:])]] if len(sizes) > 2 else []
        shapes.append([*sizes, 1])
    else:
        side = isqrt(sizes[0])
        shapes = [[sizes[0], 1], *([[side, side, 1]] if side * side == sizes[0] else [])]
        shapes.append([1, sizes[0]])
    for shape in shapes:
        told = " × ".join(map(str, shape))
        label = f"Put a Reshape layer to {told} before {node}"
        yield put_before(target, source, "Reshape", {"target_shape": shape}, label)


def _flattened(target: End, source: End, spec: Spec) -> Iterator[Fix]:
    """Layers that make one axis of several."""
    node, axes = node_of(target), spec.ndim - 2
    yield put_before(target, source, "Flatten", {}, f"Put a Flatten layer before {node}")
    if 1 <= axes <= 3:
        label = f"Put a Global average pooling layer before {node}"
        yield put_before(target, source, f"GlobalAveragePooling{axes}D", {}, label)


def _of_task(
    doc: Document, report: Report, types: Types, card: TaskCard, node: str
) -> Iterator[Fix]:
    """Changes of a network, and of what judges it, for a card that trains or uses it."""
    arriving = report.arrived.get(node) or _arriving(doc, report, card, node)
    network = next((a for a in arriving.values() if isinstance(a, NetworkSpec)), None)
    if network is None:
        return
    for name in network_nodes(doc, report, network.outputs):
        if name not in network.outputs and doc.nodes[name].card != "Dense":
            continue
        source = next(tensor_sources(doc, report, name), None)
        spec = report.specs.get(source) if source else None
        if source and isinstance(spec, Spec) and spec.ndim > 2:
            for target in _targets(doc, name, source):
                yield from _flattened(target, source, spec)
    yield from remedies(doc, report, types, node, arriving)


def _arriving(doc: Document, report: Report, card: TaskCard, node: str) -> dict[str, Any]:
    """What arrives at a card that could not be inferred, as the check saw it."""
    found: dict[str, Any] = {}
    for socket in card.inputs:
        sources = doc.sources(node, socket.name)
        if socket.kind.id == NETWORK.id:
            named = [node_of(source) for source in sources]
            known = all(name in report.inferences for name in named)
            found[socket.name] = network_spec(doc, report, named) if named and known else None
        else:
            specs = tuple(report.specs.get(source) for source in sources)
            found[socket.name] = specs if socket.many else next(iter(specs), None)
    return found


def _last(doc: Document, report: Report, source: End, row: str) -> str | None:
    """The last layer behind an end that has such a row of its own; None if it comes by wire."""
    while True:
        name = node_of(source)
        card = report.cards.get(name)
        if card is None:
            return None
        if row in type(card).model_fields:
            return None if doc.sources(name, row) else name
        sources = list(tensor_sources(doc, report, name))
        if len(sources) != 1:
            return None
        source = sources[0]


def _set(report: Report, node: str, row: str, value: Any) -> Fix:
    socket = report.types[node].input(row)
    several = isinstance(value, tuple)
    told = " × ".join(map(str, value)) if several else value
    plain = list(value) if several else value
    label = f"Set {socket.title if socket else row} of {node} to {told}"
    return Fix(label, lambda doc: set_param(doc, node, row, plain))
