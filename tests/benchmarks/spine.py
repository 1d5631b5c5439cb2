"""Batch normalization, a training step of the digits network, and start-up, beside peers.

Run by hand from the project's root: ``python -m tests.benchmarks.spine [--quick] [--json]``.
Every figure is a median of interleaved rounds; the ratio is ours divided by the peer's,
so below 1 is faster than the peer. Peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import peers
from tests.benchmarks.jobs import BatchNorm, DigitsStep, Job
from tests.benchmarks.ours import EXAMPLES, our_work
from tests.benchmarks.timing import Maker, Work, interleaved

OURS = "layerdeck"
SHAPES = ((32, 128), (128, 512), (64, 128, 128), (32, 56, 56, 64))
COMMANDS = {
    "layerdeck --help": ("-m", "app", "--help"),
    "layerdeck check wine.json": ("-m", "app", "check", str(EXAMPLES / "wine.json")),
}


@dataclass(frozen=True)
class Row:
    """One measurement: median seconds by contender."""

    work: str
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class Command:
    """A process from start to end; each contender gets its own."""

    arguments: tuple[str, ...]


def engine_rows(rounds: int) -> list[Row]:
    """Batch normalization and training, each contender in its own process."""
    norms: list[Job] = [BatchNorm(shape, b) for shape in SHAPES for b in (False, True)]
    jobs = [(job, rounds) for job in norms] + [(DigitsStep(32), rounds * 3)]
    found = interleaved({OURS: our_work, **peers.installed()}, jobs)
    return [Row(str(job), seconds) for (job, _), seconds in zip(jobs, found, strict=True)]


def startup_rows(rounds: int) -> list[Row]:
    """Whole processes: our commands beside the mere import of each peer."""
    makers: dict[str, Maker] = {OURS: process}
    makers |= {name: _IMPORTS[name] for name in peers.installed()}
    jobs = [(Command(arguments), rounds) for arguments in COMMANDS.values()]
    found = interleaved(makers, jobs, warmup=1)
    return [Row(f"start-up: {title}", s) for title, s in zip(COMMANDS, found, strict=True)]


def process(command: Command) -> Work:
    """Run Python with the command's arguments from the project's root."""
    root = Path(__file__).parents[2]
    line = [sys.executable, *command.arguments]
    return lambda: subprocess.run(line, check=True, capture_output=True, cwd=root)


def import_torch(command: Command) -> Work:
    """Start Python and import PyTorch, whatever the command."""
    return process(Command(("-c", "import torch")))


def import_tf_keras(command: Command) -> Work:
    """Start Python and import tf_keras, whatever the command."""
    return process(Command(("-c", "import tf_keras")))


_IMPORTS: dict[str, Maker] = {"torch": import_torch, "tf_keras": import_tf_keras}


def table(rows: Sequence[Row]) -> Table:
    """Medians in milliseconds, and ours divided by each peer's."""
    shown = Table(title=f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    shown.add_column("work", no_wrap=True)
    shown.add_column(f"{OURS}, ms", justify="right")
    others = list(peers.installed())
    for peer in others:
        shown.add_column(f"{peer}, ms", justify="right")
        shown.add_column("ratio", justify="right")
    for row in rows:
        cells = [f"{row.seconds[peer] * 1e3:.3f}" for peer in others]
        ratios = [f"{row.seconds[OURS] / row.seconds[peer]:.2f}" for peer in others]
        pairs = [cell for pair in zip(cells, ratios, strict=True) for cell in pair]
        shown.add_row(row.work, f"{row.seconds[OURS] * 1e3:.3f}", *pairs)
    return shown


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", action="store_true", help="one JSON line a row")
    options = parser.parse_args()
    rounds = 15 if options.quick else 60
    rows = engine_rows(rounds) + startup_rows(max(5, rounds // 6))
    if options.json:
        for row in rows:
            sys.stdout.write(json.dumps(asdict(row)) + "\n")
    else:
        # Wide enough for every column, also where the output goes into a file.
        Console(width=max(Console().width, 120)).print(table(rows))


if __name__ == "__main__":
    main()
