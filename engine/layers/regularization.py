"""Layers that disturb values while training."""

from __future__ import annotations

from collections.abc import Sequence

from engine.autodiff import ShapeError, Tensor
from engine.ops.elementwise import cast
from engine.ops.noise import drop
from engine.scope import Scope


def dropout(
    scope: Scope,
    x: Tensor,
    *,
    rate: float,
    noise_shape: Sequence[int | None] | None = None,
    seed: int | None = None,
) -> Tensor:
    """In training a share ``rate`` of the values becomes 0, the others grow to keep the mean.

    ``noise_shape`` has 1 along axes that share one draw, None where it is as long as
    ``x``. With a ``seed`` the draws follow from it alone. The mask is handed on.

    Raises:
        ShapeError: ``rate`` is not between 0 and 1, or ``noise_shape`` does not fit.
    """
    if not 0 <= rate <= 1:
        raise ShapeError(f"the rate must be between 0 and 1, not {rate}", "rate")
    if noise_shape is not None:
        _check_noise_shape(x, tuple(noise_shape))
    x = cast(x, scope.dtype)
    if not scope.training or rate == 0:
        return x
    y: Tensor = drop(x, rate=rate, rng=scope.stream(seed), noise_shape=noise_shape)
    return y.masked(x.mask)


def _check_noise_shape(x: Tensor, noise_shape: tuple[int | None, ...]) -> None:
    fits = len(noise_shape) == x.ndim and all(
        n in (None, 1) or m is None or n == m for n, m in zip(noise_shape, x.shape, strict=True)
    )
    if not fits:
        raise ShapeError(
            f"the noise shape {noise_shape} does not fit the input {x.spec}: for each axis "
            "it takes 1, the axis's size or None",
            "noise_shape",
        )
