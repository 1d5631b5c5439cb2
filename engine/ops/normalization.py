"""Batch normalization as a fused primitive with its own gradient.

Statistics are accumulated around a first mean and merged in float64 (Chan, Golub &
LeVeque, 1983), so that they stay accurate where the mean is large against the
deviation. float16 input is computed in float32.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.autodiff import Array, Spec, primitive
from engine.ops.frames import Frame, channel_shape, frame

MASK_EPSILON = 1e-7
"""Added to the number of unmasked samples where masked values are skipped (Keras 3)."""

LARGE_MEAN = 4.0
"""A mean of more deviations than this is subtracted before anything is multiplied."""


def quiet() -> np.errstate:
    """Let NaN, infinities and empty batches through as IEEE 754 has them, without warnings."""
    return np.errstate(divide="ignore", over="ignore", invalid="ignore")


class Moments(NamedTuple):
    """Mean and population variance per channel, in float64."""

    mean: Array
    variance: Array


class Centred(NamedTuple):
    """What the gradient needs of a normalization: ``xhat = (x - near - rest) * inverse``.

    ``near`` is the mean in the type of ``x``, ``rest`` what that leaves of it.
    """

    x: Array
    near: Array
    rest: Array
    inverse: Array
    scale: Array
    frame: Frame


def _batch_norm_spec(
    x: Spec, scale: Spec, offset: Spec, *mask: Spec, axes: tuple[int, ...], **static: Any
) -> tuple[Spec, Spec, Spec]:
    small: tuple[int | None, ...] = channel_shape(x.shape, axes)
    if static.get("ghost") is not None:
        small = (1, None, *small[1:])
    statistic = Spec(small, _working(x.dtype))
    return x, statistic, statistic


def _batch_norm_backward(saved: Any, g: Any) -> list[Array | None]:
    centred, weights, count, counts, dtypes, fused = saved
    unused = [None] * (len(dtypes) - 3)
    if g[0] is None:
        return [None, None, None, *unused]
    with quiet():
        if centred.frame.samples == 0 and fused:
            zero = np.zeros_like(centred.scale)
            return [g[0], *_shaped((zero, zero), dtypes[1:3]), *unused]
        g_x, g_scale, g_offset = _centred_gradients(centred, g[0], count, weights, counts)
    head = _shaped((g_x, g_scale, g_offset), dtypes[:3])
    return [*head, *unused]


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
    work = x.astype(_working(str(x.dtype)), copy=False).reshape(lay.view)
    weights = np.broadcast_to(mask[0][..., None], x.shape) if mask else None
    with quiet():
        counts: Array | None = None
        if weights is None:
            moments = _moments(work, lay, guarded=guarded)
        else:
            weights = weights.astype(bool if skips else work.dtype)
            counts = lay.total(weights)
            moments = _masked_moments(work, weights, counts, lay, skips=skips)
        y, centred = _centre(work, moments, scale, offset, lay, epsilon)
        variance = moments.variance
        if fused:
            variance = variance * (lay.samples / max(lay.samples - 1, 1))
        result = (
            y.reshape(x.shape).astype(x.dtype, copy=False),
            _statistic(moments.mean, x, axes, lay),
            _statistic(variance, x, axes, lay),
        )
    dtypes = [(a.shape, a.dtype) for a in (x, scale, offset, *mask)]
    return result, (centred, weights, lay.samples, counts, dtypes, fused)


def _normalize_backward(saved: Any, g: Array) -> list[Array | None]:
    centred, dtypes, fused = saved
    with quiet():
        g_x, g_scale, g_offset = _centred_gradients(centred, g, None, None, None)
        if fused and centred.frame.samples == 0:
            g_scale = np.zeros_like(g_scale)
    first, second, third = _shaped((g_x, g_scale, g_offset), dtypes)
    return [first, None, None, second, third]


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
    work = x.astype(_working(str(x.dtype)), copy=False).reshape(lay.view)
    given = Moments(
        mean.astype(np.float64).reshape(lay.statistic),
        variance.astype(np.float64).reshape(lay.statistic),
    )
    with quiet():
        y, centred = _centre(work, given, scale, offset, lay, epsilon)
        result = y.reshape(x.shape).astype(x.dtype, copy=False)
    return result, (centred, [(a.shape, a.dtype) for a in (x, scale, offset)], fused)


def _moments(x: Array, lay: Frame, *, guarded: bool = False) -> Moments:
    """Moments of all samples, block by block, merged by the formula of Chan and others."""
    found = [(count, *_block_moments(x[part], count, lay)) for part, count in lay.parts()]
    samples = max(lay.samples, 1) if guarded else lay.samples
    if len(found) == 1 and not guarded:
        _, mean, squares = found[0]
        return Moments(mean, squares / np.float64(samples))
    empty = np.zeros(lay.statistic)
    mean = sum((count * m for count, m, _ in found if count), empty) / np.float64(samples)
    squares = sum((s + count * (m - mean) ** 2 for count, m, s in found if count), empty)
    return Moments(mean, squares / np.float64(samples))


def _block_moments(x: Array, count: int, lay: Frame) -> tuple[Array, Array]:
    """Mean of a block, and the sum of the squared distances from it."""
    near = (lay.total(x) / np.float64(count)).astype(x.dtype)
    centred = x - lay.spread(near)
    rest = lay.total(centred) / np.float64(count)
    # An infinite mean leaves NaN behind when it is subtracted, and stays infinite.
    rest[~np.isfinite(near)] = 0
    squares = lay.total(np.square(centred, out=centred)) - count * rest**2
    return near + rest, np.maximum(squares, 0)


def _masked_moments(x: Array, weights: Array, counts: Array, lay: Frame, *, skips: bool) -> Moments:
    """Moments of the samples that ``weights`` counts."""
    if skips:
        divisor = (counts + MASK_EPSILON).astype(x.dtype).astype(np.float64)
        near = (lay.total(np.where(weights, x, 0)) / divisor).astype(x.dtype)
        centred = np.where(weights, x - near, 0)
        squares = np.square(centred)
    else:
        divisor = np.where(counts == 0, 1.0, counts)
        near = (lay.total(x * weights) / divisor).astype(x.dtype)
        centred = (x - near) * weights
        squares = centred * (x - near)
    total = lay.total(centred)
    mean = (near.astype(np.float64) * counts + total) / divisor
    rest = mean - near
    variance = (lay.total(squares) - 2 * rest * total + counts * rest**2) / divisor
    return Moments(mean, np.maximum(variance, 0))


def _centre(
    x: Array, moments: Moments, scale: Array, offset: Array, lay: Frame, epsilon: float
) -> tuple[Array, Centred]:
    """``scale * xhat + offset``, and what its gradient needs."""
    inverse = 1.0 / np.sqrt(moments.variance + epsilon)
    near = moments.mean.astype(x.dtype)
    centred = Centred(
        x,
        near,
        moments.mean - near,
        inverse,
        scale.astype(np.float64).reshape(lay.weight),
        lay,
    )
    # An infinite mean is subtracted from an infinite value: NaN, as it should be.
    centred.rest[~np.isfinite(near)] = 0
    gain = centred.scale * inverse
    shift = offset.astype(np.float64).reshape(lay.weight) - centred.rest * gain
    return _affine(centred, gain, shift), centred


def _affine(centred: Centred, gain: Array, shift: Array) -> Array:
    """``(x - near) * gain + shift`` in one pass over the blocks."""
    x, lay = centred.x, centred.frame
    small = np.abs(centred.near * centred.inverse) <= LARGE_MEAN
    subtract = not small.all()
    if not subtract:
        shift = shift - centred.near * gain
    near, gain, shift = (lay.spread(v.astype(x.dtype)) for v in (centred.near, gain, shift))
    y = np.empty_like(x)
    for part, _ in lay.parts():
        source, out = x[part], y[part]
        if subtract:
            source = np.subtract(source, near, out=out)
        np.multiply(source, gain, out=out)
        out += shift
    return y


def _centred_gradients(
    centred: Centred, g: Array, count: int | None, weights: Array | None, counts: Array | None
) -> tuple[Array, Array, Array]:
    """Gradients of x, scale and offset; without ``count`` the statistics are constants."""
    lay, x = centred.frame, centred.x
    near = lay.spread(centred.near)
    g = g.astype(x.dtype, copy=False).reshape(lay.view)
    sums = np.zeros(lay.statistic)
    products = np.zeros(lay.statistic)
    for part, _ in lay.parts():
        sums += lay.total(g[part])
        distance = x[part] - near
        products += lay.total(np.multiply(distance, g[part], out=distance))
    g_scale = (products - centred.rest * sums) * centred.inverse
    gain = centred.scale * centred.inverse
    if count is None:
        g_x = g * lay.spread(gain.astype(x.dtype))
    else:
        share = 1.0 / np.float64(count) if counts is None else _inverse_or_zero(counts)
        slope = -centred.inverse * g_scale * share
        level = -sums * share - centred.rest * slope
        g_x = _through_statistics(centred, g, gain, slope, level, weights)
    return g_x, lay.folded(g_scale), lay.folded(sums)


def _through_statistics(
    centred: Centred, g: Array, gain: Array, slope: Array, level: Array, weights: Array | None
) -> Array:
    """``(g + (x - near) * slope + level) * gain``; uncounted samples keep their g alone."""
    lay, x = centred.frame, centred.x
    near, gain, slope, level = (
        lay.spread(v.astype(x.dtype)) for v in (centred.near, gain, slope, level)
    )
    g_x = np.empty_like(x)
    for part, _ in lay.parts():
        through = x[part] - near
        through *= slope
        through += level
        if weights is not None:
            masked = weights.dtype == bool
            through = np.where(weights, through, 0) if masked else through * weights
        out = np.add(g[part], through, out=g_x[part])
        out *= gain
    return g_x


def _inverse_or_zero(counts: Array) -> Array:
    return np.divide(1.0, counts, out=np.zeros_like(counts), where=counts != 0)


def _working(dtype: str) -> str:
    """The type in which input of ``dtype`` is computed."""
    return "float64" if dtype == "float64" else "float32"


def _statistic(values: Array, x: Array, axes: tuple[int, ...], lay: Frame) -> Array:
    """A statistic in the rank of ``x`` (one more with ghost batches) and the working type."""
    shape = channel_shape(x.shape, axes) if lay.rows else lay.statistic
    return values.reshape(shape).astype(_working(str(x.dtype)))


def _shaped(gradients: Any, like: Any) -> list[Array]:
    """The gradients in the shapes and types of what they belong to."""
    return [
        g.reshape(shape).astype(dtype, copy=False)
        for g, (shape, dtype) in zip(gradients, like, strict=True)
    ]
