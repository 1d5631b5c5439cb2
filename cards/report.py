"""What the check of a document learned: specs, weights, and what is wrong where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cards.card import Card, Inference
from cards.document import Document, End, Node
from engine.autodiff import Spec

if TYPE_CHECKING:
    from cards.known import Known


@dataclass(frozen=True)
class Fix:
    """A way out of a problem: what the button says, and the edit that it makes.

    One that changes nothing may ``allow`` a file outside the document's folder to be read.
    """

    label: str
    edit: Callable[[Document], Document]
    allow: Path | None = None


@dataclass(frozen=True)
class Diagnostic:
    """What is wrong with a node, as a sentence; ``socket`` is the row, where it is one.

    An error keeps it from running, a warning tells of what is odd; advice is on what works.
    """

    node: str
    message: str
    socket: str | None = None
    severity: Literal["error", "warning", "advice"] = "error"
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True)
class NetworkSpec:
    """Inputs and outputs of a network by the names of their nodes.

    ``endings`` are the activations in which outputs end, as far as they are known.
    """

    inputs: Mapping[str, Spec]
    outputs: Mapping[str, Spec]
    endings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Origin:
    """What a card was made from: its node, and the values that came by wire."""

    node: Node
    wired: Mapping[str, Any]

    def __eq__(self, other: object) -> bool:
        # The params of an unchanged node are the same object, wherever it has been moved to.
        return (
            isinstance(other, Origin)
            and self.node.params is other.node.params
            and self.node.card == other.node.card
            and self.wired == other.wired
        )


@dataclass
class Report:
    """Everything that the check of a document learned.

    ``types`` holds the card type of each node whose card is known, ``cards`` its card
    with its values, if they allow one; ``inferences`` what is known of nodes that are
    in order; a node behind a faulty one has none. ``specs`` is by output end, ``order``
    goes from inputs to outputs. ``advice`` is on what works. ``arrived`` is what each
    node was inferred from, ``origins`` what its card was made from, ``known`` what else the
    next check may take from this one.
    """

    types: dict[str, type[Card]] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    inferences: dict[str, Inference] = field(default_factory=dict)
    specs: dict[End, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    advice: list[Diagnostic] = field(default_factory=list)
    arrived: dict[str, dict[str, Any]] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    known: Known | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether there is no error; there may be warnings."""
        return not any(d.severity == "error" for d in self.diagnostics)

    def copied(self) -> Report:
        """What is known of nodes, in mappings of its own."""
        return Report(
            types=self.types.copy(),
            cards=self.cards.copy(),
            inferences=self.inferences.copy(),
            specs=self.specs.copy(),
            arrived=self.arrived.copy(),
            origins=self.origins.copy(),
        )

    def of(self, node: str) -> list[Diagnostic]:
        """What is wrong with one node."""
        return [d for d in self.diagnostics if d.node == node]


def label(doc: Document, report: Report, node: str) -> str:
    """A node as it is called in a sentence: its card's title and its name."""
    card = report.types.get(node)
    return f"{card.title if card else doc.nodes[node].card} ({node})"


def place(doc: Document, report: Report, node: str, socket: str | None, message: str) -> str:
    """Where ``message`` belongs: a node, and its row unless the message itself names it."""
    who = label(doc, report, node) if node in doc.nodes else node or "Document"
    card = report.types.get(node)
    row = card.input(socket) if card is not None and socket else None
    if row is None or re.search(rf"\b{re.escape(row.title)}\b", message):
        return who
    return f"{who}, {row.title}"
