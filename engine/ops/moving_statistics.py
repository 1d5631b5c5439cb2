"""What batch normalization keeps from one batch to the next; no gradient flows here."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive
from engine.ops.rules import broadcast, quiet, summed_to, unchanged

Spelling = Literal["difference", "sum", "value"]
"""How the new value is computed; infinities tell the formulas apart."""


def _old(old: Spec, *_: Spec, **__: Any) -> Spec:
    return old


def _two(first: Spec, *_: Spec, **__: Any) -> tuple[Spec, Spec]:
    return first, first


@primitive(shape=_old)
def moved(old: Array, value: Array, *, keep: float, spelling: Spelling) -> tuple[Array, None]:
    """``keep`` of the old statistic and the rest of the new value, in the shape of the old.

    ``difference`` computes ``old - (old - value) * (1 - keep)``, ``sum`` the weighted
    sum of two terms, ``value`` takes the value as it is.
    """
    value = value.reshape(old.shape)
    with quiet():
        if spelling == "difference":
            new = old - (old - value) * (1.0 - keep)
        elif spelling == "sum":
            new = old.astype(value.dtype) * keep + value * (1.0 - keep)
        else:
            new = value
        return new.astype(old.dtype), None


@primitive(shape=unchanged)
def deviation(variance: Array, *, epsilon: float) -> tuple[Array, None]:
    """``sqrt(variance + epsilon)``."""
    with quiet():
        return np.sqrt(variance + epsilon), None


@primitive(shape=unchanged)
def variance_of(stddev: Array, *, epsilon: float) -> tuple[Array, None]:
    """The variance behind a deviation that has epsilon in it, at least 0."""
    with quiet():
        work = stddev.astype(np.result_type(stddev, np.float32))
        return np.maximum(np.square(work) - epsilon, 0).astype(stddev.dtype), None


@primitive(shape=lambda x: Spec((1, 1, *x.shape[2:]), x.dtype))
def over_ghosts(statistic: Array) -> tuple[Array, None]:
    """The plain average of a statistic over ghost batches, which lie along axis 1."""
    with quiet():
        # Not mean(), which warns where there is nothing.
        return statistic.sum(1, keepdims=True) / statistic.shape[1], None


@primitive(shape=_two)
def renorm_corrections(
    stddev: Array,
    mean: Array,
    renorm_stddev: Array,
    renorm_mean: Array,
    *,
    epsilon: float,
    rmin: float | None = None,
    rmax: float | None = None,
    dmax: float | None = None,
) -> tuple[tuple[Array, Array], None]:
    """Scale r and offset d that carry a batch's ``xhat`` over to the long-run statistics.

    Limits that are None do not clip. Source: Ioffe, 2017, arXiv:1702.03275, section 3.
    """
    shape = renorm_mean.shape
    with quiet():
        divisor = np.maximum(renorm_stddev.astype(stddev.dtype), np.sqrt(epsilon))
        r = stddev.reshape(shape) / divisor
        d = (mean.reshape(shape) - renorm_mean) / divisor
        if rmin is not None:
            r = np.maximum(r, rmin)
        if rmax is not None:
            r = np.minimum(r, rmax)
        if dmax is not None:
            d = np.minimum(np.maximum(d, -dmax), dmax)
    dtype = stddev.dtype
    return (r.astype(dtype, copy=False), d.astype(dtype, copy=False)), None


def _affine_backward(saved: Any, g: Array) -> Gradients:
    x, scale, offset = saved
    with quiet():
        wide = g.astype(np.result_type(x, scale), copy=False)
        return (
            summed_to(wide * scale, x.shape).astype(x.dtype, copy=False),
            summed_to(wide * x, scale.shape).astype(scale.dtype, copy=False),
            summed_to(wide, offset.shape).astype(offset.dtype, copy=False),
        )


@primitive(shape=broadcast, backward=_affine_backward)
def affine(x: Array, scale: Array, offset: Array) -> tuple[Array, Any]:
    """``x * scale + offset``, broadcast, in the type of ``x``."""
    with quiet():
        y = (x * scale + offset).astype(x.dtype, copy=False)
    return y, (x, scale, offset)
