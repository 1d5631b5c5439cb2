"""What batch normalization accepts, by dialect and stage: construct, build, call.

Each dialect refuses what its reference refuses, at the same stage and with an
exception of the same builtin class. See ``Dialect`` for what the dialects are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from types import NoneType
from typing import Any, Literal

from engine.autodiff import Shape, ShapeError, Spec
from engine.ops.rules import fits
from engine.refusals import NoSuchAxisError, SettingTypeError

Dialect = Literal["keras3", "tf_keras", "tf1", "polyaxon"]
"""Whose behaviour: Keras 3, Keras 2, the layers of TensorFlow 1, or Polyaxon on these."""

DIALECTS: tuple[Dialect, ...] = ("keras3", "tf_keras", "tf1", "polyaxon")
DTYPES = ("float32", "float64", "float16", "mixed_float16")
INTEGERS = ("bool", "uint8", "int8", "int16", "int32", "int64")
"""Types that the older references only refuse once they compute."""
CLIPPING = ("rmax", "rmin", "dmax")
FUSABLE_AXES = (-4, -3, -1, 1, 3, 4)
NOT_IN_KERAS_3 = ("fused", "virtual_batch_size", "adjustment")


@dataclass(frozen=True)
class Settings:
    """The parameters of a batch normalization that has passed the first check."""

    axis: int | Sequence[int] = -1
    momentum: Any = 0.99
    epsilon: Any = 1e-3
    center: bool = True
    scale: bool = True
    renorm: bool = False
    renorm_clipping: Mapping[str, float | None] | None = None
    renorm_momentum: Any = 0.99
    fused: bool | None = None
    virtual_batch_size: int | None = None
    adjustment: Callable[[Shape], tuple[Any, Any]] | None = None
    synchronized: bool = False
    dialect: Dialect = "keras3"
    dtype: str = "float32"

    @property
    def old(self) -> bool:
        """Whether this is TensorFlow 1's behaviour."""
        return self.dialect in ("tf1", "polyaxon")

    @property
    def axes(self) -> list[int]:
        return [self.axis] if isinstance(self.axis, int) else list(self.axis)

    @property
    def clipping(self) -> dict[str, float | None]:
        """The limits of renorm's corrections, None where there is none."""
        given = self.renorm_clipping or {}
        return {key: given.get(key) for key in CLIPPING}

    def unfusable(self) -> tuple[str, str] | None:
        """Parameter and sentence that say why the fused computation cannot be used, if so."""
        reasons = (
            (self.renorm, "renorm", "renorm cannot be fused"),
            (
                len(self.axes) != 1 or self.axes[0] not in FUSABLE_AXES,
                "axis",
                f"fused needs one axis, 1 or the last, not {self.axis}",
            ),
            (
                self.virtual_batch_size is not None,
                "virtual_batch_size",
                "ghost batches cannot be fused",
            ),
            (self.adjustment is not None, "adjustment", "an adjustment cannot be fused"),
            (self.dtype == "float64", "fused", "float64 cannot be fused"),
        )
        return next(((name, text) for bad, name, text in reasons if bad), None)

    def fuses(self, ndim: int) -> bool:
        """Whether input of ``ndim`` axes takes the fused path, with Bessel's correction."""
        if self.dialect == "keras3" or ndim not in (4, 5) or self.fused is False:
            return False
        if self.synchronized and not self.old:
            return False
        channels = [axis % ndim for axis in self.axes]
        return self.unfusable() is None and channels in ([1], [ndim - 1])


PARAMETERS = frozenset(f.name for f in fields(Settings)) - {"dialect", "dtype"}


def check_batch_normalization(
    *, dialect: Dialect = "keras3", dtype: str = "float32", trainable: Any = True, **params: Any
) -> Settings:
    """The settings that ``params`` stand for; what the dialect does not know is refused.

    Raises:
        ShapeError: a value that the dialect refuses before it sees any input. Where
            the reference raises a TypeError, so does this.
    """
    if dialect not in DIALECTS:
        raise ShapeError(f"'{dialect}' is not one of {', '.join(DIALECTS)}", "dialect")
    _check_names(params, dialect)
    if dialect == "keras3":
        params = _converted(params)
    settings = Settings(**params, dialect=dialect, dtype=dtype)
    if not isinstance(settings.axis, (int, list, tuple)):
        raise SettingTypeError(
            f"axis must be a whole number or a list of them, not {settings.axis!r}", "axis"
        )
    if dtype not in DTYPES and (dialect == "keras3" or dtype not in INTEGERS):
        raise _bad_dtype(settings, ShapeError if dialect == "keras3" else SettingTypeError)
    if dialect == "keras3" and not isinstance(trainable, bool):
        raise ShapeError(f"trainable must be true or false, not {trainable!r}", "trainable")
    if dialect == "tf_keras":
        _check_fused(settings)
    if settings.renorm:
        _check_clipping(settings)
    return settings


def check_build(settings: Settings, spec: Spec) -> tuple[int, ...]:
    """The axes of the channels in input of ``spec``, counted from the front, ascending.

    Raises:
        ShapeError: the settings do not fit such input. Where the reference raises an
            IndexError (an axis that is not there, in Keras 3), so does this.
    """
    axes = _positive_axes(settings, spec)
    if settings.renorm:
        _check_dtype(settings)
    if settings.old and settings.fused is not False and spec.ndim in (4, 5):
        _check_some_axis(settings)
    if settings.virtual_batch_size is not None:
        _check_ghosts(settings, axes)
    if settings.dialect == "tf_keras":
        _check_fused_rank(settings, spec, axes)
    for axis in axes:
        if spec.shape[axis] is None:
            raise ShapeError(f"axis {axis} of the input {spec} has no known size", "axis")
    return tuple(sorted(axes))


def check_call(settings: Settings, spec: Spec, *, learns: bool, mask: Spec | None) -> None:
    """Whether input of ``spec``, with this mask, can be normalized.

    Raises:
        ShapeError: the batch does not divide into ghost batches, the mask does not
            fit, or a number is none (then it is a TypeError as well).
    """
    _check_some_axis(settings)
    _check_dtype(settings)
    _check_numbers(settings, spec.ndim, learns=learns)
    size = settings.virtual_batch_size
    if size is not None and (learns or settings.old):
        _check_division(settings, size, spec.shape[0])
    if mask is None:
        return
    if settings.dialect == "keras3" and mask.ndim != spec.ndim - 1:
        raise ShapeError(f"a mask of shape {mask} needs one axis less than the input {spec}")
    if not learns or settings.fuses(spec.ndim):
        return
    if size is not None and size != 1:
        raise ShapeError("ghost batches cannot be masked", "virtual_batch_size")
    if not fits((*mask.shape, 1), spec.shape):
        raise ShapeError(f"a mask of shape {mask} does not fit the input {spec}")


def check_training(settings: Settings, training: Any) -> None:
    """Raises SettingTypeError if the dialect does not take this for a training flag."""
    if settings.dialect == "keras3" or training is None:
        return
    if not isinstance(training, int) or (settings.old and training not in (0, 1)):
        raise SettingTypeError(f"training must be true or false, not {training!r}")


def _check_names(params: Mapping[str, Any], dialect: Dialect) -> None:
    unknown = params.keys() - PARAMETERS
    if dialect == "keras3":
        unknown |= params.keys() & NOT_IN_KERAS_3
    kind = ShapeError if dialect == "keras3" else SettingTypeError
    for name in params:
        if name in unknown:
            raise kind(f"batch normalization of dialect {dialect} has no '{name}'", name)


def _converted(params: Mapping[str, Any]) -> dict[str, Any]:
    """Keras 3 passes these through int() and float(): text and fractions are taken."""
    converters = {"axis": int, "momentum": float, "epsilon": float}
    converted = dict(params)
    for name, convert in converters.items():
        if name not in params:
            continue
        try:
            converted[name] = convert(params[name])
        except TypeError:
            raise SettingTypeError(f"{name} must be a number, not {params[name]!r}", name) from None
        except ValueError:
            raise ShapeError(f"{name} must be a number, not {params[name]!r}", name) from None
    return converted


def _check_fused(settings: Settings) -> None:
    if settings.fused is not False and not (settings.renorm or settings.synchronized):
        _check_some_axis(settings)
    if not settings.fused:
        return
    if settings.synchronized:
        raise ShapeError("synchronized statistics cannot be fused", "synchronized")
    reason = settings.unfusable()
    if reason is not None:
        raise ShapeError(reason[1], reason[0])


def _check_dtype(settings: Settings) -> None:
    if settings.dtype not in DTYPES:
        raise _bad_dtype(settings, SettingTypeError if settings.old else ShapeError)


def _bad_dtype(settings: Settings, kind: type[ShapeError]) -> ShapeError:
    return kind(f"dtype must be one of {', '.join(DTYPES)}, not {settings.dtype!r}", "dtype")


def _check_some_axis(settings: Settings) -> None:
    if not settings.axes:
        raise NoSuchAxisError("axis is empty: name at least one axis", "axis")


def _check_clipping(settings: Settings) -> None:
    clipping = settings.renorm_clipping or {}
    unknown = sorted(map(str, set(clipping) - set(CLIPPING)))
    if unknown:
        raise ShapeError(
            f"renorm_clipping has no {', '.join(unknown)}; it takes {', '.join(CLIPPING)}",
            "renorm_clipping",
        )
    if settings.dialect != "keras3":
        return
    rmax, rmin, dmax = (clipping.get(key) for key in CLIPPING)
    if rmax is not None and rmin is not None and rmax < rmin:
        raise ShapeError(f"rmax {rmax} is less than rmin {rmin}", "renorm_clipping")
    if dmax is not None and dmax < 0:
        raise ShapeError(f"dmax {dmax} is negative", "renorm_clipping")


def _positive_axes(settings: Settings, spec: Spec) -> list[int]:
    kind = NoSuchAxisError if settings.dialect == "keras3" else ShapeError
    for axis in settings.axes:
        if not isinstance(axis, int):
            raise SettingTypeError(f"an axis must be a whole number, not {axis!r}", "axis")
        if not -spec.ndim <= axis < spec.ndim:
            raise kind(f"there is no axis {axis} in input of shape {spec}", "axis")
    axes = [axis % spec.ndim for axis in settings.axes]
    if len(set(axes)) < len(axes):
        raise ShapeError(f"the axes {settings.axes} name one axis twice", "axis")
    return axes


def _check_ghosts(settings: Settings, axes: Sequence[int]) -> None:
    size = settings.virtual_batch_size
    if not isinstance(size, (int, float)):
        raise _bad_size(size)
    if size <= 0:
        raise ShapeError(f"virtual_batch_size must be positive, not {size}", "virtual_batch_size")
    if 0 in axes:
        raise ShapeError("axis 0 is the batch, which ghost batches divide", "axis")
    if settings.adjustment is not None:
        raise ShapeError("an adjustment does not go with ghost batches", "adjustment")


def _bad_size(size: Any) -> SettingTypeError:
    return SettingTypeError(
        f"virtual_batch_size must be a whole number, not {size!r}", "virtual_batch_size"
    )


def _check_division(settings: Settings, size: Any, batch: int | None) -> None:
    # Keras 2 asks TensorFlow, which takes no truth value for a number.
    if isinstance(size, float) or (isinstance(size, bool) and not settings.old):
        fault = _bad_size(size)
        raise fault if settings.old else ShapeError(str(fault), fault.parameter)
    if batch is not None and batch % size:
        raise ShapeError(
            f"a batch of {batch} does not divide into ghost batches of {size}",
            "virtual_batch_size",
        )


def _check_fused_rank(settings: Settings, spec: Spec, axes: Sequence[int]) -> None:
    """Keras 2 refuses some inputs once it has decided for the fused path."""
    if settings.fused is False or settings.synchronized:
        return
    if settings.fused and spec.ndim not in (4, 5):
        raise ShapeError(f"fused needs input of rank 4 or 5, not of shape {spec}", "fused")
    chosen = settings.fused or settings.unfusable() is None
    if chosen and spec.ndim == 4 and axes[0] not in (1, 3):
        raise ShapeError(f"fused needs axis 1 or 3 of {spec}, not {settings.axis}", "axis")


def _check_numbers(settings: Settings, ndim: int, *, learns: bool) -> None:
    fused, keras3 = settings.fuses(ndim), settings.dialect == "keras3"
    text_too = settings.dialect == "tf_keras" and not fused
    _check_number(settings, "epsilon", value_errors=(NoneType, str) if text_too else (NoneType,))
    if not learns:
        return
    _check_number(settings, "momentum", value_errors=(NoneType,) if fused else ())
    # A TensorFlow 1 graph takes the type of this number from its spelling.
    if settings.old and fused and isinstance(settings.momentum, int):
        text = f"momentum of a fused layer must be written {settings.momentum}.0"
        raise SettingTypeError(text, "momentum")
    if settings.renorm:
        _check_number(settings, "renorm_momentum", value_errors=(NoneType,) if keras3 else ())
        _check_renorm(settings, ShapeError if keras3 else SettingTypeError)


def _check_number(settings: Settings, name: str, *, value_errors: tuple[type, ...]) -> None:
    """Refuse what is no number; values of these types with a plain ShapeError."""
    value = getattr(settings, name)
    if not isinstance(value, (int, float)):
        kind = ShapeError if isinstance(value, value_errors) else SettingTypeError
        raise kind(f"{name} must be a number, not {value!r}", name)


def _check_renorm(settings: Settings, kind: type[ShapeError]) -> None:
    for key, limit in settings.clipping.items():
        if limit is not None and not isinstance(limit, (int, float)):
            raise kind(f"{key} must be a number, not {limit!r}", "renorm_clipping")
    if settings.dtype == "float64" and settings.dialect != "keras3":
        text = f"renorm of dialect {settings.dialect} does not work in float64"
        raise (SettingTypeError if settings.old else ShapeError)(text, "renorm")
