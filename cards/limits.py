"""How much a file may hold: what is more is refused before anything is built of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cards.document import Document, DocumentError, Port

DEEPEST = 40
"""Levels of nesting beyond which a file is not read."""

MOST_VALUES, MOST_INSIDE = 8_000_000, 2_000_000
"""Commas and brackets beyond which a file is not read: each stands for some bytes of memory."""

MOST_CARDS, MOST_WIRES, MOST_INTO = 100_000, 500_000, 10_000
"""Cards, wires, and wires into one socket beyond which a file is neither read nor written."""

LONGEST = 1_000_000
"""Characters of one text beyond which a file is neither read nor written."""

MOST_BESIDE = 10_000
"""Groups, frames, notes, or sockets on one side of a group, beyond which there are too many."""

MOST_BENDS, MOST_BENDS_IN_ALL = 1000, 100_000
"""Points that one wire, and all wires together, are led through."""

LONGEST_TITLE, LONGEST_NAME = 1000, 200
"""Characters of the title of a group, a socket or a frame, and of the name of a frame or note."""

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


def check_beside(data: Mapping[str, Any]) -> None:
    """Raise DocumentError if there are more groups, frames, notes or bends than anybody draws.

    ``data`` is a document as read, of which nothing is known yet.
    """
    for part in ("groups", "frames", "notes"):
        items = data.get(part)
        if isinstance(items, Mapping) and len(items) > MOST_BESIDE:
            raise DocumentError(
                f"The document has {len(items):,} {part}; {MOST_BESIDE:,} are possible."
            )
    bends = data.get("bends")
    total = 0
    for target, by_source in bends.items() if isinstance(bends, Mapping) else ():
        for points in by_source.values() if isinstance(by_source, Mapping) else ():
            count = len(points) if isinstance(points, list | tuple) else 0
            if count > MOST_BENDS:
                raise DocumentError(
                    f'The wire to "{target:.100}" is bent at {count:,} points; '
                    f"{MOST_BENDS:,} are possible."
                )
            total += count
    if total > MOST_BENDS_IN_ALL:
        raise DocumentError(
            f"The wires are bent at {total:,} points; {MOST_BENDS_IN_ALL:,} are possible."
        )


def check_names(document: Document) -> None:
    """Raise DocumentError if a name or a title is too long, or two sockets of a group are one."""
    for part in ("frame", "note"):
        for name in getattr(document, f"{part}s"):
            if len(name) > LONGEST_NAME:
                raise DocumentError(
                    f'The name of the {part} "{name:.100}" has {len(name):,} characters; '
                    f"{LONGEST_NAME} are possible."
                )
    for name, frame in document.frames.items():
        _check_title("frame", name, frame.title)
    for name, group in document.groups.items():
        _check_title("group", name, group.title)
        _check_ports(name, "inputs", group.inputs)
        _check_ports(name, "outputs", group.outputs)


def _check_title(part: str, name: str, title: str) -> None:
    if len(title) > LONGEST_TITLE:
        raise DocumentError(
            f'The {part} "{name:.100}" has a title of {len(title):,} characters; '
            f"{LONGEST_TITLE:,} are possible."
        )


def _check_ports(group: str, side: str, ports: Sequence[Port]) -> None:
    if len(ports) > MOST_BESIDE:
        raise DocumentError(
            f'The group "{group:.100}" has {len(ports):,} {side}; {MOST_BESIDE:,} are possible.'
        )
    seen: set[str] = set()
    for port in ports:
        if port.name in seen:
            raise DocumentError(
                f'The group "{group:.100}" has two {side} of the name "{port.name:.100}".'
            )
        seen.add(port.name)
        if len(port.title) > LONGEST_TITLE:
            raise DocumentError(
                f'The socket "{port.name:.100}" of the group "{group:.100}" has a title of '
                f"{len(port.title):,} characters; {LONGEST_TITLE:,} are possible."
            )


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
