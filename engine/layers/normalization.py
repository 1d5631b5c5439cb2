"""Layers that normalize: each example by itself; batch normalization has its own module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.autodiff import Shape, ShapeError, Spec, Tensor
from engine.initializers import ones, zeros
from engine.layers.batch_normalization import batch_normalization
from engine.layers.group_normalization import group_normalization, instance_normalization
from engine.ops.elementwise import cast
from engine.ops.layer_norm import Layout, layer_norm, unit_norm
from engine.ops.rules import fits
from engine.refusals import NoSuchAxisError, SettingTypeError
from engine.scope import Scope

__all__ = [
    "batch_normalization",
    "group_normalization",
    "instance_normalization",
    "layer_normalization",
    "rms_normalization",
    "unit_normalization",
]

Axes = int | Sequence[int]


def layer_normalization(
    scope: Scope,
    x: Tensor,
    *,
    axis: Axes = -1,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    rms_scaling: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """Normalize each sample over ``axis`` (one or several), with a gain and offset an element.

    The weights have the sizes of these axes: in rising order of the numbers as written
    (negative ones first), in the order given in the dialect ``tf_keras``. There, too, the
    input is rounded to the layer's type first, and penalties of a frozen layer count.
    With ``rms_scaling``, which Keras 2 does not have, the values are divided by the root of
    the variance and not moved; there is a gain and no offset then.

    Raises:
        ShapeError: an axis is not there, named twice, or of unknown size.
    """
    older = dialect == "tf_keras"
    scope.penalizes_frozen = older
    if rms_scaling and older:
        raise SettingTypeError("rms_scaling is an argument of Keras 3 only", "rms_scaling")
    axes = _axes(_written(axis, "axis"), x.spec, dialect, sort=not older)
    if older and not axes:
        raise NoSuchAxisError("axis is empty: name at least one axis")
    shape = _sizes(axes, x.spec)
    gain = scope.weight("gamma", shape, default=ones) if scale or rms_scaling else None
    shifts = center and not rms_scaling
    offset = scope.weight("beta", shape, default=zeros) if shifts else None
    y: Tensor = layer_norm(
        _input(scope, x, rounds=older),
        gain or _filled(1, shape),
        offset or _filled(0, shape),
        layout=_layout(x.shape, tuple(sorted(axes))),
        epsilon=_epsilon(epsilon, SettingTypeError if older else ShapeError),
        scaling="variance" if rms_scaling else "standard",
    )
    return cast(y, scope.dtype).masked(x.mask)


def rms_normalization(scope: Scope, x: Tensor, *, axis: Axes = -1, epsilon: float = 1e-6) -> Tensor:
    """Divide each sample by its root mean square over ``axis``, with a gain an element.

    As in Keras 3, the gain has the sizes of these axes and goes along the last axes of
    ``x``, and the mask is dropped. Source: Zhang & Sennrich, 2019, arXiv:1910.07467.

    Raises:
        ShapeError: an axis is not there, named twice, or of unknown size, or the gain
            does not fit the last axes.
    """
    axes = _axes(_written(axis), x.spec, "keras3", sort=True)
    shape = _sizes(axes, x.spec)
    if not fits(shape, x.shape):
        raise ShapeError(
            f"the factors of axes {axes} do not go along the last axes of the input {x.spec}",
            "axis",
        )
    layout = _layout(x.shape, tuple(sorted(axes)))
    last = (1,) * (x.ndim - len(shape)) + tuple(n or 0 for n in shape)
    y: Tensor = layer_norm(
        cast(x, scope.dtype),
        # Keras has no initializer, regularizer or constraint for it.
        cast(scope.weight("scale", shape, default=ones, policy=""), scope.dtype),
        _filled(0, shape),
        layout=layout._replace(weights=last),
        epsilon=_epsilon(epsilon, ShapeError),
        scaling="rms",
    )
    return y


def unit_normalization(
    scope: Scope, x: Tensor, *, axis: Axes = -1, dialect: str = "keras3"
) -> Tensor:
    """Divide each sample by its length over ``axis``, one or several, so that it becomes 1.

    Lengths below 1e-12 count as that: below 1e-6 in the dialect ``tf_keras``, below 1e-4 in
    float16.

    Raises:
        ShapeError: an axis is not there or named twice.
    """
    older = dialect == "tf_keras"
    # Keras 3 leaves it to TensorFlow to look for the axes.
    axes = _axes(_written(axis, "axis"), x.spec, "tf_keras", sort=False)
    y: Tensor = unit_norm(
        cast(x, scope.dtype), axes=tuple(sorted(axes)), limit=1e6 if older else 1e12
    )
    return y.masked(x.mask)


def _input(scope: Scope, x: Tensor, *, rounds: bool) -> Tensor:
    """Floats stay as exact as they come, unless the layer ``rounds`` them to its own type."""
    return cast(x, scope.dtype) if rounds or not x.dtype.startswith("float") else x


def _filled(value: float, shape: Shape) -> Tensor:
    return Tensor(np.full([n or 0 for n in shape], value, np.float32))


def _layout(shape: Shape, axes: tuple[int, ...]) -> Layout:
    """Statistics over ``axes`` of the array as it is, and a weight for each of their elements."""
    view = tuple(n or 0 for n in shape)
    return Layout(view, axes, tuple(n if i in axes else 1 for i, n in enumerate(view)))


def _written(axis: Any, parameter: str | None = None) -> list[Any]:
    """The axes as they are written, in a list."""
    if isinstance(axis, int):
        return [axis]
    if not isinstance(axis, (list, tuple)):
        text = f"axis must be a whole number or a list of them, not {axis!r}"
        raise SettingTypeError(text, parameter)
    return [*axis]


def _axes(given: list[Any], spec: Spec, dialect: str, *, sort: bool) -> list[int]:
    """The axes counted from the front, in the order given or of the numbers given."""
    older = dialect == "tf_keras"
    for number in given:
        if not isinstance(number, int):
            raise SettingTypeError(f"an axis must be a whole number, not {number!r}")
        if not -spec.ndim <= number < spec.ndim:
            kind = ShapeError if older else NoSuchAxisError
            raise kind(f"there is no axis {number} in input of shape {spec}", "axis")
    axes = [number % spec.ndim for number in (sorted(given) if sort else given)]
    if len(set(axes)) < len(axes):
        raise ShapeError(f"the axes {given} name one axis twice", "axis")
    return axes


def _sizes(axes: list[int], spec: Spec) -> tuple[int | None, ...]:
    """The sizes of these axes, which must be known.

    Raises:
        ShapeError: one is not.
    """
    for number in axes:
        if spec.shape[number] is None:
            raise ShapeError(f"axis {number} of the input {spec} has no known size", "axis")
    return tuple(spec.shape[number] for number in axes)


def _epsilon(epsilon: Any, kind: type[ShapeError]) -> float:
    """The number; Keras 3 takes its general one for None."""
    if epsilon is None and kind is ShapeError:
        return 1e-7
    if not isinstance(epsilon, (int, float)):
        raise kind(f"epsilon must be a number, not {epsilon!r}")
    return epsilon
