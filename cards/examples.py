"""What a card does to shapes, found by running its inference on its sample inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from cards.card import Card, CardError, Context, Inference, LayerCard, Masked, Socket
from cards.kinds import LAYER, TENSOR
from cards.registry import builtin_cards
from engine.autodiff import Shape, ShapeError, Spec


@dataclass(frozen=True)
class Example:
    """A card with its default values, what arrives at it, and what is known of it then.

    ``filled`` names the rows without a default, and the cards that were put into them.
    """

    card: Card
    arriving: Mapping[str, Any]
    inference: Inference
    filled: Mapping[str, type[Card]] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """The shapes and weights, one line each, for people."""
        found = [" → ".join(filter(None, (self._arrivals(), self._results())))]
        weights = self.inference.weights
        if weights:
            named = ", ".join(f"{name} {tuple_of(spec.shape)}" for name, spec in weights.items())
            found.append(f"Weights {named}: {self._count()}")
        return found

    def _arrivals(self) -> str:
        card = type(self.card)
        sockets = [s for s in card.inputs if self.arriving.get(s.name) is not None]
        parts = [f"{s.title} {_specs(self.arriving[s.name])}" for s in sockets]
        parts += [f"{_title(card, row)} {part.title}" for row, part in self.filled.items()]
        return ", ".join(parts)

    def _results(self) -> str:
        outputs = self.inference.outputs
        sockets = [s for s in type(self.card).outputs if isinstance(outputs.get(s.name), Spec)]
        return ", ".join(f"{s.title} {tuple_of(outputs[s.name].shape)}" for s in sockets)

    def _count(self) -> str:
        learned, frozen = self.inference.trainable, self.inference.frozen
        if not frozen:
            return f"{learned:,} learned numbers"
        return f"{learned:,} numbers learned and {frozen:,} kept otherwise"


def example(card: type[Card]) -> Example | None:
    """The first sample of ``card`` run through its inference; None where there is none."""
    if not any(s.kind.id == TENSOR.id for s in (*card.inputs, *card.outputs)):
        return None
    for made, filled in _made(card):
        arriving = _arriving(card, card.sample)
        try:
            found = made.infer(Context(), arriving)
        except (CardError, ShapeError, ValueError, TypeError):
            continue
        if any(isinstance(spec, Spec) for spec in found.outputs.values()):
            return Example(made, arriving, found, filled)
    return None


def mask_sentence(card: type[Card], found: Example) -> str | None:
    """What the card does with the mask of its first input; None if it cannot have one."""
    first = next((s for s in card.inputs if s.kind.id == TENSOR.id), None)
    if first is None or not issubclass(card, LayerCard):
        return None
    arriving = dict(found.arriving)
    arriving[first.name] = _masked(arriving[first.name])
    if arriving[first.name] is None:
        return None
    try:
        outputs = found.card.infer(Context(), arriving).outputs
    except (CardError, ShapeError, ValueError, TypeError):
        return None
    kept = any(isinstance(spec, Masked) for spec in outputs.values())
    return f"A mask of {first.title} " + ("is handed on." if kept else "ends here.")


def tuple_of(shape: Shape) -> str:
    """A shape as Python writes it, the unknown sizes by name."""
    sizes = [("batch" if i == 0 else "any") if n is None else str(n) for i, n in enumerate(shape)]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _made(card: type[Card]) -> Iterator[tuple[Card, dict[str, type[Card]]]]:
    """The card with its defaults; with one layer after another, if it needs one."""
    needed = [s.name for s in card.parameters() if s.required and s.kind.id == LAYER.id]
    if not needed:
        yield card.model_validate({}), {}
        return
    for layer in builtin_cards().values():
        if not issubclass(layer, LayerCard):
            continue
        filled: dict[str, type[Card]] = dict.fromkeys(needed, layer)
        try:
            yield card.model_validate({name: c() for name, c in filled.items()}), filled
        except ValidationError:
            continue


def _arriving(card: type[Card], shapes: tuple[tuple[int, ...], ...]) -> dict[str, Any]:
    """A spec for each input socket, of an unknown number of examples."""
    specs = [Spec((None, *shape[1:])) for shape in shapes]
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
    if isinstance(spec, tuple):
        return (_masked(spec[0]), *spec[1:]) if spec else None
    if not isinstance(spec, Spec) or spec.ndim < 3:
        return None
    return Masked(spec.shape, spec.dtype, mask=Spec(spec.shape[:2], "bool"))


def _specs(arriving: Any) -> str:
    specs = arriving if isinstance(arriving, tuple) else (arriving,)
    return " and ".join(tuple_of(spec.shape) for spec in specs)


def _title(card: type[Card], row: str) -> str:
    socket: Socket | None = card.input(row)
    return socket.title if socket else row
