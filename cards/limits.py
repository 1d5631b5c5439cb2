"""How much a file may hold: what is more is refused before anything is built of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from cards.document import Document, DocumentError

DEEPEST = 40
"""Levels of nesting beyond which a file is not read."""

MOST_VALUES, MOST_INSIDE = 8_000_000, 2_000_000
"""Commas and brackets beyond which a file is not read: each stands for some bytes of memory."""

MOST_CARDS, MOST_WIRES, MOST_INTO = 100_000, 500_000, 10_000
"""Cards, wires, and wires into one socket beyond which a file is neither read nor written."""

LONGEST = 1_000_000
"""Characters of one text beyond which a file is neither read nor written."""

DEEPEST_GROUP = 16
"""Groups inside groups beyond which a file is not read."""

_surrogate = re.compile(r"\\u[dD][89a-fA-F]").search
_not_brackets = re.compile(r'(?:[^\[\]{}"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"?)++', re.DOTALL)
"""All that is no bracket, and texts with those that are in them."""

_string = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_square = {ord("{"): "[", ord("}"): "]"}


def check_extent(text: str) -> None:
    """Raise DocumentError if reading the text would take too much memory or depth.

    Nothing of it is built for that: it is looked at as text.
    """
    inside = text.count("[") + text.count("{")
    if text.count(",") > MOST_VALUES or inside > MOST_INSIDE:
        raise DocumentError("The file holds more values than a document can hold.")
    check_texts(text)
    if inside <= DEEPEST:
        return
    rest = _not_brackets.sub("", text).translate(_square)
    for _ in range(DEEPEST):
        # Each time the innermost pairs go.
        shorter = rest.replace("[]", "")
        if len(shorter) == len(rest):
            break
        rest = shorter
    if "[]" in rest or rest.count("[") > DEEPEST:
        raise DocumentError(f"The file is nested more than {DEEPEST} levels deep.")


def check_texts(text: str) -> None:
    """Raise DocumentError if a text in the file is too long to be shown."""
    if len(text) <= LONGEST:
        return
    # The quick way to know it of nearly every file: no two quotes are far apart.
    characters = np.frombuffer(text.replace('\\"', "..").encode("utf-8", "replace"), np.uint8)
    quotes = np.flatnonzero(characters == ord('"'))
    if np.diff(quotes, prepend=0, append=len(characters)).max() <= LONGEST:
        return
    if any(len(m[0]) > LONGEST + 2 for m in _string.finditer(text)):
        raise DocumentError(f"The file holds a text of more than {LONGEST:,} characters.")


def check_amounts(nodes: Any, wires: Any) -> None:
    """Raise DocumentError if there are more cards or wires than can be worked with."""
    if isinstance(nodes, Mapping) and len(nodes) > MOST_CARDS:
        raise DocumentError(f"The document has {len(nodes):,} cards; {MOST_CARDS:,} are possible.")
    if not isinstance(wires, Mapping):
        return
    for target, sources in wires.items():
        if len(sources) > MOST_INTO:
            raise DocumentError(
                f'"{target:.100}" has {len(sources):,} wires; {MOST_INTO:,} into one are possible.'
            )
    total = sum(map(len, wires.values()))
    if total > MOST_WIRES:
        raise DocumentError(f"The document has {total:,} wires; {MOST_WIRES:,} are possible.")


def check_depth(data: Any) -> None:
    level = [data]
    for _ in range(DEEPEST):
        inside: list[Any] = []
        for value in level:
            held = value.values() if type(value) is dict else value
            inside += [v for v in held if type(v) is dict or type(v) is list]
        level = inside
        if not level:
            return
    raise DocumentError(f"The file is nested more than {DEEPEST} levels deep.")


def check_characters(text: str, data: Any) -> None:
    """Raise DocumentError if a text holds half of a surrogate pair, which no file can hold."""
    if _surrogate(text):
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise DocumentError("The file holds half of a character, such as \\ud800.") from None


def check_groups(document: Document) -> None:
    """Raise DocumentError if groups do not lie inside each other like boxes."""
    both = document.groups.keys() & document.nodes.keys()
    if both:
        raise DocumentError(f'"{min(both):.100}" is the name of a card and of a group.')
    inside = (document.nodes, document.groups, document.notes)
    for name, one in (item for items in inside for item in items.items()):
        if one.group is not None and one.group not in document.groups:
            raise DocumentError(
                f'"{name:.100}" is in the group "{one.group:.100}", which is not there.'
            )
    for name in document.groups:
        depth, at = 0, document.groups[name].group
        while at is not None:
            depth, at = depth + 1, document.groups[at].group
            if depth > DEEPEST_GROUP:
                raise DocumentError(
                    f'The group "{name:.100}" lies inside itself or more than '
                    f"{DEEPEST_GROUP} groups deep."
                )
