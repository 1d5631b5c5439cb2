"""Layers that make signals, images and volumes smaller or larger: at the edges, or all over.

Each family is written once for any number of spatial axes; ``x`` is (batch, *spatial,
channels), or (batch, channels, *spatial) where ``data_format`` is ``channels_first``.
Masks end here, as in Keras.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.autodiff import ShapeError, Tensor
from engine.layers.images import (
    AXES,
    DATA_FORMATS,
    Sizes,
    channels_moved_back,
    channels_moved_last,
    check_rank,
    choice,
    sizes,
)
from engine.ops.elementwise import cast, cast_floats
from engine.ops.resizing import KERNELS, repeat, resize, rounded
from engine.ops.shaping import crop, pad
from engine.refusals import SettingTypeError
from engine.scope import Scope

Edges = int | Sequence[int | Sequence[int]]
"""How much at the edges: one number, or by axis one number or those of its two ends."""

INTERPOLATIONS = ("nearest", "area", *KERNELS)
ONLY_IN_KERAS_2 = ("gaussian", "mitchellcubic")


def cropping_1d(
    scope: Scope, x: Tensor, *, cropping: Edges = (1, 1), dialect: str = "keras3"
) -> Tensor:
    """``x`` without its first and last steps; see ``cropping_2d``."""
    return _cropped(scope, x, cropping, 1, None, dialect)


def cropping_2d(
    scope: Scope,
    x: Tensor,
    *,
    cropping: Edges = ((0, 0), (0, 0)),
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """``x`` without what lies at its edges: by axis as many as ``cropping`` has.

    In the dialect ``tf_keras`` volumes may lose everything, and one negative number for
    all edges keeps as much of the middle as the ends overlap.

    Raises:
        ShapeError: ``cropping`` has negative numbers or too many, ``x`` has another
            number of dimensions, or nothing would be left.
    """
    return _cropped(scope, x, cropping, 2, data_format, dialect)


def cropping_3d(
    scope: Scope,
    x: Tensor,
    *,
    cropping: Edges = ((1, 1), (1, 1), (1, 1)),
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """``x`` without its outer planes, rows and columns; see ``cropping_2d``."""
    return _cropped(scope, x, cropping, 3, data_format, dialect)


def zero_padding_1d(
    scope: Scope,
    x: Tensor,
    *,
    padding: Edges = (1, 1),
    data_format: str | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """``x`` with zeros before its first and after its last step; see ``zero_padding_2d``.

    The dialect ``tf_keras`` has no data format.
    """
    if dialect == "tf_keras" and data_format is not None:
        raise SettingTypeError("zero padding 1D has no data format in Keras 2", "data_format")
    return _padded(scope, x, padding, 1, data_format)


def zero_padding_2d(
    scope: Scope,
    x: Tensor,
    *,
    padding: Edges = ((1, 1), (1, 1)),
    data_format: str | None = None,
) -> Tensor:
    """``x`` with zeros around it: at the ends of each axis as many as ``padding`` has.

    Raises:
        ShapeError: ``padding`` has negative numbers or too many, or ``x`` has another
            number of dimensions.
    """
    return _padded(scope, x, padding, 2, data_format)


def zero_padding_3d(
    scope: Scope,
    x: Tensor,
    *,
    padding: Edges = ((1, 1), (1, 1), (1, 1)),
    data_format: str | None = None,
) -> Tensor:
    """``x`` with zeros on all six sides; see ``zero_padding_2d``."""
    return _padded(scope, x, padding, 3, data_format)


def up_sampling_1d(scope: Scope, x: Tensor, *, size: int = 2, dialect: str = "keras3") -> Tensor:
    """Each step of ``x`` ``size`` times.

    Raises:
        ShapeError: ``size`` is no positive number, or ``x`` is no signal.
    """
    older = dialect == "tf_keras"
    if not older and (not isinstance(size, int) or isinstance(size, bool)):
        raise SettingTypeError(f"size takes one whole number, not {size!r}", "size")
    times = int(size)
    if older:
        check_rank(x, "channels_last", 1, "up sampling 1D")
    if times < 1:
        raise ShapeError(f"size takes one positive number, not {size}", "size")
    return _repeated(scope, x, times, 1, None)


def up_sampling_2d(
    scope: Scope,
    x: Tensor,
    *,
    size: Sizes = (2, 2),
    data_format: str | None = None,
    interpolation: str = "nearest",
    dialect: str = "keras3",
) -> Tensor:
    """``x`` with ``size`` times as many rows and columns.

    ``nearest`` and ``area`` repeat pixels, the others mix those around the centre of a
    new one; see ``resize``. Whole numbers are rounded. In the dialect ``tf_keras`` all
    but ``nearest`` give floats, of type float32 unless ``x`` is float64.

    Raises:
        ShapeError: a setting is out of range, ``x`` is no image, or the interpolation is
            one of those that only the dialect ``tf_keras`` has.
    """
    how, older = interpolation.lower(), dialect == "tf_keras"
    if older:
        choice(how, INTERPOLATIONS, "interpolation")
    if x.ndim == 4 and 0 in x.shape[1:] and (older or how != "nearest"):
        raise ShapeError(f"there is nothing to make larger in the input {x.spec}")
    if how == "nearest":
        return _repeated(scope, x, size, 2, data_format)
    factors, order = sizes(size, 2, "size"), choice(data_format, DATA_FORMATS, "data_format")
    frames = channels_moved_last(cast_floats(x, scope.dtype), order, 2, "up sampling 2D")
    if how not in INTERPOLATIONS or (not older and how in ONLY_IN_KERAS_2):
        raise ShapeError(f"there is no interpolation '{interpolation}'", "interpolation")
    grown = _grown(frames, factors, how)
    return channels_moved_back(grown if older else _typed(grown, frames.dtype), order)


def up_sampling_3d(
    scope: Scope, x: Tensor, *, size: Sizes = (2, 2, 2), data_format: str | None = None
) -> Tensor:
    """Each place of the volume ``x`` as often along each axis as ``size`` has it.

    Raises:
        ShapeError: ``size`` is out of range, or ``x`` is no volume.
    """
    return _repeated(scope, x, size, 3, data_format)


def edges(
    value: Edges, rank: int, parameter: str, *, lax: bool = False
) -> tuple[tuple[int, int], ...]:
    """How much is meant at the two ends of each of ``rank`` axes.

    Raises:
        ShapeError: there are not as many numbers, or one is negative; if ``lax``, one
            negative number for all edges passes.
    """
    if isinstance(value, int) and (value >= 0 or lax):
        return ((value, value),) * rank
    given = value if isinstance(value, Sequence) and len(value) == rank else (value,)
    if rank == 1:
        given = (value,)
    if len(given) != rank:
        raise _no_edges(value, rank, parameter)
    return tuple(_ends(v, value, rank, parameter) for v in given)


def _ends(ends: object, value: Edges, rank: int, parameter: str) -> tuple[int, int]:
    """The two ends of one axis of ``value``."""
    pair = (ends, ends) if isinstance(ends, int) else ends
    if isinstance(pair, Sequence) and len(pair) == 2:
        low, high = pair
        if isinstance(low, int) and isinstance(high, int) and min(low, high) >= 0:
            return low, high
    raise _no_edges(value, rank, parameter)


def _no_edges(value: Edges, rank: int, parameter: str) -> ShapeError:
    each = "" if rank == 1 else f" for each of {rank} axes"
    return ShapeError(
        f"{parameter} takes two numbers of 0 or more{each}, or one for all; not {value!r}",
        parameter,
    )


def _cropped(
    scope: Scope, x: Tensor, cropping: Edges, rank: int, data_format: str | None, dialect: str
) -> Tensor:
    older = dialect == "tf_keras"
    ends = edges(cropping, rank, "cropping", lax=older and rank > 1)
    widths, first = _widths(x, ends, data_format, f"cropping {rank}D")
    for i, (low, high) in enumerate(ends):
        size = x.shape[first + i]
        if size is not None and low + high >= size and not (older and rank == 3):
            raise ShapeError(
                f"nothing is left of {size} {AXES[rank][i]} after {low} and {high} are cut off",
                f"cropping[{i}]",
            )
    cropped: Tensor = crop(cast_floats(x, scope.dtype), widths=widths)
    return cropped


def _padded(scope: Scope, x: Tensor, padding: Edges, rank: int, data_format: str | None) -> Tensor:
    ends = edges(padding, rank, "padding", lax=rank > 1)
    widths, _ = _widths(x, ends, data_format, f"zero padding {rank}D")
    if min(map(min, ends)) < 0:
        raise _no_edges(padding, rank, "padding")
    padded: Tensor = pad(cast_floats(x, scope.dtype), widths=widths)
    return padded


def _widths(
    x: Tensor, ends: Sequence[tuple[int, int]], data_format: str | None, name: str
) -> tuple[tuple[tuple[int, int], ...], int]:
    """The ends of every axis of ``x``, and which is the first spatial one."""
    order = choice(data_format, DATA_FORMATS, "data_format")
    check_rank(x, order, len(ends), name)
    if order == "channels_first":
        return ((0, 0), (0, 0), *ends), 2
    return ((0, 0), *ends, (0, 0)), 1


def _repeated(scope: Scope, x: Tensor, size: Sizes, rank: int, data_format: str | None) -> Tensor:
    factors, order = sizes(size, rank, "size"), choice(data_format, DATA_FORMATS, "data_format")
    x = cast_floats(x, scope.dtype)
    check_rank(x, order, rank, f"up sampling {rank}D")
    repeated: Tensor = repeat(x, factors=factors if order == "channels_last" else (1, *factors))
    return repeated


def _grown(x: Tensor, factors: Sequence[int], how: str) -> Tensor:
    """``x`` mixed, in float32 unless it is float64."""
    x = cast(x, "float64" if x.dtype == "float64" else "float32")
    grown: Tensor = (
        repeat(x, factors=factors) if how == "area" else resize(x, factors=factors, kernel=how)
    )
    return grown


def _typed(x: Tensor, dtype: str) -> Tensor:
    """``x`` as ``dtype``, rounded if that has no fractions."""
    if dtype.startswith("float"):
        return cast(x, dtype)
    whole: Tensor = rounded(x, dtype=dtype)
    return whole
