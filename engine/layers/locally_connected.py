"""Locally connected layers: convolutions whose weights differ from place to place."""

from __future__ import annotations

from math import prod

from engine.autodiff import ShapeError, Tensor
from engine.initializers import glorot_uniform, zeros
from engine.layers.images import AXES, Sizes, channels_moved_back
from engine.layers.sliding import Sliding, check_positive, sliding
from engine.ops.elementwise import add, cast
from engine.ops.locally_connected import Links, convolve_locally, spread, used
from engine.ops.matmul import matmul
from engine.ops.shaping import reshape, transpose
from engine.ops.windows import check_windows
from engine.scope import Scope


def locally_connected_1d(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    activation: str | None = None,
    use_bias: bool = True,
    implementation: int = 1,
    dialect: str = "keras3",
) -> Tensor:
    """As ``locally_connected_2d`` for a signal ``x (batch, steps, channels)``."""
    settings = sliding(
        scope,
        1,
        "locally connected layer",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
    )
    return _locally_connected(scope, x, settings, filters, implementation)


def locally_connected_2d(
    scope: Scope,
    x: Tensor,
    *,
    filters: int,
    kernel_size: Sizes,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    activation: str | None = None,
    use_bias: bool = True,
    implementation: int = 1,
    dialect: str = "keras3",
) -> Tensor:
    """A convolution of an image with a kernel and a bias of its own for every place.

    ``x (batch, rows, columns, channels)``, or channels before rows with the format
    ``channels_first``. ``implementation`` says how weights are kept: 1 by place, 2 as
    a matrix of all values to all results, 3 as those of its entries that are used.

    Raises:
        ShapeError: a setting is out of range, settings exclude each other, or they do
            not fit the image.
    """
    settings = sliding(
        scope,
        2,
        "locally connected layer",
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        activation=activation,
        use_bias=use_bias,
        dialect=dialect,
    )
    return _locally_connected(scope, x, settings, filters, implementation)


def _locally_connected(
    scope: Scope, x: Tensor, settings: Sliding, filters: int, implementation: int
) -> Tensor:
    if implementation == 1 and settings.windows.padding == "same":
        raise ShapeError("implementation 1 has the padding valid only", "padding")
    image = settings.image(scope, x)
    if implementation not in (1, 2, 3):
        raise ShapeError(f"implementation is 1, 2 or 3, not {implementation}", "implementation")
    if filters or not settings.older or implementation == 3:
        check_positive(filters, "filters")
    links = _links(image, settings, filters)
    kernel = cast(_kernel(scope, links, implementation), scope.dtype)
    if implementation == 1:
        y = _by_place(image, kernel, links)
    elif implementation == 3 and settings.windows.padding == "valid":
        y = _by_place(image, _placed(kernel, links), links)
    else:
        matrix = (used if implementation == 2 else spread)(kernel, links=links)
        flat = reshape(cast(x, scope.dtype), shape=(None, links.shape[0]))
        y = reshape(matmul(flat, matrix), shape=(None, *_results(links)))
    if settings.use_bias:
        y = add(y, _bias(scope, links))
    return settings.activated(y)


def _links(image: Tensor, settings: Sliding, filters: int) -> Links:
    """What is linked to what.

    Raises:
        ShapeError: the size of the image is unknown, or smaller than the kernel.
    """
    *_, channels = image.shape
    spatial = tuple(n for n in image.shape[1:-1] if n is not None)
    rank = len(settings.windows.size)
    if len(spatial) < rank:
        raise ShapeError(
            f"{settings.name} has weights for every place and needs to know how many "
            f"{' and '.join(AXES[rank])} there are; the input is {image.spec}"
        )
    check_windows(image.spec, settings.windows, "a kernel", "kernel_size")
    first = settings.data_format == "channels_first"
    return Links(spatial, settings.windows, channels or 0, filters, first)


def _kernel(scope: Scope, links: Links, implementation: int) -> Tensor:
    if implementation == 1:
        shape: tuple[int, ...] = (prod(links.counts), _values(links), links.filters)
    elif implementation == 2:
        shape = (*_ordered(links, links.spatial, links.channels), *_results(links))
    else:
        shape = (links.number,)
    return scope.weight("kernel", shape, default=glorot_uniform)


def _by_place(image: Tensor, kernel: Tensor, links: Links) -> Tensor:
    first = links.channels_first
    y = convolve_locally(image, kernel, windows=links.windows, channels_first=first)
    return channels_moved_back(y, "channels_first" if first else "channels_last")


def _placed(kernel: Tensor, links: Links) -> Tensor:
    """Weights of whole windows, which stand result after result, as implementation 1 has them."""
    places, values, filters = prod(links.counts), _values(links), links.filters
    if links.channels_first:
        shape, axes = (filters, places, values), (1, 2, 0)
    else:
        shape, axes = (places, filters, values), (0, 2, 1)
    ordered: Tensor = transpose(reshape(kernel, shape=shape), axes=axes)
    return ordered


def _values(links: Links) -> int:
    """How many values a window holds."""
    return prod(links.windows.size) * links.channels


def _bias(scope: Scope, links: Links) -> Tensor:
    """One number for each place and filter, as Keras 2 adds it.

    With channels first its numbers are taken in the order of the result, though the
    weight has the filters last.
    """
    bias = cast(scope.weight("bias", (*links.counts, links.filters), default=zeros), scope.dtype)
    ordered: Tensor = reshape(bias, shape=_results(links))
    return ordered


def _results(links: Links) -> tuple[int, ...]:
    return _ordered(links, links.counts, links.filters)


def _ordered(links: Links, spatial: tuple[int, ...], channels: int) -> tuple[int, ...]:
    return (channels, *spatial) if links.channels_first else (*spatial, channels)
