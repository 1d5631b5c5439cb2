"""Reads a golden set: ``index.json`` and one NumPy file a case."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

Case = dict[str, Any]
Arrays = dict[str, np.ndarray]


def root() -> Path:
    """The folder of the set: ``GOLDEN_DIR`` where it is set, the public set otherwise."""
    chosen = os.environ.get("GOLDEN_DIR")
    return Path(chosen) if chosen else Path(__file__).parent / "public"


def cases(folder: Path) -> list[Case]:
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))["cases"]


def load(folder: Path, case: Case) -> Arrays:
    """The arrays of a case by name; what is stored stacked by step comes back step by step."""
    if "file" not in case:
        return {}
    with np.load(folder / case["file"], allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for name in [n for n in arrays if n.startswith("steps.")]:
        rest = name.removeprefix("steps.")
        arrays |= {f"s{i}.{rest}": part for i, part in enumerate(arrays.pop(name))}
    return arrays
