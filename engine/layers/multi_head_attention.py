"""Attention by several heads, each with its own projections of query, key and value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from math import prod
from string import ascii_lowercase
from typing import Any

import numpy as np

from engine.autodiff import ShapeError, Tensor
from engine.initializers import glorot_uniform, with_axes, zeros
from engine.layers.attention import dropped, three
from engine.ops.attention import masked_softmax, reachable
from engine.ops.curves import sigmoid
from engine.ops.einsum import einsum
from engine.ops.elementwise import cast, logical_and, multiply, scale
from engine.ops.matmul import linear
from engine.ops.shaping import broadcast_to, expand_dims, reshape
from engine.ops.softmax import softmax
from engine.scope import Scope


def multi_head_attention(
    scope: Scope,
    query: Tensor,
    value: Tensor | None = None,
    key: Tensor | None = None,
    *,
    num_heads: int,
    key_dim: int,
    value_dim: int | None = None,
    dropout: float = 0.0,
    use_bias: bool = True,
    output_shape: int | Sequence[int] | None = None,
    attention_axes: int | Sequence[int] | None = None,
    sliding_window: int | None = None,
    use_gate: bool = False,
    seed: int | None = None,
    use_causal_mask: bool = False,
    dialect: str = "keras3",
) -> tuple[Tensor, Tensor]:
    """Attention by heads, and its scores ``(batch, heads, queries, keys)`` before dropout.

    ``query (batch, places …, features)``; ``value`` is the query and ``key`` the value
    where they are not given. Each head projects query and key to ``key_dim`` features and
    divides their product by its root; the results of all heads are projected to
    ``output_shape``, or as many features as the query has. Masks of query, value and key
    count together, and the query's is handed on. Queries that may ask nothing get the
    mean of all values; in the dialect ``keras3`` with dropout or several axes they get 0.
    Source: Vaswani et al., 2017, arXiv:1706.03762.

    Raises:
        ShapeError: a setting is not positive, or shapes do not fit each other.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    _check(num_heads=num_heads, key_dim=key_dim, value_dim=value_dim, window=sliding_window)
    _check_rate(dropout)
    query, value, key = three(scope, query, value, key)
    axes = _attended(query, value, key, attention_axes)
    value_size = (num_heads, value_dim or key_dim)
    project = partial(_projected, scope, use_bias=use_bias, dialect=dialect)
    q = project("query", query, (num_heads, key_dim))
    k = project("key", key, (num_heads, key_dim))
    gate = project("gate", query, value_size, curve=sigmoid) if use_gate else None
    v = project("value", value, value_size)
    places = _places(query, value, key, use_causal_mask, sliding_window, dialect)
    y, weights = _attend(scope, q, k, v, places, axes, dropout, seed, dialect)
    y = y if gate is None else multiply(y, gate)
    y = project("attention_output", y, _sizes(output_shape) or query.shape[-1:], bound=2)
    return y.masked(query.mask), weights


def grouped_query_attention(
    scope: Scope,
    query: Tensor,
    value: Tensor | None = None,
    key: Tensor | None = None,
    *,
    head_dim: int,
    num_query_heads: int,
    num_key_value_heads: int,
    dropout: float = 0.0,
    use_bias: bool = True,
    sliding_window: int | None = None,
    use_gate: bool = False,
    seed: int | None = None,
    use_causal_mask: bool = False,
) -> tuple[Tensor, Tensor]:
    """Attention by heads of which several share a key and a value, and its scores.

    Otherwise as ``multi_head_attention``, over one axis. Keras 2 has no such layer.
    Source: Ainslie et al., 2023, arXiv:2305.13245.

    Raises:
        ShapeError: a setting is not positive, the heads do not divide into groups, or
            shapes do not fit each other.
    """
    _check(head_dim=head_dim, num_query_heads=num_query_heads)
    _check(num_key_value_heads=num_key_value_heads, window=sliding_window)
    _check_rate(dropout)
    shared, rest = divmod(num_query_heads, num_key_value_heads)
    if rest:
        text = f"{num_query_heads} query heads do not divide into {num_key_value_heads} groups"
        raise ShapeError(text, "num_key_value_heads")
    query, value, key = three(scope, query, value, key)
    _attended(query, value, key, 1)
    if query.ndim != 3:
        raise ShapeError(f"grouped attention takes (batch, places, features), not {query.spec}")
    project = partial(_projected, scope, use_bias=use_bias, dialect="keras3")
    q = project("query", query, (num_query_heads, head_dim))
    k = _repeated(project("key", key, (num_key_value_heads, head_dim)), shared)
    size = (num_query_heads, head_dim)
    gate = project("gate", query, size, curve=sigmoid) if use_gate else None
    v = _repeated(project("value", value, (num_key_value_heads, head_dim)), shared)
    places = _places(query, value, key, use_causal_mask, sliding_window, "keras3")
    y, weights = _attend(scope, q, k, v, places, (1,), dropout, seed, "keras3")
    y = y if gate is None else multiply(y, gate)
    y = project("attention_output", y, query.shape[-1:], bound=2)
    # Keras counts the output twice here: as that of a projection and of the layer.
    _penalize(scope, y)
    return y.masked(query.mask), weights


def _check(**settings: int | None) -> None:
    for name, value in settings.items():
        if value is not None and value <= 0:
            row = "sliding_window" if name == "window" else name
            raise ShapeError(f"{row} must be positive, not {value}", row)


def _check_rate(dropout: float) -> None:
    if not 0 <= dropout <= 1:
        raise ShapeError(f"the dropout must be between 0 and 1, not {dropout}", "dropout")


def _sizes(output_shape: int | Sequence[int] | None) -> tuple[int, ...]:
    sizes = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape or ())
    if any(n < 0 for n in sizes):
        raise ShapeError(f"output_shape must have positive sizes, not {sizes}", "output_shape")
    # Like Keras, which takes 0 for nothing.
    return () if sizes == (0,) else sizes


def _attended(
    query: Tensor, value: Tensor, key: Tensor, axes: int | Sequence[int] | None
) -> tuple[int, ...]:
    """The axes over which attention goes, from the front; all but batch and features."""
    rank = query.ndim
    if rank < 3 or {value.ndim, key.ndim} != {rank}:
        told = f"the query is {query.spec}, the value {value.spec}, the key {key.spec}"
        raise ShapeError(f"attention by heads takes (batch, places, features); {told}")
    if len({x.shape[0] for x in (query, value, key)} - {None}) > 1:
        told = f"{query.spec}, {value.spec} and {key.spec}"
        raise ShapeError(f"query, value and key need batches of one size; they are {told}")
    if value.shape[1:-1] != key.shape[1:-1]:
        raise ShapeError(
            f"value and key need as many places; the value is {value.spec}, the key {key.spec}"
        )
    if axes is None:
        return tuple(range(1, rank - 1))
    found = tuple(a % rank if -rank <= a < rank else -1 for a in np.atleast_1d(axes).tolist())
    if not found or len(set(found)) < len(found) or not all(0 < a < rank - 1 for a in found):
        text = f"the attended axes lie between the batch and the features of {query.spec}"
        raise ShapeError(f"{text}, as {axes} does not", "attention_axes")
    return found


def _projected(
    scope: Scope,
    name: str,
    x: Tensor,
    sizes: Sequence[int | None],
    *,
    use_bias: bool,
    dialect: str,
    bound: int = 1,
    curve: Callable[[Tensor], Tensor] | None = None,
) -> Tensor:
    """The last ``bound`` axes of ``x`` turned into axes of ``sizes`` by a learned matrix."""
    inner = x.shape[-bound:]
    inputs, outputs = range(bound), range(bound, bound + len(sizes))
    fitted = None if dialect == "tf_keras" else partial(with_axes, inputs=inputs, outputs=outputs)
    shape = (*inner, *sizes)
    kernel = scope.weight(
        f"{name}/kernel", shape, default=glorot_uniform, policy="kernel", fitted=fitted
    )
    rows, columns = (prod(n or 0 for n in part) for part in (inner, sizes))
    weights = [reshape(kernel, shape=(rows, columns))]
    if use_bias:
        bias = scope.weight(f"{name}/bias", tuple(sizes), default=zeros, policy="bias")
        weights.append(reshape(bias, shape=(columns,)))
    kept = (None,) * (x.ndim - bound)
    flat = reshape(x, shape=(*kept, rows))
    y: Tensor = linear(flat, *(cast(w, scope.dtype) for w in weights))
    y = reshape(y, shape=(*kept, *sizes))
    y = y if curve is None else curve(y)
    # Who called the layer adds the penalty on its output; Keras 2 counts no other.
    if name != "attention_output" and dialect != "tf_keras":
        _penalize(scope, y)
    return y


def _penalize(scope: Scope, y: Tensor) -> None:
    """Add the activity penalty of a projection."""
    regularizer = scope.policy("activity").regularizer
    if regularizer is not None and not y.abstract:
        scope.add_loss(scale(regularizer(y), factor=1 / max(len(y.array), 1)))


def _repeated(x: Tensor, times: int) -> Tensor:
    """``x (batch, places, heads, features)`` with each head several times."""
    heads, features = x.shape[-2:]
    wide = broadcast_to(expand_dims(x, axis=3), shape=(*x.shape[:3], times, features))
    y: Tensor = reshape(wide, shape=(None, None, (heads or 0) * times, features))
    return y


def _places(
    query: Tensor, value: Tensor, key: Tensor, causal: bool, window: int | None, dialect: str
) -> Tensor | None:
    """Which places each query may ask: where all masks and the order of places allow it."""
    older = dialect == "tf_keras"
    found = []
    if query.mask is not None:
        found.append(expand_dims(query.mask, axis=2 if older else -1))
    found += [
        expand_dims(x.mask, axis=1 if older else -2) for x in (value, key) if x.mask is not None
    ]
    if causal or window is not None:
        found.append(reachable(query, value, axis=1, causal=causal, window=window))
    return reduce(logical_and, found) if found else None


def _attend(
    scope: Scope,
    q: Tensor,
    k: Tensor,
    v: Tensor,
    places: Tensor | None,
    axes: tuple[int, ...],
    dropout: float,
    seed: int | None,
    dialect: str,
) -> tuple[Tensor, Tensor]:
    """What the heads take from the values, and the weights before dropout."""
    ask, take = _equations(q.ndim, axes)
    plain = dialect == "keras3" and q.ndim == 4 and dropout <= 0
    weights = _weights(q, k, places, ask, len(axes), dialect="plain" if plain else dialect)
    return einsum(dropped(scope, weights, dropout, seed), v, equation=take), weights


def _equations(rank: int, axes: tuple[int, ...]) -> tuple[str, str]:
    """How scores come from queries and keys, and results from scores and values."""
    own = ascii_lowercase[:rank]
    theirs = "".join(ascii_lowercase[rank + i] if i in axes else c for i, c in enumerate(own))
    stack = "".join(c for i, c in enumerate(own[:-1]) if i not in axes)
    scores = stack + "".join(own[i] for i in axes) + "".join(theirs[i] for i in axes)
    return f"{own},{theirs}->{scores}", f"{scores},{theirs}->{own}"


def _weights(
    q: Tensor, k: Tensor, places: Tensor | None, equation: str, axes: int, *, dialect: str
) -> Tensor:
    """The softmax over keys of the scores, which are divided by the root of the features.

    The dialect ``plain`` is how Keras 3 computes where it needs no scores: in float32 at
    least, and with the mean of all values where a query may ask nothing.
    """
    # No array is larger, but a size that was typed may be more than a float can hold.
    root = min(q.shape[-1] or 1, 2**62) ** -0.5
    if dialect == "plain":
        scores = cast(einsum(q, k, equation=equation), np.promote_types(q.dtype, "float32").name)
        scores = scale(scores, factor=root)
    else:
        scores = einsum(scale(q, factor=root), k, equation=equation)
    axis = tuple(range(-axes, 0))
    if places is None:
        return cast(softmax(scores, axis=axis), q.dtype)
    if places.ndim <= 2 * axes:
        raise ShapeError("attention over several axes at once takes no masks and no causal order")
    mask: Tensor = places
    while mask.ndim < scores.ndim:
        mask = expand_dims(mask, axis=-2 * axes - 1)
    masked = masked_softmax(scores, mask, axis=axis, **_filling(scores.dtype, dialect))
    if masked.shape != scores.shape:
        raise ShapeError(f"the masks give {mask.spec}, which does not fit scores {scores.spec}")
    return cast(masked, q.dtype)


def _filling(dtype: str, dialect: str) -> dict[str, Any]:
    """What stands for scores that do not count."""
    if dialect == "plain":
        return {"fill": -0.7 * 3.38953e38}
    small = dtype == "float16"
    if dialect == "tf_keras":
        return {"fill": -32752.0 if small else -1e9, "adds": True}
    return {"fill": -3e4 if small else -1e9, "clears": True}
