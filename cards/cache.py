"""Results that are kept from one run to the next, and the keys that tell them apart."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np

from cards.card import Card
from engine.model import Model


class _Kept(NamedTuple):
    outputs: Mapping[str, Any]
    size: int


@dataclass
class Cache:
    """Results of earlier runs by key; the ones longest unused go when ``limit`` bytes are full."""

    limit: int = 1 << 29
    size: int = 0
    _kept: OrderedDict[str, _Kept] = field(default_factory=OrderedDict)

    def get(self, key: str) -> Mapping[str, Any] | None:
        """The results kept under ``key``, if they still are."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key].outputs

    def keep(self, key: str, outputs: Mapping[str, Any]) -> None:
        """Keep these results, unless they alone are larger than the limit."""
        self.drop(key)
        size = size_of(outputs)
        if size > self.limit:
            return
        self._kept[key] = _Kept(outputs, size)
        self.size += size
        while self.size > self.limit:
            self.drop(next(iter(self._kept)))

    def drop(self, key: str) -> None:
        """Forget what is kept under ``key``."""
        if key in self._kept:
            self.size -= self._kept.pop(key).size

    def __len__(self) -> int:
        return len(self._kept)


def fingerprint(value: Any) -> Any:
    """What tells one card, or one value of a card, from another, as JSON."""
    if isinstance(value, Card):
        kind = type(value)
        name = f"{kind.__module__}.{kind.__qualname__}"
        return [name, kind.version, {n: fingerprint(v) for n, v in value.values().items()}]
    if isinstance(value, (tuple, list)):
        return [fingerprint(v) for v in value]
    if isinstance(value, (frozenset, set)):
        return sorted(map(repr, value))
    return [type(value).__name__, repr(value)]


def size_of(value: Any) -> int:
    """About how many bytes a result takes."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Model):
        return sum(array.nbytes for array in value.weights().values())
    if isinstance(value, Mapping):
        return sum(map(size_of, value.values()))
    if isinstance(value, (tuple, list)):
        return sum(map(size_of, value))
    if hasattr(value, "estimated_size"):
        return int(value.estimated_size())
    if is_dataclass(value):
        return sum(size_of(getattr(value, f.name)) for f in fields(value))
    return 64
