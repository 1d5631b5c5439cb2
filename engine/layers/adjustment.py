"""Random changes of what a batch normalization gives while it is trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.autodiff import Shape, ShapeError, Tensor
from engine.ops.noise import uniform

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

    def __call__(self, shape: Shape, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Factor and shift for input of ``shape (batch, …, channels)``.

        Raises:
            ShapeError: the number of channels is not known.
        """
        channels = shape[-1]
        if channels is None:
            raise ShapeError("an adjustment needs to know the number of channels", "adjustment")
        low, high = self.scale_range
        scale: Tensor = uniform(low=low, high=high, size=channels, rng=rng)
        low, high = self.shift_range
        shift: Tensor = uniform(low=low, high=high, size=channels, rng=rng)
        return scale, shift
