"""Watches a backward sweep: what it is given must stay as it is."""

from dataclasses import fields, is_dataclass
from types import SimpleNamespace

import numpy as np

from engine.autodiff import Tensor, propagate


def calls_behind(tensors):
    """Every call that the tensors come from."""
    found, stack = {}, [t.call for t in tensors]
    while stack:
        call = stack.pop()
        if call is not None and call not in found:
            found[call] = None
            stack.extend(t.call for t in call.inputs)
    return list(found)


def arrays_in(value):
    """The arrays that a saved value holds, however deep."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, Tensor):
        return arrays_in(value.data)
    if isinstance(value, (tuple, list)):
        return [a for part in value for a in arrays_in(part)]
    if is_dataclass(value):
        return [a for f in fields(value) for a in arrays_in(getattr(value, f.name))]
    return []


class Unchanged:
    """Arrays and how they were when they came."""

    def __init__(self):
        self._seen = []

    def keep(self, value):
        self._seen.extend((a, a.copy()) for a in arrays_in(value))

    def check(self):
        for array, before in self._seen:
            np.testing.assert_array_equal(array, before)


def swept(results, seeds):
    """Carry the seeds back; gives the dtypes of all gradients on the way.

    Fails if an array that a call saved, that it was given, or that it gave is changed.
    """
    kept, dtypes = Unchanged(), set()
    kept.keep(seeds)
    for call in calls_behind(results):
        kept.keep([call.saved, call.inputs])
        watch(call, kept, dtypes)
    propagate(zip(results, seeds, strict=True))
    kept.check()
    return dtypes


def watch(call, kept, dtypes):
    pullback = call.primitive.backward

    def watched(saved, g):
        gradients = pullback(saved, g)
        kept.keep(list(gradients))
        dtypes.update(a.dtype.name for a in arrays_in(list(gradients)))
        return gradients

    if pullback is not None:
        call.primitive = SimpleNamespace(backward=watched, frugal=False)
