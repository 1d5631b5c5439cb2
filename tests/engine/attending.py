"""Plain attention, place by place, to hold the layers against."""

import numpy as np

from engine.autodiff import Tensor
from engine.scope import Layer, Scope


def run(function, *arrays, masks=(), training=False, weights=None, dtype="float32", **params):
    """The results of a layer on arrays with masks, and its scope."""
    layer = Layer(function, params, dtype=dtype)
    scope = Scope(layer, np.random.default_rng(0), training=training)
    masks = (*masks, *[None] * (len(arrays) - len(masks)))
    xs = [
        None if a is None else Tensor(a, mask=None if m is None else Tensor(np.asarray(m)))
        for a, m in zip(arrays, masks, strict=True)
    ]
    layer.results(scope, *xs)
    for name, value in (weights or {}).items():
        scope.values[name].data = np.asarray(value, dtype)
    scope.forget()
    return layer.results(scope, *xs), scope


def draw(*shapes, seed=0, dtype="float32"):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def attended(scores, values, allowed):
    """The mean of the values by the softmax of scores, over what is allowed."""
    scores = np.where(allowed, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights
