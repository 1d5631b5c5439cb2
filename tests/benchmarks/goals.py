"""Figures beside their goals: measured, printed, and written down."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
WITH = ("numpy", "PySide6-Essentials", "pydantic")


@dataclass(frozen=True)
class Figure:
    """What was measured: a median and the worst, with the goal of the median, if it has one."""

    what: str
    median: float
    worst: float
    goal: float | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        """The median as a share of its goal."""
        return None if self.goal is None else self.median / self.goal

    @property
    def verdict(self) -> str:
        """Whether the goal is met; empty where there is none."""
        return "" if self.ratio is None else "met" if self.ratio <= 1 else "MISSED"


def timed(
    act: Callable[[], object],
    times: int = 15,
    before: Callable[[], object] | None = None,
) -> tuple[float, float]:
    """Median and worst of ``times`` calls, in CPU milliseconds of this thread.

    ``before`` gets ready for each call and is not measured.
    """
    taken = []
    for _ in range(times):
        if before is not None:
            before()
        start = time.thread_time()
        act()
        taken.append(1e3 * (time.thread_time() - start))
    return statistics.median(taken), max(taken)


def table(figures: Iterable[Figure]) -> str:
    """All figures as a table in Markdown."""
    lines = ["| what | median | worst | goal | | share of the goal |", "|---|--:|--:|--:|---|--:|"]
    for f in figures:
        goal = "" if f.goal is None else f"≤ {f.goal:g} {f.unit}"
        ratio = "" if f.ratio is None else f"{f.ratio:.2f}"
        median, worst = f"{f.median:.2f} {f.unit}", f"{f.worst:.2f}"
        lines.append(f"| {f.what} | {median} | {worst} | {goal} | {f.verdict} | {ratio} |")
    return "\n".join(lines)


def machine() -> str:
    """What the figures were measured on and with, in one line."""
    libraries = ", ".join(f"{name} {version(name)}" for name in WITH)
    python = f"Python {platform.python_version()}"
    day = datetime.now(UTC).date().isoformat()
    return (
        f"{processor()}, {os.cpu_count()} cores; {platform.system()}, {python}, {libraries}; {day}"
    )


def processor() -> str:
    """The name of the machine's processor."""
    told = Path("/proc/cpuinfo")
    for line in told.read_text("utf-8").splitlines() if told.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def write(sections: dict[str, list[Figure]], remarks: str) -> None:
    """Write the figures, by section, where the repository keeps them."""
    parts = [f"## {title}\n\n{table(figures)}" for title, figures in sections.items()]
    text = "\n\n".join(["# What the canvas takes", machine() + ".", *parts, remarks.strip()])
    RESULTS.write_text(text + "\n", "utf-8")
