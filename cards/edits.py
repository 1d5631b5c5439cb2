"""Edits: pure functions from a document to the next one.

What an edit adds is checked here, since copies of documents are not. Edits know no
card types; whether a wire is allowed is the business of ``checking``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from cards.borders import border_of, port_of, without
from cards.document import Document, End, Frame, Group, Node, Note, Settings, node_of, socket_of
from cards.ports import crossing, inside, pruned, real

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
FARTHEST = 1e7
DEEPEST = 32

Position = tuple[float, float]


class Refused(ValueError):  # noqa: N818 - it is an answer to the user, no fault
    """An edit that the document cannot take; the message is a sentence for the user."""


def new_name(doc: Document, card_id: str) -> str:
    """A free name for a node of that card, such as ``batch_normalization_1``."""
    word = card_id.rpartition("/")[2]
    word = re.sub(r"(?<=[a-zA-Z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", word)
    word = re.sub(r"[^a-z0-9_]+", "_", word.lower()).strip("_") or "card"
    stem = f"card_{word}" if word[0].isdigit() else word
    number = 1
    while f"{stem}_{number}" in doc.nodes or f"{stem}_{number}" in doc.groups:
        number += 1
    return f"{stem}_{number}"


def add_node(doc: Document, name: str, node: Node) -> Document:
    """Put a new node into the document."""
    if not NAME.fullmatch(name):
        raise Refused(f"'{name}' is no name for a card: use letters, digits and underscores.")
    if name in doc.nodes or name in doc.groups:
        raise Refused(f"There is already a card called {name}.")
    _checked_position(node.position)
    node = node.model_copy(update={"params": {p: _plain(v) for p, v in node.params.items()}})
    return _with(doc, nodes={**doc.nodes, name: node})


def remove_nodes(doc: Document, names: Iterable[str]) -> Document:
    """Take nodes away, with their wires and their places in frames; groups with all inside.

    Frames go with their last card.
    """
    gone, groups_gone = inside(doc, names)
    if not gone and not groups_gone:
        return doc
    wires = {
        target: kept
        for target, sources in doc.wires.items()
        if node_of(target) not in gone and (kept := _without(sources, gone))
    }
    all_gone = gone | groups_gone
    frames = {
        key: f.model_copy(update={"nodes": f.nodes - all_gone}) if f.nodes & all_gone else f
        for key, f in doc.frames.items()
        # A frame that loses its last card is nowhere to be seen: it goes, too.
        if not f.nodes or f.nodes - all_gone
    }
    nodes = {n: node for n, node in doc.nodes.items() if n not in gone}
    left = _rewired(_with(doc, nodes=nodes, frames=frames), wires)
    if not doc.groups:
        return left
    groups = {g: group for g, group in doc.groups.items() if g not in groups_gone}
    notes = {n: note for n, note in doc.notes.items() if note.group not in groups_gone}
    return _with(left, groups=pruned(left, groups), notes=notes)


def move_nodes(doc: Document, positions: Mapping[str, Position]) -> Document:
    """Place nodes and groups at new positions (left, top), in canvas units."""
    moved: dict[str, Node] = {}
    moved_groups: dict[str, Group] = {}
    for name, (x, y) in positions.items():
        position = (float(x), float(y))
        one = doc.groups[name] if name in doc.groups else _node(doc, name)
        if one.position != position:
            _checked_position(position)
            if isinstance(one, Group):
                moved_groups[name] = one.model_copy(update={"position": position})
            else:
                moved[name] = one.model_copy(update={"position": position})
    if moved:
        doc = _with(doc, nodes={**doc.nodes, **moved})
    return _with(doc, groups={**doc.groups, **moved_groups}) if moved_groups else doc


def change_card(
    doc: Document, node: str, card: str, rows: Collection[str], version: int = 1
) -> Document:
    """Make a node one of another card, with the values and wires that fit its ``rows``."""
    old = _node(doc, node)
    params = {p: value for p, value in old.params.items() if p in rows}
    doc = _with_node(doc, node, card=card, card_version=version, params=params)
    for target in [t for t in doc.wires if node_of(t) == node and socket_of(t) not in rows]:
        doc = disconnect(doc, target)
    return doc


def set_param(doc: Document, node: str, param: str, value: Any) -> Document:
    """Set one typed value of a node; ``value`` is a JSON value."""
    return set_params(doc, node, {param: value})


def set_params(doc: Document, node: str, params: Mapping[str, Any]) -> Document:
    """Set several typed values of a node at once; the others stay.

    The rows of a group are those of the cards inside that its ports stand for.
    """
    if node in doc.groups:
        for row, value in params.items():
            for place in _port(doc, node, row):
                doc = set_param(doc, node_of(place), socket_of(place), value)
        return doc
    old = _node(doc, node).params
    new = {**old, **{p: _plain(value) for p, value in params.items()}}
    return doc if _same(old, new) else _with_node(doc, node, params=new)


def reset_param(doc: Document, node: str, param: str) -> Document:
    """Take back a typed value, so that the card's default holds again."""
    if node in doc.groups:
        for place in _port(doc, node, param):
            doc = reset_param(doc, node_of(place), socket_of(place))
        return doc
    old = _node(doc, node).params
    if param not in old:
        return doc
    return _with_node(doc, node, params={p: v for p, v in old.items() if p != param})


def connect(doc: Document, source: End, target: End, many: bool = False) -> Document:
    """Lay a wire. A target takes one, so that its old wire goes; with ``many`` it stays.

    At a port of a group the wire goes to the cards inside that the port stands for.
    """
    if node_of(source) in doc.groups or node_of(target) in doc.groups:
        for giver in _port(doc, node_of(source), socket_of(source), output=True)[:1]:
            for taker in _port(doc, node_of(target), socket_of(target)):
                doc = connect(doc, giver, taker, many)
        return doc
    for place in (source, target):
        _node(doc, node_of(place))
        if not socket_of(place):
            raise Refused(f"'{place}' names no socket.")
    old = doc.wires.get(target, ())
    if source in old and (many or len(old) == 1):
        return doc
    return _rewired(doc, {**doc.wires, target: (*old, source) if many else (source,)})


def disconnect(doc: Document, target: End, source: End | None = None) -> Document:
    """Take away the wires of a target, or only the one that comes from ``source``.

    At a port of a group only wires from outside go. At the border of a group, seen from
    inside, the port no longer stands for that card, and its wires outside go as well.
    """
    if target.startswith("@") or (source and source.startswith("@")):
        return _disconnect_border(doc, target, source)
    if node_of(target) in doc.groups or (source and node_of(source) in doc.groups):
        return _disconnect_group(doc, target, source)
    old = doc.wires.get(target)
    if old is None or (source is not None and source not in old):
        return doc
    kept = () if source is None else tuple(s for s in old if s != source)
    wires = {t: s for t, s in doc.wires.items() if t != target}
    return _rewired(doc, {**doc.wires, target: kept} if kept else wires)


def fold(doc: Document, names: Iterable[str], folded: bool) -> Document:
    """Show only the headers of some nodes, or their rows again."""
    return _with_flag(doc, names, "folded", folded)


def show_more(doc: Document, names: Iterable[str], more: bool) -> Document:
    """Show or hide the advanced rows of some nodes."""
    return _with_flag(doc, names, "more", more)


def set_seed(doc: Document, seed: int) -> Document:
    """Set the seed from which all random streams of the document come."""
    if doc.settings.seed == seed:
        return doc
    try:
        return _with(doc, settings=Settings(seed=seed))
    except ValidationError:
        raise Refused(
            f"The seed must be a whole number from 0 to 4294967295, not {seed}."
        ) from None


def put_note(doc: Document, name: str, note: Note) -> Document:
    """Add a note, or replace the one of that name."""
    return _with(doc, notes={**doc.notes, name: note})


def remove_note(doc: Document, name: str) -> Document:
    """Take a note away."""
    return _with(doc, notes={n: note for n, note in doc.notes.items() if n != name})


def put_group(doc: Document, name: str, group: Group) -> Document:
    """Add a group, or replace the one of that name; its place must be free and no circle."""
    if name not in doc.groups and (name in doc.nodes or not NAME.fullmatch(name)):
        raise Refused(f"'{name}' cannot be the name of a group.")
    _checked_position(group.position)
    at = group.group
    while at is not None:
        if at == name or at not in doc.groups:
            raise Refused(f"The group {name} cannot be placed inside {at}.")
        at = doc.groups[at].group
    return _with(doc, groups={**doc.groups, name: group})


def put_frame(doc: Document, name: str, frame: Frame) -> Document:
    """Add a frame, or replace the one of that name; its nodes must exist."""
    for node in frame.nodes:
        if node not in doc.groups:
            _node(doc, node)
    return _with(doc, frames={**doc.frames, name: frame})


def remove_frame(doc: Document, name: str) -> Document:
    """Take a frame away; its nodes stay."""
    return _with(doc, frames={n: frame for n, frame in doc.frames.items() if n != name})


def bend(doc: Document, source: End, target: End, points: Iterable[Position]) -> Document:
    """Lead a wire through some points, in order; without any it is straight again."""
    if source not in doc.wires.get(target, ()):
        raise Refused(f"There is no wire from {source} to {target}.")
    through = tuple((float(x), float(y)) for x, y in points)
    for point in through:
        _checked_position(point)
    there = {s: p for s, p in doc.bends.get(target, {}).items() if s != source}
    bends = {t: by_source for t, by_source in doc.bends.items() if t != target}
    if there or through:
        bends[target] = {**there, source: through} if through else there
    return doc if bends == doc.bends else _with(doc, bends=bends)


def _rewired(doc: Document, wires: Mapping[End, tuple[End, ...]]) -> Document:
    """The document with these wires; the bends of wires that are gone go with them."""
    if not doc.bends:
        return _with(doc, wires=wires)
    bends = {
        target: kept
        for target, by_source in doc.bends.items()
        if (kept := {s: points for s, points in by_source.items() if s in wires.get(target, ())})
    }
    return _with(doc, wires=wires, bends=bends)


def _without(sources: tuple[End, ...], gone: Collection[str]) -> tuple[End, ...]:
    """The ends of nodes that are not ``gone``; the very same if all of them stay."""
    kept = tuple([s for s in sources if node_of(s) not in gone])
    return sources if len(kept) == len(sources) else kept


def _with(doc: Document, **parts: Any) -> Document:
    return doc.model_copy(update=parts)


def _with_node(doc: Document, name: str, **parts: Any) -> Document:
    return _with(doc, nodes={**doc.nodes, name: doc.nodes[name].model_copy(update=parts)})


def _port(doc: Document, node: str, socket: str, *, output: bool = False) -> tuple[End, ...]:
    """What a socket stands for. Raises Refused if a group has none of that name."""
    found = real(doc, f"{node}.{socket}", output=output)
    if not found:
        raise Refused(f"The group {doc.groups[node].title} has no socket called {socket}.")
    return found


def _disconnect_group(doc: Document, target: End, source: End | None) -> Document:
    targets = _port(doc, node_of(target), socket_of(target))
    givers = None if source is None else real(doc, source, output=True)
    within, _ = inside(doc, [node_of(target)])
    for giver, taker in list(crossing(doc, within, targets)):
        if givers is None or giver in givers:
            doc = disconnect(doc, taker, giver)
    return doc


def _disconnect_border(doc: Document, target: End, source: End | None) -> Document:
    giving = border_of(node_of(source)) if source else None
    if source and giving is not None and giving.group in doc.groups:
        within, _ = inside(doc, [giving.group])
        takers = real(doc, target, output=False)
        for giver, taker in list(crossing(doc, within, takers)):
            doc = disconnect(doc, taker, giver)
        return unported(doc, giving.group, takers, output=False)
    taking = border_of(node_of(target))
    port = port_of(doc, taking, socket_of(target)) if taking is not None else None
    if taking is None or port is None:
        return doc
    within, _ = inside(doc, [taking.group])
    for giver, taker in list(doc.pairs()):
        if giver in port.ends and node_of(taker) not in within:
            doc = disconnect(doc, taker, giver)
    return unported(doc, taking.group, port.ends, output=True)


def unported(doc: Document, group: str, places: Iterable[End], *, output: bool) -> Document:
    """No port of a group stands for these sockets any more; one that then has none goes."""
    side = "outputs" if output else "inputs"
    old = getattr(doc.groups[group], side)
    kept = old
    for place in places:
        kept = tuple(left for port in kept if (left := without(port, place)) is not None)
    if kept == old:
        return doc
    return put_group(doc, group, doc.groups[group].model_copy(update={side: kept}))


def _with_flag(doc: Document, names: Iterable[str], flag: str, value: bool) -> Document:
    names = list(names)
    groups = {
        n: group.model_copy(update={flag: value})
        for n in names
        if (group := doc.groups.get(n)) is not None and getattr(group, flag, value) != value
    }
    if groups:
        doc = _with(doc, groups={**doc.groups, **groups})
    changed = {
        n: node.model_copy(update={flag: value})
        for n in names
        if n not in doc.groups and getattr(node := _node(doc, n), flag) != value
    }
    return _with(doc, nodes={**doc.nodes, **changed}) if changed else doc


def _node(doc: Document, name: str) -> Node:
    try:
        return doc.nodes[name]
    except KeyError:
        raise Refused(f"There is no card called {name}.") from None


def _checked_position(position: Collection[float]) -> None:
    if not all(math.isfinite(v) and abs(v) <= FARTHEST for v in position):
        raise Refused("A card cannot be placed that far out.")


def _plain(value: Any, depth: int = 0) -> Any:
    """``value`` as it will be read back from a file. Raises Refused if it cannot be saved."""
    if depth > DEEPEST:
        raise Refused("The value is nested too deeply.")
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and _encodable(value):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {_plain(key): _plain(item, depth + 1) for key, item in value.items()}
    raise Refused(f"{value!r:.60} cannot be saved in a document.")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether values are equal, telling 1 from 1.0 and from True as a file does."""
    return old.keys() == new.keys() and all(repr(old[k]) == repr(new[k]) for k in new)
