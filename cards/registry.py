"""The card types that the program knows: its own, and those of packs."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType

from cards import library
from cards.card import Card
from cards.document import Document, End, Node, end, node_of, socket_of

ENTRY_POINT_GROUP = "layerdeck.cards"

Types = Mapping[str, type[Card]]
"""Card types by id: the class name, with ``pack/`` before it for cards of packs."""


def cards_in(module: ModuleType) -> Iterator[type[Card]]:
    """The concrete card classes that ``module`` itself defines."""
    for value in vars(module).values():
        if not (isinstance(value, type) and issubclass(value, Card)):
            continue
        if value.__module__ == module.__name__ and hasattr(value, "title"):
            yield value


def builtin_cards() -> dict[str, type[Card]]:
    """The cards that come with the program, by id.

    Raises ValueError if two families define a card of the same name.
    """
    found: dict[str, type[Card]] = {}
    for info in sorted(pkgutil.iter_modules(library.__path__), key=lambda m: m.name):
        for card in cards_in(import_module(f"{library.__name__}.{info.name}")):
            if card.__name__ in found:
                raise ValueError(f"two cards are called {card.__name__}")
            found[card.__name__] = card
    return found


def pack_cards() -> tuple[dict[str, type[Card]], list[str]]:
    """Cards of installed packs as ``pack/Name``, and what kept the other packs out."""
    found: dict[str, type[Card]] = {}
    problems: list[str] = []
    for pack in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda e: e.name):
        try:
            found |= {f"{pack.name}/{c.__name__}": c for c in cards_in(pack.load())}
        except Exception as error:  # noqa: BLE001 - a pack must not stop the editor
            problems.append(f"Card pack '{pack.name}' was not loaded: {error}")
    return found, problems


def all_cards() -> tuple[dict[str, type[Card]], list[str]]:
    """Every known card by id, and one sentence for each pack that failed to load."""
    packs, problems = pack_cards()
    # A pack's id holds a slash, so that it can never replace a built-in card.
    return {**packs, **builtin_cards()}, problems


def card_id(types: Types, card: type[Card]) -> str:
    """The id under which ``card`` is known, its class name if it is not."""
    name = card.__name__
    if types.get(name) is card:
        return name
    return next((i for i, known in types.items() if known is card), name)


def upgraded(doc: Document, types: Types) -> Document:
    """Bring nodes saved by older versions of their cards up to date.

    Nodes of unknown cards, and of cards newer than this program's, stay as they
    are, so that saving loses nothing.
    """
    old = {
        name: types[node.card]
        for name, node in doc.nodes.items()
        if node.card in types and node.card_version < types[node.card].version
    }
    if not old:
        return doc
    nodes = {n: _upgraded(node, old[n]) if n in old else node for n, node in doc.nodes.items()}
    wires = {_renamed(target, old): sources for target, sources in doc.wires.items()}
    return doc.model_copy(update={"nodes": nodes, "wires": wires})


def _upgraded(node: Node, card: type[Card]) -> Node:
    renamed = card.renamed()
    params = {renamed.get(p, p): value for p, value in node.params.items()}
    params = card.upgrade(params, node.card_version)
    return node.model_copy(update={"params": params, "card_version": card.version})


def _renamed(target: End, old: Types) -> End:
    card = old.get(node_of(target))
    name = socket_of(target)
    return target if card is None else end(node_of(target), card.renamed().get(name, name))
