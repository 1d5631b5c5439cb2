"""What is known of a card before it runs: of a layer, what running it on specs tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from cards.outside import outside
from engine.autodiff import Spec, Tensor
from engine.scope import Scope


class CardError(ValueError):
    """What is wrong with a card, as one sentence for its user.

    ``socket`` is the row at fault, where it is one; ``value`` one for that row that
    would be right.
    """

    def __init__(self, message: str, socket: str | None = None, value: Any = None) -> None:
        super().__init__(message)
        self.socket = socket
        self.value = value


class OutsideError(CardError):
    """A card would read a file outside the document's folder that nobody has allowed."""

    def __init__(self, place: Path, socket: str) -> None:
        super().__init__(
            f"'{place}' is outside the document's folder, and is not read unless you allow it.",
            socket,
        )
        self.place = place


@dataclass(frozen=True)
class Context:
    """Where a document stands: the folder of its relative paths, and its seed.

    ``allowed`` are files and folders outside that folder that it may read; None for all.
    """

    folder: Path = field(default_factory=Path.cwd)
    seed: int = 0
    allowed: tuple[Path, ...] | None = None

    def file(self, path: str, socket: str = "path") -> Path:
        """The file that a card reads. Raises CardError if it may not, without touching it."""
        if self.allowed is None:
            return self.folder / path
        place = outside(path, self.folder)
        if place is None:
            return self.folder / path
        if not any(place == a or a in place.parents for a in self.allowed):
            raise OutsideError(place, socket)
        return place


@dataclass(frozen=True, kw_only=True)
class Masked(Spec):
    """The spec of a tensor that carries a mask, and that of its mask."""

    mask: Spec


@dataclass(frozen=True)
class Inference:
    """What is known of a card before it runs: specs by output, weights by name.

    The spec of a network tensor is an ``engine.Spec``; of data a ``TableSpec`` or a
    ``Spec``; other outputs need none. ``trainable`` counts learned numbers, ``frozen`` the others;
    ``learned`` names the weights of the former.
    ``remarks`` tell what is odd, though it can be done.
    """

    outputs: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, Spec] = field(default_factory=dict)
    trainable: int = 0
    frozen: int = 0
    learned: frozenset[str] = frozenset()
    remarks: tuple[CardError, ...] = ()


def tensor_of(spec: Spec | None) -> Tensor | None:
    """A tensor of that spec, with the mask that it carries; None where nothing is wired."""
    if isinstance(spec, Masked):
        return Tensor(Spec(spec.shape, spec.dtype), mask=Tensor(spec.mask))
    return None if spec is None else Tensor(spec)


def found_by(scope: Scope, results: Mapping[str, Tensor]) -> Inference:
    """What a layer told that was run in ``scope`` on specs, and gave ``results`` by output."""
    weights = {name: value.spec for name, value in scope.values.items()}
    learned = frozenset(scope.trainable_paths())
    sizes = {name: prod(n or 0 for n in spec.shape) for name, spec in weights.items()}
    trainable = sum(n for name, n in sizes.items() if name in learned)
    outputs = {name: _spec(tensor) for name, tensor in results.items()}
    return Inference(outputs, weights, trainable, sum(sizes.values()) - trainable, learned)


def _spec(tensor: Tensor) -> Spec:
    """The spec of a tensor, with that of its mask."""
    own, mask = tensor.spec, tensor.mask
    return own if mask is None else Masked(own.shape, own.dtype, mask=mask.spec)
