"""Fits data to the inputs and outputs of a network, or says why it does not fit.

What arrives is described by a ``TableSpec`` or a ``Spec``, None where it is unknown;
whatever is unknown is left to the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cards.card import Card, CardError
from cards.library.losses import SparseCategoricalCrossentropy
from cards.report import NetworkSpec
from cards.tables import TableSpec, as_array, is_number, spec_of, text_column
from engine.autodiff import Array, Spec
from engine.model import Model

Known = TableSpec | Spec | None


def network_of(model: Model) -> NetworkSpec:
    """The inputs and outputs of a model that has been built."""
    outputs = {name: model.specs[value] for name, value in model.outputs.items()}
    return NetworkSpec(dict(model.inputs), outputs)


def data_spec(value: Any) -> Known:
    """The spec of data that exists."""
    if isinstance(value, np.ndarray):
        return Spec(value.shape, str(value.dtype))
    return spec_of(value) if hasattr(value, "schema") else None


def check_inputs(data: Sequence[Known], network: NetworkSpec, title: str, socket: str) -> None:
    """Raise CardError, at the row ``socket``, if the data is not what the network takes."""
    _check_count(len(data), network.inputs, "input", title, socket)
    for known, (name, spec) in zip(data, network.inputs.items(), strict=True):
        shape = _shape(known, title, socket)
        if shape is None or _fits(shape, spec.shape[1:]):
            continue
        who = "input" if len(network.inputs) == 1 else f"input '{name}'"
        sentence = f"{title} has {_size(known)}, the network's {who} takes {spec}."
        if isinstance(known, TableSpec) and shape[0] == _count(spec.shape[1:]):
            sentence += " Let it take a row and add a Reshape layer behind it."
        raise CardError(sentence, socket)


def check_targets(
    data: Sequence[Known], network: NetworkSpec, loss: Card | None, title: str, socket: str
) -> None:
    """Raise CardError if the data is not what the network's outputs can be compared with."""
    _check_count(len(data), network.outputs, "output", title, socket)
    sparse = isinstance(loss, SparseCategoricalCrossentropy)
    for known, (name, spec) in zip(data, network.outputs.items(), strict=True):
        shape = _shape(known, title, socket)
        wanted = (*spec.shape[1:-1], 1) if sparse else spec.shape[1:]
        if shape is None or _fits(shape, wanted) or (sparse and _fits(shape, wanted[:-1])):
            continue
        who = "output" if len(network.outputs) == 1 else f"output '{name}'"
        sentence = f"{title} has {_size(known)}, the network's {who} gives {spec}"
        if sparse:
            sentence += ": sparse cross-entropy needs one column of class numbers."
        elif shape == (1,) and len(spec.shape) == 2:
            sentence += ": encode the classes one-hot, or use sparse categorical cross-entropy."
        else:
            sentence += "."
        raise CardError(sentence, socket)


def check_rows(x: Sequence[Known], y: Sequence[Known], titles: Sequence[str], socket: str) -> None:
    """Raise CardError if not all of the data has as many rows."""
    counts = [(titles[0], _rows(d)) for d in x] + [(titles[1], _rows(d)) for d in y]
    known = [(title, n) for title, n in counts if n is not None]
    for title, n in known:
        if n != known[0][1]:
            sentence = f"{known[0][0]} has {known[0][1]} rows, {title} has {n}."
            raise CardError(sentence, socket)
    if known and known[0][1] == 0:
        raise CardError(f"{known[0][0]} has no rows.", socket)


def fed(values: Sequence[Any], names: Mapping[str, Spec], title: str, socket: str) -> Any:
    """The data as arrays by the names of the network's inputs or outputs."""
    arrays = (as_array(value, title, socket) for value in values)
    return dict(zip(names, map(_single, arrays), strict=True))


def check_classes(
    targets: Mapping[str, Array], network: NetworkSpec, loss: Card | None, title: str, socket: str
) -> None:
    """Raise CardError if a target holds a class that the network has no unit for."""
    if not isinstance(loss, SparseCategoricalCrossentropy):
        return
    for name, classes in targets.items():
        units = network.outputs[name].shape[-1]
        if np.any(classes != np.floor(classes)) or classes.min() < 0:
            wrong = next(c for c in classes.flat if c < 0 or c != np.floor(c))
            raise CardError(f"{title} holds {wrong:g}, which is no class number.", socket)
        if units is not None and classes.max() >= units:
            sentence = (
                f"{title} holds class {int(classes.max())}, but the network's output has "
                f"{units} units, for the classes 0 to {units - 1}."
            )
            raise CardError(sentence, socket)


def check_ending(model: Model, loss: Card | None, socket: str) -> None:
    """Raise CardError if the loss takes the network's last values for what they are not."""
    wants_logits = getattr(loss, "from_logits", None)
    if wants_logits is None or loss is None:
        return
    last = {step.name: step.layer.params.get("activation") for step in model.steps}
    for value in model.outputs.values():
        ending = last.get(value)
        if wants_logits and ending in ("softmax", "sigmoid"):
            sentence = (
                f"{loss.title} expects logits, but the network ends in {ending}: "
                f"turn From logits off."
            )
            raise CardError(sentence, socket)
        if not wants_logits and ending == "linear" and _computes(model, value, "dense"):
            sentence = (
                f"{loss.title} expects probabilities, but the network ends in a linear layer: "
                f"end it in softmax or sigmoid, or turn From logits on."
            )
            raise CardError(sentence, socket)


def _computes(model: Model, value: str, function: str) -> bool:
    return any(s.name == value and s.layer.function.__name__ == function for s in model.steps)


def _check_count(
    given: int, places: Mapping[str, Spec], what: str, title: str, socket: str
) -> None:
    if given == len(places):
        return
    s = "s" if len(places) != 1 else ""
    names = ", ".join(places)
    wires = f"{given} wire{'s' if given != 1 else ''}"
    sentence = f"The network has {len(places)} {what}{s} ({names}), {title} has {wires}."
    raise CardError(sentence, socket)


def _shape(known: Known, title: str, socket: str) -> tuple[int | None, ...] | None:
    """The shape of one row; a column of text is refused."""
    if isinstance(known, Spec):
        return known.shape[1:]
    if known is None:
        return None
    for name, column_type in known.columns:
        if not is_number(column_type):
            raise CardError(text_column(title, name), socket)
    return (len(known.columns),)


def _fits(shape: tuple[int | None, ...], wanted: tuple[int | None, ...]) -> bool:
    if len(shape) != len(wanted):
        return False
    return all(n is None or m is None or n == m for n, m in zip(shape, wanted, strict=True))


def _size(known: Known) -> str:
    if isinstance(known, TableSpec):
        count = len(known.columns)
        return f"{count} column{'s' if count != 1 else ''}"
    return f"the shape {known}"


def _rows(known: Known) -> int | None:
    return known.shape[0] if isinstance(known, Spec) else getattr(known, "rows", None)


def _count(shape: tuple[int | None, ...]) -> int | None:
    count = 1
    for n in shape:
        if n is None:
            return None
        count *= n
    return count


def _single(array: Array) -> Array:
    """Double numbers in single precision, as the engine computes."""
    return array.astype(np.float32) if array.dtype.kind == "f" else array
