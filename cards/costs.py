"""What one example costs in a layer: multiply-adds, and memory of what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from cards.card import Inference, LayerCard, Masked
from cards.inference import tensor_of
from engine.autodiff import ShapeError, Spec, counting
from engine.scope import Scope


@dataclass(frozen=True)
class Cost:
    """What one example costs; None where a size is not known before there is one.

    ``activations`` is in bytes: the memory of everything that the layer gives.
    """

    activations: int | None = 0
    multiply_adds: int | None = 0


def cost(card: object, inference: Inference, arriving: Mapping[str, Any]) -> Cost:
    """What one example costs in a card that was inferred from what arrives at it."""
    given = [spec for spec in inference.outputs.values() if isinstance(spec, Spec)]
    sizes = [None if None in spec.shape[1:] else _bytes(spec) for spec in given]
    known = [size for size in sizes if size is not None]
    return Cost(
        sum(known) if len(known) == len(sizes) else None,
        multiply_adds(card, arriving) if isinstance(card, LayerCard) else 0,
    )


def multiply_adds(card: LayerCard, arriving: Mapping[str, Any]) -> int | None:
    """How many multiplications that go into sums one example takes, forwards.

    It is what a second example takes beside a first: what is done once a batch is left out.
    None if it depends on sizes that are not known.
    """
    one, two = (_counted(card, arriving, examples) for examples in (1, 2))
    return None if one is None or two is None else two - one


def weight_bytes(inference: Inference, paths: Iterable[str]) -> int:
    """Memory of the weights of these paths."""
    specs = (inference.weights[path] for path in paths)
    return sum(prod(n or 0 for n in s.shape) * np.dtype(s.dtype).itemsize for s in specs)


def _bytes(spec: Spec) -> int:
    return prod(n or 0 for n in spec.shape[1:]) * np.dtype(spec.dtype).itemsize


def _counted(card: LayerCard, arriving: Mapping[str, Any], examples: int) -> int | None:
    layer = card.build()
    scope = Scope(layer, abstract=True)
    specs = [spec for s in card.inputs for spec in _several(arriving[s.name])]
    tensors = [tensor_of(_sized(spec, examples)) for spec in specs]
    try:
        # The first time weights are made, which may itself be a run of the layer.
        layer.results(scope, *tensors)
        with counting() as tally:
            layer.results(scope, *tensors)
    except ShapeError:
        # A layer that takes batches of one size only.
        return None
    return tally.count


def _several(arriving: Any) -> tuple[Any, ...]:
    return arriving if isinstance(arriving, tuple) else (arriving,)


def _sized(spec: Spec | None, examples: int) -> Spec | None:
    """The same for so many examples."""
    if spec is None or not spec.ndim:
        return spec
    shape = (examples, *spec.shape[1:])
    if not isinstance(spec, Masked):
        return Spec(shape, spec.dtype)
    mask = Spec((examples, *spec.mask.shape[1:]), spec.mask.dtype)
    return Masked(shape, spec.dtype, mask=mask)
