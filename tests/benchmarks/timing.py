"""Interleaved timing: every contender once a round, medians over the rounds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Work = Callable[[], object]


def interleaved(works: Mapping[str, Work], *, rounds: int, warmup: int = 3) -> dict[str, float]:
    """Median seconds of each work, all run in turn so that the machine's moods hit all alike."""
    for work in works.values():
        for _ in range(warmup):
            work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            begin = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - begin)
    return {name: statistics.median(times) for name, times in taken.items()}
