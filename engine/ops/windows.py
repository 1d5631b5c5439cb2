"""Windows that slide over the spatial axes of ``x (batch, *spatial, channels)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from engine.autodiff import Array, Shape, ShapeError, Spec
from engine.ops.shaping import padded

Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Windows:
    """How windows lie: one size, step and dilation for each spatial axis.

    ``padding`` is ``valid`` (windows stay inside), ``same`` (as many windows as steps
    fit into the axis; the odd place is added at the end) or ``causal`` (as many, and
    none sees what comes after its last place).
    """

    size: Sizes
    strides: Sizes
    padding: str = "valid"
    dilation: Sizes = ()

    @property
    def spacing(self) -> Sizes:
        return self.dilation or (1,) * len(self.size)

    @property
    def extent(self) -> Sizes:
        """From the first place of a window to its last, both included."""
        return tuple((k - 1) * d + 1 for k, d in zip(self.size, self.spacing, strict=True))

    def counts(self, spatial: Shape) -> Shape:
        """How many windows there are along each axis; 0 where none fits."""
        inside = self.padding == "valid"
        return tuple(
            None if n is None else max(-(-(n - e + 1 if inside else n) // s), 0)
            for n, e, s in zip(spatial, self.extent, self.strides, strict=True)
        )

    def widths(self, spatial: Sizes) -> list[tuple[int, int]]:
        """Places added before and after each axis."""
        if self.padding == "valid":
            return [(0, 0)] * len(spatial)
        if self.padding == "causal":
            return [(e - 1, 0) for e in self.extent]
        totals = [
            max((-(-n // s) - 1) * s + e - n, 0)
            for n, e, s in zip(spatial, self.extent, self.strides, strict=True)
        ]
        return [(total // 2, total - total // 2) for total in totals]

    def surround(self, x: Array, value: float = 0.0) -> tuple[Array, tuple[slice, ...]]:
        """``x`` with what the padding adds, and where in it ``x`` lies."""
        widths = [(0, 0), *self.widths(x.shape[1:-1]), (0, 0)]
        if not any(map(any, widths)):
            return x, ()
        return padded(x, widths, value)

    def places(self, counts: Sizes) -> Iterator[tuple[slice, ...]]:
        """For each place of the window, row by row: where the padded array has it."""
        for offset in product(*map(range, self.size)):
            starts = [o * d for o, d in zip(offset, self.spacing, strict=True)]
            steps = zip(starts, counts, self.strides, strict=True)
            yield (
                slice(None),
                *(slice(a, a + (n - 1) * s + 1 if n else a, s) for a, n, s in steps),
            )

    def view(self, x: Array) -> Array:
        """``x (batch, *spatial, …)``, already surrounded, as ``(batch, *counts, …, *size)``.

        Nothing is copied, unless the values of ``x`` do not lie in order.
        """
        axes = len(self.size)
        spatial = x.shape[1 : 1 + axes]
        fit = zip(spatial, self.extent, self.strides, strict=True)
        counts = [max((n - e) // s + 1, 0) for n, e, s in fit]
        shape = (len(x), *counts, *x.shape[1 + axes :], *self.size)
        if 0 in shape:
            return np.empty(shape, x.dtype)
        x = np.ascontiguousarray(x)
        steps, rest = x.strides[1 : 1 + axes], x.strides[1 + axes :]
        between = (step * s for step, s in zip(steps, self.strides, strict=True))
        within = (step * d for step, d in zip(steps, self.spacing, strict=True))
        # As sliding_window_view, without its twenty microseconds.
        return np.ndarray(shape, x.dtype, x, 0, (x.strides[0], *between, *rest, *within))


def check_windows(
    x: Spec, windows: Windows, name: str, parameter: str, slack: Sequence[int] = ()
) -> None:
    """Refuse windows that are larger than what they slide over.

    With ``slack`` they may be larger by so many places along each axis; then there is
    none of them.

    Raises:
        ShapeError: some axis has no place for a window.
    """
    spatial = x.shape[1:-1]
    allowed = zip(spatial, windows.extent, slack or (0,) * len(spatial), strict=True)
    if windows.padding == "valid" and any(n is not None and n + m < e for n, e, m in allowed):
        raise ShapeError(
            f"{name} of {listed(windows.extent)} does not fit into the {listed(spatial)} of {x}",
            parameter,
        )


def listed(sizes: Sequence[int | None]) -> str:
    """Sizes as users write them: ``3 x 3``."""
    return " x ".join("?" if n is None else str(n) for n in sizes)
