"""Polyaxon's schema for layers: which fields there are, and how each value is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from engine.autodiff import ShapeError

Read = Callable[[Any, str], Any]
"""Reads a written value; the second argument names the row, for messages."""


def integer(value: Any, row: str) -> int:
    """As the schema reads it: fractions are cut off, text is parsed."""
    return int(_number(int, value, row))


def number(value: Any, row: str) -> float:
    return float(_number(float, value, row))


def boolean(value: Any, row: str) -> bool:
    words = {"t": True, "true": True, "1": True, "f": False, "false": False, "0": False}
    word = str(int(value)) if isinstance(value, (bool, int)) else str(value).lower()
    if word not in words:
        raise ShapeError(f"{row} must be true or false, not {value!r}", row)
    return words[word]


def text(value: Any, row: str) -> str:
    if not isinstance(value, str):
        raise ShapeError(f"{row} must be text, not {value!r}", row)
    return value


def limits(value: Any, row: str) -> dict[str, float | None]:
    if not isinstance(value, Mapping):
        raise ShapeError(f"{row} must be limits by name, not {value!r}", row)
    return {str(k): None if v is None else number(v, row) for k, v in value.items()}


def _number(convert: Callable[[Any], Any], value: Any, row: str) -> Any:
    try:
        return convert(value)
    except (TypeError, ValueError, OverflowError):
        raise ShapeError(f"{row} must be a number, not {value!r}", row) from None


@dataclass(frozen=True)
class Value:
    """One value of a part: how it is read, its default, and its name in Keras.

    Without a default the part's own holds; a value without ``keras`` is read and dropped.
    """

    read: Read
    keras: str | None
    default: Any = None


@dataclass(frozen=True)
class PartSchema:
    """A part by its Keras class name, with its values by Polyaxon's names."""

    keras: str
    values: Mapping[str, Value]


_SEED = {"seed": Value(integer, "seed"), "dtype": Value(text, None)}
_GAIN = {"gain": Value(number, "gain"), "dtype": Value(text, None)}
_SPREAD = {"mean": Value(number, "mean"), "stddev": Value(number, "stddev"), **_SEED}
_AXIS = {"axis": Value(integer, "axis", 0)}

INITIALIZERS = MappingProxyType(
    {
        "Zeros": PartSchema("Zeros", {}),
        "Ones": PartSchema("Ones", {}),
        "Constant": PartSchema("Constant", {"value": Value(integer, "value", 0)}),
        "Uniform": PartSchema(
            "RandomUniform",
            {"minval": Value(number, "minval"), "maxval": Value(number, "maxval"), **_SEED},
        ),
        "Normal": PartSchema("RandomNormal", _SPREAD),
        "TruncatedNormal": PartSchema("TruncatedNormal", _SPREAD),
        "VarianceScaling": PartSchema(
            "VarianceScaling",
            {
                "scale": Value(number, "scale"),
                "mode": Value(text, "mode"),
                "distribution": Value(text, "distribution", "normal"),
                **_SEED,
            },
        ),
        "Identity": PartSchema("Identity", _GAIN),
        "Orthogonal": PartSchema("Orthogonal", {**_GAIN, **_SEED}),
        "GlorotUniform": PartSchema("GlorotUniform", _SEED),
        "GlorotNormal": PartSchema("GlorotNormal", _SEED),
    }
)

REGULARIZERS = MappingProxyType(
    {
        "L1": PartSchema("L1", {"l": Value(number, "l1", 0.01)}),
        "L2": PartSchema("L2", {"l": Value(number, "l2", 0.01)}),
        "L1L2": PartSchema(
            "L1L2", {"l1": Value(number, "l1", 0.01), "l2": Value(number, "l2", 0.01)}
        ),
    }
)

CONSTRAINTS = MappingProxyType(
    {
        "NonNeg": PartSchema("NonNeg", {"w": Value(number, None)}),
        "UnitNorm": PartSchema("UnitNorm", _AXIS),
        "MaxNorm": PartSchema("MaxNorm", {"max_value": Value(integer, "max_value", 2), **_AXIS}),
        "MinMaxNorm": PartSchema(
            "MinMaxNorm",
            {
                "min_value": Value(number, "min_value", 0.0),
                "max_value": Value(number, "max_value", 1.0),
                "rate": Value(number, "rate", 1.0),
                **_AXIS,
            },
        ),
    }
)

BATCH_NORMALIZATION: Mapping[str, Read] = MappingProxyType(
    {
        "axis": integer,
        "momentum": number,
        "epsilon": number,
        "center": boolean,
        "scale": boolean,
        "renorm": boolean,
        "renorm_clipping": limits,
        "renorm_momentum": number,
        "fused": boolean,
        "virtual_batch_size": integer,
        "trainable": boolean,
        "name": text,
    }
)
"""The fields that are no parts."""

BATCH_NORMALIZATION_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "gamma": ("initializer", "regularizer", "constraint"),
        "beta": ("initializer", "regularizer", "constraint"),
        "moving_mean": ("initializer",),
        "moving_variance": ("initializer",),
    }
)
"""By weight: the kinds of part that it takes."""
