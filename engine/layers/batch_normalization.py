"""Batch normalization as Keras 3, Keras 2, TensorFlow 1 and Polyaxon have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from engine.autodiff import Array, Shape, ShapeError, Spec, Tensor, as_tensor
from engine.initializers import ones, zeros
from engine.layers.adjustment import UniformAdjustment
from engine.layers.batch_normalization_checks import (
    NOT_IN_KERAS_3,
    Dialect,
    Settings,
    check_batch_normalization,
    check_build,
    check_call,
    check_training,
)
from engine.ops.elementwise import cast
from engine.ops.frames import channel_shape
from engine.ops.moving_statistics import (
    Spelling,
    affine,
    deviation,
    moved,
    over_ghosts,
    renorm_corrections,
    variance_of,
)
from engine.ops.normalization import batch_norm, normalize
from engine.ops.shaping import reshape
from engine.scope import Initializer, Scope


def batch_normalization(
    scope: Scope,
    x: Tensor,
    *,
    axis: int | Sequence[int] = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    renorm: bool = False,
    renorm_clipping: Mapping[str, float | None] | None = None,
    renorm_momentum: float = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Callable[[Shape], tuple[Any, Any]] | UniformAdjustment | None = None,
    synchronized: bool = False,
    dialect: Dialect = "keras3",
) -> Tensor:
    """Normalize each channel of ``x``, by its batch in training, by moving averages otherwise.

    ``axis`` names the axis or axes of the channels. The mask of ``x`` says which
    samples enter the statistics. ``adjustment`` gets the shape of ``x`` and gives a
    scale and a bias for what is normalized, in training. Synchronized statistics are
    those of the one device there is, computed accurately.

    Raises:
        ShapeError: the dialect refuses the parameters, the input or the mask.

    Source: Ioffe & Szegedy, 2015, arXiv:1502.03167; renorm: Ioffe, 2017, arXiv:1702.03275.
    """
    if isinstance(adjustment, UniformAdjustment):
        along = [axis] if isinstance(axis, int) else axis
        adjustment = partial(adjustment, rng=scope.stream(adjustment.seed), axes=along)
    optional = {
        name: value
        for name, value in zip(NOT_IN_KERAS_3, (fused, virtual_batch_size, adjustment), strict=True)
        if value is not None
    }
    settings = check_batch_normalization(
        axis=axis,
        momentum=momentum,
        epsilon=epsilon,
        center=center,
        scale=scale,
        renorm=renorm,
        renorm_clipping=renorm_clipping,
        renorm_momentum=renorm_momentum,
        synchronized=synchronized,
        dialect=dialect,
        dtype=scope.dtype,
        trainable=scope.layer.trainable,
        **optional,
    )
    if settings.old:
        settings = replace(settings, dtype=_dtypes(scope, settings, x.spec)[0])
    if settings.epsilon is None and settings.fuses(x.ndim):
        # What TensorFlow's fused operation takes for none.
        settings = replace(settings, epsilon=1e-4)
    weights = build_batch_normalization(scope, settings, x.spec)
    check_training(settings, scope.training)
    learns = bool(scope.training) and (scope.trainable or settings.old)
    mask = None if x.mask is None else x.mask.spec
    check_call(settings, x.spec, learns=learns, mask=mask)
    value = cast(x, weights.dtype)
    if learns:
        return _by_batch(scope, settings, weights, value, x.mask).masked(x.mask)
    return _by_moving_averages(settings, weights, value).masked(x.mask)


@dataclass(frozen=True)
class Weights:
    """The weights of one batch normalization; what it does without is None.

    ``axes`` are those of the channels, ``shape`` is the weights' own, ``dtype`` the
    type in which the layer's input and output are.
    """

    axes: tuple[int, ...]
    shape: tuple[int, ...]
    dtype: str
    gamma: Tensor | None
    beta: Tensor | None
    moving_mean: Tensor
    moving_variance: Tensor
    moving_stddev: Tensor | None
    renorm_mean: Tensor | None
    renorm_stddev: Tensor | None

    def scale(self) -> Tensor:
        return Tensor(np.ones(self.shape, np.float32)) if self.gamma is None else self.gamma

    def offset(self) -> Tensor:
        return Tensor(np.zeros(self.shape, np.float32)) if self.beta is None else self.beta


def build_batch_normalization(scope: Scope, settings: Settings, spec: Spec) -> Weights:
    """The weights for input of ``spec``, created on the first call.

    Raises:
        ShapeError: the settings do not fit such input.
    """
    axes = check_build(settings, spec)
    # Keras 2 and TensorFlow 1 go on reporting the penalties of frozen weights.
    scope.penalizes_frozen = settings.dialect != "keras3"
    shape = _weight_shape(settings, spec, axes)
    dtype, kept = _dtypes(scope, settings, spec)

    def weight(name: str, wanted: bool, default: Initializer) -> Tensor | None:
        if not wanted:
            return None
        _check_initializer(scope, name, shape)
        return scope.weight(name, shape, default=default, dtype=kept)

    def state(name: str, default: Initializer) -> Tensor:
        _check_initializer(scope, name, shape)
        return scope.state(name, shape, default=default, dtype=kept)

    mean = scope.policy("moving_mean").initializer or zeros
    stddev = _root(scope.policy("moving_variance").initializer or ones)
    return Weights(
        axes,
        shape,
        dtype,
        weight("gamma", settings.scale, ones),
        weight("beta", settings.center, zeros),
        state("moving_mean", zeros),
        state("moving_variance", ones),
        state("moving_stddev", stddev) if settings.renorm else None,
        state("renorm_mean", mean) if settings.renorm else None,
        state("renorm_stddev", stddev) if settings.renorm else None,
    )


def _weight_shape(settings: Settings, spec: Spec, axes: tuple[int, ...]) -> tuple[int, ...]:
    """One size for one axis; else the input's rank, and one more with ghost batches."""
    shape = channel_shape(spec.shape, axes)
    if settings.virtual_batch_size is not None:
        return (1, *shape)
    return (shape[axes[0]],) if len(axes) == 1 else shape


def _dtypes(scope: Scope, settings: Settings, spec: Spec) -> tuple[str, str]:
    """Type of input and output, and type in which the weights are kept."""
    if settings.dialect == "keras3":
        return scope.dtype, scope.variable_dtype
    dtype = scope.dtype
    if settings.old and scope.layer.dtype == "float32":
        dtype = _adopted(scope, spec)
    return dtype, "float64" if dtype == "float64" else "float32"


def _adopted(scope: Scope, spec: Spec) -> str:
    """A TensorFlow 1 layer without a type of its own takes that of its first input."""
    built = scope.values.get(scope.prefix + "moving_mean")
    if built is None and not spec.dtype.startswith("float"):
        raise ShapeError(f"a layer of TensorFlow 1 needs input of floats, not of {spec.dtype}")
    if built is None or (built.dtype == "float32" and spec.dtype == "float16"):
        return spec.dtype
    return built.dtype


def _check_initializer(scope: Scope, name: str, shape: tuple[int, ...]) -> None:
    """See, before there are values, whether the chosen initializer can fill this shape."""
    if not scope.abstract:
        return
    initializer = scope.policy(name).initializer
    if initializer is None:
        return
    try:
        # Only the number of dimensions matters, and a whole weight could fill the memory.
        initializer(tuple(min(n, 2) for n in shape), np.random.default_rng(0))
    except ValueError as error:
        raise ShapeError(str(error), f"{name}_initializer") from None


def _root(initializer: Initializer) -> Initializer:
    def root(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return np.sqrt(initializer(shape, rng))

    return root


def _by_moving_averages(settings: Settings, weights: Weights, x: Tensor) -> Tensor:
    y: Tensor = normalize(
        x,
        weights.moving_mean,
        weights.moving_variance,
        weights.scale(),
        weights.offset(),
        axes=weights.axes,
        epsilon=settings.epsilon,
        fused=settings.fuses(x.ndim),
    )
    return y


def _by_batch(
    scope: Scope, settings: Settings, weights: Weights, x: Tensor, mask: Tensor | None
) -> Tensor:
    """Normalized by the statistics of this batch, which the moving ones then follow."""
    plain = not settings.renorm and settings.adjustment is None
    if plain:
        affines = weights.scale(), weights.offset()
        y, mean, variance = _normalized(settings, weights, x, mask, *affines)
    else:
        # Several steps follow, and float16 would round after each.
        work = cast(x, "float64" if x.dtype == "float64" else "float32")
        one = Tensor(np.ones(weights.shape, np.float32))
        zero = Tensor(np.zeros(weights.shape, np.float32))
        y, mean, variance = _normalized(settings, weights, work, mask, one, zero)
    if settings.virtual_batch_size is not None:
        mean, variance = over_ghosts(mean), over_ghosts(variance)
    if not plain:
        y = cast(_corrected(settings, weights, y, mean, variance), x.dtype)
    if scope.trainable and not scope.abstract:
        _follow(scope, settings, weights, mean, variance, fused=settings.fuses(x.ndim))
    return y


def _normalized(
    settings: Settings,
    weights: Weights,
    x: Tensor,
    mask: Tensor | None,
    scale: Tensor,
    offset: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    fused, size = settings.fuses(x.ndim), settings.virtual_batch_size
    # The fused computation of the references does not look at masks.
    masks = () if mask is None or fused else (mask,)
    y, mean, variance = batch_norm(
        x,
        scale,
        offset,
        *masks,
        axes=weights.axes,
        epsilon=settings.epsilon,
        ghost=None if size is None else int(size),
        fused=fused,
        guarded=settings.synchronized and not settings.old,
        skips=settings.dialect == "keras3",
    )
    return y, mean, variance


def _corrected(
    settings: Settings, weights: Weights, xhat: Tensor, mean: Tensor, variance: Tensor
) -> Tensor:
    """``gamma * (a_s * (r * xhat + d) + a_b) + beta`` with what of it there is."""
    small = channel_shape(xhat.shape, weights.axes)

    def wide(channels: Tensor) -> Tensor:
        return cast(reshape(channels, shape=small), xhat.dtype)

    transforms: list[tuple[Tensor, Tensor]] = []
    if weights.renorm_mean is not None and weights.renorm_stddev is not None:
        r, d = renorm_corrections(
            deviation(variance, epsilon=settings.epsilon),
            mean,
            weights.renorm_stddev,
            weights.renorm_mean,
            epsilon=settings.epsilon,
            **settings.clipping,
        )
        transforms.append((wide(r), wide(d)))
    if settings.adjustment is not None and not xhat.abstract:
        transforms.append(_adjustment(settings.adjustment, xhat))
    transforms.append((wide(weights.scale()), wide(weights.offset())))
    # Composed while they are small, so that the large array is gone through once.
    (scale, offset), *later = transforms
    zero = Tensor(np.zeros((), xhat.dtype))
    for then_scale, then_offset in later:
        scale, offset = affine(scale, then_scale, zero), affine(offset, then_scale, then_offset)
    result: Tensor = affine(xhat, scale, offset)
    return result


def _adjustment(function: Callable[[Shape], tuple[Any, Any]], x: Tensor) -> tuple[Tensor, Tensor]:
    """The scale and bias that the user's function gives for this batch."""
    first, second = (cast(as_tensor(value), x.dtype) for value in function(x.shape))
    for value in (first, second):
        try:
            fits = np.broadcast_shapes(value.array.shape, x.array.shape) == x.shape
        except ValueError:
            fits = False
        if not fits:
            raise ShapeError(
                f"an adjustment of shape {value.spec} does not fit the input {x.spec}", "adjustment"
            )
    return first, second


def _follow(
    scope: Scope,
    settings: Settings,
    weights: Weights,
    mean: Tensor,
    variance: Tensor,
    *,
    fused: bool,
) -> None:
    """Move the statistics that outlive the batch towards those of the batch."""
    spelling = _spelling(settings, fused=fused)
    fast: dict[str, Any] = {"keep": settings.momentum, "spelling": spelling}
    scope.update("moving_mean", moved(weights.moving_mean, mean, **fast))
    if not settings.renorm:
        scope.update("moving_variance", moved(weights.moving_variance, variance, **fast))
        return
    slow: dict[str, Any] = {"keep": settings.renorm_momentum, "spelling": spelling}
    stddev = deviation(variance, epsilon=settings.epsilon)
    moving_stddev = moved(weights.moving_stddev, stddev, **fast)
    scope.update("renorm_mean", moved(weights.renorm_mean, mean, **slow))
    scope.update("renorm_stddev", moved(weights.renorm_stddev, stddev, **slow))
    scope.update("moving_stddev", moving_stddev)
    scope.update("moving_variance", variance_of(moving_stddev, epsilon=settings.epsilon))


def _spelling(settings: Settings, *, fused: bool) -> Spelling:
    if fused and settings.dialect == "tf_keras":
        return "value" if settings.momentum == 0 else "sum"
    return "sum" if settings.dialect == "keras3" else "difference"
