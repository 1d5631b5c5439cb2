"""Activation functions by their Keras names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.autodiff import ShapeError, Tensor
from engine.ops import curves, ramps, softmax
from engine.refusals import SettingTypeError

Activation = Callable[[Tensor], Tensor]


def softmax_2(x: Tensor) -> Tensor:
    """``softmax`` along the last axis, as in Keras 2.

    Raises:
        ShapeError: there is no other axis.
    """
    if x.ndim < 2:
        raise ShapeError(f"softmax of Keras 2 needs two axes or more, not input {x.spec}")
    y: Tensor = softmax.softmax(x)
    return y


def linear(x: Tensor) -> Tensor:
    """``x`` itself."""
    return x


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "celu": curves.celu,
        "elu": curves.elu,
        "exponential": curves.exponential,
        "gelu": curves.gelu,
        "glu": softmax.glu,
        "hard_shrink": ramps.hard_shrink,
        "hard_sigmoid": ramps.hard_sigmoid,
        "hard_silu": ramps.hard_silu,
        "hard_swish": ramps.hard_silu,
        "hard_tanh": ramps.hard_tanh,
        "leaky_relu": ramps.leaky_relu,
        "linear": linear,
        "log_sigmoid": curves.log_sigmoid,
        "log_softmax": softmax.log_softmax,
        "mish": curves.mish,
        "relu": ramps.relu,
        "relu6": ramps.relu6,
        "selu": curves.selu,
        "sigmoid": curves.sigmoid,
        "silu": curves.silu,
        "soft_shrink": ramps.soft_shrink,
        "softmax": softmax.softmax,
        "softplus": curves.softplus,
        "softsign": curves.softsign,
        "sparse_plus": curves.sparse_plus,
        "sparse_sigmoid": ramps.sparse_sigmoid,
        "sparsemax": softmax.sparsemax,
        "squareplus": curves.squareplus,
        "swish": curves.silu,
        "tanh": curves.tanh,
        "tanh_shrink": curves.tanh_shrink,
    }
)
"""As in Keras 3, but for ``threshold``, which does not work by its name alone."""

# Keras 2 has no others by name.
_OLDER = (
    *("elu", "exponential", "gelu", "hard_sigmoid", "leaky_relu", "linear", "log_softmax", "mish"),
    *("relu", "relu6", "selu", "sigmoid", "silu", "softmax", "softplus", "softsign", "swish"),
    "tanh",
)

DIALECTS: Mapping[str, Mapping[str, Activation]] = MappingProxyType(
    {
        "keras3": ACTIVATIONS,
        "tf_keras": MappingProxyType(
            {n: ACTIVATIONS[n] for n in _OLDER}
            | {"hard_sigmoid": ramps.hard_sigmoid_2, "softmax": softmax_2}
        ),
    }
)
"""The activations of each generation of Keras."""


def activation_named(name: str | None, dialect: str = "keras3") -> Activation:
    """The activation called ``name``; None is linear.

    Raises:
        ShapeError: there is no such activation.
    """
    functions = DIALECTS[dialect]
    if name == "threshold" and dialect == "keras3":
        # Keras 3 has the function, and calls it without the arguments that it needs.
        raise SettingTypeError("the activation 'threshold' needs to be told its threshold")
    if name is not None and not isinstance(name, str):
        kind = SettingTypeError if dialect == "tf_keras" else ShapeError
        raise kind(f"an activation is called by its name, not {name!r}", "activation")
    if name is not None and name not in functions:
        known = ", ".join(functions)
        raise ShapeError(f"there is no activation '{name}'; there are: {known}", "activation")
    return functions[name or "linear"]


def activate(name: str | None, x: Tensor, dialect: str = "keras3") -> Tensor:
    """The activation called ``name`` of ``x``, which keeps its mask.

    Raises:
        ShapeError: there is no such activation, or ``x`` has no axis to look along.
    """
    y = activation_named(name, dialect)(x)
    return y if y.mask is x.mask else y.masked(x.mask)
