"""What the steps of the history are called: which card, which row, which value."""

from __future__ import annotations

from collections.abc import Collection

from app.translation import grouped, tr
from cards.document import Document, End, end, node_of, socket_of
from cards.ports import real
from cards.registry import Types
from cards.sentences import shown
from cards.titles import note_title
from cards.values import as_json

LONGEST = 40
"""Letters of a value, at most."""


def value_step(document: Document, types: Types, node: str, row: str) -> str:
    """*Units of dense_1: 64*, of the document in which the value is set already.

    A value that was taken back is followed by what that means.
    """
    inside = real(document, end(node, row), output=False)
    if inside:
        # The row of a group's card stands for rows of cards inside.
        node, row = node_of(inside[0]), socket_of(inside[0])
    one = document.nodes.get(node)
    if one is None:
        return tr("{row} of {card}").format(row=row, card=node)
    card = types.get(one.card)
    socket = card.input(row) if card is not None else None
    title = socket.title if socket is not None else row
    if row in one.params:
        return tr("{row} of {card}: {value}").format(
            row=title, card=node, value=short(one.params[row])
        )
    default = as_json(socket.default, types) if socket is not None else None
    return tr("{row} of {card}: {value} again").format(row=title, card=node, value=short(default))


def values_step(before: Document, after: Document, types: Types, node: str) -> str:
    """The step that sets some values of a card: by its row, if it is only one."""
    old, new = before.nodes[node].params, after.nodes[node].params
    rows = [row for row in {**old, **new} if repr(old.get(row)) != repr(new.get(row))]
    if len(rows) == 1:
        return value_step(after, types, node, rows[0])
    return tr("{count} values of {card}").format(count=len(rows), card=node)


def cards_step(one: str, several: str, names: Collection[str]) -> str:
    """``one`` with the only card's name for ``{card}``, or ``several`` with its ``{count}``."""
    if len(names) == 1:
        return one.format(card=next(iter(names)))
    return several.format(count=len(names))


def things(document: Document, names: Collection[str], notes: Collection[str] = ()) -> str:
    """What a step is done to: *dense_1*, *Encoder*, *3 cards*, *Plan*, *2 cards and 1 note*."""
    if len(names) + len(notes) == 1:
        (name,) = names or notes
        if notes:
            return _quoted(note_title(document.notes[name])) or tr("1 note")
        return _quoted(document.groups[name].title) if name in document.groups else name
    cards = (
        tr("1 card") if len(names) == 1 else tr("{count} cards").format(count=grouped(len(names)))
    )
    if not notes:
        return cards
    beside = (
        tr("1 note") if len(notes) == 1 else tr("{count} notes").format(count=grouped(len(notes)))
    )
    return tr("{some} and {others}").format(some=cards, others=beside) if names else beside


def moved_step(document: Document, names: Collection[str], notes: Collection[str]) -> str:
    """The step that the arrow keys make."""
    if not names and not notes:
        return tr("Move with keys")
    return tr("Move {things} with keys").format(things=things(document, names, notes))


def titled_step(plain: str, titled: str, title: str) -> str:
    """``titled`` with the ``{title}``, cut if it is long; ``plain`` if there is none."""
    return titled.format(title=short(title)) if title else plain


def _quoted(title: str) -> str:
    return tr("“{title}”").format(title=short(title)) if title else ""


def connected_step(source: End, target: End) -> str:
    """*Connect dense_1.output → dense_2.input*."""
    return tr("Connect {source} → {target}").format(source=source, target=target)


def disconnected_step(source: End, target: End) -> str:
    """*Disconnect dense_1.output → dense_2.input*."""
    return tr("Disconnect {source} → {target}").format(source=source, target=target)


def short(value: object) -> str:
    """A value on one line of a list."""
    text = tr("empty") if value in (None, "") else " ".join(shown(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
