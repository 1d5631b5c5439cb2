"""Layers around other layers, and further places of a layer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from cards.card import Card, CardError, Context, Inference, LayerCard, PositiveInt, Socket, param
from cards.kinds import LAYER, TENSOR
from cards.library.regularization import ActivityRegularization
from engine.autodiff import ShapeError
from engine.layers import bidirectional, wrappers
from engine.scope import Scope

_STATES = ("state", "carry")
_DENSE: Mapping[str, Any] = {"layer": {"card": "Dense", "params": {"units": 3}}}


class Wrapper(LayerCard):
    """A layer around another one, which comes by wire or is chosen in its row.

    ``places`` tells by row under which name the weights of the layer in it are kept,
    unless that layer gives them a place of its own.
    """

    places: ClassVar[Mapping[str, str]] = {"layer": "layer"}

    layer: LayerCard

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wrong = self.refused(unwrapped(self.layer))
        if wrong:
            raise CardError(wrong, "layer")
        return self

    def refused(self, inner: LayerCard) -> str | None:
        """Why ``inner`` cannot be wrapped, or None."""
        return several(inner)

    def inside(self) -> Iterator[tuple[str, str, LayerCard]]:
        """The rows with layers, the names under which these run, and their cards."""
        for row, below in self.places.items():
            yield row, below, getattr(self, row)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """What the layer gives. A fault of one of the layer's rows is said at the row for it."""
        try:
            return super().infer(context, arriving)
        except ShapeError as error:
            own = error.parameter is None or error.parameter in type(self).model_fields
            raise CardError(str(error), error.parameter if own else "layer") from None

    def _check_policies(self, scope: Scope) -> None:
        super()._check_policies(scope)
        for row, below, card in self.inside():
            inner = scope.store.inner.get(f"{scope.prefix}{below}/")
            try:
                if inner is not None:
                    card._check_policies(inner)
            except CardError as error:
                raise CardError(str(error), row) from None


class Bidirectional(Wrapper):
    """Runs a recurrent layer over a sequence forwards and a copy of it backwards.

    The wrapper makes two copies of the layer, each with weights of its own; the layer's own card
    keeps its weights if it stands in the network itself. What the copy that goes backwards gives
    is turned round before the two are merged, so that both say something of the same step. If the
    layer returns sequences, masked steps give zeros. A mask of the input is handed on if the
    layer returns sequences.

    In Keras 3 (as here) the layer may not go backwards itself unless there is a backward layer;
    Keras 2 runs its copy forwards then. There a layer that is not trainable also freezes a
    backward layer. Source: Schuster & Paliwal, 1997, IEEE Transactions on Signal Processing
    45(11).
    """

    title = "Bidirectional layer wrapper"
    group = "Layer wrappers"
    formula = "y[t] = merge(forward(x[0], …, x[t]), backward(x[t], …, x[last]))"
    engine = bidirectional.bidirectional
    sample = ((2, 4, 3),)
    sample_values: ClassVar[Mapping[str, Any]] = {
        "layer": {"card": "LSTM", "params": {"units": 3, "return_sequences": True}}
    }
    places = {"backward_layer": "backward"}
    inputs = (
        Socket("input", TENSOR, "The sequences, (batch, time, …)."),
        Socket(
            "initial_state",
            TENSOR,
            "States to start from instead of zeros: state (and carry) forwards, then backwards.",
            required=False,
            many=True,
        ),
    )
    outputs = (
        Socket("layer", LAYER, "This layer, for a wrapper or a second place.", "Layer instance"),
        Socket("output", TENSOR, "The merged outputs; forwards only where they are not merged."),
        Socket("backward_output", TENSOR, "The outputs backwards, where they are not merged."),
        Socket("forward_state", TENSOR, "The state after the last step forwards."),
        Socket("forward_carry", TENSOR, "The carry after that step, where the layer has one."),
        Socket("backward_state", TENSOR, "The state after the last step backwards."),
        Socket("backward_carry", TENSOR, "The carry after that step, where the layer has one."),
    )

    layer: LayerCard = param(..., "The recurrent layer, such as LSTM; it is copied twice.")
    merge_mode: Literal["concat", "sum", "ave", "mul"] | None = param(
        "concat",
        "How both outputs become one: side by side, sum, mean or product; "
        "empty: they are two outputs.",
    )
    backward_layer: LayerCard | None = param(
        None,
        "The layer that goes backwards, used as it is; empty: a copy of Layer.",
        advanced=True,
    )

    def refused(self, inner: LayerCard) -> str | None:
        backward = self.backward_layer
        if backward is not None and (wrong := _no_direction(unwrapped(backward))):
            raise CardError(wrong, "backward_layer")
        wrong = _no_direction(inner)
        if wrong is None:
            try:
                bidirectional.directions(self.layer.build(), backward.build() if backward else None)
            except ShapeError as error:
                raise CardError(str(error), error.parameter) from None
        return wrong

    def inside(self) -> Iterator[tuple[str, str, LayerCard]]:
        """The rows with layers, the names under which these run, and their cards."""
        yield "layer", "forward", unwrapped(self.layer)
        if self.backward_layer is None:
            yield "layer", "backward", unwrapped(self.layer)
        else:
            yield "backward_layer", "backward", self.backward_layer

    def results(self) -> tuple[str, ...]:
        states = _STATES[: len(unwrapped(self.layer).results()) - 1]
        apart = () if self.merge_mode else ("backward_output",)
        ways = ("forward", "backward")
        return ("output", *apart, *(f"{way}_{state}" for way in ways for state in states))


class TimeDistributed(Wrapper):
    """Applies one layer to every step of a sequence, with one set of weights.

    A mask of the input is handed on; in Keras 2 that which the layer gives, if it gives one.
    Where Trainable is off here, weights are not learned; a batch normalization inside goes on
    with its statistics, unless it is frozen itself.

    In Keras 3 (as here) a layer that keeps statistics, such as batch normalization, sees one step
    after the other while training, and the activity penalty of the layer is not counted; Keras 2
    takes the steps of all examples as one batch, and counts it.
    """

    title = "Time distributed layer wrapper"
    group = "Layer wrappers"
    formula = "y[:, t] = layer(x[:, t])"
    engine = wrappers.time_distributed
    sample = ((2, 3, 4),)
    samples = (((1, 2, 4, 3, 2),),)
    sample_values: ClassVar[Mapping[str, Any]] = _DENSE
    inputs = (Socket("input", TENSOR, "The sequences, (batch, time, …)."),)

    layer: LayerCard = param(..., "The layer for one step, of one input and one output.")

    def refused(self, inner: LayerCard) -> str | None:
        apart = isinstance(inner, Bidirectional) and inner.merge_mode is None
        if apart or getattr(inner, "return_state", False):
            return f"{inner.title} gives several outputs; a step has one."
        return several(inner)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """What the layer gives, and a remark if a penalty is lost."""
        found = super().infer(context, arriving)
        inner = unwrapped(self.layer)
        penalized = getattr(inner, "activity_regularizer", None) is not None
        if not (penalized or isinstance(inner, ActivityRegularization)):
            return found
        text = "The activity penalty of the layer is not counted at single steps."
        return replace(found, remarks=(*found.remarks, CardError(text, "layer")))


class SpectralNormalization(Wrapper):
    """Keeps the largest singular value of a layer's kernel near 1.

    In each training step the kernel is replaced by itself divided by an estimate of that value;
    the estimate is refined from step to step. A kernel of zeros stays as it is. Lengths below
    1e-7 count as that, in Keras 2 those below 1e-6. Outside training nothing changes. The layer
    has to have a kernel, or embeddings.

    In Keras 3 (as here) the output has the type of the input, so that embeddings of whole numbers
    become whole numbers; Keras 2 leaves it as the layer gives it. Source: Miyato et al., 2018,
    arXiv:1802.05957.
    """

    title = "Spectral normalization layer wrapper"
    group = "Layer wrappers"
    formula = (
        "kernel ← kernel / σ,  σ = v · kernel · uᵀ,  the kernel (…, outputs) being a matrix\n"
        "v ← u · kernelᵀ / ‖u · kernelᵀ‖,  u ← v · kernel / ‖v · kernel‖  in each iteration"
    )
    engine = wrappers.spectral_normalization
    sample_values: ClassVar[Mapping[str, Any]] = _DENSE
    samples = (((2, 3, 4),),)

    layer: LayerCard = param(..., "The layer whose kernel is divided, such as Dense or Conv2D.")
    power_iterations: PositiveInt = param(1, "Rounds of the power iteration in each step.")

    def refused(self, inner: LayerCard) -> str | None:
        rows = type(inner).model_fields
        whole = {"kernel_initializer", "embeddings_initializer", "depthwise_initializer"} & set(
            rows
        )
        if not whole or "go_backwards" in rows or "pointwise_initializer" in rows:
            return f"{inner.title} has neither a kernel nor embeddings that could be divided."
        return several(inner)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """What the layer gives, and a remark if numbers are cut to whole ones."""
        found = super().infer(context, arriving)
        dtype = found.outputs["output"].dtype
        if dtype.startswith("float"):
            return found
        text = f"The output becomes {dtype}, the type of the input; choose floats there."
        return replace(found, remarks=(*found.remarks, CardError(text, "input")))


class ApplyLayer(Wrapper):
    """Applies a layer that stands elsewhere, so that one layer has several places.

    All places of a layer have the same weights, which training changes together; they are kept
    under the name of the card whose layer it is. That card may stand in the network itself,
    or be there for its layer instance only. A batch normalization that stands at several places
    keeps one set of statistics, to which every place adds. Where Trainable is off, the weights
    are not learned, at no place of the layer.
    """

    title = "Apply layer"
    group = "Layer wrappers"
    formula = "y = layer(x)"
    engine = wrappers.applied
    sample_values: ClassVar[Mapping[str, Any]] = _DENSE
    inputs = (
        Socket("input", TENSOR, "What the layer is applied to, in its order of inputs.", many=True),
    )

    layer: LayerCard = param(..., "The layer that is applied, from its card's Layer instance.")

    def refused(self, inner: LayerCard) -> str | None:
        return None

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        taken, inner = _inputs(self.layer), unwrapped(self.layer)
        count, least = len(arriving["input"]), sum(s.required for s in taken)
        if count < least or (count > len(taken) and not any(s.many for s in taken)):
            wanted = least if count < least else len(taken)
            text = f"{inner.title} takes {_number(wanted)}; {count} came."
            raise CardError(text, "input")
        return super().infer(context, arriving)


def unwrapped(card: LayerCard) -> LayerCard:
    """The card whose layer is applied, where ``card`` applies another's."""
    while isinstance(card, ApplyLayer):
        card = card.layer
    return card


def ending(card: Card) -> Card:
    """The layer whose output ``card`` hands on, if it is around a single one."""
    while isinstance(card, Wrapper) and not isinstance(card, Bidirectional):
        card = card.layer
    return card


def several(inner: LayerCard) -> str | None:
    """Why a layer that takes several inputs cannot be wrapped, or None."""
    if sum(2 if s.many else 1 for s in _inputs(inner) if s.required) <= 1:
        return None
    return f"{inner.title} takes several inputs; a wrapper has one for it."


def _no_direction(inner: LayerCard) -> str | None:
    if "go_backwards" in type(inner).model_fields:
        return None
    return (
        f"{inner.title} has no direction in time; "
        "a bidirectional wrapper takes a recurrent layer, such as LSTM."
    )


def _inputs(card: LayerCard) -> tuple[Socket, ...]:
    return tuple(s for s in type(unwrapped(card)).inputs if s.kind.id == TENSOR.id)


def _number(count: int) -> str:
    return "one input" if count == 1 else f"{count} inputs"
