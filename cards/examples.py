"""What a card does to shapes, found by running its inference on its sample inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cards.card import Card, CardError, Context, Inference, LayerCard, Masked, Socket
from cards.kinds import TENSOR
from cards.registry import builtin_cards
from cards.sentences import given
from cards.values import CardFaults, card_of
from engine.autodiff import Shape, ShapeError, Spec

Sample = tuple[tuple[int, ...], ...]
"""The shape of what arrives at each input, the batch included."""


@dataclass(frozen=True)
class Example:
    """A card with its default values, what arrives at it, and what is known of it then."""

    card: Card
    arriving: Mapping[str, Any]
    inference: Inference

    @property
    def shapes(self) -> str:
        """What arrives and what comes of it, for people."""
        return " → ".join(filter(None, (self._arrivals(), self._results())))

    @property
    def weights(self) -> dict[str, str]:
        """The shapes of the weights by name."""
        return {name: tuple_of(spec.shape) for name, spec in self.inference.weights.items()}

    @property
    def count(self) -> str:
        """How many numbers all weights together are."""
        learned, frozen = self.inference.trainable, self.inference.frozen
        if not frozen:
            return f"{learned:,} learned number" + "s" * (learned != 1)
        return f"{learned:,} numbers are learned, {frozen:,} are not"

    def _arrivals(self) -> str:
        card = type(self.card)
        sockets = [s for s in card.inputs if self.arriving.get(s.name)]
        parts = [f"{s.title} {_specs(self.arriving[s.name])}" for s in sockets]
        parts += [f"{_title(card, name)} {self._filled(name)}" for name in card.sample_values]
        return ", ".join(parts)

    def _filled(self, name: str) -> str:
        value = getattr(self.card, name)
        return type(value).title if isinstance(value, Card) else given(value)

    def _results(self) -> str:
        outputs = self.inference.outputs
        sockets = [s for s in type(self.card).outputs if isinstance(outputs.get(s.name), Spec)]
        return ", ".join(f"{s.title} {tuple_of(outputs[s.name].shape)}" for s in sockets)


def example(card: type[Card]) -> Example | None:
    """The first sample of ``card`` run through its inference; None where there is none."""
    return next(examples(card), None)


def examples(card: type[Card]) -> Iterator[Example]:
    """Each sample of ``card`` run through its inference, where that can be done."""
    if any(s.kind.id == TENSOR.id for s in (*card.inputs, *card.outputs)):
        found = (_example(card, sample) for sample in (card.sample, *card.samples))
        yield from (e for e in found if e is not None)


def _example(card: type[Card], sample: Sample) -> Example | None:
    arriving = _arriving(card, sample)
    try:
        # Only a card without defaults for all its rows needs to know the others.
        made = card_of(card, card.sample_values, builtin_cards() if card.sample_values else {})
        found = made.infer(Context(), arriving)
    except (CardFaults, CardError, ShapeError):
        return None
    if not any(isinstance(spec, Spec) for spec in found.outputs.values()):
        return None
    return Example(made, arriving, found)


def mask_sentence(found: Example) -> str | None:
    """What the card does with masks of its inputs; None where they can have none."""
    arriving = {name: _masked(spec) for name, spec in found.arriving.items()}
    if not isinstance(found.card, LayerCard) or arriving == found.arriving:
        return None
    try:
        outputs = found.card.infer(Context(), arriving).outputs
    except (CardError, ShapeError):
        return None
    kept = any(isinstance(spec, Masked) for spec in outputs.values())
    return "A mask is handed on." if kept else "A mask ends here."


def tuple_of(shape: Shape) -> str:
    """A shape as Python writes it, the unknown sizes by name."""
    sizes = [("batch" if i == 0 else "any") if n is None else str(n) for i, n in enumerate(shape)]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _arriving(card: type[Card], sample: Sample) -> dict[str, Any]:
    """A spec for each input socket, of an unknown number of examples."""
    dtype = "float32" if card.sample_ids is None else "int32"
    specs = [Spec((None, *shape[1:]), dtype) for shape in sample]
    arriving: dict[str, Any] = {}
    for i, socket in enumerate(card.inputs):
        after = sum(1 for s in card.inputs[i + 1 :] if s.required)
        if socket.many:
            count = max(len(specs) - after, 0)
            arriving[socket.name] = tuple(specs[:count])
            specs = specs[count:]
        elif specs and (socket.required or len(specs) > after):
            arriving[socket.name] = specs.pop(0)
        else:
            arriving[socket.name] = None
    return arriving


def _masked(spec: Any) -> Any:
    """The same with a mask of the steps, where there are steps."""
    if isinstance(spec, tuple):
        return tuple(map(_masked, spec))
    if not isinstance(spec, Spec) or spec.ndim < 3:
        return spec
    return Masked(spec.shape, spec.dtype, mask=Spec(spec.shape[:2], "bool"))


def _specs(arriving: Any) -> str:
    specs = arriving if isinstance(arriving, tuple) else (arriving,)
    return " and ".join(tuple_of(spec.shape) for spec in specs)


def _title(card: type[Card], row: str) -> str:
    socket: Socket | None = card.input(row)
    return socket.title if socket else row
