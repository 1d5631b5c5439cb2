"""Recurrent layers to test: run one, with its weights, masks and states."""

import numpy as np

from engine.autodiff import Tensor
from engine.scope import Layer, Scope, run_layer


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("f4")


def scope_of(function, training=False, dtype="float32", policies=None, **params):
    layer = Layer(function, params, policies or {}, dtype=dtype)
    return Scope(layer, np.random.default_rng(0), training=training)


def call(scope, x, *states, mask=None):
    """All results for one batch, whose states are then remembered."""
    tensor = Tensor(x, mask=None if mask is None else Tensor(np.array(mask)))
    results = run_layer(scope.layer, scope, [tensor, *map(Tensor, states)])
    scope.commit()
    return results


def outcome(function, x, *states, mask=None, training=False, **params):
    """The arrays that a new layer gives; weights are the same for the same settings."""
    scope = scope_of(function, training, **params)
    return [y.array for y in call(scope, x, *states, mask=mask)]
