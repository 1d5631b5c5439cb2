"""The language of the interface: every text that the window shows passes through ``tr``."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """``text`` in the language of the interface; values are put in afterwards, by ``format``."""
    return QCoreApplication.translate("app", text)
