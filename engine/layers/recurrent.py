"""Recurrent layers over sequences of vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from engine.autodiff import Primitive, ShapeError, Spec, Tensor
from engine.initializers import glorot_uniform, orthogonal, zeros
from engine.layers.sequences import (
    Results,
    Sequences,
    check_seed,
    curve,
    forgetting_start,
)
from engine.ops import recurrent
from engine.ops.elementwise import cast
from engine.ops.gates import check_gate
from engine.ops.matmul import linear
from engine.ops.shaping import crop, reshape
from engine.scope import Scope


@dataclass(frozen=True)
class _Cell:
    """What a layer is made of: its primitive, and the gates, units and biases that it has."""

    primitive: Primitive
    gates: int
    units: int
    activations: dict[str, Primitive | None]
    use_bias: bool
    forgets: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


def simple_rnn(
    scope: Scope,
    x: Tensor,
    initial_state: Tensor | None = None,
    *,
    units: int,
    activation: str | None = "tanh",
    use_bias: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    seed: int | None = None,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    zero_output_for_mask: bool = False,
    time_major: bool = False,
    dialect: str = "keras3",
) -> Results:
    """``h = activation(x @ kernel + bias + h_before @ recurrent_kernel)`` at every step.

    ``x (batch, time, features)``, or time first if it is ``time_major``. Gives the last
    output, or ``(batch, time, units)`` if it is to ``return_sequences``, and the state after
    the last step. Masked steps keep the state and repeat the output before them.

    In the dialect ``tf_keras`` there may be no ``seed``, an initial state of a stateful layer
    counts only while there is nothing to remember, a dropout of 1 is refused in training,
    and penalties of a frozen layer still count.

    Raises:
        ShapeError: a setting is out of range, or the input, its mask or the initial state
            has another shape.
    """
    check_seed(seed, dialect)
    _check_units(units)
    settings = Sequences(
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
        seed=seed,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
        unroll=unroll,
        zero_output_for_mask=zero_output_for_mask,
        dialect=dialect,
        time_major=time_major,
        all_dropped=True,
    )
    activations = {"activation": curve(activation, "activation", dialect)}
    cell = _Cell(recurrent.simple_rnn, 1, units, activations, use_bias)
    return _run(scope, x, [initial_state], settings, cell)


def lstm(
    scope: Scope,
    x: Tensor,
    initial_state: Tensor | None = None,
    initial_carry: Tensor | None = None,
    *,
    units: int,
    activation: str | None = "tanh",
    recurrent_activation: str | None = "sigmoid",
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
    implementation: int = 2,
    time_major: bool = False,
    dialect: str = "keras3",
) -> Results:
    """A long short-term memory: as ``simple_rnn``, with a carry that is its second state.

    Along the last axis of the weights stand the gates i and f, the candidate, and the gate o.
    With ``implementation`` 1, or a dropout of the state, each draws a dropout of its own.

    In the dialect ``tf_keras`` each step draws anew from the inputs where that system has a
    fused kernel: tanh and sigmoid, a bias, no dropout of the state, not unrolled. A dropout
    of 1 leaves everything in the dialect ``keras3``.

    Raises:
        ShapeError: as ``simple_rnn``, or only one of the two first states is there.
    """
    _check_units(units)
    fused = (activation, recurrent_activation, use_bias) == ("tanh", "sigmoid", True)
    anew = dialect == "tf_keras" and fused and not recurrent_dropout and not unroll
    settings = Sequences(
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
        seed=seed,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
        unroll=unroll,
        zero_output_for_mask=zero_output_for_mask,
        dialect=dialect,
        time_major=time_major,
        apart=implementation == 1 or recurrent_dropout > 0,
        anew=anew,
    )
    activations = {
        "activation": curve(activation, "activation", dialect),
        "recurrent_activation": curve(recurrent_activation, "recurrent_activation", dialect),
    }
    cell = _Cell(recurrent.lstm, 4, units, activations, use_bias, forgets=unit_forget_bias)
    return _run(scope, x, [initial_state, initial_carry], settings, cell)


def gru(
    scope: Scope,
    x: Tensor,
    initial_state: Tensor | None = None,
    *,
    units: int,
    activation: str | None = "tanh",
    recurrent_activation: str | None = "sigmoid",
    use_bias: bool = True,
    reset_after: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    seed: int | None = None,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    zero_output_for_mask: bool = False,
    implementation: int = 2,
    time_major: bool = False,
    dialect: str = "keras3",
) -> Results:
    """A gated recurrent unit: as ``simple_rnn``, dropout and dialects as ``lstm``.

    Along the last axis of the weights stand the update gate, the reset gate and the candidate.
    With ``reset_after`` there are two biases, ``(2, 3 * units)``: of the inputs and the state.

    Raises:
        ShapeError: as ``simple_rnn``.
    """
    _check_units(units)
    fused = (activation, recurrent_activation, use_bias) == ("tanh", "sigmoid", True)
    anew = dialect == "tf_keras" and fused and reset_after
    anew = anew and not recurrent_dropout and not unroll
    settings = Sequences(
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
        seed=seed,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
        unroll=unroll,
        zero_output_for_mask=zero_output_for_mask,
        dialect=dialect,
        time_major=time_major,
        apart=implementation == 1 or recurrent_dropout > 0,
        anew=anew,
    )
    activations = {
        "activation": curve(activation, "activation", dialect),
        "recurrent_activation": curve(recurrent_activation, "recurrent_activation", dialect),
    }
    after = {"reset_after": reset_after}
    cell = _Cell(recurrent.gru, 3, units, activations, use_bias, options=after)
    return _run(scope, x, [initial_state], settings, cell)


def _run(
    scope: Scope, x: Tensor, given: Sequence[Tensor | None], settings: Sequences, cell: _Cell
) -> Results:
    scope.penalizes_frozen = settings.older
    if x.ndim != 3:
        raise ShapeError(
            f"a recurrent layer takes sequences (batch, time, features); the input is {x.spec}"
        )
    for parameter, activation in cell.activations.items():
        check_gate(activation, cell.units, parameter)
    sequence = settings.time_first(cast(x, scope.dtype))
    width = cell.gates * cell.units
    kernel = scope.weight("kernel", (_features(x), width), default=glorot_uniform)
    recurrent_kernel = scope.weight(
        "recurrent_kernel", (cell.units, width), default=orthogonal, policy="recurrent"
    )
    biases = _biases(scope, cell) if cell.use_bias else []
    weights = [cast(w, scope.dtype) for w in (kernel, *biases[:1])]
    z = settings.inputs_of_gates(scope, sequence, weights, cell.gates, linear)
    kept, first = settings.before(scope, given, Spec((sequence.shape[1], cell.units)))
    extras = dict(zip(("h", "c"), first, strict=False))
    extras |= dict(zip(["bias"], (cast(b, scope.dtype) for b in biases[1:]), strict=False))
    extras |= settings.beside(scope, x, z, gates=cell.gates, units=cell.units)
    results = cell.primitive(
        z,
        cast(recurrent_kernel, scope.dtype),
        *extras.values(),
        names=tuple(extras),
        order=settings.order,
        whole=settings.return_sequences,
        **cell.activations,
        **cell.options,
    )
    return settings.finish(scope, x, results, kept)


def _features(x: Tensor) -> int:
    features = x.shape[2]
    if features is None:
        raise ShapeError(f"a recurrent layer needs to know the last size of its input {x.spec}")
    return features


def _biases(scope: Scope, cell: _Cell) -> list[Tensor]:
    """The bias of the inputs and, where there are two, that of the state."""
    width = cell.gates * cell.units
    if not cell.options.get("reset_after"):
        fitted = partial(forgetting_start, units=cell.units) if cell.forgets else None
        return [scope.weight("bias", (width,), default=zeros, fitted=fitted)]
    both = scope.weight("bias", (2, width), default=zeros)
    rows = [crop(both, widths=(ends, (0, 0))) for ends in ((0, 1), (1, 0))]
    return [reshape(row, shape=(width,)) for row in rows]


def _check_units(units: int) -> None:
    if units < 1:
        raise ShapeError(f"the number of units must be positive, not {units}", "units")
