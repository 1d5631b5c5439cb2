"""Entries of menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu


def told(keys: str) -> str:
    """Keys as the system and the language write them; what is none stays."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys


def add_item(menu: QMenu, text: str, act: Callable[[], object], keys: str = "") -> QAction:
    """An entry that does ``act``; ``keys`` are told beside it, and handled elsewhere."""
    # The tab sets the keys apart.
    action = menu.addAction(f"{text}\t{told(keys)}" if keys else text)
    action.triggered.connect(lambda _=False: act())
    return action
