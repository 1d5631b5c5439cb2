"""Time series that an equation makes."""

from __future__ import annotations

import math

import numpy as np

from engine.autodiff import Array

STEPS = 10
"""Steps of integration in one unit of time."""

SETTLING = 300
"""Units of time until a run has forgotten how it began."""

AT_ONCE = 1024
"""Runs that are integrated side by side; more would only take memory."""

BETA, GAMMA, POWER = 0.2, 0.1, 10


def mackey_glass(runs: int, length: int, delay: int, rng: np.random.Generator) -> Array:
    """Runs of the Mackey-Glass equation from random beginnings, as (runs, length).

    dx/dt = 0.2 x(t - delay) / (1 + x(t - delay)^10) - 0.1 x(t), one value a unit of time.
    Source: Mackey & Glass, 1977, Science 197, 287-289.
    """
    blocks = [min(AT_ONCE, runs - first) for first in range(0, runs, AT_ONCE)]
    return np.concatenate([_integrated(block, length, delay, rng) for block in blocks])


def _integrated(runs: int, length: int, delay: int, rng: np.random.Generator) -> Array:
    lag = delay * STEPS
    total = lag + (SETTLING + length) * STEPS
    x = np.empty((total, runs))
    x[:lag] = rng.uniform(0.2, 1.4, (lag, runs))
    decay = math.exp(-GAMMA / STEPS)
    for k in range(lag, total):
        before = x[k - lag]
        # Exact for what arrives from the past if that is constant during a step.
        feeding = BETA * before / (1 + before**POWER)
        x[k] = decay * x[k - 1] + (1 - decay) / GAMMA * feeding
    return np.ascontiguousarray(x[lag + SETTLING * STEPS :: STEPS].T)
