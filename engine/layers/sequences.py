"""What all recurrent layers share: time first, states around the steps, dropout, masks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.activations import activation_named, linear
from engine.autodiff import Array, Primitive, ShapeError, Spec, Tensor
from engine.initializers import zeros
from engine.ops.elementwise import cast, scale
from engine.ops.gates import as_primitive
from engine.ops.noise import drop
from engine.ops.recurrence import Order, state_factors
from engine.ops.shaping import concatenate, crop, reshape, transpose
from engine.refusals import SettingTypeError
from engine.scope import Initializer, Scope

STATES = ("state", "carry")
"""How we call the states of a layer, in order."""

Results = tuple[Tensor, ...]
Projection = Callable[..., Tensor]
"""Inputs of the gates from those of the layer, a kernel and perhaps a bias."""


@dataclass(frozen=True, kw_only=True)
class Sequences:
    """The settings that all recurrent layers have, and how they treat a sequence by them.

    ``apart`` is whether each gate draws a dropout of its own, ``anew`` whether each step
    does, and ``all_dropped`` whether a rate of 1 leaves nothing (otherwise everything).
    """

    dropout: float
    recurrent_dropout: float
    seed: int | None
    return_sequences: bool
    return_state: bool
    go_backwards: bool
    stateful: bool
    unroll: bool
    zero_output_for_mask: bool
    dialect: str
    time_major: bool = False
    apart: bool = False
    anew: bool = False
    all_dropped: bool = False

    @property
    def older(self) -> bool:
        """Whether it is to behave as in Keras 2."""
        return self.dialect == "tf_keras"

    @property
    def order(self) -> Order:
        """How the steps are walked."""
        return Order(self.go_backwards, self.zero_output_for_mask, self.unroll)

    def time_first(self, x: Tensor) -> Tensor:
        """``x (time, batch, …)``.

        Raises:
            ShapeError: there are no steps, or an unknown number of them that Keras 2
                cannot unroll.
        """
        turned = self._turned(x)
        if turned.shape[0] == 0:
            raise ShapeError(f"a recurrent layer needs at least one step; the input is {x.spec}")
        if turned.shape[0] is None and self.unroll and self.older:
            raise ShapeError(f"the number of steps to unroll in {x.spec} is not known", "unroll")
        return turned

    def beside(
        self, scope: Scope, x: Tensor, z: Tensor, *, gates: int, units: int
    ) -> dict[str, Tensor]:
        """What the walk takes beside the inputs of the gates ``z``: mask, factors of a dropout.

        Raises:
            ShapeError: the mask is not of the batch and the steps of ``x``.
        """
        found = {} if x.mask is None else {"mask": self._mask(x, x.mask)}
        rate = self._rate(scope, self.recurrent_dropout, "recurrent_dropout")
        if rate:
            rng = scope.stream(self.seed)
            found["kept"] = state_factors(z, rate=rate, gates=gates, units=units, rng=rng)
        return found

    def before(
        self, scope: Scope, given: Sequence[Tensor | None], state: Spec
    ) -> tuple[list[Tensor], ...]:
        """The states before the first step: those that are kept, and those to start with.

        Either list is empty where there are none. ``state`` tells the shape of each.

        Raises:
            ShapeError: some of the ``given`` are missing or do not fit, or the size of the
                batch of a stateful layer is not known or has changed.
        """
        first = [cast(_fitting(one, state), scope.dtype) for one in given if one is not None]
        if first and len(first) < len(given):
            raise ShapeError("an initial state and an initial carry go together: wire both or none")
        if not self.stateful:
            return [], first
        kept = [_remembered(scope, name, state) for name in STATES[: len(given)]]
        # Keras 2 takes what it is given only as long as there is nothing to remember.
        if not first or (self.older and any(t.abstract or t.array.any() for t in kept)):
            first = [cast(one, scope.dtype) for one in kept]
        return kept, first

    def inputs_of_gates(
        self, scope: Scope, x: Tensor, weights: Sequence[Tensor], gates: int, project: Projection
    ) -> Tensor:
        """``x (time, batch, …)`` times the kernel of all ``gates``, with a dropout of ``x``."""
        rate = self._rate(scope, self.dropout, "dropout")
        if not rate:
            return project(x, *weights)
        rng, same = scope.stream(self.seed), (1, *(None,) * (x.ndim - 1))
        dropped = partial(drop, x, rate=rate, rng=rng, noise_shape=None if self.anew else same)
        if not self.apart:
            return project(dropped(), *weights)
        parts = [project(dropped(), *(part_of(w, i, gates) for w in weights)) for i in range(gates)]
        return join(parts)

    def finish(self, scope: Scope, x: Tensor, results: Results, kept: Sequence[Tensor]) -> Results:
        """Outputs with the batch first, and the states, which are remembered and penalized."""
        output, *states = results
        for name, state in zip(STATES, states if kept else [], strict=False):
            last = cast(state, scope.variable_dtype)
            scope.update(f"last_{name}", Tensor(last.data, wanted=False))
        if self.return_state:
            self._penalize(scope, states)
        if self.return_sequences:
            output = self._turned(output).masked(x.mask)
        return output, *states

    def _mask(self, x: Tensor, mask: Tensor) -> Tensor:
        """The mask of ``x`` as ``(time, batch)``."""
        if mask.ndim == 3 and mask.shape[2] == 1:
            mask = reshape(mask, shape=(None, None))
        pairs = zip(mask.shape, x.shape[:2], strict=False)
        if mask.ndim != 2 or any(n != m and None not in (n, m) for n, m in pairs):
            raise ShapeError(f"the mask {mask.spec} does not tell which steps of {x.spec} count")
        return self._turned(cast(mask, "bool"))

    def _turned(self, x: Tensor) -> Tensor:
        """Batch and time in the other order, unless the layer has time first throughout."""
        if self.time_major:
            return x
        turned: Tensor = transpose(x, axes=(1, 0, *range(2, x.ndim)))
        return turned

    def _penalize(self, scope: Scope, states: Sequence[Tensor]) -> None:
        """States that Keras puts out count like outputs."""
        regularizer = scope.policy("activity").regularizer
        for state in states if regularizer else ():
            if regularizer and not state.abstract:
                scope.add_loss(scale(regularizer(state), factor=1 / max(len(state.array), 1)))

    def _rate(self, scope: Scope, given: float, parameter: str) -> float:
        """The rate at which values are dropped in this call."""
        rate = min(1.0, max(0.0, given)) if scope.training else 0.0
        if rate < 1:
            return rate
        if self.older:
            raise ShapeError(f"the rate of a dropout must be below 1, not {given}", parameter)
        return 1.0 if self.all_dropped else 0.0


def curve(name: str | None, parameter: str, dialect: str) -> Primitive | None:
    """The activation called ``name``, which ``parameter`` holds; None is linear.

    Raises:
        ShapeError: there is none of that name.
    """
    try:
        function = activation_named(name, dialect)
    except ShapeError as error:
        error.parameter = parameter
        raise
    return None if function is linear else as_primitive(function)


def check_seed(seed: int | None, dialect: str) -> None:
    """Refuse the seed of a layer that has none in Keras 2.

    Raises:
        ShapeError: there is one; it is a TypeError, too.
    """
    if seed is not None and dialect == "tf_keras":
        raise SettingTypeError("this layer of Keras 2 takes no seed", "seed")


def forgetting_start(initializer: Initializer, units: int) -> Initializer:
    """For a bias of the gates i, f, c and o: that of the forget gate f starts at 1."""

    def start(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        first, rest = initializer((units,), rng), initializer((2 * units,), rng)
        return np.concatenate((first, np.ones(units, np.float32), rest))

    return start


def part_of(weight: Tensor, index: int, count: int) -> Tensor:
    """One of ``count`` equal parts of the last axis."""
    size = (weight.shape[-1] or 0) // count
    ends = (index * size, (count - 1 - index) * size)
    part: Tensor = crop(weight, widths=(*((0, 0),) * (weight.ndim - 1), ends))
    return part


def join(parts: Sequence[Tensor]) -> Tensor:
    """The parts one behind the other along the last axis."""
    joined: Tensor = concatenate(*parts, axis=-1)
    return joined


def _remembered(scope: Scope, name: str, state: Spec) -> Tensor:
    """What a stateful layer kept from the batch before; zeros at first."""
    batch = state.shape[0]
    if batch is None:
        raise ShapeError(
            "a stateful layer needs to know the size of a batch: set it where the data come in",
            "stateful",
        )
    path = f"{scope.prefix}last_{name}"
    if path in scope.values and scope.values[path].shape[0] != batch:
        kept = scope.values[path].shape[0]
        raise ShapeError(f"a stateful layer keeps {kept} states; the batch has {batch}", "stateful")
    value = scope.state(f"last_{name}", state.shape, default=zeros, policy="", passing=True)
    return Tensor(value.data, wanted=False)


def _fitting(given: Tensor, state: Spec) -> Tensor:
    same = len(given.shape) == state.ndim and all(
        n == m or None in (n, m) for n, m in zip(given.shape, state.shape, strict=True)
    )
    if not same:
        raise ShapeError(f"a state must be {state}; the initial one is {given.spec}")
    return given
