"""Random changes of what a batch normalization gives while it is trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.autodiff import Array, Shape, ShapeError

Range = tuple[float, float]


@dataclass(frozen=True)
class UniformAdjustment:
    """A factor and a shift for each channel, drawn evenly from two ranges for every batch.

    Channels are those of the last axis. With a ``seed`` the draws are a stream of their
    own, else they come from the layer's.
    """

    scale_range: Range = (0.9, 1.1)
    shift_range: Range = (-0.1, 0.1)
    seed: int | None = None

    def __call__(self, shape: Shape, rng: np.random.Generator) -> tuple[Array, Array]:
        """Factor and shift for input of ``shape (batch, …, channels)``.

        Raises:
            ShapeError: the number of channels is not known.
        """
        channels = shape[-1]
        if channels is None:
            raise ShapeError("an adjustment needs to know the number of channels", "adjustment")
        scale = rng.uniform(*self.scale_range, size=channels)
        return scale, rng.uniform(*self.shift_range, size=channels)
