"""Pooling layer cards whose output has a given size."""

from cards.card import LayerCard, PositiveInt, param
from cards.library.sliding import (
    DATA_FORMAT,
    DATA_FORMAT_1D,
    DATA_FORMAT_3D,
    DataFormat,
    OneAxis,
    Pair,
    Triple,
)
from engine.layers import adaptive_pooling

_GROUP = "Layers / Pooling layers"
_WINDOW = "\nwindow i of n over s places: from ⌊i·s/n⌋ to ⌈(i + 1)·s/n⌉"


class _Steps(OneAxis):
    group = _GROUP
    sample = ((2, 7, 3),)

    output_size: PositiveInt = param(4, "Steps of the output, whatever those of the input.")
    data_format: DataFormat = param("channels_last", DATA_FORMAT_1D)


class _Rows(LayerCard):
    group = _GROUP
    sample = ((2, 7, 5, 3),)

    output_size: Pair = param(
        (4, 4), "Rows and columns of the output, whatever those of the input."
    )
    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class _Planes(LayerCard):
    group = _GROUP
    sample = ((2, 6, 5, 4, 2),)

    output_size: Triple = param(
        (4, 4, 4), "Planes, rows and columns of the output, whatever those of the input."
    )
    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)


class AdaptiveAveragePooling1D(_Steps):
    """Divides a signal into a given number of windows and keeps the mean of each.

    Keras 2 has no such layer.
    """

    title = "Adaptive average pooling 1D layer"
    engine = adaptive_pooling.adaptive_average_pooling_1d
    formula = "y[i, c] = mean of x[t, c] over window i" + _WINDOW


class AdaptiveAveragePooling2D(_Rows):
    """Divides an image into a given number of windows and keeps the mean of each.

    Images of any size come out with one size. Keras 2 has no such layer.
    """

    title = "Adaptive average pooling 2D layer"
    engine = adaptive_pooling.adaptive_average_pooling_2d
    formula = "y[i, j, k] = mean of x[r, c, k] over the windows i and j" + _WINDOW


class AdaptiveAveragePooling3D(_Planes):
    """Divides a volume into a given number of windows and keeps the mean of each.

    Keras 2 has no such layer.
    """

    title = "Adaptive average pooling 3D layer"
    engine = adaptive_pooling.adaptive_average_pooling_3d
    formula = "y[h, i, j, k] = mean of x[p, r, c, k] over the windows h, i and j" + _WINDOW


class AdaptiveMaxPooling1D(_Steps):
    """Divides a signal into a given number of windows and keeps the largest number of each.

    Keras 2 has no such layer.
    """

    title = "Adaptive max pooling 1D layer"
    engine = adaptive_pooling.adaptive_max_pooling_1d
    formula = "y[i, c] = max of x[t, c] over window i" + _WINDOW


class AdaptiveMaxPooling2D(_Rows):
    """Divides an image into a given number of windows and keeps the largest number of each.

    Images of any size come out with one size. Keras 2 has no such layer.
    """

    title = "Adaptive max pooling 2D layer"
    engine = adaptive_pooling.adaptive_max_pooling_2d
    formula = "y[i, j, k] = max of x[r, c, k] over the windows i and j" + _WINDOW


class AdaptiveMaxPooling3D(_Planes):
    """Divides a volume into a given number of windows and keeps the largest number of each.

    Keras 2 has no such layer.
    """

    title = "Adaptive max pooling 3D layer"
    engine = adaptive_pooling.adaptive_max_pooling_3d
    formula = "y[h, i, j, k] = max of x[p, r, c, k] over the windows h, i and j" + _WINDOW
