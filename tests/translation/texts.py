"""Finds the texts of the interface in the source, and keeps the translation files."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import PySide6

APP = Path(__file__).parent.parent.parent / "app"
FOLDER = APP.parent / "assets" / "translations"
CONTEXT = "app"


def sources() -> list[Path]:
    """The modules of the window; the command line speaks English."""
    english = {"cli.py", "headless.py", "docs.py", "screenshots.py", "display.py"}
    english |= {"fix_command.py", "qt_guard.py"}
    return [path for path in sorted(APP.rglob("*.py")) if path.name not in english]


def texts() -> dict[str, str]:
    """Every text that can be shown, and the module that shows it."""
    found: dict[str, str] = {}
    for path in sources():
        for text in _called(ast.parse(path.read_text("utf-8"))):
            found.setdefault(text, str(path.relative_to(APP.parent)))
    for text in _data():
        found.setdefault(text, "app/actions.py")
    return found


def _called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr":
            (given,) = node.args
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value


def _data() -> Iterator[str]:
    """Texts that stand in tables of data and are translated where they are used."""
    from app.actions import COMMANDS, MENUS
    from app.canvas.key_table import CANVAS_KEYS

    yield from MENUS
    for key in CANVAS_KEYS:
        yield from (key.text, key.binding.heading)
    for command in COMMANDS:
        yield command.text
        if command.tip:
            yield command.tip


def translations(language: str) -> dict[str, str]:
    """What is translated, by the English text; empty where a translation is not finished."""
    file = FOLDER / f"layerdeck_{language}.ts"
    if not file.exists():
        return {}
    found = {}
    for message in ElementTree.parse(file).getroot().iter("message"):
        translation = message.find("translation")
        done = translation is not None and translation.get("type") is None
        found[message.findtext("source") or ""] = (translation.text or "") if done else ""
    return found


def write(language: str, translated: dict[str, str]) -> None:
    """Write the ``.ts`` file of the texts that there are, and the ``.qm`` file that Qt reads."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text, place in sorted(texts().items()):
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "location", filename=place)
        ElementTree.SubElement(message, "source").text = text
        translation = ElementTree.SubElement(message, "translation")
        translation.text = translated.get(text, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ElementTree.indent(root)
    FOLDER.mkdir(exist_ok=True)
    body = ElementTree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    (FOLDER / f"layerdeck_{language}.ts").write_text(f"{head}{body}\n", "utf-8")
    (FOLDER / f"layerdeck_{language}.qm").write_bytes(compiled(language))


def compiled(language: str) -> bytes:
    """The ``.qm`` file as Qt's lrelease makes it of the ``.ts`` file."""
    tool = next(Path(PySide6.__file__).parent.glob("lrelease*"))
    source = FOLDER / f"layerdeck_{language}.ts"
    made = source.with_suffix(".made")
    try:
        command = [str(tool), "-silent", str(source), "-qm", str(made)]
        subprocess.run(command, check=True, capture_output=True)
        return made.read_bytes()
    finally:
        made.unlink(missing_ok=True)
