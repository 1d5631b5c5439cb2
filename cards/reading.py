"""Text files of separated values, read as tables, with exact words for what is wrong."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from cards.card import CardError
from cards.glancing import glance
from cards.tables import TableSpec, columns_in, counted, spec_of

if TYPE_CHECKING:
    import polars as pl

_OTHER_DELIMITERS = {";": "';'", "\t": "a tab", ",": "','", "|": "'|'"}


@dataclass(frozen=True)
class Dialect:
    """How a file is to be read; ``header`` holds line numbers, counted from 0."""

    delimiter: str = ","
    header: tuple[int, ...] = (0,)
    encoding: str = "utf-8"
    decimal_comma: bool = False
    missing: tuple[str, ...] = ()
    on_missing: str = "error"
    quote: str = '"'
    text_columns: str = ""


LARGE = 32 * 2**20
"""Bytes from which on a file is read anew for each run, and its beginning for a check."""

BEGINNING = 2**20
"""Bytes of a large file that a check looks at."""


class _Format(TypedDict):
    delimiter: str
    quotechar: str | None
    quoting: Literal[0, 3]


def digest(path: Path) -> str:
    """A fingerprint of the file's content; nothing if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def read_table(path: Path, dialect: Dialect) -> pl.DataFrame:
    """The file as a table: whole numbers, numbers and text, each column of one type.

    Raises CardError, at the row at fault, naming the file and the line or column.
    A file that did not change is read once.
    """
    with _readable(path) as status:
        if status.st_size > LARGE:
            return _File(path, dialect).table()
        return _read(path, dialect, status.st_mtime_ns, status.st_size)


def table_spec(path: Path, dialect: Dialect) -> TableSpec:
    """What is known of the file as a table; of a large one, what its beginning tells.

    Raises CardError as ``read_table`` does.
    """
    with _readable(path) as status:
        if status.st_size > LARGE:
            return spec_of(_File(path, dialect, BEGINNING).table()).with_rows(None)
        return _spec(path, dialect, status.st_mtime_ns, status.st_size)


@contextmanager
def _readable(path: Path) -> Iterator[os.stat_result]:
    """The file's status. Raises CardError if it is none, or fails while it is read."""
    try:
        if not path.exists():
            raise CardError(f"There is no file '{path}'.", "path")
        if not path.is_file():
            what = "a folder" if path.is_dir() else "no ordinary file"
            raise CardError(f"'{path}' is {what}, not a table.", "path")
        yield path.stat()
    except OSError as error:
        raise CardError(f"'{path}' cannot be read: {error.strerror}.", "path") from error


# Keyed by time and size too, so that live checks do not read an unchanged file again.
@lru_cache(maxsize=4)
def _read(path: Path, dialect: Dialect, changed: int, size: int) -> pl.DataFrame:
    return _File(path, dialect).table()


@lru_cache(maxsize=16)
def _spec(path: Path, dialect: Dialect, changed: int, size: int) -> TableSpec:
    usual = Dialect(dialect.delimiter, missing=dialect.missing)
    seen = glance(path, dialect.delimiter, dialect.missing) if dialect == usual else None
    return seen or counted(_read(path, dialect, changed, size))


def _whole_lines(text: str, quote: str) -> str:
    """The beginning of a file without the line that is cut off."""
    end = text.rfind("\n")
    # A line that ends within quotes is not whole.
    while end > 0 and quote and text.count(quote, 0, end) % 2:
        end = text.rfind("\n", 0, end)
    return text[: end + 1] if end > 0 else text


class _File:
    """One reading of a file, or of its first bytes; raises CardError naming file and line."""

    def __init__(self, path: Path, dialect: Dialect, first: int | None = None) -> None:
        self.name = path.name
        self.dialect = dialect
        with path.open("rb") as file:
            data = file.read(-1 if first is None else first)
        self.text = self._decoded(data, whole=first is None)
        if not self.text.strip():
            raise CardError(f"'{self.name}' is empty.", "path")
        self.skipped = max(dialect.header, default=-1) + 1
        lines = io.StringIO(self.text, newline="")
        self.heads = [lines.readline() for _ in range(self.skipped)]
        self.body = lines.read()
        rows = self.body.lstrip("\r\n")
        # Polars takes the first line for the widest.
        self.skipped += self.body.count("\n") - rows.count("\n")
        self.body = rows
        self.rows: pl.Series | None = None

    def table(self) -> pl.DataFrame:
        import polars as pl  # a start-up cost of 0.1 s

        frame = self._strings()
        names = self._names(frame.width)
        self._check_width(frame, len(names))
        frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
        frame = frame.filter(~pl.all_horizontal(pl.all().is_null()))
        texts = set(columns_in(self.dialect.text_columns, names, "text_columns"))
        if self.dialect.missing:
            spellings = list(self.dialect.missing)
            frame = frame.with_columns(pl.all().replace(spellings, [None] * len(spellings)))
        if self.dialect.on_missing == "drop rows":
            whole = ~frame.select(pl.any_horizontal(pl.all().is_null())).to_series()
            self.rows, frame = whole.arg_true(), frame.filter(whole)
        elif self.dialect.on_missing == "error":
            self._refuse_missing(frame)
        if not frame.height:
            raise CardError(f"'{self.name}' has no rows of data.", "path")
        return frame.select(self._typed(frame[n], n in texts) for n in names)

    def _decoded(self, data: bytes, *, whole: bool) -> str:
        encoding = self.dialect.encoding
        try:
            decoder = codecs.getincrementaldecoder(encoding)()
            text = decoder.decode(data, whole).removeprefix("\ufeff")
        except UnicodeError as error:
            line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
            sentence = f"'{self.name}' is not {encoding} text: line {line} cannot be decoded."
            raise CardError(sentence, "encoding") from error
        if "\0" in text:
            raise CardError(f"'{self.name}' is not a text file.", "path")
        return text if whole else _whole_lines(text, self.dialect.quote)

    def _strings(self) -> pl.DataFrame:
        import polars as pl  # a start-up cost of 0.1 s

        try:
            return pl.read_csv(
                io.BytesIO(self.body.encode()),
                has_header=False,
                infer_schema=False,
                separator=self.dialect.delimiter,
                quote_char=self.dialect.quote or None,
            )
        except pl.exceptions.NoDataError as error:
            raise CardError(f"'{self.name}' has no rows of data.", "path") from error
        except pl.exceptions.PolarsError as error:
            self._check_lines()
            reason = str(error).partition("\n")[0].rstrip(".")
            raise CardError(
                f"'{self.name}' cannot be read as a table: {reason}.", "path"
            ) from error

    def _names(self, width: int) -> list[str]:
        """The columns' names: the header's lines joined, made unique."""
        if not self.dialect.header:
            return [f"column_{i}" for i in range(width)]
        rows = [self._fields(self.heads[at]) for at in self.dialect.header]
        count = max(map(len, rows))
        if count == 1 and width == 1:
            self._check_delimiter()
        rows = [row + [""] * (count - len(row)) for row in rows]
        names: list[str] = []
        for i, parts in enumerate(zip(*rows, strict=True)):
            name = " ".join(p.strip() for p in parts if p.strip()) or f"column_{i}"
            others = (f"{name}_{n}" for n in range(2, len(names) + 3))
            names.append(name if name not in names else next(o for o in others if o not in names))
        return names

    def _check_delimiter(self) -> None:
        head, first = self.heads[-1], self.body.partition("\n")[0]
        for other, shown in _OTHER_DELIMITERS.items():
            if other != self.dialect.delimiter and 0 < head.count(other) == first.count(other):
                mine = _OTHER_DELIMITERS.get(self.dialect.delimiter, repr(self.dialect.delimiter))
                sentence = f"'{self.name}' seems to be separated by {shown}, not by {mine}."
                raise CardError(sentence, "delimiter")

    def _check_width(self, frame: pl.DataFrame, width: int) -> None:
        """Refuse lines with more or fewer values than the table has columns."""
        # Lines that are too short come as missing values at the end.
        if frame.width != width or frame[frame.columns[-1]].has_nulls():
            self._check_lines(width)

    def _check_lines(self, width: int | None = None) -> None:
        for line, fields in self._records():
            width = width or len(fields)
            if fields and len(fields) != width:
                values = f"{len(fields)} value{'s' if len(fields) != 1 else ''}"
                sentence = f"Line {line} of '{self.name}' has {values}, {width} are expected."
                raise CardError(sentence, "path")

    def _refuse_missing(self, frame: pl.DataFrame) -> None:
        for name in frame.columns:
            if frame[name].has_nulls():
                line = self._line(frame[name].is_null().arg_true()[0])
                sentence = f"Column '{name}' of '{self.name}' lacks a value in line {line}."
                raise CardError(sentence, "missing_values")

    def _typed(self, column: pl.Series, as_text: bool) -> pl.Series:
        """The column as numbers if all its values are numbers, as text if hardly any is."""
        import polars as pl  # a start-up cost of 0.1 s

        if as_text:
            return column
        plain = column.str.strip_chars()
        if self.dialect.decimal_comma:
            plain = plain.str.replace_all(",", ".", literal=True)
        numbers = plain.cast(pl.Float64, strict=False)
        wrong = numbers.is_null() & column.is_not_null()
        if wrong.any():
            if wrong.sum() * 2 > len(column) - column.null_count():
                return column
            row = wrong.arg_true()[0]
            raise CardError(self._text_among_numbers(column.name, column[row], row), "text_columns")
        whole = plain.cast(pl.Int64, strict=False)
        return numbers if (whole.is_null() & column.is_not_null()).any() else whole

    def _text_among_numbers(self, name: str, value: str, row: int) -> str:
        line = self._line(row if self.rows is None else self.rows[row])
        shown = value if len(value) <= 40 else value[:40] + "…"
        return f"Column '{name}' of '{self.name}' holds numbers, but '{shown}' is in line {line}."

    def _line(self, row: int) -> int:
        """The line, counted from 1, of a row of the table, counted from 0."""
        records = (line for line, fields in self._records() if any(fields))
        return next(line for i, line in enumerate(records) if i == row)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(self.body, newline=""), **self._format(), strict=True)
        line = self.skipped + 1
        try:
            for fields in reader:
                yield line, fields
                line = self.skipped + reader.line_num + 1
        except csv.Error as error:
            sentence = f"Line {line} of '{self.name}' cannot be read: {error}."
            raise CardError(sentence, "path") from error

    def _fields(self, line: str) -> list[str]:
        return next(csv.reader([line], **self._format()), [])

    def _format(self) -> _Format:
        quote = self.dialect.quote
        return {
            "delimiter": self.dialect.delimiter,
            "quotechar": quote or None,
            "quoting": csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        }
