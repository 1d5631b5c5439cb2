"""What one check leaves for the next, so that it need not look at everything again."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cards.card import Card, CardError, Inference, LayerCard, Socket
from cards.document import Document, End, Node
from cards.history import replaced
from cards.kinds import NETWORK, TENSOR
from cards.library.batch_normalization import BatchNormalization
from cards.library.reports import ReturnFloat
from cards.library.wrappers import Wrapper
from cards.registry import Types
from cards.report import Diagnostic
from cards.usable_wires import UsableWires
from engine.layers import activation, regularization

Sized = tuple[str | None, tuple[CardError, bool] | None]
"""That nothing comes out, and what is too large; see ``cards.sizes``."""

_VALUE_BY_VALUE = {activation.__name__, regularization.__name__}
"""Where layers are computed that leave every axis where it is."""
LEAST_KEPT = 2000
"""Cards and inferences that are kept at least, even if the document has fewer nodes."""


@dataclass(frozen=True)
class Sort:
    """What the check asks of a card type again and again.

    ``asked`` cards are asked at every check, since files or the network before them may have
    changed. ``transparent`` layers leave every axis where it is. ``role`` is what cards of
    such names are to the document.
    """

    layer: bool
    wrapper: bool
    norm: bool
    transparent: bool
    asked: bool
    exit: bool
    role: str | None
    rows: frozenset[str]
    parameters: tuple[Socket, ...]
    inputs: tuple[Socket, ...]

    def fed(self, sockets: Container[str]) -> tuple[Socket, ...]:
        """The parameters among these sockets."""
        return tuple(socket for socket in self.parameters if socket.name in sockets)


@cache
def sort_of(card: type[Card]) -> Sort:
    """What is to be known of a card type."""
    layer = issubclass(card, LayerCard)
    networks = any(socket.kind.id == NETWORK.id for socket in card.inputs)
    return Sort(
        layer,
        issubclass(card, Wrapper),
        issubclass(card, BatchNormalization),
        layer and card.engine.__module__ in _VALUE_BY_VALUE,
        not layer and (networks or card.infer is not Card.infer),
        any(socket.kind.id == NETWORK.id for socket in card.outputs),
        _role(card),
        frozenset(card.model_fields),
        card.parameters(),
        card.inputs,
    )


def _role(card: type[Card]) -> str | None:
    """What a card with a name is to the document; None if names of such cards may be equal."""
    if issubclass(card, ReturnFloat):
        return "results"
    if issubclass(card, LayerCard):
        return None
    kinds = {socket.kind.id for socket in card.outputs}
    return "inputs" if TENSOR.id in kinds else "outputs" if NETWORK.id in kinds else None


@dataclass
class Known:
    """What is known of a document that was checked, beside its report.

    ``said`` is what is wrong by node, ``always`` the nodes that every check looks at;
    ``roles`` the names of inputs, outputs and results; ``layers`` and ``exits`` the nodes
    that are layers, and that give a network; ``axes`` and ``biases`` what is odd about
    normalizations; ``trained`` and ``frozen`` count the weights of all nodes, each as often as
    it is used, ``wrappers`` the nodes that may use those of others; ``texts`` is what was read
    in cards to find words; ``networks`` the nodes behind Output cards.
    """

    doc: Document
    types: Types
    wires: UsableWires = field(default_factory=UsableWires)
    circles: list[Diagnostic] = field(default_factory=list)
    level: dict[str, int] = field(default_factory=dict)
    position: dict[str, int] = field(default_factory=dict)
    said: dict[str, list[Diagnostic]] = field(default_factory=dict)
    always: set[str] = field(default_factory=set)
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    layers: set[str] = field(default_factory=set)
    exits: set[str] = field(default_factory=set)
    axes: dict[str, Diagnostic] = field(default_factory=dict)
    biases: dict[str, Diagnostic] = field(default_factory=dict)
    wrappers: set[str] = field(default_factory=set)
    trained: int = 0
    frozen: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    networks: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    # Most nodes of a large network are like others; what holds for one holds for all of them,
    # and cards that differ in their names alone give the same as one of them, their model.
    # Ids are those of objects that are held here, too.
    equal: dict[tuple[type[Card], str], Card] = field(default_factory=dict)
    models: dict[int, tuple[Card, Card]] = field(default_factory=dict)
    alike: dict[tuple[int, tuple[Any, ...]], tuple[Card, Inference]] = field(default_factory=dict)
    sizes: dict[int, tuple[Inference, Sized]] = field(default_factory=dict)

    def remember(self, before: Known) -> None:
        """Take over what holds for any document, unless it has become too much."""
        most = LEAST_KEPT + 2 * len(self.doc.nodes)
        if max(len(before.equal), len(before.alike), len(before.sizes)) < most:
            self.equal, self.models = before.equal, before.models
            self.alike, self.sizes = before.alike, before.sizes

    def follow(self, before: Known) -> None:
        """Start from what was known of an earlier state of the document."""
        self.said, self.always = before.said.copy(), before.always.copy()
        self.roles, self.layers = before.roles.copy(), before.layers.copy()
        self.exits, self.axes = before.exits.copy(), before.axes.copy()
        self.biases, self.wrappers = before.biases.copy(), before.wrappers.copy()
        self.trained, self.frozen, self.texts = before.trained, before.frozen, before.texts.copy()

    def differing(self, doc: Document) -> tuple[set[str], set[str]]:
        """The nodes that mean something else in ``doc``, and those of another card.

        Both hold those that are only in one of the two documents.
        """
        old, new = self.doc.nodes, doc.nodes
        if old is new:
            return set(), set()
        found = replaced(old, new)
        retyped = {n for n in found if n not in old or old[n].card != new[n].card}
        differing = retyped | {n for n in found if n in old and _differ(old[n], new[n])}
        if len(old) + len(retyped) != len(new) or old.keys() != new.keys():
            retyped |= old.keys() - new.keys()
        return differing | retyped, retyped

    def rewired(self, doc: Document) -> list[End]:
        """The targets with other wires in ``doc``."""
        old, new = self.doc.wires, doc.wires
        if old is new:
            return []
        found = [t for t in replaced(old, new) if old.get(t) != new[t]]
        return [*found, *(old.keys() - new.keys())]

    def note(self, name: str, card: Card, *, lent: bool) -> None:
        """Note what a node with a card is to the whole document."""
        sort = sort_of(type(card))
        if sort.layer:
            self.layers.add(name)
        if sort.exit:
            self.exits.add(name)
        if sort.wrapper:
            self.wrappers.add(name)
        if sort.asked or sort.wrapper or lent:
            self.always.add(name)
        own = getattr(card, "name", None) if sort.role else None
        if sort.role and own:
            self.roles[name] = sort.role, own

    def count(self, found: Inference, times: int = 1) -> None:
        """Add the weights of a node, or with -1 take them away."""
        self.trained += times * found.trainable
        self.frozen += times * found.frozen

    def forget(self, name: str) -> None:
        """Forget what a node was."""
        self.said.pop(name, None)
        self.roles.pop(name, None)
        for kept in (self.always, self.layers, self.exits, self.wrappers):
            kept.discard(name)

    def drop(self, name: str) -> None:
        """Forget a node for good."""
        self.forget(name)
        self.axes.pop(name, None)
        self.biases.pop(name, None)


def _differ(a: Node, b: Node) -> bool:
    if a.card_version != b.card_version:
        return True
    # As the check tells cards apart: by their values, of which 1 is not 1.0.
    return a.params is not b.params and repr(a.params) != repr(b.params)
