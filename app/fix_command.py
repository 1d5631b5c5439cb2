"""``layerdeck fix``: lists what helps against a document's problems, and applies one of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app import headless
from app.headless import BAD_FILE, FAILED

if TYPE_CHECKING:
    from cards.report import Fix


def fix(file: Path, number: int | None, *, allow: Iterable[Path] = ()) -> int:
    """List the fixes of a document by number, or apply one and write the file."""
    from cards import files
    from cards.document import DocumentError
    from cards.mending import offers
    from cards.report import place

    known = headless.types()
    try:
        stamp = files.load_stamped(file)[1]
    except DocumentError as error:
        return headless.complain(str(error), BAD_FILE)
    document, report, context = headless.checked(file, known, allow)
    found: list[Fix] = []
    for problem in (*report.diagnostics, *report.advice):
        fixes = [f for f in offers(document, report, known, context, problem) if f.allow is None]
        if number is None and fixes:
            where = place(document, report, problem.node, problem.socket, problem.message)
            typer.echo(f"{problem.severity}: {where}: {problem.message}")
            for i, one in enumerate(fixes, len(found) + 1):
                typer.echo(f"  {i}. {one.label}")
        found += fixes
    if number is None:
        if not found:
            typer.echo("There is nothing that could be fixed by itself.")
        return 0
    if not 1 <= number <= len(found):
        known_range = f"there are 1 to {len(found)}" if found else "there are none"
        return headless.complain(f"There is no fix {number}; {known_range}.", FAILED)
    try:
        files.save(file, found[number - 1].edit(document), stamp)
    except DocumentError as error:
        return headless.complain(str(error), FAILED)
    typer.echo(f"{file}: {found[number - 1].label}.")
    return 0
