"""Numeric check of gradients: a primitive or a layer against differences in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.autodiff import Array, Tensor, propagate
from engine.scope import Layer, Scope, run_layer

# Values at x+h, x-h, x+2h, x-2h, weighted so that the error is of order h**4.
_STENCIL = ((1, 8 / 12), (-1, -8 / 12), (2, -1 / 12), (-2, 1 / 12))


class GradientError(AssertionError):
    """An analytic gradient that is not the numeric one; the message lists all of them."""


@dataclass(frozen=True)
class Slope:
    """The derivative in one random direction of one input or weight, found both ways."""

    name: str
    analytic: float
    numeric: float

    @property
    def error(self) -> float:
        """Their distance, relative where they are larger than 1."""
        gap = abs(self.analytic - self.numeric)
        return gap / max(1.0, abs(self.analytic), abs(self.numeric))

    def __str__(self) -> str:
        return f"{self.name}: analytic {self.analytic:.10g}, numeric {self.numeric:.10g}"


def primitive_slopes(
    function: Callable[..., Any],
    *arrays: Array,
    step: float = 1e-4,
    directions: int = 2,
    seed: int = 0,
    **static: Any,
) -> list[Slope]:
    """Slopes of ``sum(y * dy)`` for random ``dy``, by input: ``x0``, ``x1`` and so on.

    ``function`` is a primitive, or anything made of primitives. Arrays that are not
    of floats are passed on as they are. A ``rng`` among ``static`` is a seed: each
    evaluation gets a new generator from it.
    """
    values = {f"x{i}": _double(a) for i, a in enumerate(arrays)}

    def compute(leaves: Mapping[str, Tensor]) -> Sequence[Tensor]:
        drawn = {"rng": np.random.default_rng(static["rng"])} if "rng" in static else {}
        result = function(*leaves.values(), **{**static, **drawn})
        return result if isinstance(result, tuple) else (result,)

    return _slopes(compute, values, step, directions, seed)


def layer_slopes(
    layer: Layer,
    *inputs: Array | None,
    training: bool = False,
    masks: Sequence[Array | None] | None = None,
    weights: Mapping[str, Array] | None = None,
    step: float = 1e-4,
    directions: int = 2,
    seed: int = 0,
) -> list[Slope]:
    """Slopes of ``sum(y * dy)`` plus losses and penalties: by input and trainable weight.

    ``y`` is each of the layer's results, an input may be None where the layer can do
    without. Weights are the given ones, or the initial ones a little disturbed, so that zeros
    and ones hide nothing. Each evaluation starts with the same random stream.
    """
    scope = Scope(_in_double(layer))
    values = {f"x{i}": _double(a) for i, a in enumerate(inputs) if a is not None}
    hints = masks or [None] * len(inputs)

    def call(leaves: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
        scope.rng = np.random.default_rng(seed)
        scope.streams.clear()
        scope.training = training
        scope.forget()
        xs = [leaves.get(f"x{i}") for i in range(len(inputs))]
        for x, mask in zip(xs, hints, strict=True):
            if x is not None:
                x.mask = None if mask is None else Tensor(mask)
        return run_layer(scope.layer, scope, xs)

    leaves = {name: Tensor(value) for name, value in values.items()}
    call(leaves)
    # A weight that the layer replaces has its gradient at the new value: the old one is kept.
    replaced = set(scope.updates)
    _disturb(scope, weights or {}, np.random.default_rng(seed + 1))
    paths = [path for path in scope.trainable_paths() if path not in replaced]
    values.update({path: scope.values[path].array for path in paths})

    def compute(leaves: Mapping[str, Tensor]) -> Sequence[Tensor]:
        for path in paths:
            scope.values[path] = leaves[path]
        results = call(leaves)
        return (*results, *scope.losses, *scope.penalties())

    return _slopes(compute, values, step, directions, seed)


def check_primitive(function: Callable[..., Any], *arrays: Array, **options: Any) -> None:
    """See ``primitive_slopes``; ``tolerance`` bounds the error (1e-7).

    Raises:
        GradientError: the gradient is wrong.
    """
    tolerance = options.pop("tolerance", 1e-7)
    _judge(function, primitive_slopes(function, *arrays, **options), tolerance)


def check_layer(layer: Layer, *inputs: Array | None, **options: Any) -> None:
    """See ``layer_slopes``; ``tolerance`` bounds the error (1e-7).

    Raises:
        GradientError: the gradient is wrong.
    """
    tolerance = options.pop("tolerance", 1e-7)
    _judge(layer.function, layer_slopes(layer, *inputs, **options), tolerance)


def _slopes(
    compute: Callable[[Mapping[str, Tensor]], Sequence[Tensor]],
    values: Mapping[str, Array],
    step: float,
    directions: int,
    seed: int,
) -> list[Slope]:
    rng = np.random.default_rng([seed, 1])
    leaves = {name: Tensor(value) for name, value in values.items()}
    results = [t for t in compute(leaves) if t.array.dtype.kind == "f"]
    seeds: list[Array] = [
        np.asarray(rng.standard_normal(t.array.shape) if t.ndim else 1.0) for t in results
    ]
    propagate(zip(results, seeds, strict=True))

    def weighed(name: str, moved: Array) -> float:
        tensors = compute({n: Tensor(moved if n == name else v) for n, v in values.items()})
        real = [t.array for t in tensors if t.array.dtype.kind == "f"]
        return float(sum(np.sum(y * dy) for y, dy in zip(real, seeds, strict=True)))

    slopes = []
    for name, value in values.items():
        if value.dtype.kind != "f":
            continue
        g = leaves[name].grad
        for _ in range(directions):
            way = rng.standard_normal(value.shape)
            rises = (weight * weighed(name, value + k * step * way) for k, weight in _STENCIL)
            analytic = 0.0 if g is None else float(np.sum(g * way))
            slopes.append(Slope(name, analytic, sum(rises) / step))
    return slopes


def _judge(function: Callable[..., Any], slopes: Sequence[Slope], tolerance: float) -> None:
    # Not "error > tolerance": a nan must not pass.
    wrong = [slope for slope in slopes if not slope.error <= tolerance]
    if wrong:
        name = getattr(function, "__name__", str(function))
        lines = "\n".join(f"  {slope} (error {slope.error:.2g})" for slope in wrong)
        raise GradientError(f"the gradient of {name} is wrong:\n{lines}")


def _in_double(layer: Layer) -> Layer:
    """The layer, and those that it wraps, in float64."""
    wrapped = {name: _in_double(p) for name, p in layer.params.items() if isinstance(p, Layer)}
    return replace(layer, dtype="float64", params={**layer.params, **wrapped})


def _double(array: Array) -> Array:
    array = np.asarray(array)
    return array.astype(np.float64) if array.dtype.kind == "f" else array


def _disturb(scope: Scope, weights: Mapping[str, Array], rng: np.random.Generator) -> None:
    for path in scope.trainable_paths():
        value = scope.values[path].array
        noise = 0.3 * rng.standard_normal(value.shape)
        scope.values[path] = Tensor(_double(weights[path]) if path in weights else value + noise)
