"""Files that are dropped on the window: documents are opened, tables become cards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF

from app.canvas.adding import add_card
from app.translation import tr

if TYPE_CHECKING:
    from app.window import Window

TABLES = frozenset({".csv", ".tsv", ".txt", ".data"})
READER = "ReadAsCSV"
APART = QPoint(24, 24)
"""From one card to the next, where several tables are dropped at once."""


def dropped_files(data: QMimeData) -> list[Path]:
    """The files and folders in ``data``, whether they can be used or not."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def take_files(window: Window, paths: Sequence[Path], at: QPoint) -> None:
    """Open documents, and add cards from ``at`` on that read tables.

    What is neither is named in one sentence.
    """
    known = [p for p in paths if p.suffix.lower() in {".json", *TABLES} and p.is_file()]
    tables = [path for path in known if path.suffix.lower() in TABLES]
    for number, path in enumerate(tables):
        add_table(window, path, at + APART * number)
    documents = [path for path in known if path not in tables]
    if window.desk is not None:
        window.desk.open_paths(documents)
    elif documents:
        window.filing.open_path(documents[-1])
    strange = [path.name for path in paths if path not in known]
    if strange:
        text = tr("Only documents (.json) and tables (.csv) can be dropped, not {names}.")
        window.show_message(text.format(names=", ".join(strange)))


def add_table(window: Window, path: Path, at: QPoint) -> None:
    """Add a card at ``at`` in the window that reads a table."""
    canvas, session = window.canvas, window.session
    place = canvas.mapFrom(window, at)
    inside = canvas.rect().contains(place)
    folder = session.path.parent if session.path else None
    near = folder is not None and path.is_relative_to(folder)
    text = path.relative_to(folder).as_posix() if near and folder else str(path)
    there = canvas.to_scene(QPointF(place)) if inside else None
    # Who drops a file wants it to be read.
    session.allow((path,))
    add_card(canvas, READER, there, params={"path": text})
