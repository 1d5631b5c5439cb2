"""Reverse-mode automatic differentiation over NumPy arrays.

A primitive is three plain functions: a shape rule, ``forward(*arrays) -> (value,
saved)`` and ``backward(saved, g) -> gradients``. Called on tensors that hold
arrays it computes and remembers the call; called on a ``Spec`` it only runs its
shape rule, so that one layer function serves inference and training.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, update_wrapper
from operator import attrgetter
from typing import Any

import numpy as np

Shape = tuple[int | None, ...]
Array = np.ndarray[Any, Any]
Gradients = Sequence[Array | None]
Products = Callable[..., int | None]

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

    ``mask`` travels with the tensor as in Keras: true where a step counts. Nobody asks
    for the gradient of a tensor that is not ``wanted``, such as a batch of data.
    """

    __slots__ = ("call", "data", "grad", "index", "mask", "wanted")

    def __init__(
        self,
        data: Any,
        call: Call | None = None,
        index: int = 0,
        mask: Tensor | None = None,
        wanted: bool = True,
    ) -> None:
        self.data = data
        self.call = call
        self.index = index
        self.mask = mask
        self.wanted = wanted
        self.grad: Array | None = None

    @property
    def shape(self) -> Shape:
        return tuple(self.data.shape)

    @property
    def dtype(self) -> str:
        data = self.data
        return data.dtype if isinstance(data, Spec) else _name(data.dtype)

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
        return Tensor(self.data, self.call, self.index, mask, self.wanted)

    def __repr__(self) -> str:
        return f"Tensor({self.shape}, {self.dtype}{', abstract' if self.abstract else ''})"


@dataclass(slots=True, eq=False)
class Call:
    """One application of a primitive: what ``backward`` needs to go back through it."""

    primitive: Primitive
    inputs: tuple[Tensor, ...]
    saved: Any
    outputs: int
    serial: int


@dataclass
class Tally:
    """How many multiply-adds were counted; None if a size was not known."""

    count: int | None = 0

    def add(self, more: int | None) -> None:
        """Count ``more``; what is not known makes the whole unknown."""
        self.count = None if self.count is None or more is None else self.count + more


# Of one thread, and only inside ``counting``: a run elsewhere is not counted.
_tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


class Primitive:
    """A differentiable operation; call it on tensors.

    ``shape(*specs, **static)`` gives the ``Spec`` of the result, or a tuple of
    them. ``forward(*arrays, **static)`` gives ``(value, saved)``, value being a
    tuple where there are several results. ``backward(saved, g)`` gives one
    gradient (or None) an input; with several results ``g`` is a tuple whose
    entries are None where nothing arrives. It changes neither ``saved`` nor ``g``; what
    it gives may share memory with them.

    A ``frugal`` backward has a keyword ``inputs_too``: where that is false, nobody wants
    the gradient of the first input, and it gives None for it.

    ``products(result, *specs, **static)`` tells how many multiplications go into sums, of a
    primitive that is made of them; see ``counting``.
    """

    def __init__(
        self,
        shape: Callable[..., Spec | tuple[Spec, ...]],
        forward: Callable[..., tuple[Any, Any]],
        backward: Callable[..., Gradients] | None,
        *,
        frugal: bool = False,
        products: Products | None = None,
    ) -> None:
        update_wrapper(self, forward)
        self.name = forward.__name__
        self.frugal = frugal
        self.products = products
        self.shape = shape
        self.forward = forward
        self.backward = backward

    def __call__(self, *args: Any, **static: Any) -> Any:
        inputs = tuple([a if isinstance(a, Tensor) else as_tensor(a) for a in args])
        data = [t.data for t in inputs]
        if Spec in map(type, data):
            given = [t.spec for t in inputs]
            specs = self.shape(*given, **static)
            tally = _tally.get() if self.products is not None else None
            if self.products is not None and tally is not None:
                tally.add(self.products(specs, *given, **static))
            return tuple(map(Tensor, specs)) if isinstance(specs, tuple) else Tensor(specs)
        value, saved = self.forward(*data, **static)
        several = isinstance(value, tuple)
        count = len(value) if several else 1
        call, wanted = None, True in [t.wanted for t in inputs]
        if self.backward is not None and wanted:
            call = Call(self, inputs, saved, count, next(_serial))
        if several:
            return tuple([Tensor(v, call, i, None, wanted) for i, v in enumerate(value)])
        return Tensor(value, call, 0, None, wanted)


def primitive(
    shape: Callable[..., Spec | tuple[Spec, ...]],
    backward: Callable[..., Gradients] | None = None,
    *,
    frugal: bool = False,
    products: Products | None = None,
) -> Callable[[Callable[..., tuple[Any, Any]]], Primitive]:
    """Make a primitive of the decorated ``forward``; without ``backward`` nothing flows back."""

    def decorate(forward: Callable[..., tuple[Any, Any]]) -> Primitive:
        return Primitive(shape, forward, backward, frugal=frugal, products=products)

    return decorate


@contextmanager
def counting() -> Iterator[Tally]:
    """Count the multiplications that go into sums in what runs on specs inside.

    Those of matrix products, convolutions, attention and recurrences count, also with the
    zeros around an image; work value by value does not.
    """
    tally = Tally()
    before = _tally.set(tally)
    try:
        yield tally
    finally:
        _tally.reset(before)


@contextmanager
def counted_times(times: int | None) -> Iterator[None]:
    """What runs on specs inside counts for so many runs."""
    outer = _tally.get()
    with counting() as one:
        yield
    if outer is not None:
        unknown = one.count is None or (times is None and one.count > 0)
        outer.add(None if unknown else (one.count or 0) * (times or 0))


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
    starts = list(seeds)
    pending: dict[Call, list[Array | None]] = {}
    stack = [tensor.call for tensor, _ in starts]
    while stack:
        call = stack.pop()
        if call is not None and call not in pending:
            pending[call] = [None] * call.outputs
            stack.extend([parent.call for parent in call.inputs])
    for tensor, seed in starts:
        _deliver(pending, tensor, seed)
    # A call is always made after its inputs, so serial numbers order the graph.
    for call in sorted(pending, key=attrgetter("serial"), reverse=True):
        arrived = pending.pop(call)
        g_out = arrived[0] if call.outputs == 1 else _together(arrived)
        pullback = call.primitive.backward
        if pullback is None or g_out is None:
            continue
        if call.primitive.frugal and not call.inputs[0].wanted:
            gradients = pullback(call.saved, g_out, inputs_too=False)
        else:
            gradients = pullback(call.saved, g_out)
        for parent, g in zip(call.inputs, gradients, strict=True):
            if g is not None and parent.wanted:
                _deliver(pending, parent, g)


def _deliver(pending: dict[Call, list[Array | None]], tensor: Tensor, g: Array) -> None:
    """Add a gradient to a leaf, or to what has arrived at the call behind a tensor."""
    call = tensor.call
    if call is None:
        tensor.grad = g if tensor.grad is None else tensor.grad + g
        return
    slots = pending[call]
    old = slots[tensor.index]
    slots[tensor.index] = g if old is None else old + g


def _together(arrived: list[Array | None]) -> tuple[Array | None, ...] | None:
    """The gradients of several results, or None if nothing arrived at any."""
    return None if all(g is None for g in arrived) else tuple(arrived)


@cache
def _name(dtype: np.dtype[Any]) -> str:
    """The name of a type; asking NumPy for it each time costs more than small layers do."""
    return str(dtype)
