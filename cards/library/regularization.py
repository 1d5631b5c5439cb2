"""Regularization layer cards."""

from __future__ import annotations

from cards.card import Fraction, LayerCard, Seed, param
from engine.layers import regularization


class Dropout(LayerCard):
    """Sets randomly chosen numbers to zero while training, so that none is relied on alone.

    The others are enlarged to keep the mean. Afterwards everything passes unchanged.
    Source: Srivastava et al., 2014, "Dropout: a simple way to prevent neural networks
    from overfitting".
    """

    title = "Dropout layer"
    group = "Layers / Regularization layers"
    engine = regularization.dropout

    rate: Fraction = param(0.5, "Share of the numbers that are set to zero.")
    noise_shape: tuple[int | None, ...] | None = param(
        None,
        "Shape of the random choice, the batch included: 1 on an axis makes the same choice "
        "along it; empty: a choice for every number.",
    )
    seed: Seed | None = param(
        None, "Makes the choice repeat itself; empty: follow the document's seed."
    )
