"""Files that come with the program: examples, fonts, icons."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def examples() -> dict[str, Path]:
    """The example documents by name."""
    return {path.stem: path for path in sorted((FOLDER / "examples").glob("*.json"))}


def companions(example: Path) -> list[Path]:
    """The files that an example consists of: the document and the data that it reads."""
    return sorted(example.parent.glob(f"{example.stem}.*"))
