"""What is wrong with a network as a whole, when each of its cards has been checked."""

from __future__ import annotations

from collections.abc import Iterator, Set

from cards.card import Card, LayerCard
from cards.document import Document, End, end
from cards.fixes import end_with_output, reset
from cards.kinds import NETWORK, TENSOR
from cards.library.reports import ReturnFloat
from cards.registry import Types
from cards.report import Diagnostic, Report
from cards.sentences import sentence


def same_names(doc: Document, report: Report) -> Iterator[Diagnostic]:
    """Inputs of the network, outputs, and results that share a name with an earlier one."""
    named: dict[tuple[str, str], str] = {}
    for node in doc.nodes:
        card = report.cards.get(node)
        role, name = (_role(card), getattr(card, "name", None)) if card else (None, None)
        if card and role and name and named.setdefault((role, name), node) != node:
            text = sentence(f"Two {role} are called {name}; give each its own name.")
            socket = card.input("name")
            typed = socket is not None and name != socket.default
            yield Diagnostic(
                node, text, "name", fixes=(reset(type(card), node, "name"),) if typed else ()
            )


def no_output(report: Report, sources: Set[End], types: Types) -> Iterator[Diagnostic]:
    """A warning if nothing reads what the layers compute; ``sources`` are the ends with a wire."""
    layers = [n for n, card in report.cards.items() if isinstance(card, LayerCard)]
    exits = any(s.kind.id == NETWORK.id for c in report.cards.values() for s in c.outputs)
    if not layers or exits:
        return
    # Cards are checked in order, so the last layer without a reader is the network's end.
    # One that only another card applies does not stand in it.
    unread = [n for n in layers if sources.isdisjoint((end(n, "output"), end(n, "layer")))]
    last = (unread or layers)[-1]
    text = "The network has no Output card, so that it cannot be used."
    fixes = (end_with_output(end(last, "output")),) if "Output" in types else ()
    yield Diagnostic(last, text, None, "warning", fixes)


def _role(card: Card) -> str | None:
    """What a card with a name is to the document; None if names of such cards may be equal."""
    if isinstance(card, ReturnFloat):
        return "results"
    if isinstance(card, LayerCard):
        return None
    kinds = {socket.kind.id for socket in card.outputs}
    return "inputs" if TENSOR.id in kinds else "outputs" if NETWORK.id in kinds else None
