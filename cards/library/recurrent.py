"""Recurrent layer cards."""

from typing import Annotated, ClassVar

from pydantic import Field

from cards.card import DRAWS, Fraction, LayerCard, PositiveInt, Seed, Socket, param
from cards.kinds import LAYER, TENSOR
from cards.library.activation import ActivationName
from cards.library.constraints import Constraint
from cards.library.initializers import GlorotUniform, Initializer, Orthogonal, Zeros
from cards.library.regularizers import Regularizer
from cards.library.sliding import (
    FILTERS,
    SAME,
    DilatedPlanes,
    DilatedRows,
    DilatedSteps,
    Padding,
)
from engine.layers import convolutional_recurrent, recurrent

Shapes = tuple[tuple[int, ...], ...]

GATES = "Function that is applied to the gates; its values should lie between 0 and 1."

_STEP = "\nx is the input of a step, h its output and state; h₋₁ is the state before it"


def _memory(times: str) -> str:
    """The formula of a long short-term memory whose products are ``times``."""
    gate = f"recurrent activation(x {times} W{{0}} + h₋₁ {times} U{{0}} + b{{0}})"
    return (
        f"i = {gate.format('ᵢ')}\n"
        f"f = {gate.format('_f')}\n"
        f"o = {gate.format('ₒ')}\n"
        f"c = f · c₋₁ + i · activation(x {times} W_c + h₋₁ {times} U_c + b_c)\n"
        f"h = o · activation(c){_STEP}; c is the carry"
    )


INPUT = Socket("input", TENSOR, "The sequence: batch, time, and what there is at each step.")
INITIAL_STATE = Socket(
    "initial_state",
    TENSOR,
    "The state before the first step, with the shape of the last output; zero without a wire. "
    "Where one is wired, Keras 3 overlooks the mask of the sequence.",
    required=False,
)
INITIAL_CARRY = Socket(
    "initial_carry",
    TENSOR,
    "The carry before the first step, shaped like the state; wire both or none.",
    required=False,
)
INSTANCE = Socket("layer", LAYER, "This layer, for a wrapper or a second place.", "Layer instance")
OUTPUT = Socket("output", TENSOR, "The last output, or that of every step.")
STATE = Socket("state", TENSOR, "The state after the last step.")
CARRY = Socket("carry", TENSOR, "The carry after the last step.")


class Recurrent(LayerCard):
    """Rows of every recurrent layer."""

    group = "Layers / Recurrent layers"
    inputs: ClassVar[tuple[Socket, ...]] = (INPUT, INITIAL_STATE)
    outputs: ClassVar[tuple[Socket, ...]] = (INSTANCE, OUTPUT, STATE)

    use_bias: bool = param(True, "Whether a learned offset is added.")
    return_sequences: bool = param(
        False, "Whether the output has every step, or the last one only."
    )
    go_backwards: bool = param(
        False,
        "Whether the steps are taken from the last to the first; the outputs stand in that order.",
    )
    stateful: bool = param(
        False,
        "Whether each batch starts with the states after the batch before it, also across "
        "epochs and validation; the size of a batch must be set. Evaluating and predicting start "
        "with the states after training. In Keras 2 a wired initial state counts only as long as "
        "these are zero.",
    )
    dropout: Fraction = param(
        0.0, "Share of the input's features that become 0 in training, the same at every step."
    )
    recurrent_dropout: Fraction = param(
        0.0, "Share of the state that becomes 0 in training, before it is multiplied."
    )
    kernel_initializer: Initializer = param(
        GlorotUniform(), "First value of the kernel, which multiplies the input.", advanced=True
    )
    recurrent_initializer: Initializer = param(
        Orthogonal(), "First value of the kernel that multiplies the state.", advanced=True
    )
    bias_initializer: Initializer = param(Zeros(), "First value of the offsets.", advanced=True)
    kernel_regularizer: Regularizer | None = param(None, "Penalty on the kernel.", advanced=True)
    recurrent_regularizer: Regularizer | None = param(
        None, "Penalty on the kernel of the state.", advanced=True
    )
    bias_regularizer: Regularizer | None = param(None, "Penalty on the offsets.", advanced=True)
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.", advanced=True)
    kernel_constraint: Constraint | None = param(None, "Bounds of the kernel.", advanced=True)
    recurrent_constraint: Constraint | None = param(
        None, "Bounds of the kernel of the state.", advanced=True
    )
    bias_constraint: Constraint | None = param(None, "Bounds of the offsets.", advanced=True)
    seed: Seed | None = param(None, DRAWS, advanced=True)
    return_state: bool = param(
        False,
        "Whether the states count as outputs for Keras, so that the activity penalty is on "
        "them, too; they can be wired in either case.",
        advanced=True,
    )
    zero_output_for_mask: bool = param(
        False,
        "Whether masked steps give zeros; otherwise they repeat the output before them.",
        advanced=True,
    )
    unroll: bool = param(
        False,
        "Whether Keras writes the loop over the steps out. The results are the same, but for the "
        "zeros of masked steps: going backwards, Keras then forgets to turn the mask round.",
        advanced=True,
    )


class Carrying(Recurrent):
    """Rows of the layers with a carry."""

    inputs = (INPUT, INITIAL_STATE, INITIAL_CARRY)
    outputs = (INSTANCE, OUTPUT, STATE, CARRY)

    unit_forget_bias: bool = param(
        True, "Whether the offset of the gate f starts at 1, so that the carry is kept at first."
    )


class Vectors(LayerCard):
    """Rows of the layers over sequences of vectors."""

    sample = ((2, 5, 3),)

    units: PositiveInt = param(32, "Number of units: the size of the output's last axis.")
    activation: ActivationName = param("tanh", "Function that is applied to what is new.")
    time_major: bool = param(
        False,
        "Whether time is the first axis of input and output, and batch the second; Keras 3 does "
        "not have this.",
        keras="",
        advanced=True,
    )


class Gated(Vectors):
    """Rows of the layers with gates over sequences of vectors."""

    recurrent_activation: ActivationName = param("sigmoid", GATES)
    implementation: Annotated[int, Field(ge=1, le=2)] = param(
        2,
        "With 1, each gate draws a dropout of the input for itself, as always with a recurrent "
        "dropout; with 2, they share one.",
        advanced=True,
    )


class Filtered(LayerCard):
    """The first row of the convolutional layers."""

    filters: PositiveInt = param(32, FILTERS)


class Convolved(LayerCard):
    """Further rows of the convolutional layers."""

    formula = _memory("∗") + "\n∗ is a convolution, with zeros around the state"

    padding: Padding = param("valid", SAME)
    activation: ActivationName = param("tanh", "Function that is applied to what is new.")
    recurrent_activation: ActivationName = param("sigmoid", GATES)


class SimpleRNN(Recurrent, Vectors):
    """Goes through a sequence step by step; each output is also what the next step starts with.

    It forgets quickly: over long sequences a long short-term memory learns better. Masked
    steps keep the state; with all steps in the output, their mask goes on. Keras 3 leaves
    the activity penalty of this layer out, here it counts, as in Keras 2. Source: Elman,
    1990, "Finding structure in time".
    """

    title = "Simple RNN layer"
    formula = "h = activation(x · kernel + h₋₁ · recurrent kernel + bias)" + _STEP
    engine = recurrent.simple_rnn
    samples = (((2, 5, 3), (2, 32)),)


class LSTM(Carrying, Gated):
    """A long short-term memory: goes through a sequence with a state and a carry.

    Three gates decide what the carry takes in (i), what it keeps (f) and what of it becomes
    output and state (o). The weights hold gates and candidate in the order i, f, c, o. Masked
    steps keep state and carry; with all steps in the output, their mask goes on. With a dropout
    of 1, Keras 3 drops nothing, and Keras 2 refuses to train; where Keras 2 has a fused kernel
    (tanh and sigmoid, a bias, no recurrent dropout, not unrolled), each step draws a dropout of
    its own.
    Source: Hochreiter & Schmidhuber, 1997; Gers, Schmidhuber & Cummins, 2000.
    """

    title = "LSTM layer"
    formula = _memory("·")
    engine = recurrent.lstm
    samples = (((2, 5, 3), (2, 32), (2, 32)),)


class GRU(Recurrent, Gated):
    """A gated recurrent unit: like a long short-term memory, with two gates and no carry.

    The update gate z decides how much of the state stays, the reset gate r how much of it the
    candidate sees. The weights hold gates and candidate in the order z, r, h; with Reset after
    there are two rows of offsets, for the input and for the state. Masked steps keep the state;
    with all steps in the output, their mask goes on. With a dropout of 1, Keras 3 drops nothing,
    and Keras 2 refuses to train; where Keras 2 has a fused kernel, each step draws a dropout of
    its own, as in its LSTM.
    Source: Cho et al., 2014, arXiv:1406.1078.
    """

    title = "GRU layer"
    formula = (
        "z = recurrent activation(x · W_z + h₋₁ · U_z + b_z + b′_z)\n"
        "r = recurrent activation(x · Wᵣ + h₋₁ · Uᵣ + bᵣ + b′ᵣ)\n"
        "candidate = activation(x · Wₕ + bₕ + r · (h₋₁ · Uₕ + b′ₕ))  with Reset after\n"
        "candidate = activation(x · Wₕ + bₕ + (r · h₋₁) · Uₕ), and no b′, without\n"
        "h = z · h₋₁ + (1 - z) · candidate" + _STEP
    )
    engine = recurrent.gru
    samples = (((2, 5, 3), (2, 32)),)

    reset_after: bool = param(
        True,
        "Whether the reset gate acts after the state is multiplied by its kernel, or before.",
    )


class ConvLSTM1D(Carrying, Convolved, DilatedSteps, Filtered):
    """A long short-term memory over a sequence of signals: its products are convolutions.

    Use it where what happens at a place depends on the places near it, over time. Otherwise, in
    Keras 2 too, it is as the Convolution LSTM 2D layer.
    Source: Shi et al., 2015, arXiv:1506.04214.
    """

    title = "Convolution LSTM 1D layer"
    engine = convolutional_recurrent.conv_lstm_1d
    sample: ClassVar[Shapes] = ((2, 3, 5, 2),)
    samples = (((2, 3, 5, 2), (2, 3, 32), (2, 3, 32)),)


class ConvLSTM2D(Carrying, Convolved, DilatedRows, Filtered):
    """A long short-term memory over a sequence of images: its products are convolutions.

    The images are seen through a kernel, and so is the state, with zeros around it, so that
    it keeps its size. The weights hold gates and candidate in the order i, f, c, o, and each
    draws a dropout of its own. Masked steps keep state and carry; with all steps in the
    output, their mask goes on. In Keras 2 the recurrent activation is hard_sigmoid if it is
    not set, images may have unknown sizes, and masked steps never give zeros.
    Source: Shi et al., 2015, arXiv:1506.04214.
    """

    title = "Convolution LSTM 2D layer"
    engine = convolutional_recurrent.conv_lstm_2d
    sample: ClassVar[Shapes] = ((2, 3, 4, 5, 2),)
    samples = (((2, 3, 4, 5, 2), (2, 2, 3, 32), (2, 2, 3, 32)),)


class ConvLSTM3D(Carrying, Convolved, DilatedPlanes, Filtered):
    """A long short-term memory over a sequence of volumes: its products are convolutions.

    Use it for what moves through space, such as weather. Otherwise, in Keras 2 too, it is as the
    Convolution LSTM 2D layer. Source: Shi et al., 2015, arXiv:1506.04214.
    """

    title = "Convolution LSTM 3D layer"
    engine = convolutional_recurrent.conv_lstm_3d
    sample: ClassVar[Shapes] = ((2, 2, 3, 4, 3, 2),)
