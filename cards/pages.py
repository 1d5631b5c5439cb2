"""Help pages of cards, and the list of all cards, made from their declarations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cards.bounds import bounds
from cards.card import Card, Socket, TaskCard
from cards.kinds import Choice, Listed
from cards.registry import Types, card_id
from cards.sentences import shown
from cards.values import as_json


def page(card: type[Card]) -> str:
    """What a card does and what each of its rows means, as Markdown."""
    rows = card.rows()
    parts = [f"# {card.title}", card.help()]
    parts += _section("Rows", [_row(card, s) for s in rows if not s.advanced])
    parts += _section("More rows", [_row(card, s) for s in rows if s.advanced])
    parts += _section("Outputs", [_line(s, [s.kind.name]) for s in card.outputs])
    parts.append(_footer(card))
    return "\n\n".join(parts) + "\n"


def listing(types: Types) -> list[dict[str, Any]]:
    """For each card its id, title, group, inputs and outputs, as JSON values."""
    found = []
    for name, card in sorted(types.items()):
        found.append(
            {
                "id": name,
                "title": card.title,
                "group": card.group,
                "doc": card.help(),
                "version": card.version,
                "inputs": [_listed(s, types) for s in card.rows()],
                "outputs": [_listed(s, types) for s in card.outputs],
            }
        )
    return found


def _listed(socket: Socket, types: Types) -> dict[str, Any]:
    kind = socket.kind
    entry: dict[str, Any] = {
        "name": socket.name,
        "label": socket.title,
        "kind": kind.item.id if isinstance(kind, Listed) else kind.id,
        "list": kind.listed or socket.many,
        "default": as_json(socket.default, types) if socket.parameter else None,
        "doc": socket.doc,
        "parameter": socket.parameter,
        "required": socket.required,
        "advanced": socket.advanced,
        "nullable": socket.nullable,
    }
    if isinstance(kind, Choice):
        entry["options"] = list(kind.options)
    return entry


def _section(title: str, lines: Iterable[str]) -> list[str]:
    listed = list(lines)
    return [f"## {title}", "\n".join(listed)] if listed else []


def _row(card: type[Card], socket: Socket) -> str:
    facts = [f"list of {socket.kind.name}" if socket.many else socket.kind.name]
    if not socket.parameter:
        facts.append("by wire" if socket.required else "by wire, may be empty")
        return _line(socket, facts)
    if not socket.required:
        default = as_json(socket.default)
        # An empty text is a default that one cannot see.
        text = "empty" if default in (None, "") else shown(default)
        facts.append(f"default {text}")
    limits = str(bounds(card, socket.name))
    if limits:
        facts.append(f"must {limits}")
    if isinstance(socket.kind, Choice):
        facts.append("one of " + ", ".join(socket.kind.options))
    if socket.nullable:
        facts.append("may be empty")
    return _line(socket, facts)


def _line(socket: Socket, facts: Iterable[str]) -> str:
    return f"- **{socket.title}** ({'; '.join(facts)}): {socket.doc}"


def _footer(card: type[Card]) -> str:
    runs = " It works when the document runs." if issubclass(card, TaskCard) else ""
    where = f"in the group *{card.group}*" if card.group else "at the top of the list"
    return f"Found {where} as `{card_id({}, card)}`.{runs}"
