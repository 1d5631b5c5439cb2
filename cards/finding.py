"""Finds cards: by words, and by what can be wired to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cards import edits
from cards.card import Card
from cards.document import Document, End, end, node_of, socket_of
from cards.registry import Types
from cards.wiring import connected, socket_refusal


def ranked(types: Mapping[str, type[Card]], words: str) -> list[str]:
    """Ids of the cards that hold every word, best match first."""
    wanted = words.lower().split()
    scored = [(_score(i, card, wanted), card.title, i) for i, card in types.items()]
    return [i for score, _, i in sorted(s for s in scored if s[0] is not None)]


def _score(card_id: str, card: type[Card], words: Sequence[str]) -> int | None:
    """How far the card is from the words, 0 for the best; None if one is not there."""
    title, name, text = card.title.lower(), card_id.lower(), card.help().lower()
    initials = "".join(word[0] for word in title.split())
    total = 0
    for word in words:
        if title.startswith(word) or initials.startswith(word):
            continue
        if any(part.startswith(word) for part in title.split()):
            total += 1
        elif word in title or word in name:
            total += 2
        elif word in text or word in card.group.lower():
            total += 5
        else:
            return None
    return total


def fitting(types: Types, doc: Document, ends: Sequence[End], *, outward: bool) -> list[str]:
    """Ids of the cards that take a wire from one of the ``ends``, or (inward) give one to it."""
    givers = [(types[doc.nodes[node_of(e)].card], socket_of(e)) for e in ends]
    return [i for i, card in types.items() if any(_fits(g, s, card, outward) for g, s in givers)]


def joined(
    doc: Document, types: Types, ends: Sequence[End], name: str, *, outward: bool
) -> Document | None:
    """The document with a wire from one of the ``ends`` to the node ``name``, or from it.

    Tensors and data come before rows with values. None if nothing fits.
    """
    for place in ends:
        for socket in _sockets(types[doc.nodes[name].card], outward=outward):
            new = end(name, socket)
            source, target = (place, new) if outward else (new, place)
            try:
                return connected(doc, types, source, target)
            except edits.Refused:
                continue
    return None


def _fits(own: type[Card], socket: str, card: type[Card], outward: bool) -> bool:
    for other in _sockets(card, outward=outward):
        pair = (own, socket, card, other) if outward else (card, other, own, socket)
        if socket_refusal(*pair) is None:
            return True
    return False


def _sockets(card: type[Card], *, outward: bool) -> Iterator[str]:
    """The sockets at which a wire may end (``outward``) or start, the usual ones first."""
    if outward:
        yield from (s.name for s in sorted(card.rows(), key=lambda s: (s.parameter, s.advanced)))
    else:
        yield from (s.name for s in card.outputs)
