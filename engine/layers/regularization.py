"""Layers that disturb values while training, or put a price on them."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite

from engine.autodiff import Primitive, ShapeError, Spec, Tensor
from engine.layers.images import DATA_FORMATS, check_rank, choice
from engine.ops.elementwise import cast, scale
from engine.ops.noise import alpha_drop, drop, gaussian_scale, gaussian_shift, noise_sizes
from engine.refusals import SettingTypeError
from engine.regularizers import l1_l2
from engine.scope import Scope

NoiseShape = Sequence[int | None]


def dropout(
    scope: Scope,
    x: Tensor,
    *,
    rate: float,
    noise_shape: NoiseShape | None = None,
    seed: int | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """In training a share ``rate`` of the values becomes 0, the others grow to keep the mean.

    ``noise_shape`` has 1 along axes that share one draw, None where it is as long as
    ``x``; axes may be missing in front. With a ``seed`` the draws follow from it alone.
    The mask is handed on. The dialect ``tf_keras`` does not train with rate 1.

    Raises:
        ShapeError: ``rate`` is not between 0 and 1, or ``noise_shape`` does not fit.
    """
    if noise_shape is not None and dialect != "tf_keras":
        _check_draws(noise_shape)
    start = _start(scope, seed, dialect)
    return _dropped(scope, x, drop, _kept_rate(scope, rate, dialect), noise_shape, start)


def alpha_dropout(
    scope: Scope,
    x: Tensor,
    *,
    rate: float,
    noise_shape: NoiseShape | None = None,
    seed: int | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """In training a share ``rate`` takes the lowest value of SELU; mean and deviation stay.

    For activations of mean 0 and deviation 1. ``noise_shape`` and ``seed`` are those of
    ``dropout``. In the dialect ``tf_keras`` a rate outside 0 to 1 does nothing, and the
    noise shape must be known.

    Raises:
        ShapeError: ``rate`` is not between 0 and 1, or is 1 in training, or
            ``noise_shape`` does not fit.
    """
    share = _share_below_1(scope, rate, dialect)
    older = dialect == "tf_keras"
    if older and scope.training and share and noise_shape is not None and None in noise_shape:
        raise ShapeError(f"the noise shape {noise_shape} has an unknown size", "noise_shape")
    return _dropped(scope, x, alpha_drop, share, noise_shape, _start(scope, seed, dialect))


def spatial_dropout_1d(
    scope: Scope, x: Tensor, *, rate: float, seed: int | None = None, dialect: str = "keras3"
) -> Tensor:
    """In training whole channels of ``x (batch, steps, channels)`` become 0; see ``dropout``."""
    kept, start = _kept_rate(scope, rate, dialect), _start(scope, seed, dialect)
    return _spatial_dropout(scope, x, kept, 1, None, start)


def spatial_dropout_2d(
    scope: Scope,
    x: Tensor,
    *,
    rate: float,
    data_format: str | None = None,
    seed: int | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """In training whole channels of images become 0; see ``dropout``.

    Raises:
        ShapeError: ``rate`` is not between 0 and 1, or ``x`` is no batch of images.
    """
    kept, start = _kept_rate(scope, rate, dialect), _start(scope, seed, dialect)
    return _spatial_dropout(scope, x, kept, 2, data_format, start)


def spatial_dropout_3d(
    scope: Scope,
    x: Tensor,
    *,
    rate: float,
    data_format: str | None = None,
    seed: int | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """In training whole channels of volumes become 0; see ``spatial_dropout_2d``."""
    kept, start = _kept_rate(scope, rate, dialect), _start(scope, seed, dialect)
    return _spatial_dropout(scope, x, kept, 3, data_format, start)


def gaussian_dropout(
    scope: Scope,
    x: Tensor,
    *,
    rate: float,
    seed: int | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """In training ``x`` times numbers around 1 whose deviation is that of ``dropout``.

    That is the root of ``rate / (1 - rate)``. In the dialect ``tf_keras`` a rate outside
    0 to 1 does nothing. The mask is handed on.

    Raises:
        ShapeError: ``rate`` is not between 0 and 1, or is 1 in training.
    """
    share = _share_below_1(scope, rate, dialect)
    deviation = (share / (1 - share)) ** 0.5 if share < 1 else 0.0
    return _disturbed(scope, x, gaussian_scale, deviation, _start(scope, seed, dialect))


def gaussian_noise(
    scope: Scope,
    x: Tensor,
    *,
    stddev: float,
    seed: int | None = None,
    dialect: str = "keras3",
) -> Tensor:
    """In training ``x`` plus numbers around 0 of deviation ``stddev``; the mask is handed on.

    In the dialect ``tf_keras`` the deviation may be any number.

    Raises:
        ShapeError: ``stddev`` is not between 0 and 1.
    """
    if dialect != "tf_keras":
        check_share(stddev, "stddev")
    return _disturbed(scope, x, gaussian_shift, stddev, _start(scope, seed, dialect))


def activity_regularization(
    scope: Scope,
    x: Tensor,
    *,
    l1: float | None = 0.0,
    l2: float | None = 0.0,
    dialect: str = "keras3",
) -> Tensor:
    """``x`` itself; ``l1 * sum |x| + l2 * sum x²``, divided by the batch, is added to the loss.

    The mask is handed on.

    Raises:
        ShapeError: a factor is no finite number, or is negative, which only the dialect
            ``tf_keras`` takes.
    """
    least = -inf if dialect == "tf_keras" else 0
    l1, l2 = _penalty(l1, "l1", least), _penalty(l2, "l2", least)
    x = cast(x, scope.dtype)
    if not x.abstract and (l1 or l2):
        scope.add_loss(scale(l1_l2(x, l1=l1, l2=l2), factor=1 / max(len(x.array), 1)))
    return x


def check_noise_shape(x: Spec, noise_shape: NoiseShape) -> None:
    """Raise ShapeError unless as many draws serve an input like ``x``."""
    fits = len(noise_shape) <= x.ndim
    if fits:
        draws = noise_sizes(x.shape, noise_shape)
        meets = x.shape[x.ndim - len(draws) :]
        fits = all(n == 1 or None in (n, m) or n == m for n, m in zip(draws, meets, strict=True))
    if not fits:
        raise ShapeError(
            f"the noise shape {tuple(noise_shape)} does not fit the input {x}: for each axis "
            "it takes 1, the axis's size or None",
            "noise_shape",
        )


def check_share(value: float, parameter: str) -> None:
    """Raise ShapeError unless ``value`` lies between 0 and 1."""
    if not 0 <= value <= 1:
        raise ShapeError(f"the {parameter} must be between 0 and 1, not {value}", parameter)


def _kept_rate(scope: Scope, rate: float, dialect: str) -> float:
    """The rate of a dropout; Keras 2 looks at what is no number in training only."""
    if dialect != "tf_keras":
        check_share(rate, "rate")
        return rate
    if isinstance(rate, (int, float)):
        check_share(rate, "rate")
    if scope.training and (rate == 1 or not isinstance(rate, (int, float))):
        raise ShapeError(f"the rate must be a number below 1 in training, not {rate}", "rate")
    return rate


def _share_below_1(scope: Scope, rate: float, dialect: str) -> float:
    """The rate where it means something, 0 where it does nothing."""
    if dialect == "tf_keras":
        return rate if 0 < rate < 1 else 0.0
    check_share(rate, "rate")
    if rate == 1 and scope.training:
        raise ShapeError("the rate must be a number below 1 in training, not 1", "rate")
    return rate


def _dropped(
    scope: Scope,
    x: Tensor,
    how: Primitive,
    rate: float,
    noise_shape: NoiseShape | None,
    start: int | None,
) -> Tensor:
    x = cast(x, scope.dtype)
    if not scope.training or rate == 0:
        return x
    if noise_shape is not None:
        check_noise_shape(x.spec, noise_shape)
    y: Tensor = how(x, rate=rate, rng=scope.stream(start), noise_shape=noise_shape)
    return y.masked(x.mask)


def _spatial_dropout(
    scope: Scope, x: Tensor, rate: float, rank: int, data_format: str | None, start: int | None
) -> Tensor:
    order = choice(data_format, DATA_FORMATS, "data_format")
    check_rank(x, order, rank, f"spatial dropout {rank}D")
    alike = (1,) * rank
    shape = (None, *alike, None) if order == "channels_last" else (None, None, *alike)
    return _dropped(scope, x, drop, rate, shape, start)


def _disturbed(scope: Scope, x: Tensor, how: Primitive, stddev: float, start: int | None) -> Tensor:
    x = cast(x, scope.dtype)
    if not scope.training or stddev == 0:
        return x
    y: Tensor = how(x, stddev=stddev, rng=scope.stream(start))
    return y.masked(x.mask)


def _penalty(factor: float | None, name: str, least: float) -> float:
    """A finite number; none is 0."""
    if factor is None:
        return 0.0
    if not isinstance(factor, (int, float)) or not isfinite(factor) or factor < least:
        raise ShapeError(f"{name} must be a number of 0 or more, not {factor}", name)
    return factor


def _start(scope: Scope, seed: int | None, dialect: str) -> int | None:
    """Where a stream with a seed starts: any whole number is one.

    Raises:
        ShapeError: the seed is something else; the dialect ``tf_keras`` cuts numbers
            off, and looks in training only.
    """
    older = dialect == "tf_keras"
    if seed is None or (older and not scope.training):
        return None
    if not isinstance(seed, (int, float) if older else int):
        error = SettingTypeError if older else ShapeError
        raise error(f"a seed is a whole number, not {seed!r}", "seed")
    return int(seed) % 2**32


def _check_draws(noise_shape: NoiseShape) -> None:
    """Raise ShapeError unless these are positive numbers or None."""
    given = noise_shape if isinstance(noise_shape, (list, tuple)) else (0,)
    if not all(n is None or (isinstance(n, int) and n > 0) for n in given):
        raise ShapeError(
            f"a noise shape has positive numbers or None, as {noise_shape!r} has not",
            "noise_shape",
        )
