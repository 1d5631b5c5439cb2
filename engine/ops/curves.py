"""Smooth activation functions that act on each element: a curve and its slope.

Slopes at kinks are those of TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Primitive, primitive
from engine.ops.rules import quietly, unchanged

# Chebyshev coefficients of log(erfc(z) / t) + z**2 over t = 2 / (2 + z), z >= 0, in the
# manner of Numerical Recipes (Press et al., 2007, section 6.2), fitted anew.
_TAIL = (
    *(-0.6513268598908548, 0.6419697923564904, 0.01947647320418605, -0.009561514786808547),
    *(-0.000946595344482081, 0.00036683949785263454, 4.252332480663782e-05),
    *(-2.0278578112028424e-05, -1.6242900043334697e-06, 1.3036558357014865e-06),
    *(1.5626441804667955e-08, -8.523809589427314e-08, 6.529054408312233e-09),
    *(5.059343637086193e-09, -9.913648068391186e-10, -2.273650563229234e-10),
    *(9.646765728523262e-11, 2.3939477136997417e-12, -6.8858331904534045e-12),
    *(8.943938499853055e-13, 3.130038520756437e-13, -1.1279115923841133e-13),
    *(5.471217763740492e-16, 6.668684833140365e-15, -1.4901567736593515e-15),
)
_TAIL_SINGLE = 14
"""Terms that float32 needs; all of them give float64 its precision."""

# Klambauer et al., 2017, arXiv:1706.02515, section 2.
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


def curve(slope: Callable[..., Array]) -> Callable[..., Primitive]:
    """Make a primitive of the decorated function, ``slope(*saved)`` being its derivative."""

    @quietly
    def multiplied(saved: Any, g: Array) -> Gradients:
        return (g * slope(*saved),)

    def decorate(function: Callable[..., tuple[Any, Any]]) -> Primitive:
        return primitive(shape=unchanged, backward=multiplied)(quietly(function))

    return decorate


def _exponential_less_one(x: Array) -> Array:
    # Exact near 0, as np.expm1, which has no fast form.
    t = np.tanh(0.5 * x)
    return np.asarray(2 * t / (1 - t))


def _exponential_slope(x: Array, below: Array, scale: float) -> Array:
    """``scale`` from 0 on, ``below`` before it."""
    negative = x < 0
    return np.asarray(below * negative + x.dtype.type(scale) * ~negative)


def _elu_slope(x: Array, below: Array) -> Array:
    above = x > 0
    return np.asarray(below * ~above + above)


@curve(_elu_slope)
def elu(x: Array, *, alpha: float = 1.0) -> tuple[Any, Any]:
    """``alpha * (exp(x) - 1)`` up to 0, ``x`` above it. Source: arXiv:1511.07289."""
    below = alpha * _exponential_less_one(np.minimum(x, 0))
    return np.maximum(x, 0) + below, (x, below + alpha)


@curve(_exponential_slope)
def selu(x: Array) -> tuple[Any, Any]:
    """A scaled ``elu`` that keeps mean 0 and deviation 1. Source: arXiv:1706.02515."""
    below = _SELU_SCALE * _SELU_ALPHA * _exponential_less_one(np.minimum(x, 0))
    y = _SELU_SCALE * np.maximum(x, 0) + below
    return y, (x, below + _SELU_SCALE * _SELU_ALPHA, _SELU_SCALE)


def _celu_slope(x: Array, below: Array) -> Array:
    # Both pieces count at 0, as in Keras 3 on TensorFlow.
    return np.asarray(below * (x <= 0) + (x >= 0))


@curve(_celu_slope)
def celu(x: Array, *, alpha: float = 1.0) -> tuple[Any, Any]:
    """``alpha * (exp(x / alpha) - 1)`` below 0, ``x`` elsewhere. Source: arXiv:1704.07483.

    The slope at 0 is 2.
    """
    below = _exponential_less_one(np.minimum(x, 0) / alpha)
    return np.maximum(x, 0) + alpha * below, (x, below + 1)


def _own(y: Array) -> Array:
    return y


@curve(_own)
def exponential(x: Array) -> tuple[Any, Any]:
    """``exp(x)``."""
    y = np.exp(x)
    return y, (y,)


def _logistic(x: Array) -> Array:
    if x.dtype == np.float16:
        # Half precision would lose the small values.
        return _logistic(x.astype(np.float32)).astype(np.float16)
    # No overflow on either side, and one exponential.
    half = np.asarray(0.5, x.dtype)
    return np.asarray(half * np.tanh(half * x) + half)


def _logistic_slope(y: Array) -> Array:
    return np.asarray(y * (1 - y))


@curve(_logistic_slope)
def sigmoid(x: Array) -> tuple[Any, Any]:
    """``1 / (1 + exp(-x))``."""
    y = _logistic(x)
    return y, (y,)


def _tanh_slope(y: Array) -> Array:
    return 1 - y * y


@curve(_tanh_slope)
def tanh(x: Array) -> tuple[Any, Any]:
    """Hyperbolic tangent."""
    y = np.tanh(x)
    return y, (y,)


def _softplus(x: Array) -> Array:
    power = np.exp(-np.abs(x))
    whole = 1 + power
    # log(1 + power) with the rounding of the sum put right; np.log1p has no fast form.
    logarithm = np.log(whole) - ((whole - 1) - power) / whole
    return np.asarray(np.maximum(x, 0) + logarithm)


@curve(_logistic)
def softplus(x: Array) -> tuple[Any, Any]:
    """``log(1 + exp(x))``."""
    return _softplus(x), (x,)


def _log_sigmoid_slope(x: Array) -> Array:
    return _logistic(-x)


@curve(_log_sigmoid_slope)
def log_sigmoid(x: Array) -> tuple[Any, Any]:
    """``-log(1 + exp(-x))``."""
    return -_softplus(-x), (x,)


def _softsign_slope(size: Array) -> Array:
    return 1 / (size * size)


@curve(_softsign_slope)
def softsign(x: Array) -> tuple[Any, Any]:
    """``x / (1 + |x|)``."""
    size = 1 + np.abs(x)
    return x / size, (size,)


def _silu_slope(x: Array, s: Array) -> Array:
    return np.asarray(s * (1 + x * (1 - s)))


@curve(_silu_slope)
def silu(x: Array) -> tuple[Any, Any]:
    """``x * sigmoid(x)``, also called swish. Source: arXiv:1710.05941."""
    s = _logistic(x)
    return x * s, (x, s)


def _mish_slope(x: Array, t: Array) -> Array:
    return np.asarray(t + x * (1 - t * t) * _logistic(x))


@curve(_mish_slope)
def mish(x: Array) -> tuple[Any, Any]:
    """``x * tanh(softplus(x))``. Source: arXiv:1908.08681."""
    t = np.tanh(_softplus(x))
    return x * t, (x, t)


def normal_share(x: Array) -> Array:
    """The share of a standard normal distribution that lies below ``x``."""
    z = np.abs(x) * (1 / sqrt(2))
    t = 2 / (2 + z)
    terms = _TAIL_SINGLE if x.dtype.itemsize <= 4 else len(_TAIL)
    tail = 0.5 * t * np.exp(_chebyshev(2 * t - 1, _TAIL[:terms]) - z * z)
    above = x > 0
    return np.asarray((1 - tail) * above + tail * ~above)


def _chebyshev(x: Array, coefficients: tuple[float, ...]) -> Array:
    """The sum of Chebyshev polynomials, by Clenshaw's recurrence, in the type of ``x``."""
    twice, last, before = 2 * x, np.zeros_like(x), np.zeros_like(x)
    for coefficient in coefficients[:0:-1]:
        last, before = twice * last - before + coefficient, last
    return np.asarray(x * last - before + coefficients[0])


def _gelu_slope(x: Array, share: Array, bend: Array | None) -> Array:
    if bend is None:
        return np.asarray(share + x * np.exp(-0.5 * x * x) * (1 / sqrt(2 * pi)))
    return np.asarray(share + 2 * x * share * (1 - share) * bend)


@curve(_gelu_slope)
def gelu(x: Array, *, approximate: bool = False) -> tuple[Any, Any]:
    """``x`` times the share of a normal distribution below it. Source: arXiv:1606.08415.

    The approximation takes ``(1 + tanh(sqrt(2 / pi) * (x + 0.044715 x**3))) / 2`` for the share.
    """
    if not approximate:
        share = normal_share(x)
        return x * share, (x, share, None)
    squares = x * x
    share = _logistic(sqrt(8 / pi) * x * (1 + 0.044715 * squares))
    return x * share, (x, share, sqrt(2 / pi) * (1 + 3 * 0.044715 * squares))


def _tanh_shrink_slope(t: Array) -> Array:
    return t * t


@curve(_tanh_shrink_slope)
def tanh_shrink(x: Array) -> tuple[Any, Any]:
    """``x - tanh(x)``."""
    t = np.tanh(x)
    return x - t, (t,)


def _sparse_plus_slope(x: Array) -> Array:
    return np.clip(0.5 * (x + 1), 0, 1)


@curve(_sparse_plus_slope)
def sparse_plus(x: Array) -> tuple[Any, Any]:
    """0 up to -1, ``x`` from 1 on, a parabola between them."""
    bend = np.clip(x, -1, 1) + 1
    return 0.25 * bend * bend + np.maximum(x - 1, 0), (x,)


def _squareplus_slope(x: Array, root: Array) -> Array:
    return 0.5 * (1 + x / root)


@curve(_squareplus_slope)
def squareplus(x: Array, *, b: float = 4.0) -> tuple[Any, Any]:
    """``(x + sqrt(x**2 + b)) / 2``. Source: arXiv:2112.11687."""
    root = np.sqrt(x * x + b)
    return 0.5 * (x + root), (x, root)
