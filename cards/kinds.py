"""Kinds of value that travel along a wire or are typed into a card."""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Union, get_args, get_origin

Mark = Literal["circle", "square", "diamond", "triangle", "hexagon", "pentagon", "ring", "bar"]


@dataclass(frozen=True)
class Kind:
    """A kind of value, told by name, colour, shape and letter.

    ``id`` stands in files and listings, ``name`` is what people read.
    """

    id: str
    name: str
    color: str = "#8a93a3"
    mark: Mark = "circle"
    letter: str = "?"

    def refuses(self, source: Kind) -> str | None:
        """Why a socket of this kind cannot take ``source``, or None if it can."""
        # A list has the id of what it lists.
        if source.id == self.id and not source.listed:
            return None
        return f"{self.name} expected, {source.name} given."

    @property
    def listed(self) -> bool:
        """Whether a value of this kind is a list."""
        return False

    @property
    def typed(self) -> bool:
        """Whether a value can be typed into a row; parts come by wire or by name."""
        return self.id in _TYPED


@dataclass(frozen=True)
class Number(Kind):
    """An integer or a float; a float socket also takes integers."""

    def refuses(self, source: Kind) -> str | None:
        if self.id == "Float" and source.id == "Integer" and not source.listed:
            return None
        return super().refuses(source)


@dataclass(frozen=True)
class Integers(Number):
    """One integer or several, as the axis of a normalization."""

    def refuses(self, source: Kind) -> str | None:
        """Why ``source`` cannot be taken, or None: an integer or a list of them can."""
        return None if source.id == self.id else super().refuses(source)


@dataclass(frozen=True)
class Choice(Kind):
    """One of ``options``; takes any string by wire, which is checked as a value."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed(Kind):
    """A list of ``item`` values, of fixed ``length`` when that is not None."""

    item: Kind = field(default_factory=lambda: Number("Integer", "Integer"))
    length: int | None = None

    @property
    def listed(self) -> bool:
        return True

    @property
    def typed(self) -> bool:
        return self.item.typed

    def refuses(self, source: Kind) -> str | None:
        if isinstance(source, Listed):
            return None if self.item.refuses(source.item) is None else self._sentence(source)
        # A single value stands for a list of one.
        return None if self.item.refuses(source) is None else self._sentence(source)

    def _sentence(self, source: Kind) -> str:
        return f"{self.name} expected, {source.name} given."


BOOLEAN = Kind("Boolean", "Boolean", "#e0709a", "square", "B")
TEXT = Kind("String", "String", "#c9a227", "bar", "S")
INTEGER = Number("Integer", "Integer", "#3fa7a0", "circle", "I")
FLOAT = Number("Float", "Float", "#57a639", "circle", "F")
TENSOR = Kind("NeuralNetworkTensor", "Network tensor", "#4c8dff", "circle", "T")
LAYER = Kind("NeuralNetworkLayer", "Layer", "#9b7bff", "hexagon", "L")
INITIALIZER = Kind("NeuralNetworkInitializer", "Initializer", "#f0883e", "diamond", "i")
REGULARIZER = Kind("NeuralNetworkRegularizer", "Regularizer", "#d9534f", "diamond", "r")
CONSTRAINT = Kind("NeuralNetworkConstraint", "Constraint", "#a9744f", "diamond", "c")
OPTIMIZER = Kind("NeuralNetworkOptimizer", "Optimizer", "#2fb37c", "pentagon", "O")
LOSS = Kind("NeuralNetworkLoss", "Loss", "#e5534b", "pentagon", "x")
METRIC = Kind("NeuralNetworkMetric", "Metric", "#d4b106", "pentagon", "m")
CLIPPING = Kind("RenormClipping", "Renorm clipping", "#7e8ea6", "triangle", "k")
ADJUSTMENT = Kind("Adjustment", "Adjustment", "#7e8ea6", "triangle", "a")
NETWORK = Kind("NeuralNetwork", "Neural network", "#1f6feb", "hexagon", "N")
DATA = Kind("Tensor", "Data", "#2aa5c9", "square", "D")
TRANSFORM = Kind("Transform", "Fitted transform", "#6cc04a", "triangle", "f")
MODEL = Kind("Model", "Trained model", "#b35cff", "hexagon", "M")
RECORD = Kind("DynamicObject", "Named values", "#8a93a3", "ring", "V")

UNKNOWN = Kind("Unknown", "Unknown", "#8a93a3", "circle", "?")
"""The kind of a socket that only a wire names."""

ALL_KINDS: tuple[Kind, ...] = (
    BOOLEAN,
    TEXT,
    INTEGER,
    FLOAT,
    TENSOR,
    LAYER,
    INITIALIZER,
    REGULARIZER,
    CONSTRAINT,
    OPTIMIZER,
    LOSS,
    METRIC,
    CLIPPING,
    ADJUSTMENT,
    NETWORK,
    DATA,
    TRANSFORM,
    MODEL,
    RECORD,
)

_PLAIN: dict[Any, Kind] = {bool: BOOLEAN, int: INTEGER, float: FLOAT, str: TEXT}
_TYPED = frozenset(kind.id for kind in _PLAIN.values())


def kind_of(annotation: Any) -> Kind:
    """The kind of a card field, from its annotation. None in a union is left aside."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_of(args[0])
    if origin in (Union, types.UnionType):
        kinds = [kind_of(a) for a in args if a is not type(None)]
        if len(kinds) == 2 and kinds[0].id == "Integer" and kinds[1].listed:
            return Integers("Integer", "Integer or list of integers", *_look(INTEGER))
        return kinds[0]
    if origin is Literal:
        return Choice("String", "String", *_look(TEXT), options=tuple(map(str, args)))
    if origin is tuple:
        items = [a for a in args if a is not Ellipsis]
        item = kind_of(items[0])
        length = None if Ellipsis in args else len(items)
        return Listed(item.id, f"List of {item.name}", *_look(item), item=item, length=length)
    kind = _PLAIN.get(annotation) or getattr(annotation, "kind", None)
    if not isinstance(kind, Kind):
        raise TypeError(f"no kind of value is known for the annotation {annotation!r}")
    return kind


def accepts_none(annotation: Any) -> bool:
    """Whether a field of this annotation may be left empty."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return accepts_none(args[0])
    return origin in (Union, types.UnionType) and type(None) in args


def _look(kind: Kind) -> tuple[str, Mark, str]:
    return kind.color, kind.mark, kind.letter
