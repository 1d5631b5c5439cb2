"""Loss primitives: the loss of each sample, its gradient by the prediction, and their sum.

A loss takes targets and predictions of one shape, and gives one number for each
place along the other axes: ``(batch, …, classes) -> (batch, …)``. Targets get no
gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Primitive, Spec, primitive

EPSILON = 1e-7
"""Below this, probabilities and denominators are lifted."""

Elementwise = Callable[..., Array]


def _one_axis_less(y_true: Spec, y_pred: Spec, *, axis: int = -1, **_: Any) -> Spec:
    sizes = list(y_pred.shape)
    del sizes[axis]
    return Spec(tuple(sizes), y_pred.dtype)


def _averaged(slope: Elementwise) -> Callable[[Elementwise], Primitive]:
    """Make a primitive: the decorated function, averaged over ``axis`` (the last one).

    ``slope`` is the derivative of the decorated function by the prediction.
    """

    def decorate(value: Elementwise) -> Primitive:
        def forward(
            y_true: Array, y_pred: Array, *, axis: int = -1, **static: Any
        ) -> tuple[Array, Any]:
            each = value(y_true, y_pred, **static)
            mean = np.add.reduce(each, axis) / each.shape[axis]
            return mean, (y_true, y_pred, axis, static)

        def backward(saved: Any, g: Array) -> Gradients:
            y_true, y_pred, axis, static = saved
            share = np.expand_dims(g / y_pred.shape[axis], axis)
            return [None, slope(y_true, y_pred, **static) * share]

        forward.__name__ = value.__name__
        forward.__doc__ = value.__doc__
        return Primitive(_one_axis_less, forward, backward)

    return decorate


@_averaged(lambda y, p: 2 * (p - y))
def squared_error(y: Array, p: Array) -> Array:
    """``(p - y)²``."""
    difference = p - y
    each: Array = difference * difference
    return each


@_averaged(lambda y, p: np.sign(p - y))
def absolute_error(y: Array, p: Array) -> Array:
    """``|p - y|``."""
    each: Array = np.abs(p - y)
    return each


def _percentage_slope(y: Array, p: Array) -> Array:
    each: Array = 100 * np.sign(p - y) / np.maximum(np.abs(y), EPSILON)
    return each


@_averaged(_percentage_slope)
def absolute_percentage_error(y: Array, p: Array) -> Array:
    """``100 |p - y| / |y|``."""
    return 100 * np.abs((y - p) / np.maximum(np.abs(y), EPSILON))


def _log1(x: Array) -> Array:
    each: Array = np.log(np.maximum(x, EPSILON) + 1)
    return each


def _squared_logarithmic_slope(y: Array, p: Array) -> Array:
    return np.where(p >= EPSILON, 2 * (_log1(p) - _log1(y)) / (np.maximum(p, EPSILON) + 1), 0)


@_averaged(_squared_logarithmic_slope)
def squared_logarithmic_error(y: Array, p: Array) -> Array:
    """``(log(p + 1) - log(y + 1))²``."""
    difference = _log1(p) - _log1(y)
    each: Array = difference * difference
    return each


@_averaged(lambda y, p: np.tanh(p - y))
def log_cosh(y: Array, p: Array) -> Array:
    """``log(cosh(p - y))``, without overflow."""
    x = np.abs(p - y)
    each: Array = x + np.log1p(np.exp(-2 * x)) - np.log(x.dtype.type(2))
    return each


@_averaged(lambda y, p, *, delta: np.clip(p - y, -delta, delta))
def huber(y: Array, p: Array, *, delta: float) -> Array:
    """Squared for errors up to ``delta``, linear beyond (Huber, 1964)."""
    x = np.abs(p - y)
    each: Array = np.where(x <= delta, 0.5 * x * x, delta * x - 0.5 * delta * delta)
    return each


@_averaged(lambda y, p: np.where(1 - y * p >= 0, -y, 0))
def hinge(y: Array, p: Array) -> Array:
    """``max(1 - y p, 0)`` for labels -1 and 1."""
    each: Array = np.maximum(1 - y * p, 0)
    return each


@_averaged(lambda y, p: -2 * y * np.maximum(1 - y * p, 0))
def squared_hinge(y: Array, p: Array) -> Array:
    """``max(1 - y p, 0)²`` for labels -1 and 1."""
    margin = np.maximum(1 - y * p, 0)
    each: Array = margin * margin
    return each


@_averaged(lambda y, p: 1 - y / (p + EPSILON))
def poisson(y: Array, p: Array) -> Array:
    """``p - y log p``."""
    each: Array = p - y * np.log(p + EPSILON)
    return each


def _bounds(dtype: np.dtype[Any]) -> tuple[Any, Any]:
    """The least and the greatest probability that counts, in the type of the predictions."""
    low = dtype.type(EPSILON)
    return low, dtype.type(1) - low


def _binary_slope(y: Array, p: Array, *, offset: float) -> Array:
    low, high = _bounds(p.dtype)
    q = np.clip(p, low, high)
    slope = (1 - y) / (1 - q + offset) - y / (q + offset)
    return np.where((p >= low) & (p <= high), slope, 0)


@_averaged(_binary_slope)
def binary_crossentropy(y: Array, p: Array, *, offset: float) -> Array:
    """``-y log p - (1 - y) log(1 - p)``, probabilities clipped, then raised by ``offset``."""
    q = np.clip(p, *_bounds(p.dtype))
    each: Array = -(y * np.log(q + offset) + (1 - y) * np.log(1 - q + offset))
    return each


def _sigmoid(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    each: Array = np.where(x >= 0, 1, small) / (1 + small)
    return each


@_averaged(lambda y, x: _sigmoid(x) - y)
def sigmoid_crossentropy(y: Array, x: Array) -> Array:
    """Binary cross-entropy of the logits ``x``, without overflow."""
    each: Array = np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))
    return each


def _kl_backward(saved: Any, g: Array) -> Gradients:
    y, p = saved
    slope = np.where((p >= EPSILON) & (p <= 1), -y / np.clip(p, EPSILON, 1), 0)
    return [None, slope * np.asarray(g)[..., None]]


@primitive(shape=_one_axis_less, backward=_kl_backward)
def kl_divergence(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """``sum(y log(y / p))`` along the last axis, both clipped to [1e-7, 1]."""
    y, p = np.clip(y_true, EPSILON, 1), np.clip(y_pred, EPSILON, 1)
    return np.add.reduce(y * np.log(y / p), -1), (y, y_pred)


def _categorical_hinge_backward(saved: Any, g: Array) -> Gradients:
    y_true, wrong, most, active = saved
    # Where several wrong classes share the largest value, they share the gradient.
    largest = wrong == most
    largest = largest / largest.sum(-1, keepdims=True).astype(y_true.dtype)
    slope = (1 - y_true) * largest - y_true
    return [None, slope * np.where(active, g, 0)[..., None]]


@primitive(shape=_one_axis_less, backward=_categorical_hinge_backward)
def categorical_hinge(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """``max(0, 1 + largest wrong - right)`` along the last axis."""
    wrong = (1 - y_true) * y_pred
    most = wrong.max(-1, keepdims=True)
    margin = most[..., 0] - np.add.reduce(y_true * y_pred, -1) + 1
    return np.maximum(margin, 0), (y_true, wrong, most, margin >= 0)


def _cosine_backward(saved: Any, g: Array) -> Gradients:
    unit_true, unit_pred, norm, long, axis = saved
    g = np.expand_dims(g, axis)
    along = np.where(long, np.add.reduce(unit_true * unit_pred, axis, keepdims=True), 0)
    return [None, -g * (unit_true - along * unit_pred) / norm]


@primitive(shape=_one_axis_less, backward=_cosine_backward)
def cosine_loss(
    y_true: Array, y_pred: Array, *, axis: int = -1, floor: float = EPSILON
) -> tuple[Array, Any]:
    """Minus the cosine between target and prediction; norms below ``floor`` count as it."""
    unit_true, _, _ = _unit(y_true, axis, floor)
    unit_pred, norm, long = _unit(y_pred, axis, floor)
    value = -np.add.reduce(unit_true * unit_pred, axis)
    return value, (unit_true, unit_pred, norm, long, axis)


def _unit(x: Array, axis: int, floor: float) -> tuple[Array, Array, Array]:
    length = np.sqrt(np.add.reduce(x * x, axis, keepdims=True))
    norm = np.maximum(length, floor)
    return x / norm, norm, length >= floor


def _categorical_backward(saved: Any, g: Array) -> Gradients:
    y_true, q, total, axis = saved
    low, high = _bounds(q.dtype)
    g_q = np.where((q >= low) & (q <= high), -y_true / np.clip(q, low, high), 0)
    g_q *= np.expand_dims(g, axis)
    return [None, (g_q - np.add.reduce(g_q * q, axis, keepdims=True)) / total]


@primitive(shape=_one_axis_less, backward=_categorical_backward)
def categorical_crossentropy(y_true: Array, y_pred: Array, *, axis: int = -1) -> tuple[Array, Any]:
    """``-sum(y log p)``; probabilities are divided by their sum, then clipped."""
    total = np.add.reduce(y_pred, axis, keepdims=True)
    q = y_pred / total
    value = -np.add.reduce(y_true * np.log(np.clip(q, *_bounds(q.dtype))), axis)
    return value, (y_true, q, total, axis)


def _softmax_parts(x: Array, axis: int) -> tuple[Array, Array]:
    """Softmax and its logarithm."""
    shifted = x - np.maximum.reduce(x, axis, keepdims=True)
    powers = np.exp(shifted)
    total = np.add.reduce(powers, axis, keepdims=True)
    return powers / total, shifted - np.log(total)


def _softmax_crossentropy_backward(saved: Any, g: Array) -> Gradients:
    y_true, softmax, axis = saved
    mass = np.add.reduce(y_true, axis, keepdims=True)
    return [None, (softmax * mass - y_true) * np.expand_dims(g, axis)]


@primitive(shape=_one_axis_less, backward=_softmax_crossentropy_backward)
def softmax_crossentropy(y_true: Array, logits: Array, *, axis: int = -1) -> tuple[Array, Any]:
    """Categorical cross-entropy of the softmax of ``logits``, in one."""
    softmax, log_softmax = _softmax_parts(logits, axis)
    return -np.add.reduce(y_true * log_softmax, axis), (y_true, softmax, axis)


def _sparse_softmax_backward(saved: Any, g: Array) -> Gradients:
    places, softmax, axis = saved
    g = np.expand_dims(g, axis)
    gradient = softmax * g
    np.put_along_axis(gradient, places, np.take_along_axis(gradient, places, axis) - g, axis)
    return [None, gradient]


@primitive(shape=_one_axis_less, backward=_sparse_softmax_backward)
def sparse_softmax_crossentropy(
    labels: Array, logits: Array, *, axis: int = -1
) -> tuple[Array, Any]:
    """Cross-entropy of the softmax of ``logits`` with class numbers, ``labels (batch, …)``."""
    softmax, log_softmax = _softmax_parts(logits, axis)
    places = np.expand_dims(labels, axis)
    value = -np.take_along_axis(log_softmax, places, axis)
    return np.squeeze(value, axis), (places, softmax, axis)


def _log_clipped_backward(saved: Any, g: Array) -> Gradients:
    p, low, high = saved
    return [np.where((p >= low) & (p <= high), g / np.clip(p, low, high), 0)]


def _same(x: Spec, **_: Any) -> Spec:
    return x


@primitive(shape=_same, backward=_log_clipped_backward)
def log_clipped(p: Array) -> tuple[Array, Any]:
    """The logarithm of probabilities clipped to [1e-7, 1 - 1e-7]."""
    low, high = _bounds(p.dtype)
    return np.log(np.clip(p, low, high)), (p, low, high)


def _weighted_backward(saved: Any, g: Array) -> Gradients:
    return [g * saved, None]


def _broadcast(x: Spec, weights: Spec) -> Spec:
    return x


@primitive(shape=_broadcast, backward=_weighted_backward)
def weighted(each: Array, weights: Array) -> tuple[Array, Any]:
    """Each loss times its weight; ``weights`` broadcast to the losses."""
    return each * weights, weights


def _total(x: Spec, **_: Any) -> Spec:
    return Spec((), x.dtype)


def _total_backward(saved: Any, g: Array) -> Gradients:
    shape, by = saved
    return [np.full(shape, g * by)]


@primitive(shape=_total, backward=_total_backward)
def scaled_sum(each: Array, *, factor: float) -> tuple[Array, Any]:
    """The sum of all losses times a fixed number."""
    by = each.dtype.type(factor)
    return np.add.reduce(each, None) * by, (each.shape, by)
