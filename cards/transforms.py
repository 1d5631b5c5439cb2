"""What is learned from one table and done to others: scaling and one-hot encoding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cards.card import CardError
from cards.tables import TableSpec, as_array
from engine.autodiff import Array

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False)
class Scaling:
    """A fitted standard scaling: mean and deviation by column."""

    names: tuple[str, ...]
    mean: Array = field(default_factory=lambda: np.zeros(0))
    scale: Array = field(default_factory=lambda: np.ones(0))

    def __eq__(self, other: object) -> bool:
        # Made by hand: arrays say of each number whether it is the same.
        if not isinstance(other, Scaling):
            return NotImplemented
        same = self.names == other.names and np.array_equal(self.mean, other.mean)
        return same and np.array_equal(self.scale, other.scale)

    def __hash__(self) -> int:
        return hash((self.names, self.mean.tobytes(), self.scale.tobytes()))

    def infer(self, spec: TableSpec) -> TableSpec:
        """What the table will be. Raises CardError if a column is missing."""
        _check_there(self.names, spec.names)
        return spec.changed((n, "Float64" if n in self.names else t) for n, t in spec.columns)

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The table with these columns scaled. Raises CardError if one is missing."""
        import polars as pl  # a start-up cost of 0.1 s

        _check_there(self.names, frame.columns)
        values = as_array(frame.select(self.names), "Data", "data")
        scaled = (values - self.mean) / self.scale
        return frame.with_columns(
            pl.Series(name, scaled[:, i]) for i, name in enumerate(self.names)
        )


@dataclass(frozen=True)
class Encoding:
    """A fitted one-hot encoding: the values of each column that it knows."""

    categories: Mapping[str, tuple[Any, ...]]
    unseen: Literal["error", "zeros"]

    def infer(self, spec: TableSpec) -> TableSpec:
        """What the table will be.

        Raises CardError if a column is missing, or is sure to hold an unseen class.
        """
        _check_there(tuple(self.categories), spec.names)
        columns: list[tuple[str, str]] = []
        for name, column_type in spec.columns:
            known = self.categories.get(name)
            if known is None:
                columns.append((name, column_type))
                continue
            strange = [value for value in spec.certain(name) if value not in known]
            if strange and self.unseen == "error":
                raise CardError(_unseen(name, strange[0]), "data")
            columns += [(f"{name}_{value}", "Float32") for value in known]
        _check_unique([name for name, _ in columns])
        return spec.changed(columns)

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The table with a column a value; they stand where the encoded column stood.

        Raises CardError for a value that was not there when this was fitted.
        """
        import polars as pl  # a start-up cost of 0.1 s

        _check_there(tuple(self.categories), frame.columns)
        columns: list[pl.Series] = []
        for column in frame.get_columns():
            known = self.categories.get(column.name)
            if known is None:
                columns.append(column)
                continue
            if self.unseen == "error":
                self._check_seen(column, known)
            columns += [
                (column == value).fill_null(False).cast(pl.Float32).alias(f"{column.name}_{value}")
                for value in known
            ]
        _check_unique([c.name for c in columns])
        return pl.DataFrame(columns)

    def _check_seen(self, column: pl.Series, known: tuple[Any, ...]) -> None:
        strange = set(column.unique().to_list()).difference(known)
        if not strange:
            return
        row, value = next((r, v) for r, v in enumerate(column.to_list(), 1) if v in strange)
        if value is None:
            raise CardError(f"Column '{column.name}' lacks a value in row {row}.", "data")
        raise CardError(_unseen(column.name, value, f" in row {row}"), "data")


def classes_of(column: pl.Series) -> tuple[Any, ...]:
    """The different values of a column, in order. Raises CardError if they are too many."""
    if column.has_nulls():
        row = column.is_null().arg_true()[0] + 1
        raise CardError(f"Column '{column.name}' lacks a value in row {row}.", "data")
    classes = tuple(column.unique().sort().to_list())
    if len(classes) > 1000:
        sentence = f"Column '{column.name}' has {len(classes)} different values"
        raise CardError(f"{sentence}; at most 1000 can be encoded.", "columns")
    return classes


def _unseen(column: str, value: Any, where: str = "") -> str:
    return f"Column '{column}' holds '{value}'{where}, a class unseen in training."


def _check_there(columns: Sequence[str], names: Sequence[str]) -> None:
    missing = [name for name in columns if name not in names]
    if missing:
        raise CardError(
            f"The data has no column '{missing[0]}', which the transform is for.", "data"
        )


def _check_unique(names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise CardError(f"Two columns would be called '{twice}'.", "columns")
