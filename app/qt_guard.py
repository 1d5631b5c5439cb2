"""Refuses the one combination of PySide6 and Python that is known to crash."""

from __future__ import annotations

import sys


def unsafe(python: tuple[int, int], pyside: str) -> str | None:
    """Why the window must not start on these versions, or None if it may.

    PySide6 6.12 drops references to None that it does not own; below Python 3.12
    the interpreter aborts after some thousand calls.
    """
    numbers = pyside.split(".")[:2]
    if python >= (3, 12) or not all(n.isdigit() for n in numbers):
        return None
    if tuple(map(int, numbers)) < (6, 12):
        return None
    return (
        f"PySide6 {pyside} crashes Python {python[0]}.{python[1]}: "
        'install "PySide6-Essentials<6.12" or use Python 3.12 or later.'
    )


def refuse_unsafe_qt() -> None:
    """Raise ImportError, with the remedy, before an unsafe PySide6 can crash."""
    if sys.version_info >= (3, 12):
        return
    # Loaded here, so that this module can be asked where Qt is not installed.
    import PySide6

    if reason := unsafe(sys.version_info[:2], PySide6.__version__):
        raise ImportError(reason)
