"""Layers that make one tensor of several."""

from __future__ import annotations

from functools import reduce

import numpy as np

from engine.autodiff import ShapeError, Spec, Tensor
from engine.ops import elementwise, shaping
from engine.ops.elementwise import cast_floats
from engine.ops.reduce import reduce_all, reduce_any
from engine.ops.rules import axis_index
from engine.scope import Scope


def add(scope: Scope, *xs: Tensor, dialect: str = "keras3") -> Tensor:
    """The sum of the inputs, which broadcast; missing axes are put behind the batch.

    A place counts in the output's mask where one input's mask has it, and there is no
    mask if an input has none. In the dialect ``tf_keras`` it counts where all masks
    that there are have it.

    Raises:
        ShapeError: the inputs do not fit together.
    """
    _check_batches(xs, "an add layer")
    same_rank = _aligned([cast_floats(x, scope.dtype) for x in xs])
    total = reduce(elementwise.add, same_rank)
    mask = _joint_mask([x.mask for x in xs], dialect)
    return total if total.mask is mask else total.masked(mask)


def concatenate(scope: Scope, *xs: Tensor, axis: int = -1, dialect: str = "keras3") -> Tensor:
    """The inputs one behind the other along ``axis``, and their masks likewise.

    Where masks are joined along the last axis, a place counts if one of them has it;
    in the dialect ``tf_keras`` if all have it.

    Raises:
        ShapeError: there is no such axis, or other sizes differ.
    """
    if not xs:
        raise ShapeError("a concatenate layer needs at least one input")
    at = axis_index(axis, xs[0].ndim)
    if at:
        _check_batches(xs, "a concatenate layer")
    joined: Tensor = shaping.concatenate(*(cast_floats(x, scope.dtype) for x in xs), axis=at)
    if all(x.mask is None for x in xs):
        return joined
    marks: Tensor = shaping.concatenate(*map(_full_mask, xs), axis=at)
    gathered = reduce_all if dialect == "tf_keras" else reduce_any
    return joined.masked(gathered(marks, axis=-1))


def _check_batches(xs: tuple[Tensor, ...], name: str) -> None:
    if not xs:
        raise ShapeError(f"{name} needs at least one input")
    sizes = {x.shape[0] for x in xs if x.ndim} - {None}
    if len(sizes) > 1:
        listed = " and ".join(str(x.spec) for x in xs)
        raise ShapeError(f"{name} needs batches of one size; the inputs are {listed}")


def _aligned(xs: list[Tensor]) -> list[Tensor]:
    """All with as many axes as the longest; new ones stand behind the batch."""
    rank = max(x.ndim for x in xs)
    for i, x in enumerate(xs):
        for _ in range(rank - x.ndim):
            x = shaping.expand_dims(x, axis=1)
        xs[i] = x
    return xs


def _joint_mask(masks: list[Tensor | None], dialect: str) -> Tensor | None:
    there = [mask for mask in masks if mask is not None]
    if not there or (dialect != "tf_keras" and len(there) < len(masks)):
        return None
    join = elementwise.logical_and if dialect == "tf_keras" else elementwise.logical_or
    return reduce(join, there)


def _full_mask(x: Tensor) -> Tensor:
    """The mask of ``x`` with the shape of ``x``; true everywhere without one."""
    if x.mask is None:
        spec = Spec(x.shape, "bool")
        return Tensor(spec if x.abstract else np.ones(x.array.shape, bool))
    if x.mask.ndim == x.ndim:
        return x.mask
    full: Tensor = shaping.broadcast_to(shaping.expand_dims(x.mask, axis=-1), shape=x.shape)
    return full
