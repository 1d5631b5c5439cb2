"""How much memory there is, and keeping it between the steps of a training."""

from __future__ import annotations

import os
from collections.abc import Iterable
from math import prod

import numpy as np

from engine.autodiff import ShapeError

_LARGEST = (1 << 25) - (1 << 13)
"""Bytes of the largest array whose end the C library learns from: 32 MB with its own data."""

_UNITS = ("kB", "MB", "GB", "TB", "PB", "EB")


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
    if count < 1000:
        return f"{count} bytes"
    step = (len(str(count)) - 1) // 3
    if step > len(_UNITS):
        return f"more than 1000 {_UNITS[-1]}"
    return f"{count / 1000**step:.1f} {_UNITS[step - 1]}"


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
