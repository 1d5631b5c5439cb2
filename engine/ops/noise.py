"""Random changes to values while training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.autodiff import Array, Shape, Spec, primitive
from engine.ops.rules import handed_on, times_saved, unchanged

NoiseShape = Sequence[int | None]
"""By axis 1 where values share one draw, None for the size of ``x``; broadcast to ``x``."""

_SELU_FLOOR = -1.7580993408473766
"""What a large negative number becomes under SELU: -1.6733 times 1.0507."""


def noise_sizes(shape: Shape, noise_shape: NoiseShape | None) -> Shape:
    """How many draws there are along each axis; None takes the size at its place in ``shape``."""
    if noise_shape is None:
        return shape
    return tuple(shape[i] if n is None else n for i, n in enumerate(noise_shape))


def _kept(x: Array, rate: float, rng: np.random.Generator, noise_shape: NoiseShape | None) -> Array:
    """1 where a value stays, 0 where it does not."""
    sizes = [n for n in noise_sizes(x.shape, noise_shape) if n is not None]
    return (rng.random(sizes, np.float32) >= rate).astype(x.dtype)


@primitive(shape=unchanged, backward=times_saved)
def drop(
    x: Array,
    *,
    rate: float,
    rng: np.random.Generator,
    noise_shape: NoiseShape | None = None,
) -> tuple[Any, Any]:
    """Zeros with probability ``rate``; what stays is divided by ``1 - rate``.

    Source: Srivastava et al., 2014.
    """
    kept = _kept(x, rate, rng, noise_shape)
    if rate < 1:
        kept *= 1 / (1 - rate)
    return x * kept, kept


@primitive(shape=unchanged, backward=times_saved)
def alpha_drop(
    x: Array,
    *,
    rate: float,
    rng: np.random.Generator,
    noise_shape: NoiseShape | None = None,
) -> tuple[Any, Any]:
    """The lowest value of SELU with probability ``rate``, below 1; then a line for all.

    The line keeps mean 0 and deviation 1. Source: Klambauer et al., 2017,
    arXiv:1706.02515.
    """
    slope = ((1 - rate) * (1 + rate * _SELU_FLOOR**2)) ** -0.5
    kept = _kept(x, rate, rng, noise_shape)
    # Of x if it stays, of the floor otherwise, shifted by -floor * rate.
    factor = kept * x.dtype.type(slope)
    shift = (1 - kept - x.dtype.type(rate)) * x.dtype.type(slope * _SELU_FLOOR)
    return x * factor + shift, factor


def _normal(x: Array, rng: np.random.Generator) -> Array:
    return np.asarray(rng.standard_normal(x.shape, np.float32))


@primitive(shape=unchanged, backward=times_saved)
def gaussian_scale(x: Array, *, stddev: float, rng: np.random.Generator) -> tuple[Any, Any]:
    """``x`` times numbers drawn around 1 with deviation ``stddev``."""
    factor = np.asarray(1 + stddev * _normal(x, rng), x.dtype)
    return x * factor, factor


@primitive(shape=unchanged, backward=handed_on)
def gaussian_shift(x: Array, *, stddev: float, rng: np.random.Generator) -> tuple[Any, Any]:
    """``x`` plus numbers drawn around 0 with deviation ``stddev``."""
    return x + np.asarray(stddev * _normal(x, rng), x.dtype), None


def _drawn(*, low: float, high: float, size: int, rng: np.random.Generator) -> Spec:
    return Spec((size,))


@primitive(shape=_drawn)
def uniform(*, low: float, high: float, size: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """``size`` numbers drawn evenly between ``low`` and ``high``."""
    return rng.uniform(low, high, size).astype(np.float32), None
