"""A network: named steps between named inputs and outputs, with their weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.autodiff import Array, ShapeError, Spec, Tensor
from engine.ops.elementwise import scale
from engine.scope import Layer, Scope


@dataclass(frozen=True)
class Step:
    """One layer of a model, and the values that it reads.

    ``inputs`` names model inputs or earlier steps. ``weights_of`` names an earlier
    step whose weights this one uses instead of having its own.
    """

    name: str
    layer: Layer
    inputs: tuple[str, ...]
    weights_of: str | None = None


@dataclass(frozen=True)
class StepSummary:
    """One line of a model's summary; ``weights`` counts single numbers."""

    name: str
    function: str
    inputs: tuple[str, ...]
    output: Spec
    weights: int
    trainable: int


class Model:
    """Steps in the order in which they run, each with a scope of its own.

    ``outputs`` maps the name of an output to the value (input or step) that it
    reads. Weights are made at once: each layer runs on specs with a scope that is
    not abstract. A step's random stream depends on ``seed`` and the step's name
    only, so that a step added elsewhere changes no other weight. Different models may
    run in different threads; one model runs in one thread at a time.

    Raises:
        ShapeError: a layer cannot use its inputs; the note names the step.
        ValueError: names that are doubled, unknown, or used before they exist.
    """

    def __init__(
        self,
        inputs: Mapping[str, Spec],
        steps: tuple[Step, ...],
        outputs: Mapping[str, str],
        seed: int = 0,
    ) -> None:
        self.inputs = dict(inputs)
        self.steps = tuple(steps)
        self.outputs = dict(outputs)
        self.seed = seed
        self.scopes: dict[str, Scope] = {}
        self.specs: dict[str, Spec] = dict(inputs)
        self._build()
        self._path = [(s.name, s.layer, self.scope_of(s), s.inputs) for s in self.steps]
        self._regularized = [s for s in self.scopes.values() if _has(s, "regularizer")]
        self._constrained = [s for s in self.scopes.values() if _has(s, "constraint")]

    def scope_of(self, step: Step) -> Scope:
        """The scope that holds the weights of ``step``."""
        return self.scopes[step.weights_of or step.name]

    def run(
        self, values: Mapping[str, Array | Tensor], training: bool = False
    ) -> dict[str, Tensor]:
        """Every value by name: inputs and the output of each step.

        Updates of states and added losses stay in the scopes until ``commit`` or
        ``forget``.
        """
        made = {name: self._entering(name, spec, values) for name, spec in self.inputs.items()}
        for scope in self.scopes.values():
            scope.training = training
        for name, layer, scope, reads in self._path:
            made[name] = apply_layer(layer, scope, [made[r] for r in reads])
        return made

    def trainable(self) -> dict[str, Tensor]:
        """The weights that an optimizer may change, by ``step/weight``, in order of creation."""
        return {
            f"{name}/{path}": scope.values[path]
            for name, scope in self.scopes.items()
            for path in scope.trainable_paths()
        }

    def penalties(self) -> list[Tensor]:
        """What is added to the loss: terms of weights, and what the last run's layers added."""
        terms = [t for scope in self._regularized for t in scope.penalties()]
        return terms + [t for scope in self.scopes.values() for t in scope.losses]

    def commit(self) -> None:
        """Make the last run's updates of states (moving statistics) their values."""
        for scope in self.scopes.values():
            if scope.updates or scope.losses:
                scope.commit()

    def forget(self) -> None:
        """Drop the last run's updates and added losses."""
        for scope in self.scopes.values():
            scope.forget()

    def constrain(self) -> None:
        """Project every trainable weight onto its constraint, in place."""
        for scope in self._constrained:
            for path in scope.trainable_paths():
                constraint = scope.policies[path].constraint
                if constraint is not None:
                    array = scope.values[path].array
                    array[...] = constraint(array)

    def weights(self) -> dict[str, Array]:
        """Copies of all weights and states by ``step/weight``."""
        return {name: tensor.array.copy() for name, tensor in self._values()}

    def set_weights(self, weights: Mapping[str, Array]) -> None:
        """Replace the weights named in ``weights``; the others stay.

        Raises:
            ValueError: a name is unknown or a shape differs; nothing is changed then.
        """
        values = dict(self._values())
        for name, array in weights.items():
            if name not in values:
                raise ValueError(f"the model has no weight '{name}'")
            if values[name].shape != np.shape(array):
                raise ValueError(
                    f"'{name}' has shape {Spec(values[name].shape)}, not {Spec(np.shape(array))}"
                )
        for name, array in weights.items():
            values[name].data = np.array(array, dtype=values[name].dtype)

    def summary(self) -> list[StepSummary]:
        """One line for each step; shared weights count at the step that owns them."""
        return [self._line(step) for step in self.steps]

    def _line(self, step: Step) -> StepSummary:
        scope = self.scope_of(step)
        own = scope.values if step.weights_of is None else {}
        paths = set(scope.trainable_paths())
        sizes = {path: value.array.size for path, value in own.items()}
        return StepSummary(
            step.name,
            step.layer.function.__name__,
            step.inputs,
            self.specs[step.name],
            sum(sizes.values()),
            sum(n for path, n in sizes.items() if path in paths),
        )

    def _values(self) -> Iterator[tuple[str, Tensor]]:
        for name, scope in self.scopes.items():
            for path, value in scope.values.items():
                yield f"{name}/{path}", value

    def _entering(self, name: str, spec: Spec, values: Mapping[str, Array | Tensor]) -> Tensor:
        if name not in values:
            raise ValueError(f"input '{name}' is missing")
        value = values[name]
        if isinstance(value, Tensor):
            return value
        return Tensor(np.asarray(value, dtype=spec.dtype), wanted=False)

    def _build(self) -> None:
        made = {name: Tensor(spec) for name, spec in self.inputs.items()}
        for step in self.steps:
            self._check_names(step, made)
            if step.weights_of is None:
                self.scopes[step.name] = Scope(step.layer, stream(self.seed, step.name))
            scope = self.scope_of(step)
            try:
                made[step.name] = apply_layer(step.layer, scope, [made[r] for r in step.inputs])
            except ShapeError as error:
                error.add_note(f"in step '{step.name}'")
                raise
            self.specs[step.name] = made[step.name].spec
        self.forget()
        for output, source in self.outputs.items():
            if source not in made:
                raise ValueError(f"output '{output}' reads '{source}', which does not exist")

    def _check_names(self, step: Step, made: Mapping[str, Tensor]) -> None:
        if step.name in made:
            raise ValueError(f"two values are named '{step.name}'")
        for name in step.inputs:
            if name not in made:
                raise ValueError(f"step '{step.name}' reads '{name}', which no earlier step makes")
        if step.weights_of is not None and step.weights_of not in self.scopes:
            raise ValueError(
                f"step '{step.name}' shares the weights of '{step.weights_of}', "
                "which is no earlier step with weights of its own"
            )


def apply_layer(layer: Layer, scope: Scope, inputs: Sequence[Tensor]) -> Tensor:
    """The layer's output; its activity penalty, a mean over the batch, is added to the scope."""
    output = layer(scope, *inputs)
    regularizer = scope.policy("activity").regularizer
    if regularizer is not None and not output.abstract:
        scope.add_loss(scale(regularizer(output), factor=1 / max(len(output.array), 1)))
    return output


def _has(scope: Scope, what: str) -> bool:
    return any(getattr(policy, what) is not None for policy in scope.policies.values())


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream that depends on the seed and the name alone."""
    key = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4")[:4]
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(map(int, key))))
