"""Layers in front of sequences: rows for numbers of words, and masks for padding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from engine.autodiff import ShapeError, Tensor
from engine.initializers import random_uniform
from engine.ops.attention import keep
from engine.ops.elementwise import cast, cast_floats, equal, logical_not, multiply
from engine.ops.lookup import rows
from engine.ops.reduce import reduce_any
from engine.ops.shaping import expand_dims
from engine.scope import Scope

# The first whole numbers above which each type of float leaves some out.
_EXACT = {"float16": 2**11, "float32": 2**24, "float64": 2**53}


def embedding(
    scope: Scope,
    x: Tensor,
    *,
    input_dim: int,
    output_dim: int,
    mask_zero: bool = False,
    input_length: int | Sequence[int | None] | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """The learned row of each id: ``x (batch, …)`` gives ``(batch, …, output_dim)``.

    Ids are whole numbers from 0 to ``input_dim`` - 1; fractions are cut off. Negative ids
    count from the end, but not in the dialect ``tf_keras``. With ``mask_zero`` the mask
    leaves out the ids that are 0; otherwise there is none. Like both Keras generations,
    this does not look at ``input_length``.

    Raises:
        ShapeError: a size is not positive, the type of ``x`` cannot hold every id, or
            there is no row for an id.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    for name, size in (("input_dim", input_dim), ("output_dim", output_dim)):
        if dialect != "tf_keras" and (isinstance(size, bool) or not isinstance(size, int)):
            raise ShapeError(f"{name} must be a whole number, not {size!r}", name)
        if size <= 0:
            raise ShapeError(f"an embedding needs a positive {name}, not {size}", name)
    if input_dim > _EXACT.get(x.dtype, input_dim):
        raise ShapeError(
            f"{x.dtype} holds whole numbers only up to {_EXACT[x.dtype]}, and this embedding "
            f"has {input_dim} ids: give its input the type int32",
            "input_dim",
        )
    first = partial(random_uniform, minval=-0.05, maxval=0.05)
    table = scope.weight("embeddings", (input_dim, output_dim), default=first)
    y = cast(rows(table, x, wraps=dialect != "tf_keras"), scope.dtype)
    return y.masked(_differs(x, np.float32(0)) if mask_zero else None)


def masking(scope: Scope, x: Tensor, *, mask_value: float = 0.0, dialect: str = "keras3") -> Tensor:
    """Masks the places all of whose features are ``mask_value``, and makes them 0.

    Features are along the last axis; the mask that comes in is left aside. The dialect
    ``tf_keras`` multiplies, so that infinite places that are masked become nan.

    Raises:
        ShapeError: ``x`` has no axes, or ``mask_value`` is no number.
    """
    if not isinstance(mask_value, int | float):
        raise ShapeError(f"the mask value must be a number, not {mask_value!r}")
    if x.ndim < 1:
        raise ShapeError(f"a masking layer needs an axis of features; the input is {x.spec}")
    x = cast_floats(x, scope.dtype)
    older = dialect == "tf_keras"
    # Keras 3 compares with a number in float32, Keras 2 with one of the input's type.
    with np.errstate(over="ignore"):
        value = np.asarray(mask_value).astype(x.dtype if older else np.float32)
    differs = _differs(x, value)
    mask: Tensor = reduce_any(differs, axis=-1)
    places = expand_dims(mask, axis=-1)
    y: Tensor = multiply(x, cast(places, x.dtype)) if older else keep(x, places)
    return y.masked(mask)


def _differs(x: Tensor, value: np.generic | np.ndarray) -> Tensor:
    # With an axis, so that older NumPy does not take it for a Python number.
    found: Tensor = logical_not(equal(x, Tensor(np.reshape(value, 1), wanted=False)))
    return found
