"""Regularizer cards: a penalty on a weight or an output, added to the loss."""

from typing import Literal

from cards.card import NonNegativeFloat, Part, param
from cards.kinds import REGULARIZER
from engine import regularizers

ON_SIZES = "Strength of the penalty on absolute values; 0 switches it off."
ON_SQUARES = "Strength of the penalty on squares; 0 switches it off."


class Regularizer(Part):
    """Adds a penalty to the loss."""

    kind = REGULARIZER
    group = "Regularizers"


class L1(Regularizer):
    """Adds the sum of the absolute values of a weight to the loss, times a strength.

    It pushes small entries to exactly zero. Source: Tibshirani, 1996, "Regression shrinkage
    and selection via the lasso".
    """

    title = "L1 regularizer"
    engine = regularizers.l1
    formula = "penalty = L · Σ |w|"

    l1: NonNegativeFloat = param(0.01, ON_SIZES, label="L")


class L2(Regularizer):
    """Adds the sum of the squares of a weight to the loss, times a strength.

    It keeps all entries small. Source: Krogh & Hertz, 1992, "A simple weight decay can
    improve generalization".
    """

    title = "L2 regularizer"
    engine = regularizers.l2
    formula = "penalty = L · Σ w²"

    l2: NonNegativeFloat = param(0.01, ON_SQUARES, label="L")


class L1L2(Regularizer):
    """Adds both penalties of a weight to the loss: of absolute values and of squares.

    Source: Zou & Hastie, 2005, "Regularization and variable selection via the elastic net".
    """

    title = "L1 L2 regularizer"
    engine = regularizers.l1_l2
    formula = "penalty = L1 · Σ |w| + L2 · Σ w²"

    l1: NonNegativeFloat = param(0.0, ON_SIZES)
    l2: NonNegativeFloat = param(0.0, ON_SQUARES)


class OrthogonalRegularizer(Regularizer):
    """Adds the mean size of the cosines between the rows of a matrix to the loss, times a strength.

    It pushes the rows, or the columns, to be at right angles to each other. It fits weights
    with two dimensions and at least two rows only, such as the kernel of a dense layer. Rows
    shorter than 1e-7 count less than others; in Keras 2 those shorter than 1e-6.
    """

    title = "Orthogonal regularizer"
    engine = regularizers.orthogonal_regularizer
    formula = "penalty = factor · mean over pairs i ≠ j of |cos(wᵢ, wⱼ)|,  wᵢ: row or column i"

    factor: NonNegativeFloat = param(0.01, "Strength of the penalty; 0 switches it off.")
    mode: Literal["rows", "columns"] = param(
        "rows", "Which vectors are compared: the rows of the matrix or its columns."
    )
