"""Random changes to values while training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.rules import unchanged


def _drop_backward(kept: Any, g: Array) -> Gradients:
    return (g * kept,)


@primitive(shape=unchanged, backward=_drop_backward)
def drop(
    x: Array,
    *,
    rate: float,
    rng: np.random.Generator,
    noise_shape: Sequence[int | None] | None = None,
) -> tuple[Any, Any]:
    """Zeros with probability ``rate``; what stays is divided by ``1 - rate``.

    ``noise_shape`` has 1 along axes whose values share one draw; None takes the size
    of ``x``. Source: Srivastava et al., 2014.
    """
    pattern = x.shape if noise_shape is None else noise_shape
    sizes = [n if m is None else m for n, m in zip(x.shape, pattern, strict=True)]
    kept = (rng.random(sizes, np.float32) >= rate).astype(x.dtype)
    if rate < 1:
        kept *= 1 / (1 - rate)
    return x * kept, kept


def _drawn(*, low: float, high: float, size: int, rng: np.random.Generator) -> Spec:
    return Spec((size,))


@primitive(shape=_drawn)
def uniform(*, low: float, high: float, size: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """``size`` numbers drawn evenly between ``low`` and ``high``."""
    return rng.uniform(low, high, size).astype(np.float32), None
