"""Brings files of older formats up to date, as raw data and one version at a time.

A step never uses the models of today, so that it keeps its meaning for ever. For each
old version ``tests/documents`` keeps a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cards.document import FORMAT, FORMAT_VERSION, DocumentError

Raw = dict[str, Any]


def _frames_apart(data: Raw) -> Raw:
    """Version 1 called the frames around cards groups; groups are cards now."""
    if "groups" not in data:
        return data
    rest = {key: value for key, value in data.items() if key != "groups"}
    return {**rest, "frames": data["groups"]}


MIGRATIONS: Mapping[int, Callable[[Raw], Raw]] = {1: _frames_apart}
"""By version, the step that brings raw data of it to the next version."""


def migrated(data: Raw) -> Raw:
    """Raw ``data`` in today's format.

    Raises DocumentError if it is no document of ours or newer than this program.
    """
    version = _version(data)
    for step in range(version, FORMAT_VERSION):
        data = {**MIGRATIONS[step](data), "version": step + 1}
    return data


def _version(data: Raw) -> int:
    if data.get("format") != FORMAT:
        given = data.get("format", "nothing")
        raise DocumentError(
            f'This is no {FORMAT} document: its "format" should be "{FORMAT}", not {given!r:.60}.'
        )
    version = data.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise DocumentError(
            f'The document\'s "version" should be a whole number from 1, not {version!r:.60}.'
        )
    if version > FORMAT_VERSION:
        raise DocumentError(
            f"The document has format {version}, written by a newer Layerdeck; "
            f"this one reads formats up to {FORMAT_VERSION}."
        )
    return version
