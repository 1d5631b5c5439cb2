"""Two documents as one picture: what came, what went, what differs. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.canvas.geometry import Geometry, Pair, Rect
from app.canvas.spotlight import Sign, Spotlight
from cards.comparing import Difference
from cards.document import Document, End, Node, end, node_of
from cards.paging import Page
from cards.registry import Types

DIM = 0.62


def merged(old: Document, new: Document, types: Types, found: Iterable[Difference]) -> Document:
    """All that is in either document; where both have it, as it is in ``new``.

    Cards whose rows differ are unfolded, so that the rows are in sight.
    """
    gone = {name: node for name, node in old.nodes.items() if name not in new.nodes}
    nodes: dict[str, Node] = {**gone, **new.nodes}
    for name, rows in _rows_of(found).items():
        nodes[name] = _laid_open(nodes[name], rows, types)
    wires = dict(new.wires)
    for target, sources in old.wires.items():
        here = wires.get(target, ())
        lost = tuple(source for source in sources if source not in here)
        if lost:
            wires[target] = (*here, *lost)
    parts: dict[str, Any] = {
        "groups": {**old.groups, **new.groups},
        "notes": {**old.notes, **new.notes},
        "frames": {**old.frames, **new.frames},
        "bends": _bends(old, new),
    }
    return new.model_copy(update={"nodes": nodes, "wires": wires, **parts})


def spotlight(
    old: Document, found: Sequence[Difference], page: Page, geometry: Geometry
) -> Spotlight:
    """The signs for these differences on a page of the merged document.

    What differs inside a closed group makes the group a changed one.
    """
    signs: dict[str, Sign] = {}
    wires: dict[Pair, Sign] = {}
    rows: dict[str, dict[str, str]] = {}
    areas: list[tuple[Rect, Sign]] = []
    for one in found:
        if one.node is None:
            areas += _areas(one, geometry)
        elif one.what in ("wire", "bend") and one.socket:
            ends = page.end(one.key, output=True), page.end(end(one.node, one.socket), output=False)
            if ends[0] and ends[1] and (ends[0], ends[1]) in geometry.wire_index:
                wires[ends[0], ends[1]] = one.sort
        if one.node is None or (shown := page.shows(one.node)) is None:
            continue
        if shown != one.node:
            signs[shown] = "changed"
        elif one.what in ("card", "group"):
            signs[shown] = one.sort
        elif one.what not in ("wire", "bend"):
            signs.setdefault(shown, "changed")
        if shown == one.node and one.what == "row" and one.socket:
            rows.setdefault(shown, {})[one.socket] = f"{one.before} → {one.after}"
        if shown == one.node and one.what == "place":
            areas += _old_place(old, shown, geometry)
    return _lit(signs, wires, rows, areas)


def _lit(
    signs: Mapping[str, Sign],
    wires: Mapping[Pair, Sign],
    rows: Mapping[str, Mapping[str, str]],
    areas: Sequence[tuple[Rect, Sign]],
) -> Spotlight:
    """A light on these and on what the wires join."""
    ends = {node_of(place) for pair in wires for place in pair}
    return Spotlight(
        cards=frozenset(signs) | ends,
        wires=frozenset(wires),
        dim=DIM,
        signs=signs,
        wire_signs=wires,
        rows=rows,
        areas=tuple(areas),
    )


def _rows_of(found: Iterable[Difference]) -> Mapping[str, set[str]]:
    rows: dict[str, set[str]] = {}
    for one in found:
        if one.what == "row" and one.node and one.socket:
            rows.setdefault(one.node, set()).add(one.socket)
    return rows


def _laid_open(node: Node, rows: Iterable[str], types: Types) -> Node:
    card = types.get(node.card)
    advanced = {s.name for s in card.rows() if s.advanced} if card is not None else set()
    more = node.more or not advanced.isdisjoint(rows)
    return node.model_copy(update={"folded": False, "more": more})


def _bends(old: Document, new: Document) -> dict[End, Mapping[End, Any]]:
    bends: dict[End, Mapping[End, Any]] = dict(new.bends)
    for target, by_source in old.bends.items():
        lost = {s: p for s, p in by_source.items() if s not in new.wires.get(target, ())}
        if lost:
            bends[target] = {**lost, **bends.get(target, {})}
    return bends


def _areas(one: Difference, geometry: Geometry) -> list[tuple[Rect, Sign]]:
    """The rectangle of the frame or the note that a difference is about."""
    document = geometry.document
    if one.key in document.notes and one.what != "frame":
        left, top, width, height = document.notes[one.key].rect
        return [((left, top, left + width, top + height), one.sort)]
    rect = geometry.frame(one.key) if one.key in document.frames else None
    return [(rect, one.sort)] if rect is not None else []


def _old_place(old: Document, name: str, geometry: Geometry) -> list[tuple[Rect, Sign]]:
    """Where a card stood before it was moved."""
    row, one = geometry.index.get(name), old.nodes.get(name) or old.groups.get(name)
    if row is None or one is None:
        return []
    (x, y), (width, height) = one.position, geometry.wh[row].tolist()
    return [((x, y, x + width, y + height), "removed")]
