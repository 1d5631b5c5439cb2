"""Group normalization, and instance normalization as its case of one group a channel."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Shape, ShapeError, Spec, Tensor
from engine.initializers import ones, zeros
from engine.ops.elementwise import cast
from engine.ops.layer_norm import Layout, layer_norm
from engine.ops.rules import fits
from engine.refusals import NoSuchAxisError, SettingTypeError
from engine.scope import Scope


def group_normalization(
    scope: Scope,
    x: Tensor,
    *,
    groups: int = 32,
    axis: int = -1,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """Normalize each group of channels of each sample, with a gain and offset a channel.

    ``groups`` of -1 gives each channel a group of its own. In the dialect ``tf_keras`` the
    mask, broadcastable to ``x``, weighs the values, the input is rounded to the layer's type
    first, and penalties of a frozen layer count; in Keras 3 the mask changes nothing.
    Source: Wu & He, 2018, arXiv:1803.08494.

    Raises:
        ShapeError: the axis is not there or of unknown size, or does not divide into groups.
    """
    older = dialect == "tf_keras"
    scope.penalizes_frozen = older
    if not older and (not isinstance(groups, int) or (groups < 1 and groups != -1)):
        raise ShapeError(f"groups must be a positive whole number or -1, not {groups!r}", "groups")
    at, size = _channels(axis, x.spec, older=older)
    count = _count(groups, size)
    if not isinstance(epsilon, (int, float)):
        raise ShapeError(f"epsilon must be a number, not {epsilon!r}")
    gain = scope.weight("gamma", (size,), default=ones) if scale else None
    offset = scope.weight("beta", (size,), default=zeros) if center else None
    rounds = older or not x.dtype.startswith("float")
    masks = () if x.mask is None or not older else (_fitting(x.mask, x.spec),)
    y: Tensor = layer_norm(
        cast(x, scope.dtype) if rounds else x,
        gain or Tensor(np.ones(size, np.float32)),
        offset or Tensor(np.zeros(size, np.float32)),
        *masks,
        layout=_layout(x.shape, at, count),
        epsilon=epsilon,
    )
    return cast(y, scope.dtype).masked(x.mask)


def instance_normalization(
    scope: Scope,
    x: Tensor,
    *,
    axis: int = -1,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """Normalize each channel of each sample: ``group_normalization`` with a group a channel.

    Source: Ulyanov, Vedaldi & Lempitsky, 2016, arXiv:1607.08022.
    """
    return group_normalization(
        scope,
        x,
        groups=-1,
        axis=axis,
        epsilon=epsilon,
        center=center,
        scale=scale,
        dialect=dialect,
    )


def _channels(axis: Any, spec: Spec, *, older: bool) -> tuple[int, int]:
    """The axis of the channels, counted from the front, and its size."""
    if not isinstance(axis, int):
        raise SettingTypeError(f"axis must be a whole number, not {axis!r}")
    missing = ShapeError if older else NoSuchAxisError
    if not -spec.ndim <= axis < spec.ndim:
        raise missing(f"there is no axis {axis} in input of shape {spec}", "axis")
    if axis == -spec.ndim:
        # Where the references count the groups' axis from the front, this one falls off.
        raise NoSuchAxisError(f"axis {axis} of {spec} is the batch; write it as 0", "axis")
    size = spec.shape[axis]
    if size is None:
        raise ShapeError(f"axis {axis} of the input {spec} has no known size", "axis")
    return axis % spec.ndim, size


def _count(groups: Any, size: int) -> int:
    if not isinstance(groups, int):
        raise SettingTypeError(f"groups must be a whole number, not {groups!r}", "groups")
    count = size if groups == -1 else int(groups)
    if not 1 <= count <= size or size % count:
        raise ShapeError(f"{size} channels do not divide into {groups} groups", "groups")
    return count


def _layout(shape: Shape, at: int, groups: int) -> Layout:
    """Statistics over groups of channels and everything but the batch.

    With the batch as channels, the references leave out the last axis instead.
    """
    known = tuple(n or 0 for n in shape)
    if at == 0:
        weights = (known[0],) + (1,) * (len(known) - 1)
        apart = known[0] if len(known) == 1 else groups
        return Layout(known, tuple(range(1, len(known) - 1)), weights, 0, apart)
    before, after = prod(known[1:at]), prod(known[at + 1 :])
    view = (known[0], before, known[at], after)
    return Layout(view, (1, 3), (1, 1, known[at], 1), 2, groups)


def _fitting(mask: Tensor, x: Spec) -> Tensor:
    """The mask, if it can be broadcast to ``x`` as it is."""
    if not fits(mask.shape, x.shape):
        raise ShapeError(f"a mask of shape {mask.spec} does not fit the input {x}")
    return mask
