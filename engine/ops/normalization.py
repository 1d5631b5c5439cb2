"""Batch normalization as a fused primitive with its own gradient.

Statistics are taken around a first mean, block by block, and merged in float64
(Chan, Golub & LeVeque, 1983), so that they stay accurate where the mean is large
against the deviation. float16 input is computed in float32.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.frames import Frame, channel_shape, frame
from engine.ops.rules import quiet

MASK_EPSILON = 1e-7
"""Added to the number of unmasked samples where masked values are skipped (Keras 3)."""


_SINGLE, _DOUBLE = np.dtype(np.float32), np.dtype(np.float64)


class Statistics(NamedTuple):
    """Mean and population variance per channel in float64, and the values they are of.

    The mean is split into ``near``, in the type of the values, and ``rest``. Where the
    values have ``near`` subtracted already, it is None.
    """

    mean: Array
    variance: Array
    values: Array
    near: Array | None
    rest: Array


class Centred(NamedTuple):
    """What a gradient needs: ``xhat`` is ``(values - near - rest) * inverse``."""

    values: Array
    near: Array | None
    rest: Array
    inverse: Array
    scale: Array
    frame: Frame


class Masked(NamedTuple):
    """The weight of each sample: booleans if masked values are skipped.

    Per channel, ``counts`` is what they add up to and ``divisor`` what sums are divided by.
    """

    weights: Array
    counts: Array
    divisor: Array

    @classmethod
    def of(cls, mask: Array, x: Array, lay: Frame, *, skips: bool) -> Masked:
        wide = np.broadcast_to(mask[..., None], x.shape)
        weights = wide.astype(bool if skips else x.dtype)
        counts = lay.total(weights)
        if skips:
            divisor = (counts + MASK_EPSILON).astype(x.dtype).astype(np.float64)
        else:
            divisor = np.where(counts == 0, 1.0, counts)
        return cls(weights, counts, divisor)


def _batch_norm_spec(
    x: Spec, scale: Spec, offset: Spec, *mask: Spec, axes: tuple[int, ...], **static: Any
) -> tuple[Spec, Spec, Spec]:
    small: tuple[int | None, ...] = channel_shape(x.shape, axes)
    if static.get("ghost") is not None:
        small = (1, None, *small[1:])
    statistic = Spec(small, str(_working(np.dtype(x.dtype))))
    return x, statistic, statistic


def _batch_norm_backward(saved: Any, g: Any) -> Gradients:
    centred, masked, like, fused = saved
    unused = [None] * (len(like) - 3)
    if g[0] is None:
        return [None, None, None, *unused]
    with quiet():
        return [*_gradients(centred, g[0], like[:3], masked, fused=fused), *unused]


@primitive(shape=_batch_norm_spec, backward=_batch_norm_backward)
def batch_norm(
    x: Array,
    scale: Array,
    offset: Array,
    *mask: Array,
    axes: tuple[int, ...],
    epsilon: float,
    ghost: int | None = None,
    fused: bool = False,
    guarded: bool = False,
    skips: bool = False,
) -> tuple[tuple[Array, Array, Array], Any]:
    """Normalize ``x`` by the mean and variance of its own samples, per channel.

    Gives ``scale * xhat + offset``, the means, and the variances that the moving
    variance takes: with Bessel's correction if ``fused``, else as they are. ``axes``
    holds the channels; ``ghost`` is the size of a ghost batch. ``mask``, of the shape
    of ``x`` without its last axis or broadcastable to it, weights the samples, and
    with ``skips`` keeps even NaN out. ``guarded`` makes the statistics of no samples
    0, not NaN.

    Source: Ioffe & Szegedy, 2015, arXiv:1502.03167.
    """
    lay = frame(x.shape, axes, ghost=ghost, whole=bool(mask))
    work = x.astype(_working(x.dtype), copy=False).reshape(lay.view)
    masked = None
    with quiet():
        if mask:
            masked = Masked.of(mask[0], work, lay, skips=skips)
            found = _masked_statistics(work, masked, lay)
        else:
            found = _statistics(work, lay, guarded=guarded)
        y, centred = _normalized(found, scale, offset, lay, epsilon)
        variance = found.variance
        if fused:
            variance = variance * (lay.samples / max(lay.samples - 1, 1))
        shape = lay.statistic if ghost is not None else channel_shape(x.shape, axes)
        means, variances = (
            s.reshape(shape).astype(work.dtype, copy=False) for s in (found.mean, variance)
        )
        y = y.reshape(x.shape).astype(x.dtype, copy=False)
    like = [(a.shape, a.dtype) for a in (x, scale, offset, *mask)]
    return (y, means, variances), (centred, masked, like, fused)


def _normalize_backward(saved: Any, g: Array) -> Gradients:
    centred, like, fused = saved
    with quiet():
        g_x, g_scale, g_offset = _gradients(centred, g, like, None, fused=fused, constant=True)
    return [g_x, None, None, g_scale, g_offset]


@primitive(shape=lambda x, *_, **__: x, backward=_normalize_backward)
def normalize(
    x: Array,
    mean: Array,
    variance: Array,
    scale: Array,
    offset: Array,
    *,
    axes: tuple[int, ...],
    epsilon: float,
    fused: bool = False,
) -> tuple[Array, Any]:
    """Normalize ``x`` by given means and variances, which take no gradient.

    Without samples the gradient of ``scale`` is 0 if ``fused``, else what NaN makes of it.
    """
    lay = frame(x.shape, axes)
    work = x.astype(_working(x.dtype), copy=False).reshape(lay.view)
    mean, variance = (v.astype(np.float64).reshape(lay.statistic) for v in (mean, variance))
    with quiet():
        y, centred = _normalized(_split(mean, variance, work), scale, offset, lay, epsilon)
        y = y.reshape(x.shape).astype(x.dtype, copy=False)
    return y, (centred, [(a.shape, a.dtype) for a in (x, scale, offset)], fused)


def _statistics(x: Array, lay: Frame, *, guarded: bool) -> Statistics:
    """Statistics of all samples, block by block, merged by the formula of Chan and others."""
    samples = np.float64(lay.samples)
    if lay.samples == 0:
        empty = np.zeros(lay.statistic) if guarded else np.full(lay.statistic, np.nan)
        return _split(empty, empty, x)
    if len(lay.parts) == 1:
        # A small array is kept with its mean subtracted, for the output and the gradient.
        near, rest, squares, values = _around_mean(x, lay.samples, lay)
        return Statistics(near + rest, squares / samples, values, None, rest)
    blocks = [_around_mean(x[part], count, lay)[:3] for part, count in lay.parts]
    counts = np.array([count for _, count in lay.parts], np.float64)
    means = np.stack([near + rest for near, rest, _ in blocks])
    mean = np.tensordot(counts, means, 1) / samples
    apart = np.tensordot(counts, np.square(means - mean), 1)
    within = np.sum([squares for _, _, squares in blocks], axis=0)
    return _split(mean, (within + apart) / samples, x)


def _around_mean(x: Array, count: int, lay: Frame) -> tuple[Array, Array, Array, Array]:
    """First mean, what is missing from it, summed squared distances, and ``x - first mean``."""
    near = (lay.total(x) * (1.0 / count)).astype(x.dtype)
    values = x - lay.spread(near)
    rest = _rest(lay.total(values) * (1.0 / count), near)
    squares = lay.total(np.square(values)) - count * np.square(rest)
    return near, rest, np.maximum(squares, 0, out=squares), values


def _rest(rest: Array, near: Array) -> Array:
    """An infinite mean leaves NaN behind when it is subtracted, and must stay infinite."""
    finite = np.isfinite(near)
    return rest if finite.all() else np.where(finite, rest, 0)


def _split(mean: Array, variance: Array, x: Array) -> Statistics:
    near = mean.astype(x.dtype)
    return Statistics(mean, variance, x, near, _rest(mean - near, near))


def _masked_statistics(x: Array, masked: Masked, lay: Frame) -> Statistics:
    """Statistics of the samples that the mask counts; 0 where it counts none."""
    weights, counts, divisor = masked
    if weights.dtype == bool:
        near = (lay.total(np.where(weights, x, 0)) / divisor).astype(x.dtype)
        values = np.where(weights, x - near, 0)
        squares = lay.total(np.square(values))
    else:
        near = (lay.total(x * weights) / divisor).astype(x.dtype)
        values = (x - near) * weights
        squares = lay.total(values * (x - near))
    total = lay.total(values)
    mean = (near.astype(np.float64) * counts + total) / divisor
    rest = mean - near
    variance = (squares - 2 * rest * total + counts * np.square(rest)) / divisor
    return _split(mean, np.maximum(variance, 0), x)


def _normalized(
    found: Statistics, scale: Array, offset: Array, lay: Frame, epsilon: float
) -> tuple[Array, Centred]:
    """``scale * xhat + offset``, and what its gradient needs."""
    inverse = 1.0 / np.sqrt(found.variance + epsilon)
    wide_scale = scale.astype(np.float64).reshape(lay.weight)
    gain = wide_scale * inverse
    shift = offset.reshape(lay.weight) - found.rest * gain
    values, near = found.values, found.near
    centred = Centred(values, near, found.rest, inverse, wide_scale, lay)
    gain, shift = (lay.spread(v.astype(values.dtype)) for v in (gain, shift))
    near = None if near is None else lay.spread(near)
    y = np.empty_like(values)
    for part, _ in lay.parts:
        out = y[part]
        source = values[part] if near is None else np.subtract(values[part], near, out=out)
        np.multiply(source, gain, out=out)
        out += shift
    return y, centred


def _gradients(
    centred: Centred,
    g: Array,
    like: Any,
    masked: Masked | None,
    *,
    fused: bool,
    constant: bool = False,
) -> list[Array]:
    """Gradients of x, scale and offset; ``constant`` statistics do not depend on x."""
    lay, dtype = centred.frame, centred.values.dtype
    g = g.astype(dtype, copy=False).reshape(lay.view)
    g_scale, sums = _weight_gradients(centred, g)
    gain = lay.spread((centred.scale * centred.inverse).astype(dtype))
    if constant:
        g_x = g * gain
    else:
        share = 1.0 / (np.float64(lay.samples) if masked is None else masked.divisor)
        slope = centred.inverse * g_scale * -share
        level = sums * -share - centred.rest * slope
        if masked is not None:
            # Distances from the mean do not add up to 0 if the divisor is not the count.
            mean = centred.rest if centred.near is None else centred.near + centred.rest
            level -= slope * mean * (masked.divisor - masked.counts) * share
        slope, level = (lay.spread(v.astype(dtype)) for v in (slope, level))
        g_x = _through_statistics(centred, g, gain, slope, level, masked)
    if fused and lay.samples == 0:
        g_scale = np.zeros_like(g_scale)
    found = (g_x, lay.folded(g_scale), lay.folded(sums))
    return [
        value.reshape(shape).astype(kind, copy=False)
        for value, (shape, kind) in zip(found, like, strict=True)
    ]


def _weight_gradients(centred: Centred, g: Array) -> tuple[Array, Array]:
    """Sums of ``g * xhat`` and of ``g``."""
    lay = centred.frame
    near = None if centred.near is None else lay.spread(centred.near)
    sums, products = np.zeros(lay.statistic), np.zeros(lay.statistic)
    for part, _ in lay.parts:
        values = centred.values[part]
        sums += lay.total(g[part])
        if near is None:
            product = values * g[part]
        else:
            product = values - near
            product *= g[part]
        products += lay.total(product)
    return (products - centred.rest * sums) * centred.inverse, sums


def _through_statistics(
    centred: Centred, g: Array, gain: Array, slope: Array, level: Array, masked: Masked | None
) -> Array:
    """``(g + (x - near) * slope + level) * gain``; uncounted samples keep their g alone."""
    lay = centred.frame
    near = None if centred.near is None else lay.spread(centred.near)
    g_x = np.empty_like(centred.values)
    for part, _ in lay.parts:
        values, out = centred.values[part], g_x[part]
        source = values if near is None else np.subtract(values, near, out=out)
        np.multiply(source, slope, out=out)
        out += level
        if masked is not None and masked.weights.dtype == bool:
            out[~masked.weights[part]] = 0
        elif masked is not None:
            out *= masked.weights[part]
        out += g[part]
        out *= gain
    return g_x


def _working(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type in which input of ``dtype`` is computed."""
    return dtype if dtype == _DOUBLE else _SINGLE
