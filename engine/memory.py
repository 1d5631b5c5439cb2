"""How much memory there is, and keeping it between the steps of a training."""

from __future__ import annotations

import os
from collections.abc import Iterable
from math import prod

import numpy as np

from engine.autodiff import ShapeError

_LARGEST = (1 << 25) - (1 << 13)
"""Bytes of the largest array whose end the C library learns from: 32 MB with its own data."""


def keep_pages() -> None:
    """Let the memory of freed arrays stay with the process, for the next step.

    The GNU C library gives large arrays back to the system when they are freed, and the
    system clears the pages that replace them: with images that costs as much as the
    arithmetic. What counts as large follows the largest array freed so far, so that
    freeing one that is never touched is enough. Elsewhere nothing happens.

    Source: the manual page mallopt(3), M_MMAP_THRESHOLD.
    """
    np.empty(_LARGEST, np.uint8)


def machine_bytes() -> int:
    """The memory of this machine; where the system does not tell, 1 TB."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2**40


def bytes_of(sizes: Iterable[int], dtype: str) -> int:
    """The bytes of an array."""
    return prod(sizes) * np.dtype(dtype).itemsize


def in_words(count: int) -> str:
    """A number of bytes as people say it: ``4.0 GB``."""
    size, units = float(count), ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{count} bytes" if units[0] == "bytes" else f"{size:,.1f} {units[0]}"


def refuse_too_large(name: str, sizes: Iterable[int], dtype: str) -> None:
    """Refuse an array that this machine could not hold.

    Raises:
        ShapeError: it takes more bytes than the machine has.
    """
    needed, there = bytes_of(sizes, dtype), machine_bytes()
    if needed > there:
        raise ShapeError(
            f"{name} would take {in_words(needed)} of memory, this machine has {in_words(there)}"
        )
