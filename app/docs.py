"""Writes the pages of all cards into a folder, with their pictures, fonts and search."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from app.canvas.marks import readable_on
from app.picture import CardPictures
from app.theme import ASSETS, DARK, LIGHT, Theme, group_color, mixed
from cards.card import Card
from cards.catalogue import Catalogue
from cards.examples import example
from cards.finding import SAID, SPELLED, spelled
from cards.html_pages import HtmlPages
from cards.html_parts import group_class, kind_class

WRITTEN = "layerdeck-docs.txt"
"""The list of all files that were written, by which they are known the next time."""

_FIRST_LINE = "Written by layerdeck docs, which may delete or replace these files:"

SHOWN = {theme.name: theme for theme in (LIGHT, DARK)}
"""The themes that the pages have pictures in; a page follows the system between them."""

_FONTS = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-LICENSE.txt")
_SCRIPTS = ("style.css", "search.js")


@dataclass(frozen=True)
class Docs:
    """What was written: the number of cards and pictures, and where to begin reading."""

    cards: int
    pictures: int
    first: Path


def refusal(folder: Path) -> str | None:
    """Why no pages may be written into ``folder``, as a sentence; None if they may.

    Raises OSError if the folder cannot be read.
    """
    if not folder.exists() and not folder.is_symlink():
        return None
    if not folder.is_dir():
        return f"'{folder}' is a file; a folder is needed."
    own = _written(folder)
    stranger = next((f for f in _files(folder) if f not in own), None)
    if stranger is None:
        return None
    return f"'{folder}' holds files of others, such as '{stranger}'; choose an empty folder."


def write(types: Mapping[str, type[Card]], folder: Path) -> Docs:
    """Write all pages, and delete those of an earlier time that are no longer there.

    Ask ``refusal`` before. Raises OSError if a file cannot be written.
    """
    catalogue = Catalogue(types)
    names = _names(catalogue)
    folder.mkdir(parents=True, exist_ok=True)
    before = _written(folder)
    # Noted before they are there: what is left behind by a full disk can be written over.
    _note(folder, sorted({*before, *names}))
    for name in sorted(before - set(names)):
        (folder / name).unlink(missing_ok=True)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    pages = HtmlPages(catalogue, _draw(catalogue, folder))
    _write_files(pages, folder)
    for name, text in _pages(pages):
        (folder / name).write_text(text, "utf-8", newline="\n")
    _note(folder, names)
    return Docs(len(catalogue.order), len(pages.pictures) * len(SHOWN), folder / "index.html")


def _names(catalogue: Catalogue) -> list[str]:
    """All files that there will be, from the folder, with forward slashes."""
    slugs = catalogue.slugs.values()
    names = ["index.html", "kinds.html", WRITTEN]
    names += [f"cards/{slug}.html" for slug in slugs]
    names += [f"pictures/{slug}-{theme}.png" for slug in slugs for theme in SHOWN]
    names += [f"files/{name}" for name in (*_SCRIPTS, "cards.js", "layerdeck.svg")]
    return names + [f"files/fonts/{name}" for name in _FONTS]


def _files(folder: Path) -> Iterator[str]:
    """The files in a folder, at any depth; links count as files and are not followed."""
    for place, folders, files in os.walk(folder, onerror=_fail):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*files, *links):
            yield (Path(place) / name).relative_to(folder).as_posix()


def _fail(error: OSError) -> None:
    raise error


def _written(folder: Path) -> set[str]:
    """The files in the folder that were written here before, by the list that stands there."""
    listed = folder / WRITTEN
    if not listed.is_file() or listed.is_symlink():
        return set()
    first, *known = listed.read_text("utf-8", errors="replace").splitlines() or [""]
    own = set(known) if first == _FIRST_LINE else set()
    return {f for f in _files(folder) if f in own and not (folder / f).is_symlink()}


def _note(folder: Path, names: list[str]) -> None:
    text = "".join(f"{line}\n" for line in (_FIRST_LINE, *names))
    (folder / WRITTEN).write_text(text, "utf-8", newline="\n")


def _draw(catalogue: Catalogue, folder: Path) -> dict[str, tuple[int, int]]:
    """Draw every card in every theme; gives the sizes."""
    pictures = CardPictures(catalogue.types)
    sizes = {}
    for name in catalogue.order:
        known = example(catalogue.types[name])
        for theme in SHOWN.values():
            path = folder / "pictures" / f"{catalogue.slugs[name]}-{theme.name}.png"
            inference = known.inference if known else None
            sizes[name] = pictures.draw(name, path, theme, inference)
    return sizes


def _pages(pages: HtmlPages) -> Iterator[tuple[str, str]]:
    """The name and the text of every page."""
    shell = Template((ASSETS / "docs" / "page.html").read_text("utf-8"))
    catalogue = pages.catalogue
    about = f"The {len(catalogue.order)} cards of Layerdeck, from which networks are built."
    for name, title, main in (
        ("index.html", "Layerdeck cards", pages.lists.index()),
        ("kinds.html", "What fits what · Layerdeck cards", pages.lists.kinds()),
    ):
        yield name, _page(shell, title, about, main, pages.lists.groups(""), "")
    for name in catalogue.order:
        card = catalogue.types[name]
        title = f"{card.title} · Layerdeck cards"
        main, groups = pages.card(name), pages.lists.groups("../", name)
        text = _page(shell, title, pages.lists.about(card), main, groups, "../")
        yield f"cards/{catalogue.slugs[name]}.html", text


def _page(shell: Template, title: str, about: str, main: str, groups: str, root: str) -> str:
    return shell.substitute(
        title=_escaped(title), description=_escaped(about), main=main, groups=groups, root=root
    )


def _write_files(pages: HtmlPages, folder: Path) -> None:
    """Write what all pages share."""
    files = folder / "files"
    for name in _FONTS:
        shutil.copyfile(ASSETS / "fonts" / name, files / "fonts" / name)
    shutil.copyfile(ASSETS / "icons" / "layerdeck.svg", files / "layerdeck.svg")
    shutil.copyfile(ASSETS / "docs" / "search.js", files / "search.js")
    style = _colors(pages.catalogue) + (ASSETS / "docs" / "style.css").read_text("utf-8")
    (files / "style.css").write_text(style, "utf-8", newline="\n")
    entries = json.dumps(pages.lists.entries(), ensure_ascii=True, separators=(",", ":"))
    rules = [(pattern, re.sub(r"\\(\d)", r"$\1", text)) for pattern, text in SPELLED]
    script = f"var layerdeckCards = {entries};\nvar layerdeckSpelled = {json.dumps(rules)};\n"
    said = {spelled(words): card for words, card in SAID.items()}
    script += f"var layerdeckSaid = {json.dumps(said)};\n"
    (files / "cards.js").write_text(script, "utf-8", newline="\n")


def _colors(catalogue: Catalogue) -> str:
    """The colours of both themes, of the groups and of the kinds, as style rules."""
    dark = f"@media (prefers-color-scheme: dark) {{\n{_theme(DARK, catalogue)}}}\n"
    kinds = ""
    for kind in catalogue.kinds.values():
        look = kind_class(kind)
        kinds += f".{look} {{ fill: {kind.color}; stroke: {kind.color}; }}\n"
        kinds += f".{look} text {{ fill: {readable_on(kind.color)}; stroke: none; }}\n"
    return _theme(LIGHT, catalogue) + dark + kinds


def _theme(theme: Theme, catalogue: Catalogue) -> str:
    tokens = {key: color for key, color in asdict(theme).items() if key != "name"}
    tokens |= {
        "line": mixed(theme.panel, theme.card_border, 0.75),
        "hover": mixed(theme.panel, theme.text, 0.05),
        "chosen": mixed(theme.panel, theme.accent, 0.14),
        "shade": f"#{theme.shadow[3:]}{theme.shadow[1:3]}",
    }
    lines = " ".join(f"--{key}: {color};" for key, color in tokens.items())
    groups = {group_class(group): group_color(theme, group) for group in catalogue.groups}
    looks = "".join(f".{look} {{ --group: {color}; }}\n" for look, color in groups.items())
    return f":root {{ {lines} }}\n{looks}"


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)
