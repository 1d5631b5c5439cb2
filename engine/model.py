"""A network: named steps between named inputs and outputs, with their weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from engine.autodiff import Array, ShapeError, Spec, Tensor
from engine.scope import Layer, Scope, run_layer


@dataclass(frozen=True)
class Step:
    """One layer of a model, and the values that it reads.

    ``inputs`` names model inputs, earlier steps or their further results; None stands
    for an input that the layer does without. ``results`` names what the layer computes
    besides its output. The step has weights of its own unless its layer has an owner.
    """

    name: str
    layer: Layer
    inputs: tuple[str | None, ...]
    results: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepSummary:
    """One line of a model's summary; ``weights`` counts single numbers."""

    name: str
    function: str
    inputs: tuple[str | None, ...]
    output: Spec
    weights: int
    trainable: int


class Model:
    """Steps in the order in which they run, each with a scope of its own.

    ``outputs`` maps the name of an output to the value (input or step) that it
    reads. Weights are made at once: each layer runs on specs with a scope that is
    not abstract. A random stream depends on ``seed`` and the name that the weights are
    kept under only, so that a step added elsewhere changes no other weight. Different
    models may run in different threads; one model runs in one thread at a time.

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
        self._made_by: dict[str, list[str]] = {}
        self._build()
        self._path = [
            (s.layer, self.scope_of(s), s.inputs, (s.name, *s.results)) for s in self.steps
        ]
        self._regularized = [s for s in self.scopes.values() if _has(s, "regularizer")]
        self._constrained = [s for s in self.scopes.values() if _has(s, "constraint")]

    def scope_of(self, step: Step) -> Scope:
        """The scope that holds the weights of ``step``."""
        return self.scopes[step.layer.owner or step.name]

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
        for layer, scope, reads, names in self._path:
            results = run_layer(layer, scope, [None if r is None else made[r] for r in reads])
            made.update(zip(names, results, strict=False))
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

    def replace(self) -> list[tuple[Tensor, Array]]:
        """Put weights that the last run's layers replaced in their place, before they are learned.

        Gives them with copies of the values that they had before.
        """
        return [pair for scope in self.scopes.values() if scope.updates for pair in scope.replace()]

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
        """Copies of all weights and states by ``step/weight``.

        What stateful layers remember of the last batch is none of them.
        """
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

    @contextmanager
    def resuming(self) -> Iterator[None]:
        """Gives stateful layers back, at the end, what they remember now."""
        held = [t for scope in self.scopes.values() for t in scope.memories.values()]
        before = [t.data for t in held]
        try:
            yield
        finally:
            for tensor, data in zip(held, before, strict=True):
                tensor.data = data

    def summary(self) -> list[StepSummary]:
        """One line for each step; shared weights count at the first step that uses them."""
        return [self._line(step) for step in self.steps]

    def _line(self, step: Step) -> StepSummary:
        weights = trainable = 0
        for name in self._made_by[step.name]:
            scope = self.scopes[name]
            sizes = {path: value.array.size for path, value in scope.weights.items()}
            weights += sum(sizes.values())
            trainable += sum(sizes[path] for path in scope.trainable_paths())
        output, function = self.specs[step.name], step.layer.function.__name__
        return StepSummary(step.name, function, step.inputs, output, weights, trainable)

    def _values(self) -> Iterator[tuple[str, Tensor]]:
        for name, scope in self.scopes.items():
            for path, value in scope.weights.items():
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
            before = set(self.scopes)
            scope = self._scope(step.layer.owner or step.name, step.layer)
            try:
                reads = [None if r is None else made[r] for r in step.inputs]
                results = run_layer(step.layer, scope, reads)
            except ShapeError as error:
                error.add_note(f"in step '{step.name}'")
                raise
            made.update(zip((step.name, *step.results), results, strict=False))
            self._made_by[step.name] = [name for name in self.scopes if name not in before]
        self.specs |= {name: tensor.spec for name, tensor in made.items()}
        self.forget()
        for output, source in self.outputs.items():
            if source not in made:
                raise ValueError(f"output '{output}' reads '{source}', which does not exist")

    def _scope(self, name: str, layer: Layer) -> Scope:
        """The scope of that name, made when it is first asked for."""
        if name not in self.scopes:
            self.scopes[name] = Scope(layer, stream(self.seed, name), owned=self._owned)
        return self.scopes[name]

    def _owned(self, layer: Layer) -> Scope:
        return self._scope(str(layer.owner), layer)

    def _check_names(self, step: Step, made: Mapping[str, Tensor]) -> None:
        for name in (step.name, *step.results):
            if name in made:
                raise ValueError(f"two values are named '{name}'")
        for read in step.inputs:
            if read is not None and read not in made:
                raise ValueError(f"step '{step.name}' reads '{read}', which no earlier step makes")


def _has(scope: Scope, what: str) -> bool:
    return any(getattr(policy, what) is not None for policy in scope.policies.values())


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream that depends on the seed and the name alone."""
    key = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4")[:4]
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(map(int, key))))
