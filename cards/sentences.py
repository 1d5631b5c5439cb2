"""What is wrong with a value, in the words of the card that it was given to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from cards.bounds import bounds
from cards.card import Card, CardError, Socket
from cards.kinds import BOOLEAN, FLOAT, INTEGER, TEXT, Choice, Integers, Kind, Listed

_ENDLESS = re.compile(r"(\S{80})\S{20,}")
MOST_LISTED = 8
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
    if found[0]["type"] == "missing" and not socket.kind.typed:
        text = f"{socket.title} is missing; choose one, or connect that of another card."
        return CardError(text, name)
    outside = [fault for fault in found if fault["type"] in _BOUNDS]
    if outside:
        inside = len(outside[0]["loc"]) > 1 and isinstance(outside[0]["loc"][-1], int)
        subject = f"Each number of {socket.title}" if inside else socket.title
        need = str(bounds(card, name))
        return CardError(f"{subject} must {need}; {given(outside[0]['input'])} was given.", name)
    value = values.get(name)
    near = _near(value, socket.kind)
    text = f"{socket.title} must be {expected(socket)}; {given(value)} was given.{near}"
    return CardError(text, name)


def _near(value: Any, kind: Kind) -> str:
    if not (isinstance(value, str) and isinstance(kind, Choice)):
        return ""
    close = get_close_matches(value, kind.options, 1)
    return f" Did you mean {close[0]}?" if close else ""


def sentence(text: str) -> str:
    """``text`` with a capital at its start and a full stop at its end; endless words are cut."""
    text = _ENDLESS.sub(r"\1…", text.strip())
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def expected(socket: Socket) -> str:
    """What a row takes, to follow *must be*."""
    text = _expected(socket.kind)
    return f"{text}, or empty" if socket.nullable else text


def _expected(kind: Kind) -> str:
    if isinstance(kind, Choice):
        few = len(kind.options) <= MOST_LISTED
        return "one of " + (", ".join(kind.options) if few else f"its {len(kind.options)} choices")
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


def shown(value: Any) -> str:
    """``value`` as a default is named: texts and parts without quotes."""
    if isinstance(value, str):
        return value
    params = value.get("params", {}) if isinstance(value, Mapping) else None
    # Files may hold anything where a part is expected.
    if isinstance(params, Mapping) and "card" in value:
        values = ", ".join(f"{k} {given(v)}" for k, v in params.items())
        return f"{value['card']} with {values}" if values else str(value["card"])
    return given(value)


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
