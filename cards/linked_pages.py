"""Help pages that lead to each other: of cards, of kinds of value, and of groups of cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cards.card import Card
from cards.catalogue import Catalogue
from cards.kinds import ALL_KINDS, Kind
from cards.pages import kind_name, page
from cards.registry import Types, card_id

MOST = 24
"""Cards of the same group that a page leads to."""


def linked(card: type[Card], types: Types) -> str:
    """The page of a card, with links to the kinds of its rows and to cards that it names."""
    own = card_id(types, card)
    lines = [_line(line, card, types, own) for line in page(card).splitlines()]
    related = [name for name in _in_group(card.group, types) if name != own]
    text = "\n".join(lines)
    if related:
        links = ", ".join(link(name, types) for name in related[:MOST])
        text += f"\n\n## See also\n\n{links}.\n"
    return text


def kind_page(kind_id: str, types: Types) -> str:
    """What gives values of a kind, and what takes them."""
    kind = next(kind for kind in ALL_KINDS if kind.id == kind_id)
    parts = [f"# {kind.name}"]
    for heading, found in (
        ("Cards that give it", _with(kind, types, outputs=True)),
        ("Cards that take it", _with(kind, types, outputs=False)),
    ):
        names = list(found)
        if names:
            parts.append(f"## {heading}")
            parts.append("\n".join(f"- {link(name, types)}" for name in names))
    return "\n\n".join(parts) + "\n"


def group_page(group: str, types: Types) -> str:
    """The cards of a group with what they do."""
    lines = [
        f"- {link(name, types)}: {types[name].help().partition(chr(10))[0]}"
        for name in _in_group(group, types)
    ]
    return f"# {group}\n\n" + "\n".join(lines) + "\n"


def groups_list(types: Types) -> str:
    """Links to all groups of cards."""
    groups = Catalogue(types).groups
    return "\n".join(f"- [{group}]({_address('group', group)})" for group in groups)


def link(name: str, types: Types) -> str:
    """A link to the page of a card."""
    return f"[{types[name].title}]({_address('card', name)})"


def _address(scheme: str, rest: str) -> str:
    return f"{scheme}:{rest.replace(' ', '%20')}"


def _in_group(group: str, types: Types) -> list[str]:
    return list(Catalogue(types).groups.get(group, ()))


def _with(kind: Kind, types: Types, *, outputs: bool) -> Iterator[str]:
    for name, card in types.items():
        sockets = card.outputs if outputs else card.rows()
        if any(socket.kind.id == kind.id for socket in sockets):
            yield name


def _line(line: str, card: type[Card], types: Types, own: str) -> str:
    """One line of a page with its links; headings and formulas have none."""
    if line.startswith(("#", "```", "  ", "    ")):
        return line
    if line.startswith("- **"):
        return _with_kind(line, card)
    if line.startswith("Found "):
        group = card.group
        return line.replace(f"*{group}*", f"[{group}]({_address('group', group)})")
    return _with_cards(line, types, own)


def _with_kind(line: str, card: type[Card]) -> str:
    """The line of a row, whose kind leads to the cards that give it."""
    for socket in (*card.rows(), *card.outputs):
        name = kind_name(socket.kind, many=socket.many)
        if line.startswith(f"- **{socket.title}** ({name}") and not socket.kind.typed:
            address = f"[{name}]({_address('kind', socket.kind.id)})"
            return line.replace(f"({name}", f"({address}", 1)
    return line


def _with_cards(line: str, types: Types, own: str) -> str:
    """Titles of several words that stand in a line lead to their cards."""
    titles = {card.title: name for name, card in types.items() if " " in card.title}
    titles.pop(types[own].title if own in types else "", None)
    found = [title for title in titles if title in line]
    if not found:
        return line
    pattern = "|".join(map(re.escape, _longest_first(found)))
    return re.sub(rf"\b({pattern})\b", lambda m: link(titles[m[1]], types), line)


def _longest_first(titles: Iterable[str]) -> list[str]:
    return sorted(titles, key=len, reverse=True)
