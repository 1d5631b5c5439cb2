"""Kernels of the short-time Fourier transformation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from engine.autodiff import Array, ShapeError, Spec

COSINES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "boxcar": (1.0,),
        "hann": (0.5, 0.5),
        "hamming": (0.54, 0.46),
        "blackman": (0.42, 0.50, 0.08),
        "nuttall": (0.3635819, 0.4891775, 0.1365995, 0.0106411),
        "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
        "flattop": (0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
    }
)
"""Windows that are sums of cosines, by their names in SciPy: the factors, signs alternating."""


def stft(
    shape: tuple[int, ...],
    rng: np.random.Generator,
    *,
    side: str = "real",
    window: str | None = "hann",
    scaling: str | None = "density",
    periodic: bool = False,
) -> Array:
    """The real or imaginary part of a Fourier transformation, for a 1D convolution.

    ``shape`` is (steps in a frame, 1 channel, frequencies); the frequencies are the lower
    half of ``2 * (frequencies - 1)``. The frame is multiplied by ``window`` and divided
    by its ``scaling``: the root of its power (``density``), its sum (``spectrum``) or 1.

    Raises:
        ShapeError: the weight is no kernel for one channel.
        ValueError: ``side``, ``window`` or ``scaling`` is unknown.
    """
    if len(shape) != 3 or shape[1] != 1:
        given = Spec(shape)
        raise ShapeError(f"STFT makes kernels of 1D convolutions of one channel; {given} is none")
    if side not in ("real", "imag"):
        raise ValueError(f"the side of STFT is real or imag, not '{side}'")
    if scaling not in (None, "density", "spectrum"):
        raise ValueError(f"the scaling of STFT is density or spectrum, not '{scaling}'")
    steps, _, frequencies = shape
    turns = np.arange(steps)[:, None, None] * np.arange(frequencies) / (2 * (frequencies - 1) or 1)
    wave = np.cos(2 * np.pi * turns) if side == "real" else -np.sin(2 * np.pi * turns)
    if window is None:
        return np.asarray(wave)
    weights = window_named(window, steps, periodic)
    power = {None: 1.0, "density": np.sqrt(np.sum(weights**2)), "spectrum": np.abs(weights).sum()}
    # Like Keras: a window that is zero everywhere, as hann of two steps, scales to nan.
    with np.errstate(invalid="ignore"):
        return np.asarray(wave * weights[:, None, None] / power[scaling])


def window_named(name: str, length: int, periodic: bool) -> Array:
    """The window called ``name``; a ``periodic`` one leaves out its last value.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in COSINES:
        raise ValueError(f"STFT has no window '{name}'; there are: {', '.join(COSINES)}")
    if length <= 1:
        return np.ones(length)
    angle = 2 * np.pi * np.arange(length) / (length if periodic else length - 1)
    terms = (a * (-1) ** k * np.cos(k * angle) for k, a in enumerate(COSINES[name]))
    return np.asarray(sum(terms))
