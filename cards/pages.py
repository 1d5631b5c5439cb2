"""Help pages of cards, and the list of all cards, made from their declarations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cards.bounds import bounds
from cards.card import Card, Socket, TaskCard
from cards.examples import examples, mask_sentence
from cards.kinds import Choice, Kind, Listed
from cards.paging import GroupCard
from cards.registry import Types, card_id
from cards.sentences import shown
from cards.sources import engine_code
from cards.values import as_json


def page(card: type[Card]) -> str:
    """What a card does, to what shapes, and what each of its rows means, as Markdown."""
    rows = card.rows()
    parts = [f"# {card.title}", card.help()]
    if card.formula:
        parts += ["## Formula", f"```text\n{card.formula.strip()}\n```"]
    parts += _section("Shapes", [f"- {line}" for line in shapes(card)])
    parts += _section("Rows", [_line(s, facts(card, s)) for s in rows if not s.advanced])
    parts += _section("More rows", [_line(s, facts(card, s)) for s in rows if s.advanced])
    parts += _section("Outputs", [_line(s, [s.kind.name]) for s in card.outputs])
    parts += _section("Wires", [f"- {line}" for line in wires(card)])
    if not issubclass(card, GroupCard):
        # Groups are made on the canvas; no list has them.
        parts.append(_footer(card))
    return "\n\n".join(parts) + "\n"


def shapes(card: type[Card]) -> list[str]:
    """What the card makes of its sample inputs, its weights then, and what becomes of a mask."""
    found = list(examples(card))
    if not found:
        return []
    lines = [f"{e.shapes}." for e in found]
    if found[0].weights:
        named = ", ".join(f"{name} {shape}" for name, shape in found[0].weights.items())
        lines.insert(1, f"Weights {named}: {found[0].count}.")
    masks = next(filter(None, map(mask_sentence, found)), None)
    return [*dict.fromkeys(lines), *([masks] if masks else [])]


def wires(card: type[Card]) -> list[str]:
    """The kinds of value that may be wired to the card, and those that it gives."""
    found = []
    for words, sockets in (("Takes", card.rows()), ("Gives", card.outputs)):
        names = dict.fromkeys(kind_name(s.kind, many=s.many) for s in sockets)
        if names:
            found.append(f"{words}: {', '.join(names)}.")
    return found


def facts(card: type[Card], socket: Socket) -> list[str]:
    """The kind of a row, its default, and which values it may have."""
    found = [kind_name(socket.kind, many=socket.many)]
    if not socket.parameter:
        return [*found, "by wire" if socket.required else "by wire, may be empty"]
    if not socket.required:
        found.append(f"default {default_of(socket)}")
    listed = socket.kind if isinstance(socket.kind, Listed) else None
    if listed and listed.length:
        found.append(f"{listed.length} values")
    limits = str(bounds(card, socket.name))
    if limits:
        found.append(f"{'each ' if listed else ''}must {limits}")
    if isinstance(socket.kind, Choice):
        found.append("one of " + ", ".join(socket.kind.options))
    if socket.nullable and socket.default is not None:
        found.append("may be empty")
    return found


def default_of(socket: Socket) -> str:
    """The default of a row in words."""
    default = as_json(socket.default)
    # An empty text is a default that one cannot see.
    return "empty" if default in (None, "") else shown(default)


def kind_name(kind: Kind, *, many: bool = False) -> str:
    """A kind of value as people read it."""
    return f"list of {kind.name}" if many else kind.name


def listing(types: Types) -> list[dict[str, Any]]:
    """For each card its id, title, group, formula, inputs and outputs, as JSON values."""
    found = []
    for name, card in sorted(types.items()):
        found.append(
            {
                "id": name,
                "title": card.title,
                "group": card.group,
                "doc": card.help(),
                "formula": card.formula,
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


def _line(socket: Socket, found: Iterable[str]) -> str:
    return f"- **{socket.title}** ({'; '.join(found)}): {socket.doc}"


def _footer(card: type[Card]) -> str:
    runs = " It works when the document runs." if issubclass(card, TaskCard) else ""
    where = f"in the group *{card.group}*" if card.group else "at the top of the list"
    code = engine_code(card)
    told = f" Computed by `{code.name}` in `{code.path}`, line {code.line}." if code else ""
    return f"Found {where} as `{card_id({}, card)}`.{told}{runs}"
