"""Attention layer cards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal

from cards.card import (
    DRAWS,
    CardError,
    Context,
    Fraction,
    Inference,
    LayerCard,
    PositiveInt,
    Seed,
    Socket,
    param,
)
from cards.kinds import LAYER, TENSOR
from cards.library.constraints import Constraint
from cards.library.initializers import GlorotUniform, Initializer, Zeros
from cards.library.regularizers import Regularizer
from engine.layers import attention, multi_head_attention

_CAUSAL = "Whether each place attends to itself and earlier places only."
_WINDOW = (
    "Each place attends only to places that are fewer than this many away; empty: to all. "
    "Keras 2 does not have this."
)
_GATE = (
    "Whether each result is multiplied by a learned sigmoid of its query (arXiv:2505.06708). "
    "Keras 2 does not have this."
)

_HEADS = (
    "y = Σₕ headₕ · Oₕ + d\n"
    "with the gate, headₕ is multiplied by sigmoid(query · Gₕ + gₕ)\n"
    "W, U, Z, O and G are learned matrices, a, b, c, d and g learned offsets"
)


class AttentionCard(LayerCard):
    """A layer in which each query takes a mean of values, weighed by their keys."""

    inputs: ClassVar[tuple[Socket, ...]] = (
        Socket("input", TENSOR, "The queries: (batch, places, features)."),
        Socket(
            "value",
            TENSOR,
            "What is taken the mean of: (batch, places, features); empty: the input itself.",
            required=False,
        ),
        Socket(
            "key",
            TENSOR,
            "What queries are compared with, a key for each value; empty: the values.",
            required=False,
        ),
    )
    outputs: ClassVar[tuple[Socket, ...]] = (
        Socket("layer", LAYER, "This layer, for a wrapper or a second place.", "Layer instance"),
        Socket("output", TENSOR, "A mean of values for each query."),
        Socket("scores", TENSOR, "The weight of each value for each query.", "Attention scores"),
    )
    sample = ((3, 4, 3), (3, 5, 3), (3, 5, 3))
    samples = (((3, 4, 3),), ((3, 4, 3), (3, 2, 3)))

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """As for every layer; tells where there is no axis of places but the batch."""
        found = super().infer(context, arriving)
        given = arriving["input"]
        if len(given.shape) > 2:
            return found
        text = f"The input {given} has no axis of places: the examples attend to each other."
        return replace(found, remarks=(*found.remarks, CardError(text, "input")))


class Attention(AttentionCard):
    """Gives each place of its input a mean of values, weighed by how well their keys fit.

    The score of a key is its product with the query; it is not divided by the root of the
    features. Masked values get no weight, results of masked queries are zero (in Keras 2
    they are multiplied by zero, so that infinite ones become nan). Where all values are
    masked, their weights come from scores that rounding has made nearly equal.
    Source: Luong, Pham & Manning, 2015, arXiv:1508.04025.
    """

    title = "Attention layer"
    group = "Layers / Attention layers"
    engine = attention.attention
    formula = (
        "scores = scale · query keyᵀ                  (dot)\n"
        "scores = w · Σ tanh(scale · (query + key))   (concat)\n"
        "y = softmax(scores) value\n"
        "scale and w are learned numbers; scale is 1 where it is not used"
    )

    use_scale: bool = param(False, "Whether scores are multiplied by a learned number.")
    use_causal_mask: bool = param(False, _CAUSAL, label="Causal", keras="")
    dropout: Fraction = param(0.0, "Share of the weights that training sets to zero.")
    score_mode: Literal["dot", "concat"] = param(
        "dot",
        "How a key is compared with a query: dot, by their product; concat, by the sum of "
        "the hyperbolic tangents of their sums.",
        advanced=True,
    )
    seed: Seed | None = param(None, DRAWS, advanced=True)


class AdditiveAttention(AttentionCard):
    """Gives each place of its input a mean of values, weighed by how well their keys fit.

    The score of a key is a weighed sum over features of the hyperbolic tangent of query
    plus key. There is one weight for each feature of the query; in Keras 2 for each of the
    value, so that it must have as many features as the query. Masks work as in the
    Attention layer. Source: Bahdanau, Cho & Bengio, 2015, arXiv:1409.0473.
    """

    title = "Additive attention layer"
    group = "Layers / Attention layers"
    engine = attention.additive_attention
    formula = (
        "scores = Σ scale · tanh(query + key), the sum being over the features\n"
        "y = softmax(scores) value\n"
        "scale is learned, and 1 where it is not used"
    )

    use_scale: bool = param(True, "Whether features are weighed by learned numbers.")
    use_causal_mask: bool = param(False, _CAUSAL, label="Causal", keras="")
    dropout: Fraction = param(0.0, "Share of the weights that training sets to zero.")
    seed: Seed | None = param(None, DRAWS, advanced=True)


class HeadsCard(AttentionCard):
    """Attention by several heads, each with projections of its own."""

    samples = (((3, 4, 3),), ((3, 4, 2), (3, 2, 3)))

    dropout: Fraction = param(0.0, "Share of the weights that training sets to zero.")
    use_bias: bool = param(True, "Whether learned offsets are added to the projections.")
    use_causal_mask: bool = param(False, _CAUSAL, label="Causal", keras="")
    kernel_initializer: Initializer = param(
        GlorotUniform(), "First value of the projections' matrices.", advanced=True
    )
    bias_initializer: Initializer = param(
        Zeros(), "First value of the projections' offsets.", advanced=True
    )
    kernel_regularizer: Regularizer | None = param(
        None, "Penalty on the projections' matrices.", advanced=True
    )
    bias_regularizer: Regularizer | None = param(
        None, "Penalty on the projections' offsets.", advanced=True
    )
    activity_regularizer: Regularizer | None = param(
        None,
        "Penalty on the results of all projections; Keras 2 counts the last one only.",
        advanced=True,
    )
    kernel_constraint: Constraint | None = param(
        None, "Bounds of the projections' matrices.", advanced=True
    )
    bias_constraint: Constraint | None = param(
        None, "Bounds of the projections' offsets.", advanced=True
    )
    sliding_window: PositiveInt | None = param(None, _WINDOW, advanced=True)
    use_gate: bool = param(False, _GATE, advanced=True)
    seed: Seed | None = param(None, DRAWS, advanced=True)


class HeadSizes(AttentionCard):
    """How many heads there are, and how large each is."""

    num_heads: PositiveInt = param(8, "Number of heads.")
    key_dim: PositiveInt = param(64, "Features of each head's queries and keys.")


class GroupSizes(AttentionCard):
    """How many heads there are in how many groups, and how large each is."""

    head_dim: PositiveInt = param(64, "Features of each head.")
    num_query_heads: PositiveInt = param(8, "Number of heads.")
    num_key_value_heads: PositiveInt = param(
        2, "Number of groups of heads that share a key and a value; it divides the heads."
    )


class MultiHeadAttention(HeadsCard, HeadSizes):
    """Lets several heads attend at once, each with its own projections of query, key and value.

    The results of all heads together are projected once more. Masks of query, value and key
    count together. Where a query may attend to nothing, the result comes from the mean of all
    values, or from zero with dropout or several axes; Keras 3 takes zero as well where it is
    asked for scores, Keras 2 weights that rounding has made nearly equal. Keras 3 takes the
    masks off: layers that read the same query, value or key later find none there. The flash
    attention of Keras needs other hardware and is left out.
    Source: Vaswani et al., 2017, arXiv:1706.03762.
    """

    title = "Multi-head attention layer"
    group = "Layers / Attention layers"
    engine = multi_head_attention.multi_head_attention
    formula = (
        "headₕ = softmax(Qₕ Kₕᵀ / √key_dim) Vₕ\n"
        "Qₕ = query · Wₕ + aₕ,  Kₕ = key · Uₕ + bₕ,  Vₕ = value · Zₕ + cₕ\n" + _HEADS
    )

    value_dim: PositiveInt | None = param(
        None, "Features of each head's values; empty: as many as of its keys.", advanced=True
    )
    output_shape: tuple[PositiveInt, ...] | None = param(
        None,
        "Sizes that the features of the output have; empty: those of the input.",
        advanced=True,
    )
    attention_axes: tuple[int, ...] | None = param(
        None,
        "Axes of places that attend to each other, counted from 0 with the batch; empty: all "
        "between batch and features.",
        advanced=True,
    )


class GroupQueryAttention(HeadsCard, GroupSizes):
    """Multi-head attention in which several heads share a key and a value.

    It needs fewer weights than Multi-head attention, and is the same where there are as
    many groups as heads. Only Keras 3 has it.
    Source: Ainslie et al., 2023, arXiv:2305.13245.
    """

    title = "Group query attention layer"
    group = "Layers / Attention layers"
    engine = multi_head_attention.grouped_query_attention
    formula = (
        "headₕ = softmax(Qₕ Kᵢᵀ / √head_dim) Vᵢ,  i = ⌊h · groups / heads⌋ being the group of h\n"
        "Qₕ = query · Wₕ + aₕ,  Kᵢ = key · Uᵢ + bᵢ,  Vᵢ = value · Zᵢ + cᵢ\n" + _HEADS
    )
