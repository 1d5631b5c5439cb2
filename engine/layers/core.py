"""The dense layer, and the one that does nothing."""

from __future__ import annotations

from engine.activations import activate, activation_named
from engine.autodiff import ShapeError, Tensor
from engine.initializers import glorot_uniform, zeros
from engine.ops.elementwise import cast, cast_floats
from engine.ops.matmul import linear
from engine.scope import Scope


def dense(
    scope: Scope,
    x: Tensor,
    *,
    units: int,
    activation: str | None = "linear",
    use_bias: bool = True,
    dialect: str = "keras3",
) -> Tensor:
    """``activation(x @ kernel + bias)`` along the last axis: ``(batch, …, units)``.

    In the dialect ``tf_keras`` there may be 0 units, fractions of units are cut off, and
    penalties of a frozen layer still count. The mask is handed on.

    Raises:
        ShapeError: ``x`` has fewer than two dimensions or a last axis of unknown
            size, ``units`` is not positive, or ``activation`` is unknown.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    activation_named(activation, dialect)
    units = whole(units, "units", dialect)
    if units < (0 if dialect == "tf_keras" else 1):
        raise ShapeError(f"the number of units must be positive, not {units}", "units")
    if x.ndim < 2:
        raise ShapeError(f"a dense layer needs an axis beside the batch; the input is {x.spec}")
    features = x.shape[-1]
    if features is None:
        raise ShapeError(f"a dense layer needs to know the last size of its input {x.spec}")
    weights = [scope.weight("kernel", (features, units), default=glorot_uniform)]
    if use_bias:
        weights.append(scope.weight("bias", (units,), default=zeros))
    y: Tensor = linear(cast(x, scope.dtype), *(cast(w, scope.dtype) for w in weights))
    return activate(activation, y.masked(x.mask), dialect)


def identity(scope: Scope, x: Tensor) -> Tensor:
    """``x`` itself, in the layer's type if it is of floats; the mask is handed on."""
    return cast_floats(x, scope.dtype)


def whole(size: int, parameter: str, dialect: str) -> int:
    """``size`` if it is a whole number; the dialect ``tf_keras`` makes it one.

    Raises:
        ShapeError: it is none.
    """
    if dialect != "tf_keras" and not isinstance(size, int):
        raise ShapeError(f"{parameter} must be a whole number, not {size!r}", parameter)
    return int(size)
