"""Locally connected layer cards."""

from typing import Annotated, Any

from pydantic import Field

from cards.card import LayerCard, PositiveInt, param
from cards.library.sliding import (
    FILTERS,
    OUTPUT_SIZE,
    ActivationThenBias,
    KernelParts,
    OverRows,
    OverSteps,
    Padding,
)
from engine.layers import locally_connected

_SIZES = f"{OUTPUT_SIZE},  extent being the kernel size"


class _LocallyConnected(LayerCard):
    """The order of rows; those that are Any here come with the rank."""

    group = "Layers / Locally connected layers"

    filters: PositiveInt = param(32, FILTERS)
    kernel_size: Any
    strides: Any
    data_format: Any
    padding: Padding = param(
        "valid",
        "With valid, windows stay inside the input; with same, which implementation 1 does not "
        "have, they may reach over its edge.",
        advanced=True,
    )
    implementation: Annotated[int, Field(ge=1, le=3)] = param(
        1,
        "How the weights are kept: 1 by place of the output; 2 as a matrix of all inputs to all "
        "outputs, most of it unused; 3 as only those numbers of this matrix that are used.",
        advanced=True,
    )


class LocallyConnected1D(KernelParts, ActivationThenBias, OverSteps, _LocallyConnected):
    """Slides a window along a signal, with filters and offsets of their own at every place.

    It is a convolution that shares no weights. The layer is one of Keras 2; Keras 3 does
    not have it. Source: Gregor & LeCun, 2010, arXiv:1006.0448.
    """

    title = "Locally connected 1D layer"
    engine = locally_connected.locally_connected_1d
    formula = "y[t, f] = activation(b[t, f] + Σᵢ Σ꜀ x[t·stride + i, c] · w[t, i, c, f])" + _SIZES


class LocallyConnected2D(KernelParts, ActivationThenBias, OverRows, _LocallyConnected):
    """Slides a window over an image, with filters and offsets of their own at every place.

    It is a convolution that shares no weights. The layer is one of Keras 2; Keras 3 does
    not have it. Source: Gregor & LeCun, 2010, arXiv:1006.0448.
    """

    title = "Locally connected 2D layer"
    engine = locally_connected.locally_connected_2d
    formula = (
        "y[p, f] = activation(b[p, f] + Σᵢ Σₖ x[p·stride + i, k] · w[p, i, k, f])\n"
        "p and i stand for a row and a column" + _SIZES
    )
