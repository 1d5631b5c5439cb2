"""The order in which nodes are computed, and the circles that keep some from having one."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Set
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.usable_wires import UsableWires


def levels(names: Iterable[str], feeds: Mapping[str, Iterable[str]]) -> dict[str, int] | None:
    """How many nodes stand before each node, one behind the other; None if there is a circle.

    ``feeds`` gives the nodes that each node feeds, all of them among ``names``.
    """
    # Counted without a step of Python for each wire.
    fed = Counter(chain.from_iterable(feeds.values()))
    waiting = {name: fed.get(name, 0) for name in names}
    level = {name: 0 for name, count in waiting.items() if not count}
    ready = list(level)
    # What is ready later stands behind: the list grows while it is gone through.
    for name in ready:
        below = level[name] + 1
        for follower in feeds.get(name, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                # The last of those before it to come is the deepest, as they come by level.
                level[follower] = below
                ready.append(follower)
    return level if len(ready) == len(waiting) else None


def relevelled(
    level: dict[str, int], names: Mapping[str, object], wires: UsableWires, concerned: Iterable[str]
) -> dict[str, int] | None:
    """The levels of ``names`` from earlier ones; None if there is a circle.

    Other wires end, since then, at some of the ``concerned`` nodes alone. Gives the very same
    levels if none has changed.
    """
    new: dict[str, int] = {}
    for name in concerned:
        if name in names:
            feeders = wires.before(name)
            if not all(feeder in level for feeder in feeders):
                return levels(names, wires.feeds)
            new[name] = 1 + max(map(level.__getitem__, feeders), default=-1)
    moved = any(level.get(name, found) != found for name, found in new.items())
    if moved or any(name not in level and wires.feeds.get(name) for name in new):
        return levels(names, wires.feeds)
    # Every node still stands one below the deepest that feeds it, so that nothing else moves.
    if len(level) == len(names) and new.keys() <= level.keys():
        return level
    kept = {name: found for name, found in level.items() if name in names}
    return {**kept, **new}


def by_level(names: Iterable[str], level: Mapping[str, int]) -> list[str]:
    """Every node after those that feed it; those of one level in the order of ``names``."""
    return sorted(names, key=level.__getitem__)


def ordered(before: Mapping[str, Set[str]]) -> tuple[list[str], list[list[str]]]:
    """Every node after those that feed it, and the circles among them.

    ``before`` gives the nodes that feed each node. A circle is listed in the direction
    of its wires; in the order its nodes stand as if one wire of it were cut.
    """
    feeds: dict[str, list[str]] = defaultdict(list)
    for name, sources in before.items():
        for source in sources:
            feeds[source].append(name)
    waiting = {name: len(sources) for name, sources in before.items()}
    ready = deque(name for name, count in waiting.items() if not count)
    order: list[str] = []
    circles: list[list[str]] = []
    while waiting:
        if not ready:
            circles.append(_circle(before, waiting))
            ready.extend(circles[-1])
        name = ready.popleft()
        if waiting.pop(name, None) is None:
            continue
        order.append(name)
        for follower in feeds[name]:
            if follower in waiting:
                waiting[follower] -= 1
                if waiting[follower] == 0:
                    ready.append(follower)
    return order, circles


def _circle(before: Mapping[str, Set[str]], waiting: Mapping[str, int]) -> list[str]:
    """Some circle among the nodes that wait; every one of them waits for another."""
    path: dict[str, int] = {}
    name = next(iter(waiting))
    while name not in path:
        path[name] = len(path)
        name = min(source for source in before[name] if source in waiting)
    return list(path)[path[name] :][::-1]
