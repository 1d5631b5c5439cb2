"""Values of rows as text: how they are shown, and what a typed text means. No Qt."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from app.translation import tr
from cards.bounds import Bounds
from cards.card import Card, Socket
from cards.kinds import Choice, Integers, Kind, Listed

NONE = "none"
ANY = Bounds()

_WORDS = re.compile(
    r"P?ReLU|RMSprop|AdamW|[123]D|[A-Z][0-9](?!D)|[A-Z][a-z]+|[A-Z]+(?![a-z])|[a-z]+|."
)
_TRUE, _FALSE = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


def shown(socket: Socket, value: Any) -> str:
    """``value`` as it stands in the row; ``none`` where there is none."""
    if value is None or (socket.many and not value):
        return NONE
    if is_part(socket.kind):
        parts = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(map(part_name, parts))
    return _text(value)


def parsed(socket: Socket, text: str, bounds: Bounds = ANY) -> Any:
    """The value that ``text`` means in this row, as it is kept in the document.

    Raises ValueError with a sentence if it means none.
    """
    text = text.strip()
    if socket.nullable and text.lower() in ("", NONE):
        return None
    value = _parsed(socket.kind, text)
    sentence = refusal(socket, value, bounds)
    if sentence:
        raise ValueError(sentence)
    return value


def refusal(socket: Socket, value: Any, bounds: Bounds) -> str | None:
    """Why a typed value is out of ``bounds``, or None if it is within."""
    for number in value if isinstance(value, list) else (value,):
        plain = isinstance(number, (int, float)) and not isinstance(number, bool)
        if plain and not bounds.hold(number):
            return tr("{title} must {bounds}, {given} given.").format(
                title=socket.title, bounds=bounds, given=_text(number)
            )
    return None


def is_part(kind: Kind) -> bool:
    """Whether values of this kind are cards: an initializer, a layer."""
    return not kind.typed


def part_id(value: Any) -> str | None:
    """The id of the card that a value names: a card, its id, or a saved card."""
    if isinstance(value, Card):
        return type(value).__name__
    if isinstance(value, Mapping):
        value = value.get("card", value.get("class_name"))
    return str(value) if value is not None else None


def part_name(value: Any) -> str:
    """What a card is called in a tag: ``Glorot uniform`` for ``GlorotUniform``."""
    name = (part_id(value) or NONE).rpartition("/")[2]
    first, *others = _WORDS.findall(name)
    return " ".join([first, *(w.lower() if w[1:].islower() else w for w in others)])


def with_parts(value: Any) -> list[Any]:
    """The parts of a row that takes several, in the form in which documents keep them."""
    parts = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
    return [part_id(part) if isinstance(part, Card) else part for part in parts]


def toggled(value: Any, part: str) -> list[Any]:
    """The parts of a row with ``part`` taken away, or added behind the others."""
    parts = with_parts(value)
    kept = [one for one in parts if part_id(one) != part]
    return kept if len(kept) < len(parts) else [*parts, part]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_text, value))
    return str(value)


def _number(value: float) -> str:
    """The shortest text that reads back as the same float, exponents without zeros."""
    if value.is_integer() and abs(value) < 1e15:
        return f"{value:.1f}"
    mantissa, e, exponent = repr(value).partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def _parsed(kind: Kind, text: str) -> Any:
    if isinstance(kind, Choice):
        return _choice(kind, text)
    if isinstance(kind, Listed):
        return _list(kind, text)
    if isinstance(kind, Integers):
        items = _items(text)
        return _integer(text) if len(items) == 1 else [_integer(item) for item in items]
    return _PLAIN.get(kind.id, str)(text)


def _choice(kind: Choice, text: str) -> str:
    for option in kind.options:
        if option.lower() == text.lower():
            return option
    raise ValueError(
        _expected(tr("One of {options}").format(options=", ".join(kind.options)), text)
    )


def _list(kind: Listed, text: str) -> list[Any]:
    values = [_parsed(kind.item, item) for item in _items(text)]
    if kind.length is not None and len(values) != kind.length:
        raise ValueError(
            tr("{count} values expected, separated by commas, {given} given.").format(
                count=kind.length, given=len(values)
            )
        )
    return values


def _items(text: str) -> list[str]:
    return [item for item in re.split(r"[\s,;]+", text.strip("()[] ")) if item]


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        # 1e3 and 32.0 are whole numbers too.
        number = float(text)
        if number.is_integer():
            return int(number)
    except ValueError:
        pass
    raise ValueError(_expected(tr("Whole number"), text))


def _float(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(_expected(tr("Number"), text)) from None
    if not math.isfinite(number):
        raise ValueError(_expected(tr("Finite number"), text))
    return number


def _boolean(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError(_expected(tr("true or false"), text))


def _expected(what: str, text: str) -> str:
    if not text:
        return tr("{what} expected, nothing given.").format(what=what)
    return tr("{what} expected, {text} given.").format(what=what, text=text)


_PLAIN: Mapping[str, Any] = {"Integer": _integer, "Float": _float, "Boolean": _boolean}
