"""Reads a golden set: ``index.json``, and NumPy files of one case or of the cases of a layer.

The set ``public`` has cases of everything in the references; ``further`` has more of the
layers and parts, drawn from many thousands that agree, for both generations of Keras.
"""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

Case = dict[str, Any]
Arrays = dict[str, np.ndarray]


def roots() -> list[Path]:
    """The folder of the set that ``GOLDEN_DIR`` names, or those of the sets that are here."""
    chosen = os.environ.get("GOLDEN_DIR")
    here = Path(__file__).parent
    return [Path(chosen)] if chosen else [here / "public", here / "further"]


def cases(folder: Path) -> list[Case]:
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))["cases"]


def load(folder: Path, case: Case) -> Arrays:
    """The arrays of a case by name; what is stored stacked by step comes back step by step."""
    if "file" not in case:
        return {}
    with np.load(folder / case["file"], allow_pickle=False) as stored:
        prefix = case.get("prefix", "")
        names = [name for name in stored.files if name.startswith(prefix)]
        arrays = {name.removeprefix(prefix): stored[name] for name in names}
    for name in [n for n in arrays if n.startswith("steps.")]:
        rest = name.removeprefix("steps.")
        arrays |= {f"s{i}.{rest}": part for i, part in enumerate(arrays.pop(name))}
    return arrays
