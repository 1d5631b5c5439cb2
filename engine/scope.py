"""What a layer function may touch besides its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from engine.autodiff import Array, Shape, ShapeError, Spec, Tensor
from engine.memory import refuse_too_large
from engine.ops.elementwise import scale


class Initializer(Protocol):
    """Gives a weight of ``shape`` its first value, drawing from ``rng``."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array: ...


Regularizer = Callable[[Tensor], Tensor]
"""Penalty (a scalar) on a weight or on an output."""

Constraint = Callable[[Array], Array]
"""Projection of a weight, applied after each step of the optimizer."""


@dataclass(frozen=True)
class WeightPolicy:
    """How one weight starts, is penalized and is kept in bounds.

    Without an initializer the layer function's own default holds.
    """

    initializer: Initializer | None = None
    regularizer: Regularizer | None = None
    constraint: Constraint | None = None


@dataclass(frozen=True)
class Layer:
    """A layer function with its parameters bound; holds no weights.

    ``policies`` are by weight name; the name ``activity`` stands for the layer's output.
    A layer that stands at several places has an ``owner``: the name under which its one
    set of weights is kept.
    """

    function: Callable[..., Tensor | tuple[Tensor, ...]]
    params: Mapping[str, Any] = field(default_factory=dict)
    policies: Mapping[str, WeightPolicy] = field(default_factory=dict)
    trainable: bool = True
    dtype: str = "float32"
    owner: str | None = None

    def __call__(self, scope: Scope, *inputs: Tensor | None) -> Tensor:
        """What the layer computes: the first of its results."""
        return self.results(scope, *inputs)[0]

    def results(self, scope: Scope, *inputs: Tensor | None) -> tuple[Tensor, ...]:
        """Everything the layer computes: its output, then states, scores and the like.

        An input that the layer can do without is None where there is none.
        """
        made = self.function(scope, *inputs, **self.params)
        return made if isinstance(made, tuple) else (made,)


_NO_POLICY = WeightPolicy()


@dataclass
class Store:
    """What the scope of a layer shares with those of the layers inside it.

    ``values`` holds weights and states by path, as tensors that outlive a call; states that
    are ``passing`` belong to the batches that were seen, and are no weights of the layer;
    ``updates`` the new values of states, which take effect when the step is done;
    ``losses`` what the layers add to the loss, in this call. ``rows`` tells by path
    which name the policy of a weight goes by, ``holders`` which scope made it.
    """

    values: dict[str, Tensor] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    passing: set[str] = field(default_factory=set)
    policies: dict[str, WeightPolicy] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    holders: dict[str, Scope] = field(default_factory=dict)
    updates: dict[str, Tensor] = field(default_factory=dict)
    losses: list[Tensor] = field(default_factory=list)
    streams: dict[str, np.random.Generator] = field(default_factory=dict)
    inner: dict[str, Scope] = field(default_factory=dict)


class Scope:
    """The weights of one layer, its random stream, and what surrounds this call.

    ``trainable`` starts as the layer's and may be changed; ``training`` is set for each
    call. Weights and states are in ``values`` by path; see ``Store`` for this and the other
    parts that the scopes of inner layers share. A layer inside a frozen one is ``held``:
    its weights are not learned, though it behaves, as in Keras, as one that is trained.
    ``owned`` gives the scope of a layer that has an owner.
    """

    def __init__(
        self,
        layer: Layer,
        rng: np.random.Generator | None = None,
        abstract: bool = False,
        training: bool = False,
        trainable: bool = True,
        *,
        values: dict[str, Tensor] | None = None,
        owned: Callable[[Layer], Scope] | None = None,
    ) -> None:
        self.layer = layer
        self.rng = np.random.default_rng() if rng is None else rng
        self.abstract = abstract
        self.training = training
        self.trainable = trainable and layer.trainable
        self.owned = owned
        self.prefix = ""
        self.held = False
        self.penalizes_frozen = False
        self._share(Store(values={} if values is None else values))

    def _share(self, store: Store) -> None:
        """Use ``store``, whose parts stand here too: layers ask for them in every step."""
        self.store = store
        self.values, self.states, self.policies = store.values, store.states, store.policies
        self.updates, self.losses, self.streams = store.updates, store.losses, store.streams

    @property
    def weights(self) -> dict[str, Tensor]:
        """Weights and states by path, without what is only remembered from batch to batch."""
        return {path: t for path, t in self.values.items() if path not in self.store.passing}

    @property
    def memories(self) -> dict[str, Tensor]:
        """What is remembered from batch to batch, by path."""
        return {path: self.values[path] for path in sorted(self.store.passing)}

    @property
    def dtype(self) -> str:
        """Type in which the layer computes."""
        return "float16" if self.layer.dtype == "mixed_float16" else self.layer.dtype

    @property
    def variable_dtype(self) -> str:
        """Type in which weights are kept."""
        return "float32" if self.layer.dtype == "mixed_float16" else self.layer.dtype

    def weight(
        self,
        name: str,
        shape: Shape,
        *,
        default: Initializer,
        dtype: str | None = None,
        policy: str | None = None,
        fitted: Callable[[Initializer], Initializer] | None = None,
    ) -> Tensor:
        """The learned weight called ``name``, created on the first call.

        Where it was replaced in this step, its new value. ``policy`` is the name that its
        policy goes by where that is another, empty where it has none. ``fitted`` tells its
        initializer more about this weight.

        Raises:
            ShapeError: a dimension of ``shape`` is unknown, differs from the weight that
                exists, or the weight does not fit into the memory of this machine.
        """
        row = name if policy is None else policy
        value = self._value(name, shape, default, dtype, row, fitted)
        return self.updates.get(self.prefix + name, value)

    def state(
        self,
        name: str,
        shape: Shape,
        *,
        default: Initializer,
        dtype: str | None = None,
        policy: str | None = None,
        passing: bool = False,
    ) -> Tensor:
        """A value that the layer keeps and updates itself, such as a moving mean.

        In a step that has already updated it (a layer that stands at two places)
        the new value is returned. One that is ``passing`` is only remembered from batch to
        batch: it is neither counted nor saved.
        """
        path = self.prefix + name
        value = self._value(name, shape, default, dtype, name if policy is None else policy)
        self.states.add(path)
        if passing:
            self.store.passing.add(path)
        return self.updates.get(path, value)

    def update(self, name: str, value: Tensor) -> None:
        """Give a state its value after this step, or replace a weight before it is learned."""
        if not value.abstract:
            self.updates[self.prefix + name] = value

    def add_loss(self, loss: Tensor) -> None:
        """Add a scalar to the loss of this step."""
        if not loss.abstract:
            self.losses.append(loss)

    def inner(self, layer: Layer, name: str = "layer") -> Scope:
        """The scope of a layer that this one wraps.

        Its weights are kept here, below ``name``, unless the layer has an owner.
        """
        held = self.held or not self.trainable
        if layer.owner is not None and self.owned is not None:
            scope = self.owned(layer)
            scope.held = scope.held or held
        else:
            scope = self._below(layer, f"{self.prefix}{name}/")
            scope.trainable, scope.held = layer.trainable, held
        scope.training = self.training
        return scope

    def stream(self, seed: int | None = None) -> np.random.Generator:
        """The layer's random numbers; with a ``seed`` a stream of its own that starts there."""
        if seed is None:
            return self.rng
        if self.prefix not in self.streams:
            self.streams[self.prefix] = np.random.default_rng(seed)
        return self.streams[self.prefix]

    def policy(self, name: str) -> WeightPolicy:
        return self.layer.policies.get(name, _NO_POLICY)

    def trainable_paths(self) -> list[str]:
        """Names of the weights that an optimizer may change, in order of creation."""
        return [p for p in self.values if p not in self.states and self._learns(p)]

    def penalties(self) -> list[Tensor]:
        """The regularization terms of the weights, as Keras 3 counts them.

        Frozen weights are left out unless their layer says that it ``penalizes_frozen``.
        """
        return [
            policy.regularizer(self.updates.get(path, self.values[path]))
            for path, policy in self.policies.items()
            if policy.regularizer is not None and self._counts(path)
        ]

    def replace(self) -> list[tuple[Tensor, Array]]:
        """Put weights that were replaced in this step in their place, to be learned from there.

        Gives them with copies of the values that they had before.
        """
        paths = [path for path in self.updates if path not in self.states]
        before = [(self.values[path], self.values[path].array.copy()) for path in paths]
        for path in paths:
            self.values[path].data = self.updates.pop(path).data
        return before

    def commit(self) -> None:
        """Make the updates of this step the values of the states; forget its losses."""
        for path, value in self.updates.items():
            self.values[path].data = value.data
        self.forget()

    def forget(self) -> None:
        """Drop what the last call left behind, without applying it."""
        self.updates.clear()
        self.losses.clear()

    def _learns(self, path: str) -> bool:
        holder = self.store.holders[path]
        return holder.trainable and not holder.held

    def _counts(self, path: str) -> bool:
        return self._learns(path) or self.store.holders[path].penalizes_frozen

    def _below(self, layer: Layer, prefix: str) -> Scope:
        """The scope of an inner layer: the one that exists, or a new one."""
        scope = self.store.inner.get(prefix)
        if scope is None:
            scope = Scope(layer, self.rng, self.abstract, owned=self.owned)
            scope._share(self.store)
            scope.prefix = prefix
            self.store.inner[prefix] = scope
        scope.layer, scope.rng = layer, self.rng
        return scope

    def _value(
        self,
        name: str,
        shape: Shape,
        default: Initializer,
        dtype: str | None,
        row: str,
        fitted: Callable[[Initializer], Initializer] | None = None,
    ) -> Tensor:
        path = self.prefix + name
        if path not in self.store.holders:
            self.store.holders[path] = self
        if path not in self.values:
            start = self.policy(row).initializer or default
            start = start if fitted is None else fitted(start)
            self._make(path, name, shape, start, dtype or self.variable_dtype, row)
        value = self.values[path]
        own = value.shape
        if own != shape and (
            len(own) != len(shape)
            or any(n not in (None, m) for n, m in zip(shape, own, strict=True))
        ):
            raise ShapeError(f"'{name}' has shape {Spec(own)}, {Spec(shape)} is needed")
        return value

    def _make(
        self, path: str, name: str, shape: Shape, start: Initializer, dtype: str, row: str
    ) -> None:
        known = tuple(n for n in shape if n is not None)
        if len(known) < len(shape):
            raise ShapeError(f"'{name}' needs to know every size of {Spec(shape)}")
        if self.abstract:
            self.values[path] = Tensor(Spec(known, dtype))
        else:
            refuse_too_large(f"'{name}' of {Spec(known)}", known, dtype)
            first = np.asarray(start(known, self.rng))
            self.values[path] = Tensor(first.astype(dtype, copy=False))
        self.policies[path] = self.policy(row)
        self.store.rows[path] = row


def apply_layer(layer: Layer, scope: Scope, inputs: Sequence[Tensor | None]) -> Tensor:
    """The layer's output; see ``run_layer``."""
    return run_layer(layer, scope, inputs)[0]


def run_layer(layer: Layer, scope: Scope, inputs: Sequence[Tensor | None]) -> tuple[Tensor, ...]:
    """The layer's results; its activity penalty, a mean over the batch, is added to the scope.

    The penalty is on the first result, the output.
    """
    results = layer.results(scope, *inputs)
    regularizer = scope.policy("activity").regularizer
    output = results[0]
    if regularizer is not None and not output.abstract:
        scope.add_loss(scale(regularizer(output), factor=1 / max(len(output.array), 1)))
    return results
