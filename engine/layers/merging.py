"""Layers that make one tensor of several."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import inf

import numpy as np

from engine.autodiff import Primitive, ShapeError, Spec, Tensor
from engine.ops import elementwise, shaping
from engine.ops.elementwise import cast, cast_floats
from engine.ops.matmul import batch_dot
from engine.ops.reduce import reduce_all, reduce_any, reduce_sum
from engine.refusals import NoSuchAxisError, SettingTypeError
from engine.scope import Scope

_LEAST_SQUARES = {"tf_keras": 1e-12, "keras3": 1e-14}
"""What a sum of squares counts as at least, so that nothing is divided by 0."""


def add(scope: Scope, *xs: Tensor, dialect: str = "keras3") -> Tensor:
    """The sum of the inputs, which broadcast; missing axes are put behind the batch.

    A place counts in the output's mask where one input's mask has it, and there is no
    mask if an input has none. In the dialect ``tf_keras`` it counts where all masks
    that there are have it.

    Raises:
        ShapeError: the inputs do not fit together.
    """
    same_rank = _aligned(scope, xs, "an add layer")
    return _with_joint_mask(reduce(elementwise.add, same_rank), xs, dialect)


def average(scope: Scope, *xs: Tensor, dialect: str = "keras3") -> Tensor:
    """The mean of the inputs; shapes and masks as for ``add``."""
    same_rank = _aligned(scope, [cast(x, scope.dtype) for x in xs], "an average layer")
    total = reduce(elementwise.add, same_rank)
    return _with_joint_mask(elementwise.scale(total, factor=1 / len(xs)), xs, dialect)


def subtract(scope: Scope, *xs: Tensor, dialect: str = "keras3") -> Tensor:
    """The first input less the second; shapes and masks as for ``add``."""
    _check_two(xs, "a subtract layer")
    same_rank = _aligned(scope, xs, "a subtract layer")
    return _with_joint_mask(elementwise.subtract(*same_rank), xs, dialect)


def multiply(scope: Scope, *xs: Tensor, dialect: str = "keras3") -> Tensor:
    """The product of the inputs; shapes and masks as for ``add``.

    Where an input's mask leaves a place out, the input counts as 1; where all do, the
    product is 0. In the dialect ``tf_keras`` masks change no values.
    """
    same_rank = _aligned(scope, xs, "a multiply layer")
    masks = _value_masks(same_rank, dialect)
    there = [
        x if mask is None else elementwise.select(mask, x, _all(x, 1))
        for x, mask in zip(same_rank, masks, strict=True)
    ]
    product = reduce(elementwise.multiply, there)
    known = [mask for mask in masks if mask is not None]
    if len(known) == len(xs):
        somewhere = reduce(elementwise.logical_or, known)
        product = elementwise.select(somewhere, product, _all(product, 0))
    return _with_joint_mask(product, xs, dialect)


def maximum(scope: Scope, *xs: Tensor, dialect: str = "keras3") -> Tensor:
    """The largest of the inputs; shapes and masks as for ``add``.

    Of equal ones the first gets the gradient. Where an input's mask leaves a place out,
    the others decide. In the dialect ``tf_keras`` masks change no values.
    """
    return _extreme(scope, xs, elementwise.maximum, "a maximum layer", dialect)


def minimum(scope: Scope, *xs: Tensor, dialect: str = "keras3") -> Tensor:
    """The smallest of the inputs; otherwise like ``maximum``."""
    return _extreme(scope, xs, elementwise.minimum, "a minimum layer", dialect)


def concatenate(scope: Scope, *xs: Tensor, axis: int = -1, dialect: str = "keras3") -> Tensor:
    """The inputs one behind the other along ``axis``, and their masks likewise.

    Where masks are joined along the last axis, a place counts if one of them has it;
    in the dialect ``tf_keras`` if all have it.

    Raises:
        ShapeError: there is no such axis, or other sizes differ.
    """
    if not xs:
        raise ShapeError("a concatenate layer needs at least one input")
    if dialect != "tf_keras" and axis >= xs[0].ndim:
        raise ShapeError(f"there is no axis {axis} in the input {xs[0].spec}", "axis")
    at = _axis(axis, xs[0], "axis")
    if at:
        _check_batches(xs, "a concatenate layer")
    joined: Tensor = shaping.concatenate(*_of_one_sort(scope, xs), axis=at)
    if all(x.mask is None for x in xs):
        return joined
    marks: Tensor = shaping.concatenate(*map(_full_mask, xs), axis=at)
    gathered = reduce_all if dialect == "tf_keras" else reduce_any
    return joined.masked(gathered(marks, axis=-1))


def dot(
    scope: Scope,
    *xs: Tensor,
    axes: int | Sequence[int],
    normalize: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """Sums of products of two inputs along one axis of each, sample by sample.

    The result has the first input's other axes, then the second's: ``(batch, 1)`` for
    two batches of vectors. ``axes`` counts from the batch, which is 0. With
    ``normalize`` vectors along the axes are brought to length 1 before, so that two
    alike give 1. The masks end here.

    Raises:
        ShapeError: the axes do not exist, are batches, or differ in size.
    """
    _check_axes(axes)
    _check_two(xs, "a dot layer")
    places = _places(xs, axes)
    _check_meeting(xs, places)
    factors = _of_one_sort(scope, xs)
    if normalize:
        least = _LEAST_SQUARES[dialect]
        factors = [_unit(x, axis, least) for x, axis in zip(factors, places, strict=True)]
    product: Tensor = batch_dot(*factors, axes=(places[0], places[1]))
    return product


# Shapes


def _check_two(xs: Sequence[Tensor], name: str) -> None:
    if len(xs) != 2:
        raise ShapeError(f"{name} takes two inputs, not {len(xs)}")


def _check_batches(xs: Sequence[Tensor], name: str) -> None:
    if not xs:
        raise ShapeError(f"{name} needs at least one input")
    sizes = {x.shape[0] for x in xs if x.ndim} - {None}
    if len(sizes) > 1:
        listed = " and ".join(str(x.spec) for x in xs)
        raise ShapeError(f"{name} needs batches of one size; the inputs are {listed}")


def _aligned(scope: Scope, xs: Sequence[Tensor], name: str) -> list[Tensor]:
    """All with as many axes as the longest; new ones stand behind the batch.

    Raises:
        ShapeError: they do not broadcast then.
    """
    _check_batches(xs, name)
    rank = max(x.ndim for x in xs)
    same_rank = _of_one_sort(scope, xs)
    for i, x in enumerate(same_rank):
        for _ in range(rank - x.ndim):
            x = shaping.expand_dims(x, axis=min(1, x.ndim))
        same_rank[i] = x
    for column in zip(*(x.shape for x in same_rank), strict=True):
        known = sorted({n for n in column if n not in (None, 1)})
        if len(known) > 1:
            listed = " and ".join(dict.fromkeys(str(x.spec) for x in xs))
            raise ShapeError(
                f"{name} needs inputs of one shape, or sizes of 1 that are repeated; they are "
                f"{listed}, and {' and '.join(map(str, known))} differ"
            )
    return same_rank


def _axis(axis: int, x: Tensor, parameter: str) -> int:
    """``axis`` counted from the front of ``x``."""
    if not -x.ndim <= axis < x.ndim:
        raise NoSuchAxisError(f"there is no axis {axis} in the input {x.spec}", parameter)
    return axis % x.ndim


def _places(xs: Sequence[Tensor], axes: int | Sequence[int]) -> list[int]:
    """The axis of each input, counted from the front; one negative number goes round."""
    if not isinstance(axes, int):
        return [_axis(axis, x, "axes") for axis, x in zip(axes, xs, strict=True)]
    return [axes % max(x.ndim, 1) if axes < 0 else _axis(axes, x, "axes") for x in xs]


def _check_axes(axes: int | Sequence[int]) -> None:
    if isinstance(axes, int):
        return
    if not isinstance(axes, (list, tuple)):
        raise SettingTypeError(f"axes takes two whole numbers, not {axes!r}", "axes")
    if len(axes) != 2 or not all(isinstance(axis, int) for axis in axes):
        raise ShapeError(f"axes takes two whole numbers, not {axes!r}", "axes")


def _check_meeting(xs: Sequence[Tensor], places: Sequence[int]) -> None:
    """Refuse axes that cannot be multiplied and summed."""
    for x in xs:
        if x.ndim < 2:
            raise ShapeError(f"a dot layer needs an axis beside the batch; an input is {x.spec}")
    if 0 in places:
        raise ShapeError("a dot layer cannot sum over the batch, which is axis 0", "axes")
    _check_batches(xs, "a dot layer")
    sizes = [x.shape[axis] for x, axis in zip(xs, places, strict=True)]
    if None not in sizes and sizes[0] != sizes[1]:
        raise ShapeError(
            f"axis {places[0]} of {xs[0].spec} and axis {places[1]} of {xs[1].spec} have "
            f"{sizes[0]} and {sizes[1]} places, where a dot layer needs as many",
            "axes",
        )


# Values


def _of_one_sort(scope: Scope, xs: Sequence[Tensor]) -> list[Tensor]:
    """All as floats of the layer if one is; whole numbers stay among themselves."""
    together = cast if any(x.dtype.startswith("float") for x in xs) else cast_floats
    return [together(x, scope.dtype) for x in xs]


def _all(x: Tensor, value: float) -> Tensor:
    """One number of the type of ``x``."""
    return Tensor(Spec((), x.dtype) if x.abstract else np.asarray(value, x.dtype))


def _unit(x: Tensor, axis: int, least: float) -> Tensor:
    squares = reduce_sum(elementwise.square(x), axis=axis, keepdims=True)
    length = elementwise.sqrt(elementwise.clip(squares, low=least, high=inf))
    unit: Tensor = elementwise.divide(x, length)
    return unit


def _extreme(
    scope: Scope, xs: Sequence[Tensor], choose: Primitive, name: str, dialect: str
) -> Tensor:
    same_rank = _aligned(scope, xs, name)
    masks = _value_masks(same_rank, dialect)
    best, known = same_rank[0], masks[0]
    for x, mask in zip(same_rank[1:], masks[1:], strict=True):
        if mask is not None:
            x = elementwise.select(mask, x, best)
        if known is not None:
            best = elementwise.select(known, best, x)
        both = mask is not None and known is not None
        known = elementwise.logical_or(known, mask) if both else None
        best = choose(best, x)
    return _with_joint_mask(best, xs, dialect)


# Masks


def _value_masks(xs: Sequence[Tensor], dialect: str) -> list[Tensor | None]:
    """The masks that change values, with as many axes as the inputs.

    An input that got axes has lost its mask, as in Keras.
    """
    if dialect == "tf_keras":
        return [None] * len(xs)
    return [None if x.mask is None else _expanded(x.mask, x.ndim) for x in xs]


def _expanded(mask: Tensor, rank: int) -> Tensor:
    """``mask`` with axes of length 1 behind its own."""
    for _ in range(rank - mask.ndim):
        mask = shaping.expand_dims(mask, axis=mask.ndim)
    return mask


def _with_joint_mask(y: Tensor, xs: Sequence[Tensor], dialect: str) -> Tensor:
    mask = _joint_mask([x.mask for x in xs], dialect)
    return y if y.mask is mask else y.masked(mask)


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
    full: Tensor = shaping.broadcast_to(_expanded(x.mask, x.ndim), shape=x.shape)
    return full
