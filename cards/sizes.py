"""How much memory a card would need, and what of it is too much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.card import Card, CardError, Inference, LayerCard
from engine.autodiff import Spec
from engine.memory import bytes_of, in_words, machine_bytes

MOST_BYTES = 2**40
"""What is refused on every machine: 1 TB for the weights of one card, or for one example."""


def needed(specs: Mapping[str, Any]) -> int:
    """The bytes of everything in ``specs``, for a batch of one."""
    arrays = (spec for spec in specs.values() if isinstance(spec, Spec))
    return sum(bytes_of((1 if n is None else n for n in s.shape), s.dtype) for s in arrays)


def too_large(card: Card, found: Inference) -> tuple[CardError, bool] | None:
    """What a layer would need that cannot be had, and whether no machine has it."""
    if not isinstance(card, LayerCard):
        return None
    there = machine_bytes()
    for what, size in (
        ("Its weights", needed(found.weights)),
        ("One example", needed(found.outputs)),
    ):
        if size > min(there, MOST_BYTES):
            text = f"{what} would take {in_words(size)} of memory"
            hopeless = size > MOST_BYTES
            text += (
                ", more than can be held." if hopeless else f"; this machine has {in_words(there)}."
            )
            row = largest_row(card)
            default = type(card).model_fields[row].default if row else None
            return CardError(text, row, default), hopeless
    return None


def nothing(card: Card, found: Inference) -> str | None:
    """Why a layer is of no use: an output without a single number."""
    for spec in found.outputs.values() if isinstance(card, LayerCard) else ():
        if isinstance(spec, Spec) and 0 in spec.shape[1:]:
            return f"Nothing comes out: the output would be {spec}."
    return None


def largest_row(card: Card) -> str | None:
    """The row with the largest whole number, which is what makes a layer large."""
    sizes = {name: max(map(_whole, _several(value))) for name, value in card.values().items()}
    largest = max(sizes, key=sizes.__getitem__, default=None)
    return largest if largest is not None and sizes[largest] > 1 else None


def _several(value: Any) -> tuple[Any, ...]:
    return value or (None,) if isinstance(value, tuple) else (value,)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
