"""The card that puts rows of a table side by side in pairs."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from cards.card import DRAWS, CardError, Context, Fraction, Inference, Seed, Socket, TaskCard, param
from cards.kinds import DATA
from cards.tables import TableSpec, as_table, columns_in
from engine.autodiff import Array

Pairs = Annotated[int, Field(ge=1, le=100_000)]


class PairRows(TaskCard):
    """Makes pairs of a table's rows, for networks that tell whether two things are alike.

    Each row of the result has the columns of one row, their names with left_ before
    them, those of another, with right_, and *same*: 1 if both are of one class, 0 if
    not. The class itself is left out. The left row is drawn at random, the right one
    among the other rows of its class or among the rows of all other classes; rows may
    come several times. Pair the rows after a split, or the test part holds rows that
    training has seen.
    """

    title = "Pair rows"
    group = "Tables"
    formula = "pairs of one class = pairs · same share, rounded"
    inputs = (Socket("data", DATA, "The table.", before="class_column"),)
    outputs = (Socket("pairs", DATA, "Two rows side by side, then whether they are alike."),)

    class_column: str = param("-1", "Column with the class, by name or position; -1 is the last.")
    pair_count: Pairs = param(2000, "How many pairs.", label="Pairs")
    same_share: Fraction = param(0.5, "Share of the pairs that are of one class.")
    random_seed: Seed | None = param(None, DRAWS)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        spec = arriving["data"]
        if not isinstance(spec, TableSpec):
            return Inference()
        name, same = self._class_column(spec.names), self._same()
        if spec.values(name):
            self._check(spec.classes[name])
        kept = [(n, t) for n, t in spec.columns if n != name]
        columns = tuple((f"{side}_{n}", t) for side in ("left", "right") for n, t in kept)
        counts = {0: self.pair_count - same, 1: same}
        known = {"same": {value: n for value, n in counts.items() if n}}
        return Inference(
            {"pairs": TableSpec((*columns, ("same", "Int64")), self.pair_count, known)}
        )

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        import polars as pl  # a start-up cost of 0.1 s

        frame = as_table(arriving["data"], "Data", "data")
        name = self._class_column(frame.columns)
        if frame[name].has_nulls():
            raise CardError(f"Column '{name}' lacks a class in some row.", "class_column")
        _, classes = np.unique(frame[name].to_numpy(), return_inverse=True)
        self._check(dict(enumerate(np.bincount(classes).tolist())))
        rng = np.random.default_rng(context.seed if self.random_seed is None else self.random_seed)
        same = rng.permutation(np.arange(self.pair_count) < self._same()).astype(np.int64)
        left, right = _drawn(classes, same, rng)
        rest = frame.drop(name)
        sides = (
            rest[rows].rename({n: f"{side}_{n}" for n in rest.columns})
            for side, rows in (("left", left), ("right", right))
        )
        return {"pairs": pl.concat([*sides, pl.DataFrame({"same": same})], how="horizontal")}

    def _class_column(self, names: Sequence[str]) -> str:
        chosen = columns_in(self.class_column, names, "class_column")
        if len(chosen) != 1:
            raise CardError("Choose the one column with the class.", "class_column")
        if len(names) < 2:
            raise CardError("The table has no column beside the class.", "class_column")
        return chosen[0]

    def _same(self) -> int:
        return round(self.pair_count * self.same_share)

    def _check(self, counts: Mapping[Any, int]) -> None:
        if len(counts) < 2 and self._same() < self.pair_count:
            raise CardError("Pairs of different classes need two classes.", "same_share", 1.0)
        if max(counts.values(), default=0) < 2 and self._same():
            raise CardError("No class has two rows for a pair.", "same_share", 0.0)


def _drawn(classes: Array, same: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """The numbers of both rows of each pair; a class of one row is in no pair of the same."""
    # Sorted by class, the rows of a class stand together from ``first`` on.
    order, counts = np.argsort(classes, kind="stable"), np.bincount(classes)
    first = np.cumsum(counts) - counts
    several = np.flatnonzero(counts[classes[order]] > 1)
    left = rng.integers(len(order), size=len(same))
    if len(several):
        left = np.where(same == 1, several[rng.integers(len(several), size=len(same))], left)
    own = classes[order][left]
    start, count = first[own], counts[own]
    # Another row of the class: a step of 1 to count - 1 places, round the class.
    alike = start + (left - start + rng.integers(1, np.maximum(count, 2))) % count
    # A row of another class: a step past the end of the class, round the table.
    others = np.maximum(len(order) - count, 1)
    different = (start + count + rng.integers(others)) % len(order)
    return order[left], order[np.where(same == 1, alike, different)]
