"""Arithmetic on each element, with NumPy's broadcasting.

Numbers that are no tensors come as keywords (``scale``, ``shift``), so that they
cannot widen the dtype.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, Tensor, as_tensor, primitive
from engine.ops.rules import broadcast, handed_on, summed_to, times_saved, unchanged

# Two tensors


def _add_backward(shapes: Any, g: Array) -> Gradients:
    a, b = shapes
    return summed_to(g, a), summed_to(g, b)


@primitive(shape=broadcast, backward=_add_backward)
def add(a: Array, b: Array) -> tuple[Any, Any]:
    """``a + b``."""
    return a + b, (a.shape, b.shape)


def _subtract_backward(shapes: Any, g: Array) -> Gradients:
    a, b = shapes
    return summed_to(g, a), summed_to(-g, b)


@primitive(shape=broadcast, backward=_subtract_backward)
def subtract(a: Array, b: Array) -> tuple[Any, Any]:
    """``a - b``."""
    return a - b, (a.shape, b.shape)


def _multiply_backward(saved: Any, g: Array) -> Gradients:
    a, b = saved
    return summed_to(g * b, a.shape), summed_to(g * a, b.shape)


@primitive(shape=broadcast, backward=_multiply_backward)
def multiply(a: Array, b: Array) -> tuple[Any, Any]:
    """``a * b``."""
    return a * b, (a, b)


def _divide_backward(saved: Any, g: Array) -> Gradients:
    a, b, y = saved
    g_a = g / b
    return summed_to(g_a, a), summed_to(-g_a * y, b.shape)


@primitive(shape=broadcast, backward=_divide_backward)
def divide(a: Array, b: Array) -> tuple[Any, Any]:
    """``a / b``."""
    y = a / b
    return y, (a.shape, b, y)


def _choice_backward(saved: Any, g: Array) -> Gradients:
    first, a, b = saved
    # Several times faster than np.where.
    return summed_to(g * first, a), summed_to(g * ~first, b)


@primitive(shape=broadcast, backward=_choice_backward)
def maximum(a: Array, b: Array) -> tuple[Any, Any]:
    """The larger of the two; where they are equal the gradient goes to ``a``."""
    return np.maximum(a, b), (a >= b, a.shape, b.shape)


@primitive(shape=broadcast, backward=_choice_backward)
def minimum(a: Array, b: Array) -> tuple[Any, Any]:
    """The smaller of the two; where they are equal the gradient goes to ``a``."""
    return np.minimum(a, b), (a <= b, a.shape, b.shape)


def _select_shape(condition: Spec, a: Spec, b: Spec) -> Spec:
    return Spec(broadcast(condition, a, b).shape, broadcast(a, b).dtype)


def _select_backward(saved: Any, g: Array) -> Gradients:
    return None, *_choice_backward(saved, g)


@primitive(shape=_select_shape, backward=_select_backward)
def select(condition: Array, a: Array, b: Array) -> tuple[Any, Any]:
    """``a`` where ``condition`` holds, ``b`` elsewhere."""
    return np.where(condition, a, b), (condition, a.shape, b.shape)


# One tensor and numbers


@primitive(shape=unchanged, backward=times_saved)
def scale(x: Array, *, factor: float) -> tuple[Any, Any]:
    """``factor * x``."""
    # In the type of x: older NumPy widens numbers without axes to float64.
    typed = x.dtype.type(factor)
    return x * typed, typed


@primitive(shape=unchanged, backward=handed_on)
def shift(x: Array, *, offset: float) -> tuple[Any, Any]:
    """``x + offset``."""
    return x + x.dtype.type(offset), None


def _power_backward(saved: Any, g: Array) -> Gradients:
    x, exponent = saved
    return (g * (exponent * x ** (exponent - 1)),)


@primitive(shape=unchanged, backward=_power_backward)
def power(x: Array, *, exponent: float) -> tuple[Any, Any]:
    """``x ** exponent``."""
    return x ** float(exponent), (x, float(exponent))


@primitive(shape=unchanged, backward=times_saved)
def clip(x: Array, *, low: float, high: float) -> tuple[Any, Any]:
    """``x`` kept within ``low`` and ``high``; on a bound the gradient still passes."""
    return np.clip(x, float(low), float(high)), (x >= low) & (x <= high)


# One tensor


@primitive(shape=unchanged, backward=times_saved)
def negative(x: Array) -> tuple[Any, Any]:
    """``-x``."""
    return -x, -1.0


@primitive(shape=unchanged, backward=times_saved)
def exp(x: Array) -> tuple[Any, Any]:
    """``e ** x``."""
    y = np.exp(x)
    return y, y


def _over_backward(divisor: Any, g: Array) -> Gradients:
    return (g / divisor,)


@primitive(shape=unchanged, backward=_over_backward)
def log(x: Array) -> tuple[Any, Any]:
    """Natural logarithm."""
    return np.log(x), x


@primitive(shape=unchanged, backward=_over_backward)
def log1p(x: Array) -> tuple[Any, Any]:
    """``log(1 + x)``, exact for small ``x``."""
    return np.log1p(x), 1 + x


@primitive(shape=unchanged, backward=_over_backward)
def sqrt(x: Array) -> tuple[Any, Any]:
    """Square root."""
    y = np.sqrt(x)
    return y, 2 * y


@primitive(shape=unchanged, backward=times_saved)
def square(x: Array) -> tuple[Any, Any]:
    """``x ** 2``."""
    return x * x, 2 * x


@primitive(shape=unchanged, backward=times_saved)
def absolute(x: Array) -> tuple[Any, Any]:
    """``|x|``; the slope at 0 is 0."""
    return np.abs(x), np.sign(x)


# Types and truth values: nothing flows back through the latter


def _cast_shape(x: Spec, *, dtype: str) -> Spec:
    return Spec(x.shape, dtype)


def _cast_backward(dtype: Any, g: Array) -> Gradients:
    with np.errstate(over="ignore"):
        return (g.astype(dtype) if dtype.kind == "f" else None,)


@primitive(shape=_cast_shape, backward=_cast_backward)
def _cast(x: Array, *, dtype: str) -> tuple[Any, Any]:
    # What float16 cannot hold becomes infinite, as everywhere else.
    with np.errstate(over="ignore"):
        return x.astype(dtype), x.dtype


def cast(x: Tensor, dtype: str) -> Tensor:
    """``x`` with elements of type ``dtype``: itself if they are; the mask is kept."""
    x = as_tensor(x)
    if x.dtype == dtype:
        return x
    y: Tensor = _cast(x, dtype=dtype)
    return y.masked(x.mask)


def cast_floats(x: Tensor, dtype: str) -> Tensor:
    """``x`` with its floats as ``dtype``; integers and truth values stay."""
    return cast(x, dtype) if x.dtype.startswith("float") else x


def _truth(*specs: Spec) -> Spec:
    return Spec(broadcast(*specs).shape, "bool")


@primitive(shape=_truth)
def logical_and(a: Array, b: Array) -> tuple[Any, Any]:
    """True where both are."""
    return np.logical_and(a, b), None


@primitive(shape=_truth)
def logical_or(a: Array, b: Array) -> tuple[Any, Any]:
    """True where one of the two is."""
    return np.logical_or(a, b), None


@primitive(shape=_truth)
def logical_not(a: Array) -> tuple[Any, Any]:
    """True where ``a`` is not."""
    return np.logical_not(a), None


@primitive(shape=_truth)
def greater(a: Array, b: Array) -> tuple[Any, Any]:
    """True where ``a > b``."""
    return np.greater(a, b), None


@primitive(shape=_truth)
def equal(a: Array, b: Array) -> tuple[Any, Any]:
    """True where ``a == b``."""
    return np.equal(a, b), None
