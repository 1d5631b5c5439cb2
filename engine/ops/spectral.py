"""Division of a kernel by its largest singular value."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive


def _shape(kernel: Spec, u: Spec, **_: Any) -> tuple[Spec, Spec]:
    return kernel, u


def _backward(_: Any, g: Any) -> Gradients:
    return (g[0], None)


@primitive(shape=_shape, backward=_backward)
def spectral_normalized(
    kernel: Array, u: Array, *, iterations: int = 1, least: float = 1e-7
) -> tuple[Any, Any]:
    """``kernel / sigma`` and the next ``u`` ``(1, outputs)``; a kernel of zeros stays.

    ``sigma`` estimates the largest singular value of the kernel ``(…, outputs)`` as a
    matrix, by power iteration from ``u``. Norms below ``least`` count as ``least``. The
    gradient passes unchanged: the result takes the kernel's place, and it is the new
    kernel that is learned.

    Source: Miyato et al., 2018, arXiv:1802.05957, algorithm 1.
    """
    if not kernel.any():
        return (kernel, u), None
    weights = kernel.reshape(prod(kernel.shape[:-1]), kernel.shape[-1])
    for _ in range(iterations):
        v = _unit(u @ weights.T, least)
        u = _unit(v @ weights, least)
    sigma = (v @ weights) @ u.T
    return (kernel / sigma[0, 0], u), None


def _unit(row: Array, least: float) -> Array:
    norm = np.sqrt(np.sum(np.square(row)))
    unit: Array = row / np.maximum(norm, least).astype(row.dtype)
    return unit
