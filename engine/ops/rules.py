"""Shape rules and gradients that several families of primitives share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from math import prod
from typing import Any, ParamSpec, TypeVar

import numpy as np

from engine.autodiff import Array, Gradients, Shape, ShapeError, Spec

P = ParamSpec("P")
R = TypeVar("R")


def quiet() -> np.errstate:
    """Let NaN, infinities and empty batches through as IEEE 754 has them, without warnings."""
    return np.errstate(divide="ignore", over="ignore", invalid="ignore")


def quietly(function: Callable[P, R]) -> Callable[P, R]:
    """``function``, always run ``quiet``."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with quiet():
            return function(*args, **kwargs)

    return run


def volume(*sizes: int | None) -> int | None:
    """The product of sizes; None if one of them is not known."""
    known = [n for n in sizes if n is not None]
    return prod(known) if len(known) == len(sizes) else None


def unchanged(x: Spec, **_: Any) -> Spec:
    """One tensor in, one of the same shape and dtype out."""
    return x


def broadcast(*specs: Spec, **_: Any) -> Spec:
    """NumPy's broadcasting; an unknown size beside a known one takes the known one."""
    shape = broadcast_shapes([s.shape for s in specs])
    return Spec(shape, str(np.result_type(*(s.dtype for s in specs))))


def broadcast_shapes(shapes: Sequence[Shape]) -> Shape:
    """The common shape.

    Raises:
        ShapeError: the shapes do not broadcast.
    """
    rank = max(map(len, shapes), default=0)
    sizes: list[int | None] = []
    for column in zip(*((1,) * (rank - len(s)) + tuple(s) for s in shapes), strict=True):
        known = {n for n in column if n is not None and n != 1}
        if len(known) > 1:
            listed = " and ".join(str(Spec(s)) for s in shapes)
            raise ShapeError(f"shapes {listed} do not fit together: {_listed(known)} differ")
        sizes.append(known.pop() if known else None if None in column else 1)
    return tuple(sizes)


def fits(shape: Shape, wide: Shape) -> bool:
    """Whether an array of ``shape`` broadcasts to one of shape ``wide`` without widening it."""
    pairs = zip(reversed(shape), reversed(wide), strict=False)
    return len(shape) <= len(wide) and all(m in (None, 1, n) or n is None for m, n in pairs)


def axis_index(axis: int, ndim: int, parameter: str = "axis") -> int:
    """``axis`` counted from the front.

    Raises:
        ShapeError: there is no such axis.
    """
    if not -ndim <= axis < ndim:
        raise ShapeError(f"there is no axis {axis} in {ndim} dimensions", parameter)
    return axis % ndim


def axis_indices(axis: int | Sequence[int] | None, ndim: int) -> tuple[int, ...]:
    """Axes counted from the front, in ascending order; None stands for all of them."""
    if axis is None:
        return tuple(range(ndim))
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    return tuple(sorted({axis_index(a, ndim) for a in axes}))


def times_saved(saved: Any, g: Array) -> Gradients:
    """The gradient of a product with a constant, or of a curve: what was saved is the slope."""
    return (g * saved,)


def handed_on(_: Any, g: Array) -> Gradients:
    """The gradient of a sum with a constant."""
    return (g,)


def summed_to(g: Array, shape: tuple[int, ...]) -> Array:
    """``g`` summed over the axes along which ``shape`` was broadcast to it."""
    if g.shape == shape:
        return g
    lead = g.ndim - len(shape)
    if shape == g.shape[lead:]:
        return column_sums(g.reshape(prod(g.shape[:lead]), prod(shape))).reshape(shape)
    kept = tuple(i + lead for i, n in enumerate(shape) if n == 1 and g.shape[i + lead] != 1)
    return np.asarray(g.sum(axis=(*range(lead), *kept), keepdims=True)).reshape(shape)


def column_sums(rows: Array) -> Array:
    """Sum over the first axis of a matrix, through BLAS where that is faster."""
    if rows.dtype.kind == "f" and rows.dtype.itemsize >= 4:
        return np.asarray(np.ones(len(rows), rows.dtype) @ rows)
    return np.asarray(rows.sum(axis=0))


def _listed(sizes: set[int]) -> str:
    return " and ".join(map(str, sorted(sizes)))
