"""Keeping memory between the steps of a training."""

from __future__ import annotations

import numpy as np

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
