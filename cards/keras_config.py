"""Reads what Keras writes about a layer or a part of one: ``from_keras`` undoes ``Card.keras``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.card import Card, CardError, Socket, extra
from cards.kinds import Kind
from cards.registry import Types
from cards.values import CardFaults, card_of

NOT_OURS = ("dtype", "name", "trainable", "batch_input_shape", "build_config")
"""Arguments that Keras writes for everything and that some of our cards have no row for."""


def from_keras(config: Mapping[str, Any], types: Types, kind: Kind | None = None) -> Card:
    """The card that a Keras config describes.

    ``config`` has ``class_name`` and ``config``; what else Keras writes beside them is
    left aside. ``kind`` tells a metric from a loss of the same class name. Raises CardError
    if the class or an argument has no counterpart here.
    """
    card = _type(str(config.get("class_name")), types, kind)
    rows = _rows(card)
    params: dict[str, Any] = {}
    for key, value in card.keras_rows(config.get("config", {})).items():
        socket = rows.get(key)
        if socket is not None:
            params[socket.name] = _value(value, socket, types)
        elif value is not None and key not in NOT_OURS:
            raise CardError(f"{card.title} has no row for the argument {key} of Keras.")
    try:
        return card_of(card, params, types)
    except CardFaults as faults:
        raise CardError(str(faults)) from None


def _type(name: str, types: Types, kind: Kind | None) -> type[Card]:
    for card in types.values():
        own = getattr(card, "kind", None)
        if (card.keras_class or card.__name__) != name or not isinstance(own, Kind):
            continue
        if kind is None or kind.refuses(own) is None:
            return card
    raise CardError(f"There is no card for {name} of Keras.")


def _rows(card: type[Card]) -> dict[str, Socket]:
    """The rows by the names of their arguments in Keras."""
    found: dict[str, Socket] = {}
    for socket in card.parameters():
        key = extra(card.model_fields[socket.name], "keras")
        if key != "":
            found[str(key or socket.name)] = socket
        else:
            found.setdefault(socket.name, socket)
    return found


def _value(value: Any, socket: Socket, types: Types) -> Any:
    if socket.name == "dtype" and isinstance(value, Mapping):
        return value.get("config", {}).get("name")
    if isinstance(value, Mapping) and "class_name" in value:
        return from_keras(value, types, socket.kind)
    if isinstance(value, Mapping) and not socket.kind.typed:
        # What is a plain mapping in Keras is the only part of its kind here.
        parts = [name for name, c in types.items() if getattr(c, "kind", None) == socket.kind]
        return {"card": parts[0], "params": value} if len(parts) == 1 else value
    if isinstance(value, list) and socket.many:
        return tuple(_value(v, socket, types) for v in value)
    return value
