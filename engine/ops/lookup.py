"""Rows of a table by their numbers."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, ShapeError, Spec, primitive


def _rows_shape(table: Spec, ids: Spec, *, wraps: bool = False) -> Spec:
    return Spec((*ids.shape, *table.shape[1:]), table.dtype)


def _rows_backward(saved: Any, g: Array) -> Gradients:
    places, shape = saved
    return scattered(g.reshape(places.size, prod(shape[1:])), places.ravel(), shape), None


@primitive(shape=_rows_shape, backward=_rows_backward)
def rows(table: Array, ids: Array, *, wraps: bool = False) -> tuple[Any, Any]:
    """The rows of ``table`` that ``ids`` name; fractions of ids are cut off.

    Where it ``wraps``, negative ids count from the end.

    Raises:
        ShapeError: there is no such row.
    """
    count = len(table)
    fits = (ids > (-count - 1 if wraps else -1)) & (ids < count)
    if not fits.all():
        raise ShapeError(_refused(ids, fits, count, -count if wraps else 0))
    places = ids.astype(np.intp, copy=False)
    if wraps:
        places = np.where(places < 0, places + count, places)
    return table[places], (places, table.shape)


def scattered(g: Array, places: Array, shape: tuple[int, ...]) -> Array:
    """Zeros of ``shape``, to whose rows the rows of ``g`` are added at ``places``.

    Sums are taken in float64, column by column: several times faster than ``np.add.at``,
    and exact. Time and memory go by the rows that are named, not by those of the table.
    """
    sums = np.zeros((shape[0], g.shape[1]), g.dtype)
    named, order = np.unique(places, return_inverse=True)
    for i, column in enumerate(g.T):
        sums[named, i] = np.bincount(order, column, len(named))
    return sums.reshape(shape)


def _refused(ids: Array, fits: Array, count: int, lowest: int) -> str:
    at = tuple(int(i) for i in np.argwhere(~fits)[0])
    where = f" (at {', '.join(map(str, at))})" if at else ""
    value = ids[at].item()
    known = f"it has the ids {lowest} to {count - 1}"
    return f"the embedding has no row for the id {value:g}{where}; {known}"
