"""The document as arrays: card rectangles, socket points, wire ends. No Qt.

Derived from the immutable document, and updated only where two documents differ; what
is under the pointer, in a rectangle or on the screen is then a mask over arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np

from app.canvas.frame_rects import MARGIN as FRAME_MARGIN
from app.canvas.frame_rects import TITLE as FRAME_TITLE
from app.canvas.frame_rects import FrameRects
from app.canvas.layout import Layout, Layouts, Point
from cards.card import Card
from cards.document import Document, End, Node, node_of
from cards.history import changes
from cards.kinds import UNKNOWN, Kind

Array = np.ndarray[Any, Any]
Pair = tuple[End, End]
Sockets = dict[int, frozenset[str]]
Join = tuple[tuple[float, float, float, float], int]
Rect = tuple[float, float, float, float]

_NONE: frozenset[str] = frozenset()


class Geometry:
    """Arrays over the nodes (in the document's order, which is from back to front) and wires.

    ``xy`` and ``wh`` (cards, 2) are left, top and width, height; ``ends`` (wires, 4) is x, y of
    the source and of the target; ``joins`` (wires, 2) the rows of their cards; ``kinds`` the
    number of each wire's kind in ``kind_list``.
    """

    def __init__(self, document: Document, types: Mapping[str, type[Card]]) -> None:
        self.document = document
        self.layout_of = Layouts(types)
        self.kind_list: list[Kind] = []
        self._unions: dict[tuple[frozenset[str], str], frozenset[str]] = {}
        self._joins: dict[tuple[int, str, int, str], Join] = {}
        self._frame_rects = FrameRects()
        self._load(document)

    # --- the whole, and the difference

    def _load(self, document: Document) -> None:
        self.document = document
        nodes = document.nodes
        self.names = list(nodes)
        self.index = {name: i for i, name in enumerate(self.names)}
        self._load_wires(document)
        wired, feeding = self._sockets_in_use(range(len(self.pairs)))
        self.layouts = [
            self.layout_of.of(node, wired.get(row, _NONE), feeding.get(row, _NONE))
            for row, node in enumerate(nodes.values())
        ]
        self.xy = np.array([node.position for node in nodes.values()], float).reshape(-1, 2)
        self.wh = np.array([(lay.width, lay.height) for lay in self.layouts], float).reshape(-1, 2)
        self.look = np.array([lay.number for lay in self.layouts], int)
        self._refresh(range(len(self.pairs)))
        self._place_ends()

    def _load_wires(self, document: Document) -> None:
        self.pairs: list[Pair] = []
        self._wire_index: dict[Pair, int] | None = None
        self._sockets: list[tuple[str, str]] = []
        self.joins = np.zeros((0, 2), int)
        self.offsets = np.zeros((0, 4))
        self.kinds = np.zeros(0, int)
        self.dangling = 0
        self._add_wires(document.pairs())

    def update(self, new: Document) -> set[str]:
        """Follow an edit; gives the nodes whose looks or places may have changed."""
        old, delta = self.document, changes(self.document, new)
        if new is old:
            return set()
        if 2 * len(delta.added) > len(new.nodes):
            self._load(new)
            return set(new.nodes)
        self.document = new
        wires = [*delta.wires_added, *delta.wires_removed]
        touched = {node_of(e) for pair in wires for e in pair}
        touched |= {*delta.added, *delta.changed}
        self._drop_wires(delta.wires_removed)
        if delta.added or delta.removed or list(new.nodes) != self.names:
            self._reorder(new, frozenset(delta.removed))
        touched &= new.nodes.keys()
        fresh = self._add_wires(delta.wires_added)
        moved = self._lay_out(new, touched)
        if self.dangling and (delta.added or delta.removed):
            self._load_wires(new)
            self._refresh(range(len(self.pairs)))
        else:
            self._refresh([*fresh, *self.wires_of(moved).tolist()])
        self._place_ends()
        return touched

    def _reorder(self, new: Document, removed: frozenset[str]) -> None:
        """Bring the rows of the cards into the new document's order."""
        names = list(new.nodes)
        index = self.index
        rows = np.array([index.get(name, -1) for name in names], int)
        stays = np.ones(len(self.names), bool)
        stays[[index[name] for name in removed]] = False
        if removed:
            self._keep_wires(stays[self.joins[:, 0]] & stays[self.joins[:, 1]])
        place = np.zeros(len(self.names) + 1, int)
        place[rows] = np.arange(len(rows))
        self.joins = place[self.joins]
        # Rows of added nodes take the last row for now; they are laid out afterwards.
        blank = len(self.names)
        self.xy = np.vstack([self.xy, np.zeros((1, 2))])[rows]
        self.wh = np.vstack([self.wh, np.zeros((1, 2))])[rows]
        self.look = np.append(self.look, 0)[rows]
        empty: list[Any] = [*self.layouts, None]
        self.layouts = [empty[row if row >= 0 else blank] for row in rows.tolist()]
        self.names = names
        self.index = dict(zip(names, range(len(names)), strict=True))

    def _lay_out(self, new: Document, names: set[str]) -> list[int]:
        """Lay these cards out anew; gives the rows of those that look different now."""
        near = self.wires_of([self.index[n] for n in names]).tolist()
        wired, feeding = self._sockets_in_use(near)
        moved: list[int] = []
        for name in names:
            node, row = new.nodes[name], self.index[name]
            layout = self.layout_of.of(node, wired.get(row, _NONE), feeding.get(row, _NONE))
            if layout is not self.layouts[row]:
                moved.append(row)
            self._set(row, node, layout)
        return moved

    def _set(self, row: int, node: Node, layout: Layout) -> None:
        self.layouts[row] = layout
        self.xy[row] = node.position
        self.wh[row] = layout.width, layout.height
        self.look[row] = layout.number

    # --- wires

    def _add_wires(self, pairs: Iterable[Pair]) -> list[int]:
        """Add wires whose cards exist, without places; gives their rows."""
        joins: list[tuple[int, int]] = []
        first, index = len(self.pairs), self.index
        for pair in pairs:
            source_node, _, output = pair[0].partition(".")
            target_node, _, name = pair[1].partition(".")
            if source_node not in index or target_node not in index:
                self.dangling += 1
                continue
            self.pairs.append(pair)
            self._sockets.append((output, name))
            joins.append((index[source_node], index[target_node]))
        if joins:
            self._wire_index = None
            self.joins = np.vstack([self.joins, joins])
            self.offsets = np.vstack([self.offsets, np.zeros((len(joins), 4))])
            self.kinds = np.append(self.kinds, np.zeros(len(joins), int))
        return list(range(first, len(self.pairs)))

    def _drop_wires(self, pairs: Iterable[Pair]) -> None:
        pairs = list(pairs)
        rows = [self.wire_index[pair] for pair in pairs if pair in self.wire_index] if pairs else []
        if rows:
            keep = np.ones(len(self.pairs), bool)
            keep[rows] = False
            self._keep_wires(keep)

    def _keep_wires(self, keep: Array) -> None:
        if keep.all():
            return
        kept = keep.tolist()
        self.pairs = list(compress(self.pairs, kept))
        self._sockets = list(compress(self._sockets, kept))
        self._wire_index = None
        self.joins, self.offsets = self.joins[keep], self.offsets[keep]
        self.kinds = self.kinds[keep]

    def _refresh(self, wires: Sequence[int]) -> None:
        """Find where on their cards these wires start and end, and their kinds."""
        if not wires:
            return
        offsets, kinds = [], []
        for i, (source, target) in zip(wires, self.joins[wires].tolist(), strict=True):
            output, name = self._sockets[i]
            offset, kind = self._join(self.layouts[source], output, self.layouts[target], name)
            offsets.append(offset)
            kinds.append(kind)
        self.offsets[wires] = offsets
        self.kinds[wires] = kinds

    def _join(self, giver: Layout, output: str, taker: Layout, name: str) -> Join:
        """Where a wire between cards of these layouts starts and stops, and its kind."""
        key = giver.number, output, taker.number, name
        if key not in self._joins:
            kind = giver.kind(output, output=True)
            kind = taker.kind(name, output=False) if kind is UNKNOWN else kind
            offset = (*giver.outputs[output], *taker.inputs[name])
            self._joins[key] = offset, self._kind_number(kind)
        return self._joins[key]

    def _kind_number(self, kind: Kind) -> int:
        if kind not in self.kind_list:
            self.kind_list.append(kind)
        return self.kind_list.index(kind)

    def _sockets_in_use(self, wires: Sequence[int]) -> tuple[Sockets, Sockets]:
        """The inputs and the outputs that these wires join, by the rows of their cards."""
        wired: Sockets = {}
        feeding: Sockets = {}
        for i, (source, target) in zip(wires, self.joins[wires].tolist(), strict=True):
            output, name = self._sockets[i]
            for sets, row, socket in ((feeding, source, output), (wired, target, name)):
                have = sets.get(row, _NONE)
                if socket not in have:
                    sets[row] = self._joined(have, socket)
        return wired, feeding

    def _joined(self, sockets: frozenset[str], socket: str) -> frozenset[str]:
        """``sockets`` with one more. Cards have few different sets, so these are shared."""
        key = sockets, socket
        if key not in self._unions:
            self._unions[key] = sockets | {socket}
        return self._unions[key]

    def _place_ends(self) -> None:
        starts, stops = self.xy[self.joins[:, 0]], self.xy[self.joins[:, 1]]
        self.ends = np.hstack([starts, stops]) + self.offsets
        self.bent: dict[int, tuple[Point, ...]] = self._bent() if self.document.bends else {}

    def _bent(self) -> dict[int, tuple[Point, ...]]:
        """The points that wires are led through, by the rows of the wires."""
        index = self.wire_index
        return {
            index[source, target]: points
            for target, by_source in self.document.bends.items()
            for source, points in by_source.items()
            if points and (source, target) in index
        }

    # --- questions

    @property
    def wire_index(self) -> dict[Pair, int]:
        """The row of each wire."""
        if self._wire_index is None:
            self._wire_index = dict(zip(self.pairs, range(len(self.pairs)), strict=True))
        return self._wire_index

    def place(self, rows: Array, xy: Array, wires: Array | None = None) -> None:
        """Show these cards elsewhere, as while they are dragged; the document stays.

        ``wires`` are those of the cards, if they are known.
        """
        self.xy[rows] = xy
        wires = self.wires_of(rows.tolist()) if wires is None else wires
        joins, offsets = self.joins[wires], self.offsets[wires]
        places = np.hstack([self.xy[joins[:, 0]], self.xy[joins[:, 1]]])
        self.ends[wires] = places + offsets

    def wires_of(self, rows: Iterable[int]) -> Array:
        """The wires that start or end at any of these cards."""
        mask = np.zeros(len(self.names) + 1, bool)
        mask[list(rows)] = True
        return np.flatnonzero(mask[self.joins[:, 0]] | mask[self.joins[:, 1]])

    def in_rect(self, rect: Rect, margin: float = 0.0) -> Array:
        """The cards that touch ``rect`` (left, top, right, bottom), from back to front."""
        left, top, right, bottom = rect
        x, y, w, h = self.xy[:, 0], self.xy[:, 1], self.wh[:, 0], self.wh[:, 1]
        across = (x < right + margin) & (x + w > left - margin)
        return np.flatnonzero(across & (y < bottom + margin) & (y + h > top - margin))

    def bounds(self) -> Rect | None:
        """The rectangle around cards, frames and notes; None when there is nothing."""
        rects: list[Rect | None] = [*self.frames().values()]
        rects += [_corners(note.rect) for note in self.document.notes.values()]
        rects += [(x, y, x, y) for points in self.bent.values() for x, y in points]
        found = [rect for rect in rects if rect]
        if len(self.names):
            low, high = self.xy.min(axis=0), (self.xy + self.wh).max(axis=0)
            found.append((float(low[0]), float(low[1]), float(high[0]), float(high[1])))
        return _united(found)

    def bounds_of(self, names: Iterable[str]) -> Rect | None:
        """The rectangle around these cards; None when none of them is here."""
        rows = [self.index[name] for name in names if name in self.index]
        if not rows:
            return None
        low, high = self.xy[rows].min(axis=0), (self.xy + self.wh)[rows].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def frames(self) -> dict[str, Rect]:
        """The rectangles of all frames that have cards here."""
        rects = self._frame_rects.rects(self).tolist()
        names = self._frame_rects.names
        return {name: (a, b, c, d) for name, (a, b, c, d) in zip(names, rects, strict=True)}

    def frame(self, name: str, members: Iterable[str] | None = None) -> Rect | None:
        """The rectangle of a frame around its nodes, or around others; None when it has none."""
        members = self.document.frames[name].nodes if members is None else members
        rows = [self.index[name] for name in members if name in self.index]
        if not rows:
            return None
        low, high = self.xy[rows].min(axis=0), (self.xy + self.wh)[rows].max(axis=0)
        left, top = low - (FRAME_MARGIN, FRAME_MARGIN + FRAME_TITLE)
        right, bottom = high + FRAME_MARGIN
        return float(left), float(top), float(right), float(bottom)

    def socket_point(self, node: str, socket: str, *, output: bool) -> Point | None:
        """Where a socket stands in the scene, if it is in sight."""
        row = self.index.get(node)
        if row is None:
            return None
        layout = self.layouts[row]
        offset = (layout.outputs if output else layout.inputs).get(socket)
        if offset is None:
            return None
        return float(self.xy[row, 0] + offset[0]), float(self.xy[row, 1] + offset[1])

    def sizes(self) -> dict[str, tuple[float, float]]:
        """Width and height by node, as ``arrange`` wants them."""
        return {n: (lay.width, lay.height) for n, lay in zip(self.names, self.layouts, strict=True)}


def _corners(rect: Rect) -> Rect:
    left, top, width, height = rect
    return left, top, left + width, top + height


def _united(rects: list[Rect]) -> Rect | None:
    if not rects:
        return None
    table = np.array(rects)
    low, high = table[:, :2].min(axis=0), table[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
