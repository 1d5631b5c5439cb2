"""Pooling into a given number of windows along an axis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.autodiff import Array, Gradients, Spec, primitive


def window_places(length: int, count: int) -> Iterator[slice]:
    """``count`` windows that cover ``length`` places as evenly as whole numbers allow."""
    for i in range(count):
        yield slice(i * length // count, -(-(i + 1) * length // count))


def _shape(x: Spec, *, axis: int, count: int) -> Spec:
    sizes = list(x.shape)
    sizes[axis] = count
    return Spec(tuple(sizes), x.dtype)


def _along(axis: int, place: slice) -> tuple[slice, ...]:
    return (*(slice(None),) * axis, place)


def _mean_backward(saved: Any, g: Array) -> Gradients:
    shape, axis = saved
    g_x = np.zeros(shape, g.dtype)
    for i, place in enumerate(window_places(shape[axis], g.shape[axis])):
        share = g[_along(axis, slice(i, i + 1))] / (place.stop - place.start)
        g_x[_along(axis, place)] += share
    return (g_x,)


@primitive(shape=_shape, backward=_mean_backward)
def adaptive_mean(x: Array, *, axis: int, count: int) -> tuple[Any, Any]:
    """The mean of each of ``count`` windows along ``axis``."""
    places = window_places(x.shape[axis], count)
    means = [np.mean(x[_along(axis, place)], axis, keepdims=True) for place in places]
    return np.concatenate(means, axis), (x.shape, axis)


def _max_backward(saved: Any, g: Array) -> Gradients:
    shape, axis, found = saved
    g_x = np.zeros(shape, g.dtype)
    for i, place in enumerate(window_places(shape[axis], g.shape[axis])):
        part = g_x[_along(axis, place)]
        old = np.take_along_axis(part, found[i], axis)
        np.put_along_axis(part, found[i], old + g[_along(axis, slice(i, i + 1))], axis)
    return (g_x,)


@primitive(shape=_shape, backward=_max_backward)
def adaptive_max(x: Array, *, axis: int, count: int) -> tuple[Any, Any]:
    """The largest value of each of ``count`` windows along ``axis``.

    Of equal values the first gets the gradient.
    """
    parts = [x[_along(axis, place)] for place in window_places(x.shape[axis], count)]
    found = [np.argmax(part, axis, keepdims=True) for part in parts]
    pairs = zip(parts, found, strict=True)
    y = np.concatenate([np.take_along_axis(part, at, axis) for part, at in pairs], axis)
    return y, (x.shape, axis, found)
