"""Documents without a window: read, checked, run, drawn, with words for a terminal."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

# What computes, draws or knows cards is loaded by the command that needs it.
if TYPE_CHECKING:
    from app.picture import Ground
    from cards.card import Card, Context
    from cards.document import Document
    from cards.report import Diagnostic, Fix, Report
    from cards.running import Event

FAILED, BAD_FILE, STOPPED = 1, 2, 130


def complain(sentence: str, code: int) -> int:
    """Say what is wrong, apart from results; give the exit code back."""
    typer.echo(sentence, err=True)
    return code


def types() -> dict[str, type[Card]]:
    """All known cards; packs that do not load are complained about."""
    # Looking for garbage while hundreds of classes are made would take its time, too.
    looking = gc.isenabled()
    gc.disable()
    try:
        from cards.registry import all_cards

        known, problems = all_cards()
    finally:
        if looking:
            gc.enable()
    for problem in problems:
        typer.echo(problem, err=True)
    return known


def checked(
    file: Path, known: Mapping[str, type[Card]] | None = None, allow: Iterable[Path] = ()
) -> tuple[Document, Report, Context]:
    """The document in ``file`` with its check; ends the command if it cannot be read.

    It may read what is in its folder, and in those that the user has chosen to ``allow``.
    """
    known = types() if known is None else known
    from cards import files
    from cards.card import Context
    from cards.checking import check
    from cards.document import DocumentError
    from cards.registry import upgraded

    try:
        document = upgraded(files.load(file), known)
    except DocumentError as error:
        raise typer.Exit(complain(str(error), BAD_FILE)) from None
    allowed = tuple(Path(os.path.normpath(place.absolute())) for place in allow)
    context = Context(file.absolute().parent, document.settings.seed, allowed)
    report = check(document, known, context)
    places = {fix.allow for d in report.diagnostics for fix in d.fixes if fix.allow is not None}
    for folder in sorted({place.parent for place in places}):
        typer.echo(f"--allow '{folder}' lets the document read there.", err=True)
    return document, report, context


def check(file: Path, *, allow: Iterable[Path] = ()) -> int:
    """Print what is wrong with a document, card by card, and what helps; 1 if there are errors."""
    known = types()
    document, report, context = checked(file, known, allow)
    from cards.report import place

    for found in (*report.diagnostics, *report.advice):
        where = place(document, report, found.node, found.socket, found.message)
        typer.echo(f"{found.severity}: {where}: {found.message}")
        for fix in _fixes(document, report, known, context, found):
            typer.echo(f"  Fix: {fix.label}")
    if not report.diagnostics:
        count = len(document.nodes)
        typer.echo(f"{file}: no problems in {count} card{'s' if count != 1 else ''}.")
    return 0 if report.ok else FAILED


def _fixes(
    document: Document,
    report: Report,
    known: Mapping[str, type[Card]],
    context: Context,
    problem: Diagnostic,
) -> tuple[Fix, ...]:
    # Loaded here: a document without problems needs none of it.
    from cards.mending import offers

    return offers(document, report, known, context, problem)


def summarize(file: Path, *, as_json: bool = False, allow: Iterable[Path] = ()) -> int:
    """Print the layers of a document's networks; 1 if something in it is wrong."""
    import json

    document, report, _ = checked(file, allow=allow)
    from cards.summary import summary
    from cards.summary_text import as_json as values
    from cards.summary_text import as_text

    found = summary(document, report)
    if as_json:
        typer.echo(json.dumps(values(found), indent=1, ensure_ascii=False))
    else:
        typer.echo(as_text(found), nl=False)
    if report.ok:
        return 0
    return complain(f"{file} has errors: what stands behind them is left out.", FAILED)


def compare(old: str, new: str, *, as_json: bool = False) -> int:
    """Print what changed between two documents; 0 if nothing did, 1 if something did."""
    import json
    from dataclasses import asdict

    from cards.comparing import differences, told

    known = types()
    found = differences(read(old, known), read(new, known), known)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
        return FAILED if found else 0
    colors = {"added": "green", "removed": "red", "changed": "yellow"}
    for one in found:
        color = colors[one.sort] if one.seen else None
        typer.secho(told([one]), fg=color, dim=not one.seen)
    if not found:
        typer.echo("Both documents say the same.")
    return FAILED if found else 0


def read(name: str, known: Mapping[str, type[Card]]) -> Document:
    """The document in a file, or in a revision of git (``HEAD:wine.json``); else it ends."""
    from cards import files
    from cards.document import DocumentError
    from cards.registry import upgraded
    from cards.revisions import text_at

    revision, colon, path = name.partition(":")
    try:
        if colon and not Path(name).exists() and len(revision) > 1:
            return upgraded(files.loads(text_at(Path(path), revision)), known)
        return upgraded(files.load(Path(name)), known)
    except DocumentError as error:
        raise typer.Exit(complain(str(error), BAD_FILE)) from None


def run(
    file: Path,
    *,
    as_json: bool = False,
    weights: Path | None = None,
    allow: Iterable[Path] = (),
) -> int:
    """Run a document, show its events and results; the command's exit code."""
    document, report, context = checked(file, allow=allow)
    from cards.report import label, place
    from cards.running import CardDone, CardFailed, FromCard, RunDone
    from cards.running import run as run_cards

    models: dict[str, Any] = {}
    remarks: list[str] = []
    done = RunDone({})
    events = run_cards(document, report, context)
    for event in _json_lines(events) if as_json else _bars(events, report):
        if isinstance(event, CardDone) and "model" in event.outputs:
            models[event.node] = event.outputs["model"].model
        elif isinstance(event, CardFailed):
            where = place(document, report, event.node, event.socket, event.message)
            remarks.append(f"{where}: {event.message}")
        elif isinstance(event, FromCard) and _is_remark(event.event):
            remarks.append(f"{label(document, report, event.node)}: {event.event.text}")
        elif isinstance(event, RunDone):
            done = event
    # Only now: the bars are gone, and would have written over it.
    code = FAILED if done.failed else 0
    for remark in remarks:
        complain(remark, code)
    if not as_json:
        _show_results(done.returned, ran=bool(report.order), failed=bool(code))
    return max(code, _save_weights(weights, models)) if weights is not None else code


def _is_remark(told: Any) -> bool:
    """Whether a card says something before it starts: what is odd, though it can be done."""
    return getattr(told, "done", None) == 0 and bool(getattr(told, "text", ""))


def _json_lines(events: Iterator[Event]) -> Iterator[Event]:
    from app.event_lines import line

    for event in events:
        print(line(event), flush=True)  # noqa: T201 - the command's output
        yield event


def _bars(events: Iterator[Event], report: Report) -> Iterator[Event]:
    from rich.console import Console

    from app.progress import Bars

    titles = {node: card.title for node, card in report.cards.items()}
    with Bars(titles, Console(stderr=True)) as bars:
        for event in events:
            bars.show(event)
            yield event


def _show_results(returned: Mapping[str, float], *, ran: bool, failed: bool) -> None:
    for name, value in returned.items():
        typer.echo(f"{name}: {value:.6g}")
    if not returned and not failed:
        typer.echo("Done; nothing was returned." if ran else "The document holds no card to run.")


def _save_weights(out: Path, models: Mapping[str, Any]) -> int:
    from engine.weights import WeightsError, save_weights

    if not models:
        return complain("No weights are saved: nothing was trained.", FAILED)
    for node, model in models.items():
        several = len(models) > 1
        path = out.with_name(f"{out.stem}.{node}{out.suffix}") if several else out
        try:
            save_weights(path, model)
        except (WeightsError, OSError) as error:
            return complain(f"The weights are not saved: {error}", FAILED)
        typer.echo(f"Weights saved in {path}.", err=True)
    return 0


def draw(
    file: Path,
    out: Path,
    *,
    dark: bool = False,
    scale: float = 2.0,
    transparent: bool = False,
) -> str | None:
    """Draw the graph; why it cannot be drawn, if that is so."""
    from app.display import no_window, use_offscreen

    document, report, _ = checked(file)
    if no_window():
        use_offscreen()
    try:
        from app.picture import draw as paint
        from app.theme import DARK, LIGHT

        # Paper has a ground of its own, unless it is to be dark.
        paper = out.suffix.lower() == ".pdf"
        ground: Ground = "plain" if paper else "grid"
        if transparent or (paper and not dark):
            ground = "transparent"
        paint(document, types(), out, DARK if dark else LIGHT, report, scale, ground)
    except ImportError as error:
        return f"The graph is not drawn: Qt does not load ({error})."
    except OSError as error:
        return f"The graph is not drawn: {error}."
    return None


def write_docs(folder: Path) -> int:
    """Write the pages of all cards, and say what was written; the command's exit code."""
    from app.display import no_window, use_offscreen

    if no_window():
        use_offscreen()
    try:
        from app import docs
    except ImportError as error:
        return complain(f"The pages are not written: Qt does not load ({error}).", FAILED)
    try:
        wrong = docs.refusal(folder)
        if wrong:
            return complain(wrong, BAD_FILE)
        written = docs.write(types(), folder)
    except OSError as error:
        reason = f"{error.strerror}." if error.strerror else str(error)
        return complain(f"The pages are not all written in '{folder}': {reason}", FAILED)
    cards = f"{written.cards} card" + "s" * (written.cards != 1)
    typer.echo(f"{cards} with {written.pictures} pictures. Open {written.first}")
    return 0
