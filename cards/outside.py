"""Paths that lead out of a document's folder: what strangers could want to read."""

from __future__ import annotations

import os
from pathlib import Path

from cards.document import Document
from cards.history import replaced

LONGEST = 4096
"""Characters beyond which a text is no path."""


def outside(path: str, folder: Path) -> Path | None:
    """The place that ``path`` names, if it is outside ``folder``; None if it is inside.

    Judged by its words first, and only then by where links lead: a server that a stranger
    names is not even asked.
    """
    place = Path(os.path.normpath(folder / path))
    if place != folder and folder not in place.parents:
        return place
    try:
        real, home = place.resolve(), folder.resolve()
    except (OSError, RuntimeError, ValueError):
        return place
    return None if real == home or home in real.parents else place


def named_paths(old: Document, new: Document, folder: Path) -> frozenset[Path]:
    """Places outside ``folder`` that a user named who changed the rows of cards.

    Cards that are new may come from anybody, through the clipboard, and are not looked at.
    """
    found: set[Path] = set()
    for name in replaced(old.nodes, new.nodes):
        before, node = old.nodes.get(name), new.nodes[name]
        if before is None or before.params is node.params:
            continue
        for row, value in node.params.items():
            if value != before.params.get(row) and isinstance(value, str) and _is_path(value):
                place = outside(value, folder)
                found |= set() if place is None else {place}
    return frozenset(found)


def _is_path(text: str) -> bool:
    return 0 < len(text) < LONGEST and not any(c in text for c in "\0\n")
