"""What works, but hardly as it was meant: odd axes and biases without effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cards.card import Card, LayerCard, Masked
from cards.document import Document, End, end, node_of
from cards.edits import set_param
from cards.fixes import reset
from cards.known import sort_of
from cards.library.batch_normalization import BatchNormalization
from cards.report import Diagnostic, Fix, Report, label
from cards.usable_wires import UsableWires
from engine.autodiff import Spec
from engine.layers import (
    convolution,
    core,
    separable_convolution,
    transposed_convolution,
)

_BIASED = {core.dense.__module__, convolution.__name__, transposed_convolution.__name__}
_BIASED |= {separable_convolution.__name__}
"""Where layers are computed that add one bias to each channel at the end."""


def odd_axis(doc: Document, report: Report, name: str) -> Diagnostic | None:
    """A warning if a normalization looks at another axis than that of the channels before it."""
    card = _norm(report, name)
    return _axis(doc, report, name, card) if card is not None else None


def unused_bias(
    doc: Document, report: Report, name: str, readers: Mapping[End, int]
) -> Diagnostic | None:
    """Advice if a normalization subtracts the bias of the layer before it again.

    ``readers`` counts the wires that start at an end.
    """
    card = _norm(report, name)
    return _bias(doc, report, name, card, readers) if card is not None else None


def behind(report: Report, wires: UsableWires, nodes: Iterable[str]) -> set[str]:
    """The normalizations of which something else may hold since these nodes have changed."""
    found: set[str] = set()
    seen, stack = set(nodes), list(nodes)
    while stack:
        name = stack.pop()
        card = report.cards.get(name)
        if card is not None and sort_of(type(card)).norm:
            found.add(name)
        for follower in wires.feeds.get(name, ()):
            card = report.cards.get(follower)
            sort = sort_of(type(card)) if card is not None else None
            if sort is not None and sort.norm:
                found.add(follower)
            # Only through layers that leave every axis where it is one looks further back.
            elif sort is not None and sort.transparent and follower not in seen:
                seen.add(follower)
                stack.append(follower)
    return found


def _norm(report: Report, name: str) -> BatchNormalization | None:
    """The card of a normalization of which it is known what it gives."""
    card = report.cards.get(name) if name in report.inferences else None
    return card if isinstance(card, BatchNormalization) else None


def channel_axis(card: Card, ndim: int) -> int | None:
    """Where a layer has the channels of what it gives; None if it does not tell."""
    if "data_format" not in type(card).model_fields:
        return None
    return 1 if card.values()["data_format"] == "channels_first" else ndim - 1


def _axis(doc: Document, report: Report, name: str, card: BatchNormalization) -> Diagnostic | None:
    """A warning where another axis is normalized than that of the channels before it."""
    spec = report.arrived[name]["input"]
    before = _images_from(doc, report, name)
    if before is None or not isinstance(spec, Spec):
        return None
    channels = channel_axis(report.cards[before], spec.ndim)
    axes = {a % spec.ndim for a in (card.axis if isinstance(card.axis, tuple) else (card.axis,))}
    if channels is None or len(axes) != 1 or channels in axes:
        return None
    given = f"the channels of {label(doc, report, before)} are axis {channels}"
    text = f"It normalizes axis {axes.pop()}, but {given}, as its data format tells."
    fix = () if doc.sources(name, "axis") else (_use_axis(name, channels, spec.ndim),)
    return Diagnostic(name, text, "axis", "warning", fix)


def _use_axis(name: str, channels: int, ndim: int) -> Fix:
    if channels == ndim - 1:
        return reset(BatchNormalization, name, "axis")
    text = f"Set Axis to {channels}, the channels"
    return Fix(text, lambda doc: set_param(doc, name, "axis", channels))


def _images_from(doc: Document, report: Report, name: str) -> str | None:
    """The layer before a node that tells where its channels are; those between change no axis."""
    while True:
        sources = doc.sources(name, "input")
        if len(sources) != 1:
            return None
        name = node_of(sources[0])
        card = report.cards.get(name)
        if not isinstance(card, LayerCard):
            return None
        if channel_axis(card, 0) is not None:
            return name
        if not sort_of(type(card)).transparent:
            return None


def _bias(
    doc: Document,
    report: Report,
    name: str,
    card: BatchNormalization,
    readers: Mapping[End, int],
) -> Diagnostic | None:
    """A hint where a normalization subtracts the bias of the layer before it again.

    Only where this is certain: nothing else reads that layer, nothing stands in between,
    statistics are those of the batch, and beta does what the bias would have done.
    """
    sources = doc.sources(name, "input")
    if len(sources) != 1 or not _subtracts(card):
        return None
    before = node_of(sources[0])
    layer, inference = report.cards.get(before), report.inferences.get(before)
    if layer is None or inference is None or not _only_adds(layer):
        return None
    lent = readers.get(end(before, "layer")) or doc.sources(before, "use_bias")
    if readers.get(sources[0]) != 1 or lent or readers.get(end(name, "layer")):
        return None
    spec, bias = inference.outputs[sources[0].partition(".")[2]], inference.weights.get("bias")
    if bias is None or isinstance(spec, Masked) or len(bias.shape) != 1:
        return None
    channels = channel_axis(layer, spec.ndim)
    channels = spec.ndim - 1 if channels is None else channels
    axes = card.axis if isinstance(card.axis, tuple) else (card.axis,)
    if {a % spec.ndim for a in axes} != {channels}:
        return None
    taken = f"{label(doc, report, name)} subtracts it again with the mean of each batch"
    text = f"The bias has no effect: {taken}, and its own beta takes its place."
    fix = Fix("Remove the unused bias", lambda doc: set_param(doc, before, "use_bias", False))
    return Diagnostic(before, text, "use_bias", "advice", (fix,))


def _subtracts(card: BatchNormalization) -> bool:
    """Whether a normalization takes away the mean of each batch, and follows it for later."""
    plain = not card.renorm and card.adjustment is None and card.virtual_batch_size is None
    return plain and card.center and card.trainable and card.momentum < 1


def _only_adds(layer: Card) -> bool:
    """Whether a layer ends in adding a bias that nothing else depends on."""
    if not isinstance(layer, LayerCard) or type(layer).engine.__module__ not in _BIASED:
        return False
    rows = layer.values()
    policies = ("bias_regularizer", "bias_constraint", "activity_regularizer")
    linear = rows.get("activation") in (None, "linear")
    return bool(
        rows.get("use_bias")
        and linear
        and layer.trainable
        and not any(rows.get(row) is not None for row in policies)
    )
