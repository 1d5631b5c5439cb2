"""Interleaved timing: each contender in a process of its own, one after the other a round.

Contenders live apart because their libraries do not always bear each other, and so that
none pays for another's threads or memory.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

Work = Callable[[], object]
Maker = Callable[[Any], Work]
"""Gives the work of a job; a module-level function, so that a process can be sent its name."""


class Contender:
    """A process that makes works of jobs and times them when asked."""

    def __init__(self, maker: Maker) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, maker), daemon=True)

    def __enter__(self) -> Contender:
        self._process.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.send(None)
        self._process.join(10)

    def seconds(self, job: object) -> float:
        """Seconds of one run of the job. Raises RuntimeError with what went wrong there."""
        self._pipe.send(job)
        answer = self._pipe.recv()
        if isinstance(answer, str):
            raise RuntimeError(answer)
        return float(answer)


def interleaved(
    makers: Mapping[str, Maker], jobs: Sequence[tuple[object, int]], *, warmup: int = 5
) -> list[dict[str, float]]:
    """Median seconds by contender of each job; a job comes with its number of rounds."""
    results = []
    with ExitStack() as stack:
        ready = {name: stack.enter_context(Contender(maker)) for name, maker in makers.items()}
        for job, rounds in jobs:
            taken: dict[str, list[float]] = {name: [] for name in ready}
            for at in range(warmup + rounds):
                for name, contender in ready.items():
                    seconds = contender.seconds(job)
                    if at >= warmup:
                        taken[name].append(seconds)
            results.append({name: statistics.median(times) for name, times in taken.items()})
    return results


def _serve(pipe: Connection, maker: Maker) -> None:
    works: dict[object, Work] = {}
    while (job := pipe.recv()) is not None:
        try:
            work = works.setdefault(job, works.get(job) or maker(job))
            begin = time.perf_counter()
            work()
            pipe.send(time.perf_counter() - begin)
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            pipe.send(f"{type(error).__name__}: {error}")
