"""What a socket takes, in words: kind, range, default."""

from __future__ import annotations

from colorsys import rgb_to_hsv

from cards.bounds import Bounds, bounds
from cards.card import Card, Socket
from cards.kinds import BOOLEAN, TEXT, Choice, Integers, Kind, Listed, Mark, Number
from cards.pages import default_of

_HUES = (
    (14, "red"),
    (44, "orange"),
    (66, "yellow"),
    (165, "green"),
    (200, "teal"),
    (252, "blue"),
    (290, "violet"),
    (346, "pink"),
    (361, "red"),
)
"""Hues in degrees below which a colour has that name."""
_SHAPES: dict[Mark, str] = {"bar": "bar", "ring": "ring"}


_UNCOUNTED = ("data", "named values")


def look(kind: Kind) -> str:
    """How a kind is told apart on the canvas: colour, shape and letter."""
    return f"{color_name(kind.color)} {_SHAPES.get(kind.mark, kind.mark)}, letter {kind.letter}"


def color_name(color: str) -> str:
    """The name of a colour such as ``#4c8dff``."""
    digits = color.lstrip("#")[-6:]
    hue, saturation, value = rgb_to_hsv(*(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    if saturation < 0.28:
        return "grey"
    name = next(name for below, name in _HUES if hue * 360 < below)
    return "brown" if name == "orange" and value < 0.75 else name


def accepted(card: type[Card], socket: Socket) -> str:
    """The values that a row takes, or the wires of a socket, as a sentence."""
    if not socket.parameter:
        return _wires(socket)
    words = _words(socket.kind, bounds(card, socket.name), many=socket.many)
    if socket.nullable and not socket.many:
        words = f"{words}, or empty"
    return f"{words[:1].upper()}{words[1:]}."


def default(socket: Socket) -> str:
    """The default of a row in words; empty if it has none, and a value is needed."""
    return "" if socket.required or not socket.parameter else default_of(socket)


def _wires(socket: Socket) -> str:
    name = socket.kind.name.lower()
    counted = name not in _UNCOUNTED
    if socket.many:
        least = "One or more" if socket.required else "Any number of"
        return f"{least} wires with {name}s." if counted else f"{least} wires with {name}."
    carried = article(name) if counted else name
    return f"One wire with {carried}{'' if socket.required else ', or none'}."


def _words(kind: Kind, limits: Bounds, *, many: bool) -> str:
    if isinstance(kind, Choice):
        return f"one of: {', '.join(kind.options)}"
    if isinstance(kind, Listed):
        count = "a list of" if kind.length is None else str(kind.length)
        plural = f"{count} {_plural(kind.item)}"
        told = _range(limits)
        return f"{plural}, each {told}" if told else plural
    if many:
        return f"a list of {kind.name.lower()}s"
    if isinstance(kind, Integers):
        return _with("a whole number or a list of them", _range(limits))
    if isinstance(kind, Number):
        return _with("a whole number" if kind.id == "Integer" else "a number", _range(limits))
    if kind is BOOLEAN:
        return "on or off"
    return "a text" if kind.id == TEXT.id else article(kind.name.lower())


def _with(words: str, told: str) -> str:
    if not told:
        return words
    return f"{words} {told}" if told.startswith(("from", "above", "below")) else f"{words}, {told}"


def _plural(kind: Kind) -> str:
    if isinstance(kind, Number):
        return "whole numbers" if kind.id == "Integer" else "numbers"
    return {BOOLEAN.id: "switches", TEXT.id: "texts"}.get(kind.id, f"{kind.name.lower()}s")


def _range(limits: Bounds) -> str:
    """Between which bounds a number lies; empty if all are allowed."""
    low, high = limits.lowest, limits.highest
    low_open, high_open = (
        limits.low_open and not limits.whole,
        limits.high_open and not limits.whole,
    )
    if low is not None and high is not None:
        start = f"above {low:g}" if low_open else f"from {low:g}"
        if high_open:
            return f"{start} and below {high:g}" if low_open else f"{start} to below {high:g}"
        return f"{start} and at most {high:g}" if low_open else f"{start} to {_number(high)}"
    if low is not None:
        return f"above {low:g}" if low_open else f"at least {_number(low)}"
    if high is not None:
        return f"below {high:g}" if high_open else f"at most {_number(high)}"
    return ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}"


def article(noun: str) -> str:
    """``a layer``, ``an initializer``."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
