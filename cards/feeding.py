"""Fits data to the inputs and outputs of a network, or says why it does not fit.

What arrives is described by a ``TableSpec`` or a ``Spec``, None where it is unknown;
whatever is unknown is left to the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cards.card import CardError
from cards.library.losses import Loss
from cards.report import NetworkSpec
from cards.tables import TableSpec, as_array, is_number, spec_of, text_column
from engine.autodiff import Array, Spec
from engine.layers.wrappers import ending
from engine.model import Model

Known = TableSpec | Spec | None


def network_of(model: Model) -> NetworkSpec:
    """The inputs and outputs of a model that has been built."""
    outputs = {name: model.specs[value] for name, value in model.outputs.items()}
    ends = {step.name: ending(step.layer).params.get("activation") for step in model.steps}
    endings = {name: ends.get(value) for name, value in model.outputs.items()}
    known = {name: ending for name, ending in endings.items() if isinstance(ending, str)}
    return NetworkSpec(dict(model.inputs), outputs, known)


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
        sentence = f"{title} has {size_of(known)}, the network's {who} takes {spec}."
        if isinstance(known, TableSpec) and shape[0] == _count(spec.shape[1:]):
            sentence += " Let it take a row and add a Reshape layer behind it."
        raise CardError(sentence, socket)


def check_targets(
    data: Sequence[Known], network: NetworkSpec, loss: Loss | None, title: str, socket: str
) -> None:
    """Raise CardError if the data is not what the network's outputs can be compared with."""
    _check_count(len(data), network.outputs, "output", title, socket)
    numbers = loss is not None and loss.class_numbers
    for known, (name, spec) in zip(data, network.outputs.items(), strict=True):
        shape = _shape(known, title, socket)
        if shape is None:
            continue
        if fits_targets(shape, spec, class_numbers=numbers):
            if numbers and isinstance(known, TableSpec):
                refuse_classes(known.certain(known.names[0]), spec.shape[-1], title, socket)
            continue
        who = "output" if len(network.outputs) == 1 else f"output '{name}'"
        sentence = f"{title} has {size_of(known)}, the network's {who} gives {spec}"
        if numbers:
            sentence += ": sparse cross-entropy needs one column of class numbers."
        elif shape == (1,) and len(spec.shape) == 2 and network.endings.get(name) == "softmax":
            sentence += ": encode the classes one-hot, or use sparse categorical cross-entropy."
        else:
            sentence += "."
        raise CardError(sentence, socket)


def fits_targets(
    shape: tuple[int | None, ...], output: Spec, *, class_numbers: bool = False
) -> bool:
    """Whether targets of this shape can be compared with an output, example by example."""
    if class_numbers:
        return _fits(shape, (*output.shape[1:-1], 1)) or _fits(shape, output.shape[1:-1])
    return _fits(shape, output.shape[1:])


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


def check_batches(
    network: NetworkSpec, rows: int | None, batch_size: int, title: str, socket: str
) -> None:
    """Raise CardError if an input takes batches of one size and would get others."""
    for name, spec in network.inputs.items():
        size = spec.shape[0]
        if size is not None and size != batch_size:
            text = f"The network's input '{name}' takes batches of {size}, not of {batch_size}."
            raise CardError(text, "batch_size", size)
        if size is not None and rows is not None and rows % size:
            text = f"{title} has {rows} rows, which do not divide into batches of {size}."
            raise CardError(text, socket)


def fed(values: Sequence[Any], names: Mapping[str, Spec], title: str, socket: str) -> Any:
    """The data as arrays by the names of the network's inputs or outputs."""
    arrays = (as_array(value, title, socket) for value in values)
    return dict(zip(names, map(_single, arrays), strict=True))


def check_classes(
    targets: Mapping[str, Array], network: NetworkSpec, loss: Loss, title: str, socket: str
) -> None:
    """Raise CardError if a target holds a class that the network has no unit for."""
    if loss.class_numbers:
        for name, classes in targets.items():
            ignored = getattr(loss, "ignore_class", None)
            seen = [c for c in np.unique(classes).tolist() if c != ignored]
            refuse_classes(seen, network.outputs[name].shape[-1], title, socket)


def refuse_classes(classes: Sequence[Any], units: int | None, title: str, socket: str) -> None:
    """Raise CardError if one of the ``classes``, in order, is no number of a unit."""
    for wrong in classes:
        if isinstance(wrong, str) or wrong < 0 or wrong != int(wrong):
            raise CardError(f"{title} holds {wrong}, which is no class number.", socket)
    if classes and units is not None and classes[-1] >= units:
        room = f"{units} units, for the classes 0 to {units - 1}"
        if units == 1:
            room = "1 unit, for class 0 alone"
        last = int(classes[-1])
        sentence = f"{title} holds class {last}, but the network's output has {room}."
        raise CardError(sentence, socket)


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
    for name, column_type in known.columns if isinstance(known, TableSpec) else ():
        if not is_number(column_type):
            raise CardError(text_column(title, name), socket)
    return row_shape(known)


def row_shape(known: Known) -> tuple[int | None, ...] | None:
    """The shape of one example, if it is known."""
    if isinstance(known, TableSpec):
        return (len(known.columns),)
    return None if known is None else known.shape[1:]


def _fits(shape: tuple[int | None, ...], wanted: tuple[int | None, ...]) -> bool:
    if len(shape) != len(wanted):
        return False
    return all(n is None or m is None or n == m for n, m in zip(shape, wanted, strict=True))


def size_of(known: Known) -> str:
    """How large data is, to follow *has*."""
    if isinstance(known, TableSpec):
        count = len(known.columns)
        return f"{count} column{'s' if count != 1 else ''}"
    return f"the shape {known}"


def _rows(known: Known) -> int | None:
    return known.shape[0] if isinstance(known, Spec) else getattr(known, "rows", None)


def rows_of(data: Sequence[Known]) -> int | None:
    """The number of rows of data that belongs together, if it is known."""
    return next((rows for known in data if (rows := _rows(known)) is not None), None)


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
