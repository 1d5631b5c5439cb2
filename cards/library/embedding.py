"""Cards in front of sequences: rows for numbers of words, and masks for padding."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cards.card import CardError, Context, Inference, LayerCard, PositiveInt, param
from cards.library.constraints import Constraint
from cards.library.initializers import Initializer, RandomUniform
from cards.library.regularizers import Regularizer
from engine.layers import embedding


class Embedding(LayerCard):
    """Turns each whole number of its input, an id, into a learned row of numbers.

    Ids are 0 to Input dim less 1; give the Input card the type int32. Fractions of ids are
    cut off, and an id that is too large stops the run and is named. Negative ids count from the
    end, as in Keras 3; Keras 2 refuses them. The sparse results of Keras 2 are left out,
    and so are the low-rank and quantized tables of Keras 3. Source: Bengio et al., 2003, "A
    neural probabilistic language model".
    """

    title = "Embedding layer"
    group = "Layers"
    engine = embedding.embedding
    formula = "y[…, :] = embeddings[x[…], :]"
    sample = ((4, 6),)
    samples = (((5,),), ((2, 3, 2),))
    sample_ids = 8

    input_dim: PositiveInt = param(1000, "Number of rows: one more than the largest id.")
    output_dim: PositiveInt = param(32, "Number of features of each row.")
    embeddings_initializer: Initializer = param(RandomUniform(), "First value of the rows.")
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.")
    embeddings_constraint: Constraint | None = param(None, "Bounds of the rows.")
    mask_zero: bool = param(
        False, "Whether places with the id 0 are masked, so that later layers pass over them."
    )
    input_length: PositiveInt | None = param(
        None,
        "Number of ids in each example, where it is always the same; empty: any. It changes "
        "nothing, and Keras 3 does without it.",
    )
    embeddings_regularizer: Regularizer | None = param(None, "Penalty on the rows.", advanced=True)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """As for every layer; tells where the input has not the length that was announced."""
        found = super().infer(context, arriving)
        length, shape = self.input_length, arriving["input"].shape
        if length is None or (len(shape) == 2 and shape[1] in (None, length)):
            return found
        text = f"Input length is {length}, but the shape of the input is {arriving['input']}."
        return replace(found, remarks=(*found.remarks, CardError(text, "input_length")))


class Masking(LayerCard):
    """Masks the places of a sequence that are padding, so that later layers pass over them.

    A place is masked where all its features, the numbers along the last axis, are Mask
    value; it becomes zero. A place with a number that is nan is not masked. In Keras 2
    masked infinities become nan instead of zero.
    """

    title = "Masking layer"
    group = "Layers"
    engine = embedding.masking
    formula = "mask[b, t] = any over f of x[b, t, f] ≠ mask value\ny = x where mask, 0 elsewhere"
    sample = ((2, 3, 4),)
    samples = (((2, 3, 2, 4),), ((4, 3),))

    mask_value: float = param(0.0, "The number that padding consists of.")
