"""What is wrong with a value, in the words of the card that it was given to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from cards.bounds import bounds
from cards.card import Card, CardError, Socket
from cards.kinds import BOOLEAN, FLOAT, INTEGER, TEXT, Choice, Integers, Kind, Listed

_BOUNDS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}


def faults(card: type[Card], error: ValidationError, values: Mapping[str, Any]) -> list[CardError]:
    """One sentence for each row of the given ``values`` that ``error`` is about."""
    rows: dict[str | None, list[Any]] = {}
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0]) if fault["loc"] else None
        rows.setdefault(name, []).append(fault)
    return [_fault(card, name, found, values) for name, found in rows.items()]


def _fault(
    card: type[Card], name: str | None, found: list[Any], values: Mapping[str, Any]
) -> CardError:
    # A value that fits no part of a union has one fault for each part.
    for fault in found:
        own = fault.get("ctx", {}).get("error")
        if own is not None:
            return CardError(str(own), getattr(own, "socket", None) or name)
    socket = card.input(name) if name else None
    if socket is None or name not in card.model_fields:
        return CardError(f"{card.title}: {found[0]['msg']}.", name)
    outside = [fault for fault in found if fault["type"] in _BOUNDS]
    if outside:
        inside = len(outside[0]["loc"]) > 1 and isinstance(outside[0]["loc"][-1], int)
        subject = f"Each number of {socket.title}" if inside else socket.title
        need = str(bounds(card, name))
        return CardError(f"{subject} must {need}; {given(outside[0]['input'])} was given.", name)
    value = given(values.get(name))
    return CardError(f"{socket.title} must be {expected(socket)}; {value} was given.", name)


def expected(socket: Socket) -> str:
    """What a row takes, to follow *must be*."""
    text = _expected(socket.kind)
    return f"{text}, or empty" if socket.nullable else text


def _expected(kind: Kind) -> str:
    if isinstance(kind, Choice):
        return "one of " + ", ".join(kind.options)
    if isinstance(kind, Integers):
        return "a whole number or a list of whole numbers"
    if isinstance(kind, Listed):
        count = "" if kind.length is None else f"{kind.length} "
        return f"a list of {count}{_plural(kind.item)}"
    words = {INTEGER.id: "a whole number", FLOAT.id: "a number", TEXT.id: "a text"}
    if kind.id in words:
        return words[kind.id]
    if kind.id == BOOLEAN.id:
        return "true or false"
    article = "an" if kind.name[:1] in "AEIO" else "a"
    return f"{article} {kind.name[:1].lower()}{kind.name[1:]}"


def _plural(kind: Kind) -> str:
    words = {INTEGER.id: "whole numbers", FLOAT.id: "numbers", TEXT.id: "texts"}
    return words.get(kind.id, f"{kind.name.lower()}s")


def given(value: Any) -> str:
    """``value`` as it stands in a sentence, shortened if it is long."""
    if value is None:
        return "nothing"
    if isinstance(value, Card):
        return type(value).title
    if isinstance(value, (list, tuple)):
        text = "[" + ", ".join(map(given, value)) + "]"
    elif isinstance(value, (bool, int, float, str)):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
