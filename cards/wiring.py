"""Which wires may be laid: the kind of the target decides, and no circle may close."""

from __future__ import annotations

from cards.borders import ANY
from cards.card import Card, Socket, TaskCard
from cards.document import Document, End, node_of, socket_of
from cards.edits import Refused, connect, disconnect
from cards.ports import real
from cards.registry import Types


def refusal(doc: Document, types: Types, source: End, target: End) -> str | None:
    """Why no wire may go from ``source`` to ``target``, as a sentence; None if it may.

    At the port of a group every card inside that it stands for must take the wire.
    """
    if source.startswith("@") or target.startswith("@"):
        # Here, since it asks back for the cards on both sides of the border.
        from cards.bordering import border_refusal

        return border_refusal(doc, types, source, target)
    if node_of(source) in doc.groups or node_of(target) in doc.groups:
        pairs = _real_pairs(doc, source, target)
        if not pairs:
            return "The group has no such socket."
        return next((w for pair in pairs if (w := refusal(doc, types, *pair))), None)
    for place in (source, target):
        name = node_of(place)
        if name not in doc.nodes:
            return f"There is no card called {name}."
        if doc.nodes[name].card not in types:
            return f"The card {doc.nodes[name].card} is not known here."
    giver, taker = (types[doc.nodes[node_of(e)].card] for e in (source, target))
    wrong = socket_refusal(giver, socket_of(source), taker, socket_of(target))
    if wrong:
        return wrong
    if node_of(target) == node_of(source) or node_of(target) in upstream(doc, node_of(source)):
        return f"{node_of(target)} already feeds {node_of(source)}; the wire would close a circle."
    return None


def socket_refusal(giver: type[Card], output: str, taker: type[Card], name: str) -> str | None:
    """Why an output of one card type cannot feed an input of another; None if it can."""
    out, into = giver.output(output), taker.input(name)
    if out is None:
        also = " A wire starts at an output." if giver.input(output) else ""
        return f"{giver.title} has no output called {output}.{also}"
    if into is None:
        also = " A wire ends at an input." if taker.output(name) else ""
        return f"{taker.title} has no input called {name}.{also}"
    if into.parameter and waits(giver):
        return f"{out.title} is known only after a run; {into.title} must be known before."
    return _kind_refusal(into, out)


def waits(giver: type[Card]) -> bool:
    """Whether what a card gives is known only when the document has run."""
    return issubclass(giver, TaskCard) and giver.argument is Card.argument


def _kind_refusal(into: Socket, out: Socket) -> str | None:
    if ANY in (into.kind, out.kind):
        return None
    wrong = into.kind.refuses(out.kind)
    return f"{into.title}: {wrong}" if wrong else None


def connected(doc: Document, types: Types, source: End, target: End) -> Document:
    """The document with one more wire. Raises Refused, with a sentence, if it may not be."""
    wrong = refusal(doc, types, source, target)
    if wrong:
        raise Refused(wrong)
    if source.startswith("@") or target.startswith("@"):
        from cards.bordering import border_connected

        return border_connected(doc, types, source, target)
    if node_of(source) in doc.groups or node_of(target) in doc.groups:
        for pair in _real_pairs(doc, source, target):
            doc = connected(doc, types, *pair)
        return doc
    into = types[doc.nodes[node_of(target)].card].input(socket_of(target))
    return connect(doc, source, target, many=into is not None and into.many)


def replaced(doc: Document, types: Types, target: End, old: End, new: End) -> Document:
    """The document with ``new`` in the place of ``old`` among what feeds ``target``.

    Raises Refused, with a sentence, if that wire may not be.
    """
    if target.startswith("@"):
        return connected(doc, types, new, target)
    if old.startswith("@") or new.startswith("@"):
        return connected(disconnect(doc, target, old), types, new, target)
    if any(node_of(place) in doc.groups for place in (target, old, new)):
        for pair in _real_pairs(doc, old, target):
            for giver in real(doc, new, output=True)[:1]:
                doc = replaced(doc, types, pair[1], pair[0], giver)
        return doc
    before = doc.sources(node_of(target), socket_of(target))
    made = connected(disconnect(doc, target, old), types, new, target)
    order = tuple(new if one == old else one for one in before)
    return made.model_copy(update={"wires": {**made.wires, target: order}})


def _real_pairs(doc: Document, source: End, target: End) -> list[tuple[End, End]]:
    """The wires between cards that a wire between sockets of groups stands for."""
    givers = real(doc, source, output=True)[:1]
    return [(giver, taker) for giver in givers for taker in real(doc, target, output=False)]


def upstream(doc: Document, *nodes: str) -> set[str]:
    """``nodes`` and every node that feeds them, directly or not."""
    feeds: dict[str, list[End]] = {}
    for target, sources in doc.wires.items():
        feeds.setdefault(target[: target.find(".")], []).extend(sources)
    seen, stack = set(nodes), list(nodes)
    while stack:
        for source in feeds.get(stack.pop(), ()):
            name = node_of(source)
            if name not in seen:
                seen.add(name)
                stack.append(name)
    return seen


def downstream(doc: Document, *nodes: str) -> set[str]:
    """``nodes`` and every node that they feed, directly or not."""
    feeds: dict[str, list[str]] = {}
    for source, target in doc.pairs():
        feeds.setdefault(node_of(source), []).append(node_of(target))
    seen, stack = set(nodes), list(nodes)
    while stack:
        for name in feeds.get(stack.pop(), ()):
            if name not in seen:
                seen.add(name)
                stack.append(name)
    return seen
