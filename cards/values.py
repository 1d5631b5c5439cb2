"""How the values of a card's rows stand in a document, and back.

Numbers, texts and lists are themselves. A part, such as an initializer, is its card's
id, ``"Zeros"``, or ``{"card": "Constant", "params": {"value": 2}}`` where it has
values of its own; nothing is ``null``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue, ValidationError

from cards.card import Card, CardError, Socket
from cards.kinds import Listed
from cards.registry import Types, card_id
from cards.sentences import faults, given

DEEPEST = 16


def as_json(value: Any, types: Types | None = None) -> JsonValue:
    """``value`` of a row as it stands in a document; parts in their shortest form."""
    if isinstance(value, Card):
        name = card_id(types or {}, type(value))
        params = params_of(value, types)
        return {"card": name, "params": params} if params else name
    if isinstance(value, (tuple, list)):
        return [as_json(v, types) for v in value]
    if isinstance(value, (frozenset, set)):
        return sorted((as_json(v, types) for v in value), key=repr)
    return value  # type: ignore[no-any-return]  # fields of cards hold JSON values otherwise


def params_of(card: Card, types: Types | None = None) -> dict[str, JsonValue]:
    """The values of ``card`` that are not its defaults, as they stand in a document."""
    found: dict[str, JsonValue] = {}
    for name, info in type(card).model_fields.items():
        value = getattr(card, name)
        if info.is_required() or value != info.get_default(call_default_factory=True):
            found[name] = as_json(value, types)
    return found


def card_of(card: type[Card], params: Mapping[str, Any], types: Types) -> Card:
    """The card that has these values; parts among them may already be cards.

    Raises CardFaults, which names every row at fault.
    """
    return _card_of(card, params, types, 0)


class CardFaults(ValueError):  # noqa: N818 - a list of what is wrong, one CardError a row
    """Several rows of a card that are at fault."""

    def __init__(self, errors: list[CardError]) -> None:
        super().__init__(" ".join(map(str, errors)))
        self.errors = errors


def _card_of(card: type[Card], params: Mapping[str, Any], types: Types, depth: int) -> Card:
    if depth > DEEPEST:
        raise CardFaults([CardError("Parts are nested too deeply.")])
    read: dict[str, Any] = {}
    wrong: list[CardError] = []
    for name, value in params.items():
        socket = card.input(name)
        if socket is None or not socket.parameter:
            wrong.append(CardError(f"{card.title} has no row called {name}.", name))
            continue
        try:
            read[name] = _value_of(value, socket, types, depth)
        except CardError as error:
            wrong.append(error)
    try:
        made = card.model_validate(read, strict=True)
    except ValidationError as error:
        # A row that could not be read is reported above, its absence is not.
        known = {e.socket for e in wrong}
        wrong += [e for e in faults(card, error, read) if e.socket is None or e.socket not in known]
        raise CardFaults(wrong) from None
    if wrong:
        raise CardFaults(wrong)
    return made


def _value_of(value: Any, socket: Socket, types: Types, depth: int) -> Any:
    """What the field of ``socket`` takes for a ``value`` from a document."""
    if value is None:
        return None
    if socket.many:
        items = value if isinstance(value, (list, tuple)) else [value]
        return tuple(_part(v, socket, types, depth) for v in items)
    if not socket.kind.typed:
        return _part(value, socket, types, depth)
    if isinstance(value, (list, tuple)):
        return _tuples(value)
    if isinstance(socket.kind, Listed):
        # One number stands for as many as there should be, as in Keras.
        return (value,) * (socket.kind.length or 1)
    return value


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value


def _part(value: Any, socket: Socket, types: Types, depth: int) -> Card:
    if isinstance(value, Card):
        return value
    name, params = value, {}
    if isinstance(value, Mapping) and value.keys() <= {"card", "params"}:
        name, params = value.get("card"), value.get("params", {})
    if not (isinstance(name, str) and isinstance(params, Mapping)):
        raise CardError(f"{socket.title}: {given(value)} names no card.", socket.name)
    card = types.get(name)
    kind = getattr(card, "kind", None)
    if card is None:
        raise CardError(f"{socket.title}: there is no card called {name}.", socket.name)
    refused = socket.kind.refuses(kind) if kind else f"{card.title} is no value for this row."
    if refused:
        raise CardError(f"{socket.title}: {refused}", socket.name)
    try:
        return _card_of(card, params, types, depth + 1)
    except CardFaults as error:
        raise CardError(f"{socket.title}: {error}", socket.name) from None
