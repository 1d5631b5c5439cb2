"""Layer normalization as a fused primitive with its own gradient."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.normalization import quiet
from engine.ops.rules import summed_to


def _mean(x: Array, axes: tuple[int, ...]) -> Array:
    """The mean over ``axes``; nan where there is nothing, without the warning of NumPy's."""
    count = math.prod(x.shape[axis] for axis in axes)
    mean: Array = np.add.reduce(x, axes, keepdims=True) / count
    return mean


def _layer_norm_backward(saved: Any, g: Array) -> Gradients:
    xhat, inverse, scale, axes, dtypes = saved
    with quiet():
        g = g.astype(xhat.dtype, copy=False)
        product = g * xhat
        # Without its leading ones the shape lets the sums be products with ones.
        lead = next((i for i, n in enumerate(scale.shape) if n != 1), scale.ndim)
        own = scale.shape[lead:]
        g_scale, g_offset = summed_to(product, own), summed_to(g, own)
        g_hat = g * scale
        level = _mean(g_hat, axes)
        # Not in place: with a batch of one g_scale is the product itself, not a sum of it.
        weighted = product * scale
        slope = _mean(weighted, axes)
        g_hat -= level
        g_hat -= np.multiply(xhat, slope, out=weighted)
        g_hat *= inverse
    return [
        value.reshape(shape).astype(dtype, copy=False)
        for value, (shape, dtype) in zip((g_hat, g_scale, g_offset), dtypes, strict=True)
    ]


def _like_first(x: Spec, *_: Spec, **__: Any) -> Spec:
    return x


@primitive(shape=_like_first, backward=_layer_norm_backward)
def layer_norm(
    x: Array, scale: Array, offset: Array, *, axes: tuple[int, ...], epsilon: float
) -> tuple[Array, Any]:
    """Normalize each sample of ``x`` over ``axes``, then scale and shift its elements.

    Source: Ba, Kiros & Hinton, 2016, arXiv:1607.06450.
    """
    work = x.astype(np.float32 if x.dtype == np.float16 else x.dtype, copy=False)
    small = tuple(n if i in axes else 1 for i, n in enumerate(x.shape))
    gain = scale.astype(work.dtype, copy=False).reshape(small)
    with quiet():
        xhat = work - _mean(work, axes)
        # The mean is only as exact as its type; what it leaves is taken off again.
        xhat -= _mean(xhat, axes)
        variance = _mean(np.square(xhat), axes)
        inverse = 1.0 / np.sqrt(variance + epsilon)
        xhat *= inverse
        y = xhat * gain
        y += offset.astype(work.dtype, copy=False).reshape(small)
        y = y.astype(x.dtype, copy=False)
    dtypes = [(a.shape, a.dtype) for a in (x, scale, offset)]
    return y, (xhat, inverse, gain, axes, dtypes)
