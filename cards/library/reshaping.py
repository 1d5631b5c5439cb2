"""Reshaping layer cards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from cards.card import CardError, Context, Inference, LayerCard, PositiveInt, param
from cards.library.sliding import (
    DATA_FORMAT,
    DATA_FORMAT_1D,
    DATA_FORMAT_3D,
    DataFormat,
    Pair,
    Triple,
)
from engine.autodiff import ShapeError
from engine.layers import frames, reshaping
from engine.scope import Layer

Count = Annotated[int, Field(ge=0)]

Interpolation = Literal[
    "nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area", "gaussian", "mitchellcubic"
]


class _Reshaping(LayerCard):
    group = "Layers / Reshaping layers"


class Flatten(_Reshaping):
    """Lays out all numbers of an example in one row; the batch stays."""

    title = "Flatten layer"
    engine = reshaping.flatten
    formula = (
        "y[b, (i · J + j) · K + k] = x[b, i, j, k]\n"
        "J and K are the sizes of the axes of j and k; for other numbers of axes alike, and with\n"
        "channels_first the channels count as the last axis"
    )
    sample = ((2, 4, 3, 2),)
    samples = (((4, 8),), ((2, 4, 3),), ((2, 2, 3, 4, 2),))

    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class Reshape(_Reshaping):
    """Arranges the numbers of an example in another shape; the batch stays."""

    title = "Reshape layer"
    engine = reshaping.reshape
    formula = "y[b, n-th place] = x[b, n-th place], the last axis going fastest"
    sample = ((2, 4, 3),)
    samples = (((2, 6),), ((2, 2, 3, 2),))

    target_shape: tuple[int, ...] = param(
        (-1,),
        "Sizes of an example after the change, without the batch; -1 once for what is left.",
        label="Target reshape",
    )


class Permute(_Reshaping):
    """Brings the axes of an example into another order; the batch stays in front."""

    title = "Permute layer"
    engine = reshaping.permute
    formula = "axis i of y = axis dims[i] of x"
    sample = ((2, 4, 3),)

    dims: tuple[PositiveInt, ...] = param(
        (2, 1), "Which axis of the input comes first, which second and so on, counted from 1."
    )


class RepeatVector(_Reshaping):
    """Makes a sequence of a list of numbers by repeating it at each step.

    Keras 2 also takes 0 repetitions.
    """

    title = "Repeat vector layer"
    engine = reshaping.repeat_vector
    formula = "y[b, t, f] = x[b, f]  for t = 0, …, n - 1"

    n: PositiveInt = param(1, "Number of repetitions: the steps of the output.")


def _edge(default: int, what: str, end: str, dimension: int | None = None) -> Any:
    """A row for one end of a dimension, or of the only one."""
    where = f"at the {end}" if dimension is None else f"at the {end} of dimension {dimension}"
    return param(default, f"Number of {what} {where}.", label=f"A{where[1:]}")


class _Edges(_Reshaping):
    """A row for each end of each dimension, which are one argument of Keras."""

    rank: ClassVar[int]
    argument_name: ClassVar[str]

    def build(self) -> Layer:
        layer = super().build()
        return replace(layer, params=self._gathered(layer.params))

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """As every layer; what is wrong with an axis is said at the row of its larger end."""
        try:
            return super().infer(context, arriving)
        except ShapeError as error:
            rows = dict(zip(self._places(), self._rows(), strict=True)).get(error.parameter or "")
            row = max(rows, key=self.values().__getitem__) if rows else error.parameter
            raise CardError(str(error), row) from None

    def keras(self) -> dict[str, Any]:
        written = super().keras()
        return {**written, "config": self._gathered(written["config"], list)}

    @classmethod
    def keras_rows(cls, config: Mapping[str, Any]) -> Mapping[str, Any]:
        rows = dict(config)
        if cls.argument_name not in rows:
            return rows
        try:
            ends = frames.edges(rows.pop(cls.argument_name), cls.rank, cls.argument_name)
        except ShapeError as error:
            raise CardError(f"{cls.title}: {error}.") from None
        for names, values in zip(cls._rows(), ends, strict=True):
            rows |= dict(zip(names, values, strict=True))
        return rows

    @classmethod
    def _rows(cls) -> list[tuple[str, str]]:
        """The rows of the two ends, dimension by dimension."""
        if cls.rank == 1:
            return [("begin", "end")]
        return [(f"begin_{i}", f"end_{i}") for i in range(1, cls.rank + 1)]

    @classmethod
    def _places(cls) -> list[str]:
        """How the engine names an axis that is at fault."""
        return [f"{cls.argument_name}[{i}]" for i in range(cls.rank)]

    def _gathered(self, params: Mapping[str, Any], pair: type = tuple) -> dict[str, Any]:
        """``params`` with the rows put together to the argument of Keras."""
        left = dict(params)
        ends = pair(pair(left.pop(name) for name in names) for names in self._rows())
        return {**left, self.argument_name: ends[0] if self.rank == 1 else ends}


class _Cropping(_Edges):
    argument_name = "cropping"
    formula = (
        "y[i] = x[i + beginning]\nsize of y = size of x - beginning - end, along each dimension"
    )


class Cropping1D(_Cropping):
    """Cuts steps off the beginning and the end of a signal."""

    title = "Cropping 1D layer"
    engine = frames.cropping_1d
    sample = ((2, 6, 3),)
    rank = 1

    begin: Count = _edge(1, "steps that are cut off", "beginning")
    end: Count = _edge(1, "steps that are cut off", "end")


class Cropping2D(_Cropping):
    """Cuts rows (dimension 1) and columns (dimension 2) off the edges of an image."""

    title = "Cropping 2D layer"
    engine = frames.cropping_2d
    sample = ((2, 5, 4, 3),)
    rank = 2

    begin_1: Count = _edge(0, "rows that are cut off", "beginning", 1)
    end_1: Count = _edge(0, "rows that are cut off", "end", 1)
    begin_2: Count = _edge(0, "columns that are cut off", "beginning", 2)
    end_2: Count = _edge(0, "columns that are cut off", "end", 2)
    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class Cropping3D(_Cropping):
    """Cuts planes (dimension 1), rows (2) and columns (3) off the edges of a volume.

    Keras 2 also gives volumes of which nothing is left.
    """

    title = "Cropping 3D layer"
    engine = frames.cropping_3d
    sample = ((2, 4, 3, 5, 2),)
    rank = 3

    begin_1: Count = _edge(1, "planes that are cut off", "beginning", 1)
    end_1: Count = _edge(1, "planes that are cut off", "end", 1)
    begin_2: Count = _edge(1, "rows that are cut off", "beginning", 2)
    end_2: Count = _edge(1, "rows that are cut off", "end", 2)
    begin_3: Count = _edge(1, "columns that are cut off", "beginning", 3)
    end_3: Count = _edge(1, "columns that are cut off", "end", 3)
    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)


class _ZeroPadding(_Edges):
    argument_name = "padding"
    formula = (
        "y[i] = x[i - beginning] where x has that place, 0 elsewhere\n"
        "size of y = size of x + beginning + end, along each dimension"
    )


class ZeroPadding1D(_ZeroPadding):
    """Adds steps of zeros before and after a signal.

    Keras 2 knows channels_last only.
    """

    title = "Zero padding 1D layer"
    engine = frames.zero_padding_1d
    sample = ((2, 4, 3),)
    rank = 1

    begin: Count = _edge(1, "steps of zeros that are added", "beginning")
    end: Count = _edge(1, "steps of zeros that are added", "end")
    data_format: DataFormat = param("channels_last", DATA_FORMAT_1D, advanced=True)


class ZeroPadding2D(_ZeroPadding):
    """Adds rows (dimension 1) and columns (dimension 2) of zeros around an image."""

    title = "Zero padding 2D layer"
    engine = frames.zero_padding_2d
    sample = ((2, 3, 4, 3),)
    rank = 2

    begin_1: Count = _edge(1, "rows of zeros that are added", "beginning", 1)
    end_1: Count = _edge(1, "rows of zeros that are added", "end", 1)
    begin_2: Count = _edge(1, "columns of zeros that are added", "beginning", 2)
    end_2: Count = _edge(1, "columns of zeros that are added", "end", 2)
    data_format: DataFormat = param("channels_last", DATA_FORMAT)


class ZeroPadding3D(_ZeroPadding):
    """Adds planes (dimension 1), rows (2) and columns (3) of zeros around a volume."""

    title = "Zero padding 3D layer"
    engine = frames.zero_padding_3d
    sample = ((2, 2, 3, 2, 2),)
    rank = 3

    begin_1: Count = _edge(1, "planes of zeros that are added", "beginning", 1)
    end_1: Count = _edge(1, "planes of zeros that are added", "end", 1)
    begin_2: Count = _edge(1, "rows of zeros that are added", "beginning", 2)
    end_2: Count = _edge(1, "rows of zeros that are added", "end", 2)
    begin_3: Count = _edge(1, "columns of zeros that are added", "beginning", 3)
    end_3: Count = _edge(1, "columns of zeros that are added", "end", 3)
    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)


_REPEATED = "y[i] = x[⌊i / size⌋] along each dimension;  size of y = size · size of x"


class UpSampling1D(_Reshaping):
    """Makes a signal longer by repeating each of its steps."""

    title = "Up sampling 1D layer"
    engine = frames.up_sampling_1d
    formula = _REPEATED
    sample = ((2, 4, 3),)

    size: PositiveInt = param(2, "How many times as many steps the output has.")


class UpSampling2D(_Reshaping):
    """Makes an image larger by repeating its pixels or by mixing neighbouring ones.

    A mixed pixel is a weighted mean of those around its centre, first along the rows, then along
    the columns. Whole numbers are rounded; Keras 2 gives fractions, and float32 for float16.
    Keras 3 does not know gaussian and mitchellcubic, which are computed as in Keras 2.
    Source: Keys, 1981, "Cubic convolution interpolation for digital image processing"; Mitchell &
    Netravali, 1988, "Reconstruction filters in computer graphics".
    """

    title = "Up sampling 2D layer"
    engine = frames.up_sampling_2d
    formula = (
        "nearest, area: " + _REPEATED + "\n"
        "others: y[i] = Σⱼ k(|u - j|) · x[j] / Σⱼ k(|u - j|),  u = (i + ½) / size - ½\n"
        "        bilinear        k(d) = 1 - d  where d < 1\n"
        "        gaussian        k(d) = exp(-2 d²)  where d < 1.5\n"
        "        bicubic         k(d) = 1.5 d³ - 2.5 d² + 1  where d < 1\n"
        "                        k(d) = -0.5 d³ + 2.5 d² - 4 d + 2  where 1 ≤ d < 2\n"
        "        mitchellcubic   k(d) = 7/6 d³ - 2 d² + 8/9  where d < 1\n"
        "                        k(d) = -7/18 d³ + 2 d² - 10/3 d + 16/9  where 1 ≤ d < 2\n"
        "        lanczos n       k(d) = sinc(d) · sinc(d / n)  where d < n\n"
        "sinc(d) = sin(π d) / (π d); k(d) = 0 elsewhere"
    )
    sample = ((2, 3, 4, 2),)
    samples = (((1, 1, 2, 3),),)

    size: Pair = param((2, 2), "How many times as many rows and columns the output has.")
    data_format: DataFormat = param("channels_last", DATA_FORMAT)
    interpolation: Interpolation = param(
        "nearest",
        "How new pixels are found: nearest and area repeat pixels; bilinear mixes the 2 next "
        "ones along each side, gaussian 3, bicubic and mitchellcubic 4, lanczos3 6 and "
        "lanczos5 10.",
    )

    def build(self) -> Layer:
        layer = super().build()
        if self.interpolation not in frames.ONLY_IN_KERAS_2:
            return layer
        return replace(layer, params={**layer.params, "dialect": "tf_keras"})


class UpSampling3D(_Reshaping):
    """Makes a volume larger by repeating its places."""

    title = "Up sampling 3D layer"
    engine = frames.up_sampling_3d
    formula = _REPEATED
    sample = ((2, 2, 3, 2, 2),)

    size: Triple = param(
        (2, 2, 2), "How many times as many planes, rows and columns the output has."
    )
    data_format: DataFormat = param("channels_last", DATA_FORMAT_3D)
