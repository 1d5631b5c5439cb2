"""Pooling layer cards."""

from __future__ import annotations

from cards.card import LayerCard, param
from cards.library.convolution import DATA_FORMAT, DataFormat, Padding, Pair
from engine.layers import pooling

_PADDING = (
    "With valid, windows stay inside the image; with same, the outer ones may reach over its "
    "edge, where nothing counts."
)
_STRIDES = "Rows and columns that the window moves on by; empty: its own size."


class _Pooling2D(LayerCard):
    group = "Layers / Pooling layers"
    sample = ((2, 6, 5, 3),)

    pool_size: Pair = param((2, 2), "Rows and columns of the window, in pixels.")
    strides: Pair | None = param(None, _STRIDES)
    padding: Padding = param("valid", _PADDING)
    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class MaxPooling2D(_Pooling2D):
    """Keeps the largest number of each window, channel by channel, and makes the image smaller."""

    title = "Max pooling 2D layer"
    engine = pooling.max_pooling_2d


class AveragePooling2D(_Pooling2D):
    """Keeps the mean of each window, channel by channel, and makes the image smaller."""

    title = "Average pooling 2D layer"
    engine = pooling.average_pooling_2d


class GlobalAveragePooling2D(LayerCard):
    """Keeps the mean of each channel over the whole image.

    Source: Lin, Chen & Yan, 2014, arXiv:1312.4400.
    """

    title = "Global average pooling 2D layer"
    group = "Layers / Pooling layers"
    engine = pooling.global_average_pooling_2d
    sample = ((2, 6, 5, 3),)

    data_format: DataFormat = param("channels_last", DATA_FORMAT)
    keepdims: bool = param(False, "Whether rows and columns stay as axes of size 1.", advanced=True)
