"""Layers that only apply an activation function."""

from __future__ import annotations

from math import inf

from engine.activations import activate
from engine.autodiff import ShapeError, Tensor
from engine.ops import curves
from engine.ops.elementwise import cast
from engine.scope import Scope


def activation(
    scope: Scope, x: Tensor, *, activation: str | None, dialect: str = "keras3"
) -> Tensor:
    """The activation called ``activation`` of ``x``; the mask is handed on.

    Raises:
        ShapeError: there is no activation of that name.
    """
    return activate(activation, cast(x, scope.dtype), dialect)


def relu(
    scope: Scope,
    x: Tensor,
    *,
    max_value: float | None = None,
    negative_slope: float = 0.0,
    threshold: float = 0.0,
) -> Tensor:
    """``x`` above ``threshold``, at most ``max_value``; below it a line of ``negative_slope``.

    The line meets 0 at the threshold. The mask is handed on.

    Raises:
        ShapeError: one of the numbers is negative, or one but ``max_value`` is None.
    """
    limits = {"max_value": max_value, "negative_slope": negative_slope, "threshold": threshold}
    for name, value in limits.items():
        if value is None and name != "max_value":
            raise ShapeError(f"{name} must be a number", name)
        if value is not None and value < 0:
            raise ShapeError(f"{name} must not be negative, as {value} is", name)
    x = cast(x, scope.dtype)
    if max_value is None and not negative_slope and not threshold:
        y: Tensor = curves.relu(x)
    else:
        y = curves.bent_relu(
            x,
            negative_slope=negative_slope,
            threshold=threshold,
            max_value=inf if max_value is None else max_value,
        )
    return y.masked(x.mask)
