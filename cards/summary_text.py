"""Summaries of networks as text: aligned, CSV, Markdown, and as JSON values."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cards.summary import Line, Summary

HEADINGS = (
    "Card",
    "Name",
    "Output",
    "Trained",
    "Not trained",
    "Weights",
    "Activations",
    "Multiply-adds",
)
"""What the columns hold; memory is in bytes, activations and multiply-adds for one example."""
TEXTS = 3
"""Columns that hold words, not numbers."""
UNITS = ("kB", "MB", "GB", "TB")
Cell = str | int | None


def cells(line: Line) -> tuple[Cell, ...]:
    """A line as the columns have it; None where something is not known."""
    return (
        line.title,
        line.node,
        line.output,
        line.trained,
        line.frozen,
        line.weight_memory,
        line.activation_memory,
        line.multiply_adds,
    )


def totals(found: Summary) -> tuple[Cell, ...]:
    """The sums below the columns."""
    count = len(found.lines)
    return (
        "Total",
        f"{count} card{'' if count == 1 else 's'}",
        "",
        found.trained,
        found.frozen,
        found.weight_memory,
        found.activation_memory,
        found.multiply_adds,
    )


def memory(size: int | None) -> str:
    """Bytes in the unit that suits them."""
    if size is None:
        return "?"
    if size < 1000:
        return f"{size} B"
    for power, unit in enumerate(UNITS[:-1], 1):
        if size < 999.5 * 1000**power:
            return f"{size / 1000**power:.3g} {unit}"
    return f"{size / 1000 ** len(UNITS):,.4g} {UNITS[-1]}"


def shown(row: Sequence[Cell]) -> tuple[str, ...]:
    """A row as people read it."""
    texts = tuple(str(cell) for cell in row[:TEXTS])
    counts = tuple("?" if n is None else f"{n:,}" for n in (row[3], row[4], row[7]))
    sizes = tuple(memory(n if isinstance(n, int) else None) for n in row[5:7])
    return (*texts, *counts[:2], *sizes, counts[2])


def as_text(found: Summary) -> str:
    """Columns under each other, for a letter with a fixed width."""
    rows = [HEADINGS, *(shown(cells(line)) for line in found.lines), shown(totals(found))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [
        "  ".join(
            text.ljust(width) if i < TEXTS else text.rjust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]]) + "\n"


def as_csv(found: Summary) -> str:
    """Comma-separated, with plain numbers; empty where something is not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(cells(line) for line in found.lines)
    return out.getvalue()


def as_markdown(found: Summary) -> str:
    """A table for a report."""
    rows = [shown(cells(line)) for line in found.lines]
    rows.append(tuple(f"**{text}**" if text else "" for text in shown(totals(found))))
    marks = ["---" if i < TEXTS else "---:" for i in range(len(HEADINGS))]
    lines = [HEADINGS, marks, *([_escaped(t) for t in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def as_json(found: Summary) -> dict[str, Any]:
    """The lines by the names of their fields, and the totals; memory in bytes."""
    return {
        "layers": [asdict(line) for line in found.lines],
        "total": {
            "trained": found.trained,
            "frozen": found.frozen,
            "weight_memory": found.weight_memory,
            "activation_memory": found.activation_memory,
            "multiply_adds": found.multiply_adds,
        },
    }


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
