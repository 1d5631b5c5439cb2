"""How many threads BLAS may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def blas_threads(count: int | None = None) -> Iterator[int]:
    """Hold BLAS to ``count`` threads inside a ``with`` block; gives the number.

    Without a number one core is left to others, such as a window. More threads than
    cores would make every matrix product many times slower, so that never happens.
    """
    # Imported here: it looks at all loaded libraries, which start-up need not pay for.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

    cores = os.cpu_count() or 1
    count = max(1, min(cores - 1 if count is None else count, cores))
    with threadpool_limits(limits=count, user_api="blas"):
        yield count
