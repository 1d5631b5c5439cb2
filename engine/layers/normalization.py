"""Layers that normalize: batch normalization (its own module) and layer normalization."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.autodiff import ShapeError, Spec, Tensor
from engine.initializers import ones, zeros
from engine.layers.batch_normalization import batch_normalization
from engine.ops.elementwise import cast
from engine.ops.layer_norm import layer_norm
from engine.scope import Scope

__all__ = ["batch_normalization", "layer_normalization"]


def layer_normalization(
    scope: Scope,
    x: Tensor,
    *,
    axis: int | Sequence[int] = -1,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """Normalize each sample over ``axis`` (one or several), with a gain and offset an element.

    The weights have the sizes of these axes: in rising order of the numbers as written
    (negative ones first), in the order given in the dialect ``tf_keras``. There, too, the
    input is rounded to the layer's type first, and penalties of a frozen layer count.

    Raises:
        ShapeError: an axis is not there, named twice, or of unknown size.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    axes = _axes(axis, x.spec, sort=dialect != "tf_keras")
    shape = tuple(x.shape[a] for a in axes)
    known = tuple(n or 0 for n in shape)
    gain: Tensor | None = None
    offset: Tensor | None = None
    if scale:
        gain = scope.weight("gamma", shape, default=ones)
    if center:
        offset = scope.weight("beta", shape, default=zeros)
    rounded = dialect == "tf_keras" or not x.dtype.startswith("float")
    y: Tensor = layer_norm(
        cast(x, scope.dtype) if rounded else x,
        Tensor(np.ones(known, np.float32)) if gain is None else gain,
        Tensor(np.zeros(known, np.float32)) if offset is None else offset,
        axes=tuple(sorted(axes)),
        epsilon=epsilon,
    )
    return cast(y, scope.dtype).masked(x.mask)


def _axes(axis: int | Sequence[int], spec: Spec, *, sort: bool) -> list[int]:
    """The axes counted from the front, in the order given or of the numbers given."""
    given = [axis] if isinstance(axis, int) else list(axis)
    given = sorted(given) if sort else given
    if not given:
        raise ShapeError("axis is empty: name at least one axis", "axis")
    for number in given:
        if not -spec.ndim <= number < spec.ndim:
            raise ShapeError(f"there is no axis {number} in input of shape {spec}", "axis")
    axes = [number % spec.ndim for number in given]
    if len(set(axes)) < len(axes):
        raise ShapeError(f"the axes {given} name one axis twice", "axis")
    for number in axes:
        if spec.shape[number] is None:
            raise ShapeError(f"axis {number} of the input {spec} has no known size", "axis")
    return axes
