"""Reverse-mode automatic differentiation over NumPy arrays.

A primitive is three plain functions: a shape rule, ``forward(*arrays) -> (value,
saved)`` and ``backward(saved, g) -> gradients``. Called on tensors that hold
arrays it computes and remembers the call; called on a ``Spec`` it only runs its
shape rule, so that one layer function serves inference and training.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

import numpy as np

Shape = tuple[int | None, ...]
Array = np.ndarray[Any, Any]
Gradients = Sequence[Array | None]

_serial = itertools.count()


class ShapeError(ValueError):
    """Shapes or settings that a layer cannot use; the message names them.

    ``parameter`` is the layer's parameter that is at fault, where it is one.
    """

    def __init__(self, message: str, parameter: str | None = None) -> None:
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True)
class Spec:
    """Shape and dtype of an array that does not exist yet (None: unknown size)."""

    shape: Shape
    dtype: str = "float32"

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def __str__(self) -> str:
        sizes = ", ".join("batch" if n is None else str(n) for n in self.shape)
        return f"({sizes})"


class Tensor:
    """An array or a spec, with what is needed to differentiate through it.

    ``mask`` travels with the tensor as in Keras: true where a step counts.
    """

    __slots__ = ("call", "data", "grad", "index", "mask")

    def __init__(
        self, data: Any, call: Call | None = None, index: int = 0, mask: Tensor | None = None
    ) -> None:
        self.data = data
        self.call = call
        self.index = index
        self.mask = mask
        self.grad: Array | None = None

    @property
    def shape(self) -> Shape:
        return tuple(self.data.shape)

    @property
    def dtype(self) -> str:
        return str(self.data.dtype)

    @property
    def ndim(self) -> int:
        return len(self.data.shape)

    @property
    def abstract(self) -> bool:
        return isinstance(self.data, Spec)

    @property
    def spec(self) -> Spec:
        """Shape and dtype, whether or not there is an array."""
        return self.data if isinstance(self.data, Spec) else Spec(self.shape, self.dtype)

    @property
    def array(self) -> Array:
        """The values. Raises TypeError if there is only a spec."""
        if isinstance(self.data, Spec):
            raise TypeError(f"a tensor of spec {self.data} has no values yet")
        return self.data  # type: ignore[no-any-return]  # numpy arrays are Any here

    def masked(self, mask: Tensor | None) -> Tensor:
        """The same tensor carrying ``mask``."""
        return Tensor(self.data, self.call, self.index, mask)

    def __repr__(self) -> str:
        return f"Tensor({self.shape}, {self.dtype}{', abstract' if self.abstract else ''})"


@dataclass(frozen=True, eq=False)
class Call:
    """One application of a primitive: what ``backward`` needs to go back through it."""

    primitive: Primitive
    inputs: tuple[Tensor, ...]
    saved: Any
    outputs: int
    serial: int


class Primitive:
    """A differentiable operation; call it on tensors.

    ``shape(*specs, **static)`` gives the ``Spec`` of the result, or a tuple of
    them. ``forward(*arrays, **static)`` gives ``(value, saved)``, value being a
    tuple where there are several results. ``backward(saved, g)`` gives one
    gradient (or None) an input; with several results ``g`` is a tuple whose
    entries are None where nothing arrives.
    """

    def __init__(
        self,
        shape: Callable[..., Spec | tuple[Spec, ...]],
        forward: Callable[..., tuple[Any, Any]],
        backward: Callable[[Any, Any], Gradients] | None,
    ) -> None:
        update_wrapper(self, forward)
        self.name = forward.__name__
        self.shape = shape
        self.forward = forward
        self.backward = backward

    def __call__(self, *args: Any, **static: Any) -> Any:
        inputs = tuple(as_tensor(a) for a in args)
        if any(t.abstract for t in inputs):
            specs = self.shape(*(t.spec for t in inputs), **static)
            return tuple(map(Tensor, specs)) if isinstance(specs, tuple) else Tensor(specs)
        value, saved = self.forward(*(t.data for t in inputs), **static)
        several = isinstance(value, tuple)
        count = len(value) if several else 1
        call = None
        if self.backward is not None:
            call = Call(self, inputs, saved, count, next(_serial))
        if several:
            return tuple(Tensor(v, call, i) for i, v in enumerate(value))
        return Tensor(value, call)


def primitive(
    shape: Callable[..., Spec | tuple[Spec, ...]],
    backward: Callable[[Any, Any], Gradients] | None = None,
) -> Callable[[Callable[..., tuple[Any, Any]]], Primitive]:
    """Make a primitive of the decorated ``forward``; without ``backward`` nothing flows back."""

    def decorate(forward: Callable[..., tuple[Any, Any]]) -> Primitive:
        return Primitive(shape, forward, backward)

    return decorate


def as_tensor(value: Any) -> Tensor:
    """``value`` itself if it is a tensor, a leaf around the array or spec otherwise."""
    if isinstance(value, Tensor):
        return value
    return Tensor(value if isinstance(value, Spec) else np.asarray(value))


def constant(tensor: Tensor) -> Tensor:
    """The same values with nothing behind them: no gradient flows further back."""
    return Tensor(tensor.data, mask=tensor.mask)


def backward(loss: Tensor, g: Array | None = None) -> None:
    """Accumulate d loss / d t into ``t.grad`` of every leaf behind ``loss``.

    ``g`` is the gradient of ``loss``, ones if not given. For several results at
    once see ``propagate``.
    """
    propagate([(loss, np.ones_like(loss.array) if g is None else g)])


def propagate(seeds: Iterable[tuple[Tensor, Array]]) -> None:
    """Carry the given gradients of several tensors back to the leaves, in one sweep."""
    pending: dict[int, tuple[Call, list[Array | None]]] = {}
    stack: list[Call] = []

    def deliver(tensor: Tensor, g: Array) -> None:
        if tensor.call is None:
            tensor.grad = g if tensor.grad is None else tensor.grad + g
            return
        slots = pending[tensor.call.serial][1]
        old = slots[tensor.index]
        slots[tensor.index] = g if old is None else old + g

    def reach(tensor: Tensor) -> None:
        call = tensor.call
        if call is not None and call.serial not in pending:
            pending[call.serial] = (call, [None] * call.outputs)
            stack.append(call)

    starts = list(seeds)
    for tensor, _ in starts:
        reach(tensor)
    while stack:
        for parent in stack.pop().inputs:
            reach(parent)
    for tensor, seed in starts:
        deliver(tensor, seed)
    # A call is always made after its inputs, so serial numbers order the graph.
    for serial in sorted(pending, reverse=True):
        call, arrived = pending.pop(serial)
        if all(g is None for g in arrived) or call.primitive.backward is None:
            continue
        g_out = arrived[0] if call.outputs == 1 else tuple(arrived)
        for parent, g in zip(call.inputs, call.primitive.backward(call.saved, g_out), strict=True):
            if g is not None:
                deliver(parent, g)
