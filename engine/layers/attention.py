"""Attention: each query takes a mean of values, weighed by how well their keys fit it."""

from __future__ import annotations

from engine.autodiff import ShapeError, Tensor
from engine.initializers import glorot_uniform, ones
from engine.ops.attention import additive_scores, keep, masked_softmax, reachable
from engine.ops.elementwise import cast, logical_and, multiply
from engine.ops.matmul import matmul
from engine.ops.noise import drop
from engine.ops.rules import broadcast_shapes
from engine.ops.shaping import expand_dims, transpose
from engine.ops.softmax import softmax
from engine.scope import Scope


def attention(
    scope: Scope,
    query: Tensor,
    value: Tensor | None = None,
    key: Tensor | None = None,
    *,
    use_scale: bool = False,
    score_mode: str = "dot",
    dropout: float = 0.0,
    seed: int | None = None,
    use_causal_mask: bool = False,
    dialect: str = "keras3",
) -> tuple[Tensor, Tensor]:
    """Dot-product attention, and its scores ``(…, queries, keys)`` after softmax and dropout.

    ``query (…, queries, features)``; ``value`` is the query and ``key`` the value where
    they are not given. The score is the product of query and key, or the sum of
    ``tanh(query + key)`` (``concat``); nothing divides it by the root of the features.
    Values that their mask leaves out do not count; results of masked queries are 0, and
    the query's mask is handed on. Source: Luong et al., 2015, arXiv:1508.04025.

    Raises:
        ShapeError: ``score_mode`` is unknown, shapes do not fit each other, or ``dropout``
            is no rate.
    """
    if score_mode not in ("dot", "concat"):
        raise ShapeError(f"the score mode is dot or concat, not '{score_mode}'", "score_mode")
    query, value, key = three(scope, query, value, key)
    _check_fit(query, value, key, stretches=score_mode == "concat")
    scale = _number(scope, "scale") if use_scale else None
    if score_mode == "dot":
        scores: Tensor = matmul(query, _turned(key))
        scores = scores if scale is None else multiply(scores, scale)
    else:
        strength = _number(scope, "concat_score_weight")
        parts = [x if scale is None else multiply(x, scale) for x in (query, key)]
        scores = multiply(additive_scores(*parts), strength)
    places = _places(query, value, use_causal_mask, dialect)
    return _taken(scope, scores, places, query, value, dropout, seed, dialect)


def additive_attention(
    scope: Scope,
    query: Tensor,
    value: Tensor | None = None,
    key: Tensor | None = None,
    *,
    use_scale: bool = True,
    dropout: float = 0.0,
    seed: int | None = None,
    use_causal_mask: bool = False,
    dialect: str = "keras3",
) -> tuple[Tensor, Tensor]:
    """Additive attention: the score is the sum of ``scale * tanh(query + key)``.

    Otherwise as ``attention``. There is a number in ``scale`` for each feature of the
    query; in the dialect ``tf_keras`` for each feature of the value, so that it must have
    as many. Source: Bahdanau, Cho & Bengio, 2015, arXiv:1409.0473.

    Raises:
        ShapeError: shapes do not fit each other, or ``dropout`` is no rate.
    """
    query, value, key = three(scope, query, value, key)
    _check_fit(query, value, key, stretches=True)
    weights = []
    if use_scale:
        length = (value if dialect == "tf_keras" else query).shape[-1]
        if length not in (1, query.shape[-1], key.shape[-1]):
            raise ShapeError(
                f"the scale has as many numbers as the value {value.spec} has features, which "
                f"do not fit the query {query.spec}"
            )
        scale = scope.weight("scale", (length,), default=glorot_uniform, policy="")
        weights.append(cast(scale, scope.dtype))
    scores: Tensor = additive_scores(query, key, *weights)
    places = _places(query, value, use_causal_mask, dialect)
    return _taken(scope, scores, places, query, value, dropout, seed, dialect)


def three(
    scope: Scope, query: Tensor, value: Tensor | None, key: Tensor | None
) -> tuple[Tensor, Tensor, Tensor]:
    """Query, value and key in the layer's type; what is missing is the one before it.

    Raises:
        ShapeError: one of them has no axis of places.
    """
    value = query if value is None else value
    given = {"query": query, "value": value, "key": value if key is None else key}
    for name, x in given.items():
        if x.ndim < 2:
            raise ShapeError(f"attention needs places with features; the {name} is {x.spec}")
    one, two, last = (cast(x, scope.dtype) for x in given.values())
    return one, two, last


def dropped(scope: Scope, weights: Tensor, rate: float, seed: int | None) -> Tensor:
    """The weights of which training drops a share ``rate``."""
    if not scope.training or rate <= 0:
        return weights
    kept: Tensor = drop(weights, rate=rate, rng=scope.stream(seed))
    return kept


def _number(scope: Scope, name: str) -> Tensor:
    return cast(scope.weight(name, (), default=ones, policy=""), scope.dtype)


def _turned(x: Tensor) -> Tensor:
    axes = list(range(x.ndim))
    turned: Tensor = transpose(x, axes=(*axes[:-2], axes[-1], axes[-2]))
    return turned


def _check_fit(query: Tensor, value: Tensor, key: Tensor, *, stretches: bool) -> None:
    """Refuse shapes that do not belong together; features of 1 may be stretched."""
    ours, theirs = query.shape[-1], key.shape[-1]
    allowed = (None, ours, 1) if stretches else (None, ours)
    if ours is not None and theirs not in allowed and not (stretches and ours == 1):
        raise ShapeError(
            f"query and key need as many features; the query {query.spec} has {ours}, "
            f"the key {key.spec} has {theirs}"
        )
    steps = value.shape[-2], key.shape[-2]
    if None not in steps and steps[0] != steps[1]:
        raise ShapeError(
            f"value and key need as many places; the value {value.spec} has {steps[0]}, "
            f"the key {key.spec} has {steps[1]}"
        )
    broadcast_shapes([x.shape[:-2] for x in (query, value, key)])


def _places(query: Tensor, value: Tensor, causal: bool, dialect: str) -> Tensor | None:
    """Where scores count, from the value's mask and the order of places."""
    mask = value.mask
    if mask is not None and (causal or dialect == "tf_keras" or mask.ndim == 2):
        mask = expand_dims(mask, axis=-2)
    if not causal:
        return mask
    order: Tensor = reachable(query, value, axis=-2, causal=True)
    return order if mask is None else logical_and(mask, order)


def _taken(
    scope: Scope,
    scores: Tensor,
    places: Tensor | None,
    query: Tensor,
    value: Tensor,
    dropout: float,
    seed: int | None,
    dialect: str,
) -> tuple[Tensor, Tensor]:
    """The values weighed by the softmax of their scores, and these weights."""
    too_much = dropout > 1 or (dropout == 1 and dialect == "tf_keras")
    if scope.training and too_much:
        raise ShapeError(f"the dropout must be between 0 and 1, not {dropout}", "dropout")
    if places is None:
        weights: Tensor = softmax(scores)
    else:
        fill = -65504.0 if scores.dtype == "float16" else -1e9
        weights = masked_softmax(scores, places, fill=fill, adds=True)
    weights = dropped(scope, weights, dropout, seed)
    y: Tensor = matmul(weights, value)
    if query.mask is None:
        return y.masked(None), weights
    mask = expand_dims(query.mask, axis=-1)
    # Keras 2 multiplies, so that what is no number stays.
    y = multiply(y, cast(mask, y.dtype)) if dialect == "tf_keras" else keep(y, mask)
    return y.masked(query.mask), weights
