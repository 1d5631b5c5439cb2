"""A recurrent layer over both directions of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.autodiff import ShapeError, Tensor
from engine.layers.wrappers import Results, inside, keywords, setting, unwrapped
from engine.ops import elementwise, shaping
from engine.ops.elementwise import cast, scale
from engine.ops.steps import reverse
from engine.scope import Layer, Scope, run_layer

MERGES = ("concat", "sum", "ave", "mul")
ALIKE = ("stateful", "return_sequences", "return_state")
"""Settings in which the two directions have to agree."""


class NotRecurrentError(ShapeError, TypeError):
    """A layer that has no direction in time, as Keras 3 refuses it."""


class NotRecurrentKeyError(ShapeError, KeyError):
    """A layer that has no direction in time, as Keras 2 refuses it."""

    __str__ = Exception.__str__


class NotBackwardsError(ShapeError, AttributeError):
    """A backward layer that has no direction in time."""


def bidirectional(
    scope: Scope,
    x: Tensor,
    *initial_state: Tensor,
    layer: Layer,
    merge_mode: str | None = "concat",
    backward_layer: Layer | None = None,
    dialect: str = "keras3",
) -> Results:
    """A recurrent layer forwards and another one backwards over ``x (batch, time, …)``.

    Both are copies of ``layer`` with weights of their own; ``backward_layer`` takes the
    place of the second one as it is. What goes backwards is turned round before it is merged.
    ``merge_mode`` None leaves the two outputs apart. Behind them come the states forwards,
    then those backwards; ``initial_state`` has them in the same order. Masked steps of a
    sequence give zeros.

    In the dialect ``tf_keras`` a ``layer`` that already goes backwards is answered by a
    copy that goes forwards; otherwise it is refused.

    Raises:
        ShapeError: a layer has no direction in time, both have the same, they differ in
            what they return, or ``merge_mode`` is unknown.
    """
    if merge_mode is not None and merge_mode not in MERGES:
        raise ShapeError(
            f"merge mode is {', '.join(MERGES)} or none, not {merge_mode!r}", "merge_mode"
        )
    forward, backward = directions(layer, backward_layer, dialect)
    _, behind = inside(scope, backward_layer or backward, "backward")
    if dialect == "tf_keras":
        # There a frozen layer freezes the wrapper, and with it a backward layer.
        behind.held = behind.held or not layer.trainable
    half = len(initial_state) // 2
    ahead = run_layer(forward, scope.inner(forward, "forward"), [x, *initial_state[:half]])
    back = run_layer(backward, behind, [x, *initial_state[half:]])
    sequences = setting(forward, "return_sequences")
    turned = reverse(back[0], axis=_time_axis(forward)) if sequences else back[0]
    pair = ahead[0], turned
    if dialect != "tf_keras":
        pair = cast(ahead[0], scope.dtype), cast(turned, scope.dtype)
    mask = x.mask if sequences else None
    joined = pair if merge_mode is None else (_merged(*pair, merge_mode),)
    return (*(y.masked(mask) for y in joined), *ahead[1:], *back[1:])


def directions(
    layer: Layer, backward_layer: Layer | None = None, dialect: str = "keras3"
) -> tuple[Layer, Layer]:
    """The layers that go forwards and backwards: copies, without an owner, of ``layer``.

    Raises:
        ShapeError: they cannot work side by side.
    """
    layer = recurrent(layer, "layer", dialect)
    forward = _copied(layer, {})
    if backward_layer is None:
        turned = not (dialect == "tf_keras" and setting(forward, "go_backwards"))
        backward = _copied(layer, {"go_backwards": turned})
    else:
        backward = _zeroing(recurrent(backward_layer, "backward_layer", dialect))
    row = "layer" if backward_layer is None else "backward_layer"
    if setting(forward, "go_backwards") == setting(backward, "go_backwards"):
        way = "backwards" if setting(forward, "go_backwards") else "forwards"
        raise ShapeError(f"both layers go {way}; one of the two has to go the other way", row)
    for name in ALIKE:
        pair = setting(forward, name), setting(backward, name)
        if pair[0] != pair[1]:
            said = name.replace("_", " ")
            raise ShapeError(f"{said} differs: {pair[0]} forwards, {pair[1]} backwards", row)
    return forward, backward


def recurrent(layer: Layer, row: str = "layer", dialect: str = "keras3") -> Layer:
    """``layer`` as it stands at its first place, if it is recurrent.

    Raises:
        ShapeError: it has no direction in time.
    """
    layer = unwrapped(layer)
    if "go_backwards" not in keywords(layer.function):
        called = layer.function.__name__.replace("_", " ")
        text = f"{called} has no direction in time; only recurrent layers go both ways"
        raise _not_recurrent(layer, row, dialect)(text, row)
    return layer


def _not_recurrent(layer: Layer, row: str, dialect: str) -> type[ShapeError]:
    """The refusal that is also the exception of the reference."""
    if row == "backward_layer":
        return NotBackwardsError
    if dialect == "tf_keras":
        return NotRecurrentKeyError
    return ShapeError if "layer" in keywords(layer.function) else NotRecurrentError


def _copied(layer: Layer, changed: Mapping[str, Any]) -> Layer:
    return _zeroing(replace(layer, owner=None, params={**layer.params, **changed}))


def _zeroing(layer: Layer) -> Layer:
    """The layer giving zeros where steps are masked, as Keras wants it in this wrapper."""
    if "zero_output_for_mask" not in keywords(layer.function):
        return layer
    zeroing = {"zero_output_for_mask": setting(layer, "return_sequences")}
    return replace(layer, params={**layer.params, **zeroing})


def _time_axis(layer: Layer) -> int:
    return 0 if setting(layer, "time_major") else 1


def _merged(ahead: Tensor, back: Tensor, merge_mode: str) -> Tensor:
    both: Tensor
    if merge_mode == "concat":
        both = shaping.concatenate(ahead, back, axis=-1)
    elif merge_mode == "mul":
        both = elementwise.multiply(ahead, back)
    else:
        both = elementwise.add(ahead, back)
    return scale(both, factor=0.5) if merge_mode == "ave" else both
