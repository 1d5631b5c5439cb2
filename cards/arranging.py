"""Automatic placement of cards: in columns, each to the right of the cards that feed it.

The layered method of Sugiyama, Tagawa & Toda, 1981: columns by longest path, wires over
several columns broken by points, orders by barycentres, then heights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice, pairwise

from cards.document import Document, node_of
from cards.ordering import ordered

Size = tuple[float, float]
Position = tuple[float, float]

COLUMN_GAP = 90.0
ROW_GAP = 36.0
POINT_GAP = 14.0
USUAL: Size = (260.0, 180.0)
SWEEPS = 8
FRAME, FRAME_TITLE = 24.0, 28.0
"""Room around the cards of a frame, and above them for its title."""

_Vertex = str | int
"""A node by name, or a point of a long wire by number."""


def arrange(doc: Document, sizes: Mapping[str, Size]) -> dict[str, Position]:
    """Positions (left, top) for all nodes, so that wires run to the right.

    ``sizes`` are width and height of the cards as shown; a card without one counts as
    of usual size. The cards of a frame stay together, arranged among themselves, and no
    other card lies in it.
    """
    pairs = [(node_of(s), node_of(t)) for s, t in doc.pairs()]
    frames = [frozenset(frame.nodes & doc.nodes.keys()) for frame in doc.frames.values()]
    return _together(list(doc.nodes), pairs, sizes, frames)


def part_of(doc: Document, names: Iterable[str]) -> Document:
    """The document of these nodes alone, with their wires and frames, to be arranged."""
    kept = frozenset(names)
    nodes = {name: node for name, node in doc.nodes.items() if name in kept}
    wires = {target: sources for target, sources in doc.wires.items() if node_of(target) in kept}
    frames = {name: frame for name, frame in doc.frames.items() if frame.nodes & kept}
    return doc.model_copy(update={"nodes": nodes, "wires": wires, "frames": frames})


def _together(
    names: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    sizes: Mapping[str, Size],
    frames: Iterable[frozenset[str]],
) -> dict[str, Position]:
    """Positions of these nodes; those of a frame are first arranged for themselves."""
    known = frozenset(names)
    inner = {f & known for f in frames}
    clusters = _joined(f for f in inner if f and f != known)
    # Frames that lie over each other, and together over all, hold nothing together.
    if not clusters or clusters == [known]:
        return _flat(names, pairs, sizes)
    box_of = {name: f"\n{i}" for i, cluster in enumerate(clusters) for name in cluster}
    insides: dict[str, dict[str, Position]] = {}
    taken = dict(sizes)
    for i, cluster in enumerate(clusters):
        members = [name for name in names if name in cluster]
        own = [pair for pair in pairs if pair[0] in cluster and pair[1] in cluster]
        smaller = [f for f in inner if f < cluster]
        insides[f"\n{i}"] = placed = _together(members, own, sizes, smaller)
        high = [max(at[a] + sizes.get(n, USUAL)[a] for n, at in placed.items()) for a in (0, 1)]
        taken[f"\n{i}"] = high[0] + 2 * FRAME, high[1] + 2 * FRAME + FRAME_TITLE
    outer = list(dict.fromkeys(box_of.get(name, name) for name in names))
    between = [(a, b) for s, t in pairs if (a := box_of.get(s, s)) != (b := box_of.get(t, t))]
    found: dict[str, Position] = {}
    for name, (x, y) in _flat(outer, between, taken).items():
        if name not in insides:
            found[name] = (x, y)
            continue
        for member, (dx, dy) in insides[name].items():
            found[member] = (x + FRAME + dx, y + FRAME + FRAME_TITLE + dy)
    return found


def _joined(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Sets that share no member: those that do are one."""
    found: list[frozenset[str]] = []
    for one in sorted(sets, key=lambda s: (-len(s), sorted(s))):
        meeting = [other for other in found if other & one]
        found = [other for other in found if not other & one]
        found.append(one.union(*meeting))
    return found


def _flat(
    names: Sequence[str], pairs: Iterable[tuple[str, str]], sizes: Mapping[str, Size]
) -> dict[str, Position]:
    """Positions of these nodes, each by itself; the highest and the leftmost at 0."""
    before: dict[str, set[str]] = {name: set() for name in names}
    surplus = dict.fromkeys(names, 0)
    for giver, taker in pairs:
        if giver in before and taker in before:
            before[taker].add(giver)
            surplus[giver] += 1
            surplus[taker] -= 1
    wired = {n for n, sources in before.items() if sources}
    wired |= {source for sources in before.values() for source in sources}
    columns = _columns({n: s for n, s in before.items() if n in wired}, surplus)
    layers, left, right = _layered(columns, before)
    _sweep(layers, left, right)
    placed = _placed(layers, left, right, sizes)
    loose = [name for name in names if name not in wired]
    found = placed | _in_rows(loose, placed, sizes)
    left_most = min((x for x, _ in found.values()), default=0.0)
    top = min((y for _, y in found.values()), default=0.0)
    return {name: (x - left_most, y - top) for name, (x, y) in found.items()}


def _columns(before: Mapping[str, set[str]], surplus: Mapping[str, int]) -> dict[str, int]:
    """Column of each node by its longest way from the left; circles are cut somewhere.

    ``surplus`` says how many more wires leave a node than arrive at it. Where that is
    above 0, as with parts, the node goes right as far as it can: this shortens wires.
    """
    order, _ = ordered(before)
    rank = {name: i for i, name in enumerate(order)}
    column = dict.fromkeys(order, 0)
    nearest: dict[str, int] = {}
    for name in order:
        feeding = [column[s] for s in before[name] if rank[s] < rank[name]]
        column[name] = max(feeding, default=-1) + 1
    for name in reversed(order):
        if surplus[name] > 0 and nearest.get(name, 0) > column[name]:
            column[name] = nearest[name] - 1
        for source in before[name]:
            nearest[source] = min(nearest.get(source, column[name]), column[name])
    return column


_Neighbours = dict[_Vertex, list[_Vertex]]


def _layered(
    columns: Mapping[str, int], before: Mapping[str, set[str]]
) -> tuple[list[list[_Vertex]], _Neighbours, _Neighbours]:
    """The columns with points where wires cross them, and each vertex's neighbours."""
    layers: list[list[_Vertex]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    left: _Neighbours = defaultdict(list)
    right: _Neighbours = defaultdict(list)
    for name, column in columns.items():
        layers[column].append(name)
    points = 0
    for name, column in columns.items():
        for source in sorted(before[name], key=lambda s: columns[s]):
            chain: list[_Vertex] = [source]
            for between in range(columns[source] + 1, column):
                chain.append(points)
                layers[between].append(points)
                points += 1
            if columns[source] < column:
                for a, b in pairwise([*chain, name]):
                    right[a].append(b)
                    left[b].append(a)
    return layers, left, right


def _sweep(layers: list[list[_Vertex]], left: _Neighbours, right: _Neighbours) -> None:
    """Order each column by the mean places of its neighbours, from both sides in turn."""
    place: dict[_Vertex, float] = {}
    for layer in layers:
        place.update(zip(layer, _shares(len(layer)), strict=True))
    # When each column became another, and when it was last ordered by either side: what
    # has not changed since, beside it and in it, gives the same order again.
    became = [0] * len(layers)
    looked = {True: [-1] * len(layers), False: [-1] * len(layers)}
    many = [at for at, layer in enumerate(layers) if len(layer) > 1]
    step = still = 0
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        neighbours, seen = (left if forward else right), looked[forward]
        beside = -1 if forward else 1
        still += 1
        for at in many if forward else reversed(many):
            side = at + beside
            changed = became[side] if 0 <= side < len(layers) else 0
            if seen[at] >= max(became[at], changed):
                continue
            step += 1
            seen[at] = step
            layer = layers[at]
            means = _means(place, layer, neighbours)
            order = sorted(range(len(layer)), key=means.__getitem__)
            if order != list(range(len(layer))):
                layers[at] = layer = [layer[i] for i in order]
                place.update(zip(layer, _shares(len(layer)), strict=True))
                step += 1
                became[at], still = step, 0
        if still == 2:  # nothing to gain from either side
            return


@cache
def _shares(count: int) -> tuple[float, ...]:
    """The places in a column of so many, from 0 to below 1."""
    return tuple(i / count for i in range(count))


def _means(
    values: Mapping[_Vertex, float], layer: Sequence[_Vertex], neighbours: _Neighbours
) -> list[float]:
    """For each of a layer the mean of its neighbours' values; its own where it has none."""
    found: list[float] = []
    for vertex in layer:
        of = neighbours.get(vertex)
        if not of:
            found.append(values[vertex])
        elif len(of) == 1:  # as most have that are points of long wires
            found.append(values[of[0]])
        else:
            found.append(sum([values[v] for v in of]) / len(of))
    return found


def _placed(
    layers: list[list[_Vertex]],
    left: _Neighbours,
    right: _Neighbours,
    sizes: Mapping[str, Size],
) -> dict[str, Position]:
    heights: dict[_Vertex, float] = {
        v: sizes.get(v, USUAL)[1] + ROW_GAP if isinstance(v, str) else POINT_GAP
        for layer in layers
        for v in layer
    }
    middle: dict[_Vertex, float] = {}
    for layer in layers:
        middle |= _spread([0.0] * len(layer), layer, heights)
    for neighbours, way in ((left, layers), (right, layers[::-1]), (left, layers)):
        for layer in way:
            wanted = _means(middle, layer, neighbours)
            middle |= _spread(wanted, layer, heights)
    found: dict[str, Position] = {}
    x = 0.0
    for layer in layers:
        names = [v for v in layer if isinstance(v, str)]
        for name in names:
            height = heights[name] - ROW_GAP
            found[name] = (x, round(middle[name] - height / 2))
        x += max((sizes.get(name, USUAL)[0] for name in names), default=0.0) + COLUMN_GAP
    return found


def _spread(
    wanted: Sequence[float], layer: Sequence[_Vertex], heights: Mapping[_Vertex, float]
) -> dict[_Vertex, float]:
    """Middles near the wanted ones, in order and without overlap.

    Vertices that would overlap join into blocks, each around the mean of its wishes.
    """
    if len(layer) == 1:
        return {layer[0]: wanted[0]}
    # Of each block: the sum of the wishes for its top, how many vertices it has, its height.
    blocks: list[tuple[float, int, float]] = []
    for wish, vertex in zip(wanted, layer, strict=True):
        height = heights[vertex]
        total, count = wish - height / 2, 1
        while blocks:
            above, higher, tall = blocks[-1]
            if above / higher + tall <= total / count:
                break
            blocks.pop()
            total += above - tall * count
            count, height = higher + count, tall + height
        blocks.append((total, count, height))
    found: dict[_Vertex, float] = {}
    vertices = iter(layer)
    for total, count, _ in blocks:
        top = total / count
        for vertex in islice(vertices, count):
            height = heights[vertex]
            found[vertex] = top + height / 2
            top += height
    return found


def _in_rows(
    names: Iterable[str], placed: Mapping[str, Position], sizes: Mapping[str, Size]
) -> dict[str, Position]:
    """Cards without wires, in rows under the others."""
    bottom = max((y + sizes.get(n, USUAL)[1] for n, (_, y) in placed.items()), default=-ROW_GAP)
    edge = max((x + sizes.get(n, USUAL)[0] for n, (x, _) in placed.items()), default=0.0)
    edge = max(edge, 4 * (USUAL[0] + COLUMN_GAP))
    found: dict[str, Position] = {}
    x, y, tallest = 0.0, bottom + ROW_GAP, 0.0
    for name in names:
        width, height = sizes.get(name, USUAL)
        if x and x + width > edge:
            x, y, tallest = 0.0, y + tallest + ROW_GAP, 0.0
        found[name] = (x, y)
        x, tallest = x + width + COLUMN_GAP / 2, max(tallest, height)
    return found
