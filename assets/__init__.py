"""Files that come with the program: examples, fonts, icons."""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parent


def examples() -> dict[str, Path]:
    """The example documents by name."""
    return {path.stem: path for path in sorted((FOLDER / "examples").glob("*.json"))}


def about(example: Path) -> str:
    """What an example does, in one sentence: the first paragraph of its note."""
    notes = json.loads(example.read_text(encoding="utf-8"))["notes"]
    text: str = next(iter(notes.values()), {"text": ""})["text"]
    return text.partition("\n")[0]


def companions(example: Path) -> list[Path]:
    """The files that an example consists of: the document and the data that it reads."""
    return sorted(example.parent.glob(f"{example.stem}.*"))
