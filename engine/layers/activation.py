"""Layers that only apply an activation function; all of them hand the mask on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import Any

import numpy as np

from engine.activations import activate
from engine.autodiff import ShapeError, Tensor
from engine.initializers import zeros
from engine.ops import curves, ramps
from engine.ops import softmax as along
from engine.ops.elementwise import cast
from engine.refusals import NoSuchAxisError, SettingTypeError, checked_number
from engine.scope import Scope


def activation(
    scope: Scope, x: Tensor, *, activation: str | None, dialect: str = "keras3"
) -> Tensor:
    """The activation called ``activation`` of ``x``.

    Raises:
        ShapeError: there is no activation of that name.
    """
    return activate(activation, cast(x, scope.dtype), dialect)


def relu(
    scope: Scope,
    x: Tensor,
    *,
    max_value: float | None = None,
    negative_slope: float = 0.0,
    threshold: float = 0.0,
) -> Tensor:
    """``x`` above ``threshold``, at most ``max_value``; below it a line of ``negative_slope``.

    The line meets 0 at the threshold.

    Raises:
        ShapeError: one of the numbers is negative, or one but ``max_value`` is None.
    """
    checked_number(max_value, "max_value", least=0, optional=True)
    checked_number(negative_slope, "negative_slope", least=0)
    checked_number(threshold, "threshold", least=0)
    if max_value is None and not threshold:
        if not negative_slope:
            return _curved(scope, x, ramps.relu)
        return _curved(scope, x, ramps.leaky_relu, negative_slope=negative_slope)
    return _curved(
        scope,
        x,
        ramps.bent_relu,
        negative_slope=negative_slope,
        threshold=threshold,
        max_value=inf if max_value is None else max_value,
    )


def leaky_relu(
    scope: Scope, x: Tensor, *, negative_slope: float = 0.3, dialect: str = "keras3"
) -> Tensor:
    """``x`` above 0, ``negative_slope * x`` up to 0.

    Raises:
        ShapeError: the slope is None, or negative, which the dialect ``tf_keras`` takes.
    """
    if dialect == "tf_keras":
        negative_slope = _parsed(negative_slope, "negative_slope")
    else:
        checked_number(negative_slope, "negative_slope", least=0)
    return _curved(scope, x, ramps.leaky_relu, negative_slope=negative_slope)


def prelu(
    scope: Scope,
    x: Tensor,
    *,
    shared_axes: int | Sequence[int] | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """``x`` above 0 and ``alpha * x`` below it, with a learned ``alpha`` for each element.

    Along ``shared_axes``, counted from 1 after the batch, there is one alpha for all.
    Source: He et al., 2015, arXiv:1502.01852.

    Raises:
        ShapeError: an axis is not there, or one that is not shared is of unknown size.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    x = cast(x, scope.dtype)
    shape = list(x.shape[1:])
    given = () if shared_axes is None else shared_axes
    for axis in given if isinstance(given, Sequence) else [given]:
        if not isinstance(axis, int):
            raise SettingTypeError(f"an axis must be a whole number, not {axis!r}")
        # As in Keras, which subtracts 1 and lets negative numbers count from the end.
        if not -len(shape) < axis <= len(shape):
            raise NoSuchAxisError(
                f"there is no axis {axis} in input of shape {x.spec}", "shared_axes"
            )
        shape[axis - 1] = 1
    alpha = scope.weight("alpha", tuple(shape), default=zeros)
    y: Tensor = ramps.prelu(x, cast(alpha, scope.dtype))
    return y.masked(x.mask)


def thresholded_relu(scope: Scope, x: Tensor, *, theta: float = 1.0) -> Tensor:
    """``x`` above ``theta``, 0 up to it.

    Raises:
        ShapeError: ``theta`` is None or negative.
    """
    checked_number(theta, "theta", least=0)
    return _curved(scope, x, ramps.thresholded_relu, theta=theta)


def elu(scope: Scope, x: Tensor, *, alpha: float = 1.0, dialect: str = "keras3") -> Tensor:
    """``alpha * (exp(x) - 1)`` up to 0, ``x`` above it. Source: arXiv:1511.07289.

    Raises:
        ShapeError: ``alpha`` is no number.
    """
    if dialect == "tf_keras":
        alpha = _parsed(alpha, "alpha")
    elif not isinstance(alpha, (int, float)):
        kind = ShapeError if alpha is None else SettingTypeError
        raise kind(f"alpha must be a number, not {alpha!r}")
    return _curved(scope, x, curves.elu, alpha=alpha)


def softmax(
    scope: Scope,
    x: Tensor,
    *,
    axis: int | Sequence[int] = -1,
    robust_masking: bool = False,
    dialect: str = "keras3",
) -> Tensor:
    """Shares that add up to 1 over ``axis``, over several axes jointly.

    A mask, broadcastable to ``x``, lowers what it leaves out by so much that its share is
    0. Where it leaves out all, the shares are 0; in the dialect ``tf_keras`` they are equal,
    and 1 over several axes of float32. There only, ``robust_masking`` replaces the values.

    Raises:
        ShapeError: an axis is not there or named twice, or the mask does not fit.
    """
    if robust_masking and dialect != "tf_keras":
        raise ShapeError("robust_masking is an argument of Keras 2 only", "robust_masking")
    return along.masked_softmax(
        cast(x, scope.dtype),
        axis,
        replaces=robust_masking or dialect != "tf_keras",
        empties=dialect != "tf_keras",
    ).masked(x.mask)


def swish(scope: Scope, x: Tensor) -> Tensor:
    """``x * sigmoid(x)``. Source: Ramachandran et al., 2017, arXiv:1710.05941."""
    return _curved(scope, x, curves.silu)


def mish(scope: Scope, x: Tensor) -> Tensor:
    """``x * tanh(softplus(x))``. Source: Misra, 2019, arXiv:1908.08681."""
    return _curved(scope, x, curves.mish)


def selu(scope: Scope, x: Tensor) -> Tensor:
    """A scaled ``elu``. Source: Klambauer et al., 2017, arXiv:1706.02515."""
    return _curved(scope, x, curves.selu)


def gelu(scope: Scope, x: Tensor, *, approximate: bool = False) -> Tensor:
    """``x`` times the share of a normal distribution below it. Source: arXiv:1606.08415."""
    return _curved(scope, x, curves.gelu, approximate=approximate)


def celu(scope: Scope, x: Tensor, *, alpha: float = 1.0) -> Tensor:
    """``alpha * (exp(x / alpha) - 1)`` up to 0, ``x`` above it.

    Source: Barron, 2017, arXiv:1704.07483.

    Raises:
        ShapeError: ``alpha`` is 0.
    """
    if not alpha:
        raise ShapeError("alpha must not be 0, as x is divided by it", "alpha")
    return _curved(scope, x, curves.celu, alpha=alpha)


def hard_shrink(scope: Scope, x: Tensor, *, threshold: float = 0.5) -> Tensor:
    """``x`` where its size is above ``threshold``, else 0."""
    return _curved(scope, x, ramps.hard_shrink, threshold=threshold)


def soft_shrink(scope: Scope, x: Tensor, *, threshold: float = 0.5) -> Tensor:
    """``x`` moved towards 0 by ``threshold``, 0 where it would cross it."""
    return _curved(scope, x, ramps.soft_shrink, threshold=threshold)


def squareplus(scope: Scope, x: Tensor, *, b: float = 4.0) -> Tensor:
    """``(x + sqrt(x**2 + b)) / 2``. Source: Barron, 2021, arXiv:2112.11687."""
    return _curved(scope, x, curves.squareplus, b=b)


def threshold(
    scope: Scope, x: Tensor, *, threshold: float = 0.0, default_value: float = 0.0
) -> Tensor:
    """``x`` above ``threshold``, ``default_value`` up to it."""
    return _curved(scope, x, ramps.threshold, threshold=threshold, default_value=default_value)


def glu(scope: Scope, x: Tensor, *, axis: int = -1) -> Tensor:
    """The first half of ``axis`` times the sigmoid of the second. Source: arXiv:1612.08083.

    Raises:
        ShapeError: there is no such axis, or its length is odd.
    """
    try:
        return _curved(scope, x, along.glu, axis=axis)
    except ShapeError as error:
        raise ShapeError(str(error), "axis") from None


def log_softmax(scope: Scope, x: Tensor, *, axis: int = -1) -> Tensor:
    """The logarithm of ``softmax`` over ``axis``.

    Raises:
        ShapeError: there is no such axis.
    """
    return _curved(scope, x, along.log_softmax, axis=axis)


def sparsemax(scope: Scope, x: Tensor, *, axis: int = -1) -> Tensor:
    """``x`` above a bound over ``axis``, 0 below it, as Keras 3 computes it.

    Raises:
        ShapeError: there is no such axis.
    """
    return _curved(scope, x, along.sparsemax, axis=axis)


def _curved(scope: Scope, x: Tensor, function: Callable[..., Tensor], **static: Any) -> Tensor:
    return function(cast(x, scope.dtype), **static).masked(x.mask)


def _parsed(value: Any, name: str) -> float:
    """A number as Keras 2 takes it: written as text, too, and in single precision."""
    try:
        # Not None, of which NumPy makes NaN.
        return float(np.asarray("" if value is None else value, np.float32).item())
    except (TypeError, ValueError):
        raise ShapeError(f"{name} must be a number, not {value!r}", name) from None
