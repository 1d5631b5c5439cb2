"""Tables between task cards: what is known of them, and how their columns are named.

Columns are written as text, items separated by commas:

- ``alcohol, ash``: names, in quotes if they hold a comma, a colon or a quote;
- ``0, 3, -1``: positions, counted from 0, or from the end if negative;
- ``0:12``: positions 0 to 11; ``:5`` the first five, ``5:`` all from 5 on, ``:`` all;
- ``alcohol:ash``: from one name to the other, both included;
- ``!class``: not these; alone or first it means every column but these.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cards.card import CardError
from engine.autodiff import Array

if TYPE_CHECKING:
    import polars as pl

_ITEM = re.compile(r'(?:"(?:[^"]|"")*"|[^,"])+')
_INTERVAL = re.compile(r'((?:"(?:[^"]|"")*"|[^:"])*):((?:"(?:[^"]|"")*"|[^:"])*)')
MOST_CLASSES = 100
"""Different values beyond which a column is not taken for one of classes in a check."""

_INTEGER = re.compile(r"[+-]?\d{1,9}")


@dataclass(frozen=True)
class TableSpec:
    """A table that does not exist yet: (name, type) of its columns, and its rows if known.

    ``classes`` holds, for columns of few values, every value that may occur and the
    number of rows that have it at the least.
    """

    columns: tuple[tuple[str, str], ...]
    rows: int | None = None
    classes: Mapping[str, Mapping[Any, int]] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)

    def select(self, names: Sequence[str]) -> TableSpec:
        """The spec of these columns alone, in the order given."""
        types = dict(self.columns)
        return self.changed((name, types[name]) for name in names)

    def changed(self, columns: Iterable[tuple[str, str]]) -> TableSpec:
        """The same rows with other columns; those of the same name and type hold the same."""
        new, old = tuple(columns), dict(self.columns)
        kept = {n: self.classes[n] for n, t in new if n in self.classes and old.get(n) == t}
        return TableSpec(new, self.rows, kept)

    def with_rows(self, rows: int | None) -> TableSpec:
        """The same columns with another number of rows, of which nothing else is known."""
        return TableSpec(self.columns, rows)

    def part(self, rows: int, stratum: str | None = None) -> TableSpec:
        """That many of the rows; the values of the column ``stratum`` are as frequent in it."""
        if self.rows is None:
            return self.with_rows(rows)
        gone = self.rows - rows
        classes = {
            name: {
                value: count * rows // self.rows if name == stratum else max(count - gone, 0)
                for value, count in counts.items()
            }
            for name, counts in self.classes.items()
        }
        return TableSpec(self.columns, rows, classes)

    def values(self, name: str) -> tuple[Any, ...] | None:
        """The different values of a column, in order, if all of them are known to occur."""
        counts = self.classes.get(name)
        return tuple(sorted(counts)) if counts and all(counts.values()) else None

    def certain(self, name: str) -> tuple[Any, ...]:
        """Values that are known to occur in a column, in order."""
        return tuple(sorted(v for v, count in self.classes.get(name, {}).items() if count))

    def __str__(self) -> str:
        rows = "rows" if self.rows is None else str(self.rows)
        return f"({rows}, {len(self.columns)})"


def spec_of(frame: pl.DataFrame) -> TableSpec:
    """The spec of a table that exists."""
    return TableSpec(tuple((n, str(t)) for n, t in frame.schema.items()), frame.height)


def counted(frame: pl.DataFrame) -> TableSpec:
    """The spec of a table that exists, with the values of columns that hold few."""
    spec = spec_of(frame)
    classes: dict[str, Mapping[Any, int]] = {}
    for name, column_type in spec.columns:
        if column_type not in ("Int64", "String") or frame[name].has_nulls():
            continue
        if frame[name].n_unique() <= MOST_CLASSES:
            classes[name] = dict(frame[name].value_counts().iter_rows())
    return TableSpec(spec.columns, spec.rows, classes)


def is_number(column_type: str) -> bool:
    """Whether a column of this type can be computed with."""
    return column_type.startswith(("Int", "UInt", "Float", "Boolean"))


def columns_in(text: str, names: Sequence[str], socket: str | None = None) -> tuple[str, ...]:
    """The columns that ``text`` stands for, each once, in the order written.

    Raises CardError, at the row ``socket``, if a column is not among ``names``.
    """
    chosen: dict[str, None] = {}
    for at, item in enumerate(_items(text, names, socket)):
        excluded = item.startswith("!") and item not in names
        found = _found(item[1:].strip() if excluded else item, names, socket)
        if not excluded:
            chosen.update(dict.fromkeys(found))
            continue
        if at == 0:
            chosen.update(dict.fromkeys(names))
        for name in found:
            chosen.pop(name, None)
    return tuple(chosen)


def as_table(value: Any, title: str, socket: str | None = None) -> pl.DataFrame:
    """``value`` if it is a table. Raises CardError otherwise."""
    import polars as pl  # a start-up cost of 0.1 s

    if isinstance(value, pl.DataFrame):
        return value
    raise CardError(f"{title}: a table is expected, {_described(value)} came.", socket)


def as_array(value: Any, title: str, socket: str | None = None) -> Array:
    """The numbers of a table, as (rows, columns), or of an array, checked to be finite.

    Whole numbers stay whole. Raises CardError naming the column that holds text or
    lacks a value.
    """
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biuf" or not np.isfinite(value).all():
            raise CardError(f"{title}: the array holds values that are no numbers.", socket)
        return value
    frame = as_table(value, title, socket)
    for name, column_type in spec_of(frame).columns:
        if not is_number(column_type):
            raise CardError(text_column(title, name), socket)
        column = frame[name]
        good = column.is_not_null() & column.cast(float).is_finite().fill_null(False)
        if not good.all():
            row = int(good.arg_min() or 0) + 1
            raise CardError(f"{title}: column '{name}' lacks a number in row {row}.", socket)
    return frame.to_numpy()


def text_column(title: str, name: str) -> str:
    """The sentence for a column of text where numbers are needed."""
    return f"{title}: column '{name}' holds text; encode it one-hot or leave it out."


def unsplit(rows: int, share: float) -> str:
    """The sentence for rows of which a part would be empty."""
    count = f"{rows} row{'s' if rows != 1 else ''}"
    return f"{count} cannot be split by {share:g}: one part would have none."


def near(name: str, names: Sequence[str]) -> str:
    """A hint at the most similar of ``names``, as the end of a sentence."""
    lower = {n.lower(): n for n in reversed(names)}
    close = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    return f"; did you mean '{lower[close[0]]}'?" if close else "."


def quoted(name: str) -> str:
    """A column's name as it is written among columns, in quotes where it needs them."""
    plain = not re.search(r'[,:"]', name) and name == name.strip() and not name.startswith("!")
    plain = plain and bool(name) and not _INTEGER.fullmatch(name)
    return name if plain else '"' + name.replace('"', '""') + '"'


def _items(text: str, names: Sequence[str], socket: str | None) -> list[str]:
    if text.strip() in names:
        return [text.strip()]
    parts = [part.strip() for part in _ITEM.findall(text)]
    if text.count('"') % 2:
        raise CardError(f"A quote is not closed in '{text}'.", socket)
    return [part for part in parts if part]


def _found(item: str, names: Sequence[str], socket: str | None) -> list[str]:
    if item in names:
        return [item]
    interval = _INTERVAL.fullmatch(item)
    if interval is None:
        return [names[_place(item, names, socket)]]
    first, last = (side.strip() for side in interval.groups())
    start = _place(first, names, socket, bound=True) if first else 0
    stop = _place(last, names, socket, bound=True) if last else len(names)
    # A name as the end is included, as people say "from alcohol to ash".
    if last and (last in names or not _INTEGER.fullmatch(last)):
        stop += 1
    found = list(names[start:stop])
    if not found:
        raise CardError(f"'{item}' holds no column.", socket)
    return found


def _place(item: str, names: Sequence[str], socket: str | None, *, bound: bool = False) -> int:
    name = item[1:-1].replace('""', '"') if item.startswith('"') else item
    if name in names:
        return names.index(name)
    if name != item or not _INTEGER.fullmatch(item):
        raise CardError(f"There is no column '{name}'{near(name, names)}", socket)
    place = int(item) + (len(names) if int(item) < 0 else 0)
    if not 0 <= place < len(names) + bound:
        count = f"{len(names)} column{'s' if len(names) != 1 else ''}"
        raise CardError(f"There is no column {item}: the table has {count}, from 0 on.", socket)
    return place


def _described(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"a value of type {type(value).__name__}"
