"""From arrays to batches: checks, splits and order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.autodiff import Array, Spec

Values = Any
"""One array, or a mapping of arrays by the name of an input or output."""


class DataError(ValueError):
    """Data that a model cannot be trained on or asked about, in one sentence."""


@dataclass(frozen=True)
class Data:
    """Samples side by side: inputs, targets and sample weights by name.

    ``targets`` and ``weights`` may be empty.
    """

    inputs: Mapping[str, Array]
    targets: Mapping[str, Array]
    weights: Mapping[str, Array]

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    def at(self, places: slice | Array) -> Data:
        """Some of the samples: a slice (without copying), or samples by their numbers."""
        return Data(*({name: _at(a, places) for name, a in part.items()} for part in self._parts()))

    def split(self, fraction: float) -> tuple[Data, Data]:
        """All but the last ``fraction`` of the samples, and those.

        Raises:
            DataError: one of the two would be empty.
        """
        if not 0 < fraction < 1:
            raise DataError(f"The validation split must lie between 0 and 1; it is {fraction:g}.")
        first = math.floor(len(self) * (1 - fraction))
        if first in (0, len(self)):
            raise DataError(
                f"{len(self)} samples are too few for a validation split of {fraction:g}."
            )
        return self.at(slice(first)), self.at(slice(first, None))

    def _parts(self) -> tuple[Mapping[str, Array], ...]:
        return self.inputs, self.targets, self.weights


def batch_count(samples: int, batch_size: int) -> int:
    """How many batches there are; the last may be short."""
    return -(-samples // batch_size)


def batches(data: Data, batch_size: int, order: Array | None = None) -> Iterator[Data]:
    """The samples in batches, in the order of their numbers or in the one given."""
    for start in range(0, len(data), batch_size):
        places = slice(start, start + batch_size)
        yield data.at(places if order is None else order[places])


def order_of(
    samples: int, batch_size: int, shuffle: bool | str, rng: np.random.Generator
) -> Array | None:
    """A new order of the samples: mixed, in whole mixed batches for ``"batch"``, or None."""
    if shuffle == "batch":
        return _batch_order(samples, batch_size, rng)
    if not isinstance(shuffle, bool):
        raise DataError(f"Shuffle must be true, false or 'batch'; it is {shuffle!r}.")
    return rng.permutation(samples) if shuffle else None


def by_name(values: Values, names: Mapping[str, Any], what: str) -> dict[str, Array]:
    """Arrays by name; one array alone belongs to the only name.

    Raises:
        DataError: names are missing or unknown, or what is there is not numbers.
    """
    if not isinstance(values, Mapping):
        if len(names) != 1:
            raise DataError(f"The network has {len(names)} {what}s; give the data of each by name.")
        values = dict.fromkeys(names, values)
    for name in values:
        if name not in names:
            raise DataError(f"There are data for the {what} '{name}', which the network lacks.")
    for name in names:
        if name not in values:
            raise DataError(f"There are no data for the {what} '{name}'.")
    return {name: _numbers(values[name], f"{what} '{name}'") for name in names}


def fitting(array: Array, spec: Spec, what: str) -> Array:
    """The array in the type of ``spec``, in one piece of memory.

    Raises:
        DataError: its shape is another.
    """
    sizes = spec.shape[1:]
    if array.ndim != spec.ndim or any(
        n is not None and n != m for n, m in zip(sizes, array.shape[1:], strict=True)
    ):
        raise DataError(
            f"The {what} takes samples of shape {_shown(sizes)}; "
            f"the data have samples of shape {_shown(array.shape[1:])}."
        )
    return np.ascontiguousarray(array, dtype=spec.dtype)


def check_batches(specs: Mapping[str, Spec], samples: int, batch_size: int) -> None:
    """Raises DataError if an input takes batches of one size and would get another."""
    for name, spec in specs.items():
        size = spec.shape[0]
        if size is not None and size != batch_size:
            raise DataError(
                f"Input '{name}' takes batches of {size}; the batch size is {batch_size}."
            )
        if size is not None and samples % size:
            text = f"{samples} samples do not divide into batches of {size}"
            raise DataError(f"Input '{name}' takes batches of {size}; {text}.")


def check_lengths(*parts: Mapping[str, Array]) -> None:
    """Raises DataError if there are no samples, or not everywhere the same number."""
    lengths = {name: len(a) for part in parts for name, a in part.items()}
    first, count = next(iter(lengths.items()))
    for name, other in lengths.items():
        if other != count:
            raise DataError(f"'{first}' has {count} samples, but '{name}' has {other}.")
    if count == 0:
        raise DataError("There are no samples.")


def _numbers(value: Any, what: str) -> Array:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise DataError(f"The data for the {what} are not numbers.")
    if array.ndim == 0:
        raise DataError(f"The data for the {what} are one number; samples are needed.")
    return array


def _at(array: Array, places: slice | Array) -> Array:
    return array[places] if isinstance(places, slice) else array.take(places, axis=0)


def _batch_order(samples: int, batch_size: int, rng: np.random.Generator) -> Array:
    """Sample numbers with whole batches mixed; what is left over stays at the end."""
    whole = samples // batch_size * batch_size
    mixed = rng.permutation(whole // batch_size)[:, None] * batch_size + np.arange(batch_size)
    return np.concatenate([mixed.ravel(), np.arange(whole, samples)])


def _shown(sizes: tuple[int | None, ...]) -> str:
    return "(" + ", ".join("any" if n is None else str(n) for n in sizes) + ")"
