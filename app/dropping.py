"""Files that are dropped on the window: documents are opened, tables become cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF

from app.canvas.adding import add_card

if TYPE_CHECKING:
    from app.window import Window

TABLES = frozenset({".csv", ".tsv", ".txt", ".data"})
READER = "ReadAsCSV"


def dropped_file(data: QMimeData) -> Path | None:
    """The one file in ``data`` that the window takes."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    known = [p for p in paths if p.suffix.lower() in {".json", *TABLES} and p.is_file()]
    return known[0] if len(known) == 1 else None


def take_file(window: Window, path: Path, at: QPoint) -> None:
    """Open a document, or add a card at ``at`` in the window that reads a table."""
    if path.suffix.lower() not in TABLES:
        window.filing.open_path(path)
        return
    canvas, session = window.canvas, window.session
    place = canvas.mapFrom(window, at)
    inside = canvas.rect().contains(place)
    folder = session.path.parent if session.path else None
    near = folder is not None and path.is_relative_to(folder)
    text = path.relative_to(folder).as_posix() if near and folder else str(path)
    there = canvas.to_scene(QPointF(place)) if inside else None
    add_card(canvas, READER, there, params={"path": text})
