"""What a layer function may touch besides its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from engine.autodiff import Array, Shape, ShapeError, Spec, Tensor


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
    """

    function: Callable[..., Tensor]
    params: Mapping[str, Any] = field(default_factory=dict)
    policies: Mapping[str, WeightPolicy] = field(default_factory=dict)
    trainable: bool = True
    dtype: str = "float32"

    def __call__(self, scope: Scope, *inputs: Tensor) -> Tensor:
        return self.function(scope, *inputs, **self.params)


_NO_POLICY = WeightPolicy()


@dataclass
class Scope:
    """The weights of one layer, its random stream, and what surrounds this call.

    ``values`` holds weights and states by path, as tensors that outlive a call;
    ``updates`` the new values of states, which take effect when the step is done;
    ``losses`` what the layer adds to the loss, in this call. ``trainable`` starts
    as the layer's and may be changed; ``training`` is set for each call.
    """

    layer: Layer
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    abstract: bool = False
    training: bool = False
    trainable: bool = True
    values: dict[str, Tensor] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    policies: dict[str, WeightPolicy] = field(default_factory=dict)
    updates: dict[str, Tensor] = field(default_factory=dict)
    losses: list[Tensor] = field(default_factory=list)
    prefix: str = ""
    penalizes_frozen: bool = False
    streams: dict[str, np.random.Generator] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.trainable = self.trainable and self.layer.trainable

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
    ) -> Tensor:
        """The learned weight called ``name``, created on the first call.

        Raises:
            ShapeError: a dimension of ``shape`` is unknown, or differs from the
                weight that exists.
        """
        return self._value(name, shape, default, dtype)

    def state(
        self, name: str, shape: Shape, *, default: Initializer, dtype: str | None = None
    ) -> Tensor:
        """A value that the layer keeps and updates itself, such as a moving mean.

        In a step that has already updated it (a layer that stands at two places)
        the new value is returned.
        """
        path = self.prefix + name
        value = self._value(name, shape, default, dtype)
        self.states.add(path)
        return self.updates.get(path, value)

    def update(self, name: str, value: Tensor) -> None:
        """Give a state its value after this step."""
        if not self.abstract:
            self.updates[self.prefix + name] = value

    def add_loss(self, loss: Tensor) -> None:
        """Add a scalar to the loss of this step."""
        self.losses.append(loss)

    def inner(self, layer: Layer, name: str = "layer") -> Scope:
        """The scope of a layer that this one wraps; its weights are kept here."""
        return Scope(
            layer,
            self.rng,
            self.abstract,
            self.training,
            self.trainable,
            self.values,
            self.states,
            self.policies,
            self.updates,
            self.losses,
            f"{self.prefix}{name}/",
            streams=self.streams,
        )

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
        return [p for p in self.values if p not in self.states] if self.trainable else []

    def penalties(self) -> list[Tensor]:
        """The regularization terms of the weights, as Keras 3 counts them.

        Frozen weights are left out unless the layer says that it ``penalizes_frozen``.
        """
        if not (self.trainable or self.penalizes_frozen):
            return []
        return [
            policy.regularizer(self.values[path])
            for path, policy in self.policies.items()
            if policy.regularizer is not None
        ]

    def commit(self) -> None:
        """Make the updates of this step the values of the states; forget its losses."""
        for path, value in self.updates.items():
            self.values[path].data = value.data
        self.forget()

    def forget(self) -> None:
        """Drop what the last call left behind, without applying it."""
        self.updates.clear()
        self.losses.clear()

    def _value(self, name: str, shape: Shape, default: Initializer, dtype: str | None) -> Tensor:
        path = self.prefix + name
        if path not in self.values:
            known = tuple(n for n in shape if n is not None)
            if len(known) < len(shape):
                raise ShapeError(f"'{name}' needs to know every size of {Spec(shape)}")
            kind = dtype or self.variable_dtype
            policy = self.policy(name)
            self.policies[path] = policy
            if self.abstract:
                self.values[path] = Tensor(Spec(known, kind))
            else:
                initializer = policy.initializer or default
                first = np.asarray(initializer(known, self.rng))
                self.values[path] = Tensor(first.astype(kind, copy=False))
        value = self.values[path]
        if len(value.shape) == len(shape) and any(
            n is not None and n != m for n, m in zip(shape, value.shape, strict=True)
        ):
            raise ShapeError(f"'{name}' has shape {Spec(value.shape)}, {Spec(shape)} is needed")
        return value
