"""First values of weights: functions of a shape and a random stream.

With a ``seed`` an initializer ignores the stream and gives the same values at each
call, as Keras does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import prod, sqrt
from types import MappingProxyType

import numpy as np

from engine.autodiff import Array, ShapeError, Spec
from engine.fourier import stft
from engine.ops.rules import axis_index

Rng = np.random.Generator
Initializer = Callable[..., Array]
Sizes = tuple[int, ...]
Axes = Sequence[int] | None

# Deviation of a unit normal distribution that is cut at two deviations.
_CUT_DEVIATION = 0.87962566103423978


def zeros(shape: Sizes, rng: Rng) -> Array:
    """Zero everywhere."""
    return np.zeros(shape)


def ones(shape: Sizes, rng: Rng) -> Array:
    """One everywhere."""
    return np.ones(shape)


def constant(shape: Sizes, rng: Rng, *, value: float = 0.0) -> Array:
    """``value`` everywhere."""
    return np.full(shape, float(value))


def identity(shape: Sizes, rng: Rng, *, gain: float = 1.0) -> Array:
    """``gain`` on the diagonal of a matrix, zero elsewhere.

    Raises:
        ShapeError: the weight is no matrix.
    """
    if len(shape) != 2:
        raise ShapeError(f"Identity makes matrices; a weight of shape {Spec(shape)} is none")
    return gain * np.eye(*shape)


def orthogonal(shape: Sizes, rng: Rng, *, gain: float = 1.0, seed: int | None = None) -> Array:
    """A random matrix with orthonormal rows or columns, times ``gain``.

    All axes but the last are taken as one. Source: Saxe et al., 2014, arXiv:1312.6120.

    Raises:
        ShapeError: the weight has fewer than two dimensions.
    """
    if len(shape) < 2:
        raise ShapeError(
            f"Orthogonal needs at least two dimensions; a weight of shape {Spec(shape)} has fewer"
        )
    rows, columns = prod(shape[:-1]), shape[-1]
    tall = _stream(rng, seed).standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    # Without the signs of r the distribution would not be uniform.
    q *= np.sign(np.diag(r))
    return gain * (q.T if rows < columns else q).reshape(shape)


def random_normal(
    shape: Sizes, rng: Rng, *, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None
) -> Array:
    """Normally distributed."""
    return np.asarray(mean + stddev * _stream(rng, seed).standard_normal(shape))


def random_uniform(
    shape: Sizes, rng: Rng, *, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None
) -> Array:
    """Uniform between ``minval`` and ``maxval``."""
    return np.asarray(minval + (maxval - minval) * _stream(rng, seed).random(shape))


def truncated_normal(
    shape: Sizes, rng: Rng, *, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None
) -> Array:
    """Normally distributed, drawn again where further than two ``stddev`` from ``mean``."""
    stream = _stream(rng, seed)
    values = stream.standard_normal(shape)
    far = np.abs(values) > 2
    while far.any():
        values[far] = stream.standard_normal(np.count_nonzero(far))
        far = np.abs(values) > 2
    return mean + stddev * values


def variance_scaling(
    shape: Sizes,
    rng: Rng,
    *,
    scale: float = 1.0,
    mode: str = "fan_in",
    distribution: str = "truncated_normal",
    seed: int | None = None,
    input_axes: Axes = None,
    output_axes: Axes = None,
) -> Array:
    """Mean 0 and variance ``scale`` divided by the number of inputs, outputs or their mean.

    ``mode`` is ``fan_in``, ``fan_out`` or ``fan_avg``; ``distribution`` is
    ``truncated_normal`` (also called ``normal``), ``untruncated_normal`` or ``uniform``.
    ``input_axes`` and ``output_axes``, where both are given, are the axes of the weight
    that count as inputs and as outputs.

    Raises:
        ValueError: ``scale`` is not positive, ``mode`` or ``distribution`` unknown.
    """
    variance = scale / max(1.0, _fan(shape, mode, input_axes, output_axes))
    if scale <= 0:
        raise ValueError(f"the scale of VarianceScaling must be positive, not {scale}")
    kind = distribution.lower()
    if kind == "uniform":
        bound = sqrt(3 * variance)
        return random_uniform(shape, rng, minval=-bound, maxval=bound, seed=seed)
    if kind == "untruncated_normal":
        return random_normal(shape, rng, stddev=sqrt(variance), seed=seed)
    if kind in ("truncated_normal", "normal"):
        stddev = sqrt(variance) / _CUT_DEVIATION
        return truncated_normal(shape, rng, stddev=stddev, seed=seed)
    raise ValueError(f"VarianceScaling has no distribution '{distribution}'")


def _scaled(scale: float, mode: str, distribution: str) -> Callable[..., Array]:
    """A case of ``variance_scaling``."""

    def drawn(
        shape: Sizes,
        rng: Rng,
        *,
        seed: int | None = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> Array:
        return variance_scaling(
            shape,
            rng,
            scale=scale,
            mode=mode,
            distribution=distribution,
            seed=seed,
            input_axes=input_axes,
            output_axes=output_axes,
        )

    return drawn


glorot_uniform = _scaled(1.0, "fan_avg", "uniform")
"""Uniform, with variance 2 / (inputs + outputs). Source: Glorot & Bengio, 2010."""

glorot_normal = _scaled(1.0, "fan_avg", "truncated_normal")
"""Truncated normal, with variance 2 / (inputs + outputs). Source: Glorot & Bengio, 2010."""

he_uniform = _scaled(2.0, "fan_in", "uniform")
"""Uniform, with variance 2 / inputs. Source: He et al., 2015, arXiv:1502.01852."""

he_normal = _scaled(2.0, "fan_in", "truncated_normal")
"""Truncated normal, with variance 2 / inputs. Source: He et al., 2015, arXiv:1502.01852."""

lecun_uniform = _scaled(1.0, "fan_in", "uniform")
"""Uniform, with variance 1 / inputs. Source: LeCun et al., 1998, "Efficient backprop"."""

lecun_normal = _scaled(1.0, "fan_in", "truncated_normal")
"""Truncated normal, with variance 1 / inputs. Source: Klambauer et al., arXiv:1706.02515."""


def with_axes(
    initializer: Initializer, inputs: Sequence[int], outputs: Sequence[int]
) -> Initializer:
    """``initializer`` with these axes as inputs and outputs, if it counts connections.

    Axes that it has already stay, and other initializers are what they were.
    """
    function, chosen = initializer, {}
    if isinstance(initializer, partial):
        function, chosen = initializer.func, initializer.keywords
    if function not in _COUNTING:
        return initializer
    if chosen.get("input_axes") is not None and chosen.get("output_axes") is not None:
        return initializer
    return partial(initializer, input_axes=tuple(inputs), output_axes=tuple(outputs))


_COUNTING = (
    *(variance_scaling, glorot_uniform, glorot_normal),
    *(he_uniform, he_normal, lecun_uniform, lecun_normal),
)

INITIALIZERS: Mapping[str, Callable[..., Array]] = MappingProxyType(
    {
        "Zeros": zeros,
        "Ones": ones,
        "Constant": constant,
        "Identity": identity,
        "Orthogonal": orthogonal,
        "RandomNormal": random_normal,
        "RandomUniform": random_uniform,
        "TruncatedNormal": truncated_normal,
        "VarianceScaling": variance_scaling,
        "GlorotUniform": glorot_uniform,
        "GlorotNormal": glorot_normal,
        "HeUniform": he_uniform,
        "HeNormal": he_normal,
        "LecunUniform": lecun_uniform,
        "LecunNormal": lecun_normal,
        "STFT": stft,
    }
)
"""By Keras class name."""


def _stream(rng: Rng, seed: int | None) -> Rng:
    return rng if seed is None else np.random.default_rng(seed)


def _fan(shape: Sizes, mode: str, input_axes: Axes, output_axes: Axes) -> float:
    """Connections that meet at one unit; a kernel's positions count each."""
    fan_in, fan_out = _fans(shape, input_axes, output_axes)
    fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
    if mode not in fans:
        raise ValueError(f"the mode of VarianceScaling is fan_in, fan_out or fan_avg, not '{mode}'")
    return fans[mode]


def _fans(shape: Sizes, input_axes: Axes, output_axes: Axes) -> tuple[int, int]:
    if input_axes is not None and output_axes is not None:
        return _sizes(shape, input_axes, "input_axes"), _sizes(shape, output_axes, "output_axes")
    if len(shape) < 2:
        return prod(shape), prod(shape)
    positions = prod(shape[:-2])
    return positions * shape[-2], positions * shape[-1]


def _sizes(shape: Sizes, axes: Sequence[int], parameter: str) -> int:
    return prod(shape[axis_index(axis, len(shape), parameter)] for axis in axes)
