"""Initializers, regularizers and constraints from the way Keras writes them down."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import isfinite
from typing import Any

import numpy as np

from engine.autodiff import ShapeError, Tensor
from engine.constraints import CONSTRAINTS
from engine.fourier import stft
from engine.initializers import INITIALIZERS, variance_scaling
from engine.metric import snake_case
from engine.regularizers import REGULARIZERS, l1_l2, orthogonal_regularizer
from engine.scope import WeightPolicy

PARTS = {
    "initializer": INITIALIZERS,
    "regularizer": REGULARIZERS,
    "constraint": CONSTRAINTS,
}


LACKING = {"keras3": ("RadialConstraint",), "tf_keras": ("STFT",)}

ALIASES = {
    "uniform": "RandomUniform",
    "normal": "RandomNormal",
    "zero": "Zeros",
    "one": "Ones",
}
OTHER_NAMES = {
    "keras3": ALIASES
    | {"IdentityInitializer": "Identity", "OrthogonalInitializer": "Orthogonal"}
    | {"STFTInitializer": "STFT", "stft": "STFT", "l1l2": "L1L2"},
    "tf_keras": ALIASES
    | {"maxnorm": "MaxNorm", "nonneg": "NonNeg", "unitnorm": "UnitNorm"}
    | {f"{name}V2": name for name in INITIALIZERS},
}
"""Names that are neither that of the class nor the same in snake case, by generation."""


def named(kind: str, system: str | None) -> dict[str, Callable[..., Any]]:
    """The parts of a kind by every name that a system knows; without one, that any knows."""
    if system is None:
        return named(kind, "tf_keras") | named(kind, "keras3")
    spoken = "keras3" if system == "keras3" else "tf_keras"
    there = {n: f for n, f in PARTS[kind].items() if n not in LACKING[spoken]}
    known = there | {snake_case(name): f for name, f in there.items() if name != "L1L2"}
    if kind == "regularizer" and spoken == "tf_keras":
        known["l1_l2"] = partial(l1_l2, l1=0.01, l2=0.01)
    return known | {n: there[c] for n, c in OTHER_NAMES[spoken].items() if c in there}


def part(kind: str, written: Any, system: str | None = None) -> Callable[..., Any] | None:
    """The function behind ``"zeros"`` or ``{"class_name": "Constant", "config": {...}}``.

    Raises ValueError if there is none of that name or a setting is refused, TypeError if it
    has no such option.
    """
    if written is None:
        return None
    if not isinstance(written, str | Mapping):
        raise ValueError(f"{written!r} names no {kind}")
    name, config = (written, {}) if isinstance(written, str) else parts_of(written, system)
    known = named(kind, system)
    if name not in known:
        if kind == "regularizer" and system == "tf_keras" and written == name:
            return partial(unread, name)
        raise ValueError(f"there is no {kind} '{name}'")
    options = inspect.signature(known[name]).parameters.keys()
    for option in config.keys() - options | config.keys() & NEWER.get(system, set()):
        raise TypeError(f"{name} has no option '{option}'")
    if kind == "regularizer":
        config = penalties(config, system)
    made = partial(known[name], **config)
    refuse_settings(made)
    return made


NEWER = {"tf_keras": {"input_axes", "output_axes"}}


def unread(name: str, w: Tensor) -> Tensor:
    """Keras 2 does not look up a regularizer's name until the losses are read."""
    raise TypeError(f"there is no regularizer '{name}'")


def parts_of(written: Mapping[str, Any], system: str | None) -> tuple[str, dict[str, Any]]:
    if "class_name" not in written or (system == "tf_keras" and "config" not in written):
        raise ValueError(f"{written!r} names nothing")
    config = {k: v for k, v in written.get("config", {}).items() if k != "dtype"}
    name = written["class_name"]
    if system == "tf_keras" and name in ("L1", "L2") and "l" in config:
        config[name.lower()] = config.pop("l")
    return name, {k: tuple(v) if isinstance(v, list) else v for k, v in config.items()}


def penalties(config: Mapping[str, Any], system: str | None) -> dict[str, Any]:
    """The settings of a regularizer. Raises ValueError where a strength is refused."""
    found = {k: v for k, v in config.items() if v is not None}
    for name in found.keys() - {"mode"}:
        value = found[name]
        if not (isinstance(value, int | float) and isfinite(value)):
            raise ValueError(f"{name} is no number: {value!r}")
        if value < 0 and system == "keras3":
            raise ValueError(f"{name} must not be negative, as {value} is")
    return found


def refuse_settings(made: partial) -> None:
    """Raise what a part with settings of its own raises for them, whatever the weight."""
    try:
        if made.func in (variance_scaling, stft):
            made((4, 1, 3), np.random.default_rng(0))
        elif made.func is orthogonal_regularizer:
            made(Tensor(np.ones((2, 2))))
    except ShapeError:
        pass


def policies(
    config: Mapping[str, Any], system: str = "tf_keras"
) -> tuple[dict[str, WeightPolicy], dict[str, Any]]:
    """The weight policies that a configuration holds, and what is left of it."""
    found = {}
    for key, written in config.items():
        weight, _, kind = key.rpartition("_")
        if kind in PARTS:
            found.setdefault(weight, {})[kind] = part(kind, written, system)
    return {weight: WeightPolicy(**kinds) for weight, kinds in found.items()}, without_parts(config)


def without_parts(config: Mapping[str, Any], others: Sequence[str] = ()) -> dict[str, Any]:
    """The arguments that are no parts, and none of the ``others``."""
    return {
        k: v for k, v in config.items() if k.rpartition("_")[2] not in PARTS and k not in others
    }
