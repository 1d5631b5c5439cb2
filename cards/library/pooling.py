"""Pooling layer cards."""

from collections.abc import Mapping
from typing import Any

from cards.card import CardError, Context, Inference, LayerCard, PositiveInt, param
from cards.library.sliding import (
    DATA_FORMAT,
    DATA_FORMAT_1D,
    DATA_FORMAT_3D,
    OUTPUT_SIZE,
    DataFormat,
    OneAxis,
    Padding,
    Pair,
    Triple,
)
from engine.layers import pooling

_PADDING = (
    "With valid, windows stay inside the input; with same, the outer ones may reach over its "
    "edge, where nothing counts."
)
_GROUP = "Layers / Pooling layers"
_SIZES = f"{OUTPUT_SIZE},  extent being the pool size"
_PLACES = "\np and i stand for a plane, a row and a column"


class _Pooling(LayerCard):
    """The order of rows; those that are Any here come with the rank."""

    group = _GROUP

    pool_size: Any
    strides: Any
    padding: Padding = param("valid", _PADDING)
    data_format: Any

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """As the layer; a window larger than its input is refused.

        Raises CardError where nothing would come out. The engine gives an empty tensor
        then, as Keras does outside of a model.
        """
        found = super().infer(context, arriving)
        given, left = arriving["input"], found.outputs["output"]
        if 0 in left.shape and 0 not in given.shape:
            message = f"the window {self.pool_size} does not fit into {given}: nothing comes out"
            raise CardError(message, "pool_size")
        return found


class _PoolingSteps(OneAxis):
    sample = ((2, 6, 3),)

    pool_size: PositiveInt = param(2, "Steps of the window.")
    strides: PositiveInt | None = param(
        None, "Steps that the window moves on by; empty: its own size."
    )
    data_format: DataFormat = param("channels_last", DATA_FORMAT_1D)


class _PoolingRows(LayerCard):
    sample = ((2, 6, 5, 3),)

    pool_size: Pair = param((2, 2), "Rows and columns of the window, in pixels.")
    strides: Pair | None = param(
        None, "Rows and columns that the window moves on by; empty: its own size."
    )
    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class _PoolingPlanes(LayerCard):
    sample = ((2, 4, 5, 4, 2),)

    pool_size: Triple = param((2, 2, 2), "Planes, rows and columns of the window.")
    strides: Triple | None = param(
        None, "Planes, rows and columns that the window moves on by; empty: its own size."
    )
    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)


class MaxPooling1D(_PoolingSteps, _Pooling):
    """Keeps the largest number of each window, channel by channel, and makes a signal shorter."""

    title = "Max pooling 1D layer"
    engine = pooling.max_pooling_1d
    formula = "y[t, c] = maxᵢ x[t·stride + i, c]" + _SIZES


class MaxPooling2D(_PoolingRows, _Pooling):
    """Keeps the largest number of each window, channel by channel, and makes the image smaller."""

    title = "Max pooling 2D layer"
    engine = pooling.max_pooling_2d
    formula = "y[r, c, k] = maxᵢⱼ x[r·stride + i, c·stride + j, k]" + _SIZES


class MaxPooling3D(_PoolingPlanes, _Pooling):
    """Keeps the largest number of each window, channel by channel, and makes a volume smaller."""

    title = "Max pooling 3D layer"
    engine = pooling.max_pooling_3d
    formula = "y[p, k] = maxᵢ x[p·stride + i, k]" + _PLACES + _SIZES


class AveragePooling1D(_PoolingSteps, _Pooling):
    """Keeps the mean of each window, channel by channel, and makes a signal shorter.

    Where a window reaches over the edge, it is the mean of what lies inside.
    """

    title = "Average pooling 1D layer"
    engine = pooling.average_pooling_1d
    formula = "y[t, c] = meanᵢ x[t·stride + i, c]" + _SIZES


class AveragePooling2D(_PoolingRows, _Pooling):
    """Keeps the mean of each window, channel by channel, and makes the image smaller.

    Where a window reaches over the edge, it is the mean of what lies inside.
    """

    title = "Average pooling 2D layer"
    engine = pooling.average_pooling_2d
    formula = "y[r, c, k] = meanᵢⱼ x[r·stride + i, c·stride + j, k]" + _SIZES


class AveragePooling3D(_PoolingPlanes, _Pooling):
    """Keeps the mean of each window, channel by channel, and makes a volume smaller.

    Where a window reaches over the edge, it is the mean of what lies inside.
    """

    title = "Average pooling 3D layer"
    engine = pooling.average_pooling_3d
    formula = "y[p, k] = meanᵢ x[p·stride + i, k]" + _PLACES + _SIZES


class _GlobalSteps(LayerCard):
    group = _GROUP
    # As many channels as steps: a mask fits either format.
    sample = ((2, 4, 4),)

    data_format: DataFormat = param("channels_last", DATA_FORMAT_1D)
    keepdims: bool = param(False, "Whether the steps stay as an axis of size 1.", advanced=True)


class _GlobalRows(LayerCard):
    group = _GROUP
    sample = ((2, 6, 5, 3),)

    data_format: DataFormat = param("channels_last", DATA_FORMAT)
    keepdims: bool = param(False, "Whether rows and columns stay as axes of size 1.", advanced=True)


class _GlobalPlanes(LayerCard):
    group = _GROUP
    sample = ((2, 4, 5, 4, 2),)

    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)
    keepdims: bool = param(
        False, "Whether planes, rows and columns stay as axes of size 1.", advanced=True
    )


class GlobalMaxPooling1D(_GlobalSteps):
    """Keeps the largest number of each channel over the whole signal."""

    title = "Global max pooling 1D layer"
    engine = pooling.global_max_pooling_1d
    formula = "y[c] = maxₜ x[t, c]"


class GlobalMaxPooling2D(_GlobalRows):
    """Keeps the largest number of each channel over the whole image."""

    title = "Global max pooling 2D layer"
    engine = pooling.global_max_pooling_2d
    formula = "y[k] = max over r, c of x[r, c, k]"


class GlobalMaxPooling3D(_GlobalPlanes):
    """Keeps the largest number of each channel over the whole volume."""

    title = "Global max pooling 3D layer"
    engine = pooling.global_max_pooling_3d
    formula = "y[k] = max over p of x[p, k],  p standing for a plane, a row and a column"


class GlobalAveragePooling1D(_GlobalSteps):
    """Keeps the mean of each channel over the whole signal.

    Where a mask comes with the signal, it is the mean of the steps that count, and the mask
    ends here. In Keras 2 a masked step that is not a number spoils the mean; here it stays
    out, as in Keras 3. Source: Lin, Chen & Yan, 2014, arXiv:1312.4400.
    """

    title = "Global average pooling 1D layer"
    engine = pooling.global_average_pooling_1d
    formula = "y[c] = Σₜ mask[t] · x[t, c] / Σₜ mask[t],  mask = 1 where there is none"


class GlobalAveragePooling2D(_GlobalRows):
    """Keeps the mean of each channel over the whole image.

    In float16 the mean is computed in float32, as in Keras 3; Keras 2 stays in float16.
    Source: Lin, Chen & Yan, 2014, arXiv:1312.4400.
    """

    title = "Global average pooling 2D layer"
    engine = pooling.global_average_pooling_2d
    formula = "y[k] = mean over r, c of x[r, c, k]"


class GlobalAveragePooling3D(_GlobalPlanes):
    """Keeps the mean of each channel over the whole volume.

    In float16 the mean is computed in float32, as in Keras 3; Keras 2 stays in float16.
    Source: Lin, Chen & Yan, 2014, arXiv:1312.4400.
    """

    title = "Global average pooling 3D layer"
    engine = pooling.global_average_pooling_3d
    formula = "y[k] = mean over p of x[p, k],  p standing for a plane, a row and a column"
