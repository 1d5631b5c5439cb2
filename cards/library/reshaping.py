"""Reshaping layer cards."""

from __future__ import annotations

from cards.card import LayerCard, param
from cards.library.convolution import DATA_FORMAT, DataFormat
from engine.layers import reshaping


class Flatten(LayerCard):
    """Lays out all numbers of an example in one row; the batch stays."""

    title = "Flatten layer"
    group = "Layers / Reshaping layers"
    engine = reshaping.flatten
    sample = ((2, 4, 3, 2),)

    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class Reshape(LayerCard):
    """Arranges the numbers of an example in another shape; the batch stays."""

    title = "Reshape layer"
    group = "Layers / Reshaping layers"
    engine = reshaping.reshape
    sample = ((2, 4, 3),)

    target_shape: tuple[int, ...] = param(
        (-1,),
        "Sizes of an example after the change, without the batch; -1 once for what is left.",
        label="Target reshape",
    )
