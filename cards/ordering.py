"""The order in which nodes are computed, and the circles that keep some from having one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Set


def by_level(names: Iterable[str], feeds: Mapping[str, Iterable[str]]) -> list[str] | None:
    """Every node after those that feed it; None if there is a circle.

    ``feeds`` gives the nodes that each node feeds, all of them among ``names``. Nodes with the
    same number of nodes before them, one behind the other, stand in the order of ``names``.
    """
    waiting = dict.fromkeys(names, 0)
    for followers in feeds.values():
        for name in followers:
            waiting[name] += 1
    level = {name: 0 for name, count in waiting.items() if not count}
    ready = list(level)
    # What is ready later stands behind: the list grows while it is gone through.
    for name in ready:
        for follower in feeds.get(name, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                # The last of those before it to come is the deepest, as they come by level.
                level[follower] = level[name] + 1
                ready.append(follower)
    if len(ready) < len(waiting):
        return None
    levels: list[list[str]] = [[] for _ in range(level[ready[-1]] + 1)] if ready else []
    for name in waiting:
        levels[level[name]].append(name)
    return [name for found in levels for name in found]


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
