"""Tells the form of a small, plain table at a glance, without loading what reads all others.

A live check of such a file would else wait 0.2 s for Polars. Whatever is unusual, such as a
quote, a missing value or a line of another length, is left to the full reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cards.tables import MOST_CLASSES, TableSpec

SMALL = 2**17
"""Bytes up to which a file is looked at."""

_PLAIN = re.compile(r"[\x20\x21\x23-\x7e\t\n]*", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,15}")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_WORD = re.compile(r"[A-Za-z][A-Za-z _-]*[A-Za-z]")
_NUMBERS_TOO = {"nan", "inf", "infinity"}


def glance(path: Path, delimiter: str, missing: Sequence[str]) -> TableSpec | None:
    """The form of a table with one line of names and nothing unusual in it; None otherwise."""
    if path.stat().st_size > SMALL:
        return None
    try:
        text = path.read_bytes().decode("ascii")
    except UnicodeDecodeError:
        return None
    text = text.replace("\r\n", "\n").removesuffix("\n")
    if not _PLAIN.fullmatch(text):
        return None
    names, *rows = (line.split(delimiter) for line in text.split("\n"))
    plain = all(name and name == name.strip() for name in names) and len(set(names)) == len(names)
    if not plain or not rows or len(names) < 2 or any(len(row) != len(names) for row in rows):
        return None
    columns: list[tuple[str, str]] = []
    classes: dict[str, Mapping[Any, int]] = {}
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        column_type = _type(column, missing)
        if column_type is None:
            return None
        columns.append((name, column_type))
        counts = Counter(map(int, column)) if column_type == "Int64" else Counter(column)
        if column_type != "Float64" and len(counts) <= MOST_CLASSES:
            classes[name] = dict(counts)
    return TableSpec(tuple(columns), len(rows), classes)


def _type(column: Sequence[str], missing: Sequence[str]) -> str | None:
    """The type of a column of plain values; None if one of them is not plain."""
    if any(value in missing for value in column):
        return None
    if all(map(_INTEGER.fullmatch, column)):
        return "Int64"
    if all(map(_NUMBER.fullmatch, column)):
        return "Float64"
    words = all(_WORD.fullmatch(v) and v.lower() not in _NUMBERS_TOO for v in column)
    return "String" if words else None
