"""Recurrent layers over sequences of signals, images and volumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from engine.autodiff import Primitive, ShapeError, Spec, Tensor
from engine.initializers import glorot_uniform, orthogonal, zeros
from engine.layers.images import AXES, DATA_FORMATS, PADDINGS, Sizes, choice, sizes
from engine.layers.sequences import Results, Sequences, check_seed, curve, forgetting_start
from engine.layers.sliding import check_positive
from engine.ops import recurrent
from engine.ops.convolution import convolve
from engine.ops.elementwise import cast
from engine.ops.gates import check_gate
from engine.ops.recurrence import fold_steps, unfold_steps
from engine.ops.shaping import transpose
from engine.ops.windows import Windows, check_windows
from engine.refusals import SettingTypeError
from engine.scope import Scope

GATES = 4
GATE_ACTIVATIONS = {"keras3": "sigmoid", "tf_keras": "hard_sigmoid"}


@dataclass(frozen=True, kw_only=True)
class _Convolved(Sequences):
    """The settings of a recurrent layer over images of ``rank`` axes."""

    rank: int
    filters: int
    kernel_size: Sizes
    strides: Sizes
    padding: str
    data_format: str | None
    dilation_rate: Sizes
    activation: str | None
    recurrent_activation: str | None
    use_bias: bool
    unit_forget_bias: bool
    apart: bool = True

    @property
    def channels_first(self) -> bool:
        """Whether the channels stand before the spatial axes."""
        return choice(self.data_format, DATA_FORMATS, "data_format") == "channels_first"


def conv_lstm_2d(
    scope: Scope,
    x: Tensor,
    initial_state: Tensor | None = None,
    initial_carry: Tensor | None = None,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
    activation: str | None = "tanh",
    recurrent_activation: str | None = None,
    use_bias: bool = True,
    unit_forget_bias: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    seed: int | None = None,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    zero_output_for_mask: bool = False,
    dialect: str = "keras3",
) -> Results:
    """A long short-term memory whose products are convolutions, over a sequence of images.

    ``x (batch, time, rows, columns, channels)``, or channels before rows with the format
    ``channels_first``. The images are seen through a kernel as in a convolution; so is the
    state, with steps of 1 and zeros around it, so that it keeps its size. Otherwise as
    ``lstm``; each gate draws a dropout of its own.

    Without a ``recurrent_activation`` it is sigmoid, and hard sigmoid in the dialect
    ``tf_keras``. There masked steps never give zeros, a kernel may be a little larger than
    the images, and what does not fit together is found only when the layer is called.

    Raises:
        ShapeError: a setting is out of range, settings exclude each other, or they do not
            fit the input, its mask or the initial states.
    """
    settings = _Convolved(
        rank=2,
        filters=filters,
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        recurrent_activation=recurrent_activation,
        use_bias=use_bias,
        unit_forget_bias=unit_forget_bias,
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
        seed=seed,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
        unroll=unroll,
        zero_output_for_mask=zero_output_for_mask and dialect == "keras3",
        dialect=dialect,
    )
    return _run(scope, x, [initial_state, initial_carry], settings)


def conv_lstm_1d(
    scope: Scope,
    x: Tensor,
    initial_state: Tensor | None = None,
    initial_carry: Tensor | None = None,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
    activation: str | None = "tanh",
    recurrent_activation: str | None = None,
    use_bias: bool = True,
    unit_forget_bias: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    seed: int | None = None,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    zero_output_for_mask: bool = False,
    dialect: str = "keras3",
) -> Results:
    """As ``conv_lstm_2d`` for a sequence of signals.

    ``x (batch, time, steps, channels)``.
    """
    settings = _Convolved(
        rank=1,
        filters=filters,
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        recurrent_activation=recurrent_activation,
        use_bias=use_bias,
        unit_forget_bias=unit_forget_bias,
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
        seed=seed,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
        unroll=unroll,
        zero_output_for_mask=zero_output_for_mask and dialect == "keras3",
        dialect=dialect,
    )
    return _run(scope, x, [initial_state, initial_carry], settings)


def conv_lstm_3d(
    scope: Scope,
    x: Tensor,
    initial_state: Tensor | None = None,
    initial_carry: Tensor | None = None,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1, 1),
    activation: str | None = "tanh",
    recurrent_activation: str | None = None,
    use_bias: bool = True,
    unit_forget_bias: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    seed: int | None = None,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    zero_output_for_mask: bool = False,
    dialect: str = "keras3",
) -> Results:
    """As ``conv_lstm_2d`` for a sequence of volumes.

    ``x (batch, time, planes, rows, columns, channels)``.
    """
    settings = _Convolved(
        rank=3,
        filters=filters,
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        activation=activation,
        recurrent_activation=recurrent_activation,
        use_bias=use_bias,
        unit_forget_bias=unit_forget_bias,
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
        seed=seed,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
        unroll=unroll,
        zero_output_for_mask=zero_output_for_mask and dialect == "keras3",
        dialect=dialect,
    )
    return _run(scope, x, [initial_state, initial_carry], settings)


def _run(scope: Scope, x: Tensor, given: Sequence[Tensor | None], settings: _Convolved) -> Results:
    scope.penalizes_frozen = settings.older
    windows = _windows(settings)
    activations = _activations(settings)
    _check_input(x, settings, windows)
    for parameter, activation in activations.items():
        check_gate(activation, settings.filters, parameter)
    first = settings.channels_first
    sequence = settings.time_first(_channels_last(cast(x, scope.dtype), 2, first))
    check_windows(
        fold_steps(sequence).spec,
        windows,
        "a kernel",
        "kernel_size",
        windows.strides if settings.older else (),
    )
    kernel, recurrent_kernel, *bias = _weights(scope, settings, windows, sequence)
    project = partial(_projected, windows=windows)
    z = settings.inputs_of_gates(scope, sequence, [kernel, *bias], GATES, project)
    state = Spec((*z.shape[1:-1], settings.filters))
    kept, start = settings.before(scope, given, _spec_in_format(state, first))
    extras = dict(zip(("h", "c"), (_channels_last(s, 1, first) for s in start), strict=False))
    extras |= settings.beside(scope, x, z, gates=GATES, units=settings.filters)
    results = recurrent.lstm(
        z,
        recurrent_kernel,
        *extras.values(),
        names=tuple(extras),
        order=settings.order,
        whole=settings.return_sequences,
        # Softmax and its like look along the last axis of the layer's format.
        axis=-2 if first else -1,
        **activations,
    )
    outputs = tuple(_channels_back(y, y.ndim - settings.rank - 1, first) for y in results)
    return settings.finish(scope, x, outputs, kept)


def _windows(settings: _Convolved) -> Windows:
    """How the kernel slides over each image, checked as far as Keras does before it is used."""
    check_seed(settings.seed, settings.dialect)
    if settings.unroll and settings.older:
        raise SettingTypeError("a convolutional layer of Keras 2 cannot be unrolled", "unroll")
    windows = Windows(
        sizes(settings.kernel_size, settings.rank, "kernel_size"),
        sizes(settings.strides, settings.rank, "strides", 0),
        settings.padding.lower(),
        sizes(settings.dilation_rate, settings.rank, "dilation_rate"),
    )
    # Keras 2 finds some faults only when it convolves.
    choice(windows.padding, (*PADDINGS, "causal") if settings.older else PADDINGS, "padding")
    if not settings.older:
        _check_together(windows)
    return windows


def _check_together(windows: Windows) -> None:
    choice(windows.padding, PADDINGS, "padding")
    if max(windows.strides) > 1 and max(windows.dilation) > 1:
        raise ShapeError(
            f"strides {windows.strides} and dilation rate {windows.dilation} exclude each other: "
            "one of them must be 1",
            "dilation_rate",
        )


def _check_input(x: Tensor, settings: _Convolved, windows: Windows) -> None:
    """Refuse an input of another shape, and what Keras finds only with an input."""
    if x.ndim != settings.rank + 3:
        axes = ", ".join(AXES[settings.rank])
        order = f"channels, {axes}" if settings.channels_first else f"{axes}, channels"
        raise ShapeError(
            f"a convolution LSTM {settings.rank}D layer takes sequences (batch, time, {order}); "
            f"the input is {x.spec}"
        )
    _check_together(windows)
    sizes(settings.strides, settings.rank, "strides")
    check_positive(settings.filters, "filters")
    image = _spec_in_order(x.spec, settings)
    if not image.shape[-1]:
        raise ShapeError(f"a convolution LSTM layer needs channels in its input {x.spec}")
    if None in image.shape[2:-1] and not settings.older:
        raise ShapeError(f"a convolution LSTM layer needs to know every size of images in {x.spec}")


def _activations(settings: _Convolved) -> dict[str, Primitive | None]:
    """What the cell applies to its gates, by parameter."""
    dialect = settings.dialect
    gate = settings.recurrent_activation or GATE_ACTIVATIONS[dialect]
    names = {"activation": settings.activation, "recurrent_activation": gate}
    return {parameter: curve(name, parameter, dialect) for parameter, name in names.items()}


def _weights(
    scope: Scope, settings: _Convolved, windows: Windows, sequence: Tensor
) -> list[Tensor]:
    """The kernel, that of the state and, where there is one, the bias, in the layer's type."""
    width = GATES * settings.filters
    shape = (*windows.size, sequence.shape[-1], width)
    weights = [scope.weight("kernel", shape, default=glorot_uniform)]
    shape = (*windows.size, settings.filters, width)
    weights.append(scope.weight("recurrent_kernel", shape, default=orthogonal, policy="recurrent"))
    if settings.use_bias:
        forgetting = partial(forgetting_start, units=settings.filters)
        fitted = forgetting if settings.unit_forget_bias else None
        weights.append(scope.weight("bias", (width,), default=zeros, fitted=fitted))
    return [cast(weight, scope.dtype) for weight in weights]


def _projected(x: Tensor, *weights: Tensor, windows: Windows) -> Tensor:
    """The images of all steps seen through the kernel."""
    y = convolve(
        fold_steps(x),
        *weights,
        strides=windows.strides,
        padding=windows.padding,
        dilation=windows.dilation,
    )
    unfolded: Tensor = unfold_steps(y, x)
    return unfolded


def _channels_last(x: Tensor, lead: int, first: bool) -> Tensor:
    """``x`` with its channels behind the spatial axes, which stand behind ``lead`` others."""
    if not first:
        return x
    moved: Tensor = transpose(x, axes=(*range(lead), *range(lead + 1, x.ndim), lead))
    return moved


def _channels_back(y: Tensor, lead: int, first: bool) -> Tensor:
    """Undo ``_channels_last``."""
    if not first:
        return y
    moved: Tensor = transpose(y, axes=(*range(lead), y.ndim - 1, *range(lead, y.ndim - 1)))
    return moved


def _spec_in_order(x: Spec, settings: _Convolved) -> Spec:
    """``x (batch, time, …)`` with its channels last."""
    return _channels_last(Tensor(x), 2, settings.channels_first).spec


def _spec_in_format(state: Spec, first: bool) -> Spec:
    """A state as it is wired: with its channels where the layer's format has them."""
    return _channels_back(Tensor(state), 1, first).spec
