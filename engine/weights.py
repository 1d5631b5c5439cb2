"""Saving and loading the weights of a model as ``.npz``, without pickle."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from engine.autodiff import Array, Spec
from engine.model import Model

BUDGET = 1 << 32
"""Bytes that a weights file may unfold to, at most."""

HEADER = 4096
"""Bytes that one array may take besides its numbers."""


class WeightsError(ValueError):
    """A weights file that cannot be written, read or used, in one sentence."""


def save_weights(path: str | Path, model: Model) -> str:
    """Write all weights and states; gives the file's SHA-256 digest.

    The file is written beside its place and then moved there, so that an old file is
    never lost to a half-written one.

    Raises:
        WeightsError: the file cannot be written.
    """
    place = Path(path).resolve()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in model.weights().items():
            # A fixed date: the same weights make the same file.
            entry = zipfile.ZipInfo(f"{name}.npy")
            with archive.open(entry, "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, array, allow_pickle=False)
    content = buffer.getvalue()
    try:
        with _replacing(place) as file:
            file.write(content)
    except OSError as error:
        raise WeightsError(f"{place.name} cannot be written: {error.strerror}.") from error
    return hashlib.sha256(content).hexdigest()


def load_weights(path: str | Path, model: Model) -> str:
    """Give a model the weights of a file; gives the file's SHA-256 digest.

    Raises:
        WeightsError: the file cannot be read or does not fit; the model is unchanged.
    """
    place = Path(path)
    try:
        content = _content(place)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            weights = _read(place.name, archive, model.weights())
    except OSError as error:
        raise WeightsError(f"{place.name} cannot be read: {error.strerror}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise WeightsError(f"{place.name} is damaged, or is no weights file.") from error
    model.set_weights(weights)
    return hashlib.sha256(content).hexdigest()


def digest_of(path: str | Path) -> str:
    """SHA-256 digest of a file. Raises WeightsError if it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(f"{Path(path).name} cannot be read: {error.strerror}.") from error


def _content(place: Path) -> bytes:
    if place.stat().st_size > BUDGET:
        raise WeightsError(f"{place.name} is too large to be read.")
    return place.read_bytes()


def _read(file: str, archive: zipfile.ZipFile, wanted: Mapping[str, Array]) -> dict[str, Array]:
    entries = {info.filename: info for info in archive.infolist()}
    for name in wanted:
        if f"{name}.npy" not in entries:
            raise WeightsError(f"{file} does not fit: it has no weight '{name}'.")
    for entry in entries:
        if entry.removesuffix(".npy") not in wanted or not entry.endswith(".npy"):
            raise WeightsError(f"{file} does not fit: the model has no weight '{entry}'.")
    if len(archive.infolist()) > len(entries):
        raise WeightsError(f"{file} is damaged: it has a weight twice.")
    for name, array in wanted.items():
        # The directory tells sizes before anything is unfolded.
        if entries[f"{name}.npy"].file_size > 8 * array.size + HEADER:
            raise WeightsError(f"{file} does not fit: the weight '{name}' is too large.")
    return {n: _array(file, n, archive, a) for n, a in wanted.items()}


def _array(file: str, name: str, archive: zipfile.ZipFile, wanted: Array) -> Array:
    info = archive.getinfo(f"{name}.npy")
    with archive.open(info) as stream:
        content = io.BytesIO(stream.read(info.file_size))
    try:
        shape, by_column, dtype = _header(content)
    except ValueError as error:
        raise WeightsError(f"{file} is damaged: '{name}' cannot be read.") from error
    if shape != wanted.shape:
        raise WeightsError(
            f"{file} does not fit: '{name}' has shape {Spec(shape)} there, "
            f"the model needs {Spec(wanted.shape)}."
        )
    if dtype.kind != "f" and dtype != wanted.dtype:
        raise WeightsError(f"{file} does not fit: '{name}' does not hold real numbers.")
    numbers = content.read()
    if len(numbers) != wanted.size * dtype.itemsize:
        raise WeightsError(f"{file} is damaged: '{name}' is cut short.")
    return np.frombuffer(numbers, dtype).reshape(shape, order="F" if by_column else "C")


def _header(content: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order and type of an array, before room is made for its numbers."""
    version = np.lib.format.read_magic(content)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(content)
    return np.lib.format.read_array_header_2_0(content)


@contextmanager
def _replacing(place: Path) -> Iterator[BinaryIO]:
    """A new file beside ``place`` that takes its place once it is whole and on the disk."""
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    """Put the folder's entry on the disk too; Windows has no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
