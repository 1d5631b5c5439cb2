"""Batch normalization to test, and numbers for it: make a layer, call it, look at its weights."""

import numpy as np

from engine.autodiff import Tensor
from engine.layers.batch_normalization import batch_normalization
from engine.scope import Layer, Scope


def scope_of(dialect="keras3", *, dtype="float32", policies=None, trainable=True, **params):
    params["dialect"] = dialect
    return Scope(Layer(batch_normalization, params, policies or {}, trainable, dtype))


def call(scope, x, *, training=True, mask=None):
    """The output for one batch, whose statistics are then taken over."""
    tensor = Tensor(np.asarray(x), mask=None if mask is None else Tensor(np.asarray(mask)))
    scope.training = training
    y = scope.layer(scope, tensor)
    scope.commit()
    return y.array


def kept(scope, name):
    return scope.values[name].array


def drawn(*shape, mean=0.0, std=1.0):
    """Random numbers that follow from the shape."""
    rng = np.random.default_rng(sum(shape))
    return (mean + std * rng.standard_normal(shape)).astype(np.float32)
