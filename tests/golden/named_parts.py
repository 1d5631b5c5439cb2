"""Initializers, regularizers and constraints from the way Keras writes them down."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from engine.constraints import CONSTRAINTS
from engine.initializers import INITIALIZERS
from engine.metric import snake_case
from engine.regularizers import REGULARIZERS, l1_l2
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

    Raises ValueError if there is none of that name, TypeError if it has no such option.
    """
    if written is None:
        return None
    if not isinstance(written, str | Mapping):
        raise ValueError(f"{written!r} names no {kind}")
    name, config = (written, {}) if isinstance(written, str) else parts_of(written)
    known = named(kind, system)
    if name not in known:
        raise ValueError(f"there is no {kind} '{name}'")
    function = known[name]
    for option in config.keys() - inspect.signature(function).parameters.keys():
        raise TypeError(f"{name} has no option '{option}'")
    return partial(function, **config)


def parts_of(written: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    config = {k: v for k, v in written.get("config", {}).items() if k != "dtype"}
    return written["class_name"], {
        k: tuple(v) if isinstance(v, list) else v for k, v in config.items()
    }


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
