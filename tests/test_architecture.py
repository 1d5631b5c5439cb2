"""Which package may import which, and what starting up may not load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "engine": {"numpy", "threadpoolctl", "engine"},
    "cards": {"pydantic", "numpy", "cards", "engine"},
    "app": {"PySide6", "shiboken6", "pyqtgraph", "typer", "rich", "numpy", "pydantic"}
    | {"threadpoolctl", "assets", "app", "cards", "engine"},
}
ONLY_INSIDE = {
    "cards": {"polars", "sklearn", "PIL", "optuna", "keras", "onnx", "markdown_it", "pygments"},
    "engine": {"numba"},
    "app": {"polars"},
}
"""What may be imported where it is needed, inside a function or for types only."""

NO_CARDS = (
    *("document", "edits", "history", "migrations", "limits", "outside", "storing", "files"),
    *("ports", "aligning", "revisions"),
)
"""Modules that open a document without knowing its cards."""

SOURCES = [p for package in MAY_IMPORT for p in sorted((ROOT / package).rglob("*.py"))]
EACH = pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())


def imports(path):
    """Every imported module of a file, and whether it is imported at the start."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or only_for_types(node)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) not in late
        elif isinstance(node, ast.ImportFrom):
            yield node.module if not node.level else "a relative import", id(node) not in late


def only_for_types(node):
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@EACH
def test_imports_go_from_app_to_cards_to_engine_and_to_known_libraries(path):
    package = path.relative_to(ROOT).parts[0]
    early = MAY_IMPORT[package] | sys.stdlib_module_names
    late = early | ONLY_INSIDE[package]
    for module, at_start in imports(path):
        top = module.partition(".")[0]
        assert top in (early if at_start else late), f"{module} in {path.name}"


@pytest.mark.parametrize("name", NO_CARDS)
def test_a_document_opens_without_knowing_its_cards(name):
    found = {module for module, _ in imports(ROOT / "cards" / f"{name}.py")}
    assert not {m for m in found if m.startswith(("cards.card", "cards.library", "cards.registry"))}


def test_the_library_knows_neither_documents_nor_the_check():
    for path in (ROOT / "cards" / "library").glob("*.py"):
        for module, _ in imports(path):
            forbidden = ("document", "edits", "history", "checking", "compiling", "registry")
            assert module not in {f"cards.{name}" for name in forbidden}, path.name


HEAVY = {"polars", "sklearn", "numba", "PySide6", "scipy", "pandas", "pyqtgraph", "typer", "PIL"}


@pytest.mark.parametrize(
    ("start", "heavy"),
    [
        ("import engine.model, engine.training", HEAVY | {"pydantic"}),
        ("from cards.registry import builtin_cards; builtin_cards()", HEAVY),
        ("import cards.checking, cards.files, cards.running, cards.pages", HEAVY),
    ],
    ids=["engine", "cards", "check and run"],
)
def test_starting_up_loads_nothing_that_is_not_needed_yet(start, heavy):
    code = f"import sys; {start}; print(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not heavy & set(done.stdout.split())
