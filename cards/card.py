"""The declaration of a card, and everything that is derived from it.

Annotations are not postponed here: Pydantic would evaluate those of ``Card`` again for
each of the two hundred cards, at a start-up cost of 100 ms.
"""

import inspect
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo

# Families and packs find here all that a declaration needs.
from cards.inference import CardError as CardError
from cards.inference import Context as Context
from cards.inference import Inference as Inference
from cards.inference import Masked as Masked
from cards.inference import OutsideError as OutsideError
from cards.inference import found_by, tensor_of
from cards.kinds import LAYER, TENSOR, Kind, Listed, accepts_none, kind_of
from engine.scope import Layer, Scope, WeightPolicy

PositiveInt = Annotated[int, Field(gt=0)]
PositiveFloat = Annotated[float, Field(gt=0)]
NonNegativeFloat = Annotated[float, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]

ROLES = ("initializer", "regularizer", "constraint")
"""Endings of the fields that set the policy of a weight."""

DRAWS = "Makes the random draws repeat themselves; empty: they follow the document's seed."
_LAST = ("name", "trainable", "dtype")
TRAINABLE = (
    "Whether training changes the layer's weights. Where it is off, their penalties do not "
    "count; in Keras 2 they do."
)


def param(
    default: Any,
    doc: str,
    *,
    label: str | None = None,
    keras: str | None = None,
    was: str | None = None,
    advanced: bool = False,
) -> Any:
    """A value that the user sets on a card: a row with an editor, and a socket.

    ``keras`` is its name in a Keras config (empty: not part of one), ``was`` its name
    in older documents; ``advanced`` rows fold under *More*.
    """
    noted: JsonDict = {"label": label, "keras": keras, "was": was, "advanced": advanced}
    return Field(default, description=doc, json_schema_extra=noted)


@dataclass(frozen=True)
class Socket:
    """Where a wire may end (input) or start (output) on a card.

    A *parameter* socket is a field of the card: typed in, or fed by a wire. ``many``
    takes several wires, in order. ``before`` names the parameter above which the row
    of a tensor or data socket stands; without it the row comes after the parameters.
    """

    name: str
    kind: Kind
    doc: str = ""
    label: str = ""
    required: bool = True
    many: bool = False
    before: str | None = None
    parameter: bool = False
    advanced: bool = False
    nullable: bool = False
    default: Any = None

    @property
    def title(self) -> str:
        return self.label or self.name.replace("_", " ").capitalize()


class Card(BaseModel):
    """A node type of the editor: fields are parameters, docstring is its help."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        allow_inf_nan=False,
        # A hundred cards are declared and few are used: built when first used, at a start-up cost.
        defer_build=True,
    )

    title: ClassVar[str]
    group: ClassVar[str]
    version: ClassVar[int] = 1
    keras_class: ClassVar[str | None] = None
    formula: ClassVar[str | None] = None
    sample: ClassVar[tuple[tuple[int, ...], ...]] = ((4, 8),)
    # Further samples, such as those of other ranks; whole numbers below a bound, where it is set.
    samples: ClassVar[tuple[tuple[tuple[int, ...], ...], ...]] = ()
    sample_ids: ClassVar[int | None] = None
    # Values, as a document has them, for rows without a default.
    sample_values: ClassVar[Mapping[str, Any]] = {}
    inputs: ClassVar[tuple[Socket, ...]] = ()
    outputs: ClassVar[tuple[Socket, ...]] = ()
    engine: ClassVar[Callable[..., Any]]

    @classmethod
    @cache
    def parameters(cls) -> tuple[Socket, ...]:
        """Sockets of the fields: plain ones, then advanced ones, base class's last."""
        sockets = [_parameter(name, info) for name, info in cls.model_fields.items()]
        return tuple(sorted(sockets, key=lambda s: (s.advanced, s.advanced and s.name in _LAST)))

    @classmethod
    @cache
    def rows(cls) -> tuple[Socket, ...]:
        """Every input socket in the order of the card's rows, advanced ones last."""
        plain = [p for p in cls.parameters() if not p.advanced]
        for socket in cls.inputs:
            names = [p.name for p in plain]
            at = names.index(socket.before) if socket.before in names else len(plain)
            plain.insert(at, socket)
        return (*plain, *(p for p in cls.parameters() if p.advanced))

    @classmethod
    def input(cls, name: str) -> Socket | None:
        """The input socket of that name, parameters included."""
        return cls._by_name()[0].get(name)

    @classmethod
    def output(cls, name: str) -> Socket | None:
        """The output socket of that name."""
        return cls._by_name()[1].get(name)

    @classmethod
    @cache
    def _by_name(cls) -> tuple[dict[str, Socket], dict[str, Socket]]:
        return {s.name: s for s in cls.rows()}, {s.name: s for s in cls.outputs}

    @classmethod
    def help(cls) -> str:
        """The card's help text: its docstring."""
        return inspect.cleandoc(cls.__doc__ or "")

    @classmethod
    def renamed(cls) -> dict[str, str]:
        """Former name -> name, for the parameters that were renamed."""
        pairs = ((extra(info, "was"), name) for name, info in cls.model_fields.items())
        return {str(was): name for was, name in pairs if was}

    @classmethod
    def upgrade(cls, params: dict[str, Any], version: int) -> dict[str, Any]:
        """Bring parameters saved by an older ``version`` of the card up to date."""
        return params

    def argument(self, output: str) -> Any:
        """What travels along a wire from ``output`` into a parameter of another card."""
        return self

    def values(self) -> dict[str, Any]:
        """The fields by name, nested cards as they are."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    def build(self) -> Any:
        """The engine function with this card's parameters bound."""
        # Read from the class: a plain function read from an instance would bind.
        return partial(type(self).engine, **{n: built(v) for n, v in self.values().items()})

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """What the card will give, from what is known of the tensors and data that arrive.

        ``arriving`` holds a spec by input socket, a tuple of specs where the socket takes
        many, None where an optional socket has no wire. Raises CardError or ShapeError.
        """
        return Inference()

    def keras(self) -> dict[str, Any]:
        """The Keras config of what this card describes."""
        config: dict[str, Any] = {}
        for name, info in type(self).model_fields.items():
            key = extra(info, "keras")
            key = name if key is None else str(key)
            if key:
                config[key] = _keras_value(getattr(self, name))
        return {"class_name": self.keras_class or type(self).__name__, "config": config}

    @classmethod
    def keras_rows(cls, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments of a Keras config, those that stand for several rows taken apart.

        Raises CardError if one cannot be taken apart.
        """
        return config


class Part(Card):
    """A card whose value plugs into a parameter of another card."""

    kind: ClassVar[Kind]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        if not cls.outputs and hasattr(cls, "kind"):
            doc = f"This {cls.kind.name.lower()}, for a row that takes one."
            label = f"{cls.kind.name} instance"
            cls.outputs = (Socket("instance", cls.kind, doc, label),)


class LayerCard(Card):
    """A card that is one layer of a network."""

    kind: ClassVar[Kind] = LAYER

    inputs: ClassVar[tuple[Socket, ...]] = (
        Socket("input", TENSOR, "What the layer is applied to."),
    )
    outputs: ClassVar[tuple[Socket, ...]] = (
        Socket("layer", LAYER, "This layer, for a wrapper or a second place.", "Layer instance"),
        Socket("output", TENSOR, "What the layer computes."),
    )

    name: str | None = param(None, "Name shown for this layer; empty: the card's.", advanced=True)
    trainable: bool = param(True, TRAINABLE, advanced=True)
    dtype: Literal["float32", "float64", "float16", "mixed_float16"] = param(
        "float32",
        "Type of the numbers; mixed_float16 computes in float16 and keeps weights in float32.",
        advanced=True,
    )

    def build(self) -> Layer:
        """The engine layer of this card.

        A field ``{weight}_initializer``, ``_regularizer`` or ``_constraint`` sets the
        policy of that weight; the other fields go to the engine function.
        """
        params: dict[str, Any] = {}
        policies: dict[str, dict[str, Any]] = {}
        for name, value in self.values().items():
            weight, _, role = name.rpartition("_")
            if role in ROLES:
                policies.setdefault(weight, {})[role] = built(value)
            elif name not in _LAST:
                params[name] = built(value)
        return Layer(
            type(self).engine,
            params,
            {w: WeightPolicy(**roles) for w, roles in policies.items()},
            self.trainable,
            self.dtype,
        )

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """Run the layer on specs: shape of the output and of every weight."""
        layer = self.build()
        scope = Scope(layer, abstract=True)
        specs = [spec for s in self.inputs for spec in _flat(arriving[s.name])]
        results = layer.results(scope, *map(tensor_of, specs))
        self._check_policies(scope)
        return found_by(scope, dict(zip(self.results(), results, strict=True)))

    def results(self) -> tuple[str, ...]:
        """The output sockets of what the layer computes, in the order in which it gives it."""
        return tuple(socket.name for socket in self.outputs if socket.kind.id == TENSOR.id)

    def _check_policies(self, scope: Scope) -> None:
        """Try initializers and constraints that were chosen on weights of few numbers.

        Raises CardError at the row of one that does not fit the dimensions of its weight.
        """
        chosen = {name for name in _role_rows(type(self)) if not self._has_default(name)}
        for path, policy in scope.policies.items() if chosen else ():
            weight, spec = scope.store.rows[path], scope.values[path].spec
            if scope.store.holders[path] is not scope:
                continue
            tiny = tuple(min(n or 0, 2) for n in spec.shape)
            row = f"{weight}_initializer"
            try:
                if row in chosen and policy.initializer:
                    policy.initializer(tiny, np.random.default_rng(0))
                row = f"{weight}_constraint"
                if row in chosen and policy.constraint:
                    policy.constraint(np.ones(tiny, np.float32))
            except ValueError as error:
                raise CardError(str(error), row) from None

    def _has_default(self, name: str) -> bool:
        value, default = getattr(self, name), type(self).model_fields[name].default
        return value is default or bool(value == default)


# Pydantic knows by now that these are no fields, and would ask again for each card: 60 ms.
for _declared in (Card, Part, LayerCard):
    for _class_variable in _declared.__class_vars__:
        _declared.__annotations__.pop(_class_variable, None)


@dataclass(frozen=True)
class Progress:
    """How far a task card is: ``done`` of ``total``, and what it is doing."""

    done: int
    total: int
    text: str = ""


class TaskCard(Card):
    """A card that does something when the user presses Run."""

    def stamp(self, context: Context) -> str:
        """What the result depends on beyond values and inputs, such as a file's digest."""
        return ""

    def run(self, context: Context, **arriving: Any) -> Generator[Any, None, Mapping[str, Any]]:
        """Yield events while working; return a value for each output socket.

        ``arriving`` holds the values of the input sockets by name: a tuple where the
        socket takes many, None where an optional one has no wire. Raises CardError.
        """
        yield from ()
        return self.compute(context, **arriving)

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        """Give a value for each output socket; for tasks that report no progress."""
        raise NotImplementedError(f"{type(self).__name__} neither runs nor computes")


def built(value: Any) -> Any:
    """``value`` for the engine: cards are built, also inside a tuple."""
    if isinstance(value, Card):
        return value.build()
    if isinstance(value, tuple):
        return tuple(built(v) for v in value)
    return value


def extra(info: FieldInfo, key: str) -> Any:
    """What ``param`` noted about a field beyond its type and text."""
    noted = info.json_schema_extra
    return noted.get(key) if isinstance(noted, dict) else None


def _parameter(name: str, info: FieldInfo) -> Socket:
    kind = kind_of(info.annotation)
    many = isinstance(kind, Listed) and not kind.item.typed
    socket = Socket(
        name,
        kind.item if isinstance(kind, Listed) and many else kind,
        info.description or "",
        str(extra(info, "label") or ""),
        required=info.is_required(),
        many=many,
        parameter=True,
        advanced=bool(extra(info, "advanced")),
        nullable=accepts_none(info.annotation),
    )
    return socket if info.is_required() else replace(socket, default=info.get_default())


@cache
def _role_rows(card: type[Card]) -> tuple[str, ...]:
    """The rows that set the policy of a weight."""
    return tuple(n for n in card.model_fields if n.rpartition("_")[2] in ROLES)


def _keras_value(value: Any) -> Any:
    if isinstance(value, Card):
        return value.keras()
    if isinstance(value, tuple):
        return [_keras_value(v) for v in value]
    return value


def _flat(arriving: Any) -> tuple[Any, ...]:
    return arriving if isinstance(arriving, tuple) else (arriving,)
