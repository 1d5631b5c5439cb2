"""Layers as Polyaxon describes them: plain mappings, read with its schema's coercions.

A part is written as a name (``Ones``) or as a name with its values
(``{Constant: {value: 2}}``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from engine.autodiff import ShapeError
from engine.constraints import CONSTRAINTS
from engine.initializers import INITIALIZERS
from engine.layers import polyaxon_schema as schema
from engine.layers.batch_normalization import batch_normalization
from engine.regularizers import REGULARIZERS
from engine.scope import Layer, WeightPolicy


def from_polyaxon(config: Mapping[str, Any]) -> Layer:
    """The batch normalization that a Polyaxon description stands for.

    A field that is None stands for the default.

    Raises:
        ShapeError: a field or part is unknown, or its value cannot be read.
    """
    params: dict[str, Any] = {"dialect": "polyaxon"}
    chosen: dict[str, dict[str, Any]] = {}
    for row, written in config.items():
        weight, _, kind = row.rpartition("_")
        if kind in schema.BATCH_NORMALIZATION_PARTS.get(weight, ()):
            if written is not None:
                chosen.setdefault(weight, {})[kind] = _part(kind, written, row)
        elif row not in schema.BATCH_NORMALIZATION:
            raise ShapeError(f"Polyaxon's batch normalization has no '{row}'", row)
        elif written is not None:
            params[row] = schema.BATCH_NORMALIZATION[row](written, row)
    trainable = params.pop("trainable", True)
    params.pop("name", None)
    policies = {weight: WeightPolicy(**parts) for weight, parts in chosen.items()}
    return Layer(batch_normalization, params, policies, trainable)


def _part(kind: str, written: Any, row: str) -> Callable[..., Any]:
    """The function that a written part stands for, its values bound."""
    tables: dict[str, tuple[Mapping[str, schema.PartSchema], Mapping[str, Any]]] = {
        "initializer": (schema.INITIALIZERS, INITIALIZERS),
        "regularizer": (schema.REGULARIZERS, REGULARIZERS),
        "constraint": (schema.CONSTRAINTS, CONSTRAINTS),
    }
    schemas, functions = tables[kind]
    name, values = _split(written, row)
    if name not in schemas:
        raise ShapeError(f"{row} has no '{name}'; it takes {', '.join(schemas)}", row)
    return partial(functions[schemas[name].keras], **_read(name, schemas[name], values, row))


def _read(
    name: str, part: schema.PartSchema, values: Mapping[str, Any], row: str
) -> dict[str, Any]:
    unknown = sorted(set(values) - set(part.values))
    if unknown:
        raise ShapeError(f"{name} in {row} has no {', '.join(unknown)}", row)
    bound: dict[str, Any] = {}
    for key, value in part.values.items():
        written = values.get(key, value.default)
        if written is not None:
            read = value.read(written, row)
            if value.keras is not None:
                bound[value.keras] = read
    return bound


def _split(written: Any, row: str) -> tuple[str, Mapping[str, Any]]:
    if isinstance(written, str):
        return written, {}
    if isinstance(written, Mapping) and len(written) == 1:
        ((name, values),) = written.items()
        if isinstance(name, str) and (values is None or isinstance(values, Mapping)):
            return name, values or {}
    raise ShapeError(f"{row} is a name or one name with its values, not {written!r}", row)
