"""Holds our cards against the ancestor's facts, one verdict a card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cards.pages import listing
from cards.registry import builtin_cards

Difference = tuple[str, str, str | None, str | None]
"""Title of our card, part of it, what the ancestor had there, what is there instead."""

FACTS = json.loads(Path(__file__).with_name("ancestor_cards.json").read_text("utf-8"))
SIDES = ("inputs", "outputs")


@dataclass
class Verdict:
    """What was found for one card of the ancestor; ``faults`` are sentences."""

    title: str
    present: bool = False
    sockets: int = 0
    labels: bool = False
    kinds: bool = False
    order: bool = False
    meant: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return self.present and self.labels and self.kinds and self.order and not self.faults


def our_cards() -> dict[str, dict[str, Any]]:
    """What ``layerdeck cards --json`` lists, by title."""
    return {card["title"]: card for card in listing(builtin_cards())}


def sockets(card: Mapping[str, Any], side: str) -> list[str]:
    """Rows that are not folded, or outputs, as the catalogue writes them."""
    return [
        f"{s['label']}: {'List of ' if s['list'] else ''}{s['kind']}"
        for s in card[side]
        if side == "outputs" or not s["advanced"]
    ]


def expected(
    title: str,
    side: str,
    theirs: Mapping[str, Any],
    ours: Mapping[str, Any],
    differences: Mapping[Difference, str],
) -> list[str]:
    """The ancestor's sockets after the differences that are meant."""
    found = list(theirs[side])
    for (card, part, old, new), reason in differences.items():
        if (card, part) != (title, side):
            continue
        assert reason
        if old is None:
            # What was added stands where it is in our card.
            assert new is not None
            found.insert(sockets(ours, side).index(new), new)
        elif new is None:
            found.remove(old)
        else:
            found[found.index(old)] = old.replace(": ", ": List of ") if new == "list" else new
    return found


def verdict(
    title: str,
    theirs: Mapping[str, Any],
    cards: Mapping[str, Mapping[str, Any]],
    differences: Mapping[Difference, str],
) -> Verdict:
    """Whether our card of that title has the sockets, kinds and order of the ancestor's."""
    found = Verdict(title, title in cards)
    found.meant = sum(1 for key in differences if key[0] == title)
    if not found.present:
        found.faults.append(f"There is no card '{title}'.")
        return found
    ours = cards[title]
    for part in ("title", "group"):
        if theirs[part] != ours[part] and not any(
            key[:3] == (title, part, theirs[part]) for key in differences
        ):
            found.faults.append(f"{title}: {part} {ours[part]!r}, not {theirs[part]!r}.")
    pairs = [
        (expected(title, side, theirs, ours, differences), sockets(ours, side)) for side in SIDES
    ]
    found.sockets = sum(len(wanted) for wanted, _ in pairs)
    found.labels = all(sorted(map(_label, a)) == sorted(map(_label, b)) for a, b in pairs)
    found.kinds = all(sorted(a) == sorted(b) for a, b in pairs)
    found.order = all(list(map(_label, a)) == list(map(_label, b)) for a, b in pairs)
    for wanted, there in pairs:
        found.faults += [f"{title}: no '{one}'." for one in wanted if one not in there]
        found.faults += [f"{title}: '{one}' is new." for one in there if one not in wanted]
    if not found.order:
        found.faults.append(f"{title}: the order is {[b for _, b in pairs]}.")
    return found


def _label(socket: str) -> str:
    return socket.partition(":")[0]
