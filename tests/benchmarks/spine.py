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
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from cards.card import Card, LayerCard
from cards.checking import check
from cards.compiling import compile_model
from cards.files import load
from cards.networks import network_nodes
from cards.registry import all_cards
from engine.autodiff import Tensor, propagate
from engine.layers.normalization import batch_normalization
from engine.losses import LOSSES
from engine.model import Model
from engine.optimizers import OPTIMIZERS
from engine.scope import Layer, Scope
from engine.training import BatchDone, fit
from tests.benchmarks import peers
from tests.benchmarks.timing import Work, interleaved

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
BATCH_NORM_SHAPES = ((128, 512), (64, 128, 128), (32, 56, 56, 64))
BATCH = 32


@dataclass(frozen=True)
class Row:
    """One measurement: median seconds by contender."""

    work: str
    seconds: dict[str, float]

    def ratio(self, peer: str) -> float | None:
        return self.seconds["layerdeck"] / self.seconds[peer] if peer in self.seconds else None


def batch_norm_rows(rounds: int) -> list[Row]:
    """Training forward, and forward with backward."""
    rows = []
    for shape in BATCH_NORM_SHAPES:
        rng = np.random.default_rng(0)
        x, g = (rng.normal(size=shape).astype(np.float32) for _ in range(2))
        scope = Scope(Layer(batch_normalization), training=True)

        def forward(x: np.ndarray = x, scope: Scope = scope) -> Tensor:
            y = scope.layer(scope, Tensor(x))
            scope.commit()
            return y

        def both(x: np.ndarray = x, g: np.ndarray = g, scope: Scope = scope) -> None:
            tensor = Tensor(x)
            propagate([(scope.layer(scope, tensor), g)])
            scope.commit()
            for weight in scope.values.values():
                weight.grad = None

        others = peers.batch_norm(x, g)
        for at, (name, ours) in enumerate((("forward", forward), ("forward and backward", both))):
            works: dict[str, Work] = {"layerdeck": ours} | {p: w[at] for p, w in others.items()}
            rows.append(Row(f"batch norm {shape} {name}", interleaved(works, rounds=rounds)))
    return rows


def digits_row(rounds: int) -> Row:
    """One step of Adam on the network of the digits example, batches of 32."""
    model, layers = digits_network()
    (entry,) = model.inputs.values()
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, *(n or 1 for n in entry.shape[1:]))).astype(np.float32)
    y = np.eye(10, dtype=np.float32)[rng.integers(0, 10, BATCH)]
    works: dict[str, Work] = {"layerdeck": _our_step(model, x, y)}
    works |= peers.training_step(layers, x, y, learning_rate=1e-3)
    return Row(f"digits network, training step, batch {BATCH}", interleaved(works, rounds=rounds))


def digits_network() -> tuple[Model, list[Card]]:
    """The compiled network of the example, and its layer cards in order."""
    doc, types = load(EXAMPLES / "digits.json"), all_cards()[0]
    report = check(doc, types)
    outputs = [name for name, node in doc.nodes.items() if node.card == "Output"]
    nodes = network_nodes(doc, report, outputs)
    layers = [report.cards[n] for n in nodes if isinstance(report.cards[n], LayerCard)]
    return compile_model(doc, report, outputs), layers


def startup_rows(rounds: int) -> list[Row]:
    """Whole processes: showing help, checking a document, and importing the peers."""
    wine = str(EXAMPLES / "wine.json")
    commands = {
        "layerdeck --help": ("-m", "app", "--help"),
        "layerdeck check wine.json": ("-m", "app", "check", wine),
    }
    imports = {name: ("-c", f"import {name}") for name in peers.installed()}
    rows = []
    for title, arguments in commands.items():
        works = {"layerdeck": _process(arguments)} | {n: _process(a) for n, a in imports.items()}
        rows.append(Row(f"start-up: {title}", interleaved(works, rounds=rounds, warmup=1)))
    return rows


def _our_step(model: Model, x: np.ndarray, y: np.ndarray) -> Work:
    """A stream of training that is read one batch at a call."""
    events = fit(
        model,
        x,
        y,
        optimizer=OPTIMIZERS["Adam"](),
        loss=LOSSES["CategoricalCrossentropy"](),
        batch_size=BATCH,
        epochs=10**9,
    )

    def step() -> object:
        return next(event for event in events if isinstance(event, BatchDone))

    return step


def _process(arguments: Sequence[str]) -> Work:
    root = Path(__file__).parents[2]
    # The very first run of a process compiles; the warm-up run takes that.
    return lambda: subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, cwd=root
    )


def table(rows: Sequence[Row]) -> Table:
    """Medians in milliseconds, and ours divided by each peer's."""
    shown = Table(title=f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    shown.add_column("work")
    shown.add_column("layerdeck, ms", justify="right")
    for peer in peers.installed():
        shown.add_column(f"{peer}, ms", justify="right")
        shown.add_column(f"÷ {peer}", justify="right")
    for row in rows:
        cells = [row.work, f"{row.seconds['layerdeck'] * 1e3:.3f}"]
        for peer in peers.installed():
            ratio = row.ratio(peer)
            cells += [f"{row.seconds[peer] * 1e3:.3f}", f"{ratio:.2f}"] if ratio else ["", ""]
        shown.add_row(*cells)
    return shown


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", action="store_true", help="one JSON line a row")
    options = parser.parse_args()
    rounds = 15 if options.quick else 60
    rows = batch_norm_rows(rounds)
    rows.append(digits_row(rounds * 3))
    rows += startup_rows(max(5, rounds // 6))
    console = Console()
    if options.json:
        for row in rows:
            console.file.write(json.dumps(asdict(row)) + "\n")
    else:
        console.print(table(rows))


if __name__ == "__main__":
    main()
