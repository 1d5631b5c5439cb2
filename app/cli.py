"""The command ``layerdeck``: opens the window, runs and checks documents, lists cards."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

import assets
from app import headless
from app.headless import BAD_FILE, FAILED, STOPPED

# What computes, draws or knows cards is loaded by the command that needs it.
if TYPE_CHECKING:
    from cards.card import Card

_Allow = Annotated[
    list[Path] | None,
    typer.Option(
        "--allow",
        help="Let the document read in this folder, too; may be given several times.",
        metavar="FOLDER",
    ),
]
_File = Annotated[Path, typer.Argument(help="A Layerdeck document.", metavar="FILE")]


class _Commands(TyperGroup):
    """The subcommands; a file name in place of one opens that file."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (not args[0].startswith("-") and args[0] not in self.commands):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(headless.complain("Stopped.", STOPPED)) from None
        except BrokenPipeError:
            # Whoever reads has read enough; Python would complain again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(FAILED) from None


commands = typer.Typer(
    cls=_Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Build neural networks from cards. Without a command: layerdeck [FILE] opens the window.",
)
_examples = typer.Typer(help="List the bundled examples, or copy them.")
commands.add_typer(_examples, name="examples")


def main() -> None:
    """Run the command line."""
    # Pydantic would look for plugins in every distribution that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        commands(prog_name="layerdeck")
    except KeyboardInterrupt:
        sys.exit(headless.complain("Stopped.", STOPPED))


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"layerdeck {version('layerdeck')}")
        except PackageNotFoundError:
            typer.echo("layerdeck, not installed")
        raise typer.Exit


@commands.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """What holds for all commands."""


@commands.command("open", hidden=True)
def open_window(file: Annotated[Path | None, typer.Argument(metavar="[FILE]")] = None) -> None:
    """Open the window, with FILE in it; without a display, run FILE and draw its graph."""
    if file is not None and not file.exists() and not file.suffix:
        sentence = f"There is no file '{file}', and no command of that name; see layerdeck --help."
        raise typer.Exit(headless.complain(sentence, BAD_FILE))
    from app.display import no_window

    reason = no_window() or _start(file)
    if reason is None:
        return
    if file is None:
        typer.echo(f"No window can open here: {reason}. What works without one:")
        typer.echo("  layerdeck examples copy wine .   copy an example here")
        typer.echo("  layerdeck wine.json              train it and draw its graph")
        typer.echo("  layerdeck --help                 see all commands")
        return
    picture_file = Path(f"{file.stem}.png")
    typer.echo(f"No window can open here ({reason}): running {file}, drawing {picture_file}.")
    code = headless.run(file)
    wrong = headless.draw(file, picture_file)
    typer.echo(wrong or f"The graph is drawn in {picture_file}.", err=bool(wrong))
    raise typer.Exit(code)


@commands.command()
def run(
    file: _File,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line an event.")] = False,
    weights: Annotated[
        Path | None, typer.Option(help="Save the trained weights there (.npz).", metavar="OUT")
    ] = None,
    allow: _Allow = None,
) -> None:
    """Run a document's task cards and print what they return."""
    if weights is not None and not weights.absolute().parent.is_dir():
        sentence = f"The folder of '{weights}' does not exist."
        raise typer.Exit(headless.complain(sentence, BAD_FILE))
    raise typer.Exit(headless.run(file, as_json=as_json, weights=weights, allow=allow or ()))


@commands.command()
def check(file: _File, allow: _Allow = None) -> None:
    """Say what is wrong with a document, card by card."""
    raise typer.Exit(headless.check(file, allow=allow or ()))


@commands.command()
def fix(
    file: _File,
    apply: Annotated[
        int | None, typer.Option(help="Apply this one and write the file.", metavar="NUMBER")
    ] = None,
    allow: _Allow = None,
) -> None:
    """List what helps against a document's problems, or apply one of it."""
    from app import fix_command

    raise typer.Exit(fix_command.fix(file, apply, allow=allow or ()))


@commands.command()
def summary(
    file: _File,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    allow: _Allow = None,
) -> None:
    """Show the layers of a document's networks: shapes, weights, memory, multiply-adds."""
    raise typer.Exit(headless.summarize(file, as_json=as_json, allow=allow or ()))


@commands.command()
def cards(
    name: Annotated[str | None, typer.Argument(help="A card's id or title.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List all cards, or show the help page of one."""
    import json

    from cards.pages import listing, page

    types: Mapping[str, type[Card]] = headless.types()
    if name is not None:
        card_id = _card_named(name, types)
        types = {card_id: types[card_id]}
    if as_json:
        found = listing(types)
        text = json.dumps(found if name is None else found[0], indent=1, ensure_ascii=False)
        typer.echo(text)
    elif name is not None:
        _show_page(page(next(iter(types.values()))))
    else:
        _show_cards(types)


@commands.command()
def picture(
    file: _File,
    out: Annotated[Path, typer.Argument(help="The picture: .png, .svg or .pdf.", metavar="OUT")],
    dark: Annotated[bool, typer.Option("--dark", help="Draw on a dark ground.")] = False,
    scale: Annotated[
        float, typer.Option(help="Pixels of a PNG for each one on the screen.", min=0.1, max=8.0)
    ] = 2.0,
    transparent: Annotated[
        bool, typer.Option("--transparent", help="Draw without a ground.")
    ] = False,
) -> None:
    """Draw a document's graph."""
    if out.suffix.lower() not in (".png", ".svg", ".pdf"):
        sentence = (
            f"'{out}' is no picture that can be drawn: its name must end in .png, .svg or .pdf."
        )
        raise typer.Exit(headless.complain(sentence, BAD_FILE))
    if not out.absolute().parent.is_dir():
        raise typer.Exit(headless.complain(f"The folder of '{out}' does not exist.", BAD_FILE))
    wrong = headless.draw(file, out, dark=dark, scale=scale, transparent=transparent)
    if wrong:
        raise typer.Exit(headless.complain(wrong, FAILED))


@commands.command()
def diff(
    old: Annotated[str, typer.Argument(help="A document, or REV:FILE of git.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="Likewise.", metavar="NEW")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what changed from one document to another, card by card."""
    raise typer.Exit(headless.compare(old, new, as_json=as_json))


@commands.command()
def docs(
    out: Annotated[Path, typer.Argument(help="A folder, new or empty.", metavar="OUT_DIR")],
) -> None:
    """Write a page for each card, as HTML with an index and a search."""
    raise typer.Exit(headless.write_docs(out))


@_examples.callback(invoke_without_command=True)
def _list_examples(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is not None:
        return
    known = assets.examples()
    width = max(map(len, known))
    for name, path in known.items():
        typer.echo(f"{name:{width}}  {assets.about(path)}")
    typer.echo(f"\nThey are in {assets.FOLDER / 'examples'}.")
    typer.echo("layerdeck examples copy [NAME] [FOLDER] copies one, or all of them.")


@_examples.command("copy")
def copy_examples(
    name: Annotated[str | None, typer.Argument(help="Which one; without it, all.")] = None,
    folder: Annotated[Path, typer.Argument(help="Where to.")] = Path(),
) -> None:
    """Copy an example and its data to a folder; files that exist are left alone."""
    known = assets.examples()
    if name is not None and name not in known:
        sentence = f"There is no example '{name}'. There are: {', '.join(known)}."
        raise typer.Exit(headless.complain(sentence, BAD_FILE))
    chosen = known.values() if name is None else [known[name]]
    files = [file for example in chosen for file in assets.companions(example)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            if (folder / file.name).exists():
                raise typer.Exit(
                    headless.complain(f"'{folder / file.name}' exists already.", FAILED)
                )
        for file in files:
            typer.echo(shutil.copyfile(file, folder / file.name))
    except OSError as error:
        sentence = f"'{folder}' cannot be written to: {error.strerror}."
        raise typer.Exit(headless.complain(sentence, FAILED)) from None


def _start(file: Path | None) -> str | None:
    """Open the window and wait until it is closed; why it cannot be, if Qt does not load."""
    if file is not None:
        from cards import files
        from cards.document import DocumentError

        try:
            files.load(file)
        except DocumentError as error:
            raise typer.Exit(headless.complain(str(error), BAD_FILE)) from None
    from app import start

    try:
        start.get_ready()
        from app.application import show
    except ImportError as error:
        gc.enable()
        return f"Qt does not load ({error})"
    raise typer.Exit(show(file))


def _card_named(name: str, types: Mapping[str, type[Card]]) -> str:
    """The id of the card of this id or title; ends the command if there is none."""
    from cards.tables import near

    if name in types:
        return name
    titles = {card.title.lower(): card_id for card_id, card in types.items()}
    lower = {card_id.lower(): card_id for card_id in types}
    found = lower.get(name.lower()) or titles.get(name.lower())
    if found is None:
        raise typer.Exit(
            headless.complain(f"There is no card '{name}'{near(name, list(types))}", BAD_FILE)
        )
    return found


def _show_page(text: str) -> None:
    if not sys.stdout.isatty():
        typer.echo(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))


def _show_cards(types: Mapping[str, type[Card]]) -> None:
    from cards.catalogue import Catalogue

    width = max(map(len, types), default=0)
    for number, (group, names) in enumerate(Catalogue(types).groups.items()):
        typer.echo(f"\n{group}" if number else group)
        for name in names:
            typer.echo(f"  {name:{width}}  {types[name].title}")
