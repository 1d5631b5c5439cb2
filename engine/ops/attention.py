"""Scores of attention: how much each query asks of each key, and which it may ask."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.reduce import Axis
from engine.ops.rules import axis_indices, broadcast_shapes, summed_to, volume


def _additive_shape(query: Spec, key: Spec, *weight: Spec) -> Spec:
    shapes = [(*query.shape[:-1], 1, query.shape[-1]), (*key.shape[:-2], 1, *key.shape[-2:])]
    shapes += [w.shape for w in weight]
    kind = np.result_type(query.dtype, key.dtype, *(w.dtype for w in weight))
    return Spec(broadcast_shapes(shapes)[:-1], str(kind))


def _additive_backward(saved: Any, g: Array) -> Gradients:
    curve, weight, query, key = saved
    g_curve = g[..., None] * (1 - curve * curve)
    g_weight: Gradients = ()
    if weight is not None:
        g_weight = (summed_to(g[..., None] * curve, weight.shape),)
        g_curve = g_curve * weight
    g_query = summed_to(g_curve.sum(axis=-2), query)
    g_key = summed_to(g_curve.sum(axis=-3), key)
    return g_query, g_key, *g_weight


def _additive_products(y: Spec, query: Spec, *_: Spec) -> int | None:
    return volume(*y.shape, query.shape[-1])


@primitive(shape=_additive_shape, backward=_additive_backward, products=_additive_products)
def additive_scores(query: Array, key: Array, *weight: Array) -> tuple[Any, Any]:
    """Sum over features of ``weight * tanh(query + key)``, for each query and each key.

    ``query (…, queries, features)`` and ``key (…, keys, features)`` give
    ``(…, queries, keys)``; ``weight (features,)`` is 1 where it is not given.
    Source: Bahdanau, Cho & Bengio, 2015, arXiv:1409.0473.
    """
    curve = query[..., :, None, :] + key[..., None, :, :]
    np.tanh(curve, out=curve)
    given = weight[0] if weight else None
    weighted = curve if given is None else curve * given
    return weighted.sum(axis=-1), (curve, given, query.shape, key.shape)


def _as_masked(x: Spec, mask: Spec, **_: Any) -> Spec:
    return Spec(broadcast_shapes([x.shape, mask.shape]), x.dtype)


def _softmax_backward(saved: Any, g: Array) -> Gradients:
    y, mask, axes, shape = saved
    g_x = g * y
    g_x -= y * g_x.sum(axis=axes, keepdims=True)
    if mask is not None:
        g_x *= mask
    return summed_to(g_x, shape), None


@primitive(shape=_as_masked, backward=_softmax_backward)
def masked_softmax(
    x: Array,
    mask: Array,
    *,
    axis: Axis = -1,
    fill: float = -1e9,
    adds: bool = False,
    clears: bool = False,
) -> tuple[Any, Any]:
    """Softmax over ``axis`` in which places outside the ``mask`` hardly count.

    There ``fill`` stands instead of ``x``, or is added to it where it ``adds``. Where
    nothing is left, that gives all places the same share, or the softmax of what was
    there before ``fill`` rounded it away; with ``clears`` they get 0.
    """
    low = x.dtype.type(fill)
    # Counted from the end, where x and mask may have different numbers of axes.
    axes = tuple(at - x.ndim for at in axis_indices(axis, x.ndim))
    y = _lowered(x, mask, low, axes) if adds else np.where(mask, x, low)
    y -= np.max(y, axis=axes, keepdims=True, initial=-np.inf)
    np.exp(y, out=y)
    y /= y.sum(axis=axes, keepdims=True)
    if clears:
        np.copyto(y, 0, where=~mask)
    return y, (y, None if adds else mask, axes, x.shape)


def _lowered(x: Array, mask: Array, low: Any, axes: tuple[int, ...]) -> Array:
    """``x`` plus ``low`` outside the mask, with the rounding of its type."""
    added = np.where(mask, x.dtype.type(0), low)
    if x.dtype == np.float64:
        # Where nothing is left, the sum would only cost digits: softmax is the same without.
        added *= mask.any(axis=axes, keepdims=True)
    with np.errstate(over="ignore"):
        return np.asarray(x + added)


def _reachable_shape(query: Spec, key: Spec, *, axis: int, **_: Any) -> Spec:
    return Spec((1, query.shape[axis], key.shape[axis]), "bool")


@primitive(shape=_reachable_shape)
def reachable(
    query: Array, key: Array, *, axis: int, causal: bool, window: int | None = None
) -> tuple[Any, Any]:
    """Which places along ``axis`` of ``key`` those of ``query`` may ask: ``(1, queries, keys)``.

    Only earlier places and the same one where it is ``causal``, only those less than
    ``window`` away where that is given.
    """
    ahead = np.arange(key.shape[axis]) - np.arange(query.shape[axis])[:, None]
    allowed = ahead <= 0 if causal else np.ones(ahead.shape, bool)
    if window is not None:
        allowed &= np.abs(ahead) < window
    return allowed[None], None


def _keep_backward(saved: Any, g: Array) -> Gradients:
    mask, shape = saved
    return summed_to(g * mask, shape), None


@primitive(shape=_as_masked, backward=_keep_backward)
def keep(x: Array, mask: Array) -> tuple[Any, Any]:
    """``x`` where the ``mask`` is true, 0 elsewhere, whatever stood there."""
    return np.where(mask, x, x.dtype.type(0)), (mask, x.shape)
