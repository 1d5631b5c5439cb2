"""Random changes of what a batch normalization gives while it is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from engine.autodiff import Shape, ShapeError, Tensor
from engine.ops.noise import uniform
from engine.ops.shaping import reshape

Range = tuple[float, float]


@dataclass(frozen=True)
class UniformAdjustment:
    """A factor and a shift for each channel, drawn evenly from two ranges for every batch.

    With a ``seed`` the draws are a stream of their own, else they come from the layer's.
    """

    scale_range: Range = (0.9, 1.1)
    shift_range: Range = (-0.1, 0.1)
    seed: int | None = None

    def __call__(
        self, shape: Shape, rng: np.random.Generator, axes: Sequence[int] = (-1,)
    ) -> tuple[Tensor, Tensor]:
        """Factor and shift for input of ``shape`` whose channels are along ``axes``.

        Raises:
            ShapeError: the number of channels is not known.
        """
        channels = {axis % len(shape) for axis in axes}
        size = [n if i in channels else 1 for i, n in enumerate(shape)]
        if None in size:
            raise ShapeError("an adjustment needs to know the number of channels", "adjustment")
        count = prod(n or 0 for n in size)
        scale, shift = (
            reshape(uniform(low=low, high=high, size=count, rng=rng), shape=size)
            for low, high in (self.scale_range, self.shift_range)
        )
        return scale, shift
