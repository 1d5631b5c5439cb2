"""Initializers, regularizers and constraints from the way Keras writes them down."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from engine.constraints import CONSTRAINTS
from engine.initializers import INITIALIZERS
from engine.regularizers import REGULARIZERS
from engine.scope import WeightPolicy

PARTS = {
    "initializer": INITIALIZERS,
    "regularizer": REGULARIZERS,
    "constraint": CONSTRAINTS,
}


KERAS_2_ONLY = ("l1_l2",)


def part(kind: str, written: Any, system: str = "tf_keras") -> Callable[..., Any] | None:
    """The function behind ``"zeros"`` or ``{"class_name": "Constant", "config": {...}}``.

    Raises ValueError if there is none of that name, TypeError if it has no such option.
    """
    if written is None:
        return None
    if not isinstance(written, str | Mapping):
        raise ValueError(f"{written!r} names no {kind}")
    name, config = (written, {}) if isinstance(written, str) else parts_of(written)
    known = {plain(k): function for k, function in PARTS[kind].items()}
    if plain(name) not in known or (system == "keras3" and name in KERAS_2_ONLY):
        raise ValueError(f"there is no {kind} '{name}'")
    function = known[plain(name)]
    for option in config.keys() - inspect.signature(function).parameters.keys():
        raise TypeError(f"{name} has no option '{option}'")
    return partial(function, **config)


def parts_of(written: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    config = {k: v for k, v in written.get("config", {}).items() if k != "dtype"}
    return written["class_name"], {
        k: tuple(v) if isinstance(v, list) else v for k, v in config.items()
    }


def plain(name: str) -> str:
    """A name without case and underscores: ``glorot_uniform`` is ``GlorotUniform``."""
    return name.replace("_", "").lower()


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
