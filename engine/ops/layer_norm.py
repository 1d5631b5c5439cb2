"""Normalization within each example, as fused primitives with their own gradients.

Layer, group, instance and RMS normalization differ in what is reduced together, which a
``Layout`` says, and in what is subtracted. float16 input is computed in float32.
"""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.rules import quiet, summed_to

Scaling = Literal["standard", "rms", "variance"]
"""What is divided by the root of what: the distance from the mean by the variance, the
value itself by its mean square, or the value itself by the variance."""


class Layout(NamedTuple):
    """Where statistics are taken: over ``axes`` of an array reshaped to ``view``.

    There the weights have the shape ``weights``. With ``groups`` the axis ``channels`` is
    cut into so many parts of one size, whose elements are taken together, too.
    """

    view: tuple[int, ...]
    axes: tuple[int, ...]
    weights: tuple[int, ...]
    channels: int = 0
    groups: int | None = None

    @property
    def together(self) -> int:
        """How many elements are taken together."""
        count = math.prod(self.view[axis] for axis in self.axes)
        return count if self.groups is None else count * (self.view[self.channels] // self.groups)

    def total(self, values: Array) -> Array:
        """Sums, in a shape that goes with the view."""
        sums = np.asarray(np.add.reduce(values, self.axes, keepdims=True))
        at, size = self.channels, self.view[self.channels]
        if self.groups is None or self.groups == size:
            return sums
        # Groups are an axis of the small sums only: of the view they would be a short one, on
        # which NumPy is slow.
        cut = (self.groups, size // self.groups)
        parts = sums.reshape(*sums.shape[:at], *cut, *sums.shape[at + 1 :])
        whole = np.add.reduce(parts, at + 1, keepdims=True)
        return np.broadcast_to(whole, parts.shape).reshape(sums.shape)


class _Average(NamedTuple):
    """Means of ``count`` values that are taken together, or weighed by ``weights``."""

    layout: Layout
    count: Any
    weights: Array | None

    @classmethod
    def of(cls, x: Array, mask: tuple[Array, ...], layout: Layout) -> _Average:
        if not mask:
            return cls(layout, layout.together, None)
        weights = np.broadcast_to(mask[0], x.shape).reshape(layout.view).astype(_working(x.dtype))
        count = layout.total(weights)
        # Where nothing counts, the mean and the variance are 0, as in TensorFlow.
        return cls(layout, np.where(count == 0, 1, count).astype(weights.dtype), weights)

    def weighed(self, values: Array) -> Array:
        return values if self.weights is None else values * self.weights

    def share(self, values: Array) -> Array:
        """The sum of ``values`` as they are; nan where there is nothing to divide by."""
        # Without the warning of NumPy's mean for empty arrays.
        return np.asarray(self.layout.total(values) / self.count)

    def __call__(self, values: Array) -> Array:
        return self.share(self.weighed(values))


class _Saved(NamedTuple):
    """What the gradient needs: ``top`` is what the factors multiply, ``xhat`` what bends it."""

    top: Array
    xhat: Array
    inverse: Array
    gain: Array
    average: _Average
    centred: bool
    like: list[Any]


def _layer_norm_backward(saved: _Saved, g: Array) -> Gradients:
    top, xhat, inverse, gain, average, centred, like = saved
    with quiet():
        g = g.astype(top.dtype, copy=False).reshape(top.shape)
        product = g * top
        # Without its leading ones the shape lets the sums be products with ones.
        lead = next((i for i, n in enumerate(gain.shape) if n != 1), gain.ndim)
        own = gain.shape[lead:]
        g_scale, g_offset = summed_to(product, own), summed_to(g, own)
        g_x = g * gain
        # Not in place: with a batch of one g_scale is the product itself, not a sum of it.
        weighted = product * gain
        slope = average.share(weighted)
        through = np.multiply(xhat, slope, out=weighted)
        if centred:
            through += average.share(g_x)
        g_x -= average.weighed(through)
        g_x *= inverse
    found = (g_x, g_scale, g_offset)
    return [
        *(v.reshape(s).astype(d, copy=False) for v, (s, d) in zip(found, like[:3], strict=True)),
        *(None for _ in like[3:]),
    ]


def _like_first(x: Spec, *_: Spec, **__: Any) -> Spec:
    return x


@primitive(shape=_like_first, backward=_layer_norm_backward)
def layer_norm(
    x: Array,
    scale: Array,
    offset: Array,
    *mask: Array,
    layout: Layout,
    epsilon: float,
    scaling: Scaling = "standard",
) -> tuple[Array, Any]:
    """Normalize parts of each sample of ``x``, then scale and shift its elements.

    ``mask``, broadcastable to ``x``, weighs the values in the statistics.

    Source: Ba, Kiros & Hinton, 2016, arXiv:1607.06450; groups: Wu & He, 2018,
    arXiv:1803.08494; root mean square: Zhang & Sennrich, 2019, arXiv:1910.07467.
    """
    work = x.astype(_working(x.dtype), copy=False).reshape(layout.view)
    gain, shift = (
        v.astype(work.dtype, copy=False).reshape(layout.weights) for v in (scale, offset)
    )
    with quiet():
        average = _Average.of(x, mask, layout)
        far = work if scaling == "rms" else _distance(work, average)
        inverse = 1.0 / np.sqrt(average(np.square(far)) + epsilon)
        xhat = np.multiply(far, inverse, out=None if far is work else far)
        top = work * inverse if scaling == "variance" else xhat
        y = top * gain
        y += shift
        y = y.reshape(x.shape).astype(x.dtype, copy=False)
    like = [(a.shape, a.dtype) for a in (x, scale, offset, *mask)]
    return y, _Saved(top, xhat, inverse, gain, average, scaling == "standard", like)


def _distance(x: Array, average: _Average) -> Array:
    """``x`` less its mean, which is only as exact as its type: what it leaves goes off again."""
    far = x - average(x)
    far -= average(far)
    return far


def _unit_norm_backward(saved: Any, g: Array) -> Gradients:
    y, inverse, capped, axes, dtype = saved
    with quiet():
        g = g.astype(y.dtype, copy=False)
        along = np.add.reduce(g * y, axes, keepdims=True)
        g_x = (g - y * np.where(capped, 0, along)) * inverse
        return (g_x.astype(dtype, copy=False),)


@primitive(shape=_like_first, backward=_unit_norm_backward)
def unit_norm(x: Array, *, axes: tuple[int, ...], limit: float) -> tuple[Array, Any]:
    """``x`` divided by its length over ``axes``, that is by no less than ``1 / limit``.

    In float16, whose gradients would become infinite, it is by no less than 1e-4.
    """
    work = x.astype(_working(x.dtype), copy=False)
    limit = min(limit, 1e4) if x.dtype == np.float16 else limit
    with quiet():
        inverse = 1.0 / np.sqrt(np.add.reduce(np.square(work), axes, keepdims=True))
        capped = inverse > limit
        inverse = np.minimum(inverse, work.dtype.type(limit))
        y = work * inverse
    return y.astype(x.dtype, copy=False), (y, inverse, capped, axes, x.dtype)


def _working(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(np.float32) if dtype == np.float16 else dtype
