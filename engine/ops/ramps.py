"""Activation functions of straight pieces, which act on each element.

Slopes at kinks are those of TensorFlow.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, primitive
from engine.ops.curves import curve
from engine.ops.rules import quietly, summed_to


def _above(y: Array, low: float = 0.0) -> Array:
    return y > low


@curve(_above)
def relu(x: Array) -> tuple[Any, Any]:
    """``max(x, 0)``; the slope at 0 is 0."""
    # Two arrays: NumPy has no fast loop for the maximum with a number.
    y = np.zeros_like(x)
    np.maximum(x, y, out=y)
    return y, (y,)


def _between(x: Array, low: float, high: float) -> Array:
    return (x > low) & (x < high)


@curve(_between)
def relu6(x: Array) -> tuple[Any, Any]:
    """``x`` kept within 0 and 6; the slopes at both are 0."""
    return np.clip(x, 0, 6), (x, 0, 6)


def _bent_slope(x: Array, threshold: float, top: float, below: float) -> Array:
    # TensorFlow has a function of its own for a bound of 6, whose slope there is another.
    kept = x < top if top == 6 and threshold == 0 else x <= top
    return np.where(x > threshold, kept, below * (x < threshold)).astype(x.dtype)


@curve(_bent_slope)
def bent_relu(
    x: Array, *, negative_slope: float, threshold: float, max_value: float
) -> tuple[Any, Any]:
    """``x``, at most ``max_value``, above ``threshold``; up to it a line.

    The line is ``negative_slope * (x - threshold)``. The slope at the threshold is 0.
    """
    below = negative_slope * (x - threshold) if negative_slope else 0
    y = np.where(x > threshold, np.minimum(x, max_value), below).astype(x.dtype)
    return y, (x, threshold, max_value, negative_slope)


# NumPy's where and copyto guess which way each element goes; sums of both ways do not,
# and are ten times faster.


def _leaky_slope(x: Array, below: float) -> Array:
    above = x > 0
    return np.asarray(above + x.dtype.type(below) * ~above)


@curve(_leaky_slope)
def leaky_relu(x: Array, *, negative_slope: float = 0.2) -> tuple[Any, Any]:
    """``x`` above 0, ``negative_slope * x`` up to 0."""
    y = np.maximum(x, 0) + negative_slope * np.minimum(x, 0)
    return y, (x, float(negative_slope))


@curve(_above)
def threshold(x: Array, *, threshold: float = 0.0, default_value: float = 0.0) -> tuple[Any, Any]:
    """``x`` above ``threshold``, ``default_value`` up to it."""
    y = np.where(x > threshold, x, default_value).astype(x.dtype)
    return y, (x, threshold)


@curve(_above)
def thresholded_relu(x: Array, *, theta: float = 1.0) -> tuple[Any, Any]:
    """``x`` above ``theta``, ``0 * x`` up to it."""
    return x * (x > theta), (x, theta)


@quietly
def _prelu_backward(saved: Any, g: Array) -> Gradients:
    x, alpha = saved
    g_x = g * ((x > 0) + alpha * (x < 0))
    return g_x, summed_to(g * np.minimum(x, 0), alpha.shape)


@primitive(shape=lambda x, _: x, backward=_prelu_backward)
@quietly
def prelu(x: Array, alpha: Array) -> tuple[Any, Any]:
    """``x`` above 0, ``alpha * x`` below it, ``alpha`` being learned. Source: arXiv:1502.01852.

    The slope at 0 is 0.
    """
    return np.maximum(x, 0) + alpha * np.minimum(x, 0), (x, alpha)


def _within(x: Array, low: float, high: float, slope: float) -> Array:
    return (slope * ((x >= low) & (x <= high))).astype(x.dtype)


def _strictly_within(x: Array, low: float, high: float, slope: float) -> Array:
    return (slope * _between(x, low, high)).astype(x.dtype)


@curve(_strictly_within)
def hard_sigmoid(x: Array) -> tuple[Any, Any]:
    """``x / 6 + 0.5`` kept within 0 and 1, as in Keras 3."""
    return np.clip(x + 3, 0, 6) / 6, (x, -3, 3, 1 / 6)


@curve(_within)
def hard_sigmoid_2(x: Array) -> tuple[Any, Any]:
    """``0.2 x + 0.5`` kept within 0 and 1, as in Keras 2."""
    return np.clip(0.2 * x + 0.5, 0, 1), (x, -2.5, 2.5, 0.2)


@curve(_strictly_within)
def sparse_sigmoid(x: Array) -> tuple[Any, Any]:
    """``(x + 1) / 2`` kept within 0 and 1."""
    return np.clip(0.5 * (x + 1), 0, 1), (x, -1, 1, 0.5)


@curve(_within)
def hard_tanh(x: Array) -> tuple[Any, Any]:
    """``x`` kept within -1 and 1."""
    return np.clip(x, -1, 1), (x, -1, 1, 1)


def _hard_silu_slope(x: Array, s: Array) -> Array:
    return np.asarray(s + x * _strictly_within(x, -3, 3, 1 / 6))


@curve(_hard_silu_slope)
def hard_silu(x: Array) -> tuple[Any, Any]:
    """``x`` times its ``hard_sigmoid``, also called hard swish. Source: arXiv:1905.02244."""
    s = np.clip(x + 3, 0, 6) / 6
    return x * s, (x, s)


def _outside(x: Array, threshold: float) -> Array:
    return np.abs(x) > threshold


@curve(_outside)
def hard_shrink(x: Array, *, threshold: float = 0.5) -> tuple[Any, Any]:
    """``x`` where ``|x|`` is above ``threshold``, else 0."""
    return x * _outside(x, threshold), (x, threshold)


@curve(_outside)
def soft_shrink(x: Array, *, threshold: float = 0.5) -> tuple[Any, Any]:
    """``x`` moved towards 0 by ``threshold``, 0 where it would cross it."""
    return np.sign(x) * np.maximum(np.abs(x) - threshold, 0), (x, threshold)
